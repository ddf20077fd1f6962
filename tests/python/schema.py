"""What an XSD says of the two services, and what xmllint says of a document by it."""
import os
import pathlib
import re
import subprocess
import tempfile
import typing
import unittest
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
DUIS = pathlib.Path(os.environ.get("CHRET_DUIS_DIR", ROOT.parent / "shared" / "duis"))
OFFICIAL = DUIS / "DUIS.xsd"
OURS = ROOT / "lib" / "schema" / "chreturn.xsd"
NAMESPACE = "http://www.dccinterface.co.uk/ServiceUserGateway"
BODIES = {"8.14.3": "CHFFaultReturn", "8.14.4": "CHFNoFaultReturn"}

MISSING = "the official DUIS schema is not here: put it at ../shared/duis or name its folder in CHRET_DUIS_DIR"
needs_official = unittest.skipUnless(OFFICIAL.exists(), MISSING)
if not OFFICIAL.exists():
  print("skipped in part: " + MISSING, flush=True)


def template(service):
  """DCC's own request of a service, as bytes."""
  (path,) = (DUIS / "templates").glob(service + "_*")
  return path.read_bytes()


# ---- The vocabulary ------------------------------------------------------------------------------------------------

class Item(typing.NamedTuple):
  name: str
  required: bool
  kind: str
  limit: int
  values: tuple


# The types of DUIS and of XSD by what the library calls their kinds. An xs:string is a text or an enumeration.
KINDS = {"sr:EUI": "EUI", "sr:RequestIDType": "request-ID", "sr:ResponseIDType": "request-ID",
         "sr:CommandVariant": "command-variant", "xs:dateTime": "date-time", "xs:boolean": "boolean",
         "xs:decimal": "decimal", "sr:ResponseCode": "response-code", "sr:DeviceIDList": "EUI-list"}


def _xs(name):
  return "{http://www.w3.org/2001/XMLSchema}" + name


class Schema:
  def __init__(self, path):
    self.root = ElementTree.parse(path).getroot()
    self.types = {"sr:" + t.get("name"): t for t in self.root if t.tag in (_xs("complexType"), _xs("simpleType"))}

  def children(self, path):
    """The item elements of the complex type that a path of element names, from a type's name, leads to: in order."""
    step, *rest = path.split("/")
    found = self.types["sr:" + step]
    for step in rest:
      element = next(e for e in self._elements(found) if e.get("name") == step)
      found = self.types[element.get("type")] if element.get("type") else element.find(_xs("complexType"))
    return [self.item(e) for e in self._elements(found) if self._is_simple(e)]

  def item(self, declared):
    named, values, limit = declared.get("type"), (), 0
    inline = declared.find(_xs("simpleType"))
    if named in KINDS:
      kind = KINDS[named]
      if kind in ("command-variant", "response-code"):
        values = self._facets(self.types[named], "enumeration")
    else:
      simple = inline if inline is not None else self.types[named]
      if simple.find(_xs("restriction")).get("base") != "xs:string":
        raise ValueError("%s is of a type that no kind stands for" % declared.get("name"))
      values = self._facets(simple, "enumeration")
      kind = "enumeration" if values else "text"
      limit = int("".join(self._facets(simple, "maxLength")) or 0)
    required = declared.get("minOccurs", "1") != "0" and declared.get("use", "required") == "required"
    return Item(declared.get("name"), required, kind, limit, values)

  def schema_version(self, root="Request"):
    """The attribute of a root's type."""
    return self.item(self.types["sr:" + root].find(_xs("attribute")))

  def record(self, service):
    return self.children("Request/Body/" + BODIES[service])

  def header(self):
    return self.children("Request/Header")

  def response_header(self):
    return self.children("Response/Header")

  def _elements(self, model):
    for node in model:
      if node.tag == _xs("element") and node.get("name"):
        yield node
      elif node.tag in (_xs("sequence"), _xs("choice")):
        yield from self._elements(node)

  def _is_simple(self, element):
    named = element.get("type")
    if named is None:
      return element.find(_xs("simpleType")) is not None
    return named.startswith("xs:") or self.types[named].tag == _xs("simpleType")

  @staticmethod
  def _facets(simple, name):
    return tuple(f.get("value") for f in simple.iter(_xs(name)))


# ---- The oracle ----------------------------------------------------------------------------------------------------

class Verdict(typing.NamedTuple):
  valid: bool
  said: str


def xmllint(schema, documents):
  """xmllint's verdict on each document by a schema, in order."""
  verdicts = []
  for start in range(0, len(documents), 400):
    verdicts += _xmllint_batch(schema, documents[start:start + 400])
  return verdicts


def _xmllint_batch(schema, documents):
  with tempfile.TemporaryDirectory() as folder:
    names = ["%d.xml" % i for i in range(len(documents))]
    for name, document in zip(names, documents):
      pathlib.Path(folder, name).write_bytes(document)
    ran = subprocess.run(["xmllint", "--nonet", "--noout", "--schema", str(schema), *names], cwd=folder, timeout=300,
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
  said = [[] for _ in documents]
  at = None
  for line in ran.stderr.decode("utf-8", "replace").splitlines():
    starts = re.match(r"(\d+)\.xml(:| validates$| fails to validate$)", line)
    at = int(starts[1]) if starts else at
    if at is not None:  # what comes before the first name is about no file in particular
      said[at].append(line)
  silent = [name for name, lines in zip(names, said) if not lines]
  if silent or ran.returncode not in (0, 1, 3, 4):
    raise RuntimeError("xmllint ended with %d and said nothing of %s, but: %s" % (ran.returncode, silent, ran.stderr))
  # A file that is not well-formed gets messages, but neither of the two closing lines.
  return [Verdict("%d.xml validates" % i in lines, "\n".join(lines)) for i, lines in enumerate(said)]


def canonical(document):
  """Inclusive Canonical XML 1.0 by libxml2 itself."""
  return subprocess.run(["xmllint", "--nonet", "--c14n", "-"], input=document, stdout=subprocess.PIPE, check=True,
                        timeout=60).stdout
