"""What the library writes is valid and canonical and says what was put in; what it could not write so, it refuses."""
import itertools
import random
import unittest
import xml.etree.ElementTree as ElementTree

import chreturn_ffi as chreturn
import documents
import schema

VOCABULARY = documents.VOCABULARY
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'
REQUEST_ID = "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:1000"
# One, two, three and four bytes in UTF-8; what markup escapes; what a parser would change if it were not escaped.
CHARACTERS = ["x", "\u00e9", "\u20ac", "\U0001f600", "&", "<", ">", '"', "\r", "\n", "\t", " ", "\u0085", "\u2028",
              "\ufffd", "\U0010ffff", "]", "\x7f"]
TIMES = ["2024-02-29T24:00:00", "-0001-12-31T23:59:59.000Z", "123456-01-01T00:00:00+14:00", "0001-01-01T00:00:00-14:00"]


def plain(service, **other):
  """The least record of a service, with items set or, by None, taken out."""
  items = documents.record(random.Random(service), service, "none")
  items.update(other)
  return {name: text for name, text in items.items() if text is not None}


def built(service, records, form="single", **header):
  request = chreturn.Request(service, form)
  request.set("RequestID", REQUEST_ID)
  for name, text in header.items():
    request.set(name, text)
  for items in records:
    request.append(items)
  return request


def items_of(service, required):
  return [i for i in VOCABULARY.record(service) if i.required == required]


def subsets(names):
  return itertools.chain.from_iterable(itertools.combinations(names, n) for n in range(len(names) + 1))


def cases():
  """(service, items of the record, header) of everything that a single request can say, one thing at a time."""
  for service in schema.BODIES:
    everything = documents.record(random.Random("all " + service), service, "all")
    for i in VOCABULARY.record(service):
      for text in i.values:
        yield service, plain(service, **{i.name: text}), {}
      if i.kind == "text":
        for character in CHARACTERS:
          yield service, plain(service, **{i.name: character * i.limit}), {}
        yield service, plain(service, **{i.name: ("".join(CHARACTERS) * i.limit)[:i.limit]}), {}
        yield service, plain(service, **{i.name: ""}), {}
      if i.kind == "date-time":
        for text in TIMES:
          yield service, plain(service, **{i.name: text}), {}
    for absent in subsets([i.name for i in items_of(service, False)]):
      yield service, {name: text for name, text in everything.items() if name not in absent}, {}
    for i in VOCABULARY.header():
      for text in i.values:
        yield service, plain(service), {i.name: text}
    for present in subsets(["FirstInSequence", "PrecedingServiceRequestID"]):
      yield service, everything, {name: {"FirstInSequence": "false"}.get(name, REQUEST_ID) for name in present}
    for version in "5.4", "0", "-1.5", "1234567890.12345":
      yield service, plain(service), {"schemaVersion": version}


def leaves(document):
  """{path of the element: [texts]} of a document, by another parser, and the root's attributes."""
  found = {}

  def walk(element, path):
    path += "/" + element.tag.rpartition("}")[2]
    if len(element):
      for child in element:
        walk(child, path)
    elif "Signature" not in path:
      found.setdefault(path, []).append(element.text or "")
  root = ElementTree.fromstring(document)
  walk(root, "")
  return found, root.attrib


def said(service, items, header):
  """What leaves() must find in a single request."""
  texts = {"RequestID": REQUEST_ID, "CommandVariant": "8", "ServiceReference": "8.14",
           "ServiceReferenceVariant": service,
           **header}
  version = texts.pop("schemaVersion", "5.4")
  wanted = {"/Request/Header/" + i.name: [texts[i.name]] for i in VOCABULARY.header() if i.name in texts}
  upper = {i.name for i in VOCABULARY.record(service) if i.kind == "EUI"}
  for i in VOCABULARY.record(service):
    if i.name in items:
      path = "/Request/Body/%s/%s" % (schema.BODIES[service], i.name)
      wanted[path] = [items[i.name].upper() if i.name in upper else items[i.name]]
  return wanted, {"schemaVersion": version}


class Written(unittest.TestCase):
  def expect_canonical(self, xml):
    self.assertTrue(xml.startswith(DECLARATION), xml[:60])
    self.assertEqual(schema.canonical(xml), xml[len(DECLARATION):])

  def expect_valid(self, path, found):
    for document, verdict in zip(found, schema.xmllint(path, found)):
      self.assertTrue(verdict.valid, "%s\n%s" % (verdict.said, document.decode()))

  @schema.needs_official
  def test_single_requests(self):
    all_cases = list(cases())
    found = [built(service, [items], **header).write() for service, items, header in all_cases]
    self.expect_valid(schema.OFFICIAL, found)
    self.expect_valid(schema.OURS, found)
    self.assertGreater(len(set(found)), 600)
    for (service, items, header), xml in zip(all_cases, found):
      with self.subTest(service=service, items=items, header=header):
        self.assertEqual(leaves(xml), said(service, items, header))

  def test_bytes_are_the_declaration_and_the_canonical_form(self):
    for service in schema.BODIES:
      for text in CHARACTERS + ["]]>", "".join(CHARACTERS), ""]:
        with self.subTest(service=service, text=text):
          self.expect_canonical(built(service, [plain(service, UserRefID=text)], FirstInSequence="1").write())

  def test_lists(self):
    for service, body in schema.BODIES.items():
      for count in 1, 2, 999:
        with self.subTest(service=service, records=count):
          rng = random.Random(count)
          records = [documents.record(rng, service, "some") for _ in range(count)]
          xml = built(service, records, "list").write()
          self.expect_canonical(xml)
          self.expect_valid(schema.OURS, [xml])
          if schema.OFFICIAL.exists():
            self.assertFalse(schema.xmllint(schema.OFFICIAL, [xml])[0].valid)
          path = "/Request/Body/%sList/%s/DeviceID" % (body, body)
          self.assertEqual(leaves(xml)[0][path], [r["DeviceID"].upper() for r in records])

  @schema.needs_official
  def test_templates_written_again(self):
    for service in schema.BODIES:
      with self.subTest(service):
        template = schema.template(service)
        xml = chreturn.read(template).write()
        self.expect_canonical(xml)
        self.expect_valid(schema.OFFICIAL, [xml])
        self.assertEqual(leaves(xml), leaves(template))
        self.assertNotIn(b"Signature", xml)


class Refused(unittest.TestCase):
  """Each refusal names the record, its Device ID and the item, and leaves the request as it was."""

  def refuse(self, service, items, status, item, form="list", before=1):
    request = built(service, [plain(service, DeviceID="00-00-00-00-00-00-00-%02X" % i) for i in range(before)], form)
    unchanged = request.records()
    device = items.get("DeviceID", "")
    with self.subTest(service=service, items=items):
      with self.assertRaises(chreturn.Refused) as caught:
        request.append(items)
      refused = caught.exception
      self.assertEqual((refused.status, refused.record, refused.device_id, refused.item),
                       (status, before + 1, device, item))
      self.assertTrue(refused.message)
      self.assertEqual(request.records(), unchanged)

  def test_one_character_over_each_limit(self):
    for service in schema.BODIES:
      for i in VOCABULARY.record(service):
        for character in CHARACTERS if i.limit else []:
          self.refuse(service, plain(service, **{i.name: character * (i.limit + 1)}), "too-long", i.name)

  def test_required_items_that_are_missing(self):
    for service in schema.BODIES:
      for i in items_of(service, True):
        self.refuse(service, plain(service, **{i.name: None}), "missing", i.name)

  def test_values_that_are_not_enumerated(self):
    for service in schema.BODIES:
      for i in VOCABULARY.record(service):
        for text in i.values:
          for wrong in text + " ", " " + text, text[:-1], text.upper() + "!", text.swapcase(), "":
            self.refuse(service, plain(service, **{i.name: wrong}), "not-enumerated", i.name)

  def test_items_of_the_other_service(self):
    for service, other in ("8.14.3", "8.14.4"), ("8.14.4", "8.14.3"):
      own = {i.name for i in VOCABULARY.record(service)}
      for i in VOCABULARY.record(other):
        if i.name not in own:
          text = i.values[0] if i.values else "00-00-00-00-00-00-00-00"
          self.refuse(service, plain(service, **{i.name: text}), "unknown-item", i.name)

  def test_forms_that_the_schema_refuses(self):
    wrong = {"EUI": ["", "00-DB-12-34-56-78-90", "00-DB-12-34-56-78-90-A2-00", "00DB1234567890A2",
                     "0G-DB-12-34-56-78-90-A2"],
             "date-time": ["", "2024-01-31", "2023-02-29T00:00:00", "0000-01-01T00:00:00", "2024-01-31T24:00:00.1"],
             "text": ["\x01", "\x1f", "\ufffe", "\uffff", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
                      b"a\0b"]}
    for service in schema.BODIES:
      for i in VOCABULARY.record(service):
        for text in wrong.get(i.kind, []):
          self.refuse(service, plain(service, **{i.name: text}), "malformed", i.name)

  def test_a_device_twice(self):
    for service in schema.BODIES:
      for device in "00-00-00-00-00-00-00-0A", "00-00-00-00-00-00-00-0a":
        self.refuse(service, plain(service, DeviceID=device), "duplicate", "DeviceID", before=11)

  def test_one_record_too_many(self):
    for service in schema.BODIES:
      self.refuse(service, plain(service), "too-many", "", form="single", before=1)
    request = built("8.14.4", [], "list")
    for i in range(999):
      request.append(plain("8.14.4", DeviceID="00-00-00-00-00-00-%02X-%02X" % divmod(i, 256)))
    with self.assertRaises(chreturn.Refused) as caught:
      request.append(plain("8.14.4", DeviceID="FF-00-00-00-00-00-00-00"))
    refused = caught.exception
    self.assertEqual((refused.status, refused.record, refused.device_id), ("too-many", 1000, "FF-00-00-00-00-00-00-00"))

  def test_headers_that_the_schema_refuses(self):
    counter = REQUEST_ID.rindex(":") + 1
    wrong = [("request-ID", "malformed", ["", "1", REQUEST_ID + "x", REQUEST_ID[:counter] + "01",
                                          REQUEST_ID[:counter] + "18446744073709551616"]),
             ("boolean", "malformed", ["", "yes", "TRUE", "2"]),
             ("command-variant", "malformed", ["", "0", "-8", "8.0", "eight"]),
             ("command-variant", "not-enumerated", ["10", "88", "18446744073709551624"]),
             ("enumeration", "not-enumerated", ["", "8.15", "8.14.5", " 8.14", "8.14.3 "]),
             ("decimal", "malformed", ["", ".", "5e1", "5.4.0", "INF"]),
             ("decimal", "too-long", ["5.400000000000000"])]
    for i in [VOCABULARY.schema_version(), *VOCABULARY.header()]:
      for status, text in ((status, text) for kind, status, texts in wrong if kind == i.kind for text in texts):
        request = built("8.14.3", [])
        before = request.get(i.name)
        with self.subTest(item=i.name, text=text):
          with self.assertRaises(chreturn.Refused) as caught:
            request.set(i.name, text)
          self.assertEqual((caught.exception.status, caught.exception.record, caught.exception.item),
                           (status, 0, i.name))
          self.assertEqual(request.get(i.name), before)

  def test_requests_that_are_not_whole(self):
    no_record, no_id = built("8.14.3", []), chreturn.Request("8.14.3", "list")
    no_id.append(plain("8.14.3"))
    for request, item in (no_record, ""), (no_id, "RequestID"):
      with self.assertRaises(chreturn.Refused) as caught:
        request.write()
      self.assertEqual((caught.exception.status, caught.exception.item), ("missing", item))


if __name__ == "__main__":
  unittest.main()
