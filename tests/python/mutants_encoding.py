"""Mutants of the document as bytes: declarations, encodings, byte-order marks, NULs, and what stands round the root.
A class: see mutants.py."""
import codecs

NAMES = ["UTF-8", "utf-8", "Utf-8", "UTF8", "utf8", "UTF-16", "UTF-16LE", "utf-16be", "UTF-32", "UCS-4", "ISO-8859-1",
         "iso-8859-15", "latin1", "windows-1252", "US-ASCII", "ascii", "ISO-10646-UCS-2", "Shift_JIS", "EBCDIC-CP-US",
         "UTF-7", "foo", "", " UTF-8", "UTF-8 ", "UTF 8", "8-UTF", "\u00e9", "unicode-1-1-utf-8", "x-utf-8"]
DECLARATIONS = [
  "", "<?xml version='1.0'?>", '<?xml version="1.0"?>', '<?xml version="1.0" ?>',
  "<?xml\nversion = '1.0'\tencoding\n=\n'UTF-8' ?>", '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
  '<?xml version="1.0" standalone="no"?>', '<?xml version="1.0" encoding="UTF-8" standalone="maybe"?>',
  '<?xml version="1.0" standalone="yes" encoding="UTF-8"?>', '<?xml encoding="UTF-8" version="1.0"?>',
  '<?xml encoding="UTF-8"?>', "<?xml?>", "<?xml ?>", '<?xml version="1.1"?>', '<?xml version="1.1" encoding="UTF-8"?>',
  '<?xml version="1.2"?>', '<?xml version="2.0"?>', '<?xml version="1"?>', '<?xml version="1.00"?>',
  '<?xml version="01.0"?>', '<?xml version=""?>', '<?xml version="1.0"encoding="UTF-8"?>',
  '<?xml version="1.0" encoding=UTF-8?>', '<?xml version="1.0" encoding="UTF-8">', '<?XML version="1.0"?>',
  '<?Xml version="1.0"?>', ' <?xml version="1.0"?>', '\n<?xml version="1.0"?>', '<!-- a --><?xml version="1.0"?>',
  '<?xml version="1.0"?><?xml version="1.0"?>', '<?xml version="1.0" foo="1"?>',
  '<?xml version="1.0" encoding="UTF-8" encoding="UTF-8"?>', '<?xml version="1.0"?>\n<?xml-stylesheet href="a"?>',
  '<?xml-model a?>', "<?xm?>", "<?xmlx a?>", "x", "&#32;", "\u00a0", "<!---->", '<?xml version="1&#46;0"?>',
  "<?xml version='1.0\" encoding='UTF-8'?>", '<?xml version="1.0" encoding="UTF-8" ??>',
  '<?xmlversion = "2.0"?>', '<?xmlencoding = "UTF-16"?>', '<?xml version="1.0"%s?>' % (16400 * " "),
  '<?xml version="1.0"%sencoding="ISO-8859-1"?>' % (16400 * " "), '<?xml%sversion="1.1"?>' % (16400 * "\n")]
DOCTYPES = ["<!DOCTYPE sr:Request>", "<!DOCTYPE x>", "<!DOCTYPE sr:Request []>",
            '<!DOCTYPE sr:Request SYSTEM "nowhere.dtd">', '<!DOCTYPE sr:Request PUBLIC "a" "nowhere.dtd">',
            '<!DOCTYPE sr:Request [<!ENTITY a "b">]>', '<!DOCTYPE sr:Request [<!ENTITY % a "b">]>',
            "<!DOCTYPE sr:Request [<!ELEMENT x ANY>]>", "<!DOCTYPE>",
            '<!DOCTYPE sr:Request [<!ATTLIST sr:Request schemaVersion CDATA "5.4">]>', "<!doctype sr:Request>"]
EPILOGS = ["\n", " \t\r\n", "<!-- -->", "<!---->\n<?p?>", "<?p q?>", "x", "&#32;", "<![CDATA[ ]]>", "<a/>",
           "</sr:Request>", "<?xml version=\"1.0\"?>", "<!DOCTYPE x>", "\u00a0", "<", "<!-- -", "&amp;",
           "<!-- \u00e9 -->", "<?p", "\ufeff"]
# Bytes that are no UTF-8, and some that are.
BYTES = [b"\x80", b"\xbf", b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\x80", b"\xe0\x9f\xbf", b"\xf0\x80\x80\x80",
         b"\xf0\x8f\xbf\xbf", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xed\xa0\xbd\xed\xb8\x80", b"\xf4\x90\x80\x80",
         b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80", b"\xfe", b"\xff", b"\xc3",
         b"\xe2\x82", b"\xf0\x9f\x98", b"\xe9", b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"\xc3\xa9", b"\xe2\x82\xac",
         b"\xf0\x9f\x98\x80", b"\xf4\x8f\xbf\xbf", b"\xee\x80\x80", b"\xc2\x85", b"\xef\xbb\xbf", b"\x00", b"\x01",
         b"\x7f", b"\xc3\x28", b"\xe2\x28\xa1"]
CODECS = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "latin-1", "cp1252", "cp037", "utf-7",
          "ascii", "utf-8-sig", "utf-8"]


def _recoded(rng, document):
  """In another encoding, with a declaration that says so, says another, or says nothing."""
  codec = rng.choice(CODECS)
  declared = rng.choice([codec.replace("-sig", ""), codec, rng.choice(NAMES), None])
  document.prolog = '<?xml version="1.0"%s?>' % ("" if declared is None else ' encoding="%s"' % declared)
  mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE, "utf-32-le": codecs.BOM_UTF32_LE,
          "utf-32-be": codecs.BOM_UTF32_BE}.get(codec, b"")
  return rng.choice([b"", mark]) + document.text().encode(codec, "xmlcharrefreplace")


def _spliced(rng, document):
  """A few bytes in a text, in a tag, or anywhere."""
  data, extra = document.bytes(), rng.choice(BYTES)
  leaves = document.leaves("text")
  if leaves and rng.random() < 0.6:
    rng.choice(leaves).children = ["a@b"]
    return document.bytes().replace(b"@", extra)
  at = rng.choice([0, 1, len(data), len(data) - 1, rng.randint(0, len(data))])
  return data[:at] + extra + data[at:]


def _nul(rng, document):
  data = document.bytes()
  tail = rng.choice([b"\0", b"\0\0", b"\0\n", b"\0<x", b"\n\0 trailing", b"\0" + data])
  return data + tail if rng.random() < 0.7 else data[:rng.randint(0, len(data))]


def encodings(rng, fresh):
  turn = 0
  while True:
    document, how = fresh(), rng.random()
    if turn < len(DECLARATIONS):
      document.prolog = DECLARATIONS[turn]
    elif turn < len(DECLARATIONS) + len(NAMES):
      document.prolog = '<?xml version="1.0" encoding="%s"?>' % NAMES[turn - len(DECLARATIONS)]
    elif how < 0.1:
      document.prolog += rng.choice(DOCTYPES)
    elif how < 0.25:
      document.epilog = "".join(rng.sample(EPILOGS, rng.choice([1, 1, 2])))
    turn += 1
    if turn <= len(DECLARATIONS) + len(NAMES) or how < 0.25:
      yield rng.choice([b"", b"", codecs.BOM_UTF8, codecs.BOM_UTF8 * 2] if how < 0.2 else [b""]) + document.bytes()
    elif how < 0.35:
      yield codecs.BOM_UTF8 + document.bytes()
    else:
      yield rng.choice([_recoded, _recoded, _spliced, _spliced, _nul])(rng, document)


CLASSES = {"encodings": encodings}
