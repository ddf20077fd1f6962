"""Unusual but valid messages: each of these has to be taken, and read to the content that lxml finds in it."""
import collections
import re

import messages
from attacks import genuine, signature_of
from identities import DSP, SUPPLIER
from messages import LIST, LIST_RESPONSE, RESPONSE, SINGLE, SINGLE_RECORD, SR, listed, record, request
from signing import DS, edited, parse, sign
from valid_signatures import indented, signatures, wrapped

Valid = collections.namedtuple("Valid", "name data kind")

def in_namespace(text, prefix):
  """The whole with another prefix for sr; "": the default namespace."""
  colon = ":" if prefix else ""
  return text.replace("xmlns:sr", "xmlns" + colon + prefix).replace("sr:", prefix + colon)


def _with_item(old, new):
  return request(edited(SINGLE_RECORD, (old, new)))


def _documents():
  """(name, document): all signed by the supplier, after they are what they are."""
  declarations = ' xmlns:ns3="%s" xmlns:ra="http://www.dccinterface.co.uk/ResponseAndAlert" xmlns:a="urn:a"' % DS
  xsi = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:a nowhere.xsd"'
  text = "left of the door"
  return [
    ("a single", SINGLE), ("a list", LIST), ("a list of one", listed([record(7)])),
    ("another prefix", in_namespace(SINGLE, "x")), ("the prefix ds", in_namespace(SINGLE, "dS")),
    ("the default namespace", in_namespace(SINGLE, "")), ("a list in the default namespace", in_namespace(LIST, "")),
    ("indented", indented(SINGLE)), ("a list, indented", indented(LIST)),
    ("unused declarations", request(root=declarations)),
    ("a schema's place", request(root=xsi)), ("the prefix declared again", edited(SINGLE, (
      "<sr:Body>", '<sr:Body xmlns:sr="%s">' % SR))), ("a prefix declared late", edited(SINGLE, (
        "<sr:UserRefID>user 1</sr:UserRefID>", '<q:UserRefID xmlns:q="%s">user 1</q:UserRefID>' % SR))),
    ("a default declared within", edited(SINGLE, (
      "<sr:UserRefID>user 1</sr:UserRefID>", '<UserRefID xmlns="%s">user 1</UserRefID>' % SR))),
    ("a default declared and undeclared", edited(SINGLE, ("<sr:Header>", '<sr:Header xmlns="urn:x">'), (
      "<sr:CommandVariant>", '<sr:CommandVariant xmlns="">'))),
    ("single quotes", SINGLE.replace('"', "'")),
    ("white space in tags", SINGLE.replace("sr:DeviceID>", "sr:DeviceID\n >")),
    ("an XML declaration", '<?xml version="1.0" encoding="UTF-8"?>\n' + SINGLE),
    ("standalone", "<?xml version='1.0' encoding='utf-8' standalone='yes'?>" + SINGLE),
    ("no encoding named", '<?xml version="1.0"?>' + SINGLE), ("a byte-order mark", "\ufeff" + SINGLE),
    ("comments everywhere",
     "<!--a-->" + SINGLE.replace("<sr:", "<!--b--><sr:").replace("</sr:Body", "<!--c--></sr:Body")
     + "<!--d-->"),
    ("instructions before and after", "<?a b?><?c?>\n" + SINGLE + "\n<?d e?>\n"),
    ("instructions between elements", SINGLE.replace("<sr:Body>", "<?a b?><sr:Body><?c?>")),
    ("an instruction in a value", _with_item(text, "left <?of the?>door")),
    ("a comment in a value", _with_item(text, "left<!--of-->door")),
    ("CDATA in a value", _with_item(text, "left <![CDATA[of & <the>]]> door")),
    ("CDATA for a Device ID", _with_item("00-DB-12-34-56-78-90-A2", "<![CDATA[00-DB-12-34-56-78-90-A2]]>")),
    ("references in values", _with_item(text, "&#65;&#x42;&lt;&amp;&gt;&quot;&apos;&#13;&#10;&#9;")),
    ("a Device ID of references", _with_item("00-DB-12-34-56-78-90-A2", "&#48;0-DB-12-34-56-78-90-A&#x32;")),
    ("white space round a Device ID", _with_item("00-DB-12-34-56-78-90-A2", "\n\t00-DB-12-34-56-78-90-A2 ")),
    ("a Device ID in lower case", _with_item("00-DB-12-34-56-78-90-A2", "00-db-12-34-56-78-90-a2")),
    ("a RequestID in lower case", SINGLE.replace("90-B3-D5-1F", "90-b3-d5-1f")),
    ("letters beyond ASCII", _with_item(text, "\u00e9\u20ac\U0001f600\u0301\u200b\ufeff")),
    ("carriage returns", SINGLE.replace("><", ">\r\n<")),
    ("a carriage return in a value", _with_item(text, "left\r\nof\rthe\ndoor")),
    ("empty texts", _with_item("<sr:UserRefID>user 1</sr:UserRefID>", "<sr:UserRefID/>")),
    ("a DOCTYPE as text", _with_item(text, "&lt;!DOCTYPE r>")),
    ("a Signature as text", _with_item(text, "&lt;ds:Signature/>")),
    ("another schemaVersion", SINGLE.replace('"5.4"', '"5.1"')),
    ("spaces round the schemaVersion", SINGLE.replace('"5.4"', '" 5.4&#10;"')),
    ("only what is required",
     request(re.sub(r"<sr:(UserRef\w+|IncidentReference|AdditionalInformation)>[^<]*</sr:\1>", "", SINGLE_RECORD))),
    ("a whole list of 999", listed(record(i) for i in range(1, 1000))),
    ("a counter of 20 digits", SINGLE.replace(":1000<", ":18446744073709551615<")),
  ]


def _after_signing():
  """Changes that the canonical form does not show: the value is the same as a whole."""
  good = genuine("SINGLE")
  signature = signature_of(good)
  return [
    ("a comment in a value", edited(good, ("left of", "left<!-- or right --> of"))),
    ("a comment in a Device ID", edited(good, ("90-A2</sr:DeviceID>", "90<!---->-A2</sr:DeviceID>"))),
    ("a comment in an enumeration", edited(good, ("Damaged case", "Damaged <!--x-->case"))),
    ("a comment in the RequestID", edited(good, (":1000<", ":10<!--0-->00<"))),
    ("a value in CDATA", edited(good, ("left of the door", "<![CDATA[left of the door]]>"))),
    ("half a value in CDATA", edited(good, ("left of the door", "left<![CDATA[ of the]]> door"))),
    ("empty CDATA", edited(good, ("left of the door", "left<![CDATA[]]> of the door"))),
    ("letters as references", edited(good, ("left of the door", "&#108;eft&#x20;of the doo&#114;"))),
    ("a Device ID of references", edited(good, ("90-A2</sr:DeviceID>", "90-A&#50;</sr:DeviceID>"))),
    ("comments outside", "<!--a-->" + good + "<!--b-->"),
    ("a comment that looks like a request", "<!--%s-->" % good + good),
    ("a comment between the parts", edited(good, ("<sr:Body>", "<!--a--><sr:Body>"))),
    ("a comment beside the Signature", edited(good, (signature, "<!--a-->" + signature + "<!--b-->"))),
    ("comments in the Signature", edited(good, ("<ds:SignedInfo>", "<!--a--><ds:SignedInfo><!--b-->"))),
    ("a comment in the value", edited(good, ("==</ds:SignatureValue>", "=<!---->=</ds:SignatureValue>"))),
    ("white space before the root", "\n\n" + good + "\n\n"), ("an XML declaration", '<?xml version="1.0"?>' + good),
    ("single quotes", good.replace('"', "'")),
    ("white space in tags", good.replace("</sr:DeviceID>", "</sr:DeviceID\n>")),
    ("attributes in another order",
     edited(good, (' xmlns:sr="%s" schemaVersion="5.4"' % SR, ' schemaVersion="5.4" xmlns:sr="%s"' % SR))),
    ("a declaration that is there already", edited(good, ("<sr:Body>", '<sr:Body xmlns:sr="%s">' % SR))),
    ("empty elements spelled out", good.replace("exc-c14n#\"/>", "exc-c14n#\"></ds:CanonicalizationMethod>")),
    ("a byte-order mark", "\ufeff" + good), ("the KeyInfo's other content", edited(good, (
      "</ds:KeyInfo>", "<ds:KeyName>x</ds:KeyName></ds:KeyInfo>"))),
    ("the value wrapped", edited(good, ("==</ds:SignatureValue>", "\r\n==</ds:SignatureValue>"))),
  ]


def _responses():
  """(name, message): by the DSP."""
  return [
    ("an answer", genuine("RESPONSE")), ("an answer to a list", genuine("LIST_RESPONSE")),
    ("an answer, indented", sign(indented(RESPONSE), DSP)), ("an answer to a list in the default namespace", sign(
      in_namespace(LIST_RESPONSE, ""), DSP)),
    ("an answer with an unknown code", sign(messages.response("E999999"), DSP)),
    ("comments in an answer to a list", sign(LIST_RESPONSE.replace(",", "<!--a-->,<![CDATA[]]>"), DSP)),
    ("an answer with a ResponseID", sign(RESPONSE.replace("<sr:ResponseCode>", (
      "<sr:ResponseID>%s:%s:1</sr:ResponseID><sr:ResponseCode>" % (DSP.eui, SUPPLIER.eui))), DSP)),
    ("base64 of an answer wrapped as DCC does", sign(RESPONSE, DSP, wrap=wrapped("&#13;\n"))),
    ("an answer by an odd issuer's spelling",
     sign(RESPONSE, DSP, issuer="<ds:X509IssuerName>OU=07, cn=\\5a1</ds:X509IssuerName>")),
    ("a failure of 999 hubs", sign(messages.response("W081401", messages.failures(
      ("E5", ",".join(messages.device(i) for i in range(1, 1000))))), DSP)),
  ]


def documents():
  found = [Valid("signed: " + name, sign(document, SUPPLIER), "request") for name, document in _documents()]
  found += [Valid(name, text, "request") for name, text in signatures()]
  found += [Valid("after signing: " + name, text, "request") for name, text in _after_signing()]
  found += [Valid(name, text, "response") for name, text in _responses()]
  return [Valid(name, text.encode(), kind) for name, text, kind in found]


# What the library gives in normal form: identifiers in upper case, and these without the white space round them.
_IDENTIFIERS = {"DeviceID", "OtherDeviceID", "RequestID", "ResponseID", "DeviceIDList"}
_COLLAPSED = _IDENTIFIERS | {"UserRefDateTime", "ResponseDateTime", "CommandVariant"}


def _items(element):
  found = {}
  for child in element.iterchildren("{%s}*" % SR):
    name, text = child.tag.rpartition("}")[2], "".join(child.xpath(".//text()"))
    text = text.strip(" \t\r\n") if name in _COLLAPSED else text
    found[name] = text.upper() if name in _IDENTIFIERS else text
  return found


def content(data):
  """What lxml finds: {item: text} of the header, and a list of such of the records or failures."""
  root = parse(data).getroot()
  groups = [e for e in root.iter("{%s}*" % SR) if e.tag.rpartition("}")[2] in (
    "CHFFaultReturn", "CHFNoFaultReturn", "CHFReturnFailure")]
  return _items(root.find("{%s}Header" % SR)), [_items(group) for group in groups]
