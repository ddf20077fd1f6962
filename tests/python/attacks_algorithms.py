"""Algorithm, transform and URI confusion. What can be is done as the Signature says: the digest is that of the
transforms and the value is made by the method named, so that only the profile refuses it."""
import functools
import hashlib
import hmac

from lxml import etree

from attacks import DIGEST, MALFORMED, PROFILE, SIGNATURE, case
from identities import STRANGER, SUPPLIER, from_der, key_of, openssl, raw
from messages import SINGLE, request
from signing import (DS, ENVELOPED, EXCLUSIVE, INCLUSIVE, PARTS, SHA256, canonical, enveloped_digest, parse, sign,
                     signed_info, without)

MORE = "http://www.w3.org/2001/04/xmldsig-more#"
DSIG11 = "http://www.w3.org/2009/xmldsig11#"
XPATH, XPATH2, XSLT = ("http://www.w3.org/TR/1999/REC-xpath-19991116", "http://www.w3.org/2002/06/xmldsig-filter2",
                       "http://www.w3.org/TR/1999/REC-xslt-19991116")

# A declaration that the inclusive form has and the exclusive one has not.
UNUSED = ' xmlns:unused="urn:x"'


def _transform(*algorithms):
  return "".join('<ds:Transform Algorithm="%s"/>' % a for a in algorithms)


def _method(algorithm, inside=""):
  return '<ds:SignatureMethod Algorithm="%s">%s</ds:SignatureMethod>' % (algorithm, inside)


def _hashed(name):
  """The digest of the profile's octets by another hash."""
  def digest(text):
    tree = parse(text)
    signature = next(e for e in tree.iter("{%s}Signature" % DS))
    return hashlib.new(name, canonical(without(signature))).digest()
  return digest


def _of(octets):
  return lambda text: hashlib.sha256(octets(text)).digest()


def _exclusive(text):
  return canonical(without(next(parse(text).iter("{%s}Signature" % DS))), exclusive=True)


def _whole(text):
  return canonical(parse(text))


def _without_additional(text):
  tree = without(next(parse(text).iter("{%s}Signature" % DS)))
  for found in list(tree.iter("{*}AdditionalInformation")):
    tree = without(found)
  return canonical(tree)


def _ecdsa(hash_name):
  return lambda data: raw(*from_der(openssl("dgst", "-" + hash_name, "-sign", SUPPLIER.key, data=data)))


def _methods():
  def rsa(data):
    return openssl("dgst", "-sha256", "-sign", key_of("rsa", "RSA"), data=data)

  for name, algorithm, value in [
    ("HMAC-SHA256 keyed with the public key", MORE + "hmac-sha256",
     lambda data: hmac.new(SUPPLIER.public, data, "sha256").digest()),
    ("HMAC-SHA256 keyed with the certificate", MORE + "hmac-sha256",
     lambda data: hmac.new(SUPPLIER.certificate, data, "sha256").digest()),
    ("HMAC-SHA1 keyed with the public key", DS + "hmac-sha1",
     lambda data: hmac.new(SUPPLIER.public, data, "sha1").digest()),
    ("HMAC of 64 bytes", MORE + "hmac-sha512", lambda data: hmac.new(SUPPLIER.public, data, "sha512").digest()),
    ("RSA with SHA-256", MORE + "rsa-sha256", rsa), ("RSA with SHA-1", DS + "rsa-sha1", rsa),
    ("DSA with SHA-1", DS + "dsa-sha1", lambda data: b"\1" * 40),
    ("ECDSA with SHA-1", MORE + "ecdsa-sha1", _ecdsa("sha1")),
    ("ECDSA with SHA-224", MORE + "ecdsa-sha224", _ecdsa("sha224")),
    ("ECDSA with SHA-384", MORE + "ecdsa-sha384", _ecdsa("sha384")),
    ("ECDSA with SHA-512", MORE + "ecdsa-sha512", _ecdsa("sha512")),
    ("ECDSA by the name of a hash", SHA256, None), ("no algorithm", "", None),
    ("the algorithm in capitals", MORE + "ECDSA-SHA256", None), ("a space after it", MORE + "ecdsa-sha256 ", None),
    ("a part of its name", MORE + "ecdsa-sha25", None), ("more than its name", MORE + "ecdsa-sha256#", None),
  ]:
    yield case("method: " + name, sign(SINGLE, SUPPLIER, value=value, method=_method(algorithm)), PROFILE)
  ecdsa = MORE + "ecdsa-sha256"
  for name, markup in [
    ("an HMAC's length", _method(ecdsa, "<ds:HMACOutputLength>0</ds:HMACOutputLength>")),
    ("no attribute", "<ds:SignatureMethod/>"),
    ("two attributes", '<ds:SignatureMethod Algorithm="%s" Other="%s"/>' % (ecdsa, ecdsa)),
    ("the attribute of a namespace", '<ds:SignatureMethod ds:Algorithm="%s"/>' % ecdsa),
  ]:
    yield case("method: " + name, sign(SINGLE, SUPPLIER, method=markup), PROFILE)
  yield case("HMAC's value for the profile's method", sign(SINGLE, SUPPLIER, value=lambda data: hmac.new(
    SUPPLIER.public, data, "sha512").digest()), SIGNATURE, MALFORMED)
  for name in ("sha1", "sha384", "sha512"):
    yield case("a value over %s for the profile's method" % name, sign(SINGLE, SUPPLIER, value=_ecdsa(name)), SIGNATURE)


def _digests():
  for name, algorithm in [("sha1", DS + "sha1"), ("md5", MORE + "md5"), ("sha224", MORE + "sha224"),
                          ("sha384", MORE + "sha384"), ("sha512", "http://www.w3.org/2001/04/xmlenc#sha512"),
                          ("sha3_256", "http://www.w3.org/2007/05/xmldsig-more#sha3-256")]:
    yield case("digest: " + name, sign(SINGLE, SUPPLIER, _hashed(name),
                                       digest_method='<ds:DigestMethod Algorithm="%s"/>' % algorithm), PROFILE)
    yield case("digest: %s for the profile's" % name, sign(SINGLE, SUPPLIER, _hashed(name)), MALFORMED, DIGEST)
  yield case("digest: no algorithm", sign(SINGLE, SUPPLIER, digest_method="<ds:DigestMethod/>"), PROFILE)


def _canonicalizations():
  for name, algorithm, options in [
    ("inclusive", INCLUSIVE, {"exclusive": False}), ("inclusive with comments", INCLUSIVE + "#WithComments",
                                                     {"exclusive": False, "with_comments": True}),
    ("exclusive with comments", EXCLUSIVE + "WithComments", {"with_comments": True}),
    ("inclusive 1.1", "http://www.w3.org/2006/12/xml-c14n11", {"exclusive": False}),
    ("2.0", "http://www.w3.org/2010/xml-c14n2", {}), ("none", "", {}), ("an XPath", XPATH, {}), ("an XSLT", XSLT, {}),
    ("base64", DS + "base64", {}), ("minimal", DS + "minimal", {})]:
    yield case("canonicalization: " + name, sign(
      SINGLE, SUPPLIER, canonicalize=functools.partial(signed_info, **options),
      canonicalization='<ds:CanonicalizationMethod Algorithm="%s"/>' % algorithm), PROFILE)
  for name, inside in [
    ("prefixes", '<ec:InclusiveNamespaces xmlns:ec="%s" PrefixList="sr"/>' % EXCLUSIVE),
    ("an empty list of prefixes", '<ec:InclusiveNamespaces xmlns:ec="%s" PrefixList=""/>' % EXCLUSIVE)]:
    yield case("canonicalization: " + name, sign(
      SINGLE, SUPPLIER, canonicalization='<ds:CanonicalizationMethod Algorithm="%s">%s</ds:CanonicalizationMethod>'
      % (EXCLUSIVE, inside)), PROFILE)
  yield case("canonicalization: inclusive where exclusive is named", sign(
    SINGLE, SUPPLIER, canonicalize=functools.partial(signed_info, exclusive=False)), SIGNATURE)
  yield case("the document in its exclusive form", sign(
    request(root=UNUSED), SUPPLIER, _of(_exclusive)), DIGEST)


def _transforms():
  xpath = '<ds:Transform Algorithm="%s"><ds:XPath>%s</ds:XPath></ds:Transform>'
  no_signature = "not(ancestor-or-self::ds:Signature)"
  stylesheet = ('<ds:Transform Algorithm="%s"><xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" '
                'version="1.0"><xsl:template match="/">%s</xsl:template></xsl:stylesheet></ds:Transform>')
  filter2 = ('<ds:Transform Algorithm="%s"><f:XPath xmlns:f="%s" Filter="subtract">//ds:Signature</f:XPath>'
             "</ds:Transform>")
  for name, markup, digest in [
    ("enveloped and inclusive", _transform(ENVELOPED, INCLUSIVE), enveloped_digest),
    ("enveloped and exclusive", _transform(ENVELOPED, EXCLUSIVE), _of(_exclusive)),
    ("enveloped and inclusive with comments", _transform(ENVELOPED, INCLUSIVE + "#WithComments"), enveloped_digest),
    ("enveloped twice", _transform(ENVELOPED, ENVELOPED), enveloped_digest),
    ("exclusive and enveloped", _transform(EXCLUSIVE, ENVELOPED), _of(_exclusive)),
    ("inclusive", _transform(INCLUSIVE), _of(_whole)), ("exclusive", _transform(EXCLUSIVE), _of(_whole)),
    ("base64", _transform(DS + "base64"), _of(lambda text: b"")),
    ("enveloped and base64", _transform(ENVELOPED, DS + "base64"), _of(lambda text: b"")),
    ("an XPath that leaves the Signature out", xpath % (XPATH, no_signature), enveloped_digest),
    ("an XPath that leaves an item out", xpath % (
      XPATH, no_signature + " and not(ancestor-or-self::sr:AdditionalInformation)"), _of(_without_additional)),
    ("enveloped and an XPath that leaves an item out", _transform(ENVELOPED) + xpath % (
      XPATH, "not(ancestor-or-self::sr:AdditionalInformation)"), _of(_without_additional)),
    ("an XPath filter 2.0", filter2 % (XPATH2, XPATH2), enveloped_digest),
    ("an XSLT of nothing", stylesheet % (XSLT, ""), _of(lambda text: b"")),
    ("enveloped and an XSLT of a text", _transform(ENVELOPED) + stylesheet % (XSLT, "signed"),
     _of(lambda text: b"signed")),
    ("an XSLT that reads a file", stylesheet % (XSLT, "<xsl:copy-of select=\"document('/etc/hostname')\"/>"),
     _of(lambda text: b"")),
    ("decryption", _transform("http://www.w3.org/2002/07/decrypt#XML"), enveloped_digest),
    ("an unknown one", _transform("urn:x"), enveloped_digest), ("no algorithm", "<ds:Transform/>", enveloped_digest),
    ("capitals", _transform(DS + "Enveloped-Signature"), enveloped_digest),
    ("an XPath in the enveloped one", xpath % (ENVELOPED, no_signature), enveloped_digest),
  ]:
    yield case("transform: " + name, sign(request(root=UNUSED), SUPPLIER, digest, transform=markup), PROFILE)


def _uris():
  whole = _of(lambda text: canonical(without(next(parse(text).iter("{%s}Signature" % DS)))))
  for name, uri in [
    ("none", ""), ("the whole by xpointer", ' URI="#xpointer(/)"'), ("an Id", ' URI="#a"'), ("an empty Id", ' URI="#"'),
    ("a file", ' URI="file:///etc/hostname"'), ("a path", ' URI="/etc/hostname"'),
    ("a web page", ' URI="http://localhost/a"'),
    ("white space", ' URI=" "'), ("white space in a reference", ' URI="&#10;"'), ("a query", ' URI="?"'),
    ("this document", ' URI="."'), ("lower case", ' uri=""'), ("of a namespace", ' ds:URI=""'),
    ("an Object's Type", ' URI="" Type="%sObject"' % DS), ("a Manifest's Type", ' URI="" Type="%sManifest"' % DS),
    ("another attribute", ' URI="" Other=""'),
  ]:
    yield case("reference: " + name, sign(SINGLE, SUPPLIER, whole, uri=uri), PROFILE)


def _objects():
  """A Manifest: the Reference that is checked is not the one over the message."""
  manifest = '<ds:Manifest xmlns:ds="%s" Id="m"></ds:Manifest>' % DS
  for name, inside in [("an empty Object", ""), ("a Manifest", manifest),
                       ("SignatureProperties", "<ds:SignatureProperties/>"), ("text", "signed")]:
    yield case("Object: " + name,
               sign(SINGLE, SUPPLIER, key_info=PARTS["key_info"] + "<ds:Object>%s</ds:Object>" % inside), PROFILE)
  signed = canonical(etree.fromstring(manifest))
  yield case("a Reference to a Manifest alone", sign(
    SINGLE, STRANGER, _of(lambda text: signed), uri=' URI="#m" Type="%sManifest"' % DS, transforms="",
    key_info=PARTS["key_info"] + "<ds:Object>%s</ds:Object>" % manifest), PROFILE)


def cases():
  return [*_methods(), *_digests(), *_canonicalizations(), *_transforms(), *_uris(), *_objects()]
