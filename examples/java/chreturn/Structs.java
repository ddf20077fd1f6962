package chreturn;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;

/** The structures and callbacks of the library, as its headers have them. Public for JNA. */
public final class Structs {
  private Structs() {}

  public interface Write extends Callback {
    int write(Pointer ctx, Pointer data, SizeT size);
  }

  public interface Finish extends Callback {
    int finish(Pointer ctx, int keep);
  }

  public interface DigestBegin extends Callback {
    int begin(Pointer ctx, Pointer digest);
  }

  public interface DigestUpdate extends Callback {
    int update(Pointer ctx, Pointer digest, Pointer data, SizeT size);
  }

  public interface DigestFinish extends Callback {
    int finish(Pointer ctx, Pointer digest, Pointer out);
  }

  public interface DigestDrop extends Callback {
    void drop(Pointer ctx, Pointer digest);
  }

  public interface Describe extends Callback {
    int describe(Pointer ctx, Pointer der, SizeT size, Pointer certificate);
  }

  public interface Verify extends Callback {
    int verify(Pointer ctx, Pointer handle, Pointer signedInfo, SizeT size, Pointer signature, Pointer valid);
  }

  public interface Check extends Callback {
    int check(Pointer ctx, Pointer handle, long time, Pointer valid);
  }

  public interface Release extends Callback {
    void release(Pointer ctx, Pointer handle);
  }

  public interface Sign extends Callback {
    int sign(Pointer ctx, Pointer signedInfo, SizeT size, Pointer signature);
  }

  public interface Password extends Callback {
    int ask(Pointer ctx, Pointer out, SizeT capacity);
  }

  public interface AskInventory extends Callback {
    int ask(Pointer ctx, Pointer devices, SizeT count, Pointer facts);
  }

  public interface OwnCheck extends Callback {
    int check(Pointer ctx, Pointer record, Pointer own, Pointer failed);
  }

  public interface Find extends Callback {
    int find(Pointer ctx, long originator, long target, long counter, Pointer found, Pointer digest, Pointer hasHighest,
        Pointer highest);
  }

  public interface Counter extends Callback {
    int next(Pointer ctx, Pointer counter);
  }

  /** What all of them begin with. They are written once, before a call, and never read back. */
  @FieldOrder({"struct_size", "reserved", "ctx"})
  public abstract static class Sized extends Structure {
    public int struct_size;
    public int reserved;
    public Pointer ctx;

    Sized() {
      setAutoRead(false);
    }

    /** The memory of the structure, with what its members are now. It is this object's: it goes with it. */
    Pointer written() {
      struct_size = size();
      write();
      return getPointer();
    }
  }

  @FieldOrder({"write", "finish"})
  public static class SinkStruct extends Sized {
    public Write write;
    public Finish finish;
  }

  @FieldOrder({"digest_begin", "digest_update", "digest_finish", "digest_drop", "describe", "verify", "check",
      "release"})
  public static class ProviderStruct extends Sized {
    public DigestBegin digest_begin;
    public DigestUpdate digest_update;
    public DigestFinish digest_finish;
    public DigestDrop digest_drop;
    public Describe describe;
    public Verify verify;
    public Check check;
    public Release release;
  }

  @FieldOrder({"provider", "issuer", "issuer_size", "serial", "serial_size", "eui64", "sign"})
  public static class SignerStruct extends Sized {
    public Pointer provider;
    public Pointer issuer;
    public SizeT issuer_size;
    public Pointer serial;
    public SizeT serial_size;
    public long eui64;
    public Sign sign;
  }

  @FieldOrder({"find"})
  public static class ReplayMemoryStruct extends Sized {
    public Find find;
  }
}
