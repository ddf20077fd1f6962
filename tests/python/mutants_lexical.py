"""Mutants of values: the lexical forms of each kind of item. A class: see mutants.py."""
import string
from xml.sax.saxutils import escape

from documents import KIND_OF, Element

EUI = "00-DB-12-34-56-78-90-A2"
ID = EUI + ":90-B3-D5-1F-30-00-00-02:"


def _numbers(*texts):
  return [ID + t for t in texts]


# Raw markup of an item's content. What can be said of every kind is in _dressed() and _edited().
FORMS = {
  "EUI": [
    EUI.lower(), EUI.replace("-", ""), EUI.replace("-", ":"), EUI[:-1], EUI + "0", EUI[:-3], EUI + "-00", "-" + EUI,
    EUI + "-", EUI.replace("A2", "AG"), EUI.replace("-", " "), EUI.replace("-", "--", 1), EUI.replace("DB", "\uff24B"),
    EUI.replace("34", "\u0663\u0664"), EUI.replace("-", "\u2010"), "0x" + EUI, "00-DB-12-34-56-78-90- A2"],
  "request-ID": _numbers(
    "0", "00", "01", "1", "9", "9999999999999999999", "10000000000000000000", "17999999999999999999",
    "18446744073709551609", "18446744073709551610", "18446744073709551615", "18446744073709551616",
    "18446744073709551620", "18446744073709551700", "18446744073709552000", "18446744073709560000",
    "18446744073709600000", "18446744073710000000", "18446744073800000000", "18446744074000000000",
    "18446744080000000000", "18446744100000000000", "18446745000000000000", "18446750000000000000",
    "18446800000000000000", "18447000000000000000", "18450000000000000000", "18500000000000000000",
    "19000000000000000000", "20000000000000000000", "99999999999999999999", "18446744073709551599",
    "18446744073709549999", "18446744073709499999", "18446744073708999999", "18446744073699999999",
    "18446744072999999999", "18446744069999999999", "18446743999999999999", "18446739999999999999",
    "100000000000000000000", "184467440737095516150", "+1", "-1", "1.0", "1e3", "", " 1", "1 ", "\u0661", "0x1") + [
      ID[:-1], ID.replace(":", "-"), ID + "1:1", EUI + ":1", ":" + ID + "1", ID.lower() + "1",
      ID.replace(":", " : ") + "1", ID.replace(":", ";") + "1", ID.replace("-", "") + "1"],
  "boolean": ["true", "false", "1", "0", "TRUE", "True", "yes", "no", "2", "01", "00", "+1", "t", "f", "true false",
              "1.0", "-0", "on", "tru&#101;", "true\u00a0", "falsee", "null"],
  "command-variant": [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "10", "11", "08", "+8", "+08", "008", "-8", "-0", "+0", "8.0",
    "8.", ".8", "8e0", "0x8", "eight", "++8", "+-8", "+ 8", "8 8", "\u0668", "88", "99", "0000000008", "0" * 22 + "8",
    "0" * 23 + "8", "0" * 24 + "8", "0" * 25 + "8", "+" + "0" * 40 + "9", "0" * 40, "1" + "0" * 40, "NaN", "INF", "8,0",
    "18446744073709551624", "4294967304"],
  "decimal": [
    "5.4", "5", "+5.4", "-5.4", "05.40", "5.", ".4", ".", "+", "-", "+ ", "-&#10;", "+.", "-.5", "+5.", "0", "-0", "00",
    "0.0", "5,4", "5.4.0", "5e1", "5E-1", "INF", "NaN", "5 4", "5. 4", "+ 5", "++5", "+-5", "0x5", "\u0665", "5.4f",
    "5.4000000000000", "5.40000000000000", "5.400000000000000", "1234567890123456", "12345678901234567",
    "-123456789012345", "-1234567890123456", "5.4" + "0" * 22, "5.4" + "0" * 23, "5.4" + "0" * 60, "9" * 24, "9" * 25],
  "date-time": [
    "2024-01-31T12:34:56Z", "2024-01-31T12:34:56", "2024-01-31", "12:34:56", "2024-01-31 12:34:56",
    "2024-01-31t12:34:56", "2024-01-31T12:34:56z", "2024-01-31T12:34", "2024-01-31T12", "2024-1-31T12:34:56",
    "24-01-31T12:34:56", "024-01-31T12:34:56", "20240131T123456", "2024-001T12:34:56", "2024-00-31T12:34:56",
    "2024-13-01T12:34:56", "2024-01-00T12:34:56", "2024-01-32T12:34:56", "2024-04-31T12:34:56", "2024-06-31T00:00:00",
    "2024-09-31T00:00:00", "2024-11-31T00:00:00", "2024-02-29T12:34:56", "2023-02-29T12:34:56", "2000-02-29T00:00:00",
    "1900-02-29T00:00:00", "2100-02-29T00:00:00", "2024-02-30T00:00:00", "2023-02-28T00:00:00", "0000-01-01T00:00:00",
    "0001-01-01T00:00:00", "-0001-01-01T00:00:00", "-0000-01-01T00:00:00", "-0004-02-29T00:00:00",
    "-0003-02-29T00:00:00", "-0400-02-29T00:00:00", "-0100-02-29T00:00:00", "-0401-02-29T00:00:00",
    "0004-02-29T00:00:00", "+2024-01-01T00:00:00", "12024-01-01T00:00:00", "02024-01-01T00:00:00",
    "00000-01-01T00:00:00", "10000-02-29T00:00:00", "10001-02-29T00:00:00", "-12024-02-29T00:00:00",
    "999999999-01-01T00:00:00", "2147483648-01-01T00:00:00", "4294967296-02-29T00:00:00",
    "9223372036854775807-01-01T00:00:00", "9223372036854775808-01-01T00:00:00", "99999999999999999999-01-01T00:00:00",
    "18446744073709551616-02-29T00:00:00", "18446744073709551617-02-29T00:00:00",
    "-99999999999999999996-02-29T00:00:00", "123456789012345678901234567890-12-31T23:59:59Z",
    "00000000000000000000-01-01T00:00:00", "2024-01-31T24:00:00", "2024-01-31T24:00:00Z", "2024-12-31T24:00:00.000",
    "2024-01-31T24:00:01", "2024-01-31T24:01:00", "2024-01-31T24:00:00.1", "2024-01-31T24:00:00.0001",
    "2024-01-31T25:00:00", "2024-01-31T23:60:00", "2024-01-31T23:59:60", "2024-01-31T23:59:61", "2024-01-31T23:59:59.",
    "2024-01-31T23:59:59.9", "2024-01-31T23:59:59.000000000000000000001", "2024-01-31T23:59:59.99999999999999999999",
    "2024-01-31T23:59:59,9", "2024-01-31T23:59:5", "2024-01-31T23:59:.5", "2024-01-31T23:59:59.9.9",
    "2024-01-31T23:59:59.-1", "2024-01-31T12:00:00+00:00", "2024-01-31T12:00:00-00:00", "2024-01-31T12:00:00+13:59",
    "2024-01-31T12:00:00+14:00", "2024-01-31T12:00:00-14:00", "2024-01-31T12:00:00+14:01", "2024-01-31T12:00:00-14:01",
    "2024-01-31T12:00:00+15:00", "2024-01-31T12:00:00+12:60", "2024-01-31T12:00:00+01", "2024-01-31T12:00:00+0100",
    "2024-01-31T12:00:00+1:00", "2024-01-31T12:00:00+001:00", "2024-01-31T12:00:00+01:0", "2024-01-31T12:00:00+01:00Z",
    "2024-01-31T12:00:00ZZ", "2024-01-31T12:00:00 Z", "2024-01-31T12:00:00+24:00", "2024-01-31T12:00:00UTC",
    "2024-01-31T12:00:00.5+01:00", "\u0662024-01-31T12:00:00", "2024\u201301\u201331T12:00:00", "--01-31T12:00:00",
    "T12:00:00", "2024", "now"],
}
# What texts are made of: most are one character to the schema, however many bytes they take.
CHARACTERS = ["x", " ", "\u00e9", "\u20ac", "\U0001f600", "&amp;", "&lt;", "&gt;", "&#233;", "&#x20AC;", "&#x1F600;",
              "\n", "\r\n", "&#13;", "&#10;", "\t", "e\u0301", "<![CDATA[<]]>", "x<!-- -->", "<?p?>x", "\ufffd",
              "\u0085", "\u2028", "\x7f", "\U0010ffff", "\U0001fffe", "<![CDATA[&amp;]]>"]
# Not text that XML allows, or not text at all.
NO_TEXT = ["&#0;", "&#1;", "&#xB;", "&#x1F;", "\x01", "\x0b", "\x1f", "&#xFFFE;", "\uffff", "&#xD800;", "&#x110000;",
           "]]>", "<", "&", "&foo;", "&#;", "&#x;", "<b/>", "<sr:b/>", "<![CDATA[", "<!-- -- -->", "&#xDFFF;", "\ufffe",
           "&amp", "<![CDATA[]]]]>", "&#X41;", "&#99999999999;", "<?xml version=\"1.0\"?>"]
_ALPHABET = string.digits + "ABFGabfgTZ:-+. x\u00e9"


def _dressed(rng, text):
  """The same value in another dress: mostly the same to the schema, where white space is collapsed."""
  space = rng.choice([" ", "\n", "\t", "\r\n", "&#9;", "&#10;", "&#13;", "&#32;", "  ", "\u00a0", "\u2003", "<!-- -->",
                      "<?p?>", "<![CDATA[ ]]>", "<![CDATA[]]>", "&#160;"])
  cut = rng.randint(0, len(text))
  character = text[cut:cut + 1]
  return rng.choice([
    space + text, text + space, space + text + space, text[:cut] + space + text[cut:], "<![CDATA[%s]]>" % text,
    text[:cut] + "<![CDATA[%s]]>" % text[cut:],
    text[:cut] + ("&#%d;" % ord(character) if character else "") + text[cut + 1:],
    "".join("&#x%x;" % ord(c) for c in text), "", space, text + text, text + rng.choice(NO_TEXT),
    Element("sr:b", (), [text]).markup(), text + " " + text])


def _edited(rng, text, alphabet):
  """One or two characters less, more, other, or in another order."""
  for _ in range(rng.choice([1, 1, 2])):
    at = rng.randint(0, len(text))
    text = rng.choice([text[:at] + text[at + 1:], text[:at] + rng.choice(alphabet) + text[at:],
                       text[:at] + rng.choice(alphabet) + text[at + 1:],
                       text[:at] + text[at + 1:at + 2] + text[at:at + 1] + text[at + 2:]])
  return escape(text)


def _content(rng, item, turn, text):
  forms = FORMS.get(item.kind, ())
  if turn < len(forms):
    return forms[turn]
  if rng.random() < 0.3:
    return _dressed(rng, escape(rng.choice(forms) if forms and rng.random() < 0.3 else text))
  if item.kind == "enumeration":
    alphabet = "".join(item.values)
    return escape(rng.choice(item.values)) if rng.random() < 0.3 else _edited(rng, text, alphabet)
  if item.kind == "text":
    room = item.limit + rng.choice([-1, 0, 0, 0, 1, 1, 2])
    some = rng.sample(CHARACTERS, rng.choice([1, 1, 3]))
    long = "".join(rng.choice(some) for _ in range(room))
    return long + rng.choice(NO_TEXT) if rng.random() < 0.15 else long
  return _edited(rng, rng.choice(forms), _ALPHABET)


def _of_kind(kind):
  def generate(rng, fresh):
    turn = 0
    while True:
      document = fresh()
      leaves = document.leaves(kind)
      if leaves:
        leaf = rng.choice(leaves)
        plain = "".join(c for c in leaf.children if isinstance(c, str))
        leaf.children = [_content(rng, KIND_OF[leaf.local], turn, "" if "&" in plain else plain)]
        turn += 1
        yield document.bytes()
  return generate


def decimals(rng, fresh):
  """The schemaVersion: the one item that is an attribute."""
  forms, turn = FORMS["decimal"], 0
  while True:
    document = fresh()
    form = forms[turn] if turn < len(forms) else _edited(rng, rng.choice(forms), string.digits + "+-. e")
    if turn >= len(forms) and rng.random() < 0.3:
      space = rng.choice([" ", "\n", "\t", "&#32;", "&#10;", "&#13;", "  ", "\u00a0", "&#160;", "\r\n"])
      form = rng.choice([space + form, form + space, space + form + space, form[:1] + space + form[1:], space])
    document.root.attributes = [
      'schemaVersion="%s"' % form if a.startswith("schemaVersion") else a for a in document.root.attributes]
    turn += 1
    yield document.bytes()


CLASSES = {kind: _of_kind(kind) for kind in ("EUI", "request-ID", "enumeration", "date-time", "text", "boolean",
                                             "command-variant")}
CLASSES["decimal"] = decimals
