package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records: maps with DUIS element names, as {"DeviceID": "00-DB-...", "CHFNoFaultReturnType": "Lost or Stolen Hub"} */
final class Records {
  private Records() {}

  /** A record of the library's with these items, until the call has returned. service 0: the return type decides. */
  static Pointer of(Map<String, String> items, int service, Call call) {
    PointerByReference out = new PointerByReference();
    call.check(LIB.chret_record_new(out, service, null));
    Pointer record = out.getValue();
    call.afterwards(() -> LIB.chret_record_free(record));
    items.forEach((name, value) -> {
      byte[] text = Call.utf8(value);
      int field = Vocabulary.number(Vocabulary.FIELDS, name);
      if (!isItem(field)) {
        throw ChretException.of(Vocabulary.STATUSES.get("unknown-item"), items.getOrDefault("DeviceID", ""), name);
      }
      call.check(LIB.chret_record_set(record, field, text, Call.size(text)));
    });
    return record;
  }

  static Map<String, String> from(Pointer record) {
    Map<String, String> items = new LinkedHashMap<>();
    Vocabulary.FIELDS.forEach((name, field) -> {
      SizeT.Reference size = new SizeT.Reference();
      String text = isItem(field) ? Call.text(LIB.chret_record_get(record, field, size), size) : null;
      if (text != null) {
        items.put(name, text);
      }
    });
    return items;
  }

  private static boolean isItem(int field) {
    return field > 100 && field < 200;
  }
}
