"""Interoperability with a peer that is a command: peer.py COMMAND... (tests/python/peers.py has what it has to do)."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import peers

COMMAND = sys.argv[1:]


class Interoperability(unittest.TestCase):
  def test_both_ways(self):
    peers.check(self, peers.Peer(COMMAND))


if __name__ == "__main__":
  unittest.main(argv=sys.argv[:1])
