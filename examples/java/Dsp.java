import chreturn.Device;
import chreturn.Outcome;
import chreturn.Outcomes;
import chreturn.Policy;
import chreturn.Provider;
import chreturn.Replay;
import chreturn.Request;
import chreturn.RequestId;
import chreturn.Response;
import chreturn.Signer;
import chreturn.Trust;
import chreturn.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The DSP's end: a request comes in as bytes, its answer goes out as bytes. What it remembers stands in maps here; a
 * service has a database, and one transaction round all of receive().
 */
final class Dsp {
  /** An inventory's device; supplier: who may return it. */
  record Stock(String type, String status, String logisticsStatus, String supplier) {}

  record Audit(String key, String deviceId, String code) {}

  private record Taken(byte[] digest, byte[] reply) {}

  private final Map<String, Taken> requests = new HashMap<>();
  private final Map<String, Long> highest = new HashMap<>();
  private final Policy policy = Policy.create();
  private final Trust trust;
  private final Signer signer;
  private final Provider digests;
  private final Map<String, Stock> inventory;
  final List<Audit> audit = new ArrayList<>();
  final List<String> returns = new ArrayList<>();

  Dsp(Trust trust, Signer signer, Provider digests, Map<String, Stock> inventory) {
    this.trust = trust;
    this.signer = signer;
    this.digests = digests;
    this.inventory = inventory;
  }

  /** A ChretException where the request cannot be read, or not be believed: then there is nobody to answer. */
  synchronized byte[] receive(byte[] xml) {
    try (Request request = Request.read(xml, trust)) {
      Replay replay = Replay.check(request, xml, 0, this::remembered, digests);
      switch (replay.verdict()) {
        case NEW:
          return process(request, replay.digest());
        case AGAIN:
          return requests.get(request.id().toString()).reply();
        default:
          throw new IllegalArgumentException(request.id() + " is " + replay.verdict());
      }
    }
  }

  private byte[] process(Request request, byte[] digest) {
    RequestId id = request.id();
    User user = new User("02".equals(request.certificate().role()) ? "IS" : "none");
    try (Outcomes outcomes = Outcomes.validate(request, user, policy, devices -> facts(devices, id.originator()));
        Response response = outcomes.answer(request, policy, null, Instant.now())) {
      byte[] reply = response.sign(signer);
      requests.put(id.toString(), new Taken(digest, reply));
      highest.merge(id.originator(), id.counter(), (a, b) -> Long.compareUnsigned(a, b) > 0 ? a : b);
      outcomes.records().forEach(this::carryOut);
      return reply;
    }
  }

  private List<Device> facts(List<String> devices, String originator) {
    List<Device> facts = new ArrayList<>();
    for (String id : devices) {
      Stock stock = inventory.get(id);
      facts.add(stock == null ? null : new Device(stock.type(), stock.status(), stock.logisticsStatus(),
          originator.equals(stock.supplier())));
    }
    return facts;
  }

  private Replay.Memory remembered(RequestId id) {
    Taken taken = requests.get(id.toString());
    return new Replay.Memory(taken == null ? null : taken.digest(), highest.get(id.originator()));
  }

  private void carryOut(Outcome outcome) {
    if (outcome.auditEntry()) {
      audit.add(new Audit(outcome.key(), outcome.deviceId(), outcome.code()));
    }
    if (outcome.returned()) {
      inventory.computeIfPresent(outcome.deviceId(), (id, was) ->
          new Stock(was.type(), was.status(), "Returned", was.supplier()));
    }
    if (outcome.returnRecord()) {
      returns.add(outcome.deviceId());
    }
  }
}
