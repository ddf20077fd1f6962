package chreturn;

/** For a callback that gives the library a code of its own, which comes back as the hostCode of the failed call. */
public final class HostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int hostCode;

  /** hostCode: any but 0, which the library takes for success. */
  public HostException(int hostCode, String message) {
    super(message);
    if (hostCode == 0) {
      throw new IllegalArgumentException("a failure has no code 0");
    }
    this.hostCode = hostCode;
  }

  public int hostCode() {
    return hostCode;
  }
}
