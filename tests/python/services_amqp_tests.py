"""chret-adapter, fronts and workers of chret-dsp, RabbitMQ and PostgreSQL together: what is reported is the truth and is
what the database has, whatever of it is killed meanwhile. tests/scripts/all/services_amqp.sh starts the two servers."""
import collections
import concurrent.futures
import csv
import http.client
import io
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
import unittest
from urllib.parse import urlsplit

import pika

import messages
from cut import Way
from dsp_service import BUILD, SERVICE, Front, Service, listed, new_database, request_id, single, wait_for
from dsp_service_tests import CODES, FOREIGN, METERS, RETURNED, UNKNOWN, said
from identities import DSP, OTHER, STRANGER, SUPPLIER
from services_tests import COLUMNS, ENVIRONMENT, MANY, Together, items

FAULTS = int(os.environ.get("CHRET_FAULTS", "10"))
SEED = int(os.environ.get("CHRET_SEED", random.randrange(1 << 32)))
SINGLES, LISTS = 200 * FAULTS, 2 * FAULTS  # requests
A_LIST = 50  # hubs
HUBS = SINGLES + LISTS * A_LIST
BROKER, SERVER = os.environ["CHRET_TEST_AMQP_SERVER"], os.environ["CHRET_TEST_POSTGRESQL_SERVER"]


def write_inventory(path, most):
  with open(path, "w", newline="", encoding="utf-8") as file:
    sheet = csv.writer(file)
    sheet.writerow(["DeviceID", "DeviceType", "DeviceStatus", "LogisticsStatus", "Supplier"])
    for number in range(1, most + 1):
      if number not in UNKNOWN:
        sheet.writerow([messages.device(number), "ESME" if number in METERS else "CHF", "Commissioned",
                        "Returned" if number in RETURNED else "", OTHER.eui if number in FOREIGN else ""])


class Queued(Together):
  """Two fronts and two workers; all of them see the broker by a way that can be cut."""

  def setUp(self):
    super().setUp()
    at = urlsplit(os.environ["CHRET_TEST_AMQP"])
    self.way = Way(at.hostname, at.port)
    self.addCleanup(self.way.close)
    self.queue = "amqp://%s:%s@127.0.0.1:%d" % (at.username, at.password, self.way.port)
    self.workers = [self.new_worker() for _ in range(2)]
    self.fronts = [self.new_front() for _ in range(2)]
    self.addCleanup(lambda: [part.stop() for part in self.fronts + self.workers])
    for part in self.fronts + self.workers:
      wait_for(lambda: part.ask("GET", "/health")[0] == 200, 60)  # pylint: disable=cell-var-from-loop

  def start_service(self):
    self.database = new_database(self.folder)
    write_inventory(self.folder / "smi.csv", max(MANY + 101, HUBS))

  def new_worker(self):
    return Service(self.folder, self.database, "--worker", self.queue, inventory=self.folder / "smi.csv")

  def new_front(self, port=0):
    return Front(self.folder, self.queue, "--timeout", 20, "--listen", "127.0.0.1:%d" % port)

  def url(self):
    return "http://127.0.0.1:%d%s" % (self.fronts[0].port, SERVICE)

  def kill(self, part):
    part.process.kill()
    part.process.wait()


class Reports(Queued):
  def test_999_hubs(self):
    numbers = range(1, MANY + 1)
    self.write_sheet(numbers)
    rows, err = self.send("--in-flight", "8")
    self.check(rows, numbers)
    self.assertIn("999 requests were sent, 0 times one again; 0 were not delivered, 0 not answered", err)
    self.database.execute("DELETE FROM returns; DELETE FROM audit_trail; DELETE FROM requests; UPDATE inventory SET"
                          " logistics_status = '' WHERE device_id NOT IN ('%s')" % "', '".join(
                            messages.device(number) for number in RETURNED))
    rows, err = self.send("--form", "list", "--state", "lists.state")
    self.check(rows, numbers)
    self.assertIn("2 requests were sent, 0 times one again; 0 were not delivered, 0 not answered", err)
    # every request was logged by a front and by a worker, and both workers had a share
    self.assertEqual(sum(line["result"] == "answered" for line in self.fronts[0].lines()), MANY + 2)
    shares = [sum(line["result"] == "answered" for line in worker.lines()) for worker in self.workers]
    self.assertEqual(sum(shares), MANY + 2)
    self.assertGreater(min(shares), 0)

  def everything(self):
    return [self.database.rows("SELECT * FROM %s ORDER BY 1" % table) for table in
            ("inventory", "requests", "originators", "audit_trail", "returns")]

  def test_refusals(self):
    front, other = self.fronts
    good = single(MANY + 10, 70_000)
    status, answer = front.post(good)
    self.assertEqual((status, said(answer)), (200, ("I99", {})))
    before = self.everything()
    self.assertEqual(other.post(good), (200, answer))  # by the other front, the stored one
    self.assertEqual(front.post(good + b"\n"), (200, answer))  # what is signed is the same
    again = single(MANY + 10, 70_000)
    self.assertNotEqual(again, good)
    for body, status, reason in [
        (good.replace(b"Lost or Stolen", b"Stolen or Lost"), 400, "not-enumerated"),
        (good.replace(b"78-07-E9", b"78-07-EA").replace(b"78-03-F1", b"78-03-F2"), 400, "digest-mismatch"),
        (again, 409, "altered"), (single(MANY + 11, 1), 409, "stale"),
        (single(MANY + 12, 70_001, who=STRANGER), 400, "unknown-certificate"),
        (single(MANY + 12, 70_001, target=STRANGER), 400, "other-target"),
        (b"", 400, "not-well-formed"), (b" " * (4 * 1048576), 400, "not-well-formed")]:
      with self.subTest(reason):
        self.assertEqual(front.post(body), (status, reason + "\n"))
        line = front.lines()[-1]
        self.assertEqual((line["result"], line["status"]), (reason, str(status)))
        self.assertIn(reason, [line["result"] for worker in self.workers for line in worker.lines()[-3:]])
    large = {"Content-Type": "application/xml", "Content-Length": str(4 * 1048576 + 1)}
    self.assertEqual(front.ask("POST", SERVICE, b"", large)[:2], (413, b"too-large\n"))
    self.assertEqual(front.lines()[-1]["result"], "too-large")
    self.assertEqual(self.everything(), before)

  def test_pages(self):
    page = json.loads(self.fronts[0].ask("GET", "/health")[1])
    self.assertEqual(page, {"status": "ok", "queue": "reachable"})
    page = json.loads(self.workers[0].ask("GET", "/health")[1])
    self.assertEqual((page["status"], page["database"], page["queue"]), ("ok", "reachable", "reachable"))
    self.assertEqual(self.workers[0].post(b"x"), (404, "not-found\n"))
    self.fronts[0].post(listed(range(MANY + 20, MANY + 30), 5))
    count = 'chret_dsp_requests_total{result="answered"}'
    self.assertEqual(self.fronts[0].metrics()[count], 1)
    self.assertEqual(sum(worker.metrics().get(count, 0) for worker in self.workers), 1)
    self.assertEqual(sum(worker.metrics().get('chret_dsp_records_total{code="I99"}', 0) for worker in self.workers), 10)

  def test_nobody_answers_in_time(self):
    impatient = Front(self.folder, self.queue, "--timeout", 1)
    self.addCleanup(impatient.stop)
    for worker in self.workers:
      self.assertEqual(worker.stop(), 0, worker.log())
    body = single(MANY + 40, 5)
    self.assertEqual(impatient.post(body), (503, "busy\n"))
    time.sleep(0.5)
    self.workers = [self.new_worker()]  # it has expired: nobody finds it on the queue
    wait_for(lambda: self.workers[0].ask("GET", "/health")[0] == 200, 60)
    self.assertEqual(self.database.rows("SELECT request_id FROM requests"), [])
    self.assertEqual(said(impatient.post(body)[1]), ("I99", {}))
    self.assertEqual(self.database.rows("SELECT request_id FROM requests"), [(request_id(5),)])

  def test_worker_ends_under_load(self):
    body, ends = single(MANY + 60, 5), threading.Event()

    def send():
      while not ends.is_set():
        self.assertIn(self.fronts[0].post(body)[0], (200, 503))

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
      with self.database.held():  # each request takes a thread for 5 s
        senders = [pool.submit(send) for _ in range(16)]
        try:
          wait_for(lambda: len(self.waiting()) == 8, 60)
          self.assertEqual(self.workers[1].stop(), 0)
        finally:
          ends.set()
      for sender in senders:
        sender.result()

  def waiting(self):
    """The sessions of workers that wait for a hub."""
    return {pid for pid, in self.database.rows("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND"
                                               " datname = current_database()")}

  def test_what_kills_workers_is_given_up(self):
    front = Front(self.folder, self.queue, "--timeout", 120)
    front.connect = lambda: http.client.HTTPConnection("127.0.0.1", front.port, timeout=150)
    self.addCleanup(front.stop)
    for worker in self.workers:
      worker.stop()
    self.workers = []
    lock = subprocess.Popen(self.database.psql(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    lock.stdin.write("BEGIN; SELECT 1 FROM inventory WHERE device_id = '%s' FOR UPDATE;\n" % messages.device(MANY + 50))
    lock.stdin.flush()
    lock.stdout.readline()
    with concurrent.futures.ThreadPoolExecutor() as pool:
      answer = pool.submit(front.post, single(MANY + 50, 5))
      waited = set()  # the sessions of killed workers, which PostgreSQL has for a while yet
      self.workers = [Service(self.folder, self.database, "--worker", self.queue)]
      for _ in range(10):  # a killed worker's connections end one by one, so that a kill may count for more than one
        found = wait_for(lambda: answer.done() or self.waiting() - waited, 60)
        if answer.done():
          break
        waited |= found
        self.kill(self.workers[0])
        self.workers = [Service(self.folder, self.database, "--worker", self.queue)]
      self.assertEqual(answer.result(), (503, "poison\n"))
    lock.communicate("ROLLBACK;\n")
    self.assertRegex(self.workers[0].log(), "chret-dsp: queue: a request of [0-9]+ bytes was given to workers [0-9]+ times, "
                     "and none came to its end: given up")
    self.assertEqual(self.workers[0].lines()[-1]["result"], "poison")
    self.assertEqual(said(front.post(single(MANY + 50, 6))[1]), ("I99", {}))  # others are processed


class Broker(Queued):
  """What comes from the queue may come from anybody, and the broker may do anything."""

  def connect(self):
    connection = pika.BlockingConnection(pika.URLParameters(os.environ["CHRET_TEST_AMQP"] + "/%2F"))
    self.addCleanup(connection.close)
    return connection.channel()

  def stop_workers(self):
    for worker in self.workers:
      worker.stop()
    self.workers = []

  def test_forged_answers(self):
    self.stop_workers()
    front, channel = self.fronts[0], self.connect()

    def answer(body, **head):
      """What a front makes of this answer to a request."""
      with concurrent.futures.ThreadPoolExecutor(1) as pool:
        got = pool.submit(front.post, b"<x/>")
        method, asked, _ = next(channel.consume("chret-dsp"))
        channel.basic_publish("", asked.reply_to, body, pika.BasicProperties(
          correlation_id=asked.correlation_id, headers={"status": "200", "result": "answered", **head}))
        channel.basic_ack(method.delivery_tag)
        return got.result()

    zeros = bytes(60_000)
    self.assertTrue(answer(zeros) == (200, zeros))
    self.assertEqual(answer(b"busy", status="503", result="busy"), (503, "busy\n"))
    self.assertEqual(answer(b""), (503, "queue\n"))
    for head in [{"result": 'x"} 1\nchret_dsp_in_flight 7'}, {"result": "a b"}, {"result": ""}, {"status": "204"},
                 {"status": "404"}, {"status": "2000"}, {"request": "1 status=200"}, {"service": "\n"}, {"form": "\x1b[2J"}]:
      with self.subTest(head):
        self.assertEqual(answer(b"x", **head), (503, "queue\n"))
        line = front.lines()[-1]
        self.assertEqual([line[name] for name in ("result", "request", "service", "form")], ["queue", "-", "-", "-"])
    self.assertEqual({name for name in front.metrics() if "_requests_total" in name}, {
      'chret_dsp_requests_total{result="%s"}' % result for result in ("answered", "busy", "queue", "health")})

    # 100 names are told apart; the last is that of all others, also where a worker has said it
    for is_said, front in enumerate(self.fronts):
      for name in ["other"] * is_said + ["name%d" % i for i in range(120)] + ["other"]:
        self.assertEqual(answer(b"x", status="503", result=name)[0], 503)
      page = front.ask("GET", "/metrics")[1].decode()
      counts = dict(re.findall(r'^chret_dsp_requests_total{result="(.*)"} (.*)$', page, re.M))
      named = sum(name.startswith("name") for name in counts)
      self.assertEqual((page.count('"other"'), int(counts["other"])), (1, 120 - named + 1 + is_said))
      self.assertEqual(len(counts), 100 - is_said)
      self.assertIn("\nchret_dsp_request_seconds_count %d\n" % sum(map(int, counts.values())), page)

  def test_broker_stands_still(self):
    (self.folder / "queue").write_text(os.environ["CHRET_TEST_AMQP"] + "\n")
    front = Front(self.folder, "file:%s" % (self.folder / "queue"), "--timeout", 3)
    self.addCleanup(front.process.kill)
    self.assertEqual(front.post(b"x"), (400, "not-well-formed\n"))
    subprocess.run([BROKER, "freeze"], check=True)
    try:
      since = time.monotonic()
      with concurrent.futures.ThreadPoolExecutor(2) as pool:
        large = pool.submit(front.post, b" " * (4 * 1048576))  # on the open connection: it does not get rid of it
        time.sleep(0.5)
        small = pool.submit(front.post, b"x")  # this needs a connection of its own
        self.assertEqual([large.result()[0], small.result()[0]], [503, 503])
      self.assertLess(time.monotonic() - since, 4.5)
      self.assertEqual(front.stop(), 0)
    finally:
      subprocess.run([BROKER, "thaw"], check=True)
    self.assertEqual(said(self.fronts[0].post(single(MANY + 70, 5))[1]), ("I99", {}))

  def test_deleted_queue(self):
    self.connect().queue_delete("chret-dsp")
    for worker in self.workers:  # of 4 threads, not all of which RabbitMQ always tells
      wait_for(lambda: "queue: the broker has this queue no more" in worker.log())  # pylint: disable=cell-var-from-loop
    self.assertEqual(said(self.fronts[0].post(single(MANY + 80, 5))[1]), ("I99", {}))
    for worker in self.workers:
      wait_for(lambda: worker.ask("GET", "/health")[0] == 200)  # pylint: disable=cell-var-from-loop


class Adapter:
  """Runs again whenever it has ended, until its report has nothing pending."""

  def __init__(self, test, name, front, numbers, *options):
    self.folder = test.folder / name
    self.folder.mkdir()
    self.test, self.front, self.options, self.numbers, self.rows = test, front, options, numbers, None
    with open(self.folder / "hubs.csv", "w", newline="", encoding="utf-8") as file:
      sheet = csv.DictWriter(file, COLUMNS)
      sheet.writeheader()
      sheet.writerows(items(number) for number in numbers)
    self.begin()

  def begin(self):
    command = [BUILD / "chret-adapter", "send", "--url", "http://127.0.0.1:%d%s" % (self.front.port, SERVICE),
               "--originator", SUPPLIER.eui, "--target", DSP.eui, "--key", SUPPLIER.key, "--cert", SUPPLIER.path,
               "--trust", DSP.path, "--state", "batch.state", "--counter", "file:../last", *self.options, "hubs.csv"]
    with open(self.folder / "report", "wb") as out, open(self.folder / "err", "ab") as err:
      self.process = subprocess.Popen(command, cwd=self.folder, env=ENVIRONMENT, stdout=out, stderr=err)

  def is_done(self):
    code = self.process.poll()
    if self.rows is None and code is not None:
      self.test.assertIn(code, (0, 1, -9), (self.folder / "err").read_text()[-1000:])
      rows = list(csv.DictReader(io.StringIO((self.folder / "report").read_text())))
      if code >= 0 and rows and all(row["accepted"] in ("yes", "no") for row in rows):
        self.rows = rows
      else:
        self.begin()
    return self.rows is not None


class Faults(Queued):
  counts = collections.Counter()

  def kill_worker(self, draw):
    i = draw.randrange(2)
    self.kill(self.workers[i])
    self.workers[i] = self.new_worker()

  def kill_front(self, draw):
    i = draw.randrange(2)
    self.kill(self.fronts[i])
    self.fronts[i].start(self.folder, "--front", self.queue, "--timeout", 20, "--listen",
                         "127.0.0.1:%d" % self.fronts[i].port)

  def kill_adapter(self, draw):
    self.kill(draw.choice(self.adapters))

  def cut_broker(self, _):
    self.assertGreater(self.way.cut(), 0)

  def restart_postgresql(self, draw):
    subprocess.run([SERVER, "stop", "-m", draw.choice(["immediate", "fast"])], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([SERVER, "start"], check=True, stdout=subprocess.DEVNULL)

  def restart_broker(self, draw):
    subprocess.run([BROKER, draw.choice(["stop", "kill"])], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([BROKER, "start"], check=True, stdout=subprocess.DEVNULL)

  def answered(self):
    return int(self.database.rows("SELECT count(*) FROM requests")[0][0])

  def test_faults_at_any_moment(self):
    draw = random.Random(SEED)
    print("seed %d" % SEED)
    # each kind at least once; a broker takes seconds to start, so that is the rarest
    kinds = [self.restart_broker, self.restart_postgresql] * max(1, FAULTS // 25)
    kinds += [self.kill_worker, self.kill_front, self.kill_adapter, self.cut_broker, self.kill_worker]
    kinds += [draw.choice([self.kill_worker, self.kill_front, self.kill_adapter, self.cut_broker, self.cut_broker,
                           self.kill_worker, self.restart_postgresql]) for _ in range(FAULTS - len(kinds))]
    draw.shuffle(kinds)
    singles, lists = range(1, SINGLES + 1), range(SINGLES + 1, HUBS + 1)
    self.adapters = [
      Adapter(self, "singles", self.fronts[0], singles, "--in-flight", "8", "--timeout", "30"),
      Adapter(self, "lists", self.fronts[1], lists, "--form", "list", "--max-records", str(A_LIST), "--in-flight", "2",
              "--timeout", "30", "--rate", "%d/s" % max(1, FAULTS // 20))]
    moments = sorted(draw.uniform(0, 0.95 * (SINGLES + LISTS)) for _ in kinds)
    until = time.monotonic() + 120 + 30 * FAULTS
    while not all([adapter.is_done() for adapter in self.adapters]):
      self.assertLess(time.monotonic(), until, "seed %d: it comes to no end" % SEED)
      if kinds and self.answered() >= moments[0]:
        time.sleep(draw.uniform(0, 0.1))
        fault = kinds.pop()
        moments.pop(0)
        fault(draw)
        Faults.counts[fault.__name__] += 1
      time.sleep(0.05)
    self.assertEqual(kinds, [], "all was done before these")
    with self.subTest("seed %d" % SEED):
      self.check([row for adapter in self.adapters for row in adapter.rows], [*singles, *lists])
      self.assertEqual(self.answered(), SINGLES + LISTS)


if __name__ == "__main__":
  began = time.monotonic()
  program = unittest.main(exit=False)
  print("%d tests with RabbitMQ and PostgreSQL: report, truth and database are the same; %d faults (%s) during %d single "
        "requests and %d lists, in %d s" % (program.result.testsRun, sum(Faults.counts.values()), ", ".join(
          "%s %d" % (name.replace("_", " "), count) for name, count in sorted(Faults.counts.items())), SINGLES, LISTS,
          time.monotonic() - began))
  sys.exit(not program.result.wasSuccessful())
