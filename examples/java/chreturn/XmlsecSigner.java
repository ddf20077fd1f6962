package chreturn;

import com.sun.jna.Pointer;

/** A private key in libchreturn-xmlsec, with its certificate. close() clears the key. Threads may share it. */
public final class XmlsecSigner extends Handle implements Signer {
  XmlsecSigner(Pointer pointer, Xmlsec xmlsec) {
    super(pointer, XmlsecCalls.LIB::chret_xmlsec_signer_free, xmlsec);
  }

  @Override
  public Certificate certificate() {
    try (Call call = new Call()) {
      return Certificate.from(XmlsecCalls.LIB.chret_xmlsec_signer_certificate(call.of(this)));
    }
  }

  @Override
  public Pointer of(Call call) {
    return XmlsecCalls.LIB.chret_xmlsec_signer_get(call.of(this));
  }
}
