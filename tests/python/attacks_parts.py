"""Parts of the Signature twice, missing, or in another order. Each is signed well: digest and value are good."""
from attacks import PROFILE, case
from identities import SUPPLIER, raw
from messages import SINGLE
from signing import PARTS, edited, encoded, sign

# What is doubled, by the part that holds it.
DOUBLED = ["canonicalization", "method", "reference", "transforms", "transform", "digest_method", "digest_value",
           "key_info", "x509_data", "issuer_serial", "issuer", "serial", "signature_value"]
# Neighbours that change places, by the part that holds them.
SWAPPED = [("signed_info", "canonicalization", "method"), ("signed_info", "method", "reference"),
           ("signed_info", "canonicalization", "reference"), ("reference", "transforms", "digest_method"),
           ("reference", "digest_method", "digest_value"), ("reference", "transforms", "digest_value"),
           ("signature", "signed_info", "signature_value"), ("signature", "signature_value", "key_info"),
           ("signature", "signed_info", "key_info"), ("issuer_serial", "issuer", "serial")]
DROPPED = ["canonicalization", "method", "transforms", "transform", "digest_method", "key_info", "x509_data",
           "issuer_serial", "issuer", "serial"]


def _sign(**parts):
  return sign(SINGLE, SUPPLIER, **parts)


def _holder(part):
  return next(name for name, markup in PARTS.items() if "{%s}" % part in markup)


def _doubled():
  for part in DOUBLED:
    holder = _holder(part)
    yield case("two of " + part, _sign(**{holder: PARTS[holder].replace("{%s}" % part, "{%s}" % part * 2)}), PROFILE)
  yield case("two of signed_info, the first signed", _sign(
    signature=PARTS["signature"].replace("{signed_info}", "{signed_info}<ds:SignedInfo></ds:SignedInfo>")), PROFILE)
  for part, wrong in (("signature_value", encoded(raw(1, 1))), ("digest_value", encoded(bytes(32)))):
    markup = PARTS[part]
    yield case("a wrong one before the good " + part, _sign(
      **{part: markup.replace("@digest@", wrong).replace("@value@", wrong) + markup}), PROFILE)


def _swapped():
  for holder, one, other in SWAPPED:
    markup = PARTS[holder].replace("{%s}" % one, "@").replace("{%s}" % other, "{%s}" % one).replace("@", "{%s}" % other)
    yield case("%s and %s change places" % (one, other), _sign(**{holder: markup}), PROFILE)


def _dropped():
  for part in DROPPED:
    yield case("no " + part, _sign(**{part: ""}), PROFILE)
  yield case("an empty reference", _sign(reference='<ds:Reference URI=""/>'), PROFILE)
  yield case("no reference", _sign(reference=""), PROFILE)
  yield case("no value", _sign(signature_value="", signed_info=PARTS["signed_info"], canonicalize=lambda text: b""),
             PROFILE)
  yield case("an empty Signature", _sign(signature='<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'),
             PROFILE)
  yield case("an empty SignedInfo", _sign(signed_info="<ds:SignedInfo/>"), PROFILE)


def _strangers():
  """Elements, attributes and text that the profile does not have."""
  for part in ("signature", "signed_info", "reference", "transforms"):
    start, end = PARTS[part].index(">"), PARTS[part].rindex("</")
    yield case("another element at the start of " + part, _sign(
      **{part: PARTS[part][:start + 1] + "<ds:Other/>" + PARTS[part][start + 1:]}), PROFILE)
    yield case("another element at the end of " + part, _sign(
      **{part: PARTS[part][:end] + "<ds:Other/>" + PARTS[part][end:]}), PROFILE)
    yield case("text in " + part, _sign(**{part: PARTS[part][:start + 1] + "text" + PARTS[part][start + 1:]}), PROFILE)
  for part in ("canonicalization", "method", "digest_method", "transform"):
    name = PARTS[part][1:PARTS[part].index(" ")]
    for inside in ("<ds:Other/>", "text"):
      yield case("%s in %s" % (inside, part), _sign(
        **{part: PARTS[part].replace("/>", ">%s</%s>" % (inside, name))}), PROFILE)
  for name in ("DigestValue", "SignatureValue", "X509IssuerName", "X509SerialNumber"):
    end = "</ds:%s>" % name
    yield case("an element in " + name, edited(_sign(), (end, "<ds:Other/>" + end)), PROFILE)


def cases():
  return [*_doubled(), *_swapped(), *_dropped(), *_strangers()]
