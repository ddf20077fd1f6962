package chreturn;

/** A RequestID. The counter is a number without a sign, as of Long.toUnsignedString. */
public record RequestId(String originator, String target, long counter) {
  @Override
  public String toString() {
    return originator + ":" + target + ":" + Long.toUnsignedString(counter);
  }
}
