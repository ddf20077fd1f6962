"""The Python binding at both ends: 999 hubs there and back, in both forms, with what is wrong known before."""
import collections
import io
import pickle
import random
import unittest

import binding
from binding import ORIGINATOR, TARGET, chreturn
from chreturn import Answer, Effect, Facts, Replay, Row

COUNT = 999
STATUSES = {"Pending", "Commissioned"}


def device(number):
  return (0x00DB123456000000 + number).to_bytes(8, "big").hex("-").upper()


def row(number, service):
  if service == "8.14.3":
    return {"DeviceID": device(number), "CHFFaultReturnType": "Fault identified post installation",
            "UserRefDateTime": "2026-01-12T09:15:00Z", "UserRefID": "Zoë & Søn <%d>" % number,
            "OtherDeviceID": device(number + 100000), "IncidentReference": "INC%012d" % number,
            "CHFConnectionMethod": "Cradle", "CHFFaultReason": "LED Fault",
            "AdditionalInformation": "\U0001F50C" * 200}
  return {"DeviceID": device(number), "CHFNoFaultReturnType": "Lost or Stolen Hub"}


def faulty_hub(number):
  """(facts, the code that they lead to): the truth of the test, after the table of design.md."""
  return {
    3: (None, "E19"),
    7: (Facts("ESME", "Commissioned", None, True), "E11"),
    11: (Facts("CHF", "Commissioned", None, False), "E4"),
    13: (Facts("CHF", "Commissioned", "Returned", True), "E5"),
    17: (Facts("CHF", "Decommissioned", None, True), "E5"),
  }.get(number % 40, (Facts("CHF", "Commissioned", None, True), "I99"))


class Dsp:
  """A small DSP: an inventory, what was done, and the answers that were given."""

  def __init__(self, inventory):
    self.inventory, self.questions, self.audit, self.returns = dict(inventory), [], [], set()
    self.seen, self.highest, self.answers = {}, {}, {}
    self.policy = chreturn.Policy()
    for status in STATUSES:
      self.policy.add_device_status(status)
    self.trust, self.signer = binding.trust("supplier"), python_signer("dsp")

  def ask(self, devices):
    self.questions.append(devices)
    return {name: self.inventory[name] for name in devices if name in self.inventory}

  def find(self, originator, target, counter):
    return self.seen.get((originator, target, counter)), self.highest.get(originator)

  def deliver(self, xml):
    """(Replay, the answer)"""
    rng = random.Random(len(xml))
    with chreturn.Reader(self.trust) as reader:
      at = 0
      while at < len(xml):
        step = rng.randint(1, 5000)
        reader.feed(xml[at:at + step])
        at += step
      request = reader.finish()
    verdict, digest = chreturn.replay_check(request, xml, self.find, binding.provider)
    if verdict == Replay.NEW:
      originator, target, counter = request.id
      self.process(request)
      self.seen[originator, target, counter], self.highest[originator] = digest, counter
    return verdict, self.answers.get(request["RequestID"])

  def process(self, request):
    outcomes = chreturn.validate(request, self.ask, "IS", self.policy)
    response = chreturn.answer(request, outcomes, self.policy, response_id=None)
    self.answers[request["RequestID"]] = response.to_bytes(self.signer)
    for outcome in outcomes:
      self.audit.append((outcome.device_id, outcome.code))
      if Effect.RETURNED in outcome.effects:
        self.inventory[outcome.device_id] = self.inventory[outcome.device_id]._replace(logistics_status="Returned")
      if Effect.RETURN_RECORD in outcome.effects:
        self.returns.add(outcome.key)


def python_signer(name, signed=None):
  """A signer that is written in Python, with the key of `cryptography`; without that, the one of libchreturn-xmlsec."""
  own = binding.signer(name)
  if not binding.has_cryptography:
    return own
  key = binding.cryptography_key(name)

  def sign(signed_info):
    if signed is not None:
      signed.append(signed_info)
    return chreturn.raw_signature(binding.cryptography_sign(key, signed_info))
  return chreturn.HostSigner(binding.provider, sign, own.certificate.eui64, own.certificate.issuer,
                             own.certificate.serial)


class ThereAndBack(unittest.TestCase):
  def setUp(self):
    hubs = {number: faulty_hub(number) for number in range(COUNT)}
    self.inventory = {device(number): facts for number, (facts, _) in hubs.items() if facts is not None}
    self.truth = [code for _, code in hubs.values()]
    self.dsp = Dsp(self.inventory)
    self.last = 1000

  def counter(self):
    self.last += 1
    return self.last

  def batch(self, form, service_of):
    batch = chreturn.Batch(form, ORIGINATOR, TARGET, self.counter)
    for number in range(COUNT):
      batch.add(row(number, service_of(number)), number + 1, "sheet 1, line %d" % (number + 2))
    return batch

  def test_list_of_999(self):
    self.there_and_back(self.batch("list", lambda number: "8.14.3"), [COUNT])

  def test_lists_of_both_services(self):
    self.there_and_back(self.batch("list", lambda number: ("8.14.3", "8.14.4")[number % 2]), [500, 499])

  def test_999_singles_of_both_services(self):
    self.there_and_back(self.batch("single", lambda number: ("8.14.3", "8.14.4")[number % 2]), [1] * COUNT)

  def there_and_back(self, batch, sizes):
    form = batch.form
    self.assertEqual(batch.requests_left, len(sizes))
    signer = binding.signer("supplier")
    with self.assertRaises(chreturn.Error) as caught:
      batch.add(row(5, "8.14.4"), 1234)
    self.assertEqual((caught.exception.status, caught.exception.record, caught.exception.device_id),
                     ("duplicate", 1234, device(5)))
    sent = dict(batch.requests(signer))
    self.assertEqual(list(sent), list(range(1001, 1001 + len(sizes))))
    # saved, loaded and sent again: the same bytes
    state = io.BytesIO()
    batch.save(state, binding.provider)
    batch.close()
    batch = chreturn.Batch.load(state.getvalue(), binding.provider, self.counter)
    self.assertEqual((batch.form, batch.parties, len(batch)), (form, (ORIGINATOR, TARGET), COUNT))
    batch.resend()
    self.assertEqual(dict(batch.requests(signer)), sent)

    answers = []
    for xml in sent.values():
      verdict, answer = self.dsp.deliver(xml)
      self.assertEqual(verdict, Replay.NEW)
      answers.append(answer)
    self.assertEqual([len(asked) for asked in self.dsp.questions], sizes)
    work = sorted(self.dsp.audit), set(self.dsp.returns)
    self.assertEqual(self.dsp.deliver(sent[1001]), (Replay.AGAIN, answers[0]))
    self.assertEqual((sorted(self.dsp.audit), self.dsp.returns), work)

    random.Random(1).shuffle(answers)
    trust = binding.trust("dsp")
    for answer in answers:
      response = chreturn.read_response(answer, trust)
      self.assertEqual(response.certificate.eui64, TARGET)
      self.assertEqual(batch.answer(response), (Answer.NEW, []))
      self.assertEqual(batch.answer(response), (Answer.AGAIN, []))
    report = list(batch.rows())
    self.assertEqual([r.code for r in report], self.truth)
    self.assertEqual([r.state for r in report], [Row.ACCEPTED if c == "I99" else Row.REFUSED for c in self.truth])
    self.assertEqual([(r.number, r.reference) for r in report],
                     [(n + 1, "sheet 1, line %d" % (n + 2)) for n in range(COUNT)])
    self.assertEqual([r.record["DeviceID"] for r in report], [device(n) for n in range(COUNT)])
    self.assertEqual(report[0].record, row(0, "8.14.3"))
    # what the DSP did is the truth too
    self.assertEqual(dict(self.dsp.audit), {device(n): code for n, code in enumerate(self.truth)})
    self.assertEqual(len(self.dsp.audit), COUNT)
    self.assertEqual({key.split("/")[1] for key in self.dsp.returns},
                     {device(n) for n, code in enumerate(self.truth) if code == "I99"})
    self.again(batch, signer, trust)

  def again(self, batch, signer, trust):
    """The unknown hubs are known now, and sent again, under new counters."""
    unknown = self.truth.count("E19")
    first = self.last + 1
    for n, code in enumerate(self.truth):
      if code == "E19":
        self.dsp.inventory[device(n)] = Facts("CHF", "Pending", None, True)
    self.assertEqual(batch.retry("E19"), unknown)
    sent = dict(batch.requests(signer))
    self.assertEqual(min(sent), first)
    for xml in sent.values():
      batch.answer(chreturn.read_response(self.dsp.deliver(xml)[1], trust))
    self.assertEqual(collections.Counter(r.code for r in batch.rows()),
                     collections.Counter("I99" if code == "E19" else code for code in self.truth))


class OneMessage(unittest.TestCase):
  def setUp(self):
    self.request = chreturn.Request("8.14.4", "list")
    self.request.set_id(ORIGINATOR, TARGET, 1000)
    for number in range(3):
      self.request.append(row(number, "8.14.4"))
    self.trust = binding.trust("supplier")

  def test_fields(self):
    self.request["FirstInSequence"] = "1"
    self.assertEqual((self.request["FirstInSequence"], self.request["PrecedingServiceRequestID"]), ("true", None))
    self.request["FirstInSequence"] = None
    self.assertIsNone(self.request["FirstInSequence"])
    self.assertEqual((self.request.service, self.request.form, len(self.request)), ("8.14.4", "list", 3))
    self.assertEqual(self.request.records, [row(n, "8.14.4") for n in range(3)])
    with self.assertRaises(KeyError):
      self.request["Colour"]
    for counter in -1, 1 << 64:
      with self.assertRaises(OverflowError):
        self.request.set_id(ORIGINATOR, TARGET, counter)
    self.request.set_id(ORIGINATOR, TARGET, (1 << 64) - 1)
    self.assertEqual(self.request["RequestID"], "%s:%s:18446744073709551615" % (ORIGINATOR, TARGET))
    self.assertEqual(self.request.id, (ORIGINATOR, TARGET, (1 << 64) - 1))
    self.assertIsNone(chreturn.Request("8.14.4").id)

  def test_pieces_are_the_whole(self):
    pieces = io.BytesIO()
    self.request.write_to(pieces)
    self.assertEqual(pieces.getvalue(), self.request.to_bytes())
    signed = io.BytesIO()
    self.request.write_to(signed, binding.signer("supplier"))
    self.assertEqual(chreturn.read_request(signed.getvalue(), self.trust).records, self.request.records)
    self.assertIsNone(chreturn.read_request_unverified(signed.getvalue()).certificate)

  def test_a_surrogate_is_told_by_its_place(self):
    with self.assertRaises(chreturn.Error) as caught:
      self.request.append({**row(9, "8.14.4"), "UserRefID": "\ud800"})
    self.assertEqual((caught.exception.status, caught.exception.record, caught.exception.item),
                     ("malformed", 4, "UserRefID"))
    found = chreturn.check_record({"DeviceID": "\ud800", "CHFNoFaultReturnType": "\ud800"}, 1)
    self.assertEqual([(f.item, f.code) for f in found],
                     [("DeviceID", "malformed"), ("CHFNoFaultReturnType", "not-enumerated")])

  def test_a_password(self):
    encrypted = binding.encrypted_key("supplier", "sesame")
    asked = []
    signer = chreturn.KeySigner(binding.provider, encrypted, binding.certificate("supplier"),
                                lambda: asked.append(1) or b"sesame")
    self.assertEqual(asked, [1])
    self.assertEqual(chreturn.read_request(self.request.to_bytes(signer), self.trust).certificate, signer.certificate)
    for password in (lambda: b"sesam"), (lambda: None), (lambda: b"x" * 100000):
      with self.assertRaises(chreturn.Error) as caught:
        chreturn.KeySigner(binding.provider, encrypted, binding.certificate("supplier"), password)
      self.assertEqual(caught.exception.status, "key")

  def test_pkcs12(self):
    signer = chreturn.KeySigner.from_pkcs12(binding.provider, binding.pkcs12("supplier", "sesame"), lambda: b"sesame")
    self.assertEqual(signer.certificate, binding.signer("supplier").certificate)
    self.assertEqual(chreturn.read_request(self.request.to_bytes(signer), self.trust).certificate, signer.certificate)

  def test_an_error_can_be_copied(self):
    with self.assertRaises(chreturn.Error) as caught:
      self.request.append(row(1, "8.14.4"))
    error = caught.exception
    again = pickle.loads(pickle.dumps(error))
    self.assertEqual((again.status, vars(again), str(again)), ("duplicate", vars(error), str(error)))
    self.assertTrue(str(error).startswith("duplicate, record 4, Device ID %s, item DeviceID: " % device(1)))

  @unittest.skipIf(not binding.has_cryptography, "python3-cryptography is not there")
  def test_two_steps(self):
    signer = python_signer("supplier")
    prepared = self.request.prepare(signer)
    records = self.request.records
    del signer
    self.request.close()  # what is prepared needs neither any more
    raw = chreturn.raw_signature(binding.cryptography_sign(binding.cryptography_key("supplier"), prepared.signed_info))
    signed = prepared.complete(raw, self.trust)
    self.assertEqual(signed, prepared.complete(raw))
    self.assertEqual(chreturn.read_request(signed, self.trust).records, records)
    with self.assertRaises(chreturn.Error) as caught:
      prepared.complete(raw[:32] + raw[:32], self.trust)
    self.assertEqual(caught.exception.status, "signature-mismatch")
    with self.assertRaises(ValueError):
      prepared.complete(raw[:63])
    again = chreturn.Prepared.of(signed, python_signer("supplier"), replace=True)
    self.assertEqual((again.signed_info, again.complete(raw)), (prepared.signed_info, signed))
    with self.assertRaises(chreturn.Error) as caught:
      chreturn.Prepared.of(signed, python_signer("supplier"))
    self.assertEqual(caught.exception.status, "signed")

  @unittest.skipIf(not binding.has_cryptography, "python3-cryptography is not there")
  def test_a_signer_in_python(self):
    signed = []
    xml = self.request.to_bytes(python_signer("supplier", signed))
    self.assertEqual(len(signed), 1)
    self.assertEqual(chreturn.read_request(xml, self.trust).certificate.eui64, ORIGINATOR)
    again = chreturn.sign(xml, python_signer("supplier"), replace=True)
    self.assertNotEqual(again, xml)
    self.assertEqual(chreturn.read_request(again, self.trust).records, self.request.records)

  def test_local_checks(self):
    bad = {**row(1, "8.14.3"), "CHFFaultReason": "Cold", "UserRefID": "x" * 26}
    self.assertEqual([(f.record, f.device_id, f.item, f.code) for f in chreturn.check_record(bad, 7)],
                     [(7, device(1), "UserRefID", "too-long"), (7, device(1), "CHFFaultReason", "not-enumerated")])
    self.request["CommandVariant"] = "1"
    self.assertEqual([(f.record, f.item, f.code) for f in chreturn.check_request(self.request)],
                     [(0, "CommandVariant", "command-variant")])
    self.assertEqual([(f.item, f.code, f.line) for f in chreturn.check_document(self.request.to_bytes())],
                     [("CommandVariant", "command-variant", 1)])

  def test_a_policy(self):
    policy = chreturn.Policy()
    policy.set_code(chreturn.Check.KNOWN, "E20")
    policy.note_all()
    policy.add_check("E13", lambda record: record["DeviceID"] == device(1))
    known = {device(1): Facts("ESME", "Pending", None, False)}
    outcomes = chreturn.validate(self.request, lambda devices: known, "GS", policy)
    # of a device that is not known nothing is said, so the other checks fail too
    unknown = (False, ["E20", "E11", "E4"])
    self.assertEqual({o.device_id: (o.accepted, o.failed) for o in outcomes},
                     {device(0): unknown, device(1): (False, ["E11", "E4", "E13"]), device(2): unknown})
    refused = chreturn.validate(self.request, lambda devices: self.fail("nothing to ask"), "XX", policy)
    self.assertEqual((refused.request_code, [o.code for o in refused]), ("E2", ["E2"] * 3))

  def test_an_altered_request(self):
    dsp = Dsp({})
    signer = binding.signer("supplier")
    self.assertEqual(dsp.deliver(self.request.to_bytes(signer))[0], Replay.NEW)
    self.assertEqual(dsp.deliver(self.request.to_bytes(signer))[0], Replay.ALTERED)
    self.request.set_id(ORIGINATOR, TARGET, 999)
    self.assertEqual(dsp.deliver(self.request.to_bytes(signer))[0], Replay.STALE)

  def test_verified_whatever_it_is(self):
    xml = self.request.to_bytes(binding.signer("supplier"))
    verified = chreturn.verify(xml, self.trust)
    self.assertEqual((verified.kind, verified.body), ("request", "CHFNoFaultReturnList"))
    self.assertEqual(verified.fields, {name: self.request[name] for name in verified.fields})
    self.assertLessEqual({"RequestID", "CommandVariant", "ServiceReferenceVariant"}, set(verified.fields))
    self.assertEqual(verified.certificate, binding.signer("supplier").certificate)
    answer = chreturn.Response("8.14.4")
    answer["ResponseCode"], answer["ResponseDateTime"] = "I99", "2026-01-12T10:00:00.000Z"
    answer.set_id(ORIGINATOR, TARGET, 1)
    answer = answer.to_bytes(binding.signer("dsp"))
    verified = chreturn.verify(answer, binding.trust("dsp"))
    self.assertEqual((verified.kind, verified.fields["ResponseCode"], verified.certificate.eui64),
                     ("response", "I99", TARGET))
    for message, trust, status in ((xml.replace(b"Stolen", b"stolen", 1), self.trust, "not-enumerated"),
                                   (xml.replace(b"-56-00", b"-57-00", 1), self.trust, "digest-mismatch"),
                                   (self.request.to_bytes(), self.trust, "unsigned"),
                                   (answer, self.trust, "unknown-certificate")):
      with self.subTest(status), self.assertRaises(chreturn.Error) as caught:
        chreturn.verify(message, trust)
      self.assertEqual(caught.exception.status, status)

  def test_an_answer_is_judged_before_it_is_taken(self):
    batch = chreturn.Batch("single", ORIGINATOR, TARGET, lambda: 1000)
    batch.add(row(1, "8.14.4"), 1)
    next(batch.requests())
    answer = chreturn.Response("8.14.4")
    answer["ResponseCode"], answer["ResponseDateTime"] = "I99", "2026-01-12T10:00:00.000Z"
    answer.set_id(ORIGINATOR, TARGET, 1000)
    self.assertEqual([batch.judge(answer) for _ in range(2)], [(Answer.NEW, [])] * 2)
    self.assertEqual(next(batch.rows()).state, Row.SENT)
    self.assertEqual(batch.answer(answer), (Answer.NEW, []))
    self.assertEqual(batch.judge(answer), (Answer.AGAIN, []))
    self.assertEqual(next(batch.rows()).state, Row.ACCEPTED)

  def test_any_trusted_time(self):
    xml = self.request.to_bytes(binding.signer("supplier"))
    with self.assertRaises(chreturn.Error) as caught:
      chreturn.read_request(xml, self.trust, time=0)
    self.assertEqual(caught.exception.status, "unusable-certificate")

  def test_the_vocabulary(self):
    self.assertEqual([item.name for item in chreturn.items("8.14.4") if item.required],
                     ["DeviceID", "CHFNoFaultReturnType"])
    self.assertEqual({item.name: len(item.values) for item in chreturn.items("8.14.3") if item.values},
                     {"CHFFaultReturnType": 2, "CHFConnectionMethod": 3, "CHFFaultReason": 9})
    self.assertEqual({item.name: item.limit for item in chreturn.items("8.14.3") if item.limit},
                     {"UserRefID": 25, "IncidentReference": 15, "AdditionalInformation": 200})
    self.assertEqual([chreturn.is_success(code) for code in ("I0", "I99", "E19", "W081401")],
                     [True, True, False, False])


if __name__ == "__main__":
  unittest.main()
