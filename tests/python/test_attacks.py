"""Attacks on the signature are refused with the right status, and unusual but valid messages are taken.

Each message is read as a request or response, as a message of any kind, a request also in pieces; and with the option
that takes any trusted signer, which drops who has to sign and nothing else. Nothing of it comes to stderr.
"""
import contextlib
import os
import ssl
import sys
import tempfile
import unittest

import attacks_algorithms
import attacks_doctype
import attacks_encodings
import attacks_issuers
import attacks_keys
import attacks_lists
import attacks_octets
import attacks_parts
import attacks_serials
import attacks_signers
import attacks_transplants
import attacks_values
import attacks_wrapping
import schema
import signing_ffi
import valid_documents
import valid_signatures
from attacks import FOREIGN
from chreturn_ffi import Refused
from identities import DSP, OTHER, SUPPLIER

CLASSES = {
  "signature wrapping": attacks_wrapping, "duplicated and re-ordered parts": attacks_parts,
  "comments, CDATA and references inside values": attacks_values,
  "algorithm, transform and URI confusion": attacks_algorithms, "keys offered by the message": attacks_keys,
  "foreign and deceptive issuers": attacks_issuers, "serial forms": attacks_serials,
  "malformed r, s and base64": attacks_octets, "transplanted and stripped signatures": attacks_transplants,
  "encodings and namespaces": attacks_encodings, "DOCTYPE and entities": attacks_doctype,
  "edits of single records": attacks_lists, "wrong signers": attacks_signers,
}
TRUSTED = [SUPPLIER, DSP, OTHER, *valid_signatures.TRUSTED, *(
  identity for module in CLASSES.values() for identity in getattr(module, "TRUSTED", []))]
STORE = signing_ffi.trust([identity.certificate for identity in TRUSTED])
OPTIONS = signing_ffi.options(attacks_signers.TIME)
ANY_SIGNER = signing_ffi.options(attacks_signers.TIME, any_signer=True)


def status_of(function, *arguments):
  try:
    function(*arguments)
  except Refused as refused:
    return refused.status
  return "ok"


def pieces(data, size=7):
  return [data[i:i + size] for i in range(0, len(data), size)]


def statuses(case):
  """{way of reading: status}."""
  found = {"whole": status_of(signing_ffi.read, case.kind, case.data, STORE, OPTIONS),
           "as a message": status_of(signing_ffi.read_message, case.data, STORE, OPTIONS)}
  if case.kind == "request":
    found["in pieces"] = status_of(signing_ffi.read_pieces, pieces(case.data), STORE, OPTIONS)
  return found


@contextlib.contextmanager
def stderr_of_the_process():
  """A function that gives what was written to it."""
  sys.stderr.flush()
  with tempfile.TemporaryFile() as file:
    kept = os.dup(2)
    os.dup2(file.fileno(), 2)
    try:
      yield lambda: (file.seek(0), file.read())[1]
    finally:
      os.dup2(kept, 2)
      os.close(kept)


class Attacks(unittest.TestCase):
  def refused(self, module):
    cases = module.cases()
    self.assertGreaterEqual(len(cases), 8)
    self.assertEqual(len({case.data for case in cases}), len(cases), "a case is there twice")
    with stderr_of_the_process() as written:
      found = [(case, statuses(case), status_of(signing_ffi.read, case.kind, case.data, STORE, ANY_SIGNER))
               for case in cases]
      self.assertEqual(written(), b"")
    for case, ways, by_any in found:
      with self.subTest(case.name):
        for way, status in ways.items():
          self.assertIn(status, case.statuses, way)
        self.assertIn(by_any, {"ok"} if case.statuses == {FOREIGN} else case.statuses, "any signer")


for _name, _module in CLASSES.items():
  setattr(Attacks, "test_" + _name.replace(" ", "_").replace(",", ""), lambda self, m=_module: self.refused(m))


class Valid(unittest.TestCase):
  def test_taken_and_read_as_lxml_reads_them(self):
    documents = valid_documents.documents()
    self.assertGreaterEqual(len(documents), 30)
    for document in documents:
      with self.subTest(document.name):
        header, groups = valid_documents.content(document.data)
        message, serial = signing_ffi.read(document.kind, document.data, STORE, OPTIONS)
        self.assertIn(serial, {str(identity.serial) for identity in TRUSTED})
        self.assertEqual({name: message.get(name) for name in header}, header)
        if document.kind == "request":
          self.assertEqual(message.records(), groups)
          self.assertEqual(signing_ffi.read_pieces(pieces(document.data, 1), STORE, OPTIONS).records(), groups)
        else:
          self.assertEqual([("%016X" % device, code) for device, code in message.failures()],
                           [(device.replace("-", ""), group["ResponseCode"]) for group in groups
                            for device in group["DeviceIDList"].split(",")])
        self.assertEqual(signing_ffi.read_message(document.data, STORE, OPTIONS)[1], serial)


class Samples(unittest.TestCase):
  @schema.needs_official
  def test_what_dcc_signed(self):
    """With the certificates beside them; and not with any byte of theirs changed."""
    certificates = [ssl.PEM_cert_to_DER_cert(path.read_text()) for path in (schema.DUIS / "certs").glob("*.pem")]
    store, options = signing_ffi.trust(certificates), signing_ffi.options(1767225600)  # 2026-01-01
    for name, body, serial in [
      ("readfw-response.xml", "GBCSPayload", "50669612984035780968362471400449834504"),
      ("read-inventory-response-5.4.xml", "DSPInventory", "20315062944123339095836004026371736578")]:
      data = (schema.DUIS / "samples" / name).read_bytes()
      self.assertEqual(signing_ffi.read_message(data, store, options), (body, serial))
      for i in range(data.index(b"<sr:Response"), data.index(b"<ds:KeyInfo>"), 5):
        mutant = data[:i] + bytes([data[i] ^ 1]) + data[i + 1:]
        self.assertNotEqual(status_of(signing_ffi.read_message, mutant, store, options), "ok")


if __name__ == "__main__":
  unittest.main()
