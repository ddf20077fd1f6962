"""What bash offers after chret: an interactive bash on a pseudo-terminal, with and without the package bash-completion.

M-* has readline put all that it would offer into the line; the line is then run as the arguments of a function that
prints them. What has to be offered is looked up in the tool's help, and in its sources.
"""
import fcntl
import glob
import os
import pty
import re
import shutil
import struct
import subprocess
import tempfile
import termios
import unittest

import terminals

B = os.path.abspath(os.environ.get("B", "build"))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRIPT = os.path.join(ROOT, "examples/chret/completion.bash")
PACKAGE = "/usr/share/bash-completion/bash_completion"
FILES = ["hubs.csv", "my hubs.csv", "notes.txt", "1.xml", "my.key.pem", "last.txt"]


def chret(*arguments):
  return subprocess.run([os.path.join(B, "chret")] + list(arguments), capture_output=True, text=True, check=True).stdout


CALLS = re.findall(r"(?m)^  chret (\w+) ", chret("--help"))
OPTIONS = {call: set(re.findall(r"(?m)^  (--?[a-z-]+)", chret(call, "--help"))) for call in CALLS}


class Bash:
  """An interactive bash in a folder of its own."""

  def __init__(self, folder, home, setup):
    env = {"PATH": B + ":/usr/bin:/bin", "HOME": home, "TERM": "dumb", "INPUTRC": "/dev/null", "LC_ALL": "C.UTF-8"}
    pid, self.terminal = pty.fork()
    if pid == 0:
      os.chdir(folder)
      os.execve("/bin/bash", ["bash", "--norc", "--noprofile", "-i"], env)
    self.pid = pid
    fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 1000, 0, 0))
    self.send("PS1=; bind 'set enable-bracketed-paste off' 2>/dev/null; args() { printf '<%s>\\n' \"$@\"; echo '<en''d>'; }")
    self.send(setup)
    self.run("args")

  def send(self, line):
    os.write(self.terminal, line.encode() + b"\n")

  def run(self, line):
    """The arguments that args was given."""
    self.send(line)
    shown = b""
    while b"<end>\r\n" not in shown:
      shown += os.read(self.terminal, 4096)
    self.shown = shown.decode()
    return re.findall(r"(?m)^<(.*)>\r$", self.shown)[:-1]

  def offers(self, line):
    """What the last word of the line can become: itself where nothing is offered."""
    before = line.rsplit(" ", 1)[0].split(" ")
    return set(self.run(line + "\033*\001args \005")[len(before):])

  def close(self):
    os.write(self.terminal, b"exit\n")
    os.close(self.terminal)
    os.waitpid(self.pid, 0)


@unittest.skipUnless(os.path.exists("/bin/bash") and terminals.are_there(), "no bash, or no pseudo-terminals")
class Completion(unittest.TestCase):
  setup = ". '%s'" % SCRIPT

  @classmethod
  def setUpClass(cls):
    cls.folder, cls.home = tempfile.TemporaryDirectory(), tempfile.TemporaryDirectory()
    for name in FILES:
      open(os.path.join(cls.folder.name, name), "w").close()
    os.mkdir(os.path.join(cls.folder.name, "sent"))
    cls.prepare()
    cls.bash = Bash(cls.folder.name, cls.home.name, cls.setup)

  @classmethod
  def prepare(cls):
    pass

  @classmethod
  def tearDownClass(cls):
    cls.bash.close()
    cls.folder.cleanup()
    cls.home.cleanup()

  def offered(self, line, *words):
    with self.subTest(line):
      self.assertEqual(self.bash.offers(line), set(words))

  def test_calls(self):
    self.assertIn("build", CALLS)
    self.offered("chret ", "--help", "--version", *CALLS)
    self.offered("chret v", "verify")
    self.offered("chret bogus --", "--")

  def test_options_of_every_call(self):
    for call in CALLS:
      self.offered("chret %s -" % call, *OPTIONS[call])
    self.offered("chret build --st", "--state", "--strict")

  def test_every_option_of_the_sources_is_in_help(self):
    names = set()
    for path in glob.glob(os.path.join(ROOT, "examples/chret/*.[ch]")) + glob.glob(os.path.join(ROOT, "examples/common/*.[ch]")):
      with open(path, encoding="utf-8") as source:
        names |= set(re.findall(r'"([a-z-]+)", (?:no|required)_argument', source.read()))
    self.assertIn("trust", names)
    self.assertEqual({"--" + name for name in names} | {"-o"}, set().union(*OPTIONS.values()))

  def test_values(self):
    services = re.findall(r"(?m)^8\S*", chret("fields"))
    self.offered("chret build --service ", *services)
    self.offered("chret fields ", *services)
    self.offered("chret build --form ", "single", "list")
    self.offered("chret build --form l", "list")
    self.offered("chret build --counter ", "clock", "file:")
    self.offered("chret build --only re", "refused")
    self.offered("chret build --only pending,r", "pending,refused")
    self.offered("chret show --as ", "text", "csv", "json")
    self.offered("chret answer --role ", "IS", "GS")
    # something of one's own: no files are offered
    for option in ("--originator", "--max-records", "--at"):
      self.offered("chret build %s x" % option, "x")

  def test_values_after_an_equals_sign_and_a_colon(self):
    for line, last in (("chret build --form=l", "--form=list"), ("chret build --counter=cl", "--counter=clock"),
                       ("chret build --counter file:la", "file:last.txt"), ("chret show --as=js", "--as=json"),
                       ("chret report --state=la", "--state=last.txt")):
      self.offered(line, last)

  def test_files(self):
    sheets = ["hubs.csv", "my hubs.csv", "sent"]
    self.offered("chret build ", *sheets)
    self.offered("chret build --strict ", *sheets)
    self.offered("chret check ", "1.xml", *sheets)
    self.offered("chret answer --inventory ", *sheets)
    for call in ("verify", "show", "sign", "answer", "report"):
      self.offered("chret %s " % call, "1.xml", "sent")
    self.offered("chret sign --key ", "my.key.pem", "sent")
    self.offered("chret verify --trust ", "my.key.pem", "sent")
    self.offered("chret build --state ", "sent", *FILES)
    self.offered("chret show not", "notes.txt")

  def test_words_are_no_commands(self):
    there = os.listdir(self.folder.name)
    for line in ("chret a/b x", "chret build/x/wmade x", "chret [ x", "chret build --[ x,y", "chret build -\\( x,y"):
      self.offered(line, line.rsplit(" ", 1)[1])
      self.assertNotRegex(self.bash.shown, "sed:|grep:")
    self.assertEqual(os.listdir(self.folder.name), there)

  def test_files_are_found_once(self):
    self.offered("chret report ", "1.xml", "sent") # which readline would show once; and what it is given:
    given = self.bash.run("COMP_WORDS=(chret report '') COMP_CWORD=2; _chret; args \"${COMPREPLY[@]}\"")
    self.assertEqual(sorted(given), ["1.xml", "sent"])

  def test_in_the_middle(self):
    self.offered("chret build --form single --cou", "--counter")
    self.offered("chret sign --key my.key.pem ", "1.xml", "sent")


@unittest.skipUnless(os.path.exists(PACKAGE), "bash-completion is not there")
class WithThePackage(Completion):
  """As it is installed: bash-completion loads it when chret is completed for the first time."""

  setup = ". " + PACKAGE

  @classmethod
  def prepare(cls):
    folder = os.path.join(cls.home.name, ".local/share/bash-completion/completions")
    os.makedirs(folder)
    shutil.copy(SCRIPT, os.path.join(folder, "chret"))


if __name__ == "__main__":
  unittest.main()
