"""Unusual but valid Signatures over a request as it is."""
import re

from attacks_issuers import named
from attacks_keys import offers
from attacks_serials import LARGEST, SHORT, numbered
from identities import BMP, ORDER, PRINTABLE, STRANGER, SUPPLIER, Identity, raw
from messages import SINGLE, request
from signing import DS, PARTS, encoded, markup, sign

# The supplier's other certificates, with issuers that have to be written with care.
_ODD = (("C", "GB", PRINTABLE), ("O", "A, B + \"C\" \\ <D>; = #E"), ("OU", " 07 "), ("CN", "#Z\u00e9\U0001f600"))
ODD = Identity("odd", issuer=_ODD, issuer_text="CN=\\#Z\u00e9\U0001f600,OU=\\ 07\\ ,"
               "O=A\\, B \\+ \\\"C\\\" \\\\ \\<D\\>\\; = #E,C=GB")
PRINTED = Identity("printed", issuer=[("OU", "07", PRINTABLE), ("CN", "Z9", BMP)], issuer_text="CN=Z9,OU=07")
MULTI = Identity("multi-valued", issuer=[[("CN", "Z8"), ("OU", "07")], ("O", "DCC")], issuer_text="O=DCC,CN=Z8+OU=07")
UNNAMED = Identity("unnamed", issuer=[("1.3.6.1.4.1.99999.1", "x")], issuer_text="1.3.6.1.4.1.99999.1=x")
ROLE_02 = Identity("role-02", role="02")
NO_EXTENSION = Identity("no-extension", key_usage=None)
TRUSTED = [ODD, PRINTED, MULTI, UNNAMED, ROLE_02, NO_EXTENSION]

# Lawful spellings of CN=Z1,OU=07.
ISSUERS = [
  "CN=Z1, OU=07", "OU=07,CN=Z1", "OU=07, CN=Z1", "cn=Z1,ou=07", "Cn=Z1,oU=07", "2.5.4.3=Z1,2.5.4.11=07",
  "2.5.4.3=Z1,OU=07",
  "CN=\\5A1,OU=07", "CN=Z\\31,OU=\\30\\37", "CN=\\5a\\31,OU=07", "CN=#0C025A31,OU=07", "CN=#13025a31,OU=#0c023037",
  " CN=Z1,OU=07 ", "\n      CN=Z1,OU=07\n    ", "CN = Z1 , OU = 07", "CN=Z1,  OU=07", "&#67;N=Z1&#44;OU=07",
  "<![CDATA[CN=Z1,OU=07]]>", "CN=Z<!-- -->1,OU=07", "CN=\"Z1\",OU=\"07\"", "CN=Z1,<?x?>OU=07",
]
# Lawful spellings of 12.
SERIALS = ["12", "+12", "012", "00012", "+0012", "0" * 100 + "12", " 12 ", "\n12\t", "&#49;2", "<![CDATA[12]]>",
           "1<!-- -->2", "1<?x?>2", "&#13;12&#10;"]


def wrapped(separator, width=76):
  def wrap(data):
    text = encoded(data)
    return separator.join(text[i:i + width] for i in range(0, len(text), width))
  return wrap


def indented(text):
  """Pretty-printed, as some libraries do it."""
  depth, lines = 0, []
  for tag in re.split(r"(?<=>)(?=<)", text):
    closing = tag.startswith("</")
    depth -= closing
    lines.append("  " * depth + tag)
    depth += not closing and not tag.endswith("/>") and "</" not in tag
  return "\n".join(lines)


def signatures():
  """(name, message)."""
  def supplier(**parts):
    return sign(SINGLE, SUPPLIER, **parts)

  def s_of(high):
    def value(data):
      r, s = SUPPLIER.sign(data)
      return raw(r, s if (s > ORDER // 2) == high else ORDER - s)
    return value

  whole = markup(SUPPLIER)
  identified = {"signature": PARTS["signature"].replace(">{", ' Id="s">{', 1), "uri": ' Id="r" URI=""',
                "signed_info": PARTS["signed_info"].replace("<ds:SignedInfo", '<ds:SignedInfo Id="i"'),
                "key_info": PARTS["key_info"].replace("<ds:KeyInfo", '<ds:KeyInfo Id="k"'),
                "signature_value": PARTS["signature_value"].replace("<ds:SignatureValue", '<ds:SignatureValue Id="v"')}
  yield "a low s", supplier(value=s_of(False))
  yield "a high s", supplier(value=s_of(True))
  yield "Id attributes", supplier(**identified)
  for prefix in ("", "dsig", "sr2", "_"):
    yield "the Signature's prefix is %r" % prefix, supplier(signature=whole.replace(
      "xmlns:ds", "xmlns:" + prefix if prefix else "xmlns").replace("ds:", prefix + ":" if prefix else ""))
  yield "the Signature's prefix is declared on the root", sign(
    request(root=' xmlns:ds="%s"' % DS), SUPPLIER, signature=PARTS["signature"].replace(' xmlns:ds="%s"' % DS, ""))
  yield "the prefix ds is another's on the root", sign(request(root=' xmlns:ds="urn:x"'), SUPPLIER)
  yield "a default namespace on the Signature that nobody uses", supplier(
    signature=PARTS["signature"].replace(' xmlns:ds', ' xmlns="%s" xmlns:ds' % DS))
  yield "a declaration in SignedInfo that nobody uses", supplier(
    signed_info=PARTS["signed_info"].replace("<ds:SignedInfo", '<ds:SignedInfo xmlns:x="urn:x"'))
  yield "the prefix declared again on each part", supplier(
    signature=whole[:4] + re.sub(r"<ds:(\w+)", r'<ds:\1 xmlns:ds="%s"' % DS, whole[4:]))
  for name, separator in [("&#13;\n", "&#13;\n"), ("&#13; and a space", "&#13; "), ("\n", "\n"), ("\r\n", "\r\n"),
                          ("a tab", "\t"), ("spaces", "   "), ("&#10;", "&#10;"), ("a comment", "<!-- -->")]:
    yield "base64 wrapped by " + name, supplier(wrap=wrapped(separator))
  yield "base64 in pieces of one letter", supplier(wrap=wrapped(" ", 1))
  yield "white space round base64", supplier(wrap=lambda data: "\n    " + encoded(data) + "\n  ")
  yield "base64 in CDATA", supplier(wrap=lambda data: "<![CDATA[%s]]>" % encoded(data))
  yield "base64 of references", supplier(wrap=lambda data: "".join("&#%d;" % ord(c) for c in encoded(data)))
  yield "the Signature indented", supplier(signature=indented(whole))
  yield "comments and instructions in the Signature", supplier(
    signed_info=PARTS["signed_info"].replace("{", "<!--a--><?b c?>{"),
    reference=PARTS["reference"].replace(">{", "><!--d-->{"),
    key_info=PARTS["key_info"].replace("{", "<!--e--><?f?>{"))
  yield "tags with an end each", supplier(signature=re.sub(r"<(ds:\w+)([^>]*)/>", r"<\1\2></\1>", whole))
  yield "single quotes in the Signature", supplier(signature=whole.replace('"', "'"))
  yield "an algorithm with a reference", supplier(method=PARTS["method"].replace("#", "&#35;"))
  for name, outside, inside in offers(STRANGER):
    yield "KeyInfo with " + name, supplier(key_info="<ds:KeyInfo>%s</ds:KeyInfo>" % (
      outside + PARTS["x509_data"].replace("{issuer_serial}", inside + "{issuer_serial}")))
  yield "KeyInfo with an X509Data before", supplier(
    key_info="<ds:KeyInfo><ds:X509Data><ds:X509SKI>AAAA</ds:X509SKI></ds:X509Data>{x509_data}</ds:KeyInfo>")
  for text in ISSUERS:
    yield "the issuer %r" % text, named(SUPPLIER, text)
  for text in SERIALS:
    yield "the serial %r" % text, numbered(SHORT, text)
  yield "the largest serial", sign(SINGLE, LARGEST)
  for identity in TRUSTED:
    yield "by " + identity.name, sign(SINGLE, identity) if identity is not ODD else sign(
      SINGLE, identity, issuer="<ds:X509IssuerName><![CDATA[%s]]></ds:X509IssuerName>" % identity.issuer_text)
