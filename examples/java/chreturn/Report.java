package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Findings as data, and the local checks of rows and documents. */
public final class Report {
  private Report() {}

  /** All that is wrong with the items of a record. service: null where its filled return type decides. */
  public static List<Finding> checkRecord(Map<String, String> record, String service, long number) {
    try (Call call = new Call()) {
      Pointer made = Records.of(record, Vocabulary.number(Vocabulary.SERVICES, service), call);
      return fill(call, report -> call.check(LIB.chret_check_record(report, made, Call.size(number))));
    }
  }

  /** All that is wrong with a document of a request. options: null for the usual ones. */
  public static List<Finding> checkDocument(byte[] xml, Options options) {
    try (Call call = new Call()) {
      Pointer given = Options.of(options, call);
      return fill(call, report ->
          call.check(LIB.chret_check_document(report, xml, Call.size(xml), given, call.err())));
    }
  }

  /** What `check` adds to a report; what it added before it failed is in the exception. */
  static List<Finding> fill(Call call, Consumer<Pointer> check) {
    PointerByReference out = new PointerByReference();
    call.check(LIB.chret_report_new(out, null));
    try {
      check.accept(out.getValue());
      return listed(out.getValue());
    } catch (ChretException failure) {
      throw failure.with(listed(out.getValue()));
    } finally {
      LIB.chret_report_free(out.getValue());
    }
  }

  private static List<Finding> listed(Pointer report) {
    List<Finding> findings = new ArrayList<>();
    for (long n = 0; n < LIB.chret_report_count(report).longValue(); n++) {
      SizeT i = Call.size(n);
      findings.add(new Finding(LIB.chret_report_record(report, i).longValue(), LIB.chret_report_device_id(report, i),
          LIB.chret_report_item(report, i), LIB.chret_status_name(LIB.chret_report_code(report, i)),
          LIB.chret_report_line(report, i).longValue(), LIB.chret_report_message(report, i)));
    }
    return findings;
  }
}
