"""The functions of libchreturn and libchreturn-xmlsec as their headers have them; where the libraries are found."""
import ctypes
import os

I32, I64, U32, U64, SIZE = ctypes.c_int32, ctypes.c_int64, ctypes.c_uint32, ctypes.c_uint64, ctypes.c_size_t
HANDLE = ctypes.c_void_p  # an object; also data that is written to, or text that comes out with a size
DATA = ctypes.c_char_p  # bytes that go in, with a size after them, or a constant or borrowed text that ends with a NUL
OUT, OUT_I32, OUT_I64, OUT_U64, OUT_SIZE = map(ctypes.POINTER, (HANDLE, I32, I64, U64, SIZE))

# ---- Callbacks and the structures that hold them; the first argument is the `ctx` that they were given with

WRITE = ctypes.CFUNCTYPE(I32, HANDLE, HANDLE, SIZE)
FINISH = ctypes.CFUNCTYPE(I32, HANDLE, I32)
SIGN = ctypes.CFUNCTYPE(I32, HANDLE, HANDLE, SIZE, HANDLE)
PASSWORD = ctypes.CFUNCTYPE(I32, HANDLE, HANDLE, SIZE)
INVENTORY = ctypes.CFUNCTYPE(I32, HANDLE, OUT_U64, SIZE, HANDLE)
OWN_CHECK = ctypes.CFUNCTYPE(I32, HANDLE, HANDLE, HANDLE, OUT_I32)
FIND = ctypes.CFUNCTYPE(I32, HANDLE, U64, U64, U64, OUT_I32, HANDLE, OUT_I32, OUT_U64)
COUNTER = ctypes.CFUNCTYPE(I32, HANDLE, OUT_U64)


class Sink(ctypes.Structure):
  _fields_ = [("struct_size", U32), ("reserved", U32), ("ctx", HANDLE), ("write", WRITE), ("finish", FINISH)]


class SignerStruct(ctypes.Structure):
  _fields_ = [("struct_size", U32), ("reserved", U32), ("ctx", HANDLE), ("provider", HANDLE), ("issuer", DATA),
              ("issuer_size", SIZE), ("serial", DATA), ("serial_size", SIZE), ("eui64", U64), ("sign", SIGN)]


class ReplayMemory(ctypes.Structure):
  _fields_ = [("struct_size", U32), ("reserved", U32), ("ctx", HANDLE), ("find", FIND)]


# ---- Functions without their prefix chret_: the result, then the arguments

_MESSAGE = {  # of requests and of responses
  "free": (None, HANDLE), "set": (I32, HANDLE, I32, DATA, SIZE, HANDLE), "get": (HANDLE, HANDLE, I32, OUT_SIZE),
  "set_id": (I32, HANDLE, U64, U64, U64), "get_id": (I32, HANDLE, OUT_U64, OUT_U64, OUT_U64),
  "is_signed": (I32, HANDLE), "certificate": (HANDLE, HANDLE),
  "write": (I32, HANDLE, ctypes.POINTER(Sink), HANDLE),
  "write_signed": (I32, HANDLE, ctypes.POINTER(Sink), HANDLE, HANDLE),
  "write_buffer": (I32, HANDLE, OUT, HANDLE), "write_signed_buffer": (I32, HANDLE, OUT, HANDLE, HANDLE),
  "prepare": (I32, HANDLE, OUT, HANDLE, HANDLE),
  "read_unverified": (I32, OUT, DATA, SIZE, HANDLE, HANDLE), "read": (I32, OUT, DATA, SIZE, HANDLE, HANDLE, HANDLE),
}

CORE = {
  # base.h
  "version": (DATA,), "status_name": (DATA, I32), "status_text": (DATA, I32), "status_count": (SIZE,),
  "status_at": (I32, SIZE), "constant_count": (SIZE,), "constant_name_at": (DATA, SIZE),
  "constant_value_at": (I32, SIZE), "options_new": (I32, OUT, HANDLE), "options_free": (None, HANDLE),
  "options_set_limit": (I32, HANDLE, I32, SIZE), "options_set_time": (I32, HANDLE, I64),
  "options_set_any_signer": (I32, HANDLE, I32),
  "error_new": (I32, OUT, HANDLE), "error_free": (None, HANDLE), "error_record": (SIZE, HANDLE),
  "error_device_id": (DATA, HANDLE), "error_item": (DATA, HANDLE), "error_line": (SIZE, HANDLE),
  "error_message": (DATA, HANDLE), "error_host_code": (I32, HANDLE),
  "sink_init": (I32, ctypes.POINTER(Sink), SIZE),
  "buffer_data": (HANDLE, HANDLE), "buffer_size": (SIZE, HANDLE), "buffer_free": (None, HANDLE),
  "eui64_parse": (I32, DATA, SIZE, OUT_U64),
  # model.h
  "service_count": (SIZE,), "service_at": (I32, SIZE), "service_name": (DATA, I32),
  "service_item_count": (SIZE, I32), "service_item_at": (I32, I32, SIZE), "service_item_required": (I32, I32, I32),
  "field_count": (SIZE,), "field_at": (I32, SIZE), "field_name": (DATA, I32), "field_kind": (I32, I32),
  "field_limit": (SIZE, I32), "field_value_count": (SIZE, I32), "field_value_at": (DATA, I32, SIZE),
  "kind_name": (DATA, I32), "form_name": (DATA, I32),
  "record_new": (I32, OUT, I32, HANDLE), "record_free": (None, HANDLE), "record_set": (I32, HANDLE, I32, DATA, SIZE),
  "record_get": (HANDLE, HANDLE, I32, OUT_SIZE),
  "request_new": (I32, OUT, I32, I32, HANDLE), "request_service": (I32, HANDLE), "request_form": (I32, HANDLE),
  "request_append": (I32, HANDLE, HANDLE, HANDLE), "request_record_count": (SIZE, HANDLE),
  "request_record_at": (HANDLE, HANDLE, SIZE),
  "response_new": (I32, OUT, I32, HANDLE), "response_service": (I32, HANDLE),
  "response_add_failure": (I32, HANDLE, U64, DATA, SIZE, HANDLE), "response_failure_count": (SIZE, HANDLE),
  "response_failure_device": (I32, HANDLE, SIZE, OUT_U64), "response_failure_code": (DATA, HANDLE, SIZE),
  "code_text": (DATA, DATA, SIZE), "code_is_success": (I32, DATA, SIZE),
  # signature.h
  "certificate_issuer": (DATA, HANDLE), "certificate_serial": (DATA, HANDLE),
  "certificate_eui64": (I32, HANDLE, OUT_U64), "certificate_role": (DATA, HANDLE),
  "certificate_validity": (I32, HANDLE, OUT_I64, OUT_I64), "certificate_unusable": (DATA, HANDLE),
  "trust_new": (I32, OUT, HANDLE, HANDLE), "trust_free": (None, HANDLE), "trust_count": (SIZE, HANDLE),
  "trust_at": (HANDLE, HANDLE, SIZE), "signer_init": (I32, ctypes.POINTER(SignerStruct), SIZE),
  "ecdsa_der_to_raw": (I32, DATA, SIZE, HANDLE),
  # wire.h
  "sign": (I32, OUT, DATA, SIZE, I32, HANDLE, HANDLE, HANDLE),
  "prepare": (I32, OUT, DATA, SIZE, I32, HANDLE, HANDLE, HANDLE),
  "prepared_free": (None, HANDLE), "prepared_signed_info": (HANDLE, HANDLE, OUT_SIZE),
  "prepared_complete": (I32, HANDLE, OUT, DATA, HANDLE, HANDLE, HANDLE),
  "message_read": (I32, OUT, DATA, SIZE, HANDLE, HANDLE, HANDLE), "message_free": (None, HANDLE),
  "message_kind": (I32, HANDLE), "message_get": (HANDLE, HANDLE, I32, OUT_SIZE), "message_body": (DATA, HANDLE),
  "message_certificate": (HANDLE, HANDLE),
  "reader_new": (I32, OUT, HANDLE, HANDLE, HANDLE), "reader_free": (None, HANDLE),
  "reader_feed": (I32, HANDLE, DATA, SIZE, HANDLE), "reader_finish": (I32, HANDLE, OUT, HANDLE),
  "reader_finish_unverified": (I32, HANDLE, OUT, HANDLE),
  # validation.h
  "report_new": (I32, OUT, HANDLE), "report_free": (None, HANDLE), "report_count": (SIZE, HANDLE),
  "report_record": (SIZE, HANDLE, SIZE), "report_device_id": (DATA, HANDLE, SIZE), "report_item": (DATA, HANDLE, SIZE),
  "report_code": (I32, HANDLE, SIZE), "report_line": (SIZE, HANDLE, SIZE), "report_message": (DATA, HANDLE, SIZE),
  "check_record": (I32, HANDLE, HANDLE, SIZE), "check_request": (I32, HANDLE, HANDLE),
  "check_document": (I32, HANDLE, DATA, SIZE, HANDLE, HANDLE),
  "policy_new": (I32, OUT, HANDLE), "policy_free": (None, HANDLE), "policy_set_any_code": (I32, HANDLE, I32),
  "policy_set_code": (I32, HANDLE, I32, DATA, SIZE),
  "policy_set_checks": (I32, HANDLE, OUT_I32, SIZE), "policy_add_role": (I32, HANDLE, DATA, SIZE),
  "policy_add_device_status": (I32, HANDLE, DATA, SIZE), "policy_set_all": (I32, HANDLE, I32),
  "policy_set_success_code": (I32, HANDLE, DATA, SIZE), "policy_set_warning_code": (I32, HANDLE, DATA, SIZE),
  "policy_add_check": (I32, HANDLE, DATA, SIZE, OWN_CHECK, HANDLE),
  "facts_set_known": (None, HANDLE, SIZE, I32), "facts_set_device_type": (None, HANDLE, SIZE, DATA, SIZE),
  "facts_set_device_status": (None, HANDLE, SIZE, DATA, SIZE),
  "facts_set_logistics_status": (None, HANDLE, SIZE, DATA, SIZE), "facts_set_authorised": (None, HANDLE, SIZE, I32),
  "user_new": (I32, OUT, DATA, SIZE, I32, I32, HANDLE), "user_free": (None, HANDLE),
  "validate": (I32, OUT, HANDLE, HANDLE, HANDLE, INVENTORY, HANDLE, HANDLE, HANDLE),
  "outcomes_of_answer": (I32, OUT, HANDLE, HANDLE, HANDLE, HANDLE, HANDLE), "outcomes_free": (None, HANDLE),
  "outcomes_request_code": (DATA, HANDLE), "outcomes_count": (SIZE, HANDLE), "outcomes_device": (U64, HANDLE, SIZE),
  "outcomes_code": (DATA, HANDLE, SIZE), "outcomes_is_accepted": (I32, HANDLE, SIZE),
  "outcomes_effects": (I32, HANDLE, SIZE), "outcomes_key": (I32, HANDLE, SIZE, HANDLE, SIZE),
  "outcomes_failed_count": (SIZE, HANDLE, SIZE), "outcomes_failed_code": (DATA, HANDLE, SIZE, SIZE),
  "answer": (I32, OUT, HANDLE, HANDLE, HANDLE, DATA, SIZE, I64, HANDLE, HANDLE),
  "replay_memory_init": (I32, ctypes.POINTER(ReplayMemory), SIZE),
  "replay_check": (I32, OUT_I32, HANDLE, HANDLE, DATA, SIZE, U64, ctypes.POINTER(ReplayMemory), HANDLE, HANDLE),
  # batch.h
  "batch_new": (I32, OUT, I32, U64, U64, HANDLE), "batch_free": (None, HANDLE), "batch_form": (I32, HANDLE),
  "batch_originator": (U64, HANDLE), "batch_target": (U64, HANDLE),
  "batch_set_schema_version": (I32, HANDLE, DATA, SIZE, HANDLE), "batch_set_max_records": (I32, HANDLE, SIZE),
  "batch_set_keep_signatures": (I32, HANDLE, I32), "batch_add": (I32, HANDLE, HANDLE, SIZE, DATA, SIZE, HANDLE),
  "batch_row_count": (SIZE, HANDLE), "batch_row_record": (HANDLE, HANDLE, SIZE),
  "batch_row_number": (SIZE, HANDLE, SIZE), "batch_row_reference": (HANDLE, HANDLE, SIZE, OUT_SIZE),
  "batch_row_state": (I32, HANDLE, SIZE), "batch_row_code": (DATA, HANDLE, SIZE),
  "batch_row_counter": (I32, HANDLE, SIZE, OUT_U64), "batch_set_counter": (I32, HANDLE, COUNTER, HANDLE),
  "batch_request_row": (I32, HANDLE, U64, SIZE, OUT_SIZE), "batch_is_signed": (I32, HANDLE),
  "batch_requests_left": (SIZE, HANDLE), "batch_next": (I32, HANDLE, HANDLE, OUT, OUT_U64, HANDLE),
  "batch_resend": (I32, HANDLE), "batch_retry": (I32, HANDLE, DATA, SIZE, OUT_SIZE),
  "batch_answer": (I32, HANDLE, HANDLE, OUT_I32, HANDLE, HANDLE),
  "batch_judge": (I32, HANDLE, HANDLE, OUT_I32, HANDLE, HANDLE),
  "batch_save": (I32, HANDLE, ctypes.POINTER(Sink), HANDLE, HANDLE),
  "batch_load": (I32, OUT, DATA, SIZE, HANDLE, HANDLE, HANDLE),
  **{"%s_%s" % (kind, name): types for kind in ("request", "response") for name, types in _MESSAGE.items()},
}

XMLSEC = {
  "xmlsec_new": (I32, OUT, HANDLE), "xmlsec_free": (None, HANDLE), "xmlsec_provider": (HANDLE, HANDLE),
  "xmlsec_add_ca": (I32, HANDLE, DATA, SIZE, HANDLE), "xmlsec_trust_add": (I32, HANDLE, HANDLE, DATA, SIZE, HANDLE),
  "xmlsec_signer_new": (I32, OUT, HANDLE, DATA, SIZE, DATA, SIZE, PASSWORD, HANDLE, HANDLE),
  "xmlsec_signer_new_pkcs12": (I32, OUT, HANDLE, DATA, SIZE, PASSWORD, HANDLE, HANDLE),
  "xmlsec_signer_free": (None, HANDLE), "xmlsec_signer_get": (HANDLE, HANDLE),
  "xmlsec_signer_certificate": (HANDLE, HANDLE),
}


class Library:
  """chret_NAME as an attribute NAME. CDLL lets other threads run during a call, and callbacks take their turn again."""

  def __init__(self, path, functions):
    library = ctypes.CDLL(path)
    for name, (result, *arguments) in functions.items():
      function = getattr(library, "chret_" + name)
      function.restype, function.argtypes = result, arguments
      setattr(self, name, function)


# CHRETURN_LIBRARY: the path of libchreturn.so; libchreturn-xmlsec.so is then beside it. Else the loader finds both.
_PATH = os.environ.get("CHRETURN_LIBRARY") or "libchreturn.so.0"
lib = Library(_PATH, CORE)
_xmlsec = None


def xmlsec():
  """libchreturn-xmlsec, loaded by whom asks for it first: a host that never does needs no xmlsec1 and OpenSSL."""
  global _xmlsec
  if _xmlsec is None:
    folder, name = os.path.split(_PATH)
    _xmlsec = Library(os.path.join(folder, name.replace("libchreturn", "libchreturn-xmlsec")), XMLSEC)
  return _xmlsec
