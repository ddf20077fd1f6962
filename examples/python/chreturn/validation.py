"""Local checks; the DSP's checks against an inventory, and the answer; what an answer says; the same request again."""
import collections
import ctypes
import time

from ._library import FIND, I32, INVENTORY, OWN_CHECK, ReplayMemory, lib
from ._objects import Host, Object, Owned, callback, encoded, made, new
from .errors import call, check
from .identifiers import counter_number, eui64_text
from .model import Record, Response, record_items
from .vocabulary import DIGEST_SIZE, Effect, KEY_SIZE, Replay, text
from .wire import options

# ---- Local checks

Finding = collections.namedtuple("Finding", "record device_id item code line message")


class Report(Object):
  """Collects findings."""

  def __init__(self):
    super().__init__(new(lib.report_new, None), lib.report_free)

  @property
  def findings(self):
    return [Finding(lib.report_record(self.owned, i), text(lib.report_device_id(self.owned, i)),
                    text(lib.report_item(self.owned, i)), text(lib.status_name(lib.report_code(self.owned, i))),
                    lib.report_line(self.owned, i), text(lib.report_message(self.owned, i)))
            for i in range(lib.report_count(self.owned))]


def check_record(items, number, service=None):
  """All that is wrong with a row."""
  with Report() as report, Record(items, service) as record:
    check(lib.check_record(report.owned, record.owned, number))
    return report.findings


def check_request(request):
  """What the schema cannot say of a request."""
  with Report() as report:
    check(lib.check_request(report.owned, request.owned))
    return report.findings


def check_document(xml, **limits):
  """All that is wrong with a request as XML; an Error where that ends before the document does."""
  with Report() as report:
    call(lib.check_document, report.owned, xml, len(xml), options(limits=limits))
    return report.findings


# ---- The DSP's side

# What an inventory says of a device. What it does not say: no type, no statuses, not this originator's to return.
Facts = collections.namedtuple("Facts", "device_type device_status logistics_status authorised",
                               defaults=(None, None, None, False))


@callback(INVENTORY)
def _inventory(ask, devices, count, facts):
  names = [eui64_text(devices[i]) for i in range(count)]
  known = ask(names)
  for i, name in enumerate(names):
    said = known.get(name)
    if said is None:
      continue
    lib.facts_set_known(facts, i, 1)
    lib.facts_set_authorised(facts, i, bool(said.authorised))
    for setter, value in ((lib.facts_set_device_type, said.device_type),
                          (lib.facts_set_device_status, said.device_status),
                          (lib.facts_set_logistics_status, said.logistics_status)):
      data = encoded(value)
      setter(facts, i, data, len(data or b""))


@callback(OWN_CHECK)
def _own_check(check_fails, record, own, failed):
  failed[0] = bool(check_fails(record_items(record)))


class Policy(Object):
  """Which checks are made, in which order and with which codes."""

  def __init__(self):
    super().__init__(new(lib.policy_new, None), lib.policy_free)
    self._hosts = []

  def _set(self, function, *arguments):
    check(function(self.owned, *arguments))

  def allow_any_code(self):
    self._set(lib.policy_set_any_code, 1)

  def set_code(self, number, code):
    """number: of Check."""
    self._set(lib.policy_set_code, number, encoded(code), len(encoded(code)))

  def set_checks(self, *numbers):
    self._set(lib.policy_set_checks, (I32 * len(numbers))(*numbers), len(numbers))

  def add_role(self, role):
    self._set(lib.policy_add_role, encoded(role), len(encoded(role)))

  def add_device_status(self, status):
    self._set(lib.policy_add_device_status, encoded(status), len(encoded(status)))

  def note_all(self):
    """Every failing check of a record is noted, not the first only."""
    self._set(lib.policy_set_all, 1)

  def set_answer_codes(self, success=None, warning=None):
    for function, code in ((lib.policy_set_success_code, success), (lib.policy_set_warning_code, warning)):
      if code is not None:
        self._set(function, encoded(code), len(encoded(code)))

  def add_check(self, code, fails):
    """A check of the host's own, after the others: fails(record) says whether the record is to be refused."""
    host = Host(fails)
    self._set(lib.policy_add_check, encoded(code), len(encoded(code)), _own_check, host.token)
    self._hosts.append(host)


Outcome = collections.namedtuple("Outcome", "device_id code accepted effects key failed")


class Outcomes(Object):
  """What becomes of each record of a request, in record order."""

  def __init__(self, pointer, findings=()):
    super().__init__(pointer, lib.outcomes_free)
    self.findings = list(findings)  # of an answer
    self.request_code = text(lib.outcomes_request_code(self.owned))

  def __len__(self):
    return lib.outcomes_count(self.owned)

  def __iter__(self):
    return (self[i] for i in range(len(self)))

  def __getitem__(self, i):
    if not 0 <= i < len(self):
      raise IndexError(i)
    key, outcomes = ctypes.create_string_buffer(KEY_SIZE), self.owned
    check(lib.outcomes_key(outcomes, i, key, KEY_SIZE))
    return Outcome(eui64_text(lib.outcomes_device(outcomes, i)), text(lib.outcomes_code(outcomes, i)),
                   bool(lib.outcomes_is_accepted(outcomes, i)), Effect(lib.outcomes_effects(outcomes, i)),
                   text(key.value), [text(lib.outcomes_failed_code(outcomes, i, j))
                                     for j in range(lib.outcomes_failed_count(outcomes, i))])


def validate(request, inventory, role, policy, status_permits=True, pair_is_valid=True):
  """Checks a verified request. inventory(Device IDs) is asked once and gives {Device ID: Facts} of those it knows."""
  host, data = Host(inventory), encoded(role)
  user = Owned(new(lib.user_new, data, len(data), status_permits, pair_is_valid, None), lib.user_free)
  return Outcomes(made(lib.validate, request.owned, user, policy.owned, _inventory, host.token, None))


def answer(request, outcomes, policy, response_id=None, milliseconds=None):
  """The response to a request that was validated; milliseconds since 1970, now where not given."""
  if milliseconds is None:
    milliseconds = time.time_ns() // 1000000
  data = encoded(response_id)
  return Response(pointer=made(lib.answer, request.owned, outcomes.owned, policy.owned, data, len(data or b""),
                               milliseconds, None))


# ---- The supplier's side

def outcomes_of_answer(request, response):
  """What a verified response says of the request's records; `findings` of it say where it cannot be relied on."""
  with Report() as report:
    pointer = made(lib.outcomes_of_answer, request.owned, response.owned, report.owned, None)
    return Outcomes(pointer, report.findings)


# ---- The same request again

@callback(FIND)
def _find(find, originator, target, counter, found, digest, has_highest, highest):
  known, top = find(eui64_text(originator), eui64_text(target), counter)
  if known is not None:
    known = bytes(known)
    if len(known) != DIGEST_SIZE:
      raise ValueError("a digest of %d bytes instead of %d" % (len(known), DIGEST_SIZE))
    found[0] = 1
    ctypes.memmove(digest, known, DIGEST_SIZE)
  if top is not None:
    has_highest[0], highest[0] = 1, counter_number(top)


def replay_check(request, xml, find, provider, window=0):
  """(Replay, the digest to remember a new one by) of a verified request whose document is xml. find(originator, target,
  counter) gives what the host remembers: the digest of that RequestID or None, and the highest counter of that
  originator or None."""
  memory, host = ReplayMemory(), Host(find)
  check(lib.replay_memory_init(ctypes.byref(memory), ctypes.sizeof(memory)))
  memory.ctx, memory.find = host.token, _find
  verdict, digest = I32(), ctypes.create_string_buffer(DIGEST_SIZE)
  call(lib.replay_check, ctypes.byref(verdict), digest, request.owned, xml, len(xml), counter_number(window),
       ctypes.byref(memory), provider.lent)
  return Replay(verdict.value), digest.raw
