import chreturn.Certificate;
import chreturn.JcaSigner;
import chreturn.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** A private key and its certificate from NAME.key.pem (PKCS#8) and NAME.cert.pem. */
record Identity(PrivateKey key, X509Certificate certificate) {
  static Identity load(String name) throws IOException, GeneralSecurityException {
    String pem = Files.readString(Path.of(name + ".key.pem")).replaceAll("-----[A-Z ]+-----", "");
    PKCS8EncodedKeySpec der = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem));
    try (InputStream certificate = Files.newInputStream(Path.of(name + ".cert.pem"))) {
      return new Identity(KeyFactory.getInstance("EC").generatePrivate(der),
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(certificate));
    }
  }

  JcaSigner signer(Provider provider) {
    return new JcaSigner(key, Certificate.describe(certificate, provider), provider);
  }
}
