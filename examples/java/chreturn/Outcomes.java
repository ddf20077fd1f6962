package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What becomes of each record of a request. */
public final class Outcomes extends Handle {
  private static final int KEY_SIZE = Vocabulary.constant("KEY_SIZE");
  private static final int AUDIT_ENTRY = Vocabulary.constant("EFFECT_AUDIT_ENTRY");
  private static final int RETURNED = Vocabulary.constant("EFFECT_RETURNED");
  private static final int RETURN_RECORD = Vocabulary.constant("EFFECT_RETURN_RECORD");

  private Outcomes(Pointer pointer) {
    super(pointer, LIB::chret_outcomes_free);
  }

  /** The DSP's checks of a verified request against the inventory. */
  public static Outcomes validate(Request request, User user, Policy policy, Inventory inventory) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      Structs.AskInventory ask = call.keep((ctx, devices, count, facts) ->
          Call.guarded(() -> ask(inventory, devices, count.intValue(), facts)));
      Pointer who = of(user, call);
      call.check(LIB.chret_validate(out, call.of(request), who, call.of(policy), ask, null, null, call.err()));
      return new Outcomes(out.getValue());
    }
  }

  private static Pointer of(User user, Call call) {
    PointerByReference out = new PointerByReference();
    byte[] role = Call.utf8(user.role());
    call.check(LIB.chret_user_new(out, role, Call.size(role), user.statusPermits() ? 1 : 0, user.pairIsValid() ? 1 : 0,
        null));
    call.afterwards(() -> LIB.chret_user_free(out.getValue()));
    return out.getValue();
  }

  private static void ask(Inventory inventory, Pointer devices, int count, Pointer facts) throws Exception {
    List<String> ids = Arrays.stream(devices.getLongArray(0, count)).mapToObj(Eui64::format).toList();
    List<Device> found = inventory.find(ids);
    if (found.size() != count) {
      throw new IllegalStateException(found.size() + " facts of " + count + " devices");
    }
    for (int i = 0; i < count; i++) {
      if (found.get(i) != null) {
        give(facts, Call.size(i), found.get(i));
      }
    }
  }

  private static void give(Pointer facts, SizeT i, Device device) {
    byte[] type = Call.utf8(device.type());
    byte[] status = Call.utf8(device.status());
    byte[] logisticsStatus = Call.utf8(device.logisticsStatus());
    LIB.chret_facts_set_known(facts, i, 1);
    LIB.chret_facts_set_device_type(facts, i, type, Call.size(type));
    LIB.chret_facts_set_device_status(facts, i, status, Call.size(status));
    LIB.chret_facts_set_logistics_status(facts, i, logisticsStatus, Call.size(logisticsStatus));
    LIB.chret_facts_set_authorised(facts, i, device.authorised() ? 1 : 0);
  }

  /** What a response, which has been verified, says of the request that it answers; findings go to `findings`. */
  public static Outcomes ofAnswer(Request request, Response response, List<Finding> findings) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      findings.addAll(Report.fill(call, report -> call.check(LIB.chret_outcomes_of_answer(out, call.of(request),
          call.of(response), report, null, call.err()))));
      return new Outcomes(out.getValue());
    }
  }

  /** The response to the request that was validated. responseId: null for none. */
  public Response answer(Request request, Policy policy, String responseId, Instant time) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      byte[] id = Call.utf8(responseId);
      call.check(LIB.chret_answer(out, call.of(request), call.of(this), call.of(policy), id, Call.size(id),
          time.toEpochMilli(), null, call.err()));
      return new Response(out.getValue());
    }
  }

  /** The code by which the request as a whole was refused; "" where it was not. */
  public String requestCode() {
    try (Call call = new Call()) {
      return LIB.chret_outcomes_request_code(call.of(this));
    }
  }

  public long acceptedCount() {
    try (Call call = new Call()) {
      return LIB.chret_outcomes_accepted_count(call.of(this)).longValue();
    }
  }

  /** In record order. */
  public List<Outcome> records() {
    List<Outcome> records = new ArrayList<>();
    try (Call call = new Call()) {
      Pointer outcomes = call.of(this);
      for (long i = 0; i < LIB.chret_outcomes_count(outcomes).longValue(); i++) {
        records.add(record(outcomes, Call.size(i), call));
      }
    }
    return records;
  }

  private static Outcome record(Pointer outcomes, SizeT i, Call call) {
    byte[] key = new byte[KEY_SIZE];
    call.check(LIB.chret_outcomes_key(outcomes, i, key, Call.size(key)));
    List<String> failed = new ArrayList<>();
    for (long j = 0; j < LIB.chret_outcomes_failed_count(outcomes, i).longValue(); j++) {
      failed.add(LIB.chret_outcomes_failed_code(outcomes, i, Call.size(j)));
    }
    int effects = LIB.chret_outcomes_effects(outcomes, i);
    return new Outcome(Eui64.format(LIB.chret_outcomes_device(outcomes, i)), LIB.chret_outcomes_code(outcomes, i),
        LIB.chret_outcomes_is_accepted(outcomes, i) == 1, failed, Native.toString(key),
        (effects & AUDIT_ENTRY) != 0, (effects & RETURNED) != 0, (effects & RETURN_RECORD) != 0);
  }
}
