"""Objects of the library in the hands of Python's garbage collector, and callbacks that find their Python objects."""
import ctypes
import itertools
import weakref

from ._library import HANDLE, SIZE, Sink, WRITE, lib
from .errors import call, check, keep_raised


def _give_back(free, pointer, needs):
  free(pointer)


class Owned:
  """What the library handed over. It goes back once nobody refers to this any more. `needs` are the Owned that it was
  made with: the finaliser, not this, refers to them, so they go back later, in whatever order Python finds garbage. It
  never refers to an object that could refer to it."""
  __slots__ = ("_as_parameter_", "__weakref__")

  def __init__(self, pointer, free, *needs):
    self._as_parameter_ = pointer
    # at the end of the process memory goes back by itself, and objects may still be in use
    weakref.finalize(self, _give_back, free, pointer, needs).atexit = False


class Lent:
  """A pointer into what `owner` owns, and `owner` with it."""

  def __init__(self, pointer, owner):
    self.pointer = self._as_parameter_ = pointer
    self._owner = owner


class Object:
  """Goes back by close(), at the end of its `with`, or when it is garbage; but not while a call or another object needs
  it."""

  def __init__(self, pointer, free, *needs):
    self._owned = Owned(pointer, free, *needs)

  @property
  def owned(self):
    if self._owned is None:
      raise ValueError("this %s is closed" % type(self).__name__)
    return self._owned

  def close(self):
    self._owned = None

  def __enter__(self):
    return self

  def __exit__(self, *exception):
    self.close()


def new(function, *arguments):
  """The pointer that a function without an error object gives by its first argument."""
  out = HANDLE()
  check(function(ctypes.byref(out), *arguments))
  return out.value


def made(function, *arguments):
  """The same of one whose last argument is an error object."""
  out = HANDLE()
  call(function, ctypes.byref(out), *arguments)
  return out.value


def made_by(function, maker, *arguments):
  """The same of one that gives it by its second argument, after the object that makes it."""
  out = HANDLE()
  call(function, maker, ctypes.byref(out), *arguments)
  return out.value


def taken(buffer):
  """The bytes of a buffer, which is freed."""
  try:
    return ctypes.string_at(lib.buffer_data(buffer), lib.buffer_size(buffer))
  finally:
    lib.buffer_free(buffer)


def sized(getter, *arguments):
  """A text that comes out with its size."""
  size = SIZE()
  at = getter(*arguments, ctypes.byref(size))
  return None if at is None else ctypes.string_at(at, size.value).decode()


def encoded(text):
  """What the library gets of a text. A lone surrogate reaches it too: it says where it is."""
  return None if text is None else text.encode("utf-8", "surrogatepass")


# ---- Callbacks. What the library calls is made once and lives as long as this module. Its `ctx` is the token of a
# Host, which those refer to who need it; where it is gone nevertheless, the callback fails.

_hosts = weakref.WeakValueDictionary()
_tokens = itertools.count(1)


class Host:
  """A Python object for callbacks."""

  def __init__(self, target):
    self.target, self.token = target, next(_tokens)
    _hosts[self.token] = self


def callback(kind, failure=lambda code: code):
  """Makes a function of (target, further arguments) a callback of that type; what it raises is kept for the call, and
  failure makes of its code what the callback gives."""
  def decorate(function):
    def guarded(token, *arguments):
      try:
        return function(_hosts[token].target, *arguments) or 0
      except BaseException as raised:  # also KeyboardInterrupt: it comes out of the call
        return failure(keep_raised(raised))
    return kind(guarded)
  return decorate


@callback(WRITE)
def _write(file, data, size):
  written = file.write(ctypes.string_at(data, size))
  if written is not None and written != size:
    raise OSError("%d of %d bytes written" % (written, size))


def sink_to(host):
  """A sink that writes to the file-like object that is the host's target."""
  sink = Sink()
  check(lib.sink_init(ctypes.byref(sink), ctypes.sizeof(sink)))
  sink.ctx, sink.write = host.token, _write
  return sink
