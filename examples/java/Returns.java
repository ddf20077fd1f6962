import chreturn.Certificate;
import chreturn.ChretException;
import chreturn.JcaProvider;
import chreturn.Row;
import chreturn.Trust;
import chreturn.Vocabulary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Returns SUPPLIER DSP: returns some hubs from a supplier to the DSP and prints the report, once in single form and once
 * in list form. SUPPLIER and DSP name their keys and certificates: NAME.key.pem and NAME.cert.pem.
 */
final class Returns {
  private static final String SUPPLIER = "90-B3-D5-1F-30-01-00-00";

  private static final List<Map<String, String>> HUBS = List.of(
      Map.of("DeviceID", "00-DB-12-34-56-78-90-A2", "CHFFaultReturnType", "Fault identified prior to installation",
          "OtherDeviceID", "00-DB-12-34-56-78-91-A2", "CHFConnectionMethod", "Hot-shoe",
          "CHFFaultReason", "Damaged case"),
      Map.of("DeviceID", "00-DB-12-34-56-78-90-A3", "CHFFaultReturnType", "Fault identified post installation",
          "OtherDeviceID", "00-DB-12-34-56-78-91-A3", "CHFConnectionMethod", "Cradle", "CHFFaultReason", "LED Fault"),
      Map.of("DeviceID", "00-DB-12-34-56-78-90-A4", "CHFNoFaultReturnType", "Lost or Stolen Hub"),
      Map.of("DeviceID", "00-DB-12-34-56-78-90-A5", "CHFNoFaultReturnType", "No Fault Return (general)"),
      Map.of("DeviceID", "00-DB-12-34-56-78-90-A6", "CHFNoFaultReturnType", "Lost or stolen hub"));

  private static final Map<String, Dsp.Stock> INVENTORY = Map.of(
      "00-DB-12-34-56-78-90-A2", new Dsp.Stock("CHF", "Commissioned", null, SUPPLIER),
      "00-DB-12-34-56-78-90-A3", new Dsp.Stock("CHF", "Commissioned", "Returned", SUPPLIER),
      "00-DB-12-34-56-78-90-A4", new Dsp.Stock("CHF", "Commissioned", null, SUPPLIER));

  private Returns() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2) {
      System.err.println("Returns SUPPLIER DSP");
      System.exit(2);
    }
    Identity supplier = Identity.load(arguments[0]);
    Identity dsp = Identity.load(arguments[1]);
    JcaProvider provider = new JcaProvider();
    Trust trust = Trust.create(provider).add(supplier.certificate()).add(dsp.certificate());
    String target = Certificate.describe(dsp.certificate(), provider).eui64();
    Supplier sender = new Supplier(SUPPLIER, target, supplier.signer(provider), trust, provider);
    AtomicLong counter = new AtomicLong();
    System.out.println("libchreturn " + Vocabulary.version());
    for (String form : List.of("single", "list")) {
      Dsp service = new Dsp(trust, dsp.signer(provider), provider, new HashMap<>(INVENTORY));
      report(sender.returnHubs(form, HUBS, counter::incrementAndGet, service::receive, state ->
          System.out.printf("# %s form; the state of the batch has %d bytes%n", form, state.length)));
    }
  }

  private static void report(Supplier.Returned returned) {
    for (Row row : returned.rows()) {
      System.out.printf("%d,%s,%s,%s,%d%n", row.number(), row.record().get("DeviceID"),
          row.state().name().toLowerCase(), row.code(), row.counter());
    }
    for (ChretException fault : returned.bad()) {
      System.out.printf("%d,%s,left out,%s: %s%n", fault.record(), fault.deviceId(), fault.status(), fault.detail());
    }
  }
}
