package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** Options of reading; none are set in a new one. */
public final class Options {
  public enum Limit { BYTES, DEPTH, RECORDS, TEXT, ATTRIBUTES }

  private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);
  private Instant time;
  private boolean anySigner;

  public Options limit(Limit limit, long value) {
    limits.put(limit, value);
    return this;
  }

  /** The time at which certificates must be valid. */
  public Options time(Instant at) {
    time = at;
    return this;
  }

  /** A message by whatever trusted signer counts as verified: for tests and forensics. */
  public Options anySigner() {
    anySigner = true;
    return this;
  }

  /** As the library takes them, until the call has returned; NULL for null. */
  static Pointer of(Options options, Call call) {
    if (options == null) {
      return null;
    }
    PointerByReference out = new PointerByReference();
    call.check(LIB.chret_options_new(out, null));
    Pointer made = out.getValue();
    call.afterwards(() -> LIB.chret_options_free(made));
    options.limits.forEach((limit, value) ->
        call.check(LIB.chret_options_set_limit(made, Vocabulary.constant("LIMIT_" + limit), Call.size(value))));
    if (options.time != null) {
      call.check(LIB.chret_options_set_time(made, options.time.getEpochSecond()));
    }
    call.check(LIB.chret_options_set_any_signer(made, options.anySigner ? 1 : 0));
    return made;
  }
}
