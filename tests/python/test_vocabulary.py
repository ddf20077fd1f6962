"""The library's vocabulary is that of the official schema, and that of lib/schema/chreturn.xsd: no more, no less."""
import unittest

import chreturn_ffi as chreturn
import schema
from chreturn_ffi import lib

OURS = schema.Schema(schema.OURS)
# Decisions of this project on items of the header, which the schema leaves open.
SCHEMA_VERSION_LIMIT = 16


def name_of(field):
  return lib.field_name(field).decode()


def item(field, required):
  """A field of the library as the schema module has its items."""
  values = tuple(lib.field_value_at(field, i).decode() for i in range(lib.field_value_count(field)))
  return schema.Item(name_of(field), required, lib.kind_name(lib.field_kind(field)).decode(), lib.field_limit(field),
                     values)


def record(service):
  fields = [lib.service_item_at(service, i) for i in range(lib.service_item_count(service))]
  return [item(f, bool(lib.service_item_required(service, f))) for f in fields]


def outside_records():
  """The names of all fields that are no item of a record, in the library's order."""
  of_records = {i.name for s in chreturn.SERVICES.values() for i in record(s)}
  return [name for name in chreturn.FIELDS if name not in of_records]


def taken_by_header(name, texts):
  """Those of the texts that a header item can be set to."""
  request, taken = chreturn.Request("8.14.3"), []
  for text in texts:
    try:
      request.set(name, text)
      taken.append(text)
    except chreturn.Refused:
      pass
  return taken


class Library(unittest.TestCase):
  def compare(self, vocabulary):
    self.assertEqual(set(chreturn.SERVICES), set(schema.BODIES))
    for service, number in chreturn.SERVICES.items():
      with self.subTest(service):
        self.assertEqual(record(number), vocabulary.record(service))
    header = vocabulary.header()
    of_response = [i for i in vocabulary.response_header() if i.name not in {h.name for h in header}]
    # DeviceIDList is of the list form's answer, which only our schema has.
    self.assertEqual(outside_records(), [vocabulary.schema_version().name] + [i.name for i in header + of_response] +
                     ["DeviceIDList"])
    for i in of_response:
      self.assertEqual(item(chreturn.FIELDS[i.name], i.required), i)
    for i in header:
      with self.subTest(i.name):
        # Whether an item of the header is required shows in what can be taken out again.
        self.assertEqual(self.can_be_absent(i.name), not i.required)
        mine = item(chreturn.FIELDS[i.name], i.required)
        if i.kind == "command-variant":
          self.assertEqual(mine, i._replace(values=()))
          self.assertEqual(taken_by_header(i.name, [str(n) for n in range(20)]), list(i.values))
        else:
          self.assertEqual(mine, i)
    version = vocabulary.schema_version()
    self.assertEqual(item(chreturn.FIELDS[version.name], True), version._replace(limit=SCHEMA_VERSION_LIMIT))

  @staticmethod
  def can_be_absent(name):
    request = chreturn.Request("8.14.3")
    try:
      request.set(name, None)
      return True
    except chreturn.Refused as refused:
      if refused.status != "missing":
        raise
      return False

  @schema.needs_official
  def test_is_that_of_the_official_schema(self):
    self.compare(schema.Schema(schema.OFFICIAL))

  def test_is_that_of_our_schema(self):
    self.compare(OURS)
    code, devices = OURS.children("CHFReturnFailure")
    self.assertEqual(item(chreturn.FIELDS["ResponseCode"], True), code)
    self.assertEqual(item(chreturn.FIELDS["DeviceIDList"], True), devices)

  def test_names_lead_back_to_numbers(self):
    for name, field in chreturn.FIELDS.items():
      self.assertEqual(lib.field_by_name(name.encode(), len(name)), field, name)
    for name, service in chreturn.SERVICES.items():
      self.assertEqual(lib.service_by_name(name.encode(), len(name)), service, name)
    self.assertEqual(lib.field_by_name(b"deviceID", 8), 0)
    self.assertEqual(lib.service_by_name(b"8.14.1", 6), 0)

  def test_every_kind_and_status_has_a_name_of_its_own(self):
    # domain.md's types; design.md's forms
    self.assertEqual(set(chreturn.KINDS), {*schema.KINDS.values(), "enumeration", "text"})
    self.assertEqual(set(chreturn.FORMS), {"single", "list"})
    self.assertEqual(len(chreturn.STATUSES), lib.status_count())
    self.assertNotIn("unknown", chreturn.STATUSES)


@schema.needs_official
class OurSchema(unittest.TestCase):
  """lib/schema/chreturn.xsd against the official one, part by part."""

  def setUp(self):
    self.official = schema.Schema(schema.OFFICIAL)

  def test_requests(self):
    self.assertEqual(OURS.schema_version(), self.official.schema_version())
    self.assertEqual(OURS.header(), self.official.header())
    for service in schema.BODIES:
      self.assertEqual(OURS.record(service), self.official.record(service), service)

  def test_answers(self):
    self.assertEqual(OURS.schema_version("Response"), self.official.schema_version("Response"))
    self.assertEqual(OURS.response_header(), self.official.response_header())
    references = OURS.children("Response/Body/ResponseMessage")
    self.assertEqual(references, [i for i in self.official.header() if i.name.startswith("ServiceReference")])


if __name__ == "__main__":
  unittest.main()
