"""The reader takes what the schema takes, and no more: its verdict and xmllint's on mutants of valid requests.

CHRET_SEED sets another seed; CHRET_MUTANTS another number of mutants in each class than 300, or 3000 where CHRET_LONG
is set (tests/run --long).
"""
import os
import pathlib
import random
import re
import tempfile
import unittest

import chreturn_ffi as chreturn
import differences
import documents
import mutants
import mutants_encoding
import mutants_lexical
import schema

SEED = os.environ.get("CHRET_SEED", "8143")
COUNT = int(os.environ.get("CHRET_MUTANTS") or (3000 if os.environ.get("CHRET_LONG") else 300))
CLASSES = {**mutants.CLASSES, **mutants_lexical.CLASSES, **mutants_encoding.CLASSES}
SHOWN = 5


def status_of(document):
  try:
    chreturn.read(document)
    return "ok"
  except chreturn.Refused as refused:
    return refused.status


def distinct(name, count, fresh):
  """That many different mutants of a class."""
  rng = random.Random("%s %s" % (SEED, name))
  found = {}
  for tried, mutant in enumerate(CLASSES[name](rng, lambda: fresh(rng))):
    found.setdefault(mutant)
    if len(found) == count:
      return list(found)
    if tried > 20 * count:
      raise AssertionError("class %s has no more than %d mutants" % (name, len(found)))


def single(rng):
  service = rng.choice(list(schema.BODIES))
  if schema.OFFICIAL.exists() and rng.random() < 0.1:
    return documents.unsigned_template(service)
  return documents.request(rng, service, rng.choice(["all", "none", "some"]))


def listed(rng):
  return documents.request(rng, rng.choice(list(schema.BODIES)), rng.choice(["all", "none", "some"]), "list",
                           rng.choice([1, 2, 3]))


class Judged:
  """What the reader has to say of a document, and why."""

  def __init__(self, document, first, second, rewrites):
    self.document, self.verdict = document, first
    self.rewrites = rewrites if first.valid != second.valid else []
    self.refusals = [r for r in differences.REFUSED if second.valid and r.applies(document, first.said)]
    self.expected = second.valid and not self.refusals

  def fault(self, status):
    """A sentence where the reader says something else; otherwise None."""
    if (status == "ok") != self.expected:
      return "the reader says %s, xmllint says %s" % (status, self.verdict.said or "it is valid")
    if len(self.refusals) == 1 and status != self.refusals[0].status:
      return "refused as %s, not as %s (%s)" % (status, self.refusals[0].status, self.refusals[0].name)
    return None


def judge(path, found):
  first = schema.xmllint(path, found)
  pairs = [differences.rewritten(document, verdict.said) for document, verdict in zip(found, first)]
  second = iter(schema.xmllint(path, [after for after, entries in pairs if entries]))
  return [Judged(document, verdict, next(second) if entries else verdict, entries)
          for document, verdict, (_, entries) in zip(found, first, pairs)]


class Oracle(unittest.TestCase):
  def test_what_is_said_of_the_schema_is_not_said_of_a_document(self):
    with tempfile.TemporaryDirectory() as folder:
      path = pathlib.Path(folder, "import.xsd")
      path.write_text('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="urn:x" '
                      'schemaLocation="nowhere.xsd"/><xs:element name="a"/></xs:schema>', encoding="utf-8")
      self.assertEqual([v.valid for v in schema.xmllint(path, [b"<a/>", b"<b/>"])], [True, False])


class Agreement(unittest.TestCase):
  def agree(self, path, fresh, count):
    """Compares on all classes; returns the names of the differences that alone explained something."""
    print("seed %s: " % SEED, end="")
    used, faults, total = set(), [], 0
    for name in CLASSES:
      found = distinct(name, count, fresh)
      judged = judge(path, found)
      taken = sum(j.expected for j in judged)
      if not 0 < taken < len(judged):
        faults.append("class %s: %d of %d are valid, so it shows nothing" % (name, taken, len(judged)))
      for j in judged:
        fault = j.fault(status_of(j.document))
        if fault:
          faults.append("class %s: %s\n%r" % (name, fault, j.document.decode("utf-8", "replace")))
        if len(j.refusals) + len(j.rewrites) == 1:
          used.update(entry.name for entry in j.refusals + j.rewrites)
      total += len(judged)
    print("%d mutants in %d classes" % (total, len(CLASSES)))
    if faults:
      self.fail("seed %s: %d disagreements\n%s" % (SEED, len(faults), "\n".join(faults)))
    return used

  @schema.needs_official
  def test_single_form_with_the_official_schema(self):
    used = self.agree(schema.OFFICIAL, single, COUNT)
    unused = {entry.name for entry in differences.REFUSED + differences.REWRITTEN} - used
    self.assertEqual(unused, set(), "seed %s: entries of differences.py that explain nothing" % SEED)

  def test_list_form_with_our_schema(self):
    self.agree(schema.OURS, listed, COUNT // 3)

  @schema.needs_official
  def test_our_schema_says_of_single_requests_what_the_official_one_says(self):
    for name in CLASSES:
      # xsi:type names a type of the schema at hand, and the two schemas name theirs differently
      found = [document for document in distinct(name, COUNT // 3, single) if b"XMLSchema-instance" not in document]
      for document, theirs, ours in zip(found, schema.xmllint(schema.OFFICIAL, found),
                                        schema.xmllint(schema.OURS, found)):
        with self.subTest(name):
          self.assertEqual(theirs.valid, ours.valid, "%s\n%s\n%s" % (document, theirs.said, ours.said))

  @schema.needs_official
  def test_a_list_is_no_valid_request_of_duis(self):
    found = [listed(random.Random("%s list %d" % (SEED, i))).bytes() for i in range(20)]
    self.assertEqual([v.valid for v in schema.xmllint(schema.OFFICIAL, found)], [False] * len(found))
    self.assertEqual([v.valid for v in schema.xmllint(schema.OURS, found)], [True] * len(found))

  def test_number_of_records_in_a_list(self):
    for service in schema.BODIES:
      for count, valid in (0, False), (1, True), (999, True), (1000, False):
        with self.subTest(service=service, records=count):
          document = documents.request(random.Random(count), service, "none", "list", count).bytes()
          self.assertEqual(schema.xmllint(schema.OURS, [document])[0].valid, valid)
          self.assertEqual(status_of(document) == "ok", valid)

  def test_records_of_the_other_service_in_a_list(self):
    for service, other in ("8.14.3", "8.14.4"), ("8.14.4", "8.14.3"):
      document = documents.request(random.Random(1), service, "none", "list", 2)
      stranger = documents.request(random.Random(2), other, "none", "list", 1)
      body, others = (d.root.elements()[1].elements()[0] for d in (document, stranger))
      body.children.append(others.elements()[0])
      with self.subTest(service):
        self.assertFalse(schema.xmllint(schema.OURS, [document.bytes()])[0].valid)
        self.assertNotEqual(status_of(document.bytes()), "ok")

  @schema.needs_official
  def test_requests_of_other_services_are_told_apart(self):
    for service in "8.14.1", "8.14.2", "11.1":
      with self.subTest(service):
        self.assertEqual(status_of(schema.template(service)), "other-service")
    response = (schema.DUIS / "samples" / "acknowledgement-error.xml").read_bytes()
    self.assertEqual(status_of(response), "not-duis")

  @schema.needs_official
  def test_a_signature_is_carried_along(self):
    for service, body in schema.BODIES.items():
      with self.subTest(service):
        signed = schema.template(service)
        request = chreturn.read(signed)
        self.assertEqual((request.is_signed(), request.service, request.form), (1, service, "single"))
        unsigned = chreturn.read(documents.unsigned_template(service).bytes())
        self.assertEqual(unsigned.is_signed(), 0)
        self.assertEqual(unsigned.records(), request.records())
        # The same in a list, and a Signature twice or anywhere but last.
        records = re.search(rb"(?s)<sr:%s>.*</sr:%s>" % (body.encode(), body.encode()), signed)[0]
        as_list = b"<sr:%sList>%s</sr:%sList>" % (body.encode(), records, body.encode())
        self.assertEqual(chreturn.read(signed.replace(records, as_list)).is_signed(), 1)
        signature = re.search(rb"(?s)<ds:Signature.*</ds:Signature>", signed)[0]
        for wrong in (signed.replace(signature, signature * 2),
                      signed.replace(signature, b"").replace(b"<sr:Header>", signature + b"<sr:Header>"),
                      signed.replace(signature, b"").replace(b"<sr:Body>", signature + b"<sr:Body>"),
                      signed.replace(signature, b"").replace(records, records + signature)):
          self.assertFalse(schema.xmllint(schema.OFFICIAL, [wrong])[0].valid)
          self.assertNotEqual(status_of(wrong), "ok", wrong.decode())
        # chreturn.xsd cannot name the element (it says why); the reader does, in both forms.
        for form in signed, signed.replace(records, as_list):
          other = form.replace(signature, b'<ds:KeyInfo Id="a"><ds:KeyName>a</ds:KeyName></ds:KeyInfo>')
          self.assertTrue(schema.xmllint(schema.OURS, [other])[0].valid)
          self.assertNotEqual(status_of(other), "ok", other.decode())


if __name__ == "__main__":
  unittest.main()
