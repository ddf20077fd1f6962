"""Comments, CDATA and references inside values: after signing, to change what is read, or to cut it short.

What such things may do to a document and its value stays the same is in valid_documents.py.
"""
from attacks import DIGEST, MALFORMED, PROFILE, SIGNATURE, UNKNOWN, case, genuine
from identities import OTHER, SUPPLIER, Identity
from messages import SINGLE, SINGLE_RECORD, request
from signing import edited, sign

# Of the same member as OTHER: their serials start as the supplier's does.
HEAD = Identity("head", eui=OTHER.eui, serial=SUPPLIER.serial // 10 ** 10)
TRUSTED = [HEAD]

# What is there, what it becomes after signing.
CHANGED = [
  ("a letter as a reference", "Damaged case", "Damaged Connecto&#114;"),
  ("a digit as a reference", "90-A2</sr:DeviceID>", "90-A&#51;</sr:DeviceID>"),
  ("a digit as a hexadecimal reference", "90-A2</sr:DeviceID>", "90-A&#x33;</sr:DeviceID>"),
  ("a value in CDATA", "left of the door", "<![CDATA[right of the door]]>"),
  ("more text in CDATA", "left of the door", "left of the door<![CDATA[ or right]]>"),
  ("a digit in CDATA", "90-A2</sr:DeviceID>", "90-A<![CDATA[3]]></sr:DeviceID>"),
  ("text after a comment", "left of the door", "left of the door<!-- --> or right"),
  ("text before a comment", "left of the door", "right or <!-- -->left of the door"),
  ("half the value in a comment", "left of the door", "left<!-- of the door-->"),
  ("the value in a comment, another in its place", "90-A2</sr:DeviceID>", "90-A<!--2-->3</sr:DeviceID>"),
  ("the whole text in a comment", "left of the door", "<!--left of the door-->"),
  ("a processing instruction in a value", "left of the door", "left <?of the?>door"),
  ("half the value in a processing instruction", "left of the door", "left<?x of the door?>"),
  ("a predefined entity", "user 1", "user &gt; 1"),
  ("a space as a reference", "user 1", "user&#32;&#32;1"),
  ("white space as a reference", "user 1", "user&#13;1"),
  ("markup in CDATA", "user 1", "user<![CDATA[<!--]]>1<![CDATA[-->]]>"),
  ("an escaped comment", "user 1", "user&lt;!-- --&gt;1"),
  ("a whole item in a comment", "<sr:UserRefID>user 1</sr:UserRefID>", "<!--<sr:UserRefID>user 1</sr:UserRefID>-->"),
  ("another item after the comment that holds the first", "<sr:UserRefID>user 1</sr:UserRefID>",
   "<!--<sr:UserRefID>user 1</sr:UserRefID>--><sr:UserRefID>user 2</sr:UserRefID>"),
  ("the counter changed after a comment", ":1000</sr:RequestID>", ":1000<!-- -->1</sr:RequestID>"),
  ("the counter cut by a comment", ":1000</sr:RequestID>", ":1<!--000--></sr:RequestID>"),
]


def _changed():
  for name, old, new in CHANGED:
    yield case(name, edited(genuine("SINGLE"), (old, new)), DIGEST)


def _unlawful():
  """What no value of that item can be; the reader says so before the digest is known."""
  for name, old, new, *statuses in [
    ("a Device ID emptied by a comment", "00-DB-12-34-56-78-90-A2</sr:DeviceID>",
     "<!--00-DB-12-34-56-78-90-A2--></sr:DeviceID>", "malformed"),
    ("a Device ID cut by CDATA", "90-A2</sr:DeviceID>", "90-<![CDATA[]]></sr:DeviceID>", "malformed"),
    ("a Device ID of two in CDATA", "90-A2</sr:DeviceID>", "90-A2<![CDATA[ 00-DB-12-34-56-78-90-A3]]></sr:DeviceID>",
     "malformed"),
    ("an enumeration with a comment's text", "Damaged case", "Damaged <![CDATA[<!--c-->]]>case", "not-enumerated"),
    ("an enumeration with white space in CDATA", "Damaged case", "Damaged case<![CDATA[ ]]>", "not-enumerated"),
    ("a reference to no character", "user 1", "user &#0;1", "not-well-formed"),
    ("a reference to half a character", "user 1", "user &#xD800;1", "not-well-formed"),
    ("a reference to an entity", "user 1", "user &nbsp;1", "not-well-formed"),
    ("a CDATA end without a start", "user 1", "user ]]>1", "not-well-formed"),
    ("a comment with two hyphens", "user 1", "user<!-- -- -->1", "not-well-formed"),
    ("a comment without an end", "user 1", "user<!-- 1", "not-well-formed"),
  ]:
    yield case(name, edited(genuine("SINGLE"), (old, new)), *statuses)


def _cut():
  """Values of the Signature with comments and CDATA: whoever stops at them finds another certificate, or another value.
  Signed by HEAD: its serial is the start of the supplier's."""
  serial = str(SUPPLIER.serial)
  head, tail = serial[:-10], serial[-10:]
  assert int(head) == HEAD.serial
  for name, text, status in [
    ("a serial cut by a comment", head + "<!-- -->" + tail, SIGNATURE),
    ("a serial cut by CDATA", head + "<![CDATA[%s]]>" % tail, SIGNATURE),
    ("a serial cut by a processing instruction", head + "<?x?>" + tail, SIGNATURE),
    ("a serial cut by a reference", head + "&#%d;" % ord(tail[0]) + tail[1:], SIGNATURE),
    ("a serial with more digits after a comment", head + "<!-- -->1", UNKNOWN),
    ("a serial in CDATA twice", head + "<![CDATA[%s]]>" % head, UNKNOWN),
  ]:
    yield case(name, sign(SINGLE, HEAD, serial="<ds:X509SerialNumber>%s</ds:X509SerialNumber>" % text), status)
  for name, text, *statuses in [
    ("an issuer with more after a comment", "CN=Z1,OU=07<!-- -->,C=GB", UNKNOWN),
    ("an issuer with more in CDATA", "CN=Z1,OU=07<![CDATA[,C=GB]]>", UNKNOWN),
    ("an issuer in a comment", "<!--CN=Z1,OU=07-->", MALFORMED, UNKNOWN),
    ("an issuer with half in a comment", "<!--CN=Z1,-->OU=07", UNKNOWN),
  ]:
    yield case(name, sign(SINGLE, SUPPLIER, issuer="<ds:X509IssuerName>%s</ds:X509IssuerName>" % text), *statuses)
  good = genuine("SINGLE")
  for name in ("DigestValue", "SignatureValue"):
    end = "</ds:%s>" % name
    yield case("%s with more after a comment" % name, edited(good, (end, "<!-- -->AAAA" + end)), MALFORMED)
    yield case("%s with more in CDATA" % name, edited(good, (end, "<![CDATA[AAAA]]>" + end)), MALFORMED)
  yield case("an algorithm with a reference to another letter", edited(
    good, ("ecdsa-sha256", "ecdsa-sha25&#53;")), PROFILE)


def _signed_comments():
  """Signed well, comments and all: what is read is the whole value, and that is not lawful."""
  for name, old, new, status in [
    ("a text that is too long as a whole", "user 1", "a" * 20 + "<!-- -->" + "b" * 6, "too-long"),
    ("an enumeration that goes on after a comment", "Damaged case", "Damaged case<!-- --> of wine", "not-enumerated"),
    ("a Device ID that goes on after a comment", "90-A2</sr:DeviceID>", "90-A2<!-- -->-A3</sr:DeviceID>", "malformed"),
  ]:
    yield case("signed: " + name, sign(request(edited(SINGLE_RECORD, (old, new))), SUPPLIER), status)


def cases():
  return [*_changed(), *_unlawful(), *_cut(), *_signed_comments()]
