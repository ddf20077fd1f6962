"""A DSP over HTTP on loopback, for tests of a supplier's adapter. It is a model of its own - lxml and this file decide, only
the signatures are the library's - and can be told to fail in every way that a network or a server fails.

What a DSP promises is kept whatever fails: a request is carried out once, and the same bytes get the same answer. What an
adapter promises is noted where it is broken, in `broken`."""
import http.server
import socket
import threading
import time

from lxml import etree

import chreturn_ffi
import identities
import signing_ffi

FALSE_DSP = identities.Identity("false-dsp", eui=identities.DSP.eui, role="89")  # nobody trusts it
SR = "{http://www.dccinterface.co.uk/ServiceUserGateway}"
DEVICE_ID, LIST = SR + "DeviceID", ("CHFFaultReturnList", "CHFNoFaultReturnList")
RETURNED = "E5"

HEAD = ('<?xml version="1.0" encoding="UTF-8"?>\n<sr:Response xmlns:sr="%s" schemaVersion="5.4"><sr:Header><sr:RequestID>'
        % SR[1:-1])
TEXT = ('%s</sr:RequestID><sr:ResponseCode>%s</sr:ResponseCode><sr:ResponseDateTime>2026-01-12T09:15:00.000Z'
        '</sr:ResponseDateTime></sr:Header><sr:Body><sr:ResponseMessage><sr:ServiceReference>8.14</sr:ServiceReference>'
        '<sr:ServiceReferenceVariant>%s</sr:ServiceReferenceVariant>%s</sr:ResponseMessage></sr:Body></sr:Response>')
FAILURE = ("<sr:CHFReturnFailure><sr:ResponseCode>%s</sr:ResponseCode><sr:DeviceIDList>%s</sr:DeviceIDList>"
           "</sr:CHFReturnFailure>")


def warning(refused):
  """refused: [(Device ID, code)]."""
  codes = {}
  for device, code in refused:
    codes.setdefault(code, []).append(device)
  if not codes:
    return ""
  return "<sr:DSPCHFReturnWarning>%s</sr:DSPCHFReturnWarning>" % "".join(
    FAILURE % (code, ",".join(devices)) for code, devices in codes.items())


class Request:
  def __init__(self, xml):
    self.bytes = xml
    root = etree.fromstring(xml)
    self.id = root.findtext(".//%sRequestID" % SR)
    self.counter = int(self.id.split(":")[2])
    self.variant = root.findtext(".//%sServiceReferenceVariant" % SR)
    self.devices = [element.text for element in root.iter(DEVICE_ID)]
    self.is_list = any(root.find(".//" + SR + name) is not None for name in LIST)


class Dsp:
  """codes: {Device ID: the code that refuses it}; all others are there to be returned. fault(request, n): the name of a
  fault for the n-th delivery of this request, from 1, or None. Faults are the methods fault_... of the handler."""

  def __init__(self, codes=None, fault=lambda request, n: None, certificate=None):
    self.codes, self.fault = dict(codes or {}), fault
    self.lock = threading.Lock()
    self.returned = set()
    self.accepted = {}  # Device ID: how often
    self.requests = {}  # RequestID: Request
    self.answers = {}   # RequestID: bytes
    self.deliveries = {}  # RequestID: how often
    self.open = {}      # Device ID: the RequestID it was in last
    self.told = set()   # RequestIDs whose good answer left whole
    self.times = []     # of every delivery
    self.broken = []
    self.on_its_way = self.most_on_its_way = 0
    self.supplier = signing_ffi.trust([identities.SUPPLIER.certificate])
    self.options = signing_ffi.options(int(time.time()))
    self.signers = {who: signing_ffi.Signer(who.key.read_bytes(), who.path.read_bytes())
                    for who in (identities.DSP, FALSE_DSP)}
    self.server = _Server(("127.0.0.1", 0), _Handler)
    self.server.dsp = self
    if certificate:
      self.server.socket = certificate.wrap_socket(self.server.socket, server_side=True)
    self.port = self.server.server_port
    self.url = "http%s://127.0.0.1:%d/api/v1/serviceD" % ("s" if certificate else "", self.port)
    self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    self.thread.start()

  def close(self):
    self.server.shutdown()
    self.server.server_close()

  # ---- What an adapter must not do

  def check(self, request):
    known = self.requests.setdefault(request.id, request)
    if known.bytes != request.bytes:
      self.broken.append("%s was sent with other bytes" % request.id)
    if known is not request:
      return
    try:
      signing_ffi.read("request", request.bytes, self.supplier, self.options)
    except chreturn_ffi.Refused as refused:
      self.broken.append("%s: %s" % (request.id, refused))
    for device in request.devices:
      before = self.open.get(device)
      if before is not None and before not in self.told:
        self.broken.append("%s is in %s and in %s, which has no answer" % (device, request.id, before))
      self.open[device] = request.id

  # ---- Carried out once

  def carry_out(self, request):
    if request.id not in self.answers:
      refused = []
      for device in request.devices:
        code = self.codes.get(device) or (RETURNED if device in self.returned else None)
        if code:
          refused.append((device, code))
        else:
          self.returned.add(device)
          self.accepted[device] = self.accepted.get(device, 0) + 1
      self.answers[request.id] = self.answer(request, refused)
    return self.answers[request.id]

  def answer(self, request, refused, who=identities.DSP, code=None, listed=None):
    """Signed by who; None: unsigned."""
    if request.is_list:
      code = code or ("W081401" if refused else "I99")
      listed = warning(refused) if listed is None else listed
    else:
      code = code or (refused[0][1] if refused else "I99")
    text = (HEAD + TEXT % (request.id, code, request.variant, listed or "")).encode()
    return self.signers[who].document(text) if who else text

  def delivered(self):
    return sum(self.deliveries.values())


class _Server(http.server.ThreadingHTTPServer):
  daemon_threads = True
  request_queue_size = 128

  def handle_error(self, request, client_address):
    pass  # connections break here on purpose


class _Handler(http.server.BaseHTTPRequestHandler):
  protocol_version = "HTTP/1.1"
  wbufsize = -1
  disable_nagle_algorithm = True

  def log_message(self, *arguments):
    pass

  def do_POST(self):
    dsp = self.server.dsp
    body = self.rfile.read(int(self.headers["Content-Length"]))
    request = Request(body)
    with dsp.lock:
      if self.headers["Content-Type"] != "application/xml":
        dsp.broken.append("the Content-Type is %s" % self.headers["Content-Type"])
      dsp.check(request)
      dsp.times.append(time.monotonic())
      n = dsp.deliveries[request.id] = dsp.deliveries.get(request.id, 0) + 1
      fault = dsp.fault(request, n)
      dsp.on_its_way += 1
      dsp.most_on_its_way = max(dsp.most_on_its_way, dsp.on_its_way)
    try:
      getattr(self, "fault_" + (fault or "none").replace("-", "_"))(dsp, request)
    finally:
      with dsp.lock:
        dsp.on_its_way -= 1

  def reply(self, status, body, headers=()):
    self.send_response(status)
    for name, value in headers:
      self.send_header(name, value)
    self.send_header("Content-Length", str(len(body)))
    self.end_headers()
    self.wfile.write(body)
    self.wfile.flush()

  def carried_out(self, dsp, request):
    with dsp.lock:
      return dsp.carry_out(request)

  def good(self, dsp, request):
    answer = self.carried_out(dsp, request)
    with dsp.lock:  # it may be known from now on
      dsp.told.add(request.id)
    return answer

  def gone(self):
    self.close_connection = True
    try:
      self.connection.shutdown(socket.SHUT_RDWR)
    except OSError:
      pass

  # ---- The faults; whether the request was carried out before is in each

  def fault_none(self, dsp, request):
    self.reply(200, self.good(dsp, request), [("Content-Type", "application/xml")])

  def fault_lost_request(self, dsp, request):
    self.gone()

  def fault_lost_answer(self, dsp, request):
    self.carried_out(dsp, request)
    self.gone()

  def fault_cut_answer(self, dsp, request):
    answer = self.carried_out(dsp, request)
    self.send_response(200)
    self.send_header("Content-Length", str(len(answer)))
    self.end_headers()
    self.wfile.write(answer[:-20])
    self.wfile.flush()
    self.gone()

  def fault_503(self, dsp, request):
    self.reply(503, b"no worker answered in time\n")

  def fault_503_wait(self, dsp, request):
    self.reply(503, b"no worker answered in time\n", [("Retry-After", "1")])

  def fault_500_carried_out(self, dsp, request):
    self.carried_out(dsp, request)
    self.reply(500, b"")

  def fault_late(self, dsp, request):
    answer = self.carried_out(dsp, request)
    time.sleep(3)
    self.reply(200, answer)

  def fault_twice(self, dsp, request):
    answer = self.good(dsp, request)
    self.reply(200, answer)
    self.reply(200, answer)

  def fault_garbage(self, dsp, request):
    self.carried_out(dsp, request)
    self.reply(200, b"\x00\xff<html>this is no answer")

  def fault_empty(self, dsp, request):
    self.carried_out(dsp, request)
    self.reply(200, b"")

  def fault_large(self, dsp, request):
    self.carried_out(dsp, request)
    self.reply(200, b" " * (16 * 1048576 + 1))

  def fault_other(self, dsp, request):
    self.carried_out(dsp, request)
    with dsp.lock:
      others = [answer for name, answer in dsp.answers.items() if name != request.id]
    self.reply(200, others[0] if others else b"")

  def fault_unsigned(self, dsp, request):
    self.carried_out(dsp, request)
    self.reply(200, dsp.answer(request, [], who=None))

  def fault_stranger(self, dsp, request):
    self.carried_out(dsp, request)
    self.reply(200, dsp.answer(request, [(device, "E4") for device in request.devices], who=FALSE_DSP))

  def fault_other_service(self, dsp, request):
    self.carried_out(dsp, request)
    swapped = {"8.14.3": "8.14.4", "8.14.4": "8.14.3"}[request.variant]
    text = dsp.answer(request, [], who=None).replace(request.variant.encode(), swapped.encode())
    self.reply(200, dsp.signers[identities.DSP].document(text))

  def fault_contradiction(self, dsp, request):
    """A list says that some are refused and names none; a single request is answered with a list."""
    self.carried_out(dsp, request)
    code = "W081401" if request.is_list else "I99"
    listed = "" if request.is_list else warning([(request.devices[0], "E4")])
    self.reply(200, dsp.answer(request, [], code=code, listed=listed))

  def fault_400(self, dsp, request):
    self.reply(400, b"the request is malformed: \x1b[2Jline 1\nline 2")

  def fault_409(self, dsp, request):
    self.reply(409, b"")

  def fault_redirect(self, dsp, request):
    self.reply(307, b"", [("Location", "http://127.0.0.1:%d/elsewhere" % dsp.port)])


# Faults after which the same request, sent again, is answered.
PASSING = ["lost-request", "lost-answer", "cut-answer", "503", "500-carried-out", "garbage", "empty", "other", "unsigned",
           "stranger", "contradiction", "other-service"]
