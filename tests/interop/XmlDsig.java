// The JDK's own XML-DSig as a peer of the tests (tests/python/peers.py). Run as a source file:
//   java XmlDsig.java sign KEY CERTIFICATE IN OUT
//   java XmlDsig.java verify CERTIFICATE FILE...     prints "good" or "bad" for each
import java.io.File;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.keyinfo.X509Data;
import javax.xml.crypto.dsig.keyinfo.X509IssuerSerial;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

public class XmlDsig {
  static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");
  static final String ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";

  public static void main(String[] args) throws Exception {
    if (args[0].equals("sign")) {
      sign(privateKey(args[1]), certificate(args[2]), new File(args[3]), new File(args[4]));
      return;
    }
    X509Certificate certificate = certificate(args[1]);
    for (int i = 2; i < args.length; i++)
      System.out.println(isGood(certificate, new File(args[i])) ? "good" : "bad");
  }

  static void sign(PrivateKey key, X509Certificate certificate, File in, File out) throws Exception {
    Document document = parse(in);
    Reference reference = FACTORY.newReference("", FACTORY.newDigestMethod(DigestMethod.SHA256, null),
        List.of(FACTORY.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null)), null, null);
    SignedInfo info = FACTORY.newSignedInfo(
        FACTORY.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
        FACTORY.newSignatureMethod(ECDSA_SHA256, null), List.of(reference));
    KeyInfoFactory keys = FACTORY.getKeyInfoFactory();
    KeyInfo keyInfo = keys.newKeyInfo(List.of(keys.newX509Data(List.of(keys.newX509IssuerSerial(
        certificate.getIssuerX500Principal().getName(), certificate.getSerialNumber())))));
    DOMSignContext context = new DOMSignContext(key, document.getDocumentElement());
    context.setDefaultNamespacePrefix("ds");
    FACTORY.newXMLSignature(info, keyInfo).sign(context);
    TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(out));
  }

  // By the certificate's key, where the message names that certificate; whatever the JDK objects to is bad.
  static boolean isGood(X509Certificate certificate, File file) {
    try {
      NodeList found = parse(file).getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
      DOMValidateContext context = new DOMValidateContext(certificate.getPublicKey(), found.item(0));
      XMLSignature signature = FACTORY.unmarshalXMLSignature(context);
      return found.getLength() == 1 && names(signature.getKeyInfo(), certificate) && signature.validate(context);
    } catch (Exception e) {
      return false;
    }
  }

  static boolean names(KeyInfo keyInfo, X509Certificate certificate) {
    X509Data data = (X509Data) keyInfo.getContent().get(0);
    X509IssuerSerial named = (X509IssuerSerial) data.getContent().get(0);
    return new X500Principal(named.getIssuerName()).equals(certificate.getIssuerX500Principal())
        && named.getSerialNumber().equals(certificate.getSerialNumber());
  }

  static Document parse(File file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    builder.setErrorHandler(null);
    return builder.parse(file);
  }

  static X509Certificate certificate(String path) throws Exception {
    try (FileInputStream in = new FileInputStream(path)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  static PrivateKey privateKey(String path) throws Exception {
    String text = Files.readString(Path.of(path)).replaceAll("-----[^-]*-----|\\s", "");
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
  }
}
