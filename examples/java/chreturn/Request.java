package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A request of 8.14.3 or 8.14.4. Records are maps from DUIS element names to texts. */
public final class Request extends Message {
  Request(Pointer pointer, Handle... needs) {
    super(MessageCalls.REQUEST, pointer, needs);
  }

  /** form: "single", or "list", which is a proposal (MP117) that production does not take. */
  public static Request create(String service, String form) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      int number = Vocabulary.number(Vocabulary.SERVICES, service);
      call.check(LIB.chret_request_new(out, number, Vocabulary.number(Vocabulary.FORMS, form), null));
      return new Request(out.getValue());
    }
  }

  /** Reads and verifies: what is read is what the originator signed. */
  public static Request read(byte[] xml, Trust trust, Options options) {
    return new Request(Message.read(MessageCalls.REQUEST, xml, trust, options), trust);
  }

  public static Request read(byte[] xml, Trust trust) {
    return read(xml, trust, null);
  }

  public static Request readUnverified(byte[] xml, Options options) {
    return new Request(Message.readUnverified(MessageCalls.REQUEST, xml, options));
  }

  public String form() {
    try (Call call = new Call()) {
      return LIB.chret_form_name(LIB.chret_request_form(call.of(this)));
    }
  }

  public Request append(Map<String, String> record) {
    try (Call call = new Call()) {
      Pointer request = call.of(this);
      Pointer made = Records.of(record, MessageCalls.REQUEST.service(request), call);
      call.check(LIB.chret_request_append(request, made, call.err()));
    }
    return this;
  }

  public List<Map<String, String>> records() {
    List<Map<String, String>> records = new ArrayList<>();
    try (Call call = new Call()) {
      Pointer request = call.of(this);
      for (long i = 0; i < LIB.chret_request_record_count(request).longValue(); i++) {
        records.add(Records.from(LIB.chret_request_record_at(request, Call.size(i))));
      }
    }
    return records;
  }

  /** What the schema cannot say. */
  public List<Finding> check() {
    try (Call call = new Call()) {
      return Report.fill(call, report -> call.check(LIB.chret_check_request(report, call.of(this))));
    }
  }
}
