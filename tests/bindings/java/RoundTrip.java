import chreturn.Batch;
import chreturn.Certificate;
import chreturn.JcaProvider;
import chreturn.Options;
import chreturn.Prepared;
import chreturn.Provider;
import chreturn.Reader;
import chreturn.Report;
import chreturn.Request;
import chreturn.RequestId;
import chreturn.Response;
import chreturn.Row;
import chreturn.Signer;
import chreturn.Sink;
import chreturn.Trust;
import chreturn.Verified;
import chreturn.Xmlsec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** RoundTrip IDENTITIES: 999 hubs through both ends, in both forms; the report must be equal to the truth. */
final class RoundTrip {
  private static final int COUNT = 999;
  private static final String SUPPLIER = "90-B3-D5-1F-30-01-00-00";
  private static final String DSP = "90-B3-D5-1F-30-00-00-02";

  private final AtomicLong counter = new AtomicLong();
  private final Identity supplier;
  private final Identity dsp;
  private final Xmlsec xmlsec = Xmlsec.create();
  private final JcaProvider jca = new JcaProvider();
  private final Signer xmlsecSigner;

  private RoundTrip(String folder) throws Exception {
    supplier = Identity.load(folder + "/supplier");
    dsp = Identity.load(folder + "/dsp");
    xmlsecSigner = xmlsec.signer(Files.readAllBytes(Path.of(folder, "supplier.key.pem")),
        Files.readAllBytes(Path.of(folder, "supplier.cert.pem")));
  }

  public static void main(String[] arguments) throws Exception {
    RoundTrip test = new RoundTrip(arguments[0]);
    long started = System.nanoTime();
    test.roundTrip("list", test.jca, test.jca, test.supplier.signer(test.jca));
    test.roundTrip("single", test.xmlsec, test.xmlsec, test.supplier.signer(test.jca));
    test.roundTrip("list", test.jca, test.xmlsec, test.xmlsecSigner);
    test.answersOfTheDsp();
    test.descriptions();
    long accepted = IntStream.range(0, COUNT).filter(i -> truth(i).equals("I99")).count();
    System.out.printf("%d hubs as a list and as singles, by Java's cryptography and by xmlsec1, %d accepted in each: "
        + "as the truth has it; %d ms%n", COUNT, accepted, (System.nanoTime() - started) / 1_000_000);
  }

  private static String device(int i) {
    return String.format("00-DB-12-34-56-78-%02X-%02X", i >> 8, i & 255);
  }

  /** All nine items in every third row; texts with what XML has to escape and what UTF-8 takes several bytes for. */
  private static Map<String, String> hub(int i) {
    Map<String, String> hub = new HashMap<>(Map.of("DeviceID", device(i)));
    if (i % 3 == 0) {
      hub.putAll(Map.of("UserRefDateTime", "2026-01-12T09:15:00Z", "UserRefID", "RET-" + i, "IncidentReference",
          "INC" + i, "AdditionalInformation", "<hub> & \"its\" aerial, " + i + " – é€\uD83D\uDE00"));
    }
    hub.putAll(i % 2 != 0 ? Map.of("CHFNoFaultReturnType", "Lost or Stolen Hub", "AdditionalInformation", "")
        : Map.of("CHFFaultReturnType", "Fault identified post installation", "OtherDeviceID", device(5000 + i),
            "CHFConnectionMethod", "Cradle", "CHFFaultReason", "LED Fault"));
    return hub;
  }

  /** What is wrong with hub i in the inventory, and so the code that it must get. */
  private static String truth(int i) {
    return switch (i % 10) {
      case 1 -> "E19";
      case 3 -> "E11";
      case 5 -> "E4";
      case 8 -> "E5";
      default -> "I99";
    };
  }

  private static Map<String, Dsp.Stock> inventory() {
    Map<String, Dsp.Stock> known = new HashMap<>();
    for (int i = 0; i < COUNT; i++) {
      String code = truth(i);
      if (!code.equals("E19")) {
        known.put(device(i), new Dsp.Stock(code.equals("E11") ? "ESME" : "CHF", "Commissioned",
            code.equals("E5") ? "Returned" : null, code.equals("E4") ? DSP : SUPPLIER));
      }
    }
    return known;
  }

  private Trust trust(Provider provider) {
    return Trust.create(provider).add(supplier.certificate()).add(dsp.certificate());
  }

  private void roundTrip(String form, Provider ofSupplier, Provider ofDsp, Signer signer) {
    List<byte[]> sent = new ArrayList<>();
    List<Map<String, String>> hubs = IntStream.range(0, COUNT).mapToObj(RoundTrip::hub).toList();
    Map<String, Dsp.Stock> known = inventory();
    Dsp service = new Dsp(trust(ofDsp), dsp.signer(ofDsp), ofDsp, known);
    Supplier sender = new Supplier(SUPPLIER, DSP, signer, trust(ofSupplier), ofSupplier);
    Supplier.Returned returned = sender.returnHubs(form, hubs, counter::incrementAndGet, xml -> {
      sent.add(xml);
      return service.receive(xml);
    }, state -> Fail.unless(state.length > 0, "the state is empty"));
    Fail.unlessEqual(returned.bad(), List.of(), "left out");
    Fail.unlessEqual(sent.size(), form.equals("single") ? COUNT : 2, "requests");
    Fail.unlessEqual(returned.rows().size(), COUNT, "rows");
    for (int i = 0; i < COUNT; i++) {
      Row row = returned.rows().get(i);
      Fail.unlessEqual(row.code(), truth(i), "the code of hub " + i);
      Fail.unlessEqual(row.state() == Row.State.ACCEPTED, truth(i).equals("I99"), "the state of hub " + i);
      Fail.unlessEqual(row.record(), hubs.get(i), "hub " + i);
      Fail.unlessEqual(row.reference(), hubs.get(i).get("UserRefID"), "the reference of hub " + i);
    }
    remembered(service, known);
    byte[] last = sent.get(sent.size() - 1);
    deliveredAgain(service, last);
    inPieces(last, form, trust(ofSupplier));
  }

  private static void remembered(Dsp service, Map<String, Dsp.Stock> known) {
    Map<String, String> codes = new HashMap<>();
    Set<String> keys = new HashSet<>();
    for (Dsp.Audit entry : service.audit) {
      codes.put(entry.deviceId(), entry.code());
      keys.add(entry.key());
    }
    Set<String> returns = new HashSet<>();
    for (int i = 0; i < COUNT; i++) {
      Fail.unlessEqual(codes.get(device(i)), truth(i), "the audit of hub " + i);
      if (truth(i).equals("I99")) {
        returns.add(device(i));
        Fail.unlessEqual(known.get(device(i)).logisticsStatus(), "Returned", "the inventory of hub " + i);
      }
    }
    Fail.unlessEqual(service.audit.size(), COUNT, "audit entries");
    Fail.unlessEqual(keys.size(), COUNT, "keys");
    Fail.unlessEqual(new HashSet<>(service.returns), returns, "returns records");
    Fail.unlessEqual(service.returns.size(), returns.size(), "number of returns records");
  }

  /** The same bytes get the same answer, and nothing is done; another request under the same RequestID is refused. */
  private void deliveredAgain(Dsp service, byte[] xml) {
    int before = service.audit.size();
    Fail.unlessEqual(service.receive(xml), service.receive(xml), "the same answer");
    Request request = Request.readUnverified(xml, null);
    String altered = Fail.unlessThrown(IllegalArgumentException.class, () ->
        service.receive(request.sign(xmlsecSigner)), "an altered request").getMessage();
    Fail.unless(altered.endsWith("is ALTERED"), altered);
    request.setId(new RequestId(SUPPLIER, DSP, 0));
    String stale = Fail.unlessThrown(IllegalArgumentException.class, () ->
        service.receive(request.sign(xmlsecSigner)), "a stale request").getMessage();
    Fail.unless(stale.endsWith("is STALE"), stale);
    Fail.unlessRefused("unsigned", () -> service.receive(request.toBytes()));
    Fail.unlessEqual(service.audit.size(), before, "audit entries");
  }

  /** Read as it comes, written as it is made: the same bytes. */
  private static void inPieces(byte[] xml, String form, Trust trust) {
    Reader reader = Reader.create(trust, null);
    for (int at = 0; at < xml.length; at += 1000) {
      reader.feed(Arrays.copyOfRange(xml, at, Math.min(xml.length, at + 1000)));
    }
    Request request = reader.finish();
    Fail.unlessEqual(request.form(), form, "the form");
    Fail.unlessEqual(request.certificate().eui64(), SUPPLIER, "who signed");
    Fail.unlessEqual(Report.checkDocument(xml, null), List.of(), "findings");
    Options tooSmall = new Options().limit(Options.Limit.BYTES, xml.length - 1);
    Fail.unlessRefused("limit", () -> Report.checkDocument(xml, tooSmall));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    request.write(Sink.to(written));
    Fail.unlessEqual(written.toByteArray(), request.toBytes(), "the bytes");
    Fail.unlessEqual(Request.readUnverified(written.toByteArray(), null).records(), request.records(), "the records");
  }

  /** In two steps, the greatest counter there is, and not by another. */
  private void answersOfTheDsp() throws Exception {
    Response response = Response.create("8.14.3");
    response.set("ResponseCode", "I99");
    response.set("ResponseDateTime", "2026-01-12T10:00:00.000Z");
    response.setId(new RequestId(SUPPLIER, DSP, -1));
    try (Prepared prepared = response.prepare(dsp.signer(jca))) {
      byte[] xml = prepared.complete(dsp.signer(jca).sign(prepared.signedInfo()), trust(xmlsec));
      Fail.unlessEqual(Response.read(xml, trust(jca)).id(), new RequestId(SUPPLIER, DSP, -1), "the RequestID");
      Verified verified = Verified.read(xml, trust(jca), null);
      Fail.unlessEqual(verified.kind(), Verified.Kind.RESPONSE, "the kind");
      Fail.unlessEqual(verified.fields().get("RequestID"), response.get("RequestID"), "the field");
      Fail.unlessEqual(verified.certificate().eui64(), DSP, "the signer");
      byte[] altered = new String(xml, StandardCharsets.UTF_8).replace(">I99<", ">E19<").getBytes(StandardCharsets.UTF_8);
      Fail.unlessRefused("digest-mismatch", () -> Verified.read(altered, trust(jca), null));
      Fail.unlessRefused("unsigned", () -> Verified.read(response.toBytes(), trust(jca), null));
      inDer(response);
      judged(response);
      Fail.unless(response.id().toString().endsWith(":18446744073709551615"), response.id().toString());
      byte[] another = prepared.complete(supplier.signer(jca).sign(prepared.signedInfo()), null);
      Fail.unlessRefused("signature-mismatch", () -> Response.read(another, trust(jca)));
    }
    Fail.unlessRefused("foreign-signer", () -> response.sign(supplier.signer(jca)));
  }

  /** From its bytes, signed by what gives DER, as a token may; and signed anew. */
  private void inDer(Response response) throws Exception {
    Prepared prepared = Prepared.from(response.toBytes(), dsp.signer(jca), false);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(dsp.key());
    signature.update(prepared.signedInfo());
    byte[] der = signature.sign();
    byte[] xml = prepared.complete(Prepared.raw(der), trust(jca));
    Fail.unlessRefused("signature-malformed", () -> Prepared.raw(Arrays.copyOf(der, der.length - 1)));
    Fail.unlessRefused("signed", () -> dsp.signer(jca).sign(xml, false));
    Fail.unlessEqual(Response.read(dsp.signer(jca).sign(xml, true), trust(jca)).id(), response.id(), "the RequestID");
    Fail.unlessEqual(xmlsecSigner.certificate(), supplier.signer(jca).certificate(), "the signer's certificate");
  }

  /** An answer is judged, which changes nothing, and then taken. */
  private static void judged(Response response) {
    try (Batch batch = Batch.create("single", SUPPLIER, DSP)) {
      batch.counter(() -> -1L);
      batch.add(hub(0), 1, null);
      batch.next(null);
      Fail.unlessEqual(batch.judge(response).kind(), Batch.Kind.NEW, "what is judged");
      Fail.unlessEqual(batch.judge(response).kind(), Batch.Kind.NEW, "what is judged twice");
      Fail.unlessEqual(batch.rows().get(0).state(), Row.State.SENT, "the row");
      Fail.unlessEqual(batch.answer(response).kind(), Batch.Kind.NEW, "what is taken");
      Fail.unlessEqual(batch.judge(response).kind(), Batch.Kind.AGAIN, "what is judged then");
      Fail.unlessEqual(batch.rows().get(0).state(), Row.State.ACCEPTED, "the row, answered");
    }
  }

  /** Java and OpenSSL say the same of a certificate. */
  private void descriptions() {
    for (Identity identity : List.of(supplier, dsp)) {
      Fail.unlessEqual(Certificate.describe(identity.certificate(), jca),
          Certificate.describe(identity.certificate(), xmlsec), "the certificate");
    }
  }
}
