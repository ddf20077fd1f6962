package chreturn;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** An object of the library. It is freed by close(), or once nobody has it any more; not while a call works with it. */
public abstract class Handle implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Resource resource;
  private final Cleaner.Cleanable cleanable;
  private volatile boolean closed;

  /** needs: what the library reads for as long as this lives. free must not refer to this. */
  Handle(Pointer pointer, Consumer<Pointer> free, Handle... needs) {
    List<Resource> resources = new ArrayList<>();
    for (Handle need : needs) {
      resources.add(need.open());
    }
    resource = new Resource(pointer, free, resources);
    cleanable = CLEANER.register(this, resource);
  }

  Resource open() {
    if (closed) {
      throw new IllegalStateException("this " + getClass().getSimpleName() + " is closed");
    }
    return resource;
  }

  @Override
  public void close() {
    closed = true;
    cleanable.clean();
  }
}
