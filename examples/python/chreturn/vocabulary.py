"""The names and numbers of the library. What it can tell at run time is asked of it; the rest is as the headers have it."""
import collections
import enum

from ._library import lib


def text(constant):
  return None if constant is None else constant.decode()


def _named_from_one(name_of):
  """{name: number} of numbers from 1 on, up to where the library has no name."""
  names, number = {}, 1
  while name_of(number) is not None:
    names[text(name_of(number))] = number
    number += 1
  return names


VERSION = text(lib.version())
STATUSES = {text(lib.status_name(n)): n for n in map(lib.status_at, range(lib.status_count()))}
SERVICES = {text(lib.service_name(n)): n for n in map(lib.service_at, range(lib.service_count()))}
FORMS = _named_from_one(lib.form_name)
KINDS = _named_from_one(lib.kind_name)
FIELDS = {text(lib.field_name(n)): n for n in map(lib.field_at, range(lib.field_count()))}

Item = collections.namedtuple("Item", "name required kind limit values")


def items(service):
  """The items of a record of the service, in wire order."""
  number = SERVICES[service]
  found = (lib.service_item_at(number, i) for i in range(lib.service_item_count(number)))
  return [Item(text(lib.field_name(f)), bool(lib.service_item_required(number, f)), text(lib.kind_name(lib.field_kind(f))),
               lib.field_limit(f), [text(lib.field_value_at(f, i)) for i in range(lib.field_value_count(f))])
          for f in found]


def code_text(code):
  """What a response code means; "" where that is not known."""
  return text(lib.code_text(code.encode(), len(code.encode())))


class Limit(enum.IntEnum):
  BYTES, DEPTH, RECORDS, TEXT, ATTRIBUTES = range(1, 6)


class Check(enum.IntEnum):
  ROLE, USER_STATUS, ROLE_PAIR, COMMAND_VARIANT = range(1, 5)
  KNOWN, DEVICE_TYPE, AUTHORISED, STATUS = range(11, 15)


class Effect(enum.IntFlag):
  AUDIT_ENTRY, RETURNED, RETURN_RECORD = 1, 2, 4


class Replay(enum.IntEnum):
  NEW, AGAIN, ALTERED, STALE = range(1, 5)


class Row(enum.IntEnum):
  NOT_SENT, SENT, ACCEPTED, REFUSED = range(1, 5)


class Answer(enum.IntEnum):
  NEW, AGAIN, LATE, FOREIGN, CONTRADICTORY = range(1, 6)


DIGEST_SIZE, SIGNATURE_SIZE, KEY_SIZE = 32, 64, 97  # CHRET_DIGEST_SIZE, CHRET_SIGNATURE_SIZE, CHRET_KEY_SIZE
