"""Calls that can fail, and what is raised then."""
import ctypes
import threading

from ._library import HANDLE, lib
from .vocabulary import text


class Error(Exception):
  """A call that failed: the name of its status, and what the error object says of the place."""

  def __init__(self, status, record=0, device_id="", item="", line=0, host_code=0, message=""):
    super().__init__(status, record, device_id, item, line, host_code, message)
    self.status, self.record, self.device_id, self.item = status, record, device_id, item
    self.line, self.host_code, self.message = line, host_code, message

  def __str__(self):
    places = (("record", self.record), ("Device ID", self.device_id), ("item", self.item), ("line", self.line),
              ("host code", self.host_code))
    return "".join([self.status, *(", %s %s" % place for place in places if place[1])]) + ": " + self.message


def _error_of(status, err):
  return Error(text(lib.status_name(status)), lib.error_record(err), text(lib.error_device_id(err)),
               text(lib.error_item(err)), lib.error_line(err), lib.error_host_code(err), text(lib.error_message(err)))


class _Calls(threading.local):
  """Of the calls that a thread is in, the innermost last: what their callbacks raised."""

  def __init__(self):
    self.raised = []


_calls = _Calls()


def keep_raised(exception):
  """Keeps the first exception of the callbacks of this call, and gives the code that the callback returns for it."""
  raised = _calls.raised[-1]
  if not raised:
    raised.append(exception)
  code = getattr(exception, "host_code", 0)
  # ctypes would cut off what is beyond 32 bits: 0 may remain, which is success
  return code if isinstance(code, int) and code != 0 and -1 << 31 <= code < 1 << 31 else -1


def check(status):
  """Of a function without an error object."""
  if status != 0:
    raise Error(text(lib.status_name(status)), message=text(lib.status_text(status)))


def call(function, *arguments):
  """Calls a function whose last argument is an error object. What a callback raised comes back as itself, from the
  Error that it led to. `arguments` keeps all objects that take part until the function has returned."""
  err, raised = HANDLE(), []
  check(lib.error_new(ctypes.byref(err), None))
  _calls.raised.append(raised)
  try:
    status = function(*arguments, err)
    error = _error_of(status, err) if status != 0 else None
  finally:
    _calls.raised.pop()
    lib.error_free(err)
  try:
    if raised:
      if error is not None:
        error.__cause__ = raised[0].__cause__
      raise raised[0] from error
    if error is not None:
      raise error
  finally:
    del raised, error  # their tracebacks have this frame, and with it all arguments
