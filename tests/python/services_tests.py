"""chret-adapter and chret-dsp together: what the adapter reports is the truth, and is what the database has, row by row."""
import contextlib
import csv
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import messages
from dsp_service import BUILD, SERVICE, Service, new_database
from dsp_service_tests import CODES, MANY, code_of, write_inventory
from identities import DSP, SUPPLIER

LONG = "CHRET_LONG" in os.environ
SEED = int(os.environ.get("CHRET_SEED", random.randrange(1 << 32)))
ENVIRONMENT = {**os.environ, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}


def items(number):
  """Every fourth hub is faulty; what may be left out is there in every second row."""
  found = {"DeviceID": messages.device(number)}
  if number % 4 == 0:
    found.update({"CHFFaultReturnType": "Fault identified post installation",
                  "OtherDeviceID": "00-DB-12-34-56-79-%02X-%02X" % divmod(number, 256),
                  "CHFConnectionMethod": "Cradle", "CHFFaultReason": "LED Fault"})
  else:
    found["CHFNoFaultReturnType"] = "Lost or Stolen Hub"
  if number % 2:
    found.update({"UserRefID": "user %d" % number, "IncidentReference": "INC%d" % number,
                  "AdditionalInformation": 'hub %d, <"&\'> \u00e9' % number})
  return found


COLUMNS = ["CHFFaultReason", "DeviceID", "CHFFaultReturnType", "CHFNoFaultReturnType", "UserRefID", "OtherDeviceID",
           "IncidentReference", "CHFConnectionMethod", "AdditionalInformation"]


class Together(unittest.TestCase):
  def setUp(self):
    folder = tempfile.TemporaryDirectory(prefix="chret-services-")
    self.addCleanup(folder.cleanup)
    self.folder = pathlib.Path(folder.name)
    self.start_service()

  def start_service(self):
    self.database = new_database(self.folder)
    write_inventory(self.folder / "smi.csv")
    self.service = Service(self.folder, self.database, inventory=self.folder / "smi.csv")
    self.addCleanup(lambda: self.service.stop())

  def url(self):
    return "http://127.0.0.1:%d%s" % (self.service.port, SERVICE)

  def write_sheet(self, numbers):
    with open(self.folder / "hubs.csv", "w", newline="", encoding="utf-8") as file:
      sheet = csv.DictWriter(file, COLUMNS)
      sheet.writeheader()
      sheet.writerows(items(number) for number in numbers)

  def command(self, *options):
    return [BUILD / "chret-adapter", "send", "--url", self.url(), "--originator", SUPPLIER.eui, "--target", DSP.eui,
            "--key", SUPPLIER.key, "--cert", SUPPLIER.path, "--trust", DSP.path, "--state", "batch.state", "--counter", "file:last", *options, "hubs.csv"]

  def send(self, *options, wanted=1):
    done = subprocess.run(self.command(*options), cwd=self.folder, env=ENVIRONMENT, capture_output=True, check=False,
                          timeout=300)
    self.assertEqual(done.returncode, wanted, done.stderr.decode())
    return list(csv.DictReader(io.StringIO(done.stdout.decode()))), done.stderr.decode()

  def check(self, rows, numbers):
    """The report, the truth and the database, row by row."""
    self.assertEqual([row["DeviceID"] for row in rows], [messages.device(number) for number in numbers])
    audit = {}
    for request_id, record, device, code in self.database.rows(
        "SELECT request_id, record, device_id, code FROM audit_trail"):
      self.assertNotIn((request_id, device), audit)
      audit[request_id, device] = (int(record), code)
    returns = {}
    for device, text in self.database.rows("SELECT device_id, items FROM returns"):
      self.assertNotIn(device, returns, "returned twice")
      returns[device] = json.loads(text)
    status = dict(self.database.rows("SELECT device_id, logistics_status FROM inventory"))
    places = {}
    for number, row in zip(numbers, rows):
      device, code = row["DeviceID"], code_of(number)
      self.assertEqual((row["code"], row["accepted"]), (code, "yes" if code == "I99" else "no"))
      places[row["RequestID"]] = place = places.get(row["RequestID"], 0) + 1
      self.assertEqual(audit.pop((row["RequestID"], device)), (place, code))
      self.assertEqual(returns.pop(device, None), items(number) if code == "I99" else None)
      if code == "I99":
        self.assertEqual(status[device], "Returned")
    self.assertEqual((audit, returns), ({}, {}), "the report does not have this")
    self.assertEqual({request_id: int(count) for request_id, count in
                      self.database.rows("SELECT request_id, records FROM requests")}, places)


class Reports(Together):
  def test_999_hubs_as_singles(self):
    numbers = range(1, MANY + 1)
    self.write_sheet(numbers)
    rows, err = self.send("--in-flight", "8")
    self.check(rows, numbers)
    self.assertIn("999 rows: ", err)
    self.assertIn("999 requests were sent, 0 times one again; 0 were not delivered, 0 not answered", err)
    self.assertEqual(len({row["RequestID"] for row in rows}), MANY)

  def test_999_hubs_as_lists(self):
    numbers = range(1, MANY + 1)
    self.write_sheet(numbers)
    rows, err = self.send("--form", "list")
    self.check(rows, numbers)
    self.assertIn("2 requests were sent, 0 times one again; 0 were not delivered, 0 not answered", err)

  def test_refused_rows_once_they_can_be_returned(self):
    numbers = sorted(CODES)
    self.write_sheet(numbers)
    first, _ = self.send("--form", "list")
    self.check(first, numbers)
    again, _ = self.send("--form", "list")
    self.assertEqual(again, first)
    self.database.execute("UPDATE inventory SET device_type = 'CHF', supplier = '' WHERE device_type = 'ESME'")
    rows, _ = self.send("--form", "list", "--retry", "E11,E5")
    for before, after in zip(first, rows):
      accepted = {"E11": ("I99", "yes")}.get(before["code"], (before["code"], "no"))
      self.assertEqual((after["code"], after["accepted"]), accepted)
      self.assertEqual(after["RequestID"] == before["RequestID"], before["code"] not in ("E11", "E5"))


class Kills(Together):
  kills = [0, 0]

  def restart(self):
    self.service.process.kill()
    self.service.process.wait()
    self.service = Service(self.folder, self.database, "--listen", "127.0.0.1:%d" % self.service.port)

  def run_killed(self, draw, options):
    """(whether the adapter was killed, whether the DSP was)."""
    process = subprocess.Popen(self.command(*options), cwd=self.folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    restarted = False
    for _ in range(2):
      with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(draw.uniform(0, 0.4))
      if process.poll() is None and not restarted and draw.random() < 0.5:
        self.restart()
        restarted = True
    process.kill()  # where it has not ended
    code = process.wait()
    self.assertIn(code, (1, -9))
    return code == -9, restarted

  def test_kills_of_both(self):
    draw = random.Random(SEED)
    wanted, kills = (40, 40) if LONG else (4, 3), [0, 0]
    numbers = range(1, 301)
    while kills[0] < wanted[0] or kills[1] < wanted[1]:
      form = draw.choice(["single", "list"])
      options = ["--form", form, "--in-flight", "4", "--rate", "400/s" if form == "single" else "30/s",
                 *(["--max-records", "7"] if form == "list" else [])]
      with self.subTest("%s, seed %d" % (form, SEED)):
        self.write_sheet(numbers)
        was_killed = True
        for _ in range(6):
          if was_killed:
            was_killed, was_restarted = self.run_killed(draw, options)
            kills = [kills[0] + was_killed, kills[1] + was_restarted]
        rows, _ = self.send(*options)
        self.check(rows, numbers)
      self.service.stop()
      self.setUp()
    Kills.kills = kills


if __name__ == "__main__":
  program = unittest.main(exit=False)
  print("%d tests of both services: report, truth and database are the same, row by row; %d kills of the adapter, %d of "
        "the DSP" % (program.result.testsRun, *Kills.kills))
  sys.exit(not program.result.wasSuccessful())
