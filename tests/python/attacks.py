"""What the attack sets share: a case, and the genuine messages that attacks start from."""
import collections
import functools

import messages
import signing
from identities import DSP, SUPPLIER

# name; what is read, as bytes; the statuses that are right, by name; request or response. Where foreign-signer is
# right, the message is genuine but for its signer, and is taken when any signer will do.
Case = collections.namedtuple("Case", "name data statuses kind")

PROFILE, MALFORMED, DIGEST, SIGNATURE, UNKNOWN, FOREIGN, UNUSABLE = (
  "signature-profile", "signature-malformed", "digest-mismatch", "signature-mismatch", "unknown-certificate",
  "foreign-signer", "unusable-certificate")


def case(name, data, *statuses, kind="request"):
  return Case(name, data if isinstance(data, bytes) else data.encode(), frozenset(statuses), kind)


@functools.lru_cache(maxsize=None)
def genuine(name):
  """A message of messages.py, signed by whom it has to be signed by."""
  return signing.sign(getattr(messages, name), DSP if "RESPONSE" in name else SUPPLIER)


def signature_of(text):
  return signing.between(text, "<ds:Signature ", "</ds:Signature>")
