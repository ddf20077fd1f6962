package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.ptr.LongByReference;
import java.nio.charset.StandardCharsets;

/** EUI-64 as text and as a number. */
public final class Eui64 {
  private static final int SIZE = Vocabulary.constant("EUI64_SIZE");

  private Eui64() {}

  public static long parse(String text) {
    LongByReference value = new LongByReference();
    try (Call call = new Call()) {
      byte[] bytes = Call.utf8(text);
      call.check(LIB.chret_eui64_parse(bytes, Call.size(bytes), value));
    }
    return value.getValue();
  }

  public static String format(long value) {
    byte[] out = new byte[SIZE];
    try (Call call = new Call()) {
      call.check(LIB.chret_eui64_format(value, out, Call.size(out)));
    }
    return new String(out, 0, SIZE - 1, StandardCharsets.US_ASCII);
  }
}
