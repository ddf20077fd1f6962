package chreturn;

import static chreturn.Calls.LIB;

import com.sun.jna.ptr.IntByReference;

/** Whether a request came before, and its digest, which the host keeps with a new one. */
public record Replay(Verdict verdict, byte[] digest) {
  private static final int DIGEST_SIZE = Vocabulary.constant("DIGEST_SIZE");

  public enum Verdict { NEW, AGAIN, ALTERED, STALE }

  /** What is remembered, or null: the digest of the request with that RequestID; the originator's highest counter. */
  public record Memory(byte[] digest, Long highest) {}

  /** Looks a RequestID up. */
  @FunctionalInterface
  public interface Find {
    Memory find(RequestId id) throws Exception;
  }

  /** Which case a verified request is, whose document is `xml`. window: 0 where counters must rise. */
  public static Replay check(Request request, byte[] xml, long window, Find memory, Provider digests) {
    byte[] digest = new byte[DIGEST_SIZE];
    IntByReference verdict = new IntByReference();
    try (Call call = new Call()) {
      Structs.ReplayMemoryStruct struct = call.keep(new Structs.ReplayMemoryStruct());
      struct.find = (ctx, originator, target, counter, found, kept, hasHighest, highest) -> Call.guarded(() -> {
        Memory seen = memory.find(new RequestId(Eui64.format(originator), Eui64.format(target), counter));
        found.setInt(0, seen.digest() != null ? 1 : 0);
        hasHighest.setInt(0, seen.highest() != null ? 1 : 0);
        if (seen.digest() != null) {
          Call.write(kept, seen.digest(), DIGEST_SIZE);
        }
        if (seen.highest() != null) {
          highest.setLong(0, seen.highest());
        }
      });
      call.check(LIB.chret_replay_check(verdict, digest, call.of(request), xml, Call.size(xml), window,
          struct.written(), digests.of(call), call.err()));
    }
    return new Replay(Vocabulary.of(Verdict.class, "REPLAY_", verdict.getValue()), digest);
  }
}
