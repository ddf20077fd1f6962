package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

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

  public long size() {
    try (Call call = new Call()) {
      return LIB.chret_trust_count(call.of(this)).longValue();
    }
  }
}
