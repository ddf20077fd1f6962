"""The library from another language: 999 records there and back, errors, and callbacks in Python.

lxml shares libxml2 with the library in this process, where it is installed.
"""
import ctypes
import random
import unittest

try:
  import lxml.etree
except ImportError:
  lxml = None

import chreturn_ffi as chreturn
import documents
import schema
from chreturn_ffi import lib

COUNT = 999
# What the library may change: identifiers are written in upper case (design.md, bytes written).
UPPER = {name for name, item in documents.KIND_OF.items() if item.kind in ("EUI", "request-ID")}


def hubs(service, count, optional="all"):
  """Records with different Device IDs, as dictionaries."""
  rng = random.Random("%s %s" % (service, optional))
  found = [documents.record(rng, service, optional) for _ in range(count)]
  for i, items in enumerate(found):
    items["DeviceID"] = "%02X-%02x" % divmod(i, 256) + items["DeviceID"][5:]
  return found


def normal(records):
  return [{name: text.upper() if name in UPPER else text for name, text in items.items()} for items in records]


def request_of(service, records, form="list", options=None):
  request = chreturn.Request(service, form, options)
  request.set("RequestID", "90-b3-d5-1f-30-01-00-00:90-B3-D5-1F-30-00-00-02:18446744073709551615")
  request.set("FirstInSequence", "1")
  request.set("PrecedingServiceRequestID", "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:0")
  for items in records:
    request.append(items)
  return request


HEADER = {"schemaVersion": "5.4", "FirstInSequence": "true", "CommandVariant": "8", "ServiceReference": "8.14",
          "RequestID": "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:18446744073709551615",
          "PrecedingServiceRequestID": "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:0"}


class ThereAndBack(unittest.TestCase):
  def expect(self, request, service, form, records):
    self.assertEqual((request.service, request.form), (service, form))
    for name, text in {**HEADER, "ServiceReferenceVariant": service}.items():
      self.assertEqual(request.get(name), text, name)
    found = request.records()
    self.assertEqual(len(found), len(records))
    for i, (got, wanted) in enumerate(zip(found, records)):
      self.assertEqual(got, wanted, "record %d" % (i + 1))

  def test_999_records_with_every_item(self):
    for service in schema.BODIES:
      with self.subTest(service):
        records = hubs(service, COUNT)
        xml = request_of(service, records).write()
        self.expect(chreturn.read(xml), service, "list", normal(records))
        for size in 1000, 16384, len(xml):
          pieces = [xml[i:i + size] for i in range(0, len(xml), size)]
          self.expect(chreturn.read_pieces(pieces), service, "list", normal(records))
        rng, at, pieces = random.Random(1), 0, []
        while at < len(xml):
          pieces.append(xml[at:at + rng.randint(0, 300)])
          at += len(pieces[-1])
        self.expect(chreturn.read_pieces(pieces), service, "list", normal(records))
        if lxml:
          self.assertEqual(lxml.etree.tostring(lxml.etree.fromstring(xml), method="c14n"), xml.partition(b"?>")[2])

  def test_single_with_and_without_optional_items(self):
    for service in schema.BODIES:
      for optional in "all", "none":
        with self.subTest(service=service, optional=optional):
          records = hubs(service, 1, optional)
          xml = request_of(service, records, "single").write()
          self.expect(chreturn.read(xml), service, "single", normal(records))

  def test_the_reader_is_given_back_its_memory_unfinished(self):
    for cut in 0, 1, 500:
      reader = chreturn.new(lib.reader_new, None, None, None)
      xml = request_of("8.14.3", hubs("8.14.3", 2)).write()
      chreturn.call(lib.reader_feed, reader, xml[:cut], cut)
      lib.reader_free(reader)


class Errors(unittest.TestCase):
  def refusal(self, call, *arguments):
    with self.assertRaises(chreturn.Refused) as caught:
      call(*arguments)
    return caught.exception

  def test_of_building_name_record_device_and_item(self):
    request = request_of("8.14.3", hubs("8.14.3", 3))
    bad = dict(hubs("8.14.3", 4)[3], CHFFaultReason="Cold")
    refused = self.refusal(request.append, bad)
    self.assertEqual((refused.status, refused.record, refused.device_id, refused.item, refused.line, refused.host_code),
                     ("not-enumerated", 4, bad["DeviceID"], "CHFFaultReason", 0, 0))
    self.assertTrue(refused.message)

  def test_of_reading_name_the_line_too(self):
    records = hubs("8.14.4", 3)
    xml = request_of("8.14.4", records).write()
    lines = xml.replace(b"><", b">\n<")
    at = lines.index(b"<sr:UserRefDateTime>", lines.index(b"<sr:UserRefDateTime>") + 1)
    broken = lines[:at] + lines[at:].replace(b"<sr:UserRefDateTime>", b"<sr:UserRefDateTime>x", 1)
    line = broken[:at].count(b"\n") + 1
    for read in chreturn.read, lambda xml: chreturn.read_pieces([xml[:100], xml[100:]]):
      refused = self.refusal(read, broken)
      self.assertEqual((refused.status, refused.record, refused.device_id, refused.item, refused.line),
                       ("malformed", 2, records[1]["DeviceID"].upper(), "UserRefDateTime", line))
      self.assertTrue(refused.message)

  def test_null_handles_are_refused(self):
    self.assertEqual(chreturn.status_name(lib.request_write_buffer(None, None, None)), "argument")
    self.assertEqual(lib.request_record_count(None), 0)
    for free in (lib.request_free, lib.record_free, lib.reader_free, lib.error_free, lib.buffer_free, lib.options_free):
      free(None)


class Sinks(unittest.TestCase):
  def setUp(self):
    self.request = request_of("8.14.3", hubs("8.14.3", 60))
    self.whole = self.request.write()

  def write(self, fail_at=None, code=0, finish_code=0):
    """(pieces, what finish was told, the refusal or None)"""
    pieces, told = [], []

    def write(data):
      pieces.append(data)
      return code if len(pieces) == fail_at else 0

    def finish(keep):
      told.append(keep)
      return finish_code
    try:
      self.request.write_to(write, finish)
    except chreturn.Refused as refused:
      return pieces, told, refused
    return pieces, told, None

  def test_the_pieces_are_the_buffer(self):
    pieces, told, refused = self.write()
    self.assertIsNone(refused)
    self.assertEqual(b"".join(pieces), self.whole)
    self.assertEqual(told, [1])
    self.assertGreater(len(pieces), 2)
    self.assertLessEqual(max(len(piece) for piece in pieces), 16384)

  def test_a_failure_at_any_call_ends_it(self):
    count = len(self.write()[0])
    for k in range(1, count + 1):
      with self.subTest(call=k):
        pieces, told, refused = self.write(k, -1000 - k)
        self.assertEqual((refused.status, refused.host_code), ("host", -1000 - k))
        self.assertEqual((len(pieces), told), (k, [0]))
    self.assertEqual(self.write()[2], None)

  def test_a_failure_at_the_end_is_a_failure(self):
    pieces, told, refused = self.write(finish_code=7)
    self.assertEqual((refused.status, refused.host_code, told), ("host", 7, [1]))
    self.assertEqual(b"".join(pieces), self.whole)

  def test_nothing_is_written_of_a_request_that_is_not_whole(self):
    self.request = chreturn.Request("8.14.3", "list")
    pieces, told, refused = self.write()
    self.assertEqual((refused.status, pieces, told), ("missing", [], [0]))


class Allocators(unittest.TestCase):
  """malloc behind callbacks in Python that count, and that fail from the k-th call on."""

  def setUp(self):
    libc = ctypes.CDLL(None)
    libc.malloc.restype = libc.realloc.restype = ctypes.c_void_p
    libc.malloc.argtypes, libc.realloc.argtypes = [ctypes.c_size_t], [ctypes.c_void_p, ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]
    self.held, self.calls, self.fail_from = set(), 0, None

    def took(block):
      self.held.add(block)
      return block

    def fails():
      self.calls += 1
      return self.fail_from is not None and self.calls >= self.fail_from

    def allocate(ctx, size):
      return None if fails() else took(libc.malloc(size))

    def reallocate(ctx, block, size):
      if fails():
        return None
      self.held.remove(block)
      return took(libc.realloc(block, size))

    def release(ctx, block):
      self.held.remove(block)
      libc.free(block)
    self.allocator = chreturn.Allocator()
    chreturn.check(lib.allocator_init(ctypes.byref(self.allocator), ctypes.sizeof(self.allocator)))
    self.allocator.allocate, self.allocator.reallocate, self.allocator.release = (
      chreturn.ALLOCATE(allocate), chreturn.REALLOCATE(reallocate), chreturn.RELEASE(release))

  def work(self, records):
    """Builds, writes and reads with the allocator; True where all of it succeeded."""
    options = ctypes.c_void_p()
    try:
      chreturn.check(lib.options_new(ctypes.byref(options), ctypes.byref(self.allocator)))
      xml = request_of("8.14.4", records, options=options).write()
      self.assertEqual(chreturn.read(xml, options).records(), normal(records))
      return True
    except chreturn.Refused as refused:
      self.assertEqual(refused.status, "no-memory")
      return False
    finally:
      lib.options_free(options)

  def test_everything_comes_from_it_and_goes_back(self):
    self.assertTrue(self.work(hubs("8.14.4", COUNT)))
    self.assertGreater(self.calls, 10)
    self.assertEqual(self.held, set())

  def test_a_failure_at_any_call_is_no_memory_and_no_leak(self):
    records = hubs("8.14.4", 3)
    self.assertTrue(self.work(records))
    for k in range(1, self.calls + 1):
      self.calls, self.fail_from = 0, k
      with self.subTest(call=k):
        self.assertFalse(self.work(records))
        self.assertEqual(self.held, set())


if __name__ == "__main__":
  unittest.main()
