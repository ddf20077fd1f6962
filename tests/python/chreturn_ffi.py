"""libchreturn through ctypes: the calls that the tests use, and no more.

Every number of the interface that the library can tell at run time is asked of it. B names the build directory, as for
make; the default is build. All tests of this folder, or one module:
  B=build /usr/bin/python3 -m unittest discover -s tests/python
  B=build /usr/bin/python3 tests/python/test_ffi.py
"""
import ctypes
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = ROOT / os.environ.get("B", "build") / "libchreturn.so"

HANDLE, OUT, TEXT, SIZE, INT = (ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.c_char_p, ctypes.c_size_t,
                                ctypes.c_int32)

WRITE = ctypes.CFUNCTYPE(INT, HANDLE, HANDLE, SIZE)
FINISH = ctypes.CFUNCTYPE(INT, HANDLE, INT)
ALLOCATE = ctypes.CFUNCTYPE(HANDLE, HANDLE, SIZE)
REALLOCATE = ctypes.CFUNCTYPE(HANDLE, HANDLE, HANDLE, SIZE)
RELEASE = ctypes.CFUNCTYPE(None, HANDLE, HANDLE)


class Sink(ctypes.Structure):
  _fields_ = [("struct_size", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("ctx", HANDLE), ("write", WRITE),
              ("finish", FINISH)]


class Allocator(ctypes.Structure):
  _fields_ = [("struct_size", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("ctx", HANDLE),
              ("allocate", ALLOCATE), ("reallocate", REALLOCATE), ("release", RELEASE)]


# Result, then arguments. A text that comes with a size is a HANDLE, so that a NUL in it cannot cut it short.
FUNCTIONS = {
  "status_name": (TEXT, INT), "status_count": (SIZE,), "status_at": (INT, SIZE),
  "allocator_init": (INT, ctypes.POINTER(Allocator), SIZE), "sink_init": (INT, ctypes.POINTER(Sink), SIZE),
  "options_new": (INT, OUT, ctypes.POINTER(Allocator)), "options_free": (None, HANDLE),
  "error_new": (INT, OUT, HANDLE), "error_free": (None, HANDLE), "error_status": (INT, HANDLE),
  "error_record": (SIZE, HANDLE), "error_device_id": (TEXT, HANDLE), "error_item": (TEXT, HANDLE),
  "error_line": (SIZE, HANDLE), "error_message": (TEXT, HANDLE), "error_host_code": (INT, HANDLE),
  "buffer_data": (HANDLE, HANDLE), "buffer_size": (SIZE, HANDLE), "buffer_free": (None, HANDLE),
  "service_count": (SIZE,), "service_at": (INT, SIZE), "service_name": (TEXT, INT),
  "service_by_name": (INT, TEXT, SIZE), "service_item_count": (SIZE, INT), "service_item_at": (INT, INT, SIZE),
  "service_item_required": (INT, INT, INT),
  "field_count": (SIZE,), "field_at": (INT, SIZE), "field_name": (TEXT, INT), "field_by_name": (INT, TEXT, SIZE),
  "field_kind": (INT, INT), "field_limit": (SIZE, INT), "field_value_count": (SIZE, INT),
  "field_value_at": (TEXT, INT, SIZE), "kind_name": (TEXT, INT), "form_name": (TEXT, INT),
  "record_new": (INT, OUT, INT, HANDLE), "record_free": (None, HANDLE),
  "record_set": (INT, HANDLE, INT, TEXT, SIZE), "record_get": (HANDLE, HANDLE, INT, ctypes.POINTER(SIZE)),
  "record_line": (SIZE, HANDLE),
  "request_new": (INT, OUT, INT, INT, HANDLE), "request_free": (None, HANDLE), "request_service": (INT, HANDLE),
  "request_form": (INT, HANDLE), "request_set": (INT, HANDLE, INT, TEXT, SIZE, HANDLE),
  "request_get": (HANDLE, HANDLE, INT, ctypes.POINTER(SIZE)), "request_append": (INT, HANDLE, HANDLE, HANDLE),
  "request_record_count": (SIZE, HANDLE), "request_record_at": (HANDLE, HANDLE, SIZE),
  "request_is_signed": (INT, HANDLE),
  "request_write": (INT, HANDLE, ctypes.POINTER(Sink), HANDLE), "request_write_buffer": (INT, HANDLE, OUT, HANDLE),
  "request_read_unverified": (INT, OUT, TEXT, SIZE, HANDLE, HANDLE),
  "reader_new": (INT, OUT, HANDLE, HANDLE, HANDLE), "reader_free": (None, HANDLE),
  "reader_feed": (INT, HANDLE, TEXT, SIZE, HANDLE),
  "reader_finish_unverified": (INT, HANDLE, OUT, HANDLE),
}

class Library:
  """chret_NAME as an attribute NAME, of a shared object in the build folder."""

  def __init__(self, path, functions):
    self._dll = ctypes.CDLL(str(path))
    self.declare(functions)

  def declare(self, functions):
    for name, (result, *arguments) in functions.items():
      function = getattr(self._dll, "chret_" + name)
      function.restype, function.argtypes = result, arguments
      setattr(self, name, function)


lib = Library(LIBRARY, FUNCTIONS)


def status_name(status):
  return lib.status_name(status).decode()


def names_from_one(name_of):
  """{name: number} of a run of numbers that starts at 1 and ends where the library has no name."""
  names, number = {}, 1
  while name_of(number) is not None:
    names[name_of(number).decode()] = number
    number += 1
  return names


OK = 0
STATUSES = {status_name(s): s for s in (lib.status_at(i) for i in range(lib.status_count()))}
SERVICES = {lib.service_name(s).decode(): s for s in (lib.service_at(i) for i in range(lib.service_count()))}
FIELDS = {lib.field_name(f).decode(): f for f in (lib.field_at(i) for i in range(lib.field_count()))}
KINDS = names_from_one(lib.kind_name)
FORMS = names_from_one(lib.form_name)


class Refused(Exception):
  """A call that failed: the status by name, and what the error object says."""

  def __init__(self, status, err=None):
    self.status = status_name(status)
    self.record = self.line = self.host_code = 0
    self.device_id = self.item = self.message = ""
    if err is not None:
      if lib.error_status(err) != status:
        raise AssertionError("the error object has %d, the call returned %d" % (lib.error_status(err), status))
      self.record, self.line, self.host_code = lib.error_record(err), lib.error_line(err), lib.error_host_code(err)
      self.device_id, self.item, self.message = (part(err).decode() for part in (
        lib.error_device_id, lib.error_item, lib.error_message))
    super().__init__("%s: record %d (%s) item %s line %d: %s" % (
      self.status, self.record, self.device_id, self.item, self.line, self.message))


def call(function, *arguments):
  """Calls a function whose last argument is an error object; raises Refused."""
  err = HANDLE()
  if lib.error_new(ctypes.byref(err), None) != OK:
    raise MemoryError
  try:
    status = function(*arguments, err)
    if status != OK:
      raise Refused(status, err)
  finally:
    lib.error_free(err)


def check(status):
  if status != OK:
    raise Refused(status)


def new(function, *arguments):
  out = HANDLE()
  check(function(ctypes.byref(out), *arguments))
  return out


def text_of(getter, handle, field):
  size = SIZE()
  at = getter(handle, field, ctypes.byref(size))
  return None if at is None else ctypes.string_at(at, size.value).decode()


def taken(buffer):
  """The bytes of a buffer, which is freed."""
  data = ctypes.string_at(lib.buffer_data(buffer), lib.buffer_size(buffer))
  lib.buffer_free(buffer)
  return data


class Request:
  """A request; records are dictionaries {element name: text}."""

  def __init__(self, service=None, form="single", options=None, handle=None):
    self.options = options
    self.handle = handle or new(lib.request_new, SERVICES[service], FORMS[form], options)

  def __del__(self):
    if getattr(self, "handle", None):
      lib.request_free(self.handle)

  @property
  def service(self):
    return lib.service_name(lib.request_service(self.handle)).decode()

  @property
  def form(self):
    return lib.form_name(lib.request_form(self.handle)).decode()

  def set(self, name, text):
    data = None if text is None else text.encode()
    call(lib.request_set, self.handle, FIELDS[name], data, len(data or b""))

  def get(self, name):
    return text_of(lib.request_get, self.handle, FIELDS[name])

  def append(self, items):
    record = new(lib.record_new, lib.request_service(self.handle), self.options)
    try:
      for name, text in items.items():
        data = text if isinstance(text, bytes) else text.encode()
        check(lib.record_set(record, FIELDS[name], data, len(data)))
      call(lib.request_append, self.handle, record)
    finally:
      lib.record_free(record)

  def records(self):
    found = []
    for i in range(lib.request_record_count(self.handle)):
      record = lib.request_record_at(self.handle, i)
      items = {name: text_of(lib.record_get, record, field) for name, field in FIELDS.items()}
      found.append({name: text for name, text in items.items() if text is not None})
    return found

  def is_signed(self):
    return lib.request_is_signed(self.handle)

  def write(self):
    out = HANDLE()
    call(lib.request_write_buffer, self.handle, ctypes.byref(out))
    return taken(out)

  def write_to(self, write, finish):
    """write(bytes) and finish(keep) return what the sink is to return."""
    sink = Sink()
    check(lib.sink_init(ctypes.byref(sink), ctypes.sizeof(sink)))
    sink.write = WRITE(lambda ctx, data, size: write(ctypes.string_at(data, size)))
    sink.finish = FINISH(lambda ctx, keep: finish(keep))
    call(lib.request_write, self.handle, ctypes.byref(sink))


def read(xml, options=None):
  out = HANDLE()
  call(lib.request_read_unverified, ctypes.byref(out), xml, len(xml), options)
  return Request(handle=out)


def read_pieces(pieces, options=None):
  """The same by the push reader."""
  reader, out = new(lib.reader_new, None, options, None), HANDLE()
  try:
    for piece in pieces:
      call(lib.reader_feed, reader, piece, len(piece))
    call(lib.reader_finish_unverified, reader, ctypes.byref(out))
  finally:
    lib.reader_free(reader)
  return Request(handle=out)
