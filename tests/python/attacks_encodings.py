"""Encodings, and namespaces. What can be is signed well: the canonical form knows no encoding, and what it has of
namespaces is what the document has."""
from attacks import DIGEST, PROFILE, case, genuine, signature_of
from identities import SUPPLIER
from messages import SINGLE, SINGLE_RECORD, SR, request
from signing import DS, between, edited, place, sign

STRUCTURE, UNKNOWN_ITEM, ENCODING, MALFORMED = "structure", "unknown-item", "encoding", "not-well-formed"
XSI = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def _declared(name, version="1.0"):
  return '<?xml version="%s" encoding="%s"?>' % (version, name)


def _encodings():
  good = genuine("SINGLE")
  plain = good.encode()
  for name, codec in [("UTF-16", "utf-16"), ("UTF-16", "utf-16-le"), ("UTF-16BE", "utf-16-be"),
                      ("UTF-16LE", "utf-16-le"), ("UTF-32", "utf-32"), ("UTF-32BE", "utf-32-be"),
                      ("UCS-4", "utf-32-le"), ("IBM037", "cp037"),
                      ("UTF-7", "utf-7"), ("ISO-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("US-ASCII", "ascii"),
                      ("ISO-8859-15", "iso8859-15"), ("Shift_JIS", "shift_jis"), ("GB18030", "gb18030"),
                      ("EUC-JP", "euc-jp")]:
    yield case("in %s as %s" % (name, codec), (_declared(name) + good).encode(codec), ENCODING, MALFORMED)
  for codec in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
    yield case("in %s, undeclared" % codec, good.encode(codec), ENCODING, MALFORMED)
  yield case("in UTF-16 that is declared UTF-8", (_declared("UTF-8") + good).encode("utf-16"), ENCODING, MALFORMED)
  for name in ("UTF-16", "ISO-8859-2", "UTF-7", "IBM037", "x-unknown", "UTF-8x", "UTF8", "UTF-"):
    yield case("declared %s, in UTF-8" % name, _declared(name).encode() + plain, ENCODING, MALFORMED)
  yield case("no name of an encoding", _declared("").encode() + plain, ENCODING, MALFORMED)
  yield case("XML 1.1", _declared("UTF-8", "1.1").encode() + plain, ENCODING, MALFORMED)
  yield case("XML 2.0", _declared("UTF-8", "2.0").encode() + plain, ENCODING, MALFORMED)
  yield case("two byte-order marks", b"\xef\xbb\xbf" * 2 + plain, ENCODING, MALFORMED)
  for name, octets in [("0xFF", b"\xff"), ("an overlong NUL", b"\xc0\x80"), ("an overlong <", b"\xc0\xbc"),
                       ("a NUL", b"\0"),
                       ("an overlong slash in three", b"\xe0\x80\xaf"), ("half a surrogate pair", b"\xed\xa0\x80"),
                       ("a surrogate pair", b"\xed\xa0\xbd\xed\xb8\x80"), ("beyond Unicode", b"\xf4\x90\x80\x80"),
                       ("five bytes", b"\xf8\x88\x80\x80\x80"), ("a lone continuation", b"\x80"),
                       ("half a character", b"\xc3"), ("Latin-1", b"\xe9"), ("a control character", b"\1"),
                       ("an escape", b"\x1b"), ("U+FFFF", b"\xef\xbf\xbf")]:
    yield case("%s in a value" % name, plain.replace(b"left of", octets + b"left of"), ENCODING, MALFORMED)
  yield case("a NUL after the root", plain + b"\0", ENCODING, MALFORMED)
  yield case("a NUL and another request after the root", plain + b"\0" + plain, ENCODING, MALFORMED)
  yield case("a NUL before the root", b"\0" + plain, ENCODING, MALFORMED)
  yield case("nothing", b"", MALFORMED)
  yield case("cut short", plain[:-1], MALFORMED)


def _items():
  """Elements of other namespaces than they seem to be of."""
  other = ' xmlns:sr="urn:x"'
  for name, document, *statuses in [
    ("the root in another namespace", edited(SINGLE, (SR, SR + "/")), "not-duis"),
    ("the root in no namespace", SINGLE.replace("sr:", "").replace("xmlns:sr", "xmlns:x"), "not-duis", MALFORMED),
    ("a record in another namespace", edited(SINGLE, ("<sr:CHFFaultReturn>", "<sr:CHFFaultReturn%s>" % other)),
     STRUCTURE, "other-service"),
    ("the header in another namespace", edited(SINGLE, ("<sr:Header>", "<sr:Header%s>" % other)), STRUCTURE),
    ("the body in another namespace", edited(SINGLE, ("<sr:Body>", "<sr:Body%s>" % other)), STRUCTURE),
    ("an item in another namespace", edited(SINGLE, ("<sr:UserRefID>", "<sr:UserRefID%s>" % other)), UNKNOWN_ITEM),
    ("an item in no namespace", edited(SINGLE, ("<sr:UserRefID>user 1</sr:", "<UserRefID>user 1</")), UNKNOWN_ITEM),
    ("an item in the Signature's namespace", edited(
      SINGLE, ("<sr:UserRefID>", '<sr:UserRefID xmlns:sr="%s">' % DS)), UNKNOWN_ITEM),
    ("an item in the namespace of answers", edited(
      SINGLE, ("<sr:UserRefID>", '<sr:UserRefID xmlns:sr="http://www.dccinterface.co.uk/ResponseAndAlert">')),
     UNKNOWN_ITEM),
    ("an undeclared prefix", edited(SINGLE, ("<sr:UserRefID>user 1</sr:", "<q:UserRefID>user 1</q:")), MALFORMED),
    ("a relative namespace", request(root=' xmlns:q="relative"'), STRUCTURE, MALFORMED),
    ("xml:base on the root", request(root=' xml:base="http://localhost/"'), STRUCTURE),
    ("xml:lang on the root", request(root=' xml:lang="en"'), STRUCTURE),
    ("xml:id on a record", request(edited(SINGLE_RECORD, ("<sr:CHFFaultReturn>", '<sr:CHFFaultReturn xml:id="a">'))),
     STRUCTURE),
    ("xml:space on an item", request(edited(SINGLE_RECORD, ("<sr:UserRefID>", '<sr:UserRefID xml:space="preserve">'))),
     STRUCTURE),
    ("xsi:type on a record", request(edited(SINGLE_RECORD, (
      "<sr:CHFFaultReturn>", '<sr:CHFFaultReturn xsi:type="sr:CHFNoFaultReturn">')), root=XSI), STRUCTURE),
    ("xsi:type of an item's own type", request(edited(SINGLE_RECORD, (
      "<sr:DeviceID>", '<sr:DeviceID xsi:type="sr:EUI">')), root=XSI), STRUCTURE),
    ("xsi:nil on an item",
     request(edited(SINGLE_RECORD, ("<sr:UserRefID>", '<sr:UserRefID xsi:nil="true">')), root=XSI), STRUCTURE),
    ("xsi:nil false on the root", request(root=XSI + ' xsi:nil="false"'), STRUCTURE),
    ("an XInclude", edited(SINGLE, ("<sr:UserRefID>user 1</sr:UserRefID>",
                                    '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname"/>')),
     UNKNOWN_ITEM),
    ("an attribute", request(root=' other=""'), STRUCTURE),
    ("schemaVersion of a namespace", edited(SINGLE, (' schemaVersion="5.4"', ' sr:schemaVersion="5.4"')), STRUCTURE,
     "missing"),
  ]:
    signed = sign(document, SUPPLIER) if "undeclared" not in name and "relative" not in name else place(
      document, signature_of(genuine("SINGLE")))
    yield case(name, signed, *statuses)


def _signatures():
  """A Signature in namespaces of its own."""
  def sign_in(namespace):
    return edited(genuine("SINGLE"), ('xmlns:ds="%s"' % DS, 'xmlns:ds="%s"' % namespace))

  for namespace in (DS[:-1], DS + "#", DS.upper(), DS.replace("http:", "https:"), DS.replace("2000/09", "2009"), SR,
                    "urn:x", "http://www.w3.org/2009/xmldsig11#", " " + DS, DS + " "):
    yield case("the Signature in " + repr(namespace), sign_in(namespace), STRUCTURE, MALFORMED)
  elsewhere = ' xmlns:ds="urn:x"'
  for name in ("SignedInfo", "SignatureMethod", "CanonicalizationMethod", "Reference", "Transforms", "Transform",
               "DigestMethod", "DigestValue", "SignatureValue", "KeyInfo", "X509Data", "X509IssuerSerial",
               "X509IssuerName", "X509SerialNumber"):
    good = genuine("SINGLE")
    tag = between(good, "<ds:" + name + (">" if "<ds:%s>" % name in good else " "), ">")[:-1]
    slash = "/" if tag.endswith("/") else ""
    yield case("%s in another namespace" % name, edited(good, (
      tag + ">", tag[:len(tag) - len(slash)] + elsewhere + slash + ">")), PROFILE)
  for name, old, new in [("an attribute on the Signature", "<ds:Signature ",
                          '<ds:Signature xml:base="http://localhost/" '),
                         ("xml:base on the Reference", "<ds:Reference ", '<ds:Reference xml:base="http://localhost/" '),
                         ("xsi:type on the SignatureValue", "<ds:SignatureValue>",
                          '<ds:SignatureValue%s xsi:type="x">' % XSI)]:
    yield case(name, edited(genuine("SINGLE"), (old, new)), PROFILE)


def _declarations():
  """Declarations changed after signing: the names are the same, the canonical form is not."""
  good, default = genuine("SINGLE"), genuine("SINGLE").replace("sr:", "").replace("xmlns:sr", "xmlns")
  for name, text in [
    ("a declaration more", edited(good, (" schemaVersion", ' xmlns:x="urn:x" schemaVersion'))),
    ("a default declaration more", edited(good, (" schemaVersion", ' xmlns="urn:x" schemaVersion'))),
    ("a declaration more inside", edited(good, ("<sr:Body>", '<sr:Body xmlns:x="urn:x">'))),
    ("another prefix", good.replace("sr:", "s:").replace(":sr=", ":s=")),
    ("the default namespace for the prefix", default),
    ("the prefix of the Signature on the root", edited(good, (" schemaVersion", ' xmlns:ds="%s" schemaVersion' % DS))),
    ("xsi:schemaLocation more", edited(good, (
      " schemaVersion", XSI + ' xsi:schemaLocation="urn:a a.xsd" schemaVersion'))),
    ("a processing instruction before the root", "<?x?>" + good), ("one after the root", good + "<?x?>"),
    ("one in the header", edited(good, ("<sr:Header>", "<sr:Header><?x?>"))),
    ("white space between elements", edited(good, ("<sr:Body>", "<sr:Body>\n"))),
    ("white space in the attribute", edited(good, ('"5.4"', '" 5.4"'))),
    ("the attribute spelled anew", edited(good, ('"5.4"', '"5.40"'))),
    ("a carriage return as a reference between elements", edited(good, ("<sr:Body>", "<sr:Body>&#13;"))),
  ]:
    yield case("after signing: " + name, text, DIGEST, *(["structure"] if "reference" in name else []))


def cases():
  return [*_encodings(), *_items(), *_signatures(), *_declarations()]
