import chreturn.ChretException;
import java.util.Objects;

/** What the tests expect. */
final class Fail {
  interface Action {
    void run() throws Exception;
  }

  private Fail() {}

  static void unless(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  static void unlessEqual(Object got, Object wanted, String what) {
    if (!Objects.deepEquals(got, wanted)) {
      throw new AssertionError(what + ": " + got + ", not " + wanted);
    }
  }

  /** The action fails with that status. */
  static void unlessRefused(String status, Action action) {
    unlessEqual(unlessThrown(ChretException.class, action, status).status(), status, "the status");
  }

  /** The exception of that class which the action throws. */
  static <T extends Throwable> T unlessThrown(Class<T> kind, Action action, String what) {
    try {
      action.run();
    } catch (Throwable thrown) {
      if (kind.isInstance(thrown)) {
        return kind.cast(thrown);
      }
      throw new AssertionError(what, thrown);
    }
    throw new AssertionError(what + ": nothing was thrown");
  }
}
