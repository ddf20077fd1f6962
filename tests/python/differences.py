"""Where the reader means to differ from xmllint, each with its reason. The list is short, and a test keeps it true.

REFUSED: xmllint takes the document, the reader refuses it with this status.
REWRITTEN: xmllint is wrong by XML Schema itself. The document is rewritten to one that means the same and that xmllint
judges rightly: its verdict on that one is what the reader must say of the first.
"""
import re
import typing
from xml.sax.saxutils import escape


class Refused(typing.NamedTuple):
  name: str
  reason: str
  status: str
  applies: typing.Callable  # (document, what xmllint said) -> bool


class Rewritten(typing.NamedTuple):
  name: str
  reason: str
  rewrite: typing.Callable  # document -> document


def _declared(document, what):
  """A pseudo-attribute of the XML declaration of a document in an encoding like ASCII; None where it is not there."""
  found = re.match(rb"(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\b" + what + rb"\s*=\s*[\"']([^\"']*)", document)
  return found and found[1]


def _other_encoding(document, said):
  del said
  named = _declared(document, b"encoding")
  return (document[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in document[:4] or document[:4] == b"\x4c\x6f\xa7\x94"
          or (named is not None and named.lower() != b"utf-8"))


def _other_version(document, said):
  del said
  return _declared(document, b"version") not in (None, b"1.0")


def _long_declaration(document, said):
  del said
  return re.match(rb"(?:\xef\xbb\xbf)?<\?xml\s[^>]{16384}", document) is not None


def _resolved(markup):
  """Text with its numeric references resolved. ValueError, OverflowError: a reference to no character."""
  return re.sub(r"&#(?:x([0-9a-fA-F]+)|(\d+));", lambda m: chr(int(m[1], 16) if m[1] else int(m[2])), markup)


def _text(document):
  return document.decode("utf-8", "surrogateescape")


def _relative_name(document, said):
  del said
  names = re.findall(r"xmlns(?::[^\s=]+)?\s*=\s*[\"']([^\"']+)", _text(document))
  return not all(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", _resolved(name)) for name in names)


def _versions(document):
  return [_resolved(found) for found in re.findall(r"schemaVersion\s*=\s*[\"']([^\"']*)", _text(document))]


def _long_version(document, said):
  del said
  return any(len(version.strip(" \t\r\n")) > 16 for version in _versions(document))


REFUSED = [
  Refused("doctype", "design: a document type declaration is refused at the event", "doctype",
          lambda document, said: b"<!DOCTYPE" in document),
  Refused("encoding", "design: UTF-8 only, with a status of its own", "encoding", _other_encoding),
  Refused("NUL", "design: a NUL anywhere is refused; xmllint stops reading at one after the root", "encoding",
          lambda document, said: b"\0" in document),
  Refused("version", "design: XML 1.0 only; xmllint warns of 1.1 and reads it", "not-well-formed", _other_version),
  Refused("declaration", "the reader looks at the first 16 KiB for what the XML declaration says, and wants all of it",
          "not-well-formed", _long_declaration),
  Refused("namespace error", "Namespaces in XML forbids it; xmllint reports it and goes on", "not-well-formed",
          lambda document, said: "namespace error :" in said),
  Refused("namespace name", "domain: relative namespace names have no canonical form",
          "not-well-formed", _relative_name),
  Refused("xsi", "design: xsi:nil and xsi:type are refused, also where the type is the declared one", "structure",
          lambda document, said: re.search(rb"xsi:(nil|type)\s*=", document) is not None),
  Refused("schemaVersion", "design: at most 16 characters", "too-long", _long_version),
]


def _values(name, change):
  """A rewrite of the text of all elements of a name. Markup inside the value is resolved, as it means nothing."""
  leaf = re.compile(r"(<[^<>/!?]*\b%s\b[^<>]*>)((?:[^<]|<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>)*)(</)" % name,
                    re.DOTALL)

  def text(markup):
    markup = re.sub(r"<!--.*?-->|<\?.*?\?>", "", markup, flags=re.DOTALL)
    return _resolved(re.sub(r"<!\[CDATA\[(.*?)\]\]>", lambda m: escape(m[1]), markup, flags=re.DOTALL))

  def replace(found):
    try:
      before = text(found[2])
    except (ValueError, OverflowError):  # a reference to no character: no value
      return found[0]
    after = change(before)
    return found[0] if after == before else found[1] + after + found[3]

  return lambda document: leaf.sub(replace, _text(document)).encode("utf-8", "surrogateescape")


def _lone_sign(document):
  """A sign and nothing else, without the white space that hides it from xmllint."""
  if any(version.strip(" \t\r\n") in ("+", "-") for version in _versions(document)):
    return re.sub(r"(schemaVersion\s*=\s*)[\"'][^\"']*[\"']", r'\1"+"', _text(document)).encode("utf-8",
                                                                                                "surrogateescape")
  return document


def _same_leap_year(found):
  return found[1] + "1" + found[2][-4:]


def _same_fraction(found):
  return found[1] + (".5" if found[2].strip("0") else ".0")


REWRITTEN = [
  Rewritten("white space in CDATA", "XSD: between elements white space is white space, in a CDATA section too",
            lambda document: re.sub(rb"<!\[CDATA\[([ \t\r\n]*)\]\]>", rb"\1", document)),
  Rewritten("white space of xs:dateTime", "XSD: it is collapsed",
            _values("UserRefDateTime", lambda text: text.strip(" \t\r\n"))),
  Rewritten("long years", "XSD: a year has any number of digits; xmllint counts in 64 bits",
            _values("UserRefDateTime", lambda text: re.sub(r"^(\s*-?)([1-9]\d{18,})(?=-)", _same_leap_year, text))),
  Rewritten("long fractions", "XSD: seconds are exact; xmllint rounds 59.99999999999999999999 to 60",
            _values("UserRefDateTime", lambda text: re.sub(r"(:\d\d)\.(\d{15,})", _same_fraction, text))),
  Rewritten("sign alone", "XSD: a decimal has a digit; xmllint takes a sign that white space follows",
            _lone_sign),
]


def rewritten(document, said):
  """The document as xmllint judges it rightly, and the entries that changed it. Only of well-formed ones."""
  entries = []
  if "parser error :" in said:
    return document, entries
  for entry in REWRITTEN:
    after = entry.rewrite(document)
    if after != document:
      entries.append(entry)
    document = after
  return document, entries
