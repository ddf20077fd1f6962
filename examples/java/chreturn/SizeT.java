package chreturn;

import com.sun.jna.IntegerType;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.ByReference;

/** C's size_t. Public for JNA, which makes such values by itself. */
public final class SizeT extends IntegerType {
  private static final long serialVersionUID = 1;

  public SizeT() {
    this(0);
  }

  SizeT(long value) {
    super(Native.SIZE_T_SIZE, value, true);
  }

  /** Where a call writes a size_t. */
  public static final class Reference extends ByReference {
    public Reference() {
      super(Native.SIZE_T_SIZE);
    }

    long value() {
      Pointer at = getPointer();
      return Native.SIZE_T_SIZE == 8 ? at.getLong(0) : Integer.toUnsignedLong(at.getInt(0));
    }
  }
}
