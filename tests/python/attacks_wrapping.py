"""Signature wrapping: what was signed is put where it is not read, and something else where it is."""
import hashlib

import messages
from attacks import DIGEST, PROFILE, case, genuine, signature_of
from identities import SUPPLIER
from messages import SINGLE, SINGLE_RECORD, request
from signing import DS, PARTS, canonical, edited, parse, place, sign

EVIL = edited(SINGLE, ("A2</sr:DeviceID>", "FF</sr:DeviceID>"))
EVIL_RECORD = edited(SINGLE_RECORD, ("A2</sr:DeviceID>", "FF</sr:DeviceID>"))
STRUCTURE, UNKNOWN_ITEM = "structure", "unknown-item"


def within(document, tag, what, last=False):
  """`what` as the first or last thing in the element with that tag."""
  return edited(document, ("</%s>" % tag, what + "</%s>" % tag)) if last else edited(
    document, ("<%s>" % tag, "<%s>%s" % (tag, what)))


def by_id(document, **parts):
  """Signed well, but over the one element that has the Id "signed"."""
  def digest(text):
    found = [e for e in parse(text).iter() if "signed" in e.attrib.values()]
    assert len(found) == 1
    return hashlib.sha256(canonical(found[0])).digest()
  return sign(document, SUPPLIER, digest, **{"uri": ' URI="#signed"', **parts})


def _moved(good, signature, bare):
  """Everything there, but in another place."""
  def objected(what):
    return edited(signature, ("</ds:Signature>", "<ds:Object>%s</ds:Object></ds:Signature>" % what))

  wrapper = "<sr:Wrapper>%s</sr:Wrapper>"
  return [
    case("the original in an Object", place(EVIL, objected(bare)), PROFILE),
    case("the signed original in an Object", place(EVIL, objected(good)), PROFILE),
    case("the original in the Signature without an Object",
         place(EVIL, edited(signature, ("</ds:Signature>", bare + "</ds:Signature>"))), PROFILE),
    case("the original in the KeyInfo", place(EVIL, edited(signature, ("</ds:KeyInfo>", bare + "</ds:KeyInfo>"))),
         DIGEST),
    case("the signed original in the header", within(EVIL, "sr:Header", good), UNKNOWN_ITEM),
    case("the signed original after the header's items", within(EVIL, "sr:Header", good, last=True), UNKNOWN_ITEM),
    case("the signed original in the body, first", within(EVIL, "sr:Body", good), "other-service", STRUCTURE),
    case("the signed original in the body, last", within(EVIL, "sr:Body", good, last=True), STRUCTURE),
    case("the signed original in the record", within(EVIL, "sr:CHFFaultReturn", good, last=True), UNKNOWN_ITEM),
    case("the signed original in the place of the Signature", place(EVIL, good), STRUCTURE),
    case("the original in a wrapper before the Signature", place(EVIL, wrapper % bare + signature), STRUCTURE),
    case("the Signature in a wrapper", place(EVIL, wrapper % signature), STRUCTURE),
    case("both in an envelope", wrapper.replace(">", ' xmlns:sr="%s">' % messages.SR, 1) % (good + EVIL), "not-duis"),
    case("the Signature as the root", objected(bare), "not-duis"),
    case("the forgery after the root", good + EVIL, "not-well-formed"),
    case("the original after the root", place(EVIL, signature) + bare, "not-well-formed"),
    case("the original in a comment", place(EVIL, "<!--%s-->" % good + signature), DIGEST),
    case("the original in a processing instruction", place(EVIL, "<?xml-signed %s?>" % good + signature), DIGEST),
    case("the original in CDATA", within(place(EVIL, signature), "sr:AdditionalInformation",
                                         "<![CDATA[%s]]>" % bare), "too-long"),
  ]


def _misplaced(good, signature, bare):
  """The Signature not where it belongs."""
  return [
    case("the Signature in the header", within(bare, "sr:Header", signature), UNKNOWN_ITEM),
    case("the Signature before the header", edited(bare, ("<sr:Header>", signature + "<sr:Header>")), STRUCTURE),
    case("the Signature before the body", edited(bare, ("<sr:Body>", signature + "<sr:Body>")), STRUCTURE),
    case("the Signature in the body, first", within(bare, "sr:Body", signature), STRUCTURE),
    case("the Signature in the body, last", within(bare, "sr:Body", signature, last=True), STRUCTURE),
    case("the Signature in the record", within(bare, "sr:CHFFaultReturn", signature, last=True), UNKNOWN_ITEM),
    case("the Signature in an item", within(bare, "sr:AdditionalInformation", signature), STRUCTURE),
    case("a Signature in the Signature's Object", place(EVIL, edited(signature, (
      "</ds:Signature>", "<ds:Object>%s</ds:Object></ds:Signature>" % signature))), PROFILE),
    case("a Signature around the Signature", place(
      bare, '<ds:Signature xmlns:ds="%s">%s</ds:Signature>' % (DS, signature)), PROFILE),
    case("an element after the Signature", place(good, "<sr:Body></sr:Body>"), STRUCTURE),
    case("a second body after the Signature", place(good, "<sr:Body>%s</sr:Body>" % EVIL_RECORD), STRUCTURE),
  ]


def _by_id():
  """References that name one element, and a reader that might read another. The signatures are good."""
  root = request(root=' Id="signed"')
  header = edited(SINGLE, ("<sr:Header>", '<sr:Header Id="signed">'))
  body = edited(SINGLE, ("<sr:Body>", '<sr:Body Id="signed">'))
  record = edited(SINGLE_RECORD, ("<sr:CHFFaultReturn>", '<sr:CHFFaultReturn xmlns:sr="%s" Id="signed">' % messages.SR))
  key_info = PARTS["key_info"] + "<ds:Object%s>%s</ds:Object>"
  return [
    case("the original's record in an Object, by its Id", by_id(EVIL, key_info=key_info % ("", record)), PROFILE),
    case("the original's record in an Object, by the Object's Id",
         by_id(EVIL, key_info=key_info % (' Id="signed"', SINGLE_RECORD)), PROFILE),
    case("the original's record by xpointer", by_id(
      EVIL, uri=" URI=\"#xpointer(id('signed'))\"", key_info=key_info % ("", record)), PROFILE),
    case("the original's record by xml:id", by_id(
      EVIL, key_info=key_info % ("", record.replace(" Id=", " xml:id="))), PROFILE),
    case("two records, the second by its Id", by_id(request(EVIL_RECORD + record)), STRUCTURE),
    case("two bodies, the second by its Id", by_id(edited(body, (
      "<sr:Body ", "<sr:Body>%s</sr:Body><sr:Body " % EVIL_RECORD))), STRUCTURE),
    case("two bodies, the first by its Id", by_id(edited(body, (
      "</sr:Body>", "</sr:Body><sr:Body>%s</sr:Body>" % EVIL_RECORD))), STRUCTURE),
    case("the root by its Id", by_id(root), STRUCTURE, PROFILE),
    case("the header by its Id", by_id(header), STRUCTURE),
    case("the Signature's own SignedInfo by its Id", sign(
      EVIL, SUPPLIER, digest=lambda text: hashlib.sha256(b"").digest(), uri=' URI="#signed"',
      signed_info='<ds:SignedInfo Id="signed">{canonicalization}{method}{reference}</ds:SignedInfo>'), PROFILE),
  ]


def _two_parts(good, signature):
  """What is signed is there, and something else of the same name beside it."""
  evil_body, evil_header = "<sr:Body>%s</sr:Body>" % EVIL_RECORD, messages.header(
    request_id=messages.REQUEST_ID.replace(":1000", ":1001"))
  return [
    case("a second body", edited(good, ("</sr:Body>", "</sr:Body>" + evil_body)), STRUCTURE),
    case("a second body before", edited(good, ("<sr:Body>", evil_body + "<sr:Body>")), STRUCTURE),
    case("a second header", edited(good, ("</sr:Header>", "</sr:Header>" + evil_header)), STRUCTURE),
    case("a second header before", edited(good, ("<sr:Header>", evil_header + "<sr:Header>")), STRUCTURE),
    case("a second record in the single form", edited(good, ("</sr:Body>", EVIL_RECORD + "</sr:Body>")), STRUCTURE),
    case("the record made a list of two", edited(
      good, ("<sr:Body>", "<sr:Body><sr:CHFFaultReturnList>"),
      ("</sr:Body>", EVIL_RECORD + "</sr:CHFFaultReturnList></sr:Body>")), DIGEST),
    case("two Signatures, both the original's", place(good, signature), STRUCTURE, PROFILE),
    case("two Signatures, one over the forgery", sign(place(EVIL, signature), SUPPLIER), STRUCTURE, PROFILE),
  ]


def cases():
  good = genuine("SINGLE")
  signature = signature_of(good)
  bare = edited(good, (signature, ""))
  return (_moved(good, signature, bare) + _misplaced(good, signature, bare) + _by_id() + _two_parts(good, signature))
