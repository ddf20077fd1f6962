"""The DSP's side of the library: a request validated against a small inventory, and its answer written."""
import ctypes

import chreturn_ffi as chreturn
from chreturn_ffi import HANDLE, INT, OUT, SIZE, TEXT, lib

INVENTORY = ctypes.CFUNCTYPE(INT, HANDLE, ctypes.POINTER(ctypes.c_uint64), SIZE, HANDLE)
OWN_CHECK = ctypes.CFUNCTYPE(INT, HANDLE, HANDLE, HANDLE, ctypes.POINTER(INT))

lib.declare({
  "policy_new": (INT, OUT, HANDLE), "policy_free": (None, HANDLE),
  "policy_set_code": (INT, HANDLE, INT, TEXT, SIZE),
  "policy_add_check": (INT, HANDLE, TEXT, SIZE, OWN_CHECK, HANDLE),
  "user_new": (INT, OUT, TEXT, SIZE, INT, INT, HANDLE), "user_free": (None, HANDLE),
  "facts_set_known": (None, HANDLE, SIZE, INT), "facts_set_device_type": (None, HANDLE, SIZE, TEXT, SIZE),
  "facts_set_authorised": (None, HANDLE, SIZE, INT),
  "validate": (INT, OUT, HANDLE, HANDLE, HANDLE, INVENTORY, HANDLE, HANDLE, HANDLE), "outcomes_free": (None, HANDLE),
  "answer": (INT, OUT, HANDLE, HANDLE, HANDLE, TEXT, SIZE, ctypes.c_int64, HANDLE,
             HANDLE), "response_free": (None, HANDLE),
  "response_write_buffer": (INT, HANDLE, OUT, HANDLE),
})

CHECKS = {"known": 11}  # CHRET_CHECK_KNOWN
FIRST = 0x00DB123456780000


def device(number):
  return "-".join("%02X" % byte for byte in (FIRST + number).to_bytes(8, "big"))


def answer(request, hubs, role="IS", codes=(), own=(), response_id=None):
  """The bytes of the answer. hubs: {number of a device: its type}; codes: {check: another code}; own: {code: which
  numbers fail a check of the host's own}."""
  def ask(_, devices, count, facts):
    for i in range(count):
      kind = hubs.get(devices[i] - FIRST)
      if kind is not None:
        lib.facts_set_known(facts, i, 1)
        lib.facts_set_device_type(facts, i, kind.encode(), len(kind))
        lib.facts_set_authorised(facts, i, 1)
    return 0

  def own_check(fails):
    def made(_, record, __, failed):
      text = chreturn.text_of(lib.record_get, record, chreturn.FIELDS["DeviceID"])
      failed[0] = fails(int(text.replace("-", ""), 16) - FIRST)
      return 0
    return OWN_CHECK(made)

  policy, outcomes, response, buffer = chreturn.new(lib.policy_new, None), HANDLE(), HANDLE(), HANDLE()
  user = chreturn.new(lib.user_new, role.encode(), len(role), 1, 1, None)
  for check, code in dict(codes).items():
    chreturn.check(lib.policy_set_code(policy, CHECKS[check], code.encode(), len(code)))
  own_checks = {code: own_check(fails) for code, fails in dict(own).items()}
  for code, made in own_checks.items():
    chreturn.check(lib.policy_add_check(policy, code.encode(), len(code), made, None))
  chreturn.call(lib.validate, ctypes.byref(outcomes), request.handle, user, policy, INVENTORY(ask), None, None)
  chreturn.call(lib.answer, ctypes.byref(response), request.handle, outcomes, policy,
                None if response_id is None else response_id.encode(), len(response_id or ""), 1769851800123, None)
  chreturn.call(lib.response_write_buffer, response, ctypes.byref(buffer))
  data = ctypes.string_at(lib.buffer_data(buffer), lib.buffer_size(buffer))
  lib.buffer_free(buffer)
  lib.response_free(response)
  lib.outcomes_free(outcomes)
  lib.user_free(user)
  lib.policy_free(policy)
  return data
