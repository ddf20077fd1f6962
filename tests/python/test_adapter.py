"""chret-adapter against a DSP that fails in every way: what the report says is what that DSP has done, no RequestID has two
documents, no row is in two requests without an answer. Kills: 6, with CHRET_LONG 60."""
import csv
import io
import os
import pathlib
import random
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import chreturn_ffi
import identities
from faulty_dsp import PASSING, Dsp

ADAPTER = chreturn_ffi.LIBRARY.with_name("chret-adapter")
CHRET = chreturn_ffi.LIBRARY.with_name("chret")
LONG = "CHRET_LONG" in os.environ
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup it is ignored, and so would the programs ignore it
SUPPLIER, TARGET = identities.SUPPLIER.eui, identities.DSP.eui
COLUMNS = "DeviceID,CHFFaultReturnType,CHFNoFaultReturnType,OtherDeviceID,CHFConnectionMethod,CHFFaultReason"
ENVIRONMENT = {**os.environ, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}
MADE = []  # every DSP
SEED = int(os.environ.get("CHRET_SEED", random.randrange(1 << 32)))


def device(number):
  return "00-DB-12-34-00-00-%02X-%02X" % divmod(number, 256)


def sheet(count):
  """Every third row is of 8.14.3."""
  rows = [COLUMNS]
  for number in range(1, count + 1):
    rows.append("%s,%s" % (device(number), ",Lost or Stolen Hub,,," if number % 3 else
                           "Fault identified post installation,,00-DB-12-34-56-78-90-A0,Cradle,LED Fault"))
  return "\n".join(rows) + "\n"


class Adapter(unittest.TestCase):
  def setUp(self):
    folder = tempfile.TemporaryDirectory(prefix="chret-adapter-")
    self.addCleanup(folder.cleanup)
    self.folder = pathlib.Path(folder.name)
    self.dsp = None

  def start_dsp(self, *arguments, **options):
    if self.dsp:
      self.dsp.close()
    self.dsp = Dsp(*arguments, **options)
    MADE.append(self.dsp)
    self.addCleanup(self.dsp.close)
    return self.dsp

  def sheet_of(self, count):
    (self.folder / "hubs.csv").write_text(sheet(count))

  def command(self, *options, url=None):
    return [str(ADAPTER), "send", "--url", url or self.dsp.url, "--originator", SUPPLIER, "--target", TARGET, "--key",
            str(identities.SUPPLIER.key), "--cert", str(identities.SUPPLIER.path), "--trust", str(identities.DSP.path),
            "--state", "batch.state", "--counter", "file:last", *options, "hubs.csv"]

  def send(self, *options, wanted=0, url=None):
    """The rows of the report, and stderr."""
    done = subprocess.run(self.command(*options, url=url), cwd=self.folder, capture_output=True, env=ENVIRONMENT,
                          timeout=120, check=False)
    self.assertEqual(done.returncode, wanted, done.stderr.decode())
    return list(csv.DictReader(io.StringIO(done.stdout.decode()))), done.stderr.decode()

  def begin(self, *options):
    return subprocess.Popen(self.command(*options), cwd=self.folder, env=ENVIRONMENT, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)

  def kept(self):
    """Both sides' promises."""
    self.assertEqual(self.dsp.broken, [])
    self.assertTrue(all(times == 1 for times in self.dsp.accepted.values()), "returned twice")

  def check_report(self, rows, count, pending=()):
    """Row by row what the DSP has done."""
    self.assertEqual([row["DeviceID"] for row in rows], [device(number) for number in range(1, count + 1)])
    for row in rows:
      code = self.dsp.codes.get(row["DeviceID"])
      want = ("", "pending") if row["DeviceID"] in pending else (code or "I99", "no" if code else "yes")
      self.assertEqual((row["code"], row["accepted"]), want, row)
      if row["accepted"] != "pending":
        self.assertIn(row["DeviceID"], self.dsp.requests[row["RequestID"]].devices)
      if not code and row["accepted"] == "yes":
        self.assertEqual(self.dsp.accepted[row["DeviceID"]], 1)
    self.kept()


class Faults(Adapter):
  def test_what_passes_is_sent_again_as_it_was(self):
    """A fault a request, each once."""
    for form, most, faults in [("single", 1, PASSING + ["large", "503-wait", "late"]), ("list", 3, PASSING)]:
      with self.subTest(form):
        self.setUp()
        count = (len(faults) + 5) * most
        self.sheet_of(count)
        fates = {}

        def fault(request, n):
          fates.setdefault(request.id, faults[len(fates)] if len(fates) < len(faults) else None)
          return fates[request.id] if n == 1 else None
        dsp = self.start_dsp({device(4): "E19"}, fault)
        rows, err = self.send("--form", form, "--in-flight", "4", "--timeout", "2",
                              *(["--max-records", "3"] if form == "list" else []), wanted=1)
        self.check_report(rows, count)
        self.assertEqual({fates[name]: times for name, times in dsp.deliveries.items() if fates[name]},
                         dict.fromkeys(faults, 2))
        self.assertEqual({times for name, times in dsp.deliveries.items() if not fates[name]}, {1})
        self.assertIn("%d requests were sent, " % len(fates), err)
        self.assertIn("; 0 were not delivered, 0 not answered", err)
        for says in ["[unknown-certificate]", "[other-request]", "[contradiction]", "[unsigned]"]:
          self.assertIn(says, err)

  def test_two_answers_to_one_request(self):
    """The second one comes as the next request's, on each connection until that is closed."""
    self.sheet_of(20)
    dsp = self.start_dsp(fault=lambda request, n: "twice" if request.counter == 2 else None)
    self.check_report(self.send("--in-flight", "1")[0], 20)
    self.assertLessEqual(dsp.delivered(), 40)

  def test_a_4xx_is_told_and_the_others_go_on(self):
    for fault, word in [("400", "HTTP 400: the request is malformed: ?[2Jline 1"), ("409", "HTTP 409"),
                        ("redirect", "HTTP 307")]:
      with self.subTest(fault):
        self.setUp()
        self.sheet_of(5)
        dsp = self.start_dsp(fault=lambda request, n: fault if device(2) in request.devices else None)
        rows, err = self.send(wanted=1)
        self.check_report(rows, 5, [device(2)])
        self.assertEqual(dsp.delivered(), 5)
        self.assertIn("chret-adapter: hubs.csv: record 2 (%s): not delivered, pending, %s\n" % (device(2), word), err)
        dsp.fault = lambda request, n: None
        rows, err = self.send()
        self.check_report(rows, 5)
        self.assertEqual(dsp.delivered(), 6)

  def test_a_list_is_told_by_its_request(self):
    self.sheet_of(6)
    self.start_dsp(fault=lambda request, n: "400" if request.variant == "8.14.4" else None)
    rows, err = self.send("--form", "list", wanted=1)
    self.check_report(rows, 6, [device(number) for number in (1, 2, 4, 5)])
    self.assertIn("chret-adapter: hubs.csv: request %s:%s:1, record 1 and more: not delivered, pending, HTTP 400" %
                  (SUPPLIER, TARGET), err)

  def test_wrong_answers_are_not_waited_for_for_ever(self):
    self.sheet_of(4)
    dsp = self.start_dsp(fault=lambda request, n: "stranger" if device(3) in request.devices else None)
    rows, err = self.send(wanted=1)
    self.check_report(rows, 4, [device(3)])
    self.assertEqual(dsp.delivered(), 6)
    self.assertEqual(err.count("chret-adapter: answer to %s:%s:3: " % (SUPPLIER, TARGET)), 3)
    self.assertIn("[unknown-certificate]", err)
    self.assertIn("record 3 (%s): only wrong answers came, pending" % device(3), err)
    dsp.fault = lambda request, n: None
    self.check_report(self.send()[0], 4)

  def test_where_nothing_comes_back_the_run_ends(self):
    self.sheet_of(40)
    self.start_dsp()
    self.dsp.close()  # nobody listens
    rows, err = self.send("--tries", "2", "--in-flight", "3", wanted=1)
    self.assertEqual({(row["code"], row["accepted"]) for row in rows}, {("", "pending")})
    self.assertIn("no request is answered any more: the run ends", err)
    self.assertNotIn("Traceback", err)
    before = rows
    self.start_dsp()
    rows, err = self.send()
    self.check_report(rows, 40)
    self.assertEqual([row["RequestID"] for row in rows], [row["RequestID"] for row in before])

  def test_a_certificate_that_does_not_verify_ends_it(self):
    self.sheet_of(2)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    path = self.folder / "tls.pem"
    identities.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                       "-subj", "/CN=127.0.0.1", "-keyout", path, "-out", path.with_suffix(".crt"))
    context.load_cert_chain(path.with_suffix(".crt"), path)
    self.start_dsp(certificate=context)
    rows, err = self.send(wanted=3)
    self.assertEqual((rows, self.dsp.delivered()), ([], 0))
    self.assertIn("certificate", err)


class Batches(Adapter):
  def test_999_hubs_and_faults_of_all_kinds(self):
    draw = random.Random(SEED)
    for form in ["single", "list"]:
      with self.subTest("%s, seed %d" % (form, SEED)):
        self.setUp()
        self.sheet_of(999)
        codes = {device(number): draw.choice(["E19", "E4", "E11"]) for number in draw.sample(range(1, 1000), 150)}
        fates = {}

        def fault(request, n):
          if n == 1:
            fates[request.id] = draw.sample(PASSING, 2) if draw.random() < (0.2 if form == "single" else 0.7) else []
          return fates[request.id][n - 1] if n <= len(fates[request.id]) else None
        self.start_dsp(codes, fault)
        rows, err = self.send("--form", form, "--in-flight", "16", *(["--max-records", "50"] if form == "list" else []),
                              wanted=1)
        self.check_report(rows, 999)
        self.assertLessEqual(self.dsp.most_on_its_way, 17)
        self.assertGreater(self.dsp.most_on_its_way, 1)
        self.assertIn("999 rows: ", err)
        # all is answered: nothing more is sent, and what is reported is in the state
        delivered = self.dsp.delivered()
        again, err = self.send(wanted=1)
        self.assertEqual((again, self.dsp.delivered()), (rows, delivered))
        report = subprocess.run([CHRET, "report", "--state", "batch.state"], cwd=self.folder, capture_output=True,
                                text=True, check=False)
        self.assertEqual(list(csv.DictReader(io.StringIO(report.stdout))), rows)

  def test_refused_rows_are_sent_anew_only_where_that_is_asked_for(self):
    self.sheet_of(9)
    self.start_dsp({device(2): "E19", device(5): "E4", device(7): "E19"})
    first, _ = self.send(wanted=1)
    self.dsp.codes = {device(5): "E4", device(7): "E11"}
    same, _ = self.send(wanted=1)
    self.assertEqual((same, self.dsp.delivered()), (first, 9))
    rows, _ = self.send("--retry", "E19", wanted=1)
    self.check_report(rows, 9)
    self.assertEqual(self.dsp.delivered(), 11)
    self.assertEqual([row["RequestID"] for row in rows if row["DeviceID"] not in (device(2), device(7))],
                     [row["RequestID"] for row in first if row["DeviceID"] not in (device(2), device(7))])
    self.dsp.codes = {}
    rows, _ = self.send("--retry", "refused")
    self.check_report(rows, 9)
    self.assertEqual(self.dsp.delivered(), 13)

  def test_bad_rows_are_left_out_and_told(self):
    self.sheet_of(3)
    with open(self.folder / "hubs.csv", "a") as file:
      file.write("00-DB,,Lost or Stolen Hub,,,\n%s,,Lost or Stolen Hub,,,\n" % device(1))
    self.start_dsp()
    rows, err = self.send(wanted=1)
    self.check_report(rows, 3)
    self.assertIn("chret-adapter: hubs.csv:5: record 4 (00-DB): ", err)
    self.assertIn("chret-adapter: hubs.csv:6: record 5 (%s): " % device(1), err)
    self.assertIn("2 of 5 rows left out", err)

  def test_no_more_are_sent_in_a_second_than_that(self):
    self.sheet_of(12)
    self.start_dsp(fault=lambda request, n: "503" if n == 1 and request.counter % 4 == 0 else None)
    rows, _ = self.send("--rate", "20/s", "--in-flight", "12")
    self.check_report(rows, 12)
    times = sorted(self.dsp.times)
    self.assertEqual(len(times), 15)
    self.assertGreaterEqual(times[-1] - times[0], 14 / 20 - 0.05)
    self.assertFalse([i for i in range(len(times) - 5) if times[i + 5] - times[i] < 5 / 20 - 0.05])

  def test_the_clock_has_passed_every_counter_before_it_is_seen(self):
    self.sheet_of(300)
    self.start_dsp()
    command = self.command("--in-flight", "4")
    i = command.index("--counter")
    del command[i:i + 2]
    done = subprocess.run(command, cwd=self.folder, capture_output=True, env=ENVIRONMENT, check=False)
    self.assertEqual(done.returncode, 0, done.stderr)
    first = time.time() - (time.monotonic() - min(self.dsp.times))
    self.assertLess(max(request.counter for request in self.dsp.requests.values()) / 1000, first)

  def test_the_command_line(self):
    self.sheet_of(1)
    self.start_dsp()
    for options, says in [(["--url", "ftp://127.0.0.1/"], "--url"), (["--rate", "0"], "--rate"),
                          (["--rate", "5/min"], "--rate"), (["--in-flight", "0"], "--in-flight"),
                          (["--retry", "pending"], "--retry"), (["--form", "double"], "form"), (["--nothing"], "nothing")]:
      with self.subTest(options):
        rows, err = self.send(*options, wanted=2)
        self.assertIn(says, err)
        self.assertEqual((rows, self.dsp.delivered()), ([], 0))
    rows, err = self.send("--retry", "refused", wanted=3)
    self.assertIn("chret-adapter: batch.state: there is no such state yet", err)
    self.assertFalse((self.folder / "batch.state").exists())


class Ends(Adapter):
  """What ends a run before its end."""
  kills = 0

  def wait_for(self, count):
    for _ in range(1000):
      if self.dsp.delivered() >= count:
        return
      time.sleep(0.005)
    self.fail("nothing was sent")

  def test_an_interruption_keeps_and_reports_what_came(self):
    for number in [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]:
      with self.subTest(number):
        self.setUp()
        self.sheet_of(100)
        is_over = threading.Event()

        def waits_from_the_31st_on(request, n, is_over=is_over):
          if self.dsp.delivered() > 30:
            is_over.wait(20)

        self.start_dsp(fault=waits_from_the_31st_on)
        process = self.begin("--in-flight", "2")
        self.wait_for(31)
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
        is_over.set()
        self.assertEqual(process.returncode, 1, err.decode())
        rows = list(csv.DictReader(io.StringIO(out.decode())))
        answered = [row["DeviceID"] for row in rows if row["accepted"] == "yes"]
        self.assertTrue(10 < len(answered) <= 31, len(answered))
        self.check_report(rows, 100, {device(number) for number in range(1, 101)} - set(answered))
        delivered = self.dsp.delivered()
        self.dsp.fault = lambda request, n: None
        rows, _ = self.send()
        self.check_report(rows, 100)
        self.assertLessEqual(self.dsp.delivered(), delivered + 100 - len(answered) + 2)  # two may have been on their way

  def test_a_second_run_has_to_leave_it(self):
    self.sheet_of(80)
    other_has_tried = threading.Event()

    def slowly_until_then(request, n):
      other_has_tried.wait(0.1 if self.dsp.delivered() < 20 else 20)

    self.start_dsp(fault=slowly_until_then)
    process = self.begin("--in-flight", "1")
    self.wait_for(20)  # the state was saved again, and is another file now
    rows, err = self.send(wanted=3)
    other_has_tried.set()
    self.assertIn("chret-adapter: batch.state: another run has this state", err)
    self.assertEqual(rows, [])
    process.communicate(timeout=20)
    self.assertEqual(process.returncode, 0)
    self.assertEqual(self.dsp.delivered(), 80)

  def test_kills_at_any_moment(self):
    draw = random.Random(SEED)
    batches, wanted = 0, 60 if LONG else 6
    while Ends.kills < wanted:
      batches += 1
      self.setUp()
      self.sheet_of(120)
      form = draw.choice(["single", "list"])
      options = ["--form", form, "--in-flight", "4"] + (["--max-records", "5"] if form == "list" else [])
      codes = {device(number): "E19" for number in draw.sample(range(1, 121), 20)}
      passing = [fault for fault in PASSING if fault != "other"]
      self.start_dsp(codes, lambda request, n: draw.choice(passing) if draw.random() < 0.05 else None)
      whole = 0.6
      for _ in range(8):
        process = self.begin(*options)
        try:
          process.wait(draw.uniform(0, whole))
        except subprocess.TimeoutExpired:
          process.kill()
        process.communicate()
        self.assertIn(process.returncode, (1, -9), "seed %d" % SEED)
        Ends.kills += process.returncode == -9
        self.assertEqual(self.dsp.broken, [], "seed %d" % SEED)
        if process.returncode == 1 or Ends.kills >= wanted:
          break
      rows, _ = self.send(*options, wanted=1)
      with self.subTest("seed %d, batch %d, %s" % (SEED, batches, form)):
        self.check_report(rows, 120)
      # and the refused ones, which may be killed too
      self.dsp.codes = {}
      process = self.begin("--retry", "refused", *options)
      try:
        process.wait(draw.uniform(0, whole / 2))
      except subprocess.TimeoutExpired:
        process.kill()
      process.communicate()
      Ends.kills += process.returncode == -9
      rows, _ = self.send("--retry", "refused", *options)
      with self.subTest("seed %d, batch %d, %s, again" % (SEED, batches, form)):
        self.check_report(rows, 120)


if __name__ == "__main__":
  program = unittest.main(exit=False)
  print("%d tests, %d requests to a DSP that fails, %d of them again; %d kills" % (
    program.result.testsRun, sum(len(dsp.deliveries) for dsp in MADE),
    sum(dsp.delivered() - len(dsp.deliveries) for dsp in MADE), Ends.kills))
  sys.exit(not program.result.wasSuccessful())
