package chreturn;

import com.sun.jna.Pointer;
import java.util.function.Consumer;

/** Who does the cryptography: a Xmlsec, or Java itself, a JcaProvider. */
public abstract class Provider extends Handle {
  Provider(Pointer pointer, Consumer<Pointer> free) {
    super(pointer, free);
  }

  /** The library's struct, kept for the call. */
  Pointer of(Call call) {
    return call.of(this);
  }
}
