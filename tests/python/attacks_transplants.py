"""Signatures, or parts of them, of other messages; and signatures taken away."""
import base64
import hashlib

import messages
from attacks import DIGEST, PROFILE, SIGNATURE, UNKNOWN, case, genuine, signature_of
from identities import DSP, OTHER, STRANGER, SUPPLIER, raw
from messages import LIST, RESPONSE, SINGLE, listed, record, request, response
from signing import DS, between, canonical, edited, markup, parse, place, sign

OTHERS_REQUEST = request(head=messages.header(request_id=messages.REQUEST_ID.replace(SUPPLIER.eui, OTHER.eui)))
NEXT_REQUEST = request(head=messages.header(request_id=messages.REQUEST_ID.replace(":1000", ":1001")))


def part(text, name):
  return between(text, "<ds:%s>" % name, "</ds:%s>" % name)


def grafted(text, other, *names):
  """Those parts of the Signature from another message."""
  return edited(text, *((part(text, name), part(other, name)) for name in names))


def _transplanted():
  good, next_one = genuine("SINGLE"), sign(NEXT_REQUEST, SUPPLIER)
  others, dsps = sign(OTHERS_REQUEST, OTHER), sign(SINGLE, DSP)
  answer, other_answer = genuine("RESPONSE"), sign(response("E5"), DSP)
  hashed = base64.b64encode(hashlib.sha256(canonical(parse(NEXT_REQUEST))).digest()).decode()
  digest_value = "<ds:DigestValue>%s</ds:DigestValue>"
  return [
    case("of the member's other request", place(SINGLE, signature_of(next_one)), DIGEST),
    case("of the member's list", place(SINGLE, signature_of(genuine("LIST"))), DIGEST),
    case("of another member's request", place(SINGLE, signature_of(others)), DIGEST),
    case("of the answer", place(SINGLE, signature_of(answer)), DIGEST),
    case("of a stranger", place(SINGLE, signature_of(sign(NEXT_REQUEST, STRANGER))), DIGEST, UNKNOWN),
    case("of the single on the list", place(LIST, signature_of(good)), DIGEST),
    case("of the list on the list without its last record", place(
      listed(record(i) for i in range(1, 5)), signature_of(genuine("LIST"))), DIGEST),
    case("of one answer on another", place(RESPONSE, signature_of(other_answer)), DIGEST, kind="response"),
    case("of the request on its answer", place(RESPONSE, signature_of(good)), DIGEST, kind="response"),
    case("the value of another request", grafted(good, next_one, "SignatureValue"), SIGNATURE),
    case("the SignedInfo of another request", grafted(good, next_one, "SignedInfo"), DIGEST),
    case("the SignedInfo of another member's request", grafted(good, others, "SignedInfo", "SignatureValue"), DIGEST),
    case("the digest corrected, the value of old", place(NEXT_REQUEST, edited(
      signature_of(good), (part(good, "DigestValue"), digest_value % hashed))), SIGNATURE),
    case("the value by another member", grafted(good, sign(SINGLE, OTHER), "SignatureValue"), SIGNATURE),
    case("the value by the DSP", grafted(good, dsps, "SignatureValue"), SIGNATURE),
    case("the KeyInfo of another member", grafted(good, others, "KeyInfo"), SIGNATURE),
    case("the KeyInfo of the DSP", grafted(good, dsps, "KeyInfo"), SIGNATURE),
    case("the KeyInfo of a stranger", grafted(good, sign(SINGLE, STRANGER), "KeyInfo"), UNKNOWN),
    case("the value by a stranger", grafted(good, sign(SINGLE, STRANGER), "SignatureValue"), SIGNATURE),
    case("the KeyInfo of the supplier, all else by a stranger", grafted(sign(SINGLE, STRANGER), good, "KeyInfo"),
         SIGNATURE),
    case("the value over the document instead of SignedInfo", sign(
      SINGLE, SUPPLIER, canonicalize=lambda text: canonical(parse(SINGLE))), SIGNATURE),
    case("the value over the digest of SignedInfo", sign(
      SINGLE, SUPPLIER, value=lambda data: raw(*SUPPLIER.sign(hashlib.sha256(data).digest()))), SIGNATURE),
    case("the digest with the Signature in it", sign(SINGLE, SUPPLIER, digest=lambda text: hashlib.sha256(
      canonical(parse(text))).digest()), DIGEST),
    case("a value of nothing", sign(SINGLE, SUPPLIER, canonicalize=lambda text: b""), SIGNATURE),
    case("the digest of nothing", sign(SINGLE, SUPPLIER, digest=lambda text: hashlib.sha256(b"").digest()), DIGEST),
    case("the RequestID of another request", edited(good, (":1000<", ":1001<")), DIGEST),
    case("the RequestID with zeros before the counter", edited(good, (":1000<", ":01000<")), "malformed"),
    case("the schemaVersion of another request", edited(good, ('"5.4"', '"5.3"')), DIGEST),
    case("the answer's ResponseCode changed", edited(answer, ("I99", "E5")), DIGEST, kind="response"),
    case("the answer's RequestID changed", edited(answer, (":1000<", ":1001<")), DIGEST, kind="response"),
    case("a failure added to the answer", edited(answer, ("</sr:ResponseMessage>", messages.failures(
      ("E5", messages.device(1))) + "</sr:ResponseMessage>")), DIGEST, kind="response"),
  ]


def _stripped():
  good = genuine("SINGLE")
  signature = signature_of(good)
  inner = signature[signature.index(">") + 1:signature.rindex("</")]
  unsigned = "unsigned"
  text_in_root = edited(good, (signature, "<![CDATA[%s]]>" % signature))
  return [
    case("no Signature", SINGLE, unsigned), case("no Signature in a list", LIST, unsigned),
    case("no Signature in an answer", RESPONSE, unsigned, kind="response"),
    case("no Signature in an answer to a list", messages.LIST_RESPONSE, unsigned, kind="response"),
    case("the Signature in a comment", edited(good, (signature, "<!--%s-->" % signature)), unsigned),
    case("the Signature in a comment after the root", SINGLE + "<!--%s-->" % signature, unsigned),
    case("the Signature in a processing instruction", edited(good, (signature, "<?Signature %s?>" % signature)),
         unsigned),
    case("the Signature in CDATA", text_in_root, "structure"),
    case("the Signature after the root", SINGLE + signature, "not-well-formed"),
    case("the Signature without its tags", edited(good, (signature, inner.replace("ds:", "sr:"))), "structure"),
    case("the Signature's content instead of it", place(SINGLE, '<ds:SignedInfo xmlns:ds="%s"/>' % DS), "structure"),
    case("an empty Signature", place(SINGLE, '<ds:Signature xmlns:ds="%s"/>' % DS), PROFILE),
    case("a Signature of white space", place(SINGLE, '<ds:Signature xmlns:ds="%s"> \n </ds:Signature>' % DS), PROFILE),
    case("a Signature of a comment", place(SINGLE, '<ds:Signature xmlns:ds="%s"><!-- --></ds:Signature>' % DS),
         PROFILE),
    case("a Signature of an Object", place(
      SINGLE, '<ds:Signature xmlns:ds="%s"><ds:Object>%s</ds:Object></ds:Signature>' % (DS, inner)), PROFILE),
    case("another case of the name", edited(good, ("<ds:Signature xmlns", "<ds:signature xmlns"),
                                            ("</ds:Signature>", "</ds:signature>")), "structure"),
    *(case("no " + name, edited(good, (part(good, name), "")), PROFILE)
      for name in ("SignedInfo", "SignatureValue", "KeyInfo", "Transforms", "DigestValue", "X509Data",
                   "X509IssuerSerial")),
    case("DCC's placeholders", place(SINGLE, markup(SUPPLIER).replace("@digest@", "ZGVmYXVsdA==").replace(
      "@value@", "ZGVmYXVsdA==")), "signature-malformed"),
  ]


def cases():
  return _transplanted() + _stripped()
