package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A call under way: what it works with stays until it has returned; what its callbacks throw is its failure's cause. */
final class Call implements AutoCloseable {
  private static final ThreadLocal<Call> CURRENT = new ThreadLocal<>();

  private final Call outer = CURRENT.get();
  private final List<Resource> used = new ArrayList<>();
  private final List<Runnable> after = new ArrayList<>();
  private final List<Object> kept = new ArrayList<>();
  private Pointer err;
  private Throwable thrown;

  Call() {
    CURRENT.set(this);
  }

  /** The library's object behind a handle, kept for this call. */
  Pointer of(Handle handle) {
    if (handle == null) {
      return null;
    }
    Resource resource = handle.open();
    Pointer pointer = resource.retain();
    used.add(resource);
    return pointer;
  }

  /** A callback or structure, which JNA lets go of, kept for this call. */
  <T> T keep(T object) {
    kept.add(object);
    return object;
  }

  /** To be done when the call has returned. */
  void afterwards(Runnable action) {
    after.add(action);
  }

  /** The error object of this call. */
  Pointer err() {
    PointerByReference out = new PointerByReference();
    check(LIB.chret_error_new(out, null));
    err = out.getValue();
    return err;
  }

  void check(int status) {
    if (status != 0) {
      throw err == null || LIB.chret_error_status(err) != status
          ? ChretException.of(status, "", "") : ChretException.of(err, thrown);
    }
  }

  @Override
  public void close() {
    CURRENT.set(outer);
    LIB.chret_error_free(err);
    after.forEach(Runnable::run);
    used.forEach(Resource::release);
    kept.clear();
  }

  interface Body {
    void run() throws Exception;
  }

  /** The body of a callback, which may throw. Nothing may leave it for the library but a number. */
  static int guarded(Body body) {
    try {
      body.run();
      return 0;
    } catch (Throwable failure) {
      Call call = CURRENT.get();
      if (call.thrown == null) {
        call.thrown = failure;
      }
      return failure instanceof HostException host ? host.hostCode() : -1;
    }
  }

  // ---- Text and bytes ----

  static byte[] utf8(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  static SizeT size(byte[] bytes) {
    return new SizeT(bytes == null ? 0 : bytes.length);
  }

  static SizeT size(long value) {
    return new SizeT(value);
  }

  static String text(Pointer at, SizeT.Reference size) {
    return at == null ? null : new String(at.getByteArray(0, (int) size.value()), StandardCharsets.UTF_8);
  }

  /** Writes where there is room for `size` bytes, and as many are to come. */
  static void write(Pointer out, byte[] bytes, int size) {
    if (bytes.length != size) {
      throw new IllegalArgumentException(bytes.length + " bytes where " + size + " are to be");
    }
    out.write(0, bytes, 0, size);
  }

  /** The bytes of a buffer, which is freed. */
  static byte[] taken(Pointer buffer) {
    byte[] bytes = LIB.chret_buffer_data(buffer).getByteArray(0, LIB.chret_buffer_size(buffer).intValue());
    LIB.chret_buffer_free(buffer);
    return bytes;
  }
}
