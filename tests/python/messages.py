"""The messages that the tests sign: one of each kind, with the EUI-64 of the cast in identities.py."""
from identities import DSP, SUPPLIER

SR = "http://www.dccinterface.co.uk/ServiceUserGateway"
REQUEST_ID = "%s:%s:1000" % (SUPPLIER.eui, DSP.eui)

SINGLE_RECORD = (
  "<sr:CHFFaultReturn><sr:DeviceID>00-DB-12-34-56-78-90-A2</sr:DeviceID>"
  "<sr:CHFFaultReturnType>Fault identified post installation</sr:CHFFaultReturnType>"
  "<sr:UserRefDateTime>2025-05-31T12:00:00Z</sr:UserRefDateTime><sr:UserRefID>user 1</sr:UserRefID>"
  "<sr:OtherDeviceID>00-DB-12-34-56-78-90-A0</sr:OtherDeviceID>"
  "<sr:IncidentReference>INC1</sr:IncidentReference><sr:CHFConnectionMethod>Hot-shoe</sr:CHFConnectionMethod>"
  "<sr:CHFFaultReason>Damaged case</sr:CHFFaultReason>"
  "<sr:AdditionalInformation>left of the door</sr:AdditionalInformation></sr:CHFFaultReturn>")


def header(variant="8.14.3", request_id=REQUEST_ID):
  return ("<sr:Header><sr:RequestID>%s</sr:RequestID><sr:CommandVariant>8</sr:CommandVariant>"
          "<sr:ServiceReference>8.14</sr:ServiceReference>"
          "<sr:ServiceReferenceVariant>%s</sr:ServiceReferenceVariant></sr:Header>" % (request_id, variant))


def request(body=SINGLE_RECORD, head=header(), root=""):
  return ('<sr:Request xmlns:sr="%s"%s schemaVersion="5.4">%s<sr:Body>%s</sr:Body></sr:Request>'
          % (SR, root, head, body))


def device(i):
  return "00-DB-12-34-56-78-%02X-%02X" % divmod(i, 256)


def record(i):
  """The i-th of a list, from 1; each item in it differs from those of the others, but enumerations."""
  return ("<sr:CHFNoFaultReturn><sr:DeviceID>%s</sr:DeviceID>"
          "<sr:CHFNoFaultReturnType>Lost or Stolen Hub</sr:CHFNoFaultReturnType>"
          "<sr:UserRefDateTime>2025-05-31T12:00:%02dZ</sr:UserRefDateTime><sr:UserRefID>user %d</sr:UserRefID>"
          "<sr:IncidentReference>INC%d</sr:IncidentReference>"
          "<sr:AdditionalInformation>hub %d</sr:AdditionalInformation></sr:CHFNoFaultReturn>"
          % (device(i), i % 60, i, i, i))


def listed(records):
  return request("<sr:CHFNoFaultReturnList>%s</sr:CHFNoFaultReturnList>" % "".join(records), header("8.14.4"))


def response(code="I99", warning="", request_id=REQUEST_ID, variant="8.14.3"):
  """request_id "": none."""
  answered = "<sr:RequestID>%s</sr:RequestID>" % request_id if request_id else ""
  return ('<sr:Response xmlns:sr="%s" xmlns:ra="http://www.dccinterface.co.uk/ResponseAndAlert" schemaVersion="5.4">'
          "<sr:Header>%s<sr:ResponseCode>%s</sr:ResponseCode>"
          "<sr:ResponseDateTime>2025-06-01T00:00:00.000Z</sr:ResponseDateTime></sr:Header><sr:Body><sr:ResponseMessage>"
          "<sr:ServiceReference>8.14</sr:ServiceReference><sr:ServiceReferenceVariant>%s</sr:ServiceReferenceVariant>%s"
          "</sr:ResponseMessage></sr:Body></sr:Response>" % (SR, answered, code, variant, warning))


def failures(*entries):
  return "<sr:DSPCHFReturnWarning>%s</sr:DSPCHFReturnWarning>" % "".join(
    "<sr:CHFReturnFailure><sr:ResponseCode>%s</sr:ResponseCode><sr:DeviceIDList>%s</sr:DeviceIDList>"
    "</sr:CHFReturnFailure>" % entry for entry in entries)


def answer_to_list():
  return response("W081401", failures(("E5", device(1) + "," + device(3)), ("E19", device(2))), variant="8.14.4")


SINGLE = request()
LIST = listed(record(i) for i in range(1, 6))
RESPONSE = response()
LIST_RESPONSE = answer_to_list()
