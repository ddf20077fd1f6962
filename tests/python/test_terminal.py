"""What chret shows on a terminal: colours, and tables that fit; and that nothing else gets them.

The widths are Python's (unicodedata), the terminal is a pseudo-terminal.
"""
import fcntl
import os
import pty
import re
import struct
import subprocess
import tempfile
import termios
import unicodedata
import unittest

import terminals

CHRET = os.path.join(os.path.abspath(os.environ.get("B", "build")), "chret")
ORIGINATOR, TARGET = "90-B3-D5-1F-30-01-00-00", "90-B3-D5-1F-30-00-00-02"
# one for each way in which bytes, characters and columns differ
TEXTS = ["plain", "Zürich – “é”", "東京都", "cafe\u0301", "한국어 hub", "ＦＵＬＬ", "שלום", "🚚 hub", "a\u0308o\u0308"]
COLUMNS = ("DeviceID,CHFFaultReturnType,UserRefDateTime,UserRefID,OtherDeviceID,IncidentReference,CHFConnectionMethod,"
           "CHFFaultReason,AdditionalInformation")


def width(text):
  return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def environment(changes):
  """Without what would speak of colours, and with the changes; None: not set."""
  env = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
  env["TERM"] = "xterm"
  env.update(changes)
  return {name: value for name, value in env.items() if value is not None}


def on_terminal(arguments, columns=200, terminal=("stdout", "stderr"), **changes):
  """What a terminal of so many columns is sent, which is the named outputs; and what the others got."""
  master, slave = pty.openpty()
  fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
  outputs = {name: slave if name in terminal else subprocess.PIPE for name in ("stdout", "stderr")}
  process = subprocess.Popen([CHRET] + arguments, stdin=subprocess.DEVNULL, env=environment(changes), **outputs)
  os.close(slave)
  shown = b""
  while True:
    try:
      piece = os.read(master, 4096)
    except OSError:
      break
    if not piece:
      break
    shown += piece
  os.close(master)
  others = b"".join(output or b"" for output in process.communicate())
  return shown.decode(errors="surrogateescape").replace("\r\n", "\n"), others.decode(errors="surrogateescape")


def piped(arguments, **changes):
  done = subprocess.run([CHRET] + arguments, capture_output=True, env=environment(changes))
  return done.stdout.decode(errors="surrogateescape"), done.stderr.decode(errors="surrogateescape")


def plain(text):
  return re.sub("\033\\[[0-9]*m", "", text)


@unittest.skipUnless(terminals.are_there(), "no pseudo-terminals")
class Terminal(unittest.TestCase):
  @classmethod
  def setUpClass(cls):
    cls.folder = tempfile.TemporaryDirectory()
    cls.list = cls.build("list", TEXTS)
    cls.single = cls.build("single", TEXTS[:1])
    cls.broken = os.path.join(cls.folder.name, "broken.xml")
    with open(cls.broken, "w") as file:
      file.write("<a>")

  @classmethod
  def tearDownClass(cls):
    cls.folder.cleanup()

  @classmethod
  def build(cls, form, texts, name=None):
    sheet = COLUMNS + "\n" + "".join(
        "00-DB-12-34-56-78-90-%02X,Fault identified post installation,2026-01-12T09:15:00Z,%s,00-DB-12-34-56-78-90-FF,INC1,"
        "Hot-shoe,LED Fault,%s\n" % (i, text, "end " * 20) for i, text in enumerate(texts))
    path = os.path.join(cls.folder.name, (name or form) + ".xml")
    subprocess.run([CHRET, "build", "--originator", ORIGINATOR, "--target", TARGET, "--counter", "1", "--form", form, "-o",
                    path, "-"], input=sheet.encode(), check=True, env=environment({}))
    return path

  def test_colours_on_a_terminal_only(self):
    for arguments in (["show", self.list], ["show", self.single], ["show", self.broken]):
      with self.subTest(arguments[1]):
        coloured, _ = on_terminal(arguments, 400)
        self.assertIn("\033[", coloured)
        self.assertEqual(coloured.count("\033[0m") * 2, coloured.count("\033["), "each style ends")
        self.assertEqual(plain(coloured), "".join(piped(arguments)), "beyond the colours nothing differs")
        self.assertIn("\033[", on_terminal(arguments, NO_COLOR="")[0], "empty is not set (no-color.org)")
        for name, changes in {"NO_COLOR": {"NO_COLOR": "1"}, "dumb": {"TERM": "dumb"}, "no TERM": {"TERM": None}}.items():
          self.assertNotIn("\033", on_terminal(arguments, **changes)[0], name)
        self.assertNotIn("\033", "".join(piped(arguments)))

  def test_each_output_by_itself(self):
    shown, errors = on_terminal(["show", self.broken], terminal=("stdout",))
    self.assertEqual(shown, "")
    self.assertNotIn("\033", errors)
    _, text = on_terminal(["show", self.list], terminal=("stderr",))
    self.assertNotIn("\033", text)
    self.assertNotIn("\033", on_terminal(["show", "--json", self.broken])[0], "scripts get no colours")
    for way in ("csv", "json"):
      self.assertNotIn("\033", on_terminal(["show", "--as", way, self.list], terminal=("stdout",))[0])

  def test_unverified_is_said(self):
    for path in (self.list, self.single):
      self.assertEqual(plain(on_terminal(["show", path])[0]).splitlines()[1], "NOT VERIFIED: anyone may have written this")

  def rows(self, text):
    lines = text.splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("record"))
    return lines[head:]

  def test_columns_are_aligned(self):
    head, *rows = self.rows(piped(["show", self.list])[0])
    self.assertEqual(len(rows), len(TEXTS))
    for text, row in zip(TEXTS, rows):
      with self.subTest(text):
        self.assertEqual(width(row[:row.index(text)]), width(head[:head.index("UserRefID")]))
        self.assertEqual(width(row[:row.index("00-DB-12-34-56-78-90-FF")]), width(head[:head.index("OtherDeviceID")]))
        self.assertIn("end " * 20, row + " ")

  def test_fits_the_terminal(self):
    for columns in (130, 140, 160, 200):
      with self.subTest(columns):
        shown = self.rows(plain(on_terminal(["show", self.list], columns)[0]))
        self.assertEqual(len(shown), 1 + len(TEXTS))
        for i, line in enumerate(shown):
          self.assertLessEqual(width(line), columns)
          if i > 0:
            self.assertTrue(line.endswith("…"))
            self.assertIn("00-DB-12-34-56-78-90-%02X " % (i - 1), line)
            self.assertIn("00-DB-12-34-56-78-90-FF", line)
    self.assertEqual("".join(self.rows(plain(on_terminal(["show", self.list], 0)[0]))).count("…"), 0, "of unknown width")

  def test_nothing_that_a_terminal_obeys(self):
    obeyed = re.compile("[\0-\t\v-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
    sheet = os.path.join(self.folder.name, "obeyed.csv")
    for hostile in (b"\x1b]0;title\a\x1b[2J", b"\x7f", b"\x9b2J", b"\xc2\x9b2J", "\u202eFE-00\u2069".encode(),
                    b"\xe0\x80\x9b2J", b"\xed\xa0\x80", b"\xe2\x82", "Zürich 東\u200f".encode()):
      with open(sheet, "wb") as file:
        file.write(COLUMNS.encode() + b"\n" + hostile + b',Fault,,"' + hostile + b' ""said"", so",,,,,\n')
      with self.subTest(hostile):
        shown, _ = on_terminal(["check", sheet])
        self.assertIn("?", shown)
        self.assertIsNone(obeyed.search(plain(shown)), shown)
        self.assertIn(hostile, piped(["check", sheet])[0].encode(errors="surrogateescape"), "what is no terminal gets the bytes")
    path = self.build("list", ["\x9b2J\u202eZürich"] * 2, "obeyed")
    for way in ("text", "csv", "json"):
      with self.subTest(way):
        shown, _ = on_terminal(["show", "--as", way, path])
        self.assertIn("00-DB-12-34-56-78-90-01", shown)
        self.assertIsNone(obeyed.search(plain(shown)), shown)
        self.assertIn("\\u009B2J\\u202EZ\\u00FCrich" if way == "json" else "?2J?Zürich", shown)
        if way != "text":
          self.assertIn("\x9b2J\u202eZürich", piped(["show", "--as", way, path])[0])

  def test_too_narrow_for_a_table(self):
    shown = plain(on_terminal(["show", self.list], 60)[0])
    for i, text in enumerate(TEXTS):
      self.assertIn("Record %d\n" % (i + 1), shown)
      self.assertIn("  UserRefID                   %s\n" % text, shown)
    self.assertNotIn("…", shown)


if __name__ == "__main__":
  unittest.main()
