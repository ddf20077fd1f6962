package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/** A provider that is Java's own. The library holds numbers for the digests and certificates. Threads may share it. */
public final class JcaProvider extends Provider {
  private static final int DIGEST_SIZE = Vocabulary.constant("DIGEST_SIZE");
  // the subject's x500UniqueIdentifier (2.5.4.45), a BIT STRING of eight octets, and OU, as RFC 2253 has them
  private static final Pattern EUI64 = Pattern.compile("(?:^|[,+])2\\.5\\.4\\.45=#030900(\\p{XDigit}{16})(?=[,+]|$)");
  private static final Pattern ROLE = Pattern.compile("(?:^|[,+])OU=([^,+\\\\]*)(?=[,+]|$)");

  public JcaProvider() {
    this(new Tables().struct());
  }

  private JcaProvider(Structs.ProviderStruct struct) {
    super(struct.written(), pointer -> struct.clear());
  }

  /** What the numbers stand for. */
  private static final class Tables {
    private final Map<Long, MessageDigest> digests = new ConcurrentHashMap<>();
    private final Map<Long, X509Certificate> certificates = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /** The callbacks live as long as the struct, which the Handle's free refers to. */
    Structs.ProviderStruct struct() {
      Structs.ProviderStruct made = new Structs.ProviderStruct();
      made.digest_begin = (ctx, out) -> Call.guarded(() ->
          out.setPointer(0, put(digests, MessageDigest.getInstance("SHA-256"))));
      made.digest_update = (ctx, digest, data, size) -> Call.guarded(() ->
          of(digests, digest).update(data.getByteBuffer(0, size.longValue())));
      made.digest_finish = (ctx, digest, out) -> Call.guarded(() ->
          Call.write(out, of(digests, digest).digest(), DIGEST_SIZE));
      made.digest_drop = (ctx, digest) -> digests.remove(Pointer.nativeValue(digest));
      made.describe = (ctx, der, size, certificate) -> Call.guarded(() ->
          describe(parse(der.getByteArray(0, size.intValue())), certificate));
      made.verify = (ctx, handle, signedInfo, size, signature, valid) -> Call.guarded(() ->
          valid.setInt(0, verifies(of(certificates, handle), signedInfo.getByteArray(0, size.intValue()),
              signature.getByteArray(0, Prepared.SIGNATURE_SIZE)) ? 1 : 0));
      made.release = (ctx, handle) -> certificates.remove(Pointer.nativeValue(handle));
      return made;
    }

    private <T> Pointer put(Map<Long, T> table, T object) {
      long number = last.incrementAndGet();
      table.put(number, object);
      return new Pointer(number);
    }

    private static <T> T of(Map<Long, T> table, Pointer number) {
      return table.get(Pointer.nativeValue(number));
    }

    private void describe(X509Certificate x509, Pointer certificate) {
      try (Call call = new Call()) {
        byte[] issuer = Call.utf8(x509.getIssuerX500Principal().getName(X500Principal.RFC2253));
        byte[] serial = x509.getSerialNumber().toByteArray();
        call.check(LIB.chret_certificate_set_issuer(certificate, issuer, Call.size(issuer)));
        call.check(LIB.chret_certificate_set_serial(certificate, serial, Call.size(serial)));
        call.check(LIB.chret_certificate_set_validity(certificate, x509.getNotBefore().getTime() / 1000,
            x509.getNotAfter().getTime() / 1000));
        String subject = x509.getSubjectX500Principal().getName(X500Principal.RFC2253);
        Matcher eui64 = EUI64.matcher(subject);
        if (eui64.find()) {
          long value = new BigInteger(eui64.group(1), 16).longValue();
          call.check(LIB.chret_certificate_set_eui64(certificate, value));
        }
        Matcher role = ROLE.matcher(subject);
        if (role.find()) {
          byte[] text = Call.utf8(role.group(1));
          call.check(LIB.chret_certificate_set_role(certificate, text, Call.size(text)));
        }
        call.check(LIB.chret_certificate_set_unusable(certificate, unusable(x509)));
        call.check(LIB.chret_certificate_set_handle(certificate, put(certificates, x509)));
      }
    }
  }

  private static X509Certificate parse(byte[] der) throws GeneralSecurityException {
    return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static String unusable(X509Certificate x509) {
    if (!(x509.getPublicKey() instanceof ECPublicKey key) || !key.getParams().toString().contains("secp256r1")) {
      return "its key is not on P-256";
    }
    if (x509.getSerialNumber().signum() < 0) {
      return "its serial number is negative"; // the bytes that describe() gives say nothing of a sign
    }
    boolean[] usage = x509.getKeyUsage();
    return usage == null || usage[0] ? null : "its key usage lacks digitalSignature";
  }

  /** A signature that is wrong is no failure. */
  private static boolean verifies(X509Certificate x509, byte[] signedInfo, byte[] signature)
      throws GeneralSecurityException {
    Signature verifying = Signature.getInstance("SHA256withECDSAinP1363Format");
    verifying.initVerify(x509.getPublicKey());
    verifying.update(signedInfo);
    return verifying.verify(signature);
  }
}
