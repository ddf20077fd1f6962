import chreturn.Batch;
import chreturn.ChretException;
import chreturn.Device;
import chreturn.Finding;
import chreturn.HostException;
import chreturn.Options;
import chreturn.Outcomes;
import chreturn.Policy;
import chreturn.Prepared;
import chreturn.Request;
import chreturn.Response;
import chreturn.Signer;
import chreturn.Trust;
import chreturn.User;
import chreturn.Xmlsec;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Cases CASES IDENTITIES: the error cases that the bindings share (tests/cases/bindings/README.md). */
final class Cases {
  private final Xmlsec xmlsec = Xmlsec.create();
  private final Path identities;

  private Cases(Path identities) {
    this.identities = identities;
  }

  public static void main(String[] arguments) throws IOException {
    Cases cases = new Cases(Path.of(arguments[1]));
    int count = 0;
    int failed = 0;
    List<Path> folders;
    try (Stream<Path> listed = Files.list(Path.of(arguments[0]))) {
      folders = listed.filter(Files::isDirectory).sorted().toList();
    }
    for (Path folder : folders) {
      JsonObject said = JsonParser.parseString(Files.readString(folder.resolve("case.json"))).getAsJsonObject();
      JsonObject came = cases.came(said, folder);
      count++;
      if (!came.equals(said.get("expect"))) {
        failed++;
        System.out.println("FAILED " + folder.getFileName() + ": " + came);
      }
    }
    System.out.println(count + " error cases, " + failed + " failed");
    System.exit(failed == 0 && count >= 30 ? 0 : 1);
  }

  /** What came of it, in the words of `expect`. */
  private JsonObject came(JsonObject said, Path folder) throws IOException {
    JsonObject came = new JsonObject();
    try {
      List<Finding> findings = act(said, folder);
      if (findings != null) {
        JsonArray listed = new JsonArray();
        findings.forEach(finding -> listed.add(json(finding)));
        came.add("findings", listed);
      }
    } catch (ChretException fault) {
      came.addProperty("status", fault.status());
      came.addProperty("record", fault.record());
      came.addProperty("deviceID", fault.deviceId());
      came.addProperty("item", fault.item());
      came.addProperty("line", fault.line());
      came.addProperty("hostCode", fault.hostCode());
    }
    return JsonParser.parseString(came.toString()).getAsJsonObject(); // so that numbers compare
  }

  private static JsonObject json(Finding finding) {
    JsonObject object = new JsonObject();
    object.addProperty("code", finding.code());
    object.addProperty("record", finding.record());
    object.addProperty("deviceID", finding.deviceId());
    object.addProperty("item", finding.item());
    object.addProperty("line", finding.line());
    return object;
  }

  private List<Finding> act(JsonObject said, Path folder) throws IOException {
    switch (said.get("do").getAsString()) {
      case "build" -> request(said, folder).toBytes();
      case "sign" -> sign(said, folder);
      case "read" -> read(said, folder);
      case "verify" -> verify(said, folder);
      case "answer" -> answer(said, folder);
      case "outcomes" -> {
        return outcomes(said, folder);
      }
      case "batch" -> batch(said);
      default -> throw new IllegalArgumentException(said.toString());
    }
    return null;
  }

  private static Request request(JsonObject said, Path folder) throws IOException {
    JsonObject wanted = said.getAsJsonObject("request");
    if (wanted.has("file")) {
      return Request.readUnverified(Files.readAllBytes(folder.resolve(wanted.get("file").getAsString())), null);
    }
    Request request = Request.create(wanted.get("service").getAsString(), wanted.get("form").getAsString());
    texts(wanted.get("header")).forEach(request::set);
    wanted.getAsJsonArray("rows").forEach(row -> request.append(texts(row)));
    return request;
  }

  private static Map<String, String> texts(JsonElement object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.getAsJsonObject().asMap().forEach((name, text) -> texts.put(name, text.getAsString()));
    return texts;
  }

  private byte[] file(String name) throws IOException {
    return Files.readAllBytes(identities.resolve(name));
  }

  private Signer signer(String key, String certificate) throws IOException {
    return xmlsec.signer(file(key + ".key.pem"), file(certificate + ".cert.pem"));
  }

  private void sign(JsonObject said, Path folder) throws IOException {
    Signer signer = signer(said.get("key").getAsString(), said.get("certificate").getAsString());
    byte[] xml = request(said, folder).toBytes();
    for (int time = 0; time < said.get("times").getAsInt(); time++) {
      Prepared prepared = Prepared.from(xml, signer, false);
      byte[] signature = new byte[64];
      signature[31] = signature[63] = 1; // of the right form; nobody verifies it here
      xml = prepared.complete(signature, null);
    }
  }

  private void read(JsonObject said, Path folder) throws IOException {
    byte[] xml = Files.readAllBytes(folder.resolve("message.xml"));
    Options options = new Options();
    if (said.has("limits")) {
      said.getAsJsonObject("limits").asMap().forEach((name, value) ->
          options.limit(Options.Limit.valueOf(name.toUpperCase()), value.getAsLong()));
    }
    if (said.get("message").getAsString().equals("request")) {
      Request.readUnverified(xml, options);
    } else {
      Response.readUnverified(xml, options);
    }
  }

  private void verify(JsonObject said, Path folder) throws IOException {
    Request request = request(said, folder);
    byte[] xml = request.toBytes();
    if (said.has("signer")) {
      String signer = said.get("signer").getAsString();
      xml = request.sign(signer(signer, signer));
    }
    Trust trust = Trust.create(xmlsec);
    for (JsonElement name : said.getAsJsonArray("trust")) {
      xmlsec.add(trust, file(name.getAsString() + ".cert.pem"));
    }
    Request.read(changed(new String(xml, StandardCharsets.UTF_8), said).getBytes(StandardCharsets.UTF_8), trust);
  }

  private static String changed(String xml, JsonObject said) {
    if (said.has("replace")) {
      Map<String, String> replace = texts(said.get("replace"));
      int at = xml.indexOf(replace.get("text"));
      return xml.substring(0, at) + replace.get("by") + xml.substring(at + replace.get("text").length());
    }
    if (said.has("overwrite")) {
      Map<String, String> overwrite = texts(said.get("overwrite"));
      int at = xml.indexOf(overwrite.get("after")) + overwrite.get("after").length();
      return xml.substring(0, at) + overwrite.get("by") + xml.substring(at + overwrite.get("by").length());
    }
    return xml;
  }

  private void answer(JsonObject said, Path folder) throws IOException {
    Policy policy = Policy.create();
    if (said.has("ownCheck")) {
      Map<String, String> check = texts(said.get("ownCheck"));
      policy.check(check.get("code"), record -> !check.get("text").equals(record.get(check.get("item"))));
    }
    Map<String, Device> known = new HashMap<>();
    if (said.has("inventory")) {
      for (JsonElement element : said.getAsJsonArray("inventory")) {
        Map<String, String> device = texts(element);
        known.put(device.get("DeviceID"), new Device(device.get("DeviceType"), device.get("DeviceStatus"),
            device.get("LogisticsStatus"), Boolean.parseBoolean(device.get("authorised"))));
      }
    }
    Request request = request(said, folder);
    Outcomes outcomes = Outcomes.validate(request, new User(said.get("role").getAsString()), policy, devices -> {
      if (said.has("inventoryFails")) {
        throw new HostException(said.get("inventoryFails").getAsInt(), "the inventory is away");
      }
      return devices.stream().map(known::get).toList();
    });
    outcomes.answer(request, policy, null, Instant.parse("2026-01-01T00:00:00Z"));
  }

  private static List<Finding> outcomes(JsonObject said, Path folder) throws IOException {
    JsonObject wanted = said.getAsJsonObject("response");
    Response response = Response.create(said.getAsJsonObject("request").get("service").getAsString());
    response.set("RequestID", wanted.get("RequestID").getAsString());
    response.set("ResponseCode", wanted.get("ResponseCode").getAsString());
    for (JsonElement element : wanted.getAsJsonArray("failures")) {
      Map<String, String> failure = texts(element);
      response.addFailure(failure.get("DeviceID"), failure.get("code"));
    }
    List<Finding> findings = new ArrayList<>();
    Outcomes.ofAnswer(request(said, folder), response, findings);
    return findings;
  }

  private void batch(JsonObject said) {
    Batch batch = Batch.create(said.get("form").getAsString(), "90-B3-D5-1F-30-01-00-00", "90-B3-D5-1F-30-00-00-02");
    long number = 0;
    for (JsonElement row : said.getAsJsonArray("rows")) {
      batch.add(texts(row), ++number, null);
    }
    JsonArray counters = said.getAsJsonArray("counters");
    batch.counter(() -> counters.remove(0).getAsLong());
    for (int i = 0; i < said.get("draw").getAsInt(); i++) {
      batch.next(null);
    }
    if (said.has("cut")) {
      byte[] state = batch.toBytes(xmlsec);
      Batch.load(Arrays.copyOf(state, state.length - said.get("cut").getAsInt()), xmlsec);
    }
  }
}
