package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The certificates whose signatures are believed: these very ones. Threads may share it once it is filled. */
public final class Trust extends Handle {
  private Trust(Pointer pointer, Provider provider) {
    super(pointer, LIB::chret_trust_free, provider);
  }

  public static Trust create(Provider provider) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(LIB.chret_trust_new(out, provider.of(call), null));
      return new Trust(out.getValue(), provider);
    }
  }

  public Trust add(X509Certificate certificate) {
    try (Call call = new Call()) {
      byte[] der = certificate.getEncoded();
      call.check(LIB.chret_trust_add(call.of(this), der, Call.size(der), call.err()));
      return this;
    } catch (CertificateEncodingException failure) {
      throw new IllegalArgumentException(failure);
    }
  }

  public List<Certificate> certificates() {
    List<Certificate> certificates = new ArrayList<>();
    try (Call call = new Call()) {
      Pointer trust = call.of(this);
      for (long i = 0; i < LIB.chret_trust_count(trust).longValue(); i++) {
        certificates.add(Certificate.from(LIB.chret_trust_at(trust, Call.size(i))));
      }
    }
    return certificates;
  }
}
