"""Requests and responses. Records are dictionaries {DUIS element name: text}; identifiers are texts as in DUIS."""
import ctypes

from ._library import U64, lib
from ._objects import Host, Object, encoded, made_by, new, sink_to, sized, taken
from .errors import call, check
from .identifiers import counter_number, eui64_number, eui64_text
from .signing import Prepared, certificate_of
from .vocabulary import FIELDS, FORMS, RECORD_FIELDS, SERVICES, text


class Record(Object):
  """A record on its way into the library. service None: its filled return type decides."""

  def __init__(self, items, service=None):
    super().__init__(new(lib.record_new, SERVICES[service] if service else 0, None), lib.record_free)
    for name, value in items.items():
      data = encoded(value)
      check(lib.record_set(self.owned, FIELDS[name], data, len(data or b"")))


def record_items(record):
  """A record that is borrowed from the library, as a dictionary."""
  values = ((name, sized(lib.record_get, record, number)) for name, number in RECORD_FIELDS.items())
  return {name: value for name, value in values if value is not None}


class Message(Object):
  """A request or response: a mapping of the fields of its root and header, such as message["RequestID"]. None is an
  absent field."""
  _kind = None

  def __init__(self, pointer):
    super().__init__(pointer, self._function("free"))
    certificate = self._function("certificate")(self.owned)
    # copied at once: what the library lends is the trust store's
    self.certificate = certificate_of(certificate) if certificate else None

  @classmethod
  def _function(cls, name):
    return getattr(lib, "%s_%s" % (cls._kind, name))

  def __getitem__(self, name):
    return sized(self._function("get"), self.owned, FIELDS[name])

  def __setitem__(self, name, value):
    data = encoded(value)
    call(self._function("set"), self.owned, FIELDS[name], data, len(data or b""))

  def set_id(self, originator, target, counter):
    """The RequestID by its parts."""
    check(self._function("set_id")(self.owned, eui64_number(originator), eui64_number(target), counter_number(counter)))

  @property
  def id(self):
    """(originator, target, counter) of the RequestID; None where there is none."""
    parts = U64(), U64(), U64()
    if self._function("get_id")(self.owned, *map(ctypes.byref, parts)) != 0:
      return None
    return eui64_text(parts[0].value), eui64_text(parts[1].value), parts[2].value

  @property
  def service(self):
    return text(lib.service_name(self._function("service")(self.owned)))

  @property
  def is_signed(self):
    """Whether the message that was read carried a Signature; `certificate` is None where it was not verified."""
    return bool(self._function("is_signed")(self.owned))

  def to_bytes(self, signer=None):
    """The message as XML, signed where there is a signer."""
    if signer is None:
      return taken(made_by(self._function("write_buffer"), self.owned))
    return taken(made_by(self._function("write_signed_buffer"), self.owned, signer.lent))

  def write_to(self, file, signer=None):
    """The same, piece by piece into a binary file or whatever else has `write`."""
    host = Host(file)
    if signer is None:
      call(self._function("write"), self.owned, ctypes.byref(sink_to(host)))
    else:
      call(self._function("write_signed"), self.owned, ctypes.byref(sink_to(host)), signer.lent)

  def prepare(self, signer):
    """The first of two steps of signing, for a signer that answers later."""
    return Prepared(made_by(self._function("prepare"), self.owned, signer.lent))


class Request(Message):
  _kind = "request"

  def __init__(self, service=None, form="single", pointer=None):
    super().__init__(pointer or new(lib.request_new, SERVICES[service], FORMS[form], None))

  @property
  def form(self):
    number = lib.request_form(self.owned)
    return next(name for name, form in FORMS.items() if form == number)

  def append(self, items):
    with Record(items, self.service) as record:
      call(lib.request_append, self.owned, record.owned)

  def __len__(self):
    return lib.request_record_count(self.owned)

  @property
  def records(self):
    request = self.owned
    return [record_items(lib.request_record_at(request, i)) for i in range(len(self))]


class Response(Message):
  _kind = "response"

  def __init__(self, service=None, pointer=None):
    super().__init__(pointer or new(lib.response_new, SERVICES[service], None))

  def add_failure(self, device, code):
    """Lists a record of a list as refused."""
    data = encoded(code)
    call(lib.response_add_failure, self.owned, eui64_number(device), data, len(data))

  @property
  def failures(self):
    """[(Device ID, code)]"""
    found, number = [], U64()
    for i in range(lib.response_failure_count(self.owned)):
      check(lib.response_failure_device(self.owned, i, ctypes.byref(number)))
      found.append((eui64_text(number.value), text(lib.response_failure_code(self.owned, i))))
    return found
