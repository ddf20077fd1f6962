"""The names and numbers of the library: all are asked of it."""
import collections
import enum

from ._library import lib


def text(borrowed):
  """A text that ends with a NUL. What is told "as it was given" may be no UTF-8."""
  return None if borrowed is None else borrowed.decode(errors="replace")


_CONSTANTS = {text(lib.constant_name_at(i)): lib.constant_value_at(i) for i in range(lib.constant_count())}


def _named(prefix, name_of):
  """{name: number} of CHRET_PREFIX_ numbers, by the names that the library has for them."""
  return {text(name_of(number)): number for name, number in _CONSTANTS.items() if name.startswith(prefix + "_")}


VERSION = text(lib.version())
STATUSES = {text(lib.status_name(n)): n for n in map(lib.status_at, range(lib.status_count()))}
SERVICES = {text(lib.service_name(n)): n for n in map(lib.service_at, range(lib.service_count()))}
FORMS = _named("FORM", lib.form_name)
KINDS = _named("KIND", lib.kind_name)
FIELDS = {text(lib.field_name(n)): n for n in map(lib.field_at, range(lib.field_count()))}


def _item_numbers(service):
  number = SERVICES[service]
  return [lib.service_item_at(number, i) for i in range(lib.service_item_count(number))]


MESSAGE_KINDS = {number: name[len("MESSAGE_"):].lower() for name, number in _CONSTANTS.items()
                 if name.startswith("MESSAGE_")}
RECORD_FIELDS = {name: number for name, number in FIELDS.items() if any(number in _item_numbers(s) for s in SERVICES)}
Item = collections.namedtuple("Item", "name required kind limit values")


def items(service):
  """The items of a record of the service, in wire order."""
  return [Item(text(lib.field_name(f)), bool(lib.service_item_required(SERVICES[service], f)),
               text(lib.kind_name(lib.field_kind(f))), lib.field_limit(f),
               [text(lib.field_value_at(f, i)) for i in range(lib.field_value_count(f))])
          for f in _item_numbers(service)]


def code_text(code):
  """What a response code means; "" where that is not known."""
  return text(lib.code_text(code.encode(), len(code.encode())))


def is_success(code):
  return bool(lib.code_is_success(code.encode(), len(code.encode())))


def _enumeration(kind, name):
  """CHRET_NAME_X as name.X"""
  prefix = name.upper() + "_"
  members = {n[len(prefix):]: value for n, value in _CONSTANTS.items() if n.startswith(prefix)}
  return kind(name, members, module=__name__)


Limit = _enumeration(enum.IntEnum, "Limit")
Check = _enumeration(enum.IntEnum, "Check")
Effect = _enumeration(enum.IntFlag, "Effect")
Replay = _enumeration(enum.IntEnum, "Replay")
Row = _enumeration(enum.IntEnum, "Row")
Answer = _enumeration(enum.IntEnum, "Answer")
DIGEST_SIZE, SIGNATURE_SIZE, KEY_SIZE = (_CONSTANTS[n] for n in ("DIGEST_SIZE", "SIGNATURE_SIZE", "KEY_SIZE"))
