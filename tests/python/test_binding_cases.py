"""The error cases that all bindings share (tests/cases/bindings), by the Python binding."""
import io
import json
import sys
import unittest

import binding
from binding import chreturn

FOLDERS = sorted(path.parent for path in binding.CASES.glob("*/case.json"))
MIDNIGHT = 1767225600000  # 2026-01-01T00:00:00Z


class HostFailure(Exception):
  def __init__(self, code):
    super().__init__(code)
    self.host_code = code


class Case:
  """One case; do_DO() does what it says."""

  def __init__(self, folder):
    self.folder = folder
    self.case = json.loads((folder / "case.json").read_text(encoding="utf-8"))

  def run(self):
    """The findings, or an exception."""
    return getattr(self, "do_" + self.case["do"])(**{name: value for name, value in self.case.items()
                                                     if name not in ("says", "do", "expect")}) or []

  def request(self, request):
    if "file" in request:
      return chreturn.read_request_unverified((self.folder / request["file"]).read_bytes())
    made = chreturn.Request(request["service"], request["form"])
    for name, text in request["header"].items():
      made[name] = text
    for row in request["rows"]:
      made.append(row)
    return made

  def do_build(self, request):
    self.request(request).to_bytes()

  def do_sign(self, request, key, certificate, times):
    xml = self.request(request).to_bytes()
    signer = chreturn.KeySigner(binding.provider, binding.key(key), binding.certificate(certificate))
    for _ in range(times):
      xml = chreturn.sign(xml, signer)

  def do_read(self, message, limits=None):
    read = {"request": chreturn.read_request_unverified, "response": chreturn.read_response_unverified}[message]
    read((self.folder / "message.xml").read_bytes(), limits=limits)

  def do_verify(self, request, trust, signer=None, replace=None, overwrite=None):
    xml = self.request(request).to_bytes(binding.signer(signer) if signer else None)
    if replace:
      xml = xml.replace(replace["text"].encode(), replace["by"].encode(), 1)
    if overwrite:
      at = xml.index(overwrite["after"].encode()) + len(overwrite["after"].encode())
      xml = xml[:at] + overwrite["by"].encode() + xml[at + len(overwrite["by"].encode()):]
    chreturn.read_request(xml, binding.trust(*trust))

  def do_answer(self, request, role, inventory=(), inventoryFails=None, ownCheck=None):
    policy = chreturn.Policy()
    if ownCheck:
      policy.add_check(ownCheck["code"], lambda record: record.get(ownCheck["item"]) == ownCheck["text"])

    def ask(devices):
      if inventoryFails is not None:
        raise HostFailure(inventoryFails)
      return {hub["DeviceID"]: chreturn.Facts(hub["DeviceType"], hub["DeviceStatus"], hub["LogisticsStatus"],
                                              hub["authorised"]) for hub in inventory}
    made = self.request(request)
    chreturn.answer(made, chreturn.validate(made, ask, role, policy), policy, milliseconds=MIDNIGHT)

  def do_outcomes(self, request, response):
    made, answer = self.request(request), chreturn.Response(request["service"])
    for name in "RequestID", "ResponseCode":
      answer[name] = response[name]
    for failure in response["failures"]:
      answer.add_failure(failure["DeviceID"], failure["code"])
    return chreturn.outcomes_of_answer(made, answer).findings

  def do_batch(self, form, rows, counters, draw, cut=None):
    batch = chreturn.Batch(form, binding.ORIGINATOR, binding.TARGET, iter(counters).__next__)
    for number, row in enumerate(rows, 1):
      batch.add(row, number)
    requests = batch.requests()
    for _ in range(draw):
      next(requests)
    if cut is not None:
      state = io.BytesIO()
      batch.save(state, binding.provider)
      chreturn.Batch.load(state.getvalue()[:-cut], binding.provider)


def carried(error):
  return {"status": error.status, "record": error.record, "deviceID": error.device_id, "item": error.item,
          "line": error.line, "hostCode": error.host_code}


class ErrorCases(unittest.TestCase):
  maxDiff = None

  def test_all(self):
    self.assertGreaterEqual(len(FOLDERS), 30)
    for folder in FOLDERS:
      with self.subTest(folder.name):
        case = Case(folder)
        try:
          findings = case.run()
        except HostFailure as failure:  # comes back as itself, from the error that it led to
          got = carried(failure.__cause__)
        except chreturn.Error as error:
          got = carried(error)
        else:
          got = {"findings": [{"code": f.code, "record": f.record, "deviceID": f.device_id, "item": f.item,
                               "line": f.line} for f in findings]}
        self.assertEqual(got, case.case["expect"])


if __name__ == "__main__":
  if not unittest.main(exit=False).result.wasSuccessful():
    sys.exit(1)
  print("%d error cases" % len(FOLDERS))
