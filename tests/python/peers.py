"""Interoperability with another implementation of XML-DSig, both ways.

A peer is a command to which is appended `sign KEY CERTIFICATE IN OUT`, or `verify CERTIFICATE FILE...`, which prints
"good" or "bad" for each file. KEY is PKCS#8, CERTIFICATE X.509, both PEM; IN is a message without a Signature.
"""
import subprocess

import attacks_signers
import messages
import signing
import signing_ffi
from chreturn_ffi import Request
from identities import DSP, FOLDER, SUPPLIER
from valid_documents import content

STORE = signing_ffi.trust([SUPPLIER.certificate, DSP.certificate])
OPTIONS = signing_ffi.options(attacks_signers.TIME)
# name: who signs, the kind, and the message as text
MESSAGES = {
  "a request": (SUPPLIER, "request", messages.SINGLE),
  "a list of 999": (SUPPLIER, "request", messages.listed(messages.record(i) for i in range(1, 1000))),
  "an answer": (DSP, "response", messages.RESPONSE),
  "an answer to a list": (DSP, "response", messages.LIST_RESPONSE),
  "a failure of 999 hubs": (DSP, "response", messages.response("W081401", messages.failures(
    ("E5", ",".join(messages.device(i) for i in range(1, 1000)))))),
}


class Peer:
  def __init__(self, command):
    self.command = command

  def _run(self, *words):
    done = subprocess.run([*self.command, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
      raise AssertionError("%s: %s%s" % (words, done.stdout, done.stderr))
    return done.stdout

  def sign(self, document, identity):
    source, target = FOLDER / "unsigned.xml", FOLDER / "signed.xml"
    source.write_text(document)
    target.unlink(missing_ok=True)
    self._run("sign", identity.key, identity.path, source, target)
    return target.read_bytes()

  def verdicts(self, documents, identity):
    """Of each document, whether the peer verifies it."""
    paths = []
    for i, document in enumerate(documents):
      paths.append(FOLDER / ("%d.xml" % i))
      paths[-1].write_bytes(document)
    said = self._run("verify", identity.path, *paths).split()
    assert len(said) == len(documents) and set(said) <= {"good", "bad"}, said
    return [word == "good" for word in said]


def signer(identity):
  return signing_ffi.Signer(identity.key.read_bytes(), identity.path.read_bytes())


def built(xml):
  """The message built anew from what lxml reads in it: the library's own writer has it from no document."""
  header, groups = content(xml.encode())
  if "<sr:Request " in xml:
    service = header["ServiceReferenceVariant"]
    made = Request(service, "list" if "ReturnList>" in xml else "single")
    for group in groups:
      made.append(group)
    made.set("RequestID", header["RequestID"])
    return made
  made = signing_ffi.Response("8.14.4" if "8.14.4" in xml else "8.14.3")
  for name, text in header.items():
    made.set(name, text)
  for group in groups:
    for device in group["DeviceIDList"].split(","):
      made.add_failure(int(device.replace("-", ""), 16), group["ResponseCode"])
  return made


def ours():
  """{name: (who signs, signed by the library)}: built and signed in one pass, and signed as they stand."""
  found = {}
  for name, (identity, kind, xml) in MESSAGES.items():
    with_key = signer(identity)
    found[name] = identity, getattr(with_key, kind)(built(xml))
    found[name + ", as bytes"] = identity, with_key.document(xml.encode())
  return found


def changed(data, step):
  """One byte changed in each, at every step-th place of the root's start to the KeyInfo."""
  start, end = data.index(b"<sr:Re"), data.index(b"<ds:KeyInfo>")
  return [data[:i] + bytes([data[i] ^ 1]) + data[i + 1:] for i in range(start, end, step)]


def check(test, peer, step=29):
  """All three: it verifies what we sign, it refuses ours where one byte is changed, we verify what it signs."""
  signed = ours()
  for who in (SUPPLIER, DSP):
    own = {name: data for name, (identity, data) in signed.items() if identity is who}
    test.assertEqual({name: signing.verify(data, who) for name, data in own.items()}, dict.fromkeys(own, ""))
    test.assertEqual(dict(zip(own, peer.verdicts(own.values(), who))), dict.fromkeys(own, True))
  for name in ("a request", "an answer to a list"):
    identity, data = signed[name]
    with test.subTest("changed: " + name):
      mutants = changed(data, step)
      test.assertGreater(len(mutants), 30)
      test.assertEqual([m for m, good in zip(mutants, peer.verdicts(mutants, identity)) if good], [])
  for name, (identity, kind, xml) in MESSAGES.items():
    with test.subTest("theirs: " + name):
      message, serial = signing_ffi.read(kind, peer.sign(xml, identity), STORE, OPTIONS)
      test.assertEqual(serial, str(identity.serial))
      header, groups = content(xml.encode())
      test.assertEqual({item: message.get(item) for item in header}, header)
      if kind == "request":
        test.assertEqual(message.records(), groups)
      else:
        test.assertEqual(len(message.failures()), sum(len(g["DeviceIDList"].split(",")) for g in groups))
