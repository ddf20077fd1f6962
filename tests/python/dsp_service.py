"""A chret-dsp that runs for a test, and its database: both as they look from outside."""
import contextlib
import http.client
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import time

import identities
import messages
from signing import sign

BUILD = pathlib.Path(os.environ.get("B", "build")).resolve()
SERVICE = "/api/v1/serviceD"
SECONDS = 10  # in which whatever is waited for has to happen

ADAPTER = identities.Identity("adapter", eui="90-B3-D5-1F-30-03-00-00", role="02")
NETWORK = identities.Identity("network", eui="90-B3-D5-1F-30-04-00-00", role="03")
EXPIRED = identities.Identity("expired", eui="90-B3-D5-1F-30-05-00-00", since="20200101000000Z", until="20210101000000Z")
TRUSTED = [identities.SUPPLIER, identities.OTHER, ADAPTER, NETWORK, EXPIRED]


def wait_for(what, seconds=SECONDS):
  """What a function gives, once that is true."""
  until = time.monotonic() + seconds
  while not (found := what()):
    if time.monotonic() > until:
      raise AssertionError("waited too long")
    time.sleep(0.005)
  return found


# ---- Requests

def request_id(counter, who=identities.SUPPLIER, target=identities.DSP):
  return "%s:%s:%d" % (who.eui, target.eui, counter)


def single(device, counter, who=identities.SUPPLIER, changes=(), **names):
  text = messages.request(messages.record(device), messages.header("8.14.4", request_id(counter, who, **names)))
  for old, new in changes:
    assert old in text, old
    text = text.replace(old, new)
  return sign(text, who).encode()


def listed(devices, counter, who=identities.SUPPLIER):
  return sign(messages.listed(messages.record(i) for i in devices).replace(messages.REQUEST_ID,
                                                                           request_id(counter, who)), who).encode()


# ---- Databases

class Sqlite:
  def __init__(self, folder):
    self.path = folder / "dsp.db"
    self.url = "sqlite:%s" % self.path

  def rows(self, sql):
    with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % self.path, uri=True, timeout=SECONDS)) as connection:
      return [tuple(map(str, row)) for row in connection.execute(sql)]

  def execute(self, sql):
    with contextlib.closing(sqlite3.connect(self.path, timeout=SECONDS)) as connection:
      connection.execute("PRAGMA foreign_keys = ON")
      with connection:
        connection.execute(sql)

  @contextlib.contextmanager
  def held(self):
    """Nobody else can write meanwhile."""
    with contextlib.closing(sqlite3.connect(self.path, timeout=SECONDS, isolation_level=None)) as connection:
      connection.execute("BEGIN IMMEDIATE")
      yield
      connection.execute("ROLLBACK")


class Postgresql:
  """A database of its own on a server that runs already."""
  made = 0

  def __init__(self, server):
    Postgresql.made += 1
    name = "dsp%d_%d" % (os.getpid(), Postgresql.made)
    self.url = "%s/postgres" % server
    self.execute("CREATE DATABASE " + name)
    self.url = "%s/%s" % (server, name)

  def psql(self, *arguments):
    return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-A", "-t", "-F", "\x1f", *arguments, self.url]

  def rows(self, sql):
    done = subprocess.run(self.psql("-c", sql), capture_output=True, text=True, check=True)
    return [tuple(line.split("\x1f")) for line in done.stdout.splitlines()]

  def execute(self, sql):
    subprocess.run(self.psql("-c", sql), check=True, stdout=subprocess.DEVNULL)

  @contextlib.contextmanager
  def held(self):
    session = subprocess.Popen(self.psql(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    session.stdin.write("BEGIN; LOCK TABLE requests, inventory IN ACCESS EXCLUSIVE MODE; SELECT 1;\n")
    session.stdin.flush()
    session.stdout.readline()
    yield
    session.communicate("ROLLBACK;\n")


def new_database(folder):
  server = os.environ.get("CHRET_TEST_POSTGRESQL")
  return Postgresql(server) if server else Sqlite(folder)


# ---- The service

class Service:
  """It listens until stop(); whoever makes one stops it."""
  posted = 0  # to any of them

  def __init__(self, folder, database, *options, signer=identities.DSP, inventory=None):
    trusted = folder / "trusted"
    trusted.mkdir(exist_ok=True)
    for who in TRUSTED:
      (trusted / who.path.name).write_bytes(who.path.read_bytes())
    load = ["--load-inventory", inventory] if inventory else []
    self.start(folder, "--db", database.url, "--trust", trusted, "--key", signer.key, "--cert", signer.path, *load,
               *options)

  def start(self, folder, *options):
    self.log_path = folder / ("log%d" % time.monotonic_ns())
    with open(self.log_path, "wb") as log:
      self.process = subprocess.Popen([BUILD / "chret-dsp", "--listen", "127.0.0.1:0", *map(str, options)],
                                      stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    started = wait_for(lambda: re.search(r"listening on port (\d+)", self.log()) or self.process.poll() is not None)
    if started is True:
      raise AssertionError("it ended: " + self.log())
    self.port = int(started.group(1))

  def log(self):
    return self.log_path.read_text()

  def lines(self):
    """The lines of requests as {key: value}, which every line has to be."""
    found = []
    for line in self.log().splitlines():
      if line.startswith("time="):
        assert re.fullmatch(r"[a-z]+=[^ =]+( [a-z]+=[^ =]+)*", line), line
        found.append(dict(part.split("=") for part in line.split(" ")))
    return found

  def connect(self):
    return http.client.HTTPConnection("127.0.0.1", self.port, timeout=3 * SECONDS)

  def ask(self, method, path, body=None, headers=None, connection=None):
    """(status, body, headers in lower case)."""
    with contextlib.closing(connection or self.connect()) as to:
      to.request(method, path, body, headers or {})
      answer = to.getresponse()
      return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}

  def post(self, body):
    """(status, body); of what is no answer, the body's text."""
    Service.posted += 1
    status, body, headers = self.ask("POST", SERVICE, body, {"Content-Type": "application/xml"})
    if status == 200:
      assert headers["content-type"] == "application/xml", headers
      return status, body
    assert headers["content-type"].startswith("text/plain"), headers
    return status, body.decode()

  def metrics(self):
    status, body, headers = self.ask("GET", "/metrics")
    assert status == 200 and headers["content-type"].startswith("text/plain; version=0.0.4"), headers
    return {name: float(value) for name, value in
            (line.rsplit(" ", 1) for line in body.decode().splitlines() if not line.startswith("#"))}

  def stop(self, number=signal.SIGTERM):
    """The exit code."""
    if self.process.poll() is None:
      self.process.send_signal(number)
    return self.process.wait(3 * SECONDS)


class Front(Service):
  """Takes requests for workers behind a queue."""

  def __init__(self, folder, queue, *options):
    self.start(folder, "--front", queue, *options)
