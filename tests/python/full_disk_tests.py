"""chret-dsp and chret-adapter where the disk is full, stdout is full or closed, and files cannot be read: what they say, what
is in their files afterwards, and that both go on once there is room. Disks are small ones in memory, which takes root."""
import contextlib
import csv
import io
import json
import os
import pathlib
import resource
import socket
import subprocess
import sys
import tempfile
import unittest

import messages
from dsp_service import BUILD, Service, Sqlite, listed, request_id, single, wait_for
from dsp_service_tests import said
from identities import DSP, SUPPLIER

ROWS = 60
CHECKED = {"calls": 0}
FULL, CLOSED = "chret-adapter: stdout: No space left on device\n", "chret-adapter: stdout: Bad file descriptor\n"


def write_inventory(path):
  rows = ["%s,CHF,Commissioned,,\n" % messages.device(number) for number in range(1, 500)]
  path.write_text("DeviceID,DeviceType,DeviceStatus,LogisticsStatus,Supplier\n" + "".join(rows))


class Disk:
  """A folder that can be full."""

  def __init__(self, path, size):
    path.mkdir()
    self.path, self.filler = path, path / "filler"
    self.is_mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path], check=False,
                                     stderr=subprocess.DEVNULL).returncode == 0

  def fill(self, room=0):
    """But for so many bytes."""
    with contextlib.suppress(OSError), open(self.filler, "wb", buffering=0) as file:
      while True:
        file.write(bytes(4096))
    os.truncate(self.filler, max(0, self.filler.stat().st_size - room))

  def free(self):
    self.filler.unlink(missing_ok=True)

  def close(self):
    if self.is_mounted:
      subprocess.run(["umount", self.path], check=True)


class Case(unittest.TestCase):
  def setUp(self):
    folder = tempfile.TemporaryDirectory(prefix="chret-full-")
    self.addCleanup(folder.cleanup)
    self.folder = pathlib.Path(folder.name)
    self.inventory = self.folder / "smi.csv"
    write_inventory(self.inventory)
    self.service = None

  def disk(self, name, size="16m"):
    disk = Disk(self.folder / name, size)
    self.addCleanup(disk.close)
    if not disk.is_mounted:
      self.skipTest("a small disk in memory takes root")
    return disk

  def start(self, database):
    self.service = Service(self.folder, database, inventory=self.inventory)
    self.addCleanup(self.service.stop)

  # ---- The adapter

  def sheet(self):
    (self.folder / "hubs.csv").write_text("DeviceID,CHFNoFaultReturnType\n" + "".join(
      "%s,Lost or Stolen Hub\n" % messages.device(number) for number in range(1, ROWS + 1)))

  def command(self, **changes):
    options = {"url": "http://127.0.0.1:%d/api/v1/serviceD" % (self.service.port if self.service else 1),
               "originator": SUPPLIER.eui, "target": DSP.eui, "key": SUPPLIER.key, "cert": SUPPLIER.path,
               "trust": DSP.path, "state": "batch.state", "counter": "file:last", "tries": 2, **changes}
    sheet = options.pop("sheet", "hubs.csv")
    return [str(BUILD / "chret-adapter"), "send",
            *(str(part) for name, value in options.items() for part in ("--" + name, value)), str(sheet)]

  def send(self, wanted, stdout=subprocess.PIPE, command=None, **changes):
    """The rows of the report, and stderr."""
    CHECKED["calls"] += 1
    done = subprocess.run(command or self.command(**changes), cwd=self.folder, stdout=stdout, stderr=subprocess.PIPE,
                          timeout=60, check=False, env={**os.environ, "no_proxy": "127.0.0.1"})
    self.assertEqual(done.returncode, wanted, done.stderr.decode())
    return list(csv.DictReader(io.StringIO((done.stdout or b"").decode()))), done.stderr.decode()

  def send_closed(self, wanted):
    """Without a stdout."""
    return self.send(wanted, command=["sh", "-c", 'exec "$@" >&-', "sh", *self.command()])[1]

  def assert_returned_once(self, database, counters):
    """Each hub of the sheet, by the requests with these counters."""
    hubs = [messages.device(number) for number in range(1, ROWS + 1)]
    self.assertEqual([row[0] for row in database.rows("SELECT device_id FROM returns ORDER BY device_id")], hubs)
    self.assertEqual(database.rows("SELECT code, count(*) FROM audit_trail GROUP BY code"), [("I99", str(ROWS))])
    self.assertEqual({row[0] for row in database.rows("SELECT request_id FROM requests")},
                     {request_id(counter) for counter in counters})


class TheService(Case):
  def test_its_database_is_full(self):
    disk = self.disk("disk")
    database = Sqlite(disk.path)
    self.start(database)
    before = self.service.post(listed(range(400, 410), 1))
    bodies = [listed(range(1, 200), 2), single(200, 3)]
    for room in 0, 8192:  # bytes
      disk.fill(room)
      for body in bodies:
        self.assertEqual(self.service.post(body), (503, "database\n"))
        self.assertIn("chret-dsp: %s: database or disk is full\n" % database.path, self.service.log())
      self.assertEqual(self.service.post(listed(range(400, 410), 1)), (409, "altered\n"))  # signed anew: it can still read
      disk.free()
    self.assertEqual(database.rows("SELECT count(*) FROM requests"), [("1",)])
    self.assertEqual(database.rows("SELECT count(*) FROM inventory WHERE logistics_status = 'Returned'"), [("10",)])
    answers = [self.service.post(body) for body in bodies]
    self.assertEqual([status for status, _ in (before, *answers)], [200] * 3)
    self.assertEqual([said(answer) for _, answer in answers], [("I99", {})] * 2)
    disk.fill()
    self.assertEqual([self.service.post(body) for body in bodies], answers)  # what is stored is given again
    disk.free()
    for table in "audit_trail", "returns":
      self.assertEqual(database.rows("SELECT count(*), count(DISTINCT device_id) FROM " + table), [("210", "210")])
    self.assertEqual(database.rows("PRAGMA integrity_check"), [("ok",)])
    self.assertEqual(self.service.stop(), 0)

  def test_its_files_may_not_grow(self):
    """The same without a disk of its own: SQLite is told that a file has its largest size."""
    database = Sqlite(self.folder)
    self.start(database)
    first = single(1, 1)
    answer = self.service.post(first)
    largest = max(path.stat().st_size for path in self.folder.glob("dsp.db*"))
    bodies = [single(number, number) for number in range(2, 200)]
    hard = resource.prlimit(self.service.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(self.service.process.pid, resource.RLIMIT_FSIZE, (largest + 20000, hard))
    answered = 0
    while (found := self.service.post(bodies[answered]))[0] == 200:
      answered += 1
    self.assertEqual(found, (503, "database\n"))
    self.assertEqual(self.service.post(first), answer)
    resource.prlimit(self.service.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    self.assertEqual(self.service.post(bodies[answered])[0], 200)
    self.assertEqual(database.rows("SELECT count(*), count(DISTINCT device_id) FROM returns"),
                     [(str(answered + 2), str(answered + 2))])
    self.assertEqual(self.service.stop(), 0)

  def test_there_is_no_room_for_a_database(self):
    disk = self.disk("disk", "64k")
    disk.fill()
    self.assert_ends("%s/dsp.db: " % disk.path, db="sqlite:%s/dsp.db" % disk.path)
    disk.free()
    self.assertIn("database or disk is full",  # the devices are one transaction
                  self.assert_ends("%s/dsp.db: " % disk.path, "--load-inventory", self.inventory,
                                   db="sqlite:%s/dsp.db" % disk.path))
    self.assertEqual(Sqlite(disk.path).rows("SELECT count(*) FROM inventory"), [("0",)])

  def assert_ends(self, says, *more, **changes):
    CHECKED["calls"] += 1
    options = {"listen": "127.0.0.1:0", "db": "sqlite:%s/dsp.db" % self.folder, "trust": SUPPLIER.path, "key": DSP.key,
               "cert": DSP.path, **changes}
    done = subprocess.run([BUILD / "chret-dsp", *(str(part) for name, value in options.items()
                                                  for part in ("--" + name, value)), *more], cwd=self.folder,
                          capture_output=True, text=True, timeout=20, check=False)
    self.assertEqual((done.returncode, done.stdout), (3, ""), done.stderr)
    self.assertTrue(done.stderr.startswith("chret-dsp: " + says), done.stderr)
    return done.stderr

  def test_what_it_needs_cannot_be_read(self):
    (self.folder / "folder").mkdir()
    (self.folder / "text").write_text("text\n")
    for option in "key", "cert", "trust":
      self.assert_ends("nowhere: No such file or directory\n", **{option: "nowhere"})
      self.assert_ends("text: not a ", **{option: "text"})
    for option in "key", "cert":
      self.assert_ends("folder: Is a directory\n", **{option: "folder"})
    self.assert_ends("folder: there is no file *.pem", trust="folder")
    self.assert_ends("nowhere: No such file or directory\n", "--load-inventory", "nowhere")
    self.assert_ends("folder: Is a directory\n", "--load-inventory", "folder")
    self.assert_ends("folder: unable to open database file\n", db="sqlite:folder")
    self.assert_ends("nowhere/dsp.db: unable to open database file\n", db="sqlite:nowhere/dsp.db")
    (self.folder / "text").write_text("text\n" * 1000)
    self.assert_ends("text: file is not a database\n", db="sqlite:text")

  def test_its_help_has_no_room(self):
    for where, why in ("/dev/full", "No space left on device"), ("&-", "Bad file descriptor"):
      done = subprocess.run(["sh", "-c", "exec %s/chret-dsp --help >%s" % (BUILD, where)], capture_output=True, text=True,
                            check=False)
      self.assertEqual((done.returncode, done.stderr), (3, "chret-dsp: stdout: %s\n" % why))

  def test_nobody_takes_its_log(self):
    """Closed or full: it goes on, and no connection or file gets what was to be said there."""
    for number, where in enumerate(["&-", "/dev/full"], 1):
      database = Sqlite(self.folder)
      with socket.create_server(("127.0.0.1", 0)) as free:  # it cannot say which one it took
        listening = "127.0.0.1:%d" % free.getsockname()[1]
      process = subprocess.Popen(["sh", "-c", 'exec "$@" <&- >&- 2>%s' % where, "sh", BUILD / "chret-dsp", "--listen",
                                  listening, "--db", database.url, "--trust", SUPPLIER.path, "--key", DSP.key, "--cert",
                                  DSP.path, "--load-inventory", self.inventory])
      service = object.__new__(Service)
      service.process, service.port = process, int(listening.rpartition(":")[2])

      def post(body, service=service):
        with contextlib.suppress(ConnectionError):
          return service.post(body)

      try:
        body = single(number, number)
        status, answer = wait_for(lambda: post(body))
        self.assertEqual((status, said(answer)), (200, ("I99", {})))
        self.assertEqual(service.post(b"<"), (400, "not-well-formed\n"))
        self.assertEqual(service.post(body), (200, answer))
        self.assertEqual(json.loads(service.ask("GET", "/health")[1])["status"], "ok")
      finally:
        self.assertEqual(service.stop(), 0)


class TheAdapter(Case):
  def test_its_report_has_no_room(self):
    """All was sent and is in the state; the same command reports it."""
    database = Sqlite(self.folder)
    self.start(database)
    self.sheet()
    self.assertTrue(self.send_closed(3).endswith(CLOSED))
    state = (self.folder / "batch.state").read_bytes()
    self.assertTrue(self.send_closed(3).endswith(CLOSED))
    with open("/dev/full", "wb") as full:
      self.assertTrue(self.send(3, stdout=full)[1].endswith(FULL))
    self.assertEqual((self.folder / "batch.state").read_bytes(), state)
    rows, err = self.send(0)
    self.assertEqual([(row["code"], row["accepted"]) for row in rows], [("I99", "yes")] * ROWS)
    self.assertIn(" 0 requests were sent", err)
    self.assert_returned_once(database, range(1, ROWS + 1))

  def test_no_room_for_its_counter_or_its_state(self):
    disk = self.disk("disk", "256k")
    database = Sqlite(self.folder)
    self.start(database)
    self.sheet()
    disk.fill()
    _, err = self.send(3, counter="file:disk/last")
    self.assertEqual(err, "chret-adapter: disk/last: No space left on device\n")
    for _ in range(2):
      _, err = self.send(3, state="disk/batch.state")
      self.assertEqual(err, "chret-adapter: disk/batch.state: No space left on device\n")
    self.assertFalse((disk.path / "batch.state").exists())
    self.assertEqual(database.rows("SELECT count(*) FROM requests"), [("0",)])  # nothing left before it was noted
    spent = int((self.folder / "last").read_text())
    self.assertIn(spent, (ROWS, 2 * ROWS))
    disk.free()
    rows, _ = self.send(0, state="disk/batch.state")
    self.assertEqual([(row["code"], row["accepted"]) for row in rows], [("I99", "yes")] * ROWS)
    self.assert_returned_once(database, range(spent + 1, spent + ROWS + 1))

  def test_no_room_for_the_answers(self):
    """They were given, and cannot be noted: the state stays, and the same requests get the same answers again."""
    disk = self.disk("disk", "256k")
    database = Sqlite(self.folder)
    self.sheet()
    self.send(1, state="disk/batch.state", url="http://127.0.0.1:1/")  # nobody listens: all are pending
    state = (disk.path / "batch.state").read_bytes()
    self.start(database)
    disk.fill()
    rows, err = self.send(3, state="disk/batch.state")
    self.assertEqual(rows, [])
    self.assertIn("chret-adapter: disk/batch.state: No space left on device\n", err)
    self.assertEqual((disk.path / "batch.state").read_bytes(), state)
    disk.free()
    rows, _ = self.send(0, state="disk/batch.state")
    self.assertEqual([(row["code"], row["accepted"]) for row in rows], [("I99", "yes")] * ROWS)
    self.assert_returned_once(database, range(1, ROWS + 1))

  def test_the_dsp_has_no_room(self):
    disk = self.disk("disk")
    database = Sqlite(disk.path)
    self.start(database)
    self.sheet()
    disk.fill()
    rows, err = self.send(1)
    self.assertEqual([row["accepted"] for row in rows], ["pending"] * ROWS)
    self.assertIn("no answer, pending, HTTP 503: database", err)
    disk.free()
    rows, _ = self.send(0)
    self.assertEqual([(row["code"], row["accepted"]) for row in rows], [("I99", "yes")] * ROWS)
    self.assert_returned_once(database, range(1, ROWS + 1))

  def test_what_it_needs_cannot_be_read(self):
    self.sheet()
    (self.folder / "folder").mkdir()
    before = sorted(self.folder.iterdir())
    for option in "key", "cert", "trust", "sheet":
      _, err = self.send(3, **{option: "nowhere"})
      self.assertEqual(err, "chret-adapter: nowhere: No such file or directory\n")
    for option in "key", "cert", "state", "sheet":
      _, err = self.send(3, **{option: "folder"})
      self.assertEqual(err, "chret-adapter: folder: Is a directory\n")
    for option, name, says in [("counter", "file:folder", "folder: Is a directory"),
                               ("counter", "file:nowhere/last", "nowhere/last: No such file or directory"),
                               ("state", "nowhere/state", "nowhere/state: No such file or directory")]:
      _, err = self.send(3, **{option: name})
      self.assertEqual(err, "chret-adapter: %s\n" % says)
      (self.folder / "last").unlink(missing_ok=True)
    self.assertEqual(sorted(self.folder.iterdir()), before)


if __name__ == "__main__":
  done = unittest.main(exit=False).result
  if not done.wasSuccessful():
    sys.exit(1)
  for _, why in done.skipped[:1]:
    print("skipped: %d of them, %s" % (len(done.skipped), why))
  print("%d tests, %d runs of the programs, %d requests: nothing is half done where a disk is full"
        % (done.testsRun - len(done.skipped), CHECKED["calls"], Service.posted))
