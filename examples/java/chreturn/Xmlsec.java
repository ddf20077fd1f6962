package chreturn;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** The provider on xmlsec1 and OpenSSL: libchreturn-xmlsec. One for a process is enough. */
public final class Xmlsec extends Provider {
  private Xmlsec(Pointer pointer) {
    super(pointer, XmlsecCalls.LIB::chret_xmlsec_free);
  }

  public static Xmlsec create() {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(XmlsecCalls.LIB.chret_xmlsec_new(out, null));
      return new Xmlsec(out.getValue());
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

  /** A signer from a private key and its certificate in PEM; the key stays in libchreturn-xmlsec. */
  public Signer signer(byte[] key, byte[] certificate) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(XmlsecCalls.LIB.chret_xmlsec_signer_new(out, call.of(this), key, Call.size(key), certificate,
          Call.size(certificate), null, null, call.err()));
      return new XmlsecSigner(out.getValue(), this);
    }
  }

  private static final class XmlsecSigner extends Handle implements Signer {
    private XmlsecSigner(Pointer pointer, Xmlsec xmlsec) {
      super(pointer, XmlsecCalls.LIB::chret_xmlsec_signer_free, xmlsec);
    }

    @Override
    public Pointer of(Call call) {
      return XmlsecCalls.LIB.chret_xmlsec_signer_get(call.of(this));
    }
  }
}
