package chreturn;

import com.sun.jna.Pointer;

/** Whoever signs: Xmlsec.signer() or a JcaSigner. */
public interface Signer {
  /** The library's struct, kept for the call. */
  Pointer of(Call call);
}
