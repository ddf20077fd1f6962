package chreturn;

import static chreturn.Calls.LIB;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The numbers of the interface by name, as the library that is loaded has them. */
public final class Vocabulary {
  /** All that the headers have, without CHRET_. */
  private static final Map<String, Integer> CONSTANTS = constants();
  /** {"too-long": 302, ...}, {"8.14.3": 81403, ...}, {"DeviceID": 101, ...}, {"single": 1, "list": 2} */
  public static final Map<String, Integer> STATUSES =
      named(LIB.chret_status_count(), i -> LIB.chret_status_at(Call.size(i)), LIB::chret_status_name);
  public static final Map<String, Integer> SERVICES =
      named(LIB.chret_service_count(), i -> LIB.chret_service_at(Call.size(i)), LIB::chret_service_name);
  public static final Map<String, Integer> FIELDS =
      named(LIB.chret_field_count(), i -> LIB.chret_field_at(Call.size(i)), LIB::chret_field_name);
  public static final Map<String, Integer> FORMS = Map.of(LIB.chret_form_name(constant("FORM_SINGLE")),
      constant("FORM_SINGLE"), LIB.chret_form_name(constant("FORM_LIST")), constant("FORM_LIST"));
  public static final List<String> CODES = field("ResponseCode").values();

  private Vocabulary() {}

  /** What is known of a field; limit: its greatest number of characters, 0 for none. */
  public record Field(String name, String kind, long limit, List<String> values) {}

  /** An item of a service's record. */
  public record Item(Field field, boolean required) {}

  public static String version() {
    return LIB.chret_version();
  }

  public static Field field(String name) {
    int field = FIELDS.get(name);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < LIB.chret_field_value_count(field).intValue(); i++) {
      values.add(LIB.chret_field_value_at(field, Call.size(i)));
    }
    return new Field(name, LIB.chret_kind_name(LIB.chret_field_kind(field)), LIB.chret_field_limit(field).longValue(),
        List.copyOf(values));
  }

  /** The items of a service's record, in wire order. */
  public static List<Item> items(String service) {
    int number = SERVICES.get(service);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < LIB.chret_service_item_count(number).intValue(); i++) {
      int field = LIB.chret_service_item_at(number, Call.size(i));
      items.add(new Item(field(LIB.chret_field_name(field)), LIB.chret_service_item_required(number, field) == 1));
    }
    return items;
  }

  /** What a response code means; "" where that is not known. */
  public static String codeText(String code) {
    return LIB.chret_code_text(Call.utf8(code), Call.size(Call.utf8(code)));
  }

  public static boolean isSuccess(String code) {
    return LIB.chret_code_is_success(Call.utf8(code), Call.size(Call.utf8(code))) == 1;
  }

  /** The number of a name, or 0, which the library refuses. */
  static int number(Map<String, Integer> numbers, String name) {
    return numbers.getOrDefault(name, 0);
  }

  private static Map<String, Integer> named(SizeT count, IntFunction<Integer> at, IntFunction<String> name) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (int i = 0; i < count.intValue(); i++) {
      numbers.put(name.apply(at.apply(i)), at.apply(i));
    }
    return Collections.unmodifiableMap(numbers);
  }

  private static Map<String, Integer> constants() {
    Map<String, Integer> constants = new HashMap<>();
    for (long i = 0; i < LIB.chret_constant_count().longValue(); i++) {
      constants.put(LIB.chret_constant_name_at(Call.size(i)), LIB.chret_constant_value_at(Call.size(i)));
    }
    return constants;
  }

  /** The number that the headers call CHRET_NAME. */
  static int constant(String name) {
    return CONSTANTS.get(name);
  }

  /** What stands for CHRET_PREFIX_NAME of that number. */
  static <E extends Enum<E>> E of(Class<E> kind, String prefix, int number) {
    for (E name : kind.getEnumConstants()) {
      if (constant(prefix + name) == number) {
        return name;
      }
    }
    throw new IllegalArgumentException(prefix + number);
  }
}
