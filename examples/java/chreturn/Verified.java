package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.LinkedHashMap;
import java.util.Map;

/** A verified message of any DUIS service: the element that says what it is about, the fields of its root and header, and
 * whose it is. */
public record Verified(Kind kind, String body, Map<String, String> fields, Certificate certificate) {
  public enum Kind { REQUEST, RESPONSE }

  /** One of another service than 8.14.3 and 8.14.4 may be by any trusted signer. options: null for the usual ones. */
  public static Verified read(byte[] xml, Trust trust, Options options) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      Pointer given = Options.of(options, call);
      call.check(LIB.chret_message_read(out, xml, Call.size(xml), call.of(trust), given, call.err()));
      Pointer message = out.getValue();
      call.afterwards(() -> LIB.chret_message_free(message));
      return new Verified(Vocabulary.of(Kind.class, "MESSAGE_", LIB.chret_message_kind(message)),
          LIB.chret_message_body(message), fields(message), Certificate.from(LIB.chret_message_certificate(message)));
    }
  }

  private static Map<String, String> fields(Pointer message) {
    Map<String, String> fields = new LinkedHashMap<>();
    SizeT.Reference size = new SizeT.Reference();
    Vocabulary.FIELDS.forEach((name, number) -> {
      Pointer at = LIB.chret_message_get(message, number, size); // items of records are absent here
      if (at != null) {
        fields.put(name, Call.text(at, size));
      }
    });
    return fields;
  }
}
