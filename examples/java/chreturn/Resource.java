package chreturn;

import com.sun.jna.Pointer;
import java.util.List;
import java.util.function.Consumer;

/** What is to be freed, and what it needs until then. It goes when the last one that has, uses or needs it lets go. */
final class Resource implements Runnable {
  private final Pointer pointer;
  private final Consumer<Pointer> free;
  private final List<Resource> needs;
  private int users = 1;

  Resource(Pointer pointer, Consumer<Pointer> free, List<Resource> needs) {
    this.pointer = pointer;
    this.free = free;
    this.needs = needs;
    needs.forEach(Resource::retain);
  }

  synchronized Pointer retain() {
    if (users == 0) {
      throw new IllegalStateException("it is freed already");
    }
    users++;
    return pointer;
  }

  void release() {
    synchronized (this) {
      if (--users > 0) {
        return;
      }
    }
    free.accept(pointer);
    needs.forEach(Resource::release);
  }

  /** Its owner has closed it, or nobody has that one any more. */
  @Override
  public void run() {
    release();
  }
}
