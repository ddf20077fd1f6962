package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;

/** A response to a request of 8.14.3 or 8.14.4. */
public final class Response extends Message {
  Response(Pointer pointer, Handle... needs) {
    super(MessageCalls.RESPONSE, pointer, needs);
  }

  /** A record of a list that was refused. */
  public record Failure(String deviceId, String code) {}

  public static Response create(String service) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(LIB.chret_response_new(out, Vocabulary.number(Vocabulary.SERVICES, service), null));
      return new Response(out.getValue());
    }
  }

  /** Reads and verifies: what is read is what the target of the RequestID signed. */
  public static Response read(byte[] xml, Trust trust, Options options) {
    return new Response(Message.read(MessageCalls.RESPONSE, xml, trust, options), trust);
  }

  public static Response read(byte[] xml, Trust trust) {
    return read(xml, trust, null);
  }

  public static Response readUnverified(byte[] xml, Options options) {
    return new Response(Message.readUnverified(MessageCalls.RESPONSE, xml, options));
  }

  public void addFailure(String deviceId, String code) {
    try (Call call = new Call()) {
      byte[] text = Call.utf8(code);
      long device = Eui64.parse(deviceId);
      call.check(LIB.chret_response_add_failure(call.of(this), device, text, Call.size(text), call.err()));
    }
  }

  public List<Failure> failures() {
    List<Failure> failures = new ArrayList<>();
    try (Call call = new Call()) {
      Pointer response = call.of(this);
      for (long i = 0; i < LIB.chret_response_failure_count(response).longValue(); i++) {
        LongByReference device = new LongByReference();
        call.check(LIB.chret_response_failure_device(response, Call.size(i), device));
        String code = LIB.chret_response_failure_code(response, Call.size(i));
        failures.add(new Failure(Eui64.format(device.getValue()), code));
      }
    }
    return failures;
  }
}
