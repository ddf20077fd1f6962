package chreturn;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** The provider on xmlsec1 and OpenSSL: libchreturn-xmlsec. One for a process is enough. */
public final class Xmlsec extends Provider {
  private Xmlsec(Pointer pointer) {
    super(pointer, XmlsecCalls.LIB::chret_xmlsec_free);
  }

  public static Xmlsec create() {
    return create(null);
  }

  /** ca: CA certificates, in PEM or DER, that a path has to lead to from those that are trusted; null for none. */
  public static Xmlsec create(byte[] ca) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(XmlsecCalls.LIB.chret_xmlsec_new(out, null));
      Xmlsec made = new Xmlsec(out.getValue());
      if (ca != null) {
        call.check(XmlsecCalls.LIB.chret_xmlsec_add_ca(call.of(made), ca, Call.size(ca), call.err()));
      }
      return made;
    }
  }

  @Override
  Pointer of(Call call) {
    return XmlsecCalls.LIB.chret_xmlsec_provider(call.of(this));
  }

  /** Adds certificates in PEM, one or many, or DER to a trust store that was made with this provider. */
  public void add(Trust trust, byte[] certificates) {
    try (Call call = new Call()) {
      SizeT size = Call.size(certificates);
      call.check(XmlsecCalls.LIB.chret_xmlsec_trust_add(call.of(this), call.of(trust), certificates, size, call.err()));
    }
  }

  /** A signer from a private key, in PEM and not encrypted, and its certificate; the key stays in libchreturn-xmlsec. */
  public XmlsecSigner signer(byte[] key, byte[] certificate) {
    return signer(key, certificate, null);
  }

  /** The same of a key that may be encrypted. password: gives it, once at most; null for none. */
  public XmlsecSigner signer(byte[] key, byte[] certificate, Callable<byte[]> password) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(XmlsecCalls.LIB.chret_xmlsec_signer_new(out, call.of(this), key, Call.size(key), certificate,
          Call.size(certificate), asking(password, call), null, call.err()));
      return new XmlsecSigner(out.getValue(), this);
    }
  }

  /** The same from PKCS#12, which has both. */
  public XmlsecSigner signerOfPkcs12(byte[] pkcs12, Callable<byte[]> password) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(XmlsecCalls.LIB.chret_xmlsec_signer_new_pkcs12(out, call.of(this), pkcs12, Call.size(pkcs12),
          asking(password, call), null, call.err()));
      return new XmlsecSigner(out.getValue(), this);
    }
  }

  private static Structs.Password asking(Callable<byte[]> password, Call call) {
    return password == null ? null : call.keep((ctx, out, capacity) -> {
      AtomicInteger size = new AtomicInteger(-1); // none, or too long
      Call.guarded(() -> {
        byte[] given = password.call();
        if (given != null && given.length <= capacity.intValue()) {
          out.write(0, given, 0, given.length);
          size.set(given.length);
        }
      });
      return size.get();
    });
  }
}
