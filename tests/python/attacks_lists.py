"""Edits of single records of a signed list, of single entries of a signed answer to one, and of a signed single. What
stands there after the edit is lawful by itself: only the digest tells."""
from attacks import DIGEST, case, genuine
from identities import DSP, SUPPLIER
from messages import device, failures, record
from signing import between, edited

# An item of record 3 of the list, and another value of its kind.
ITEMS = [
  ("a Device ID", device(3) + "</sr:DeviceID>", device(99) + "</sr:DeviceID>"),
  ("the case of a Device ID", device(3) + "</sr:DeviceID>", device(3).lower() + "</sr:DeviceID>"),
  ("white space round a Device ID", device(3) + "</sr:DeviceID>", device(3) + " </sr:DeviceID>"),
  ("the neighbour's Device ID", device(3) + "</sr:DeviceID>", device(4) + "</sr:DeviceID>"),
  ("a reference's time", "12:00:03Z", "12:00:04Z"), ("a time by its zone", "12:00:03Z", "12:00:03+00:00"),
  ("a time by its fraction", "12:00:03Z", "12:00:03.0Z"), ("a time without its zone", "12:00:03Z", "12:00:03"),
  ("a reference", "user 3<", "user 4<"), ("a reference's space", "user 3<", "user  3<"),
  ("a reference's end", "user 3<", "user 3 <"), ("an empty reference", "user 3<", "<"),
  ("an incident", "INC3<", "INC4<"), ("an incident's case", "INC3<", "inc3<"),
  ("an information", "hub 3<", "hub 33<"), ("an information's lookalike letter", "hub 3<", "hu\u042c 3<"),
  ("a composed letter", "hub 3<", "hub\u0301 3<"), ("an absent reference", "<sr:UserRefID>user 3</sr:UserRefID>", ""),
  ("an absent time", "<sr:UserRefDateTime>2025-05-31T12:00:03Z</sr:UserRefDateTime>", ""),
  ("an absent incident", "<sr:IncidentReference>INC3</sr:IncidentReference>", ""),
  ("an absent information", "<sr:AdditionalInformation>hub 3</sr:AdditionalInformation>", ""),
  ("an information in two", "hub 3<", "hub&#32;3&#9;<"),
  ("white space in a record", "<sr:DeviceID>" + device(3), "\n<sr:DeviceID>" + device(3)),
]
# Items of the single, whose service has more.
SINGLE_ITEMS = [
  ("the return type", "Fault identified post installation", "Fault identified prior to installation"),
  ("the other device", "90-A0</sr:OtherDeviceID>", "90-A1</sr:OtherDeviceID>"),
  ("the connection", "Hot-shoe", "Cradle"), ("the reason", "Damaged case", "Aerial fault"),
  ("the devices changed places", None, None),
]


def _list_items():
  good = genuine("LIST")
  for name, old, new in ITEMS:
    yield case(name, edited(good, (old, new)), DIGEST)
  third = record(3)
  yield case("a return type", edited(good, (third, third.replace(
    "Lost or Stolen Hub", "No Fault Return (general)"))), DIGEST)


def _records():
  good = genuine("LIST")
  first, second, third, fifth = record(1), record(2), record(3), record(5)
  for name, changes in [
    ("the first is removed", [(first, "")]), ("one is removed", [(third, "")]), ("the last is removed", [(fifth, "")]),
    ("all but one are removed", [(first, ""), (second, ""), (third, ""), (record(4), "")]),
    ("the first is doubled", [(first, first * 2)]), ("one is doubled", [(third, third * 2)]),
    ("the last is doubled", [(fifth, fifth * 2)]), ("the first stands at the end too", [(fifth, fifth + first)]),
    ("one is added before", [(first, record(9) + first)]), ("one is added within", [(third, third + record(9))]),
    ("one is added at the end", [(fifth, fifth + record(9))]), ("994 are added", [(fifth, fifth + "".join(
      record(i) for i in range(6, 1000)))]), ("one is another's", [(third, record(9))]),
    ("neighbours are swapped", [(first + second, second + first)]),
    ("the first and the last are swapped", [(first, "@"), (fifth, first), ("@", fifth)]),
    ("one comes to the front", [(third, ""), (first, third + first)]),
    ("two records' references are swapped", [("user 2<", "@"), ("user 3<", "user 2<"), ("@", "user 3<")]),
    ("two records' Device IDs are swapped", [(device(2), "@"), (device(3), device(2)), ("@", device(3))]),
    ("a comment takes one out", [(third, "<!--%s-->" % third)]),
    ("a processing instruction takes one's place", [(third, "<?x?>")]),
  ]:
    yield case(name, edited(good, *changes), DIGEST)
  yield case("the records are turned round", edited(good, (
    "".join(record(i) for i in range(1, 6)), "".join(record(i) for i in range(5, 0, -1)))), DIGEST)
  yield case("there are 1000", edited(good, (fifth, fifth + "".join(record(i) for i in range(6, 1001)))), "too-many")
  yield case("there are none", edited(good, ("".join(record(i) for i in range(1, 6)), "")), "structure")


def _forms():
  good, single = genuine("LIST"), genuine("SINGLE")
  alone = edited(good, ("".join(record(i) for i in range(2, 6)), ""))
  listed = edited(single, ("<sr:Body>", "<sr:Body><sr:CHFFaultReturnList>"),
                  ("</sr:Body>", "</sr:CHFFaultReturnList></sr:Body>"))
  return [
    case("the list becomes a single",
         edited(alone, ("<sr:CHFNoFaultReturnList>", ""), ("</sr:CHFNoFaultReturnList>", "")), DIGEST),
    case("the single becomes a list", listed, DIGEST),
    case("the list's counter", edited(good, (":1000<", ":2000<")), DIGEST),
    case("the list's service in the header", edited(good, ("8.14.4", "8.14.3")), DIGEST),
    case("the list's Command Variant", edited(good, (">8</sr:CommandVariant>", ">7</sr:CommandVariant>")), DIGEST),
    case("the list's place in a sequence", edited(good, (
      "<sr:CommandVariant>", "<sr:FirstInSequence>true</sr:FirstInSequence><sr:CommandVariant>")), DIGEST),
    case("records of the other service", good.replace("CHFNoFaultReturnList", "CHFFaultReturnList"), "structure"),
  ]


def _single_items():
  good = genuine("SINGLE")
  for name, old, new in SINGLE_ITEMS:
    changes = [(old, new)] if old else [("90-A2<", "@"), ("90-A0<", "90-A2<"), ("@", "90-A0<")]
    yield case("of the single: " + name, edited(good, *changes), DIGEST)


def _answers():
  good = genuine("LIST_RESPONSE")
  one = failures(("E5", device(1) + "," + device(3)))
  first = between(good, "<sr:CHFReturnFailure>", "</sr:CHFReturnFailure>")
  assert first in one
  for name, changes in [
    ("a code", [(">E5<", ">E4<")]), ("a Device ID", [("," + device(3), "," + device(4))]),
    ("a Device ID removed", [("," + device(3), "")]),
    ("a Device ID added", [("," + device(3), "," + device(3) + "," + device(4))]), ("a Device ID doubled", [(
      "," + device(3), ("," + device(3)) * 2)]),
    ("the Device IDs swapped", [(device(1) + "," + device(3), device(3) + "," + device(1))]),
    ("a failure removed", [(first, "")]), ("a failure added", [(first, first + first.replace("E5", "E11"))]),
    ("the codes swapped", [(">E5<", "@"), (">E19<", ">E5<"), ("@", ">E19<")]),
    ("the failures removed", [(between(good, "<sr:DSPCHFReturnWarning>", "</sr:DSPCHFReturnWarning>"), "")]),
    ("the header's code", [("W081401", "I99")]), ("the time", [("00:00.000Z", "00:00.001Z")]),
    ("the service", [("8.14.4", "8.14.3")]), ("the case of a Device ID", [("," + device(3), "," + device(3).lower())]),
    ("the RequestID", [(":1000<", ":1001<")]),
    ("a ResponseID", [("<sr:ResponseCode>W", "<sr:ResponseID>%s:%s:1</sr:ResponseID><sr:ResponseCode>W" % (
      DSP.eui, SUPPLIER.eui))]),
  ]:
    yield case("of the answer: " + name, edited(good, *changes), DIGEST, kind="response")


def cases():
  return [*_list_items(), *_records(), *_forms(), *_single_items(), *_answers()]
