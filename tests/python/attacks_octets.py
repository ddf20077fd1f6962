"""Malformed r and s, and malformed base64 of the signature's and the digest's octets."""
import base64

from attacks import DIGEST, MALFORMED, SIGNATURE, case, genuine
from identities import ORDER, SUPPLIER, raw, to_der
from messages import SINGLE
from signing import between, edited, sign

FIELD = 2 ** 256 - 2 ** 224 + 2 ** 192 + 2 ** 96 - 1  # the prime of P-256


def _values():
  """Bytes made of a good (r, s)."""
  return [
    ("DER", to_der, MALFORMED), ("DER cut to 64 bytes", lambda r, s: to_der(r, s)[:64], SIGNATURE),
    ("63 bytes", lambda r, s: raw(r, s)[:63], MALFORMED), ("65 bytes", lambda r, s: raw(r, s) + b"\0", MALFORMED),
    ("a zero before", lambda r, s: b"\0" + raw(r, s), MALFORMED),
    ("33 bytes each", lambda r, s: b"\0" + raw(r, s)[:32] + b"\0" + raw(r, s)[32:], MALFORMED),
    ("48 bytes each", lambda r, s: r.to_bytes(48, "big") + s.to_bytes(48, "big"), MALFORMED),
    ("twice", lambda r, s: raw(r, s) * 2, MALFORMED), ("32 bytes", lambda r, s: raw(r, s)[:32], MALFORMED),
    ("one byte", lambda r, s: b"\1", MALFORMED),
    ("a byte before that tells of an uncompressed point", lambda r, s: b"\4" + raw(r, s), MALFORMED),
    ("r = 0", lambda r, s: raw(0, s), MALFORMED), ("s = 0", lambda r, s: raw(r, 0), MALFORMED),
    ("both 0", lambda r, s: raw(0, 0), MALFORMED), ("r = n", lambda r, s: raw(ORDER, s), MALFORMED),
    ("s = n", lambda r, s: raw(r, ORDER), MALFORMED), ("both n", lambda r, s: raw(ORDER, ORDER), MALFORMED),
    ("r = n + 1", lambda r, s: raw(ORDER + 1, s), MALFORMED), ("s = n + 1", lambda r, s: raw(r, ORDER + 1), MALFORMED),
    ("all ones", lambda r, s: b"\xff" * 64, MALFORMED), ("s all ones", lambda r, s: raw(r, 2 ** 256 - 1), MALFORMED),
    ("r = p", lambda r, s: raw(FIELD, s), MALFORMED), ("r = 0 and s = 1", lambda r, s: raw(0, 1), MALFORMED),
    ("r = n and s = 1", lambda r, s: raw(ORDER, 1), MALFORMED), ("r = 1 and s = 0", lambda r, s: raw(1, 0), MALFORMED),
    ("r = s = 1", lambda r, s: raw(1, 1), SIGNATURE),
    ("r = s = n - 1", lambda r, s: raw(ORDER - 1, ORDER - 1), SIGNATURE),
    ("r = n - 1", lambda r, s: raw(ORDER - 1, s), SIGNATURE), ("n - r", lambda r, s: raw(ORDER - r, s), SIGNATURE),
    ("s + 1", lambda r, s: raw(r, s % (ORDER - 2) + 1), SIGNATURE), ("s and r", lambda r, s: raw(s, r), SIGNATURE),
    ("bytes in the other order", lambda r, s: b"\0" + raw(r, s)[63:0:-1], SIGNATURE),
    ("r and s each in the other order", lambda r, s: b"\1" + raw(r, s)[30::-1] + b"\1" + raw(r, s)[62:31:-1],
     SIGNATURE),
  ]


def _of_value():
  for name, make, status in _values():
    yield case("value: " + name, sign(SINGLE, SUPPLIER, value=lambda data, make=make: make(*SUPPLIER.sign(data))),
               status)
  yield case("value: of another document", edited(genuine("SINGLE"), (
    between(genuine("SINGLE"), "<ds:SignatureValue>", "</ds:SignatureValue>"),
    between(genuine("LIST"), "<ds:SignatureValue>", "</ds:SignatureValue>"))), SIGNATURE)


def _spellings(text):
  """What base64 of a value may not be, made of a good one that ends in one or two "="."""
  body = text.rstrip("=")
  pad = text[len(body):]
  # the last letter carries 2 or 4 bits of nothing: another letter with the same bits that count
  alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  loose = body[:-1] + alphabet[alphabet.index(body[-1]) | 1] + pad
  return [
    ("no padding", body), ("more padding", text + "="), ("more padding by far", text + "=" * 7),
    ("padding alone after it", text + "===="), ("padding within", body[:4] + "=" + body[4:] + pad),
    ("padding first", "=" + text), ("padding apart", body + pad + " ="), ("a letter less", body[:-1] + pad),
    ("a letter more", body + "A" + pad), ("a quantum more", text + "AAAA"), ("a quantum before", "AAAA" + text),
    ("after the padding more", text + body), ("a letter after the padding", text + "A"),
    ("bits of nothing that are set", loose), ("the alphabet of URLs, -", "-" + body[1:] + pad),
    ("the alphabet of URLs, _", body[:-2] + "_" + body[-1:] + pad), ("a dot", body[:5] + "." + body[5:] + pad),
    ("an exclamation mark", body[:5] + "!" + body[5:] + pad), ("a comma", body[:5] + "," + body[5:] + pad),
    ("a line's end as C has it", body[:5] + "\\n" + body[5:] + pad), ("a percent escape", body + "%3D" * len(pad)),
    ("a letter beyond ASCII", body[:5] + "\u00e9" + body[5:] + pad),
    ("a no-break space", body[:5] + "\u00a0" + body[5:] + pad),
    ("full-width letters", "\uff21" + body[1:] + pad), ("a zero-width space", body[:5] + "\u200b" + body[5:] + pad),
    ("a next-line character", body[:5] + "\u0085" + body[5:] + pad), ("a colon before", ":" + text),
    ("hexadecimal", base64.b64decode(text).hex()), ("a data URL", "data:;base64," + text),
    ("quotes", '"' + text + '"'), ("nothing", ""), ("white space alone", " \n "), ("one letter", "A"),
    ("padding alone", "=="),
  ]


def _of_base64():
  good = genuine("SINGLE")
  for name in ("SignatureValue", "DigestValue"):
    start, end = "<ds:%s>" % name, "</ds:%s>" % name
    whole = between(good, start, end)
    for what, text in _spellings(whole[len(start):-len(end)]):
      yield case("%s: %s" % (name, what), edited(good, (whole, start + text + end)), MALFORMED)
  for size in (0, 1, 16, 20, 31, 33, 48, 64):
    yield case("a digest of %d bytes" % size, sign(SINGLE, SUPPLIER, digest=lambda text, size=size: b"\x5a" * size),
               MALFORMED)
  yield case("a digest of zeros", sign(SINGLE, SUPPLIER, digest=lambda text: bytes(32)), DIGEST)


def cases():
  return [*_of_value(), *_of_base64()]
