"""Serial numbers that are no numbers, or others. SHORT is a certificate of the supplier with the serial number 12; its
lawful spellings are in valid_signatures.py."""
from attacks import FOREIGN, MALFORMED, SIGNATURE, UNKNOWN, case
from identities import OTHER, SUPPLIER, Identity
from messages import SINGLE
from signing import sign

SHORT = Identity("short", serial=12)
# The largest serial number that a certificate may have (RFC 5280: 20 octets, positive), and one of another member.
LARGEST = Identity("largest", serial=2 ** 159 - 1)
NINETY = Identity("ninety", eui=OTHER.eui, serial=0x90)
TRUSTED = [SHORT, LARGEST, NINETY]

# Not of the form of xs:integer, or negative; what of them starts or ends like 12 must not be taken for it.
NO_NUMBERS = [
  "", " ", "12abc", "abc12", "12 13", "1 2", "12.", "12.0", ".12", "12,", "1,2", "0x0C", "0xC", "0C", "C", "#12",
  "12e0", "1.2e1", "1e3", "12L", "12n", "1_2", "1'2", "+", "-", "++12", "+-12", "-+12", "12+", "12-", "+ 12", "- 12",
  "-12", "-244", "-1", "(12)", "\"12\"",
  "1&#xA0;2", "&#xA0;12", "12&#x200B;", "&#x661;&#x662;", "&#xFF11;&#xFF12;", "&#x2160;", "NaN", "INF", "true", "12;",
  "0b1100", "014o", "12/1", "12%", "CN=12", "12\\00", "&#x2212;12", "&#xFF0B;12", "12&#x85;",
]
# Numbers, but not those of a certificate that is trusted; some end in the same bits as one that is.
OTHERS = [0, 1, 11, 13, 120, 112, 1212, 21, 12 + 2 ** 8, 12 + 2 ** 16, 12 + 2 ** 31, 12 + 2 ** 32, 12 + 2 ** 63,
          12 + 2 ** 64, 12 + 2 ** 127, 12 + 2 ** 128, 12 + 2 ** 152, 2 ** 159 - 2, 2 ** 64 - 12,
          2 ** 128 - 12, 0x12]
# Numbers of more than 20 octets: no certificate has them.
TOO_LARGE = [12 + 2 ** 160, 2 ** 160, 2 ** 160 - 1 + 2 ** 160, 12 + 2 ** 168, 12 + 2 ** 192, 12 + 2 ** 256,
             12 + 2 ** 512, 12 + 2 ** 1024, 10 ** 48, 10 ** 49, 10 ** 50, 10 ** 300, 12 * 10 ** 4000]


def numbered(signer, text):
  return sign(SINGLE, signer, serial="<ds:X509SerialNumber>%s</ds:X509SerialNumber>" % text)


def cases():
  found = [case("serial %r" % text, numbered(SHORT, text), MALFORMED) for text in NO_NUMBERS]
  found += [case("serial %d" % number, numbered(SHORT, number), UNKNOWN) for number in OTHERS]
  found += [case("serial of %d bits" % number.bit_length() + " ending in %d" % (number % 1000), numbered(SHORT, number),
                 MALFORMED, UNKNOWN) for number in TOO_LARGE]
  return found + [
    case("another's serial", numbered(SHORT, SUPPLIER.serial), SIGNATURE),
    case("the largest serial, signed by another", numbered(SHORT, LARGEST.serial), SIGNATURE),
    case("the serial in another base is another member's", numbered(SHORT, NINETY.serial), SIGNATURE),
    case("hexadecimal digits that are decimal too", numbered(NINETY, "90"), UNKNOWN),
    case("another member's own serial", numbered(NINETY, NINETY.serial), FOREIGN),
  ]
