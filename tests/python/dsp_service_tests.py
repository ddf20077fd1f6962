"""chret-dsp from outside: what it answers, what is in its database afterwards, its pages and its log."""
import base64
import concurrent.futures
import contextlib
import csv
import datetime
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import types
import unittest
from xml.sax import saxutils

from lxml import etree

import identities
import messages
import signing
from dsp_service import (ADAPTER, BUILD, EXPIRED, NETWORK, SERVICE, Service, listed, new_database, request_id, single,
                         wait_for)
from identities import DSP, OTHER, STRANGER, SUPPLIER

MANY = 999
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # n of P-256 (SEC 2, 2.4.2)
# What is in the inventory of the first 999 hubs: those not named are good.
UNKNOWN, METERS, FOREIGN, RETURNED = {10, 20, 30, 400, 990}, {100, 200, 300}, {11, 111, 999}, {1, 998}
CODES = {**dict.fromkeys(UNKNOWN, "E19"), **dict.fromkeys(METERS, "E11"), **dict.fromkeys(FOREIGN, "E4"),
         **dict.fromkeys(RETURNED, "E5")}
FRESH = iter(range(2000, 9000))  # good hubs, each for one test
SERVER = os.environ.get("CHRET_TEST_POSTGRESQL_SERVER")  # a program that starts and stops it
LARGEST = 4 * 1048576
TABLES = {"inventory": "device_id", "requests": "request_id", "originators": "originator", "audit_trail": "entry_key",
          "returns": "entry_key"}


def code_of(number):
  return CODES.get(number, "I99")


def write_inventory(path):
  with open(path, "w", newline="", encoding="utf-8") as file:
    sheet = csv.writer(file)
    sheet.writerow(["DeviceID", "DeviceType", "DeviceStatus", "LogisticsStatus", "Supplier"])
    for number in [*range(1, MANY + 1), *range(2000, 9000)]:
      if number not in UNKNOWN:
        sheet.writerow([messages.device(number), "ESME" if number in METERS else "CHF", "Commissioned",
                        "Returned" if number in RETURNED else "",
                        OTHER.eui if number in FOREIGN else SUPPLIER.eui if number < 1500 else ""])


def said(answer):
  """(code of the header, {Device ID: code} of the refused) of an answer that the DSP has signed."""
  fault = signing.verify(answer, DSP)
  assert fault == "", fault
  root = etree.fromstring(answer)
  sr = "{%s}" % messages.SR
  refused = {}
  for failure in root.iter(sr + "CHFReturnFailure"):
    for device in failure.findtext(sr + "DeviceIDList").split(","):
      refused[device] = failure.findtext(sr + "ResponseCode")
  return root.findtext("%sHeader/%sResponseCode" % (sr, sr)), refused


class Case(unittest.TestCase):
  """With a service and a database that its tests share; counters rise from test to test."""
  counters = iter(range(1_000_000, 10_000_000))
  options = ()

  @classmethod
  def setUpClass(cls):
    folder = tempfile.TemporaryDirectory(prefix="chret-dsp-")
    cls.addClassCleanup(folder.cleanup)
    cls.folder = pathlib.Path(folder.name)
    cls.inventory = cls.folder / "smi.csv"
    write_inventory(cls.inventory)
    cls.database = new_database(cls.folder)
    cls.service = Service(cls.folder, cls.database, *cls.options, inventory=cls.inventory)
    cls.addClassCleanup(cls.stop)

  @classmethod
  def stop(cls):
    assert cls.service.stop() == 0, cls.service.log()

  def everything(self):
    return {table: self.database.rows("SELECT * FROM %s ORDER BY %s" % (table, key)) for table, key in TABLES.items()}

  def trail(self, identifier):
    """[(record, Device ID, code)] of a request."""
    return self.database.rows("SELECT record, device_id, code FROM audit_trail WHERE request_id = '%s' ORDER BY record"
                              % identifier)

  def returns(self, *numbers):
    """The Device IDs of the returns records of these hubs."""
    return [device for device, in self.database.rows(
      "SELECT device_id FROM returns WHERE device_id IN ('%s') ORDER BY device_id" % "', '".join(
        messages.device(number) for number in numbers))]

  def expect(self, body, status, reason):
    self.assertEqual(self.service.post(body), (status, reason + "\n"))

  def accept(self, body, code="I99"):
    status, answer = self.service.post(body)
    self.assertEqual(status, 200, answer)
    self.assertEqual(said(answer), (code, {}))
    return answer


class Answers(Case):
  def test_list_with_known_faults(self):
    counter = next(self.counters)
    numbers = range(1, MANY + 1)
    body = listed(numbers, counter)
    status, answer = self.service.post(body)
    self.assertEqual(status, 200, answer)
    header, refused = said(answer)
    self.assertEqual(header, "W081401")
    self.assertEqual(refused, {messages.device(n): code for n, code in CODES.items()})
    # the database, row by row
    truth = [(str(n), messages.device(n), code_of(n)) for n in numbers]
    self.assertEqual(self.trail(request_id(counter)), truth)
    accepted = [n for n in numbers if code_of(n) == "I99"]
    keys = ["%s/%s/%d" % (request_id(counter), messages.device(n), n) for n in accepted]
    found = self.database.rows("SELECT entry_key, items FROM returns WHERE device_id <= '%s'" % messages.device(MANY))
    self.assertEqual(sorted(key for key, _ in found), sorted(keys))
    items = {key: json.loads(text) for key, text in found}
    for n, key in zip(accepted, keys):
      self.assertEqual(items[key], {
        "DeviceID": messages.device(n), "CHFNoFaultReturnType": "Lost or Stolen Hub",
        "UserRefDateTime": "2025-05-31T12:00:%02dZ" % (n % 60), "UserRefID": "user %d" % n,
        "IncidentReference": "INC%d" % n, "AdditionalInformation": "hub %d" % n})
    logistics = self.database.rows("SELECT device_id, logistics_status FROM inventory WHERE device_id <= '%s'"
                                   % messages.device(MANY))
    self.assertEqual(sorted(logistics), [(messages.device(n), "Returned" if n in RETURNED or code_of(n) == "I99" else "")
                                         for n in numbers if n not in UNKNOWN])
    self.assertEqual(self.database.rows("SELECT service, form, records, accepted, answer FROM requests"
                                        " WHERE request_id = '%s'" % request_id(counter)),
                     [("8.14.4", "list", str(MANY), str(len(accepted)), answer.decode())])
    self.assertEqual(self.database.rows("SELECT last_counter FROM originators WHERE originator = '%s'" % SUPPLIER.eui),
                     [("%020d" % counter,)])

  def test_report_of_the_tool_is_the_truth(self):
    case = self.folder / "report"
    (case / "all").mkdir(parents=True)
    for who in SUPPLIER, DSP:
      (case / "all" / who.path.name).write_bytes(who.path.read_bytes())
    numbers = [next(FRESH) for _ in range(20)]
    self.database.execute("DELETE FROM inventory WHERE device_id IN ('%s', '%s')"
                          % (messages.device(numbers[3]), messages.device(numbers[7])))
    sent = [listed(numbers[:10], next(self.counters))] + [single(n, next(self.counters)) for n in numbers[10:]]
    for i, body in enumerate(sent):
      (case / ("request%d.xml" % i)).write_bytes(body)
      (case / ("response%d.xml" % i)).write_bytes(self.service.post(body)[1])
    done = subprocess.run([BUILD / "chret", "report", "--trust", case / "all", case], capture_output=True, text=True,
                          check=False)
    self.assertEqual((done.returncode, done.stderr), (1, ""))
    rows = {row["DeviceID"]: (row["code"], row["accepted"]) for row in csv.DictReader(done.stdout.splitlines())}
    self.assertEqual(rows, {messages.device(n): ("E19", "no") if n in (numbers[3], numbers[7]) else ("I99", "yes")
                            for n in numbers})

  def test_singles_have_their_codes(self):
    for device, status in ("ESME", "E11"), ("GONE", "E19"):
      number = next(FRESH)
      self.database.execute("UPDATE inventory SET device_type = '%s' WHERE device_id = '%s'"
                            % (device, messages.device(number)) if device != "GONE" else
                            "DELETE FROM inventory WHERE device_id = '%s'" % messages.device(number))
      self.accept(single(number, next(self.counters)), status)
    number = next(FRESH)
    self.accept(single(number, next(self.counters)))
    self.accept(single(number, next(self.counters)), "E5")
    self.assertEqual(len(self.returns(number)), 1)

  def test_roles(self):
    self.accept(single(next(FRESH), next(self.counters), who=ADAPTER))
    number, counter = next(FRESH), next(self.counters)
    self.accept(single(number, counter, who=NETWORK), "E2")
    self.assertEqual(self.trail(request_id(counter, NETWORK)), [("1", messages.device(number), "E2")])
    self.assertEqual(self.returns(number), [])

  def test_items_are_what_was_sent(self):
    number, counter = next(FRESH), next(self.counters)
    text = "'; DROP TABLE returns; -- \"\\n\\u0000\\ {\"a\": $1} \t\n \u00e9\u20ac\U0001f600 ?1"
    record = messages.SINGLE_RECORD.replace("00-DB-12-34-56-78-90-A2", messages.device(number)).replace(
      "left of the door", saxutils.escape(text))
    self.accept(signing.sign(messages.request(record, messages.header("8.14.3", request_id(counter))), SUPPLIER).encode())
    [(items,)] = self.database.rows("SELECT items FROM returns WHERE device_id = '%s'" % messages.device(number))
    sent = {element.tag.rpartition("}")[2]: element.text for element in
            etree.fromstring("<sr:x xmlns:sr='x'>%s</sr:x>" % record)[0]}
    self.assertEqual(json.loads(items), {**sent, "AdditionalInformation": text})

  def test_what_fails_in_the_midst_changes_nothing(self):
    counter, numbers = next(self.counters), [next(FRESH) for _ in range(20)]
    body = listed(numbers, counter)
    key = "%s/%s/10" % (request_id(counter), messages.device(numbers[9]))
    self.database.execute("INSERT INTO audit_trail VALUES ('%s', '', 0, '', '', '')" % key)
    before = self.everything()
    self.expect(body, 503, "database")
    self.assertEqual(self.everything(), before)
    self.database.execute("DELETE FROM audit_trail WHERE entry_key = '%s'" % key)
    self.accept(body)

  def test_another_command_variant(self):
    number, counter = next(FRESH), next(self.counters)
    body = single(number, counter, changes=[("CommandVariant>8<", "CommandVariant>7<")])
    answer = self.accept(body, "E12")
    self.assertEqual(self.service.post(body), (200, answer))
    self.assertEqual(self.trail(request_id(counter)), [("1", messages.device(number), "E12")])
    self.assertEqual(self.returns(number), [])


class Repeats(Case):
  def test_again(self):
    body = listed([next(FRESH) for _ in range(5)], next(self.counters))
    status, answer = self.service.post(body)
    self.assertEqual(status, 200)
    before = self.everything()
    for _ in range(3):
      self.assertEqual(self.service.post(body), (200, answer))
    self.assertEqual(self.everything(), before)

  def test_written_otherwise(self):
    """What no signature covers is not the request: a copy that somebody on the way changed there does not shut it out."""
    def other_half(body):
      value = re.search(rb"<ds:SignatureValue>([^<]*)<", body).group(1)
      raw = base64.b64decode(value)
      s = ORDER - int.from_bytes(raw[32:], "big")
      return body.replace(value, base64.b64encode(raw[:32] + s.to_bytes(32, "big")))

    for change in [lambda body: body + b"\n", lambda body: body.replace(b"</sr:Request>", b"</sr:Request >"), other_half]:
      body = single(next(FRESH), next(self.counters))
      status, answer = self.service.post(change(body))
      self.assertEqual(status, 200)
      before = self.everything()
      self.assertEqual(self.service.post(body), (200, answer))
      self.assertEqual(self.everything(), before)

  def test_altered(self):
    number, counter = next(FRESH), next(self.counters)
    answer = self.accept(body := single(number, counter))
    before = self.everything()
    self.expect(single(number, counter), 409, "altered")  # what it says is the same; the signature is another one
    self.expect(single(next(FRESH), counter), 409, "altered")
    self.assertEqual(self.everything(), before)
    self.assertEqual(self.service.post(body), (200, answer))

  def test_window(self):
    first, top = 2 ** 63, 2 ** 64 - 1  # beyond what a signed integer holds
    self.accept(old := single(next(FRESH), first, who=OTHER))
    self.accept(single(next(FRESH), top, who=OTHER))
    before = self.everything()
    self.expect(single(next(FRESH), top - 65536, who=OTHER), 409, "stale")
    self.expect(single(next(FRESH), 0, who=OTHER), 409, "stale")
    self.assertEqual(self.everything(), before)
    self.accept(single(next(FRESH), top - 65535, who=OTHER))
    self.assertEqual(self.service.post(old)[0], 200)  # far below, but not new
    self.assertEqual(self.database.rows("SELECT last_counter FROM originators WHERE originator = '%s'" % OTHER.eui),
                     [(str(top),)])
    self.accept(single(next(FRESH), next(self.counters)))  # another's counters are its own

  def test_forgotten(self):
    """What is far below the window may be deleted: its audit trail stays, and it is not carried out again."""
    number, counter = next(FRESH), next(self.counters)
    self.accept(old := single(number, counter, who=NETWORK), "E2")
    self.accept(single(next(FRESH), counter + 65536, who=NETWORK), "E2")
    self.database.execute("DELETE FROM requests WHERE request_id = '%s'" % request_id(counter, NETWORK))
    before = self.everything()
    self.expect(old, 409, "stale")
    self.assertEqual(self.everything(), before)
    self.assertEqual(self.trail(request_id(counter, NETWORK)), [("1", messages.device(number), "E2")])

  def at_once(self, bodies):
    with concurrent.futures.ThreadPoolExecutor(len(bodies)) as pool:
      return list(pool.map(self.service.post, bodies))

  def test_two_requests_for_one_hub(self):
    for _ in range(15):
      number = next(FRESH)
      found = self.at_once([single(number, next(self.counters), who=who) for who in (SUPPLIER, ADAPTER)])
      self.assertEqual(sorted(said(answer)[0] for _, answer in found), ["E5", "I99"])
      self.assertEqual(len(self.returns(number)), 1)

  def test_two_lists_for_the_same_hubs(self):
    for _ in range(4):
      numbers = [next(FRESH) for _ in range(30)]
      found = self.at_once([listed(order, next(self.counters), who=who)
                            for order, who in ((numbers, SUPPLIER), (numbers[::-1], ADAPTER))])
      accepted = [len(numbers) if said(answer)[0] == "I99" else len(numbers) - len(said(answer)[1]) for _, answer in found]
      self.assertEqual(sum(accepted), len(numbers))
      self.assertEqual(self.returns(*numbers), [messages.device(n) for n in numbers])

  def test_same_request_at_once(self):
    for _ in range(5):
      counter, number = next(self.counters), next(FRESH)
      found = self.at_once([single(number, counter)] * 6)
      self.assertEqual({status for status, _ in found}, {200})
      self.assertEqual(len({answer for _, answer in found}), 1)
      self.assertEqual(said(found[0][1])[0], "I99")
      self.assertEqual(self.trail(request_id(counter)), [("1", messages.device(number), "I99")])
      self.assertEqual(len(self.returns(number)), 1)

  def test_same_request_id_at_once(self):
    for _ in range(5):
      counter, numbers = next(self.counters), [next(FRESH) for _ in range(4)]
      found = self.at_once([single(n, counter) for n in numbers])
      self.assertEqual(sorted(status for status, _ in found), [200, 409, 409, 409])
      self.assertEqual(len(self.returns(*numbers)), 1)


class Refusals(Case):
  def test_not_verified_or_malformed(self):
    def of(document, who=SUPPLIER):
      return signing.sign(document, who).encode()

    number = next(FRESH)
    good = single(number, counter := next(self.counters))
    text = good.decode()
    other_service = messages.request("<sr:ReadInventory><sr:DeviceID>%s</sr:DeviceID></sr:ReadInventory>"
                                     % messages.device(number), messages.header("8.2"))
    cases = {
      "not-well-formed": good[:-1], "unsigned": signing.between(text, "<sr:Request", "<ds:").replace(
        "<ds:", "</sr:Request>").encode(),
      "digest-mismatch": good.replace(b"Lost or Stolen", b"lost or Stolen").replace(b"lost", b"Lost").replace(
        b"hub %d" % number, b"hub %d " % number),
      "unknown-certificate": single(number, counter, who=STRANGER),
      "unusable-certificate": single(number, counter, who=EXPIRED),
      "foreign-signer": of(messages.request(messages.record(number), messages.header(
        "8.14.4", request_id(counter, SUPPLIER))), OTHER),
      "doctype": b"<!DOCTYPE x>" + good, "encoding": text.encode("utf-16"),
      "missing": of(messages.request("<sr:CHFNoFaultReturn><sr:DeviceID>%s</sr:DeviceID></sr:CHFNoFaultReturn>"
                                     % messages.device(number), messages.header("8.14.4"))),
      "not-enumerated": single(number, counter, changes=[("Lost or Stolen Hub", "Lost")]),
      "service-mismatch": single(number, counter, changes=[(">8.14.4<", ">8.14.3<")]),
      "other-service": of(other_service),
      "not-duis": of(messages.response(request_id=request_id(counter, OTHER, SUPPLIER))),
      "other-target": single(number, counter, target=OTHER),
    }
    before = self.everything()
    for reason, body in cases.items():
      with self.subTest(reason):
        self.expect(body, 400, reason)
    self.expect(b"", 400, "not-well-formed")
    self.expect(b"\0" * 100, 400, "encoding")
    self.assertEqual(self.everything(), before)
    self.accept(good)

  def test_paths_methods_and_types(self):
    good = single(next(FRESH), next(self.counters))
    xml = {"Content-Type": "application/xml"}

    def status(method, path, body=None, headers=None):
      return self.service.ask(method, path, body, headers)[0]

    for path in "/", "/api/v1/serviceD/", "/api/v1/serviced", "/api/v1/serviceX", "/health/x":
      self.assertEqual(status("POST", path, good, xml), 404, path)
    for method in "GET", "PUT", "DELETE", "OST", "POST,":
      found, _, headers = self.service.ask(method, SERVICE, good, xml)
      self.assertEqual((found, headers.get("allow")), (405, "POST"), method)
    for path in "/health", "/metrics":
      self.assertEqual((status("HEAD", path), status("POST", path, good, xml)), (200, 405))
    for kind in "text/plain", "application/xmlish", "application/json; application/xml", "":
      self.assertEqual(status("POST", SERVICE, good, {"Content-Type": kind}), 415, kind)
    self.assertEqual(status("POST", SERVICE, good), 415)
    for kind in "Application/XML", "application/xml;charset=utf-8", "application/xml ; x=y":
      self.assertEqual(status("POST", SERVICE, good, {"Content-Type": kind}), 200, kind)


class Raw(Case):
  """Below HTTP libraries: sizes, times, and what a sender may try with the log."""
  options = ("--timeout", 1)

  def raw(self, *parts, pause=0.0):
    """All that is answered to these bytes."""
    got = b""
    with socket.create_connection(("127.0.0.1", self.service.port), timeout=10) as connection:
      try:
        for part in parts:
          connection.sendall(part)
          time.sleep(pause)
        while piece := connection.recv(65536):
          got += piece
      except (BrokenPipeError, ConnectionResetError):
        pass
    return got

  def head(self, *lines):
    return "\r\n".join(["POST %s HTTP/1.1" % SERVICE, "Host: x", "Content-Type: application/xml", "Connection: close",
                        *lines, "", ""]).encode("latin-1")

  def result(self):
    return wait_for(self.service.lines)[-1]

  def test_too_large(self):
    self.assertRegex(self.raw(self.head("Content-Length: %d" % (LARGEST + 1))), b"^HTTP/1.1 413 ")
    self.assertRegex(self.raw(self.head("Content-Length: %d" % (LARGEST + 1), "Expect: 100-continue")),
                     b"^HTTP/1.1 413 ")
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    chunked = self.head("Transfer-Encoding: chunked")
    self.assertRegex(self.raw(chunked, chunk * 65 + b"0\r\n\r\n"), b"^HTTP/1.1 413 ")
    self.assertRegex(self.raw(chunked, chunk * 64 + b"0\r\n\r\n"), b"(?s)^HTTP/1.1 400 .*\r\nnot-well-formed\n$")
    self.assertEqual(self.raw(chunked, chunk * 1000), b"")  # without end
    self.assertEqual((self.result()["result"], self.result()["status"]), ("too-large", "413"))

  def test_many_large_at_once(self):
    """All that are on their way have 256 MiB: what is beyond that is told so at once, and comes again."""
    service = Service(self.folder, self.database)
    body = single(next(FRESH), next(self.counters))
    try:
      with contextlib.ExitStack() as held:
        for sizes in ["Content-Length: %d" % LARGEST, "Transfer-Encoding: chunked"] * 32:
          connection = held.enter_context(socket.create_connection(("127.0.0.1", service.port), timeout=10))
          connection.sendall(self.head(sizes))
        wait_for(lambda: service.metrics()["chret_dsp_in_flight"] == 65)  # with the page itself
        self.assertEqual(service.post(body), (503, "busy\n"))
        self.assertEqual(service.ask("GET", "/health")[0], 200)
      wait_for(lambda: service.post(body)[0] == 200)
    finally:
      self.assertEqual(service.stop(), 0)

  def test_too_slow(self):
    began = time.monotonic()
    self.assertEqual(self.raw(self.head("Content-Length: 100"), *[b"<"] * 9, pause=0.2), b"")
    self.assertLess(time.monotonic() - began, 4)
    wait_for(lambda: any(line["result"] == "too-slow" for line in self.service.lines()))
    self.assertEqual(self.raw(self.head("Content-Length: 100") + b"<x"), b"")  # and then nothing
    wait_for(lambda: any(line["result"] == "incomplete" for line in self.service.lines()))

  def test_continue(self):
    body = single(next(FRESH), next(self.counters))
    got = self.raw(self.head("Content-Length: %d" % len(body), "Expect: 100-continue"), body, pause=0.05)
    self.assertRegex(got, b"^HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ")

  def test_log_is_not_the_senders(self):
    before = len(self.service.lines())
    forged = "time=1 result=answered"
    for path in "/x%0Atime=1%20result=answered", "/x\ttime=1", "/%00":
      self.raw(("GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: %s\r\n\r\n" % (path, forged)).encode())
    self.raw(self.head("Content-Length: 5", "X-Forwarded-For: %s" % forged) + b"\n\n<x>")
    self.raw(self.head("Content-Length: %s" % forged))
    hostile = single(next(FRESH), next(self.counters), changes=[("RequestID>90", "RequestID>\n" + forged + " 90")])
    self.service.post(hostile)
    self.service.post(single(next(FRESH), next(self.counters), who=STRANGER))
    self.service.post(single(next(FRESH), next(self.counters), changes=[("RequestID>90", "RequestID>\n 90")]))
    lines = self.service.lines()[before:]
    self.assertNotIn("time=1 ", self.service.log())
    self.assertEqual([line["result"] for line in lines][-4:], ["not-duis", "malformed", "unknown-certificate",
                                                               "answered"])
    self.assertEqual([line["request"] == "-" for line in lines][-4:], [True, True, True, False])


class Pages(Case):
  def test_health(self):
    status, body, headers = self.service.ask("GET", "/health")
    self.assertEqual((status, headers["content-type"]), (200, "application/json"))
    page = json.loads(body)
    self.assertEqual((page["status"], page["database"]), ("ok", "reachable"))
    self.assertEqual((page["certificate"]["eui64"], page["certificate"]["role"]), (DSP.eui, "89"))
    now = datetime.datetime.now(datetime.timezone.utc)
    days = (datetime.datetime(2040, 1, 1, tzinfo=datetime.timezone.utc) - now).days
    self.assertEqual(page["certificate"]["daysLeft"], days)
    self.assertEqual(page["certificate"]["serial"], str(DSP.serial))
    trusted = {one["eui64"]: one for one in page["trusted"]}
    self.assertEqual(set(trusted), {who.eui for who in (SUPPLIER, OTHER, ADAPTER, NETWORK, EXPIRED)})
    self.assertEqual(trusted[ADAPTER.eui]["role"], "02")
    ago = datetime.datetime(2021, 1, 1, tzinfo=datetime.timezone.utc) - now
    self.assertEqual(trusted[EXPIRED.eui]["daysLeft"], ago.days)

  def test_health_of_the_database(self):
    before = self.service.log()
    self.assertEqual(self.service.ask("GET", "/health")[0], 200)
    self.assertNotIn("database", self.service.log()[len(before):])
    self.database.execute("ALTER TABLE inventory RENAME TO elsewhere")
    try:
      status, body, _ = self.service.ask("GET", "/health")
    finally:
      self.database.execute("ALTER TABLE elsewhere RENAME TO inventory")
    self.assertEqual((status, json.loads(body)["database"]), (503, "away"))
    self.assertEqual(self.service.ask("GET", "/health")[0], 200)

  def test_health_of_an_expired_service(self):
    expired = identities.Identity("expired-dsp", eui=DSP.eui, role="89", until="20210101000000Z")
    service = Service(self.folder, self.database, signer=expired)
    try:
      status, body, _ = service.ask("GET", "/health")
      self.assertEqual((status, json.loads(body)["status"]), (503, "failing"))
    finally:
      service.stop()

  def test_metrics(self):
    before = self.service.metrics()
    body = listed([next(FRESH) for _ in range(5)] + [1, 10], next(self.counters))
    for _ in range(3):
      self.service.post(body)
    self.service.post(b"<")
    self.service.post(single(next(FRESH), next(self.counters)))
    after = self.service.metrics()

    def more(name):
      return after.get("chret_dsp_" + name, 0) - before.get("chret_dsp_" + name, 0)

    self.assertEqual({name: more(name) for name in (
      'requests_total{result="answered"}', 'requests_total{result="again"}', 'requests_total{result="not-well-formed"}',
      'records_total{code="I99"}', 'records_total{code="E5"}', 'records_total{code="E19"}', "replays_total",
      "request_seconds_count", 'request_seconds_bucket{le="+Inf"}', 'request_seconds_bucket{le="10"}')}, {
        'requests_total{result="answered"}': 2, 'requests_total{result="again"}': 2,
        'requests_total{result="not-well-formed"}': 1, 'records_total{code="I99"}': 6, 'records_total{code="E5"}': 1,
        'records_total{code="E19"}': 1, "replays_total": 2, "request_seconds_count": 6,  # with the first page itself
        'request_seconds_bucket{le="+Inf"}': 6, 'request_seconds_bucket{le="10"}': 6})
    self.assertGreater(more("request_seconds_sum"), 0)
    wait_for(lambda: self.service.metrics()["chret_dsp_in_flight"] == 1)  # the page itself

  def test_log(self):
    before = len(self.service.lines())
    counter = next(self.counters)
    body = listed([next(FRESH) for _ in range(4)] + [10], counter)
    self.service.post(body)
    self.service.post(body)
    self.service.ask("GET", "/nowhere")
    first, again, nowhere = self.service.lines()[before:]
    self.assertEqual({key: first[key] for key in ("remote", "request", "service", "form", "records", "accepted", "result",
                                                  "status")},
                     {"remote": "127.0.0.1", "request": request_id(counter), "service": "8.14.4", "form": "list",
                      "records": "5", "accepted": "4", "result": "answered", "status": "200"})
    self.assertRegex(first["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
    self.assertRegex(first["ms"], r"^\d+\.\d$")
    self.assertEqual((again["request"], again["records"], again["accepted"], again["result"]),
                     (request_id(counter), "5", "4", "again"))
    self.assertEqual((nowhere["request"], nowhere["result"], nowhere["status"]), ("-", "not-found", "404"))


class Busy(Case):
  options = ("--threads", 1, "--timeout", 1)

  def test_busy_and_away(self):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
      with self.database.held():
        waiting = pool.submit(self.service.post, first := single(next(FRESH), next(self.counters)))
        wait_for(lambda: self.service.metrics()["chret_dsp_in_flight"] == 2)
        second = single(next(FRESH), next(self.counters))
        status, body, headers = self.service.ask("POST", SERVICE, second, {"Content-Type": "application/xml"})
        self.assertEqual((status, body, headers["retry-after"]), (503, b"busy\n", "1"))
        self.assertEqual(waiting.result(), (503, "database\n"))  # after 5 s
    self.accept(first)
    self.accept(second)


class Readme(Case):
  def test_its_commands(self):
    folder = self.folder / "readme"
    folder.mkdir()
    (folder / "build").symlink_to(BUILD)
    (folder / "examples").symlink_to(pathlib.Path("examples").resolve())
    text = pathlib.Path("examples/chret-dsp/README.md").read_text(encoding="utf-8").replace("\\\n", "")
    commands = re.findall(r"^    (build/\S.*)$", text, re.M)
    self.assertEqual([command.split()[0] for command in commands], ["build/make-identity"] * 2 + ["build/chret-dsp"])
    for command in commands[:2]:
      subprocess.run(command.split(), cwd=folder, check=True)
    with open(folder / "log", "wb") as log, subprocess.Popen(
        commands[2].replace(":8143", ":0").split(), cwd=folder, stderr=log) as process:
      try:
        wait_for(lambda: "listening on port" in (folder / "log").read_text() or process.poll() is not None)
      finally:
        process.terminate()
    self.assertEqual(process.returncode, 0, (folder / "log").read_text())


@unittest.skipUnless(SERVER, "there is no server of a database to restart")
class Restarts(Case):
  """The database's server goes away and comes back; the service stays."""

  @staticmethod
  def server(*arguments):
    subprocess.run([SERVER, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

  def test_away_and_back(self):
    answer = self.accept(first := single(next(FRESH), next(self.counters)))
    second = single(next(FRESH), next(self.counters))
    self.server("stop", "-m", "fast")
    for body in first, second:
      self.expect(body, 503, "database")
    status, page, _ = self.service.ask("GET", "/health")
    self.assertEqual((status, json.loads(page)["status"], json.loads(page)["database"]), (503, "failing", "away"))
    self.server("start")
    self.assertEqual(self.service.post(first), (200, answer))
    self.accept(second)
    self.assertEqual(self.service.ask("GET", "/health")[0], 200)

  def test_lost_while_locked(self):
    """Sessions that were lost, and could not be made ready while another had the tables: later requests find them so."""
    service = Service(self.folder, self.database, "--threads", "2")
    bodies = [single(next(FRESH), next(self.counters)) for _ in range(2)]
    try:
      self.database.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'chret-dsp'")
      with self.database.held(), concurrent.futures.ThreadPoolExecutor(2) as pool:
        self.assertEqual(list(pool.map(service.post, bodies)), [(503, "database\n")] * 2)
      for body in [*bodies, single(next(FRESH), next(self.counters))]:
        status, answer = service.post(body)
        self.assertEqual((status, said(answer)[0] if status == 200 else answer), (200, "I99"))
    finally:
      service.stop()

  def test_stands_still(self):
    """Sessions that say nothing more are given up: requests come to their end, and so does the service."""
    service = Service(self.folder, self.database, "--threads", "2")
    pids = [int(pid) for pid, in self.database.rows("SELECT pid FROM pg_stat_activity WHERE application_name = 'chret-dsp'")]
    bodies = [single(next(FRESH), next(self.counters)) for _ in range(2)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
      try:
        with self.database.held():
          midst = pool.submit(service.post, bodies[0])
          wait_for(lambda: self.database.rows("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
          for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        later = pool.submit(service.post, bodies[1])
        wait_for(lambda: service.metrics()["chret_dsp_in_flight"] == 3)
        service.process.send_signal(signal.SIGTERM)
        self.assertEqual(midst.result(), (503, "database\n"))
        self.assertEqual((later.result()[0], said(later.result()[1])[0]), (200, "I99"))  # in a new session
        self.assertEqual(service.stop(), 0)
      finally:
        service.process.kill()
        for pid in pids:
          os.kill(pid, signal.SIGCONT)
    self.accept(bodies[0])

  def test_killed_under_load(self):
    numbers = [next(FRESH) for _ in range(120)]
    bodies = [single(n, next(self.counters)) for n in numbers]

    def insist(body):
      while (found := self.service.post(body))[0] == 503:
        time.sleep(0.05)
      return found

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
      waiting = [pool.submit(insist, body) for body in bodies]
      for part in 1, 2, 3:
        wait_for(lambda: sum(one.done() for one in waiting) >= 30 * part, 60)
        self.server("stop", "-m", "immediate")
        self.server("start")
      found = [one.result() for one in waiting]
    self.assertEqual({(status, said(answer)[0]) for status, answer in found}, {(200, "I99")})
    self.assertEqual(self.returns(*numbers), [messages.device(n) for n in numbers])
    self.assertEqual([self.service.post(body) for body in bodies], found)


@unittest.skipUnless(SERVER, "there is no server of a database that knows users")
class Rights(Case):
  def test_least(self):
    """Those that README.md names, where the tables are there."""
    self.database.execute("CREATE ROLE least LOGIN; GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO least; GRANT"
                          " UPDATE (logistics_status) ON inventory TO least; GRANT UPDATE (last_counter) ON originators"
                          " TO least")
    url = self.database.url.replace("postgres@", "least@")
    self.assertNotEqual(url, self.database.url)
    service = Service(self.folder, types.SimpleNamespace(url=url))
    try:
      status, answer = service.post(single(next(FRESH), next(self.counters)))
      self.assertEqual((status, said(answer)), (200, ("I99", {})))
    finally:
      service.stop()


class Ends(Case):
  def test_in_flight_is_finished(self):
    service = Service(self.folder, self.database)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
      with self.database.held():
        waiting = pool.submit(service.ask, "POST", SERVICE, single(next(FRESH), next(self.counters)),
                              {"Content-Type": "application/xml"})
        wait_for(lambda: service.metrics()["chret_dsp_in_flight"] == 2)
        service.process.send_signal(signal.SIGTERM)
        wait_for(lambda: self.is_closed(service))
        self.assertIsNone(service.process.poll())
      status, answer, headers = waiting.result()
    self.assertEqual((status, said(answer)[0], headers["connection"]), (200, "I99", "close"))
    self.assertEqual(service.stop(), 0)

  def test_end_under_load(self):
    service = Service(self.folder, self.database)
    headers = {"Content-Type": "application/xml"}

    def send_all(bodies):
      answers = []
      with contextlib.closing(service.connect()) as connection:  # kept open from request to request
        try:
          for body in bodies:
            connection.request("POST", SERVICE, body, headers)
            got = connection.getresponse()
            answers.append((got.status, got.read().decode()))
            connection.auto_open = 0
        except (OSError, http.client.HTTPException):
          pass
      return answers

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
      waiting = [pool.submit(send_all, [single(next(FRESH), next(self.counters)) for _ in range(30)]) for _ in range(4)]
      wait_for(lambda: len(service.lines()) >= 8, 60)
      self.assertEqual(service.stop(), 0)
      answers = [answer for one in waiting for answer in one.result()]
    stored = {answer for answer, in self.database.rows("SELECT answer FROM requests")}
    self.assertGreaterEqual(len(answers), 8)
    self.assertLess(len(answers), 120)
    self.assertEqual({answer for status, answer in answers if status == 503} - {"closing\n"}, set())
    answered = [answer for status, answer in answers if status == 200]
    self.assertEqual([answer for answer in answered if answer not in stored], [])
    self.assertEqual([line["result"] for line in service.lines() if line["result"] != "closing"],
                     ["answered"] * len(answered))  # nothing was done that its sender does not know

  @staticmethod
  def is_closed(service):
    try:
      socket.create_connection(("127.0.0.1", service.port), timeout=1).close()
      return False
    except OSError:
      return True

  def test_killed_after_an_answer(self):
    service = Service(self.folder, self.database, inventory=self.inventory)
    number = next(FRESH)
    status, answer = service.post(body := single(number, next(self.counters)))
    self.assertEqual(status, 200)
    service.stop(signal.SIGKILL)
    again = Service(self.folder, self.database, inventory=self.inventory)
    try:
      self.assertEqual(again.post(body), (200, answer))
      status, answer = again.post(single(number, next(self.counters)))
      self.assertEqual(said(answer)[0], "E5")  # the sheet was loaded again: what was returned stays so
    finally:
      self.assertEqual(again.stop(), 0)

  def test_what_it_needs(self):
    good = {"--listen": "127.0.0.1:0", "--db": self.database.url, "--trust": SUPPLIER.path, "--key": DSP.key,
            "--cert": DSP.path}

    def exit_code(*more, **changes):
      options = {**good, **{"--" + name: value for name, value in changes.items()}}
      line = [part for name, value in options.items() if value is not None for part in (name, value)]
      done = subprocess.run([BUILD / "chret-dsp", *line, *more], capture_output=True, timeout=20, check=False)
      self.assertNotEqual(done.stderr, b"")
      return done.returncode

    for name in "listen", "db", "trust", "key", "cert":
      self.assertEqual(exit_code(**{name: None}), 2, name)
    for more in ["--threads", "0"], ["--threads", "4x"], ["--timeout", "-1"], ["--wide"], ["file"]:
      self.assertEqual(exit_code(*more), 2, more)
    for address in "127.0.0.1", "localhost:http", "127.0.0.1:99999", "":
      self.assertEqual(exit_code(listen=address), 2, address)
    for changes in [{"listen": "127.0.0.1:%d" % self.service.port}, {"db": "sqlite:/nowhere/dsp.db"},
                    {"db": "sqlite:"}, {"db": "sqlite::memory:"},
                    {"db": "postgresql://nobody@127.0.0.1:1/x"}, {"key": OTHER.key}, {"trust": "/nowhere"}]:
      self.assertEqual(exit_code(**changes), 3, changes)
    self.assertEqual(exit_code("--load-inventory", "/nowhere"), 3)
    # a front needs an address only, and may have nothing that is a worker's
    queue, none = "amqp://user:password@127.0.0.1:1", dict.fromkeys(["db", "trust", "key", "cert"])
    self.assertEqual(exit_code("--front", queue, listen=None, **none), 2)
    for address in "http://127.0.0.1", "amqp://127.0.0.1", "amqp://user@127.0.0.1", "amqps://user:password@127.0.0.1":
      self.assertEqual(exit_code("--front", address, **none), 2, address)  # nobody is taken for guest
    self.assertEqual(exit_code("--front", "file:/nowhere", **none), 3)
    for name in none:
      self.assertEqual(exit_code("--front", queue, **{**none, name: good["--" + name]}), 2, name)
      self.assertEqual(exit_code("--worker", queue, **{name: None}), 2, name)
    self.assertEqual(exit_code("--front", queue, "--worker", queue), 2)
    self.assertEqual(exit_code("--worker", queue, listen=None, key=OTHER.key), 3)


if __name__ == "__main__":
  done = unittest.main(exit=False).result
  if not done.wasSuccessful():
    sys.exit(1)
  print("%d tests, %d requests to chret-dsp with %s: answers, database, races, limits, pages and log are as they should be"
        % (done.testsRun - len(done.skipped), Service.posted, "PostgreSQL" if "CHRET_TEST_POSTGRESQL" in os.environ else "SQLite"))
