package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Which checks the DSP makes and with which codes: the library's defaults, and what is changed here. */
public final class Policy extends Handle {
  /** The library's checks. */
  public enum Check {
    ROLE, USER_STATUS, ROLE_PAIR, COMMAND_VARIANT, KNOWN, DEVICE_TYPE, AUTHORISED, STATUS;

    private int number() {
      return Vocabulary.constant("CHECK_" + this);
    }
  }

  private final List<Structs.OwnCheck> own;

  private Policy(Pointer pointer, List<Structs.OwnCheck> own) {
    super(pointer, freed -> {
      LIB.chret_policy_free(freed);
      own.clear(); // until then the callbacks stay
    });
    this.own = own;
  }

  public static Policy create() {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(LIB.chret_policy_new(out, null));
      return new Policy(out.getValue(), new ArrayList<>());
    }
  }

  /** Takes codes of the right form that the schema does not enumerate: to be said first. */
  public Policy anyCode() {
    try (Call call = new Call()) {
      call.check(LIB.chret_policy_set_any_code(call.of(this), 1));
    }
    return this;
  }

  public Policy code(Check check, String code) {
    try (Call call = new Call()) {
      byte[] text = Call.utf8(code);
      call.check(LIB.chret_policy_set_code(call.of(this), check.number(), text, Call.size(text)));
    }
    return this;
  }

  /** All checks that are made, in their order. */
  public Policy checks(List<Check> checks) {
    try (Call call = new Call()) {
      int[] numbers = checks.stream().mapToInt(Check::number).toArray();
      call.check(LIB.chret_policy_set_checks(call.of(this), numbers, Call.size(numbers.length)));
    }
    return this;
  }

  /** A User Role that may send these requests; the first takes the place of IS and GS. */
  public Policy role(String role) {
    return set(LIB::chret_policy_add_role, role);
  }

  /** A DeviceStatus that may be returned; before the first, a device of any status may. */
  public Policy deviceStatus(String status) {
    return set(LIB::chret_policy_add_device_status, status);
  }

  /** The code of an answer to a list where everything was accepted. */
  public Policy successCode(String code) {
    return set(LIB::chret_policy_set_success_code, code);
  }

  /** The code of an answer that lists failures. */
  public Policy warningCode(String code) {
    return set(LIB::chret_policy_set_warning_code, code);
  }

  private interface Setting {
    int call(Pointer policy, byte[] text, SizeT size);
  }

  private Policy set(Setting setting, String value) {
    try (Call call = new Call()) {
      byte[] text = Call.utf8(value);
      call.check(setting.call(call.of(this), text, Call.size(text)));
    }
    return this;
  }

  /** Every failing check is noted, not the first only. */
  public Policy all() {
    try (Call call = new Call()) {
      call.check(LIB.chret_policy_set_all(call.of(this), 1));
    }
    return this;
  }

  /** A check of the host's own: whether the record may be returned. */
  public Policy check(String code, Predicate<Map<String, String>> passes) {
    Structs.OwnCheck callback = (ctx, record, ofTheHost, failed) -> Call.guarded(() ->
        failed.setInt(0, passes.test(Records.from(record)) ? 0 : 1));
    own.add(callback);
    try (Call call = new Call()) {
      byte[] text = Call.utf8(code);
      call.check(LIB.chret_policy_add_check(call.of(this), text, Call.size(text), callback, null));
    }
    return this;
  }
}
