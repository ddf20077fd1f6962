"""What callbacks of the Python binding raise comes back as itself; what they close stays until the call has ended."""
import gc
import io
import os
import unittest

import binding
from binding import ORIGINATOR, TARGET, chreturn

LOST = "Lost or Stolen Hub"


class Raised(Exception):
  pass


class Coded(Exception):
  host_code = -77


class File:
  """Fails at the k-th write, or writes short."""

  def __init__(self, fails):
    self.fails = fails

  def write(self, data):
    return self.fails()


def request(count=1, form="list"):
  made = chreturn.Request("8.14.4", form)
  made.set_id(ORIGINATOR, TARGET, 1000)
  for number in range(count):
    made.append({"DeviceID": "00-DB-12-34-56-78-%02X-%02X" % divmod(number, 256), "CHFNoFaultReturnType": LOST})
  return made


def batch(counter):
  made = chreturn.Batch("single", ORIGINATOR, TARGET, counter)
  made.add({"DeviceID": "00-DB-12-34-56-78-90-A2", "CHFNoFaultReturnType": LOST}, 1)
  return made


def own_signer(sign):
  certificate = binding.signer("supplier").certificate
  return chreturn.HostSigner(binding.provider, sign, certificate.eui64, certificate.issuer, certificate.serial)


def known(devices):
  return {name: chreturn.Facts("CHF", None, None, True) for name in devices}


def call_with(name, fails):
  """Makes a call whose callback of that name is fails()."""
  made, policy, memory = request(), chreturn.Policy(), io.BytesIO()
  if name == "write":
    made.write_to(File(fails))
  elif name == "write signed":
    made.write_to(File(fails), binding.signer("supplier"))
  elif name == "sign":
    made.write_to(memory, own_signer(lambda signed_info: fails()))
  elif name == "sign in a batch":
    next(batch(lambda: 1).requests(own_signer(lambda signed_info: fails())))
  elif name == "password":
    key = binding.encrypted_key("supplier", "sesame")
    chreturn.KeySigner(binding.provider, key, binding.certificate("supplier"), fails)
  elif name == "inventory":
    chreturn.validate(made, lambda devices: fails(), "IS", policy)
  elif name == "own check":
    policy.add_check("E5", lambda record: fails())
    chreturn.validate(made, known, "IS", policy)
  elif name == "find":
    chreturn.replay_check(made, made.to_bytes(), lambda *parts: fails(), binding.provider)
  elif name == "counter":
    next(batch(fails).requests())
  elif name == "save":
    batch(None).save(File(fails), binding.provider)


CALLBACKS = ("write", "write signed", "sign", "sign in a batch", "password", "inventory", "own check", "find",
             "counter", "save")


class WhatCallbacksRaise(unittest.TestCase):
  def test_comes_back_as_itself(self):
    for name in CALLBACKS:
      for exception, code in ((Raised("no"), -1), (Coded("no"), -77), (KeyboardInterrupt(), -1), (SystemExit(3), -1),
                              (OSError(5, "no"), -1)):
        with self.subTest(name, exception=exception):
          def fails():
            raise exception
          with self.assertRaises(type(exception)) as caught:
            call_with(name, fails)
          self.assertIs(caught.exception, exception)
          cause = exception.__cause__
          self.assertIsInstance(cause, chreturn.Error)
          if name != "password":  # whose failure is that of the key
            self.assertEqual((cause.status, cause.host_code), ("host", code))

  def test_no_code_is_taken_for_success(self):
    for name in CALLBACKS:
      for code in (0, 1 << 32, -1 << 31, 5, 77):
        exception = Raised("no")
        exception.host_code = code
        with self.subTest(name, code=code):
          def fails():
            raise exception
          with self.assertRaises(Raised):
            call_with(name, fails)
          self.assertIsInstance(exception.__cause__, chreturn.Error)  # the library failed too
          self.assertEqual(exception.__cause__.status, "key" if name == "password" else "host")

  def test_keeps_its_own_cause(self):
    first = Raised("first")

    def fails():
      raise Coded("second") from first
    with self.assertRaises(Coded) as caught:
      call_with("inventory", fails)
    self.assertEqual(caught.exception.__cause__.status, "host")
    self.assertIs(caught.exception.__cause__.__cause__, first)

  def test_what_is_of_no_use_is_told(self):
    for name, value, kind in (
        ("write", 5, OSError), ("sign", b"x" * 63, ValueError), ("sign", "x" * 64, TypeError),
        ("password", "sesame", TypeError), ("inventory", None, AttributeError), ("find", None, TypeError),
        ("find", (b"x", None), ValueError), ("find", ("x" * 32, None), TypeError),
        ("find", (None, 1 << 64), OverflowError), ("counter", None, TypeError), ("counter", -1, OverflowError),
        ("counter", 1 << 64, OverflowError)):
      with self.subTest(name, value=value), self.assertRaises(kind):
        call_with(name, lambda: value)

  def test_an_error_of_another_call(self):
    def fails():
      chreturn.read_request_unverified(b"<a")
    for name in CALLBACKS:
      with self.subTest(name), self.assertRaises(chreturn.Error) as caught:
        call_with(name, fails)
      self.assertEqual(caught.exception.status, "not-well-formed")
      self.assertIsInstance(caught.exception.__cause__, chreturn.Error)

  def test_another_call_inside_disturbs_nothing(self):
    def asks(devices):
      with self.assertRaises(Raised):
        call_with("write", raises)
      return known(devices)

    def raises():
      raise Raised
    self.assertTrue(chreturn.validate(request(), asks, "IS", chreturn.Policy())[0].accepted)

  def test_a_counter_that_failed_is_asked_again(self):
    counters = iter([1, 2])
    fail = [True]

    def counter():
      value = next(counters)
      if fail.pop():
        raise Raised
      return value
    made = batch(counter)
    with self.assertRaises(Raised):
      next(made.requests())
    fail.append(False)
    self.assertEqual([counter for counter, _ in made.requests()], [2])

  def test_nothing_is_printed(self):
    """Python prints what it cannot raise, such as the exceptions of ctypes' own callbacks."""
    reading, writing = os.pipe()
    before = os.dup(2)
    os.dup2(writing, 2)
    try:
      self.test_comes_back_as_itself()
      self.test_an_error_of_another_call()
      gc.collect()
    finally:
      os.dup2(before, 2)
      os.close(writing)
      os.close(before)
    with os.fdopen(reading, "rb") as printed:
      self.assertEqual(printed.read(), b"")


class WhatCallbacksClose(unittest.TestCase):
  """The objects of a call are closed in the middle of it."""

  def test_a_request_that_is_written(self):
    made, pieces = request(999), []

    class Closing:
      def write(self, data):
        made.close()
        gc.collect()
        pieces.append(data)
    whole = made.to_bytes()
    made.write_to(Closing())
    self.assertEqual(b"".join(pieces), whole)
    self.assertGreater(len(pieces), 2)
    with self.assertRaises(ValueError):
      made.to_bytes()

  def test_a_request_and_policy_that_are_validated(self):
    def asks(devices):
      made.close()
      policy.close()
      gc.collect()
      return known(devices)

    def fails(record):
      gc.collect(0)
      return record["DeviceID"].endswith("7")
    policy = chreturn.Policy()
    policy.add_check("E5", fails)
    made = request(200)
    outcomes = chreturn.validate(made, asks, "IS", policy)
    self.assertEqual([o.accepted for o in outcomes], [number % 16 != 7 for number in range(200)])

  def test_a_batch_that_is_drawn_and_saved(self):
    def counter():
      made.close()
      gc.collect()
      return 7
    made = batch(counter)
    self.assertEqual(next(made.requests())[0], 7)
    made, state = batch(None), io.BytesIO()
    whole = io.BytesIO()
    made.save(whole, binding.provider)

    class Closing:
      def write(self, data):
        made.close()
        return state.write(data)
    made.save(Closing(), binding.provider)
    self.assertEqual(state.getvalue(), whole.getvalue())

  def test_a_signer_that_signs(self):
    if not binding.has_cryptography:
      self.skipTest("python3-cryptography is not there")
    key, closed = binding.cryptography_key("supplier"), []

    def sign(signed_info):
      closed.append(provider.close())
      gc.collect()
      return chreturn.raw_signature(binding.cryptography_sign(key, signed_info))
    provider = chreturn.Provider()
    certificate = binding.signer("supplier").certificate
    signer = chreturn.HostSigner(provider, sign, certificate.eui64, certificate.issuer, certificate.serial)
    xml = request().to_bytes(signer)
    self.assertEqual(closed, [None])
    self.assertEqual(chreturn.read_request(xml, binding.trust("supplier")).certificate, certificate)


if __name__ == "__main__":
  unittest.main()
