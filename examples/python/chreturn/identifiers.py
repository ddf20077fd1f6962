"""EUI-64 identifiers: texts as DUIS writes them, numbers in the library's calls."""
import ctypes

from ._library import U64, lib
from .errors import check


def eui64_number(identifier):
  number, data = U64(), identifier.encode("utf-8", "surrogatepass")
  check(lib.eui64_parse(data, len(data), ctypes.byref(number)))
  return number.value


def eui64_text(number):
  return number.to_bytes(8, "big").hex("-").upper()
