"""Interoperability with the xmlsec1 command, and what happens to ours when any one byte is changed."""
import subprocess
import unittest

import peers
import signing
import signing_ffi
from chreturn_ffi import Refused
from identities import FOLDER
from valid_documents import content


class Xmlsec1(peers.Peer):
  """Certificates are found by the issuer and serial that the message names: --untrusted-pem says where, --insecure that
  they need no issuer; keys in the message are not asked for."""

  def __init__(self):
    super().__init__(["xmlsec1"])

  def sign(self, document, identity):
    source, target = FOLDER / "template.xml", FOLDER / "signed.xml"
    source.write_text(signing.place(document, signing.markup(identity).replace(signing.DIGEST, "").replace(
      signing.VALUE, "")))
    self._run("--sign", "--privkey-pem", identity.key, "--output", target, source)
    return target.read_bytes()

  def verdicts(self, documents, identity):
    found, path = [], FOLDER / "document.xml"
    for document in documents:
      path.write_bytes(document)
      done = subprocess.run(["xmlsec1", "--verify", "--untrusted-pem", identity.path, "--insecure",
                             "--enabled-key-data", "x509", "--enabled-reference-uris", "empty", path],
                            capture_output=True, check=False)
      found.append(done.returncode == 0)
    return found


class Interoperability(unittest.TestCase):
  def test_both_ways(self):
    peers.check(self, Xmlsec1())

  def test_any_byte_changed(self):
    """Ours with one byte changed, left out or doubled is verified only where it says the same: before the KeyInfo its
    canonical form is the same too."""
    identity, data = peers.ours()["a request"]
    start, end = data.index(b"<sr:Re"), data.index(b"<ds:KeyInfo>")
    expected, canonical = content(data), signing.canonical(signing.parse(data))
    taken = 0
    for i, byte in enumerate(data):
      for new in (bytes([byte ^ 1]), bytes([byte ^ 0x20]), bytes([byte ^ 0x80]), b"", bytes([byte, byte])):
        mutant = data[:i] + new + data[i + 1:]
        try:
          message, _ = signing_ffi.read("request", mutant, peers.STORE, peers.OPTIONS)
        except Refused:
          continue
        taken += 1
        self.assertEqual(content(mutant), expected)
        self.assertEqual(message.records(), expected[1])
        if start <= i < end:
          self.assertEqual(signing.canonical(signing.parse(mutant)), canonical)
    # spaces doubled in tags, and letters whose case means nothing: were there none, nothing would have been read
    self.assertGreater(taken, 5)
    self.assertEqual(signing.verify(data, identity), "")


if __name__ == "__main__":
  unittest.main()
