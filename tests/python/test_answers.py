"""lib/schema/chreturn.xsd takes the answers that DUIS has for these services, and those to a list; and what the library
answers is valid."""
import random
import re
import unittest

import chreturn_ffi as chreturn
import documents
import dsp
import mutants
import mutants_lexical
import schema
from documents import Element

CLASSES = {**mutants.CLASSES, **{k: v for k, v in mutants_lexical.CLASSES.items() if k in ("request-ID", "decimal")}}
COUNT = 120
FIRST, SECOND = "00-DB-12-34-56-78-90-A2", "00-db-12-34-56-78-90-a3"


def leaf(name, text):
  return Element("sr:" + name, (), [text])


def answer(rng, *warning):
  """A response of DUIS, with what is given after its references."""
  header = [leaf("RequestID", FIRST + ":" + SECOND + ":1000"), leaf("ResponseID", SECOND + ":" + FIRST + ":1000"),
            leaf("ResponseCode", rng.choice(["I0", "I99", "E5", "E12", "W081401"])),
            leaf("ResponseDateTime", "2024-01-31T12:00:00.123Z")]
  message = [leaf("ServiceReference", "8.14"), leaf("ServiceReferenceVariant", rng.choice(["8.14.3", "8.14.4"]))]
  return documents.Document(Element("sr:Response", [documents.SR, 'schemaVersion="5.4"'], [
    Element("sr:Header", (), header[rng.choice([0, 0, 1, 2]):]),
    Element("sr:Body", (), [Element("sr:ResponseMessage", (), message + list(warning))])]))


def failures(*entries):
  """The warning with (code, Device IDs) each."""
  return Element("sr:DSPCHFReturnWarning", (), [
    Element("sr:CHFReturnFailure", (), [leaf("ResponseCode", code), leaf("DeviceIDList", devices)])
    for code, devices in entries])


class Answers(unittest.TestCase):
  def verdicts(self, path, *warnings):
    found = [answer(random.Random(1), *warning).bytes() for warning in warnings]
    return [verdict.valid for verdict in schema.xmllint(path, found)]

  @schema.needs_official
  def test_without_a_list_they_are_those_of_duis(self):
    acknowledgement = (schema.DUIS / "samples" / "acknowledgement-error.xml").read_bytes()
    self.assertTrue(schema.xmllint(schema.OURS, [acknowledgement])[0].valid)
    for name, make in CLASSES.items():
      rng = random.Random(name)
      mutant = make(rng, lambda: answer(rng))
      found = [next(mutant) for _ in range(COUNT)]
      theirs, ours = schema.xmllint(schema.OFFICIAL, found), schema.xmllint(schema.OURS, found)
      with self.subTest(name):
        self.assertIn(False, [verdict.valid for verdict in theirs])
        for document, official, own in zip(found, theirs, ours):
          self.assertEqual(official.valid, own.valid, "%s\n%s\n%s" % (document.decode(), official.said, own.said))

  def test_refused_records_of_a_list(self):
    many = ",".join("00-DB-12-34-56-78-%02X-%02X" % divmod(i, 256) for i in range(999))
    good = [[failures(("E5", FIRST))], [failures(("E5", FIRST + "," + SECOND))],
            [failures(("E5", FIRST), ("E19", SECOND))],
            [failures(("W081401", many))], []]
    bad = [[failures()], [failures(("E5", ""))], [failures(("E5", FIRST + ","))], [failures(("E5", "," + FIRST))],
           [failures(("E5", FIRST + ", " + SECOND))], [failures(("E5", " " + FIRST))],
           [failures(("E5", FIRST + SECOND))], [failures(("E6", FIRST))], [failures((" E5", FIRST))],
           [failures(("", FIRST))], [failures(("E5", FIRST[:-1]))], [failures(("E5", FIRST)), failures(("E5", FIRST))],
           [Element("sr:CHFReturnFailure", (), [])], [leaf("DSPCHFReturnWarning", "E5")]]
    self.assertEqual(self.verdicts(schema.OURS, *good), [True] * len(good))
    self.assertEqual(self.verdicts(schema.OURS, *bad), [False] * len(bad))
    if schema.OFFICIAL.exists():
      self.assertEqual(self.verdicts(schema.OFFICIAL, *good), [False] * (len(good) - 1) + [True])

  def test_signatures(self):
    """One element of XML Signature, last, whatever is in it: the schema cannot pin its name."""
    ds = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
    signature = Element("ds:Signature", [ds], ["<ds:x serial='1'/>text"])
    stranger = Element("x:Signature", ['xmlns:x="urn:x"'])

    def valid(make, where, *what):
      document = make()
      document.root.children[where:where] = what
      return schema.xmllint(schema.OURS, [document.bytes()])[0].valid

    for make in (lambda: answer(random.Random(1)),
                 lambda: documents.request(random.Random(1), "8.14.3", "all", "list", 2)):
      end = len(make().root.children)
      self.assertTrue(valid(make, end, signature))
      self.assertFalse(valid(make, end, signature, signature))
      self.assertFalse(valid(make, 0, signature))
      self.assertFalse(valid(make, end, stranger))
      self.assertFalse(valid(make, end, Element("sr:Signature")))


DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'
CODES = schema.Schema(schema.OURS).children("CHFReturnFailure")[0].values


def request(service, form, count):
  """A request for the devices 0, 1, 2, ..."""
  made = chreturn.Request(service, form)
  made.set("RequestID", "%s:%s:1000" % (FIRST, SECOND))
  rng = random.Random(service)
  for i in range(count):
    made.append({**documents.record(rng, service, "none"), "DeviceID": dsp.device(i)})
  return made


class Written(unittest.TestCase):
  """Every third device is not known, and of the others every fifth is no hub."""

  def answers(self, form, counts, **how):
    found = []
    for service in schema.BODIES:
      for count in counts:
        hubs = {i: "CHF" if i % 5 else "ESME" for i in range(count) if i % 3}
        found.append(dsp.answer(request(service, form, count), hubs, **how))
    return found

  def expect(self, path, found):
    for document, verdict in zip(found, schema.xmllint(path, found)):
      self.assertTrue(verdict.valid, "%s\n%s" % (verdict.said, document.decode()))
      self.assertTrue(document.startswith(DECLARATION))
      self.assertEqual(schema.canonical(document), document[len(DECLARATION):])

  @schema.needs_official
  def test_to_singles(self):
    found = [dsp.answer(request(service, "single", 1), hubs, codes={"known": code}, response_id=identifier)
             for service in schema.BODIES for hubs in ({}, {0: "CHF"}) for code in CODES if code not in ("I0", "I99")
             for identifier in (None, SECOND + ":" + FIRST + ":18446744073709551615")]
    self.assertEqual(sum(b">I99<" in document for document in found) * 2, len(found))
    self.expect(schema.OFFICIAL, sorted(set(found)))
    self.expect(schema.OURS, sorted(set(found)))

  def test_to_lists(self):
    found = self.answers("list", (1, 2, 3, 4, 998, 999))
    self.expect(schema.OURS, found)
    for document in found:
      self.assertIn(b"<sr:ResponseCode>W081401</sr:ResponseCode>", document)
    if schema.OFFICIAL.exists():
      self.assertEqual({verdict.valid for verdict in schema.xmllint(schema.OFFICIAL, found)}, {False})

  @schema.needs_official
  def test_to_lists_without_a_list(self):
    """Accepted whole, or refused as a whole: these are answers of DUIS."""
    accepted = [dsp.answer(request(service, "list", 2), {0: "CHF", 1: "CHF"}) for service in schema.BODIES]
    for found, code in (accepted, b">I99<"), (self.answers("list", (1, 999), role="ES"), b">E2<"):
      self.expect(schema.OFFICIAL, found)
      self.expect(schema.OURS, found)
      for document in found:
        self.assertIn(code, document)
        self.assertNotIn(b"DSPCHFReturnWarning", document)

  def test_failures_of_every_code(self):
    codes = sorted(code for code in CODES if code not in ("I0", "I99"))
    own = {code: lambda number, i=i: number % len(codes) == i for i, code in enumerate(codes)}
    document = dsp.answer(request("8.14.3", "list", 999), dict.fromkeys(range(999), "CHF"), own=own)
    self.expect(schema.OURS, [document])
    self.assertEqual(re.findall(b"<sr:ResponseCode>(.*?)<", document), [b"W081401"] + [c.encode() for c in codes])
    self.assertEqual(document.count(b"00-DB-12-34-56-78-0"), 999)


if __name__ == "__main__":
  unittest.main()
