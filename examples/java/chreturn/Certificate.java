package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/** What a provider says of a certificate: valid from and until, in seconds since 1970; why it verifies nothing. eui64 and
 * unusable: null for none. */
public record Certificate(String issuer, String serial, String eui64, String role, long notBefore, long notAfter,
    String unusable) {
  static Certificate from(Pointer certificate) {
    LongByReference value = new LongByReference();
    LongByReference notBefore = new LongByReference();
    LongByReference notAfter = new LongByReference();
    LIB.chret_certificate_validity(certificate, notBefore, notAfter);
    boolean has = LIB.chret_certificate_eui64(certificate, value) == 0;
    return new Certificate(LIB.chret_certificate_issuer(certificate), LIB.chret_certificate_serial(certificate),
        has ? Eui64.format(value.getValue()) : null, LIB.chret_certificate_role(certificate),
        notBefore.getValue(), notAfter.getValue(), LIB.chret_certificate_unusable(certificate));
  }

  /** As a provider describes it. */
  public static Certificate describe(X509Certificate certificate, Provider provider) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      byte[] der = certificate.getEncoded();
      call.check(LIB.chret_certificate_new(out, provider.of(call), der, Call.size(der), null, call.err()));
      try {
        return from(out.getValue());
      } finally {
        LIB.chret_certificate_free(out.getValue());
      }
    } catch (CertificateEncodingException failure) {
      throw new IllegalArgumentException(failure);
    }
  }
}
