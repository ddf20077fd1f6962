package chreturn;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.OutputStream;

/** Where bytes go as they are made. */
public interface Sink {
  void write(byte[] piece) throws IOException;

  /** Told at the end whether what was written is good. */
  default void finish(boolean keep) throws IOException {}

  static Sink to(OutputStream out) {
    return out::write;
  }

  /** As the library takes it, until the call has returned. */
  static Pointer of(Sink sink, Call call) {
    Structs.SinkStruct made = call.keep(new Structs.SinkStruct());
    made.write = (ctx, data, size) -> Call.guarded(() -> sink.write(data.getByteArray(0, size.intValue())));
    made.finish = (ctx, keep) -> Call.guarded(() -> sink.finish(keep == 1));
    return made.written();
  }
}
