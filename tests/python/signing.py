"""Signs and verifies DUIS messages by means that share nothing with the code under test: lxml's canonical forms, the
openssl command, and markup put together here. Every part of a Signature can be chosen, so that there are attacks."""
import base64
import hashlib
import re

from lxml import etree

from identities import raw

DS = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
ENVELOPED = DS + "enveloped-signature"

# Where the values go when they are known. In a document, where the Signature goes if not to the root's end.
DIGEST, VALUE, HERE = "@digest@", "@value@", "@signature@"

# The parts of a Signature, by name; a part is markup that may name other parts.
PARTS = {
  "signature": '<ds:Signature xmlns:ds="%s">{signed_info}{signature_value}{key_info}</ds:Signature>' % DS,
  "signed_info": "<ds:SignedInfo>{canonicalization}{method}{reference}</ds:SignedInfo>",
  "canonicalization": '<ds:CanonicalizationMethod Algorithm="%s"/>' % EXCLUSIVE,
  "method": '<ds:SignatureMethod Algorithm="%s"/>' % ECDSA_SHA256,
  "reference": "<ds:Reference{uri}>{transforms}{digest_method}{digest_value}</ds:Reference>",
  "uri": ' URI=""',
  "transforms": "<ds:Transforms>{transform}</ds:Transforms>",
  "transform": '<ds:Transform Algorithm="%s"/>' % ENVELOPED,
  "digest_method": '<ds:DigestMethod Algorithm="%s"/>' % SHA256,
  "digest_value": "<ds:DigestValue>%s</ds:DigestValue>" % DIGEST,
  "signature_value": "<ds:SignatureValue>%s</ds:SignatureValue>" % VALUE,
  "key_info": "<ds:KeyInfo>{x509_data}</ds:KeyInfo>",
  "x509_data": "<ds:X509Data>{issuer_serial}</ds:X509Data>",
  "issuer_serial": "<ds:X509IssuerSerial>{issuer}{serial}</ds:X509IssuerSerial>",
}

_PARSER = etree.XMLParser(no_network=True, load_dtd=False)


def markup(identity, **parts):
  """The Signature of an identity as markup, with DIGEST and VALUE in their places."""
  own = {"issuer": "<ds:X509IssuerName>%s</ds:X509IssuerName>" % identity.issuer_text,
         "serial": "<ds:X509SerialNumber>%d</ds:X509SerialNumber>" % identity.serial}
  known = {**PARTS, **own}
  for name in parts:
    assert name in known, name
  known.update(parts)
  text = "{signature}"
  while True:
    further = re.sub(r"\{(\w+)\}", lambda m: known[m.group(1)], text)
    if further == text:
      return text
    text = further


def place(document, signature):
  """The document with that markup at HERE, or as the last child of the root."""
  if HERE in document:
    return document.replace(HERE, signature)
  at = document.rindex("</")
  return document[:at] + signature + document[at:]


def canonical(node, exclusive=False, with_comments=False):
  return etree.tostring(node, method="c14n", exclusive=exclusive, with_comments=with_comments)


def parse(data):
  return etree.fromstring(data if isinstance(data, bytes) else data.encode(), _PARSER).getroottree()


def without(element):
  """The document without an element: what the enveloped-signature transform leaves."""
  parent, before = element.getparent(), element.getprevious()
  tree = parent.getroottree()
  if before is not None:
    before.tail = (before.tail or "") + (element.tail or "")
  else:
    parent.text = (parent.text or "") + (element.tail or "")
  parent.remove(element)
  return tree


def _having(tree, text):
  """The Signature with that text in one of its parts."""
  found = [e for e in tree.iter("{%s}Signature" % DS) if any((t.text or "").strip() == text for t in e.iter())]
  assert len(found) == 1, "%d places for %s" % (len(found), text)
  return found[0]


def enveloped_digest(text):
  """SHA-256 of the inclusive canonical form of the document without the Signature that is being made."""
  tree = parse(text)
  return hashlib.sha256(canonical(without(_having(tree, DIGEST)))).digest()


def signed_info(text, exclusive=True, with_comments=False):
  """The canonical SignedInfo of the Signature that has no value yet."""
  element = _having(parse(text), VALUE).find(".//{%s}SignedInfo" % DS)
  return canonical(element, exclusive, with_comments)


def encoded(data):
  return base64.b64encode(data).decode()


def sign(document, identity, digest=enveloped_digest, value=None, canonicalize=signed_info, wrap=encoded, **parts):
  """A document, as text, with the Signature of an identity, as text.

  digest: of the text with the Signature in its place; value: bytes from those of the canonical SignedInfo; wrap: base64
  of a value; parts: as in PARTS."""
  text = place(document, markup(identity, **parts))
  if DIGEST in text:
    text = text.replace(DIGEST, wrap(digest(text)))
  if VALUE in text:
    made = (value or (lambda data: raw(*identity.sign(data))))(canonicalize(text))
    text = text.replace(VALUE, wrap(made))
  return text


def verify(data, identity):
  """What is wrong with the one Signature of a document of ours; "" where nothing is."""
  tree = parse(data)
  found = list(tree.iter("{%s}Signature" % DS))
  if len(found) != 1 or found[0].getparent() is not tree.getroot():
    return "%d signatures" % len(found)

  def text(name):
    return found[0].findtext(".//{%s}%s" % (DS, name))

  signed = canonical(found[0].find("{%s}SignedInfo" % DS), exclusive=True)
  value = base64.b64decode(text("SignatureValue"))
  if len(value) != 64:
    return "%d bytes" % len(value)
  if text("X509IssuerName") != identity.issuer_text or text("X509SerialNumber") != str(identity.serial):
    return "another certificate"
  if not identity.verifies(signed, int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big")):
    return "signature"
  claimed = base64.b64decode(text("DigestValue"))
  return "" if hashlib.sha256(canonical(without(found[0]))).digest() == claimed else "digest"


def between(text, start, end):
  """What is between two strings, with the two."""
  at = text.index(start)
  return text[at:text.index(end, at) + len(end)]


def edited(text, *changes):
  """A text with changes of (old, new); each old must be there exactly once, so that an attack is what it says."""
  for old, new in changes:
    assert text.count(old) == 1, "%d times %r" % (text.count(old), old)
    text = text.replace(old, new)
  return text
