import chreturn.Batch;
import chreturn.Certificate;
import chreturn.ChretException;
import chreturn.Device;
import chreturn.Finding;
import chreturn.HostException;
import chreturn.Options;
import chreturn.Outcomes;
import chreturn.Policy;
import chreturn.Request;
import chreturn.Response;
import chreturn.Signer;
import chreturn.Trust;
import chreturn.User;
import chreturn.Xmlsec;
import com.google.gson.Gson;
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
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Cases CASES IDENTITIES: the cases that the bindings share (tests/cases/bindings/README.md). */
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
    System.out.println(count + " shared cases, " + failed + " failed");
    System.exit(failed == 0 && count >= 30 ? 0 : 1);
  }

  /** What came of it, in the words of `expect`. */
  private JsonObject came(JsonObject said, Path folder) throws IOException {
    Object came;
    try {
      came = act(said, folder);
    } catch (ChretException fault) {
      came = Map.of("status", fault.status(), "record", fault.record(), "deviceID", fault.deviceId(), "item", fault.item(),
          "line", fault.line(), "hostCode", fault.hostCode());
    }
    return JsonParser.parseString(new Gson().toJson(came)).getAsJsonObject(); // so that numbers compare
  }

  private Map<String, ?> act(JsonObject said, Path folder) throws IOException {
    return switch (said.get("do").getAsString()) {
      case "build" -> Map.of("xml", request(said, folder).toBytes());
      case "sign" -> sign(said, folder);
      case "read" -> read(said, folder);
      case "verify" -> verify(said, folder);
      case "trust" -> trust(said);
      case "answer" -> answer(said, folder);
      case "outcomes" -> outcomes(said, folder);
      case "batch" -> batch(said);
      default -> throw new IllegalArgumentException(said.toString());
    };
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

  private static Map<String, ?> signedBy(Request request) {
    Certificate certificate = request.certificate();
    return Map.of("certificate", Map.of("eui64", certificate.eui64(), "role", certificate.role()));
  }

  private Trust trusted(JsonArray names, Xmlsec by) throws IOException {
    Trust trust = Trust.create(by);
    for (JsonElement name : names) {
      by.add(trust, file(name.getAsString() + ".cert.pem"));
    }
    return trust;
  }

  private Map<String, ?> sign(JsonObject said, Path folder) throws IOException {
    byte[] xml = request(said, folder).toBytes();
    String certificate = said.get("certificate").getAsString();
    Callable<byte[]> password = !said.has("password") ? null
        : () -> said.get("password").getAsString().getBytes(StandardCharsets.UTF_8);
    Signer signer = said.has("pkcs12")
        ? xmlsec.signerOfPkcs12(file(said.get("pkcs12").getAsString() + ".p12"), password)
        : xmlsec.signer(file(said.get("key").getAsString() + ".key.pem"), file(certificate + ".cert.pem"), password);
    for (int time = 0; time < said.get("times").getAsInt(); time++) {
      xml = signer.sign(xml, false);
    }
    JsonArray names = new JsonArray();
    names.add(certificate);
    return signedBy(Request.read(xml, trusted(names, xmlsec)));
  }

  private Map<String, ?> trust(JsonObject said) throws IOException {
    return Map.of("certificates", trusted(said.getAsJsonArray("trust"), xmlsec).certificates().stream().map(
        certificate -> Map.of("eui64", certificate.eui64(), "role", certificate.role(),
            "days", (certificate.notAfter() - certificate.notBefore()) / 86_400,
            "usable", certificate.unusable() == null)).toList());
  }

  private Map<String, ?> read(JsonObject said, Path folder) throws IOException {
    byte[] xml = Files.readAllBytes(folder.resolve("message.xml"));
    Options options = new Options();
    if (said.has("limits")) {
      said.getAsJsonObject("limits").asMap().forEach((name, value) ->
          options.limit(Options.Limit.valueOf(name.toUpperCase()), value.getAsLong()));
    }
    return Map.of("read", (said.get("message").getAsString().equals("request") ? Request.readUnverified(xml, options)
        : Response.readUnverified(xml, options)).service());
  }

  private Map<String, ?> verify(JsonObject said, Path folder) throws IOException {
    Request request = request(said, folder);
    byte[] xml = request.toBytes();
    if (said.has("signer")) {
      String signer = said.get("signer").getAsString();
      xml = request.sign(signer(signer, signer));
    }
    Trust trust = trusted(said.getAsJsonArray("trust"), !said.has("ca") ? xmlsec
        : Xmlsec.create(file(said.get("ca").getAsString() + ".cert.pem")));
    xml = changed(new String(xml, StandardCharsets.UTF_8), said).getBytes(StandardCharsets.UTF_8);
    return signedBy(Request.read(xml, trust));
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

  private static Policy policy(JsonObject said) {
    Policy policy = Policy.create();
    if (said.has("anyCode")) {
      policy.anyCode();
    }
    if (said.has("roles")) {
      said.getAsJsonArray("roles").forEach(role -> policy.role(role.getAsString()));
    }
    if (said.has("codes")) {
      texts(said.get("codes")).forEach((check, code) -> policy.code(Policy.Check.valueOf(check), code));
    }
    if (said.has("successCode")) {
      policy.successCode(said.get("successCode").getAsString());
    }
    if (said.has("warningCode")) {
      policy.warningCode(said.get("warningCode").getAsString());
    }
    return policy;
  }

  private Map<String, ?> answer(JsonObject said, Path folder) throws IOException {
    Policy policy = said.has("policy") ? policy(said.getAsJsonObject("policy")) : Policy.create();
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
    Response response = outcomes.answer(request, policy, null, Instant.parse("2026-01-01T00:00:00Z"));
    List<?> failures = response.failures().stream().map(failure ->
        Map.of("DeviceID", failure.deviceId(), "code", failure.code())).toList();
    return Map.of("answer", Map.of("responseCode", response.get("ResponseCode"), "failures", failures));
  }

  private static Map<String, ?> outcomes(JsonObject said, Path folder) throws IOException {
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
    return Map.of("findings", findings.stream().map(finding -> Map.of("code", finding.code(), "record",
        finding.record(), "deviceID", finding.deviceId(), "item", finding.item(), "line", finding.line())).toList());
  }

  private Map<String, ?> batch(JsonObject said) throws IOException {
    Batch batch = Batch.create(said.get("form").getAsString(), "90-B3-D5-1F-30-01-00-00", "90-B3-D5-1F-30-00-00-02");
    if (said.has("schemaVersion")) {
      batch.schemaVersion(said.get("schemaVersion").getAsString());
    }
    if (said.has("forgetSignatures")) {
      batch.forgetSignatures();
    }
    long number = 0;
    for (JsonElement row : said.getAsJsonArray("rows")) {
      batch.add(texts(row), ++number, null);
    }
    JsonArray counters = said.getAsJsonArray("counters");
    batch.counter(() -> counters.remove(0).getAsLong());
    Signer signer = !said.has("signer") ? null
        : signer(said.get("signer").getAsString(), said.get("signer").getAsString());
    List<Batch.Drawn> drawn = new ArrayList<>();
    for (int i = 0; i < said.get("draw").getAsInt(); i++) {
      drawn.add(batch.next(signer).get());
    }
    if (said.has("resend")) {
      batch.resend();
      while (batch.requestsLeft() > 0) {
        drawn.add(batch.next(signer).get());
      }
    }
    if (said.has("cut")) {
      byte[] state = batch.toBytes(xmlsec);
      Batch.load(Arrays.copyOf(state, state.length - said.get("cut").getAsInt()), xmlsec);
    }
    return Map.of("signed", batch.isSigned(), "drawn", drawn.stream().map(one -> Map.of("counter", one.counter(),
        "schemaVersion", Request.readUnverified(one.xml(), null).get("schemaVersion"),
        "rows", batch.rowsOf(one.counter()))).toList());
  }
}
