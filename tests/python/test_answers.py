"""lib/schema/chreturn.xsd takes the answers that DUIS has for these services, and those to a list."""
import random
import unittest

import documents
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


if __name__ == "__main__":
  unittest.main()
