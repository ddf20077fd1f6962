"""Identifiers: EUI-64 are texts as DUIS writes them, and numbers in the library's calls; counters."""
import ctypes

from ._library import U64, lib
from .errors import check


def eui64_number(identifier):
  number, data = U64(), identifier.encode("utf-8", "surrogatepass")
  check(lib.eui64_parse(data, len(data), ctypes.byref(number)))
  return number.value


def counter_number(counter):
  """ctypes would cut off what is beyond 64 bits."""
  if not 0 <= counter < 1 << 64:
    raise OverflowError("%d is not a counter of 64 bits" % counter)
  return counter


def eui64_text(number):
  return number.to_bytes(8, "big").hex("-").upper()
