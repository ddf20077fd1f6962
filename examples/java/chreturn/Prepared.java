package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** A message that waits for its signature; it needs neither the message nor the signer any more. */
public final class Prepared extends Handle {
  static final int SIGNATURE_SIZE = Vocabulary.constant("SIGNATURE_SIZE");

  Prepared(Pointer pointer) {
    super(pointer, LIB::chret_prepared_free);
  }

  /** From a message that exists as bytes. replace: a Signature that it carries is dropped. */
  public static Prepared from(byte[] xml, Signer signer, boolean replace) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      Pointer by = signer.of(call);
      call.check(LIB.chret_prepare(out, xml, Call.size(xml), replace ? 1 : 0, by, null, call.err()));
      return new Prepared(out.getValue());
    }
  }

  /** The bytes to sign, by ECDSA with SHA-256. */
  public byte[] signedInfo() {
    try (Call call = new Call()) {
      SizeT.Reference size = new SizeT.Reference();
      return LIB.chret_prepared_signed_info(call.of(this), size).getByteArray(0, (int) size.value());
    }
  }

  /** The 64 bytes of r and s from a signature in DER, as most libraries and services give it. */
  public static byte[] raw(byte[] der) {
    byte[] signature = new byte[SIGNATURE_SIZE];
    try (Call call = new Call()) {
      call.check(LIB.chret_ecdsa_der_to_raw(der, Call.size(der), signature));
    }
    return signature;
  }

  /** The signed message, from the 64 bytes of r and s; verified first, unless there is no trust store (null). */
  public byte[] complete(byte[] signature, Trust trust) {
    if (signature.length != SIGNATURE_SIZE) {
      throw new IllegalArgumentException("a signature has 64 bytes: r and s");
    }
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(LIB.chret_prepared_complete(call.of(this), out, signature, call.of(trust), null, call.err()));
      return Call.taken(out.getValue());
    }
  }
}
