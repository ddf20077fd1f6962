"""Signing and verifying through ctypes: libchreturn with the provider of libchreturn-xmlsec."""
import ctypes

from chreturn_ffi import (HANDLE, INT, LIBRARY, OUT, SIZE, TEXT, FIELDS, Library, Request, SERVICES, call, check, lib,
                          new, taken, text_of)

_VERIFYING = (INT, OUT, TEXT, SIZE, HANDLE, HANDLE, HANDLE)

core = Library(LIBRARY, {
  "options_set_time": (INT, HANDLE, ctypes.c_int64), "options_set_any_signer": (INT, HANDLE, INT),
  "trust_new": (INT, OUT, HANDLE, HANDLE), "trust_free": (None, HANDLE), "trust_count": (SIZE, HANDLE),
  "trust_add": (INT, HANDLE, TEXT, SIZE, HANDLE),
  "request_read": _VERIFYING, "response_read": _VERIFYING, "message_read": _VERIFYING,
  "request_certificate": (HANDLE, HANDLE), "response_certificate": (HANDLE, HANDLE),
  "certificate_serial": (TEXT, HANDLE),
  "message_request": (HANDLE, HANDLE), "message_response": (HANDLE, HANDLE), "message_free": (None, HANDLE),
  "message_body": (TEXT, HANDLE), "message_certificate": (HANDLE, HANDLE),
  "reader_finish": (INT, HANDLE, OUT, HANDLE),
  "response_new": (INT, OUT, INT, HANDLE), "response_free": (None, HANDLE),
  "response_set": (INT, HANDLE, INT, TEXT, SIZE, HANDLE), "response_get": (HANDLE, HANDLE, INT, ctypes.POINTER(SIZE)),
  "response_add_failure": (INT, HANDLE, ctypes.c_uint64, TEXT, SIZE, HANDLE),
  "response_failure_count": (SIZE, HANDLE), "response_failure_code": (TEXT, HANDLE, SIZE),
  "response_failure_device": (INT, HANDLE, SIZE, ctypes.POINTER(ctypes.c_uint64)),
  "response_write_signed_buffer": (INT, HANDLE, OUT, HANDLE, HANDLE),
  "request_write_signed_buffer": (INT, HANDLE, OUT, HANDLE, HANDLE),
  "sign": (INT, OUT, TEXT, SIZE, INT, HANDLE, HANDLE, HANDLE),
})
xmlsec = Library(LIBRARY.with_name("libchreturn-xmlsec.so"), {
  "xmlsec_new": (INT, OUT, HANDLE), "xmlsec_free": (None, HANDLE), "xmlsec_provider": (HANDLE, HANDLE),
  "xmlsec_signer_new": (INT, OUT, HANDLE, TEXT, SIZE, TEXT, SIZE, HANDLE, HANDLE, HANDLE),
  "xmlsec_signer_free": (None, HANDLE), "xmlsec_signer_get": (HANDLE, HANDLE),
})


class _Owned:
  """A handle that goes back when nobody has it any more."""

  def __init__(self, handle, free):
    self.handle, self._free = handle, free

  def __del__(self):
    self._free(self.handle)


# Made first and never freed: all others need it.
_provider = new(xmlsec.xmlsec_new, None)
PROVIDER = xmlsec.xmlsec_provider(_provider)


def options(time, any_signer=False):
  made = _Owned(new(lib.options_new, None), lib.options_free)
  check(core.options_set_time(made.handle, time))
  check(core.options_set_any_signer(made.handle, any_signer))
  return made


def trust(certificates):
  """A store of certificates in DER."""
  made = _Owned(new(core.trust_new, PROVIDER, None), core.trust_free)
  for certificate in certificates:
    call(core.trust_add, made.handle, certificate, len(certificate))
  return made


class Signer(_Owned):
  def __init__(self, key_pem, certificate_pem):
    out = HANDLE()
    call(xmlsec.xmlsec_signer_new, ctypes.byref(out), _provider, key_pem, len(key_pem), certificate_pem,
         len(certificate_pem), None, None)
    super().__init__(out, xmlsec.xmlsec_signer_free)

  def _signed(self, function, *arguments):
    out = HANDLE()
    call(function, *arguments, ctypes.byref(out), xmlsec.xmlsec_signer_get(self.handle))
    return taken(out)

  def request(self, request):
    return self._signed(core.request_write_signed_buffer, request.handle)

  def response(self, response):
    return self._signed(core.response_write_signed_buffer, response.handle)

  def document(self, xml):
    """A message that exists as bytes."""
    out = HANDLE()
    call(core.sign, ctypes.byref(out), xml, len(xml), 0, xmlsec.xmlsec_signer_get(self.handle), None)
    return taken(out)


class Response(_Owned):
  """A response; failures are (Device ID as a number, code)."""

  def __init__(self, service=None, handle=None):
    super().__init__(handle or new(core.response_new, SERVICES[service], None), core.response_free)

  def set(self, name, text):
    call(core.response_set, self.handle, FIELDS[name], text.encode(), len(text.encode()))

  def get(self, name):
    return text_of(core.response_get, self.handle, FIELDS[name])

  def add_failure(self, device, code):
    call(core.response_add_failure, self.handle, device, code.encode(), len(code))

  def failures(self):
    return failures_of(self.handle)


def failures_of(handle):
  found = []
  for i in range(core.response_failure_count(handle)):
    device = ctypes.c_uint64()
    check(core.response_failure_device(handle, i, ctypes.byref(device)))
    found.append((device.value, core.response_failure_code(handle, i).decode()))
  return found


def _read(function, xml, store, opts):
  out = HANDLE()
  call(function, ctypes.byref(out), xml, len(xml), store.handle, opts.handle)
  return out


def read(kind, xml, store, opts):
  """Reads and verifies a "request" or "response": the object, and the serial number of its certificate."""
  out = _read({"request": core.request_read, "response": core.response_read}[kind], xml, store, opts)
  made = Request(handle=out) if kind == "request" else Response(handle=out)
  certificate = (core.request_certificate if kind == "request" else core.response_certificate)(made.handle)
  return made, core.certificate_serial(certificate).decode()


def read_message(xml, store, opts):
  """The same of a message of any kind and service, as (name of its body, certificate's serial number)."""
  message = _Owned(_read(core.message_read, xml, store, opts), core.message_free)
  return (core.message_body(message.handle).decode(),
          core.certificate_serial(core.message_certificate(message.handle)).decode())


def read_pieces(pieces, store, opts):
  """A request by the push reader."""
  reader, out = _Owned(new(lib.reader_new, store.handle, opts.handle, None), lib.reader_free), HANDLE()
  for piece in pieces:
    call(lib.reader_feed, reader.handle, piece, len(piece))
  call(core.reader_finish, reader.handle, ctypes.byref(out))
  return Request(handle=out)
