"""A whole batch: rows to requests in either form, responses to one report, and its state."""
import collections
import ctypes

from ._library import COUNTER, HANDLE, I32, SIZE, U64, lib
from ._objects import Host, Object, callback, encoded, made, new, sink_to, sized, taken
from .errors import call, check
from .identifiers import counter_number, eui64_number, eui64_text
from .model import Record, record_items
from .validation import Report
from .vocabulary import Answer, FORMS, Row, text

RowState = collections.namedtuple("RowState", "number reference record state code counter")


@callback(COUNTER)
def _counter(next_counter, counter):
  counter[0] = counter_number(next_counter())


class Batch(Object):
  """counter(): gives the counter of the next request; it must not call the batch."""

  def __init__(self, form, originator, target, counter=None):
    self._take(new(lib.batch_new, FORMS[form], eui64_number(originator), eui64_number(target), None), counter)

  @classmethod
  def load(cls, state, provider, counter=None):
    """A batch from what save() wrote."""
    batch = cls.__new__(cls)
    batch._take(made(lib.batch_load, state, len(state), provider.lent, None), counter)
    return batch

  def _take(self, pointer, counter):
    super().__init__(pointer, lib.batch_free)
    self._host = Host(counter)
    if counter is not None:
      check(lib.batch_set_counter(self.owned, _counter, self._host.token))

  @property
  def form(self):
    number = lib.batch_form(self.owned)
    return next(name for name, form in FORMS.items() if form == number)

  @property
  def parties(self):
    """(originator, target)"""
    return eui64_text(lib.batch_originator(self.owned)), eui64_text(lib.batch_target(self.owned))

  def set_schema_version(self, version):
    """Instead of 5.4."""
    data = encoded(version)
    call(lib.batch_set_schema_version, self.owned, data, len(data))

  def set_max_records(self, most):
    check(lib.batch_set_max_records(self.owned, most))

  def forget_signatures(self):
    """Before the first request: saves memory, but signed requests without an answer cannot be saved or drawn again."""
    check(lib.batch_set_keep_signatures(self.owned, 0))

  @property
  def is_signed(self):
    """Whether a request was drawn signed and its signature kept, here or before it was loaded."""
    return bool(lib.batch_is_signed(self.owned))

  def add(self, items, number, reference=None):
    """A row; its filled return type decides the service. reference: the caller's own, kept with it."""
    data = encoded(reference)
    with Record(items) as record:
      call(lib.batch_add, self.owned, record.owned, number, data, len(data or b""))

  def requests(self, signer=None):
    """Draws all requests that are left: yields (counter, XML)."""
    while True:
      out, counter = HANDLE(), U64()
      call(lib.batch_next, self.owned, signer.lent if signer else None, ctypes.byref(out), ctypes.byref(counter))
      if out.value is None:
        return
      yield counter.value, taken(out)

  def rows_of(self, counter):
    """The places among rows() of those in the request that was drawn with this counter."""
    places, row = [], SIZE()
    while lib.batch_request_row(self.owned, counter_number(counter), len(places), ctypes.byref(row)) == 0:
      places.append(row.value)
    return places

  @property
  def requests_left(self):
    return lib.batch_requests_left(self.owned)

  def resend(self):
    """Lets all requests without an answer be drawn again, with the same bytes."""
    check(lib.batch_resend(self.owned))

  def retry(self, code=None):
    """Lets refused rows, those with this code or all, go into new requests; how many they are."""
    count, data = SIZE(), encoded(code)
    check(lib.batch_retry(self.owned, data, len(data or b""), ctypes.byref(count)))
    return count.value

  def _answered(self, function, response):
    kind = I32()
    with Report() as report:
      call(function, self.owned, response.owned, ctypes.byref(kind), report.owned)
      return Answer(kind.value), report.findings

  def answer(self, response):
    """Takes a verified response: (Answer, findings)."""
    return self._answered(lib.batch_answer, response)

  def judge(self, response):
    """What answer() would give; nothing changes."""
    return self._answered(lib.batch_judge, response)

  def __len__(self):
    return lib.batch_row_count(self.owned)

  def rows(self):
    """The report: a RowState for each row, in the order in which they were added."""
    batch, counter = self.owned, U64()
    for i in range(len(self)):
      has_counter = lib.batch_row_counter(batch, i, ctypes.byref(counter)) == 0
      yield RowState(lib.batch_row_number(batch, i), sized(lib.batch_row_reference, batch, i),
                     record_items(lib.batch_row_record(batch, i)), Row(lib.batch_row_state(batch, i)),
                     text(lib.batch_row_code(batch, i)), counter.value if has_counter else None)

  def save(self, file, provider):
    """Writes all that there is of the batch but the counter into a binary file."""
    host = Host(file)
    call(lib.batch_save, self.owned, ctypes.byref(sink_to(host)), provider.lent)
