package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.function.Consumer;

/** What requests and responses have in common. */
public abstract class Message extends Handle {
  private final Functions functions;

  /** The library's calls for a kind of message. */
  interface Functions {
    int service(Pointer message);

    Pointer get(Pointer message, int field, SizeT.Reference size);

    int set(Pointer message, int field, byte[] text, SizeT size, Pointer err);

    int getId(Pointer message, LongByReference originator, LongByReference target, LongByReference counter);

    int setId(Pointer message, long originator, long target, long counter);

    int isSigned(Pointer message);

    Pointer certificate(Pointer message);

    int write(Pointer message, Pointer sink, Pointer err);

    int writeSigned(Pointer message, Pointer sink, Pointer signer, Pointer err);

    int writeBuffer(Pointer message, PointerByReference out, Pointer err);

    int writeSignedBuffer(Pointer message, PointerByReference out, Pointer signer, Pointer err);

    int prepare(Pointer message, PointerByReference out, Pointer signer, Pointer err);
  }

  Message(Functions functions, Pointer pointer, Consumer<Pointer> free, Handle... needs) {
    super(pointer, free, needs);
    this.functions = functions;
  }

  public String service() {
    try (Call call = new Call()) {
      return LIB.chret_service_name(functions.service(call.of(this)));
    }
  }

  /** The text of a field of the root or header; null where it is absent. */
  public String get(String field) {
    try (Call call = new Call()) {
      SizeT.Reference size = new SizeT.Reference();
      return Call.text(functions.get(call.of(this), Vocabulary.number(Vocabulary.FIELDS, field), size), size);
    }
  }

  public void set(String field, String value) {
    try (Call call = new Call()) {
      byte[] text = Call.utf8(value);
      int number = Vocabulary.number(Vocabulary.FIELDS, field);
      call.check(functions.set(call.of(this), number, text, Call.size(text), call.err()));
    }
  }

  /** null where there is none. */
  public RequestId id() {
    LongByReference originator = new LongByReference();
    LongByReference target = new LongByReference();
    LongByReference counter = new LongByReference();
    try (Call call = new Call()) {
      return functions.getId(call.of(this), originator, target, counter) != 0 ? null : new RequestId(
          Eui64.format(originator.getValue()), Eui64.format(target.getValue()), counter.getValue());
    }
  }

  public void setId(RequestId id) {
    try (Call call = new Call()) {
      call.check(functions.setId(call.of(this), Eui64.parse(id.originator()), Eui64.parse(id.target()), id.counter()));
    }
  }

  public boolean isSigned() {
    try (Call call = new Call()) {
      return functions.isSigned(call.of(this)) == 1;
    }
  }

  /** Whose signature was verified; null where none was. */
  public Certificate certificate() {
    try (Call call = new Call()) {
      Pointer certificate = functions.certificate(call.of(this));
      return certificate == null ? null : Certificate.from(certificate);
    }
  }

  public byte[] toBytes() {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(functions.writeBuffer(call.of(this), out, call.err()));
      return Call.taken(out.getValue());
    }
  }

  public void write(Sink sink) {
    try (Call call = new Call()) {
      call.check(functions.write(call.of(this), Sink.of(sink, call), call.err()));
    }
  }

  public byte[] sign(Signer signer) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(functions.writeSignedBuffer(call.of(this), out, signer.of(call), call.err()));
      return Call.taken(out.getValue());
    }
  }

  public void writeSigned(Sink sink, Signer signer) {
    try (Call call = new Call()) {
      call.check(functions.writeSigned(call.of(this), Sink.of(sink, call), signer.of(call), call.err()));
    }
  }

  /** To be signed by a signer that is elsewhere, or answers later. */
  public Prepared prepare(Signer signer) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(functions.prepare(call.of(this), out, signer.of(call), call.err()));
      return new Prepared(out.getValue());
    }
  }
}
