package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** Whoever signs: an XmlsecSigner or a JcaSigner. */
public interface Signer {
  Certificate certificate();

  /** The library's struct, kept for the call. */
  Pointer of(Call call);

  /** A message that exists as bytes, signed. replace: a Signature that it carries is dropped. */
  default byte[] sign(byte[] xml, boolean replace) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      Pointer by = of(call);
      call.check(LIB.chret_sign(out, xml, Call.size(xml), replace ? 1 : 0, by, null, call.err()));
      return Call.taken(out.getValue());
    }
  }
}
