"""Keys that the message offers. STRANGER, whom nobody trusts, signs a message of the supplier's with its own key."""
import base64

from attacks import PROFILE, SIGNATURE, UNKNOWN, case
from identities import STRANGER, SUPPLIER, Identity
from messages import SINGLE
from signing import DS, PARTS, sign

DSIG11 = "http://www.w3.org/2009/xmldsig11#"
# Says of itself all that the supplier's certificate says.
DOUBLE = Identity("double", serial=SUPPLIER.serial)

SUPPLIERS = ("<ds:X509IssuerSerial><ds:X509IssuerName>%s</ds:X509IssuerName>"
             "<ds:X509SerialNumber>%d</ds:X509SerialNumber></ds:X509IssuerSerial>"
             % (SUPPLIER.issuer_text, SUPPLIER.serial))


def _b64(data):
  return base64.b64encode(data).decode()


def offers(identity):
  """Ways to hand a key over: (name, what stands in KeyInfo, what stands in X509Data)."""
  point = identity.public[-65:]
  key = ('<dsig11:ECKeyValue xmlns:dsig11="%s"><dsig11:NamedCurve URI="urn:oid:1.2.840.10045.3.1.7"/><dsig11:PublicKey>'
         "%s</dsig11:PublicKey></dsig11:ECKeyValue>" % (DSIG11, _b64(point)))
  x, y = (int.from_bytes(point[i:i + 32], "big") for i in (1, 33))
  old = ('<e:ECDSAKeyValue xmlns:e="http://www.w3.org/2001/04/xmldsig-more#"><e:DomainParameters><e:NamedCurve '
         'URN="urn:oid:1.2.840.10045.3.1.7"/></e:DomainParameters><e:PublicKey><e:X Value="%d"/><e:Y Value="%d"/>'
         "</e:PublicKey></e:ECDSAKeyValue>" % (x, y))
  certificate = "<ds:X509Certificate>%s</ds:X509Certificate>" % _b64(identity.certificate)
  return [
    ("a KeyValue", "<ds:KeyValue>%s</ds:KeyValue>" % key, ""),
    ("an ECDSAKeyValue", "<ds:KeyValue>%s</ds:KeyValue>" % old, ""),
    ("an RSAKeyValue", "<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>%s</ds:Modulus><ds:Exponent>AQAB</ds:Exponent>"
     "</ds:RSAKeyValue></ds:KeyValue>" % _b64(b"\xc5" * 256), ""),
    ("a DEREncodedKeyValue", '<d:DEREncodedKeyValue xmlns:d="%s">%s</d:DEREncodedKeyValue>' % (
      DSIG11, _b64(identity.public)), ""),
    ("a certificate", "", certificate),
    ("two certificates", "", certificate + "<ds:X509Certificate>%s</ds:X509Certificate>" % _b64(SUPPLIER.certificate)),
    ("a KeyName", "<ds:KeyName>%s</ds:KeyName>" % SUPPLIER.name, ""),
    ("a KeyName of the issuer", "<ds:KeyName>%s</ds:KeyName>" % SUPPLIER.issuer_text, ""),
    ("a RetrievalMethod", '<ds:RetrievalMethod URI="file://%s" Type="%sX509Data"/>' % (identity.path, DS), ""),
    ("a RetrievalMethod of this document", '<ds:RetrievalMethod URI="#k" Type="%sX509Data"/>' % DS, ""),
    ("a KeyInfoReference", '<d:KeyInfoReference xmlns:d="%s" URI="#k"/>' % DSIG11, ""),
    ("an X509SKI", "", "<ds:X509SKI>AAAA</ds:X509SKI>"),
    ("an X509SubjectName", "", "<ds:X509SubjectName>OU=87</ds:X509SubjectName>"),
    ("an X509Digest", "", '<d:X509Digest xmlns:d="%s" Algorithm="http://www.w3.org/2001/04/xmlenc#sha256">AAAA'
     "</d:X509Digest>" % DSIG11),
    ("an X509CRL", "", "<ds:X509CRL>AAAA</ds:X509CRL>"),
    ("PGPData", "<ds:PGPData><ds:PGPKeyID>AAAA</ds:PGPKeyID></ds:PGPData>", ""),
    ("SPKIData", "<ds:SPKIData><ds:SPKISexp>AAAA</ds:SPKISexp></ds:SPKIData>", ""),
    ("MgmtData", "<ds:MgmtData>key</ds:MgmtData>", ""),
    ("an EncryptedKey", '<x:EncryptedKey xmlns:x="http://www.w3.org/2001/04/xmlenc#"/>', ""),
    ("another namespace's element", '<x:Key xmlns:x="urn:x">%s</x:Key>' % _b64(identity.public), ""),
  ]


def _signed(signer, key_info):
  return sign(SINGLE, signer, key_info="<ds:KeyInfo>%s</ds:KeyInfo>" % key_info)


def cases():
  data = "<ds:X509Data>%s</ds:X509Data>"
  found = []
  for name, outside, inside in offers(STRANGER):
    found += [
      case(name + " after the supplier's certificate is named", _signed(
        STRANGER, data % (SUPPLIERS + inside) + outside), SIGNATURE),
      case(name + " before it", _signed(STRANGER, outside + data % (inside + SUPPLIERS)), SIGNATURE),
      case(name + " after its own certificate is named", _signed(
        STRANGER, (data % ("{issuer_serial}" + inside) + outside)), UNKNOWN),
      case(name + " alone", _signed(STRANGER, outside + (data % inside if inside else "")), PROFILE),
      case(name + " of the signer, alone", sign(SINGLE, SUPPLIER, key_info="<ds:KeyInfo>%s</ds:KeyInfo>" % (
        outside + (data % inside if inside else ""))), PROFILE),
    ]
  own = PARTS["issuer_serial"]
  return found + [
    case("the supplier's certificate and its own are named", _signed(STRANGER, data % (SUPPLIERS + own)), PROFILE),
    case("its own certificate and the supplier's are named", _signed(STRANGER, data % (own + SUPPLIERS)), PROFILE),
    case("the two are named in an X509Data each", _signed(STRANGER, data % SUPPLIERS + data % own), PROFILE),
    case("the supplier's certificate is named twice", _signed(SUPPLIER, data % (SUPPLIERS * 2)), PROFILE),
    case("two names in one X509IssuerSerial", _signed(STRANGER, data % SUPPLIERS.replace(
      "</ds:X509IssuerSerial>", "{issuer}{serial}</ds:X509IssuerSerial>")), PROFILE),
    case("the issuer and serial are not in X509Data", _signed(SUPPLIER, SUPPLIERS), PROFILE),
    case("the issuer and serial are in another element", _signed(
      SUPPLIER, data % ("<ds:X509Other>%s</ds:X509Other>" % SUPPLIERS)), PROFILE),
    case("a certificate that says what the supplier's says", sign(
      SINGLE, DOUBLE, x509_data=data % ("{issuer_serial}" + "<ds:X509Certificate>%s</ds:X509Certificate>" % _b64(
        DOUBLE.certificate))), SIGNATURE),
    case("no KeyInfo", sign(SINGLE, SUPPLIER, key_info=""), PROFILE),
    case("an empty KeyInfo", sign(SINGLE, SUPPLIER, key_info="<ds:KeyInfo/>"), PROFILE),
    case("an empty X509Data", sign(SINGLE, SUPPLIER, x509_data="<ds:X509Data/>"), PROFILE),
  ]
