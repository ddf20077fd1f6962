package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** A request that comes in pieces. */
public final class Reader extends Handle {
  private Reader(Pointer pointer, Handle... needs) {
    super(pointer, LIB::chret_reader_free, needs);
  }

  /** trust: null for one that is to be read unverified. */
  public static Reader create(Trust trust, Options options) {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      Pointer given = Options.of(options, call);
      call.check(LIB.chret_reader_new(out, call.of(trust), given, call.err()));
      return trust == null ? new Reader(out.getValue()) : new Reader(out.getValue(), trust);
    }
  }

  public void feed(byte[] piece) {
    try (Call call = new Call()) {
      call.check(LIB.chret_reader_feed(call.of(this), piece, Call.size(piece), call.err()));
    }
  }

  /** The request needs what the reader needs: the trust store. */
  public Request finish() {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(LIB.chret_reader_finish(call.of(this), out, call.err()));
      return new Request(out.getValue(), this);
    }
  }

  public Request finishUnverified() {
    try (Call call = new Call()) {
      PointerByReference out = new PointerByReference();
      call.check(LIB.chret_reader_finish_unverified(call.of(this), out, call.err()));
      return new Request(out.getValue());
    }
  }
}
