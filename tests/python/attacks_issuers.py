"""Foreign issuers with the same serial, and issuers spelled to deceive. The trust store has certificates of the same
serial number by issuers whose names look much like the supplier's issuer; each has a key and a member of its own."""
from attacks import FOREIGN, MALFORMED, SIGNATURE, UNKNOWN, case
from identities import BMP, OTHER, PRINTABLE, SUPPLIER, Identity
from messages import SINGLE
from signing import sign


def _foreign(name, issuer, text):
  return Identity(name, eui=OTHER.eui, serial=SUPPLIER.serial, issuer=issuer, issuer_text=text)


# The issuer in the certificate's order, and as RFC 4514 writes it. Each is another name than CN=Z1,OU=07.
LOOKALIKES = [
  _foreign("z2", [("OU", "07"), ("CN", "Z2")], "CN=Z2,OU=07"),
  _foreign("comma", [("CN", "Z1,OU=07")], "CN=Z1\\,OU=07"),
  _foreign("multi", [[("CN", "Z1"), ("OU", "07")]], "CN=Z1+OU=07"),
  _foreign("longer", [("O", "DCC"), ("OU", "07"), ("CN", "Z1")], "CN=Z1,OU=07,O=DCC"),
  _foreign("shorter", [("CN", "Z1")], "CN=Z1"),
  _foreign("space", [("OU", "07"), ("CN", "Z1 ")], "CN=Z1\\20,OU=07"),
  _foreign("cyrillic", [("OU", "07"), ("CN", "\u04171")], "CN=\u04171,OU=07"),
  _foreign("greek", [("OU", "07"), ("CN", "\u03961")], "CN=\u03961,OU=07"),
  _foreign("nul", [("OU", "07"), ("CN", "Z1\0.example")], "CN=Z1\\00.example,OU=07"),
  _foreign("crossed", [("OU", "Z1"), ("CN", "07")], "CN=07,OU=Z1"),
  _foreign("type", [("O", "07"), ("CN", "Z1")], "CN=Z1,O=07"),
  _foreign("twice", [("OU", "07"), ("CN", "Z1"), ("CN", "Z1")], "CN=Z1,CN=Z1,OU=07"),
  _foreign("bmp", [("OU", "07", PRINTABLE), ("CN", "Z3", BMP)], "CN=Z3,OU=07"),
  _foreign("plus", [("CN", "Z1+OU=07")], "CN=Z1\\+OU=07"),
]
TRUSTED = LOOKALIKES

# Names that nobody's issuer has; the message is the supplier's in all else.
NOBODYS = [
  "CN=z1,OU=07", "CN=Z1,OU=7", "CN=Z1,OU=007", "CN=Z1 1,OU=07", "CN=Z,OU=07", "CN=Z11,OU=07", "CN=Z1,OU=07,OU=07",
  "OU=07", "CN=Z1,OU=07,C=GB", "C=GB,CN=Z1,OU=07", "CN=\\20Z1,OU=07", "CN=Z1,OU=07\\20", "CN=Z1\\00,OU=07",
  "CN=Z\u200b1,OU=07", "CN=Z1\u00a0,OU=07", "CN=\uff3a1,OU=07", "CN=Z\u0661,OU=07", "CN=Z1\\;OU=07",
  "CN=#0C025A34,OU=07", "CN=#0C035A3100,OU=07", "CN=Z1,2.5.4.10=7", "CN=Z1,2.5.4.110=07", "CN=Z1+CN=Z1,OU=07",
  "CN=Z1\\=07", "CN=,OU=07", "CN=Z1,OU=\u0660\u0667",
]
# No names at all by RFC 4514.
NO_NAMES = [
  "Z1", "CN", "CN=Z1,", ",CN=Z1,OU=07", "CN=Z1,,OU=07", "CN=Z1,OU=07,", "CN=Z1,OU", "=Z1,OU=07", "CN=Z1+,OU=07",
  "CN=Z1,OU=07\\", "CN=Z1\\,OU=07\\", "CN=Z\\G1,OU=07", "CN=Z\\1,OU=07", "CN=#0C025A3,OU=07", "CN=#,OU=07",
  "2.5.4.=Z1,OU=07", "2..4.3=Z1,OU=07", ".2.5.4.3=Z1,OU=07", "2.5.4.3.=Z1,OU=07", "C N=Z1,OU=07",
  "CN=Z1\",OU=07", "CN=&lt;Z1>,OU=07", "1CN=Z1,OU=07", "-CN=Z1,OU=07",
]


def named(signer, text):
  return sign(SINGLE, signer, issuer="<ds:X509IssuerName>%s</ds:X509IssuerName>" % text)


def cases():
  found = []
  for identity in LOOKALIKES:
    found += [
      case("%s signs, the supplier's issuer is named" % identity.name, named(identity, SUPPLIER.issuer_text),
           SIGNATURE),
      case("the supplier signs, %s is named" % identity.issuer_text, named(SUPPLIER, identity.issuer_text), SIGNATURE),
      case("%s signs and is named" % identity.issuer_text, named(identity, identity.issuer_text), FOREIGN),
    ]
  found += [case("issuer %r" % text, named(SUPPLIER, text), UNKNOWN) for text in NOBODYS]
  found += [case("issuer %r" % text, named(SUPPLIER, text), MALFORMED) for text in NO_NAMES]
  # other spellings of the look-alikes' names; quotes are of RFC 2253
  found += [case("issuer %r" % text, named(SUPPLIER, text), SIGNATURE) for text in (
    "CN=Z1\\,OU\\=07", "CN=#0C025A32,OU=07", "CN=Z1,2.5.4.10=07", "CN=\"Z1,OU=07\"", "CN=\"Z1\\,OU=07\"")]
  # the name of nobody, and other ways to write names, which RFC 4514 has not or may have
  found += [case("issuer %r" % text, named(SUPPLIER, text), MALFORMED, UNKNOWN) for text in (
    "", " ", "CN=#0C055A31,OU=07", "CN=\\FF\\FE,OU=07", "/OU=07/CN=Z1", "CN=Z1/OU=07",
    "CN=Z1\nOU=07", "CN: Z1, OU: 07", "commonName=Z1,organizationalUnitName=07,",
    "CN=Z1, OU=07; ", "[CN=Z1,OU=07]", "{CN=Z1,OU=07}", "ldap:///CN=Z1,OU=07", "CN=Z1,OU=%30%37")]
  return found
