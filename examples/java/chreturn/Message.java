package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/** What requests and responses have in common. */
public abstract class Message extends Handle {
  private final MessageCalls calls;

  Message(MessageCalls calls, Pointer pointer, Handle... needs) {
    super(pointer, calls::free, needs);
    this.calls = calls;
  }

  static Pointer read(MessageCalls calls, byte[] xml, Trust trust, Options options) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      Pointer given = Options.of(options, call);
      call.check(calls.read(out, xml, Call.size(xml), call.of(trust), given, call.err()));
      return out.getValue();
    }
  }

  static Pointer readUnverified(MessageCalls calls, byte[] xml, Options options) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      Pointer given = Options.of(options, call);
      call.check(calls.read_unverified(out, xml, Call.size(xml), given, call.err()));
      return out.getValue();
    }
  }

  public String service() {
    try (Call call = new Call()) {
      return LIB.chret_service_name(calls.service(call.of(this)));
    }
  }

  /** The text of a field of the root or header; null where it is absent. */
  public String get(String field) {
    try (Call call = new Call()) {
      SizeT.Reference size = new SizeT.Reference();
      return Call.text(calls.get(call.of(this), Vocabulary.number(Vocabulary.FIELDS, field), size), size);
    }
  }

  public void set(String field, String value) {
    try (Call call = new Call()) {
      byte[] text = Call.utf8(value);
      int number = Vocabulary.number(Vocabulary.FIELDS, field);
      call.check(calls.set(call.of(this), number, text, Call.size(text), call.err()));
    }
  }

  /** null where there is none. */
  public RequestId id() {
    LongByReference originator = new LongByReference();
    LongByReference target = new LongByReference();
    LongByReference counter = new LongByReference();
    try (Call call = new Call()) {
      return calls.get_id(call.of(this), originator, target, counter) != 0 ? null : new RequestId(
          Eui64.format(originator.getValue()), Eui64.format(target.getValue()), counter.getValue());
    }
  }

  public void setId(RequestId id) {
    try (Call call = new Call()) {
      call.check(calls.set_id(call.of(this), Eui64.parse(id.originator()), Eui64.parse(id.target()), id.counter()));
    }
  }

  public boolean isSigned() {
    try (Call call = new Call()) {
      return calls.is_signed(call.of(this)) == 1;
    }
  }

  /** Whose signature was verified; null where none was. */
  public Certificate certificate() {
    try (Call call = new Call()) {
      Pointer certificate = calls.certificate(call.of(this));
      return certificate == null ? null : Certificate.from(certificate);
    }
  }

  public byte[] toBytes() {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(calls.write_buffer(call.of(this), out, call.err()));
      return Call.taken(out.getValue());
    }
  }

  public void write(Sink sink) {
    try (Call call = new Call()) {
      call.check(calls.write(call.of(this), Sink.of(sink, call), call.err()));
    }
  }

  public byte[] sign(Signer signer) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(calls.write_signed_buffer(call.of(this), out, signer.of(call), call.err()));
      return Call.taken(out.getValue());
    }
  }

  public void writeSigned(Sink sink, Signer signer) {
    try (Call call = new Call()) {
      call.check(calls.write_signed(call.of(this), Sink.of(sink, call), signer.of(call), call.err()));
    }
  }

  /** To be signed by a signer that is elsewhere, or answers later. */
  public Prepared prepare(Signer signer) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(calls.prepare(call.of(this), out, signer.of(call), call.err()));
      return new Prepared(out.getValue());
    }
  }
}
