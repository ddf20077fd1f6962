"""Reading: verified by a trust store, or unverified, which the names say."""
import collections

from ._library import lib
from ._objects import Object, Owned, made, made_by, new, sized
from .errors import call, check
from .model import Request, Response
from .signing import certificate_of
from .vocabulary import FIELDS, Limit, MESSAGE_KINDS, RECORD_FIELDS, text


def options(time=None, limits=None, any_signer=False):
  """time: at which certificates must be valid, seconds since 1970; limits: {"bytes": ...} as Limit names them."""
  made_options = Owned(new(lib.options_new, None), lib.options_free)
  if time is not None:
    check(lib.options_set_time(made_options, time))
  for name, value in (limits or {}).items():
    check(lib.options_set_limit(made_options, Limit[name.upper()], value))
  check(lib.options_set_any_signer(made_options, any_signer))
  return made_options


def _read(kind, function, xml, store, more):
  """store: of a trust store, kept until the message has copied its certificate."""
  return kind(pointer=made(function, xml, len(xml), store, options(**more)))


def read_request(xml, trust, **more):
  """A request that is verified: signed by its originator, whose certificate is trusted. more: as options()."""
  return _read(Request, lib.request_read, xml, trust.owned, more)


def read_response(xml, trust, **more):
  """A response that is verified: signed by the target of the request that it answers."""
  return _read(Response, lib.response_read, xml, trust.owned, more)


def read_request_unverified(xml, **more):
  """A request that anyone may have written."""
  return Request(pointer=made(lib.request_read_unverified, xml, len(xml), options(**more)))


def read_response_unverified(xml, **more):
  return Response(pointer=made(lib.response_read_unverified, xml, len(xml), options(**more)))


# kind: "request" or "response"; body: the element that says what it is about; fields: of its root and header.
Verified = collections.namedtuple("Verified", "kind body fields certificate")


def verify(xml, trust, **more):
  """Verifies a message of any DUIS service: whose it is and what its header says. One of another service than these two
  may be by any trusted signer."""
  store = trust.owned
  message = Owned(made(lib.message_read, xml, len(xml), store, options(**more)), lib.message_free)
  fields = ((name, sized(lib.message_get, message, number)) for name, number in FIELDS.items()
            if name not in RECORD_FIELDS)
  return Verified(MESSAGE_KINDS[lib.message_kind(message)], text(lib.message_body(message)),
                  {name: value for name, value in fields if value is not None},
                  certificate_of(lib.message_certificate(message)))


class Reader(Object):
  """Reads a request that comes in pieces; verified where there is a trust store."""

  def __init__(self, trust=None, **more):
    needs = [trust.owned] if trust else []
    super().__init__(made(lib.reader_new, *(needs or [None]), options(**more)), lib.reader_free, *needs)

  def feed(self, data):
    call(lib.reader_feed, self.owned, data, len(data))

  def finish(self):
    """The verified request."""
    reader = self.owned  # keeps the trust store
    return Request(pointer=made_by(lib.reader_finish, reader))

  def finish_unverified(self):
    return Request(pointer=made_by(lib.reader_finish_unverified, self.owned))
