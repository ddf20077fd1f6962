import chreturn.Batch;
import chreturn.ChretException;
import chreturn.Provider;
import chreturn.Response;
import chreturn.Row;
import chreturn.Signer;
import chreturn.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The supplier's end: rows in, requests sent, answers taken, a report. */
final class Supplier {
  /** The report, and what was left out. */
  record Returned(List<Row> rows, List<ChretException> bad) {}

  private final String originator;
  private final String target;
  private final Signer signer;
  private final Trust trust;
  private final Provider digests;

  Supplier(String originator, String target, Signer signer, Trust trust, Provider digests) {
    this.originator = originator;
    this.target = target;
    this.signer = signer;
    this.trust = trust;
    this.digests = digests;
  }

  /**
   * hubs: records with DUIS element names. send carries a request there and its answer back. save keeps the state of
   * the batch, whole or not at all; it is called before anything is sent.
   */
  Returned returnHubs(String form, List<Map<String, String>> hubs, Callable<Long> counter, UnaryOperator<byte[]> send,
      Consumer<byte[]> save) {
    try (Batch batch = Batch.create(form, originator, target)) {
      List<ChretException> bad = addAll(batch, hubs);
      batch.counter(counter);
      List<byte[]> requests = new ArrayList<>();
      for (Optional<Batch.Drawn> next = batch.next(signer); next.isPresent(); next = batch.next(signer)) {
        requests.add(next.get().xml());
      }
      save.accept(batch.toBytes(digests));
      for (byte[] xml : requests) {
        takeAnswer(batch, send.apply(xml));
      }
      return new Returned(batch.rows(), bad);
    }
  }

  private static List<ChretException> addAll(Batch batch, List<Map<String, String>> hubs) {
    List<ChretException> bad = new ArrayList<>();
    for (int i = 0; i < hubs.size(); i++) {
      try {
        batch.add(hubs.get(i), i + 1L, hubs.get(i).get("UserRefID"));
      } catch (ChretException fault) {
        bad.add(fault);
      }
    }
    return bad;
  }

  private void takeAnswer(Batch batch, byte[] xml) {
    try (Response response = Response.read(xml, trust)) {
      Batch.Answer answer = batch.answer(response);
      if (!answer.findings().isEmpty()) {
        throw new IllegalStateException("an answer that cannot be relied on: " + answer.findings());
      }
    }
  }
}
