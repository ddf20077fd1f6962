"""The cases that all bindings share (tests/cases/bindings), by the Python binding."""
import io
import itertools
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
    """What came of it in the words of `expect`, or an exception."""
    return getattr(self, "do_" + self.case["do"])(**{name: value for name, value in self.case.items()
                                                     if name not in ("says", "do", "expect")})

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

  def do_sign(self, request, certificate, times, key=None, pkcs12=None, password=None):
    xml = self.request(request).to_bytes()
    ask = password.encode if password else None
    if pkcs12:
      signer = chreturn.KeySigner.from_pkcs12(binding.provider, (binding.FOLDER / (pkcs12 + ".p12")).read_bytes(), ask)
    else:
      signer = chreturn.KeySigner(binding.provider, binding.key(key), binding.certificate(certificate), ask)
    for _ in range(times):
      xml = chreturn.sign(xml, signer)
    return signed_by(chreturn.read_request(xml, binding.trust(certificate)))

  def do_read(self, message, limits=None):
    read = {"request": chreturn.read_request_unverified, "response": chreturn.read_response_unverified}[message]
    read((self.folder / "message.xml").read_bytes(), limits=limits)

  def do_verify(self, request, trust, signer=None, replace=None, overwrite=None, ca=None):
    xml = self.request(request).to_bytes(binding.signer(signer) if signer else None)
    if replace:
      xml = xml.replace(replace["text"].encode(), replace["by"].encode(), 1)
    if overwrite:
      at = xml.index(overwrite["after"].encode()) + len(overwrite["after"].encode())
      xml = xml[:at] + overwrite["by"].encode() + xml[at + len(overwrite["by"].encode()):]
    provider = chreturn.Provider(binding.certificate(ca)) if ca else binding.provider
    return signed_by(chreturn.read_request(xml, chreturn.Trust(provider, *map(binding.certificate, trust))))

  def do_trust(self, trust):
    return {"certificates": [
      {"eui64": c.eui64, "role": c.role, "days": (c.not_after - c.not_before) // 86400, "usable": c.unusable is None}
      for c in binding.trust(*trust).certificates]}

  def do_answer(self, request, role, inventory=(), inventoryFails=None, ownCheck=None, policy=None):
    policy = policy_of(**policy or {})
    if ownCheck:
      policy.add_check(ownCheck["code"], lambda record: record.get(ownCheck["item"]) == ownCheck["text"])

    def ask(devices):
      if inventoryFails is not None:
        raise HostFailure(inventoryFails)
      return {hub["DeviceID"]: chreturn.Facts(hub["DeviceType"], hub["DeviceStatus"], hub["LogisticsStatus"],
                                              hub["authorised"]) for hub in inventory}
    made = self.request(request)
    said = chreturn.answer(made, chreturn.validate(made, ask, role, policy), policy, milliseconds=MIDNIGHT)
    return {"answer": {"responseCode": said["ResponseCode"],
                       "failures": [{"DeviceID": device, "code": code} for device, code in said.failures]}}

  def do_outcomes(self, request, response):
    made, answer = self.request(request), chreturn.Response(request["service"])
    for name in "RequestID", "ResponseCode":
      answer[name] = response[name]
    for failure in response["failures"]:
      answer.add_failure(failure["DeviceID"], failure["code"])
    return {"findings": [{"code": f.code, "record": f.record, "deviceID": f.device_id, "item": f.item, "line": f.line}
                         for f in chreturn.outcomes_of_answer(made, answer).findings]}

  def do_batch(self, form, rows, counters, draw, schemaVersion=None, forgetSignatures=False, signer=None, resend=False,
               cut=None):
    batch = chreturn.Batch(form, binding.ORIGINATOR, binding.TARGET, iter(counters).__next__)
    if schemaVersion:
      batch.set_schema_version(schemaVersion)
    if forgetSignatures:
      batch.forget_signatures()
    for number, row in enumerate(rows, 1):
      batch.add(row, number)
    by = binding.signer(signer) if signer else None
    drawn = list(itertools.islice(batch.requests(by), draw))
    if resend:
      batch.resend()
      drawn += batch.requests(by)
    if cut is not None:
      state = io.BytesIO()
      batch.save(state, binding.provider)
      chreturn.Batch.load(state.getvalue()[:-cut], binding.provider)
    return {"drawn": [{"counter": counter, "schemaVersion": chreturn.read_request_unverified(xml)["schemaVersion"],
                       "rows": batch.rows_of(counter)} for counter, xml in drawn], "signed": batch.is_signed}


def signed_by(request):
  return {"certificate": {"eui64": request.certificate.eui64, "role": request.certificate.role}}


def policy_of(anyCode=False, roles=(), codes=None, successCode=None, warningCode=None):
  policy = chreturn.Policy()
  if anyCode:
    policy.allow_any_code()
  for role in roles:
    policy.add_role(role)
  for name, code in (codes or {}).items():
    policy.set_code(chreturn.Check[name], code)
  policy.set_answer_codes(successCode, warningCode)
  return policy


def carried(error):
  return {"status": error.status, "record": error.record, "deviceID": error.device_id, "item": error.item,
          "line": error.line, "hostCode": error.host_code}


class Cases(unittest.TestCase):
  maxDiff = None

  def test_all(self):
    self.assertGreaterEqual(len(FOLDERS), 30)
    for folder in FOLDERS:
      with self.subTest(folder.name):
        case = Case(folder)
        try:
          got = case.run()
        except HostFailure as failure:  # comes back as itself, from the error that it led to
          got = carried(failure.__cause__)
        except chreturn.Error as error:
          got = carried(error)
        self.assertEqual(got, case.case["expect"])


if __name__ == "__main__":
  if not unittest.main(exit=False).result.wasSuccessful():
    sys.exit(1)
  print("%d shared cases" % len(FOLDERS))
