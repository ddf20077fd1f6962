package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A whole batch: rows in, requests in either form out, responses in, a report, and its state. */
public final class Batch extends Handle {
  public enum Kind { NEW, AGAIN, LATE, FOREIGN, CONTRADICTORY }

  /** A request that was drawn. */
  public record Drawn(byte[] xml, long counter) {}

  /** What a response was. */
  public record Answer(Kind kind, List<Finding> findings) {}

  private final List<Structs.Counter> counters;

  private Batch(Pointer pointer, List<Structs.Counter> counters) {
    super(pointer, freed -> {
      LIB.chret_batch_free(freed);
      counters.clear(); // until then the callbacks stay
    });
    this.counters = counters;
  }

  /** form: "single", or "list", which is a proposal (MP117) that production does not take. */
  public static Batch create(String form, String originator, String target) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(LIB.chret_batch_new(out, Vocabulary.number(Vocabulary.FORMS, form), Eui64.parse(originator),
          Eui64.parse(target), null));
      return new Batch(out.getValue(), new ArrayList<>());
    }
  }

  /** From what save() wrote. */
  public static Batch load(byte[] state, Provider digests) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(LIB.chret_batch_load(out, state, Call.size(state), digests.of(call), null, call.err()));
      return new Batch(out.getValue(), new ArrayList<>());
    }
  }

  public String form() {
    try (Call call = new Call()) {
      return LIB.chret_form_name(LIB.chret_batch_form(call.of(this)));
    }
  }

  public String originator() {
    try (Call call = new Call()) {
      return Eui64.format(LIB.chret_batch_originator(call.of(this)));
    }
  }

  public String target() {
    try (Call call = new Call()) {
      return Eui64.format(LIB.chret_batch_target(call.of(this)));
    }
  }

  /** Instead of 5.4, before the first request. */
  public void schemaVersion(String version) {
    try (Call call = new Call()) {
      byte[] text = Call.utf8(version);
      call.check(LIB.chret_batch_set_schema_version(call.of(this), text, Call.size(text), call.err()));
    }
  }

  /** Before the first request: saves memory, but signed requests without an answer cannot be saved or drawn again. */
  public void forgetSignatures() {
    try (Call call = new Call()) {
      call.check(LIB.chret_batch_set_keep_signatures(call.of(this), 0));
    }
  }

  /** Whether a request was drawn signed and its signature kept, here or before it was loaded. */
  public boolean isSigned() {
    try (Call call = new Call()) {
      return LIB.chret_batch_is_signed(call.of(this)) == 1;
    }
  }

  public void maxRecords(long most) {
    try (Call call = new Call()) {
      call.check(LIB.chret_batch_set_max_records(call.of(this), Call.size(most)));
    }
  }

  /** Gives the counter of each request, higher than every one before. */
  public void counter(Callable<Long> next) {
    Structs.Counter callback = (ctx, counter) -> Call.guarded(() -> counter.setLong(0, next.call()));
    counters.add(callback);
    try (Call call = new Call()) {
      call.check(LIB.chret_batch_set_counter(call.of(this), callback, null));
    }
  }

  /** number names the row in errors and reports; reference, the caller's own, may be null. */
  public void add(Map<String, String> record, long number, String reference) {
    try (Call call = new Call()) {
      byte[] text = Call.utf8(reference);
      Pointer row = Records.of(record, 0, call);
      call.check(LIB.chret_batch_add(call.of(this), row, Call.size(number), text, Call.size(text), call.err()));
    }
  }

  /** The report. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    try (Call call = new Call()) {
      Pointer batch = call.of(this);
      for (long i = 0; i < LIB.chret_batch_row_count(batch).longValue(); i++) {
        rows.add(row(batch, Call.size(i)));
      }
    }
    return rows;
  }

  private static Row row(Pointer batch, SizeT i) {
    LongByReference counter = new LongByReference();
    SizeT.Reference size = new SizeT.Reference();
    boolean sent = LIB.chret_batch_row_counter(batch, i, counter) == 0;
    return new Row(LIB.chret_batch_row_number(batch, i).longValue(),
        Call.text(LIB.chret_batch_row_reference(batch, i, size), size),
        Records.from(LIB.chret_batch_row_record(batch, i)),
        Vocabulary.of(Row.State.class, "ROW_", LIB.chret_batch_row_state(batch, i)), LIB.chret_batch_row_code(batch, i),
        sent ? counter.getValue() : null);
  }

  /** The places among rows() of those in the request that was drawn with this counter. */
  public List<Long> rowsOf(long counter) {
    List<Long> places = new ArrayList<>();
    SizeT.Reference row = new SizeT.Reference();
    try (Call call = new Call()) {
      Pointer batch = call.of(this);
      while (LIB.chret_batch_request_row(batch, counter, Call.size(places.size()), row) == 0) {
        places.add(row.value());
      }
    }
    return places;
  }

  public long requestsLeft() {
    try (Call call = new Call()) {
      return LIB.chret_batch_requests_left(call.of(this)).longValue();
    }
  }

  /** The next request; empty where none is left. signer: null for none. */
  public Optional<Drawn> next(Signer signer) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      LongByReference counter = new LongByReference();
      Pointer by = signer == null ? null : signer.of(call);
      call.check(LIB.chret_batch_next(call.of(this), by, out, counter, call.err()));
      return Optional.ofNullable(out.getValue()).map(xml -> new Drawn(Call.taken(xml), counter.getValue()));
    }
  }

  /** Lets all requests without an answer be drawn again, with the same bytes. */
  public void resend() {
    try (Call call = new Call()) {
      call.check(LIB.chret_batch_resend(call.of(this)));
    }
  }

  /** Makes refused rows, those with this code or all (null), go into new requests. Their number. */
  public long retry(String code) {
    try (Call call = new Call()) {
      byte[] text = Call.utf8(code);
      SizeT.Reference count = new SizeT.Reference();
      call.check(LIB.chret_batch_retry(call.of(this), text, Call.size(text), count));
      return count.value();
    }
  }

  /** Takes a verified response. */
  public Answer answer(Response response) {
    return answered(LIB::chret_batch_answer, response);
  }

  /** What answer() would give; nothing changes. */
  public Answer judge(Response response) {
    return answered(LIB::chret_batch_judge, response);
  }

  private interface Answering {
    int call(Pointer batch, Pointer response, IntByReference kind, Pointer report, Pointer err);
  }

  private Answer answered(Answering answering, Response response) {
    try (Call call = new Call()) {
      IntByReference kind = new IntByReference();
      List<Finding> findings = Report.fill(call, report ->
          call.check(answering.call(call.of(this), call.of(response), kind, report, call.err())));
      return new Answer(Vocabulary.of(Kind.class, "ANSWER_", kind.getValue()), findings);
    }
  }

  public void save(Sink sink, Provider digests) {
    try (Call call = new Call()) {
      Pointer to = Sink.of(sink, call);
      call.check(LIB.chret_batch_save(call.of(this), to, digests.of(call), call.err()));
    }
  }

  public byte[] toBytes(Provider digests) {
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    save(Sink.to(state), digests);
    return state.toByteArray();
  }
}
