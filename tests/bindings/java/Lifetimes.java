import chreturn.Batch;
import chreturn.Certificate;
import chreturn.ChretException;
import chreturn.Device;
import chreturn.HostException;
import chreturn.Inventory;
import chreturn.JcaProvider;
import chreturn.JcaSigner;
import chreturn.Outcomes;
import chreturn.Policy;
import chreturn.Prepared;
import chreturn.Reader;
import chreturn.Replay;
import chreturn.Report;
import chreturn.Request;
import chreturn.RequestId;
import chreturn.Sink;
import chreturn.Trust;
import chreturn.User;
import chreturn.Xmlsec;
import chreturn.XmlsecSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Lifetimes IDENTITIES: objects that nobody closes, closed in the wrong order, in the middle of a call, while threads are
 * at work; exceptions in every callback.
 */
final class Lifetimes {
  private static final int ROUNDS = 20;
  private static final int REQUESTS = 12_000;
  private static final String SUPPLIER = "90-B3-D5-1F-30-01-00-00";
  private static final String DSP = "90-B3-D5-1F-30-00-00-02";
  private static final Map<String, String> HUB = Map.of("DeviceID", "00-DB-12-34-56-78-90-A2", "CHFNoFaultReturnType",
      "Lost or Stolen Hub", "UserRefID", "");
  private static final Inventory KNOWN = devices ->
      devices.stream().map(id -> new Device("CHF", null, null, true)).toList();

  private final Identity supplier;
  private final byte[] key;
  private final byte[] certificate;
  private final byte[] pkcs12;

  private Lifetimes(String folder) throws Exception {
    supplier = Identity.load(folder + "/supplier");
    key = Files.readAllBytes(Path.of(folder, "supplier.key.pem"));
    certificate = Files.readAllBytes(Path.of(folder, "supplier.cert.pem"));
    pkcs12 = Files.readAllBytes(Path.of(folder, "supplier.p12"));
  }

  public static void main(String[] arguments) throws Exception {
    Lifetimes test = new Lifetimes(arguments[0]);
    test.threads();
    long grown = test.memory();
    test.wrongOrder();
    int ways = test.exceptions();
    test.closedInTheMiddle();
    System.out.printf("%d times everything left to the collector by two threads, %d requests and %d MB, %d callbacks "
        + "that throw, closed in any order%n", 2 * ROUNDS, REQUESTS, grown >> 20, ways);
  }

  private static Request request() {
    Request request = Request.create("8.14.4", "single");
    request.setId(new RequestId(SUPPLIER, DSP, 1000));
    return request.append(HUB);
  }

  /** Everything that the binding has, made anew and left to the collector. What the result needs lives on with it. */
  private Request everything(long n) throws Exception {
    Xmlsec xmlsec = Xmlsec.create();
    JcaProvider jca = new JcaProvider();
    Trust trust = Trust.create(n % 2 == 0 ? jca : xmlsec).add(supplier.certificate());
    JcaSigner signer = supplier.signer(n % 3 == 0 ? xmlsec : jca);
    Prepared prepared = request().prepare(signer);
    System.gc();
    byte[] xml = prepared.complete(signer.sign(prepared.signedInfo()), trust);
    Reader reader = Reader.create(trust, null);
    reader.feed(xml);
    Request read = reader.finish();
    Policy policy = Policy.create().check("E5", record -> {
      System.gc();
      return record.get("UserRefID").isEmpty();
    });
    Outcomes outcomes = Outcomes.validate(read, new User("IS"), policy, KNOWN);
    Fail.unlessEqual(outcomes.records().get(0).code(), "I99", "the code");
    outcomes.answer(read, policy, null, Instant.now());
    Batch batch = Batch.create("list", SUPPLIER, DSP);
    batch.counter(() -> n + 1);
    batch.add(HUB, 1, null);
    batch.next(xmlsec.signerOfPkcs12(pkcs12, () -> {
      System.gc();
      return "sesame".getBytes(StandardCharsets.UTF_8);
    }));
    Batch loaded = Batch.load(batch.toBytes(jca), jca);
    loaded.resend();
    Fail.unlessEqual(loaded.next(signer).get().counter(), n + 1, "the counter");
    Replay replay = Replay.check(read, xml, 0, id -> new Replay.Memory(null, null), jca);
    Fail.unlessEqual(replay.verdict(), Replay.Verdict.NEW, "the verdict");
    return read;
  }

  private void threads() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    List<Future<Void>> running = new ArrayList<>();
    for (int thread = 0; thread < 2; thread++) {
      running.add(pool.submit(() -> {
        List<Request> kept = new ArrayList<>();
        for (int n = 0; n < ROUNDS; n++) {
          kept.add(everything(n));
          kept.forEach(read -> Fail.unlessEqual(read.certificate().eui64(), SUPPLIER, "who signed"));
          if (kept.size() > 5) {
            kept.remove(0);
          }
        }
        return null;
      }));
    }
    for (Future<Void> one : running) {
      one.get();
    }
    pool.shutdown();
  }

  private static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    return 0;
  }

  /** The native memory of requests that nobody closes comes back. */
  private long memory() throws Exception {
    for (int i = 0; i < REQUESTS / 4; i++) {
      request();
    }
    System.gc();
    Thread.sleep(200);
    long before = resident();
    for (int i = 0; i < REQUESTS; i++) {
      request();
      if (i % 4000 == 0) {
        System.gc();
      }
    }
    System.gc();
    Thread.sleep(200);
    long grown = resident() - before;
    Fail.unless(grown < 24 << 20, REQUESTS + " requests, and " + grown + " bytes");
    return Math.max(grown, 0);
  }

  private void wrongOrder() {
    Xmlsec xmlsec = Xmlsec.create();
    Trust trust = Trust.create(xmlsec).add(supplier.certificate());
    XmlsecSigner signer = xmlsec.signer(key, certificate);
    byte[] xml = request().sign(signer);
    Reader reader = Reader.create(trust, null);
    Request first = Request.read(xml, trust);
    xmlsec.close();
    xmlsec.close();
    reader.feed(xml);
    trust.close();
    Request second = reader.finish();
    reader.close();
    for (Request read : List.of(first, second)) {
      Fail.unlessEqual(read.certificate().role(), "02", "the role");
      read.close();
      Fail.unlessEqual(Fail.unlessThrown(IllegalStateException.class, read::certificate, "closed").getMessage(),
          "this Request is closed", "the message");
    }
    Fail.unlessThrown(IllegalStateException.class, () -> Request.read(xml, trust), "a closed trust store");
    request().sign(signer);
    signer.close();
    Fail.unlessThrown(IllegalStateException.class, () -> request().sign(signer), "a closed signer");
  }

  /** Each callback throws; what it threw is the cause, and an own code comes back. */
  private int exceptions() throws Exception {
    JcaProvider jca = new JcaProvider();
    JcaSigner signer = supplier.signer(jca);
    Trust trust = Trust.create(jca).add(supplier.certificate());
    Request request = request();
    byte[] xml = request.sign(signer);
    Request read = Request.read(xml, trust);
    Policy policy = Policy.create();
    Batch batch = Batch.create("single", SUPPLIER, DSP);
    batch.add(HUB, 1, null);
    List<Boolean> kept = new ArrayList<>();
    Map<String, Consumer<RuntimeException>> ways = new LinkedHashMap<>();
    ways.put("write", thrown -> request.write(sink(thrown, kept)));
    ways.put("finish", thrown -> request.write(new Sink() {
      @Override
      public void write(byte[] piece) {}

      @Override
      public void finish(boolean keep) {
        throw thrown;
      }
    }));
    ways.put("signed", thrown -> request.writeSigned(sink(thrown, kept), signer));
    ways.put("inventory", thrown -> Outcomes.validate(read, new User("IS"), policy, devices -> {
      throw thrown;
    }));
    ways.put("check", thrown -> Outcomes.validate(read, new User("IS"), Policy.create().check("E5", record -> {
      throw thrown;
    }), KNOWN));
    ways.put("counter", thrown -> {
      batch.counter(() -> {
        throw thrown;
      });
      batch.next(null);
    });
    ways.put("memory", thrown -> Replay.check(read, xml, 0, id -> {
      throw thrown;
    }, jca));
    ways.put("save", thrown -> batch.save(sink(thrown, kept), jca));
    ways.put("nested", thrown -> Outcomes.validate(read, new User("IS"), policy, devices -> {
      Sink inside = sink(new HostException(5, "inside"), kept);
      Fail.unlessThrown(ChretException.class, () -> request.write(inside), "inside");
      Fail.unlessEqual(Report.checkDocument(xml, null), List.of(), "findings");
      throw thrown;
    }));
    for (Map.Entry<String, Consumer<RuntimeException>> way : ways.entrySet()) {
      fails(way.getKey(), way.getValue(), new IllegalStateException(way.getKey()), -1);
      fails(way.getKey(), way.getValue(), new HostException(4711, way.getKey()), 4711);
    }
    Fail.unless(!kept.isEmpty() && !kept.contains(true), "what failed is not to be kept");
    refusals(signer, trust, read, policy, xml);
    batch.counter(() -> 5L);
    Fail.unlessEqual(batch.next(null).get().counter(), 5L, "what failed has changed nothing");
    return ways.size();
  }

  private static Sink sink(RuntimeException thrown, List<Boolean> kept) {
    return new Sink() {
      @Override
      public void write(byte[] piece) {
        throw thrown;
      }

      @Override
      public void finish(boolean keep) {
        kept.add(keep);
        throw new IllegalStateException("not this one");
      }
    };
  }

  private static void fails(String name, Consumer<RuntimeException> way, RuntimeException thrown, int hostCode) {
    ChretException fault = Fail.unlessThrown(ChretException.class, () -> way.accept(thrown), name);
    Fail.unlessEqual(List.of(fault.status(), fault.hostCode()), List.of("host", hostCode), name);
    Fail.unless(fault.getCause() == thrown, name + ": the cause is " + fault.getCause());
  }

  private static PrivateKey keyOn384() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(384);
    return generator.generateKeyPair().getPrivate();
  }

  private void refusals(JcaSigner signer, Trust trust, Request read, Policy policy, byte[] xml)
      throws GeneralSecurityException {
    JcaProvider jca = new JcaProvider();
    JcaSigner broken = new JcaSigner(null, Certificate.describe(supplier.certificate(), jca), jca);
    ChretException fault = Fail.unlessThrown(ChretException.class, () -> request().sign(broken), "no key");
    Fail.unless(fault.getCause() instanceof InvalidKeyException, "the cause is " + fault.getCause());
    fault = Fail.unlessThrown(ChretException.class, () ->
        Outcomes.validate(read, new User("IS"), policy, devices -> List.of()), "too few facts");
    Fail.unless(fault.getCause() instanceof IllegalStateException, "the cause is " + fault.getCause());
    JcaSigner tooLong = new JcaSigner(keyOn384(), Certificate.describe(supplier.certificate(), jca), jca);
    fault = Fail.unlessThrown(ChretException.class, () -> request().sign(tooLong), "a key on P-384");
    Fail.unlessEqual(fault.getCause().getMessage(), "96 bytes where 64 are to be", "the cause");
    fault = Fail.unlessThrown(ChretException.class, () ->
        Replay.check(read, xml, 0, id -> new Replay.Memory(new byte[33], null), jca), "a digest of 33 bytes");
    Fail.unlessEqual(fault.getCause().getMessage(), "33 bytes where 32 are to be", "the cause");
    Xmlsec xmlsec = Xmlsec.create();
    fault = Fail.unlessThrown(ChretException.class, () -> xmlsec.signerOfPkcs12(pkcs12, () -> {
      throw new IOException("nobody is there");
    }), "no password");
    Fail.unlessEqual(List.of(fault.status(), fault.getCause().getMessage()), List.of("key", "nobody is there"), "the cause");
    Prepared prepared = Prepared.from(xml, signer, true);
    Fail.unlessThrown(IllegalArgumentException.class, () -> prepared.complete(new byte[63], null), "63 bytes");
    Fail.unlessRefused("signature-malformed", () -> prepared.complete(new byte[64], null));
    byte[] ones = new byte[64];
    Arrays.fill(ones, (byte) 1);
    Fail.unlessRefused("signature-mismatch", () -> prepared.complete(ones, trust));
  }

  /** What the call under way works with is closed by its callback, and freed when the call has returned. */
  private void closedInTheMiddle() {
    for (int i = 0; i < 20; i++) {
      Request request = request();
      JcaProvider jca = new JcaProvider();
      request.writeSigned(piece -> {
        request.close();
        jca.close();
        System.gc();
      }, supplier.signer(jca));
      Batch batch = Batch.create("single", SUPPLIER, DSP);
      batch.add(HUB, 1, null);
      batch.counter(() -> {
        batch.close();
        System.gc();
        return 7L;
      });
      Fail.unless(batch.next(null).get().xml().length > 0, "a request");
      Fail.unlessThrown(IllegalStateException.class, batch::rows, "closed");
    }
  }
}
