"""Signatures that are good, by certificates that are not: not the sender's, not valid, not fit, or of two keys."""
from attacks import FOREIGN, MALFORMED, SIGNATURE, UNUSABLE, UNKNOWN, case
from identities import DSP, KEY_AGREEMENT, OTHER, STRANGER, SUPPLIER, Identity, key_of, openssl, raw
from messages import LIST, LIST_RESPONSE, REQUEST_ID, RESPONSE, SINGLE, header, request, response
from signing import sign

NOBODY = Identity("nobody", eui=None)
NEIGHBOUR = Identity("neighbour", eui=SUPPLIER.eui[:-2] + "01")
REVERSED = Identity("reversed", eui="-".join(reversed(SUPPLIER.eui.split("-"))))
OTHER_DSP = Identity("other-dsp", eui="90-B3-D5-1F-30-00-00-03", role="89")
EXPIRED = Identity("expired", until="20250531235959Z")
EARLY = Identity("early", since="20250601000001Z")
LONG_AGO = Identity("long-ago", since="19700101000000Z", until="19800101000000Z")
BACKWARDS = Identity("backwards", since="20300101000000Z", until="20200101000000Z")
AGREEMENT = Identity("agreement", key_usage=KEY_AGREEMENT)
CERTIFYING = Identity("certifying", key_usage=b"\x02\x04")
NO_USAGE = Identity("no-usage", key_usage=b"\x00")
P384 = Identity("p384", kind="P-384")
P521 = Identity("p521", kind="P-521")
K256 = Identity("k256", kind="secp256k1")
RSA = Identity("rsa", kind="RSA")
TWIN = Identity("twin", serial=4711)
TWINS_TWIN = Identity("twins-twin", serial=4711, eui=OTHER.eui)
TWIN_OF_ONE_MEMBER = Identity("twin-2", serial=4712)
THE_OTHER_OF_THEM = Identity("twin-3", serial=4712)
TRUSTED = [NOBODY, NEIGHBOUR, REVERSED, OTHER_DSP, EXPIRED, EARLY, LONG_AGO, BACKWARDS, AGREEMENT, CERTIFYING, NO_USAGE,
           P384, P521, K256, RSA, TWIN, TWINS_TWIN, TWIN_OF_ONE_MEMBER, THE_OTHER_OF_THEM]
TIME = 1748736000  # 2025-06-01T00:00:00Z


def _request_of(originator, target):
  return request(head=header(request_id="%s:%s:1" % (originator, target)))


def _foreign():
  for name, signer in [("another member", OTHER), ("the DSP", DSP), ("a certificate without an EUI-64", NOBODY),
                       ("a neighbour's EUI-64", NEIGHBOUR), ("the EUI-64 backwards", REVERSED)]:
    yield case("a request by " + name, sign(SINGLE, signer), FOREIGN)
    yield case("a list by " + name, sign(LIST, signer), FOREIGN)
  for name, signer in [("the supplier who asked", SUPPLIER), ("another member", OTHER), ("another DSP", OTHER_DSP),
                       ("a certificate without an EUI-64", NOBODY)]:
    yield case("an answer by " + name, sign(RESPONSE, signer), FOREIGN, kind="response")
    yield case("an answer to a list by " + name, sign(LIST_RESPONSE, signer), FOREIGN, kind="response")
  yield case("an answer that answers no request", sign(response(request_id=""), DSP), FOREIGN, kind="response")
  yield case("an answer with a ResponseID of the DSP alone", sign(response(request_id="").replace(
    "<sr:ResponseCode>", "<sr:ResponseID>%s:%s:1</sr:ResponseID><sr:ResponseCode>" % (DSP.eui, SUPPLIER.eui)), DSP),
             FOREIGN,
    kind="response")
  yield case("an answer to another DSP's request", sign(response(
    request_id=REQUEST_ID.replace(DSP.eui, OTHER_DSP.eui)), DSP), FOREIGN, kind="response")
  yield case("the supplier over another member's RequestID", sign(_request_of(OTHER.eui, DSP.eui), SUPPLIER), FOREIGN)
  yield case("the supplier over a request to the supplier", sign(_request_of(DSP.eui, SUPPLIER.eui), SUPPLIER), FOREIGN)
  yield case("the supplier over originator and target changed", sign(_request_of(OTHER.eui, SUPPLIER.eui), SUPPLIER),
             FOREIGN)
  yield case("the supplier named in PrecedingServiceRequestID alone", sign(_request_of(OTHER.eui, DSP.eui).replace(
    "<sr:CommandVariant>", "<sr:PrecedingServiceRequestID>%s</sr:PrecedingServiceRequestID><sr:CommandVariant>"
    % REQUEST_ID), SUPPLIER), FOREIGN)


def _unusable():
  for signer in (EXPIRED, EARLY, LONG_AGO, BACKWARDS, AGREEMENT, CERTIFYING, NO_USAGE, TWIN, TWIN_OF_ONE_MEMBER,
                 THE_OTHER_OF_THEM):
    yield case("by " + signer.name, sign(SINGLE, signer), UNUSABLE)
  yield case("by a twin of another member", sign(_request_of(OTHER.eui, DSP.eui), TWINS_TWIN), UNUSABLE)
  for signer in (P384, P521, K256, RSA):
    yield case("by a key of %s, 64 bytes" % signer.name, sign(SINGLE, signer, value=lambda data: raw(1, 1)), UNUSABLE)
  yield case("by a key of P-384", sign(SINGLE, P384, value=lambda data: b"".join(
    n.to_bytes(48, "big") for n in P384.sign(data))), UNUSABLE, MALFORMED)
  yield case("by a key of secp256k1", sign(SINGLE, K256), UNUSABLE, MALFORMED)
  yield case("by a key of RSA", sign(SINGLE, RSA, value=lambda data: openssl(
    "dgst", "-sha256", "-sign", key_of("rsa", "RSA"), data=data)), UNUSABLE, MALFORMED)
  yield case("an answer by an expired certificate", sign(RESPONSE, EXPIRED), UNUSABLE, kind="response")


def _strangers():
  for name, document, kind in [("a request", SINGLE, "request"), ("a list", LIST, "request"),
                               ("an answer", RESPONSE, "response"),
                               ("an answer to a list", LIST_RESPONSE, "response")]:
    yield case("%s by a stranger" % name, sign(document, STRANGER), UNKNOWN, kind=kind)
    yield case("%s by a stranger who names the supplier's certificate" % name, sign(
      document, STRANGER, issuer="<ds:X509IssuerName>%s</ds:X509IssuerName>" % SUPPLIER.issuer_text,
      serial="<ds:X509SerialNumber>%d</ds:X509SerialNumber>" % SUPPLIER.serial), SIGNATURE, kind=kind)


def cases():
  return [*_foreign(), *_unusable(), *_strangers()]
