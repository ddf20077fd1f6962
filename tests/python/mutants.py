"""Mutants of a request's structure: one class of faults a function.

A class is a generator: it takes a random source and a function that makes a fresh valid document, and yields documents
as bytes for ever. What a mutant is worth, valid or not, is for the schema to say.
"""
import re
import string

import schema
from documents import SR, XSI

SPACES = [" ", "\t", "\n", "\r\n", "\r", "  \n  "]
# White space in disguise, things that are no white space, and what may stand between elements without being text.
NEAR_SPACES = ["&#32;", "&#9;", "&#xA;", "&#13;", "<![CDATA[ ]]>", "<![CDATA[]]>", "<![CDATA[\n\t]]>", "<!---->",
               "<!-- <sr:DeviceID> -->", "<?pi?>", "<?pi a=\"b\"?>", "\u00a0", "\u2003", "\u0085", "\ufeff", ".",
               "&amp;"]
NAMES = ["Request", "Response", "Header", "Body", *schema.BODIES.values(),
         *(b + "List" for b in schema.BODIES.values()),
         "DeviceID", "OtherDeviceID", "CHFFaultReturnType", "CHFNoFaultReturnType", "UserRefDateTime", "UserRefID",
         "IncidentReference", "AdditionalInformation", "RequestID", "CommandVariant", "Signature", "x",
         "CHFInstallType"]


def _forever(mutate, most=2):
  def generate(rng, fresh):
    while True:
      document = fresh()
      for _ in range(rng.randint(1, most)):
        mutate(rng, document)
      yield document.bytes()
  return generate


def _below_root(rng, document):
  found = list(document.root.walk())
  return rng.choice(found) if found else (document.root, None)


def drop(rng, document):
  """An element with all in it, or its tags alone, or its text alone."""
  parent, element = _below_root(rng, document)
  if element is None:
    return
  at = parent.children.index(element)
  how = rng.random()
  if how < 0.7:
    del parent.children[at]
  elif how < 0.85:
    parent.children[at:at + 1] = element.children
  else:
    element.children = []


def double(rng, document):
  """An element once more: next to itself, elsewhere among its siblings, inside itself; or the root; or a text."""
  parent, element = _below_root(rng, document)
  how = rng.random()
  texts = [(e, i) for e in document.all() for i, c in enumerate(e.children) if isinstance(c, str)]
  if texts and how > 0.8:
    owner, at = rng.choice(texts)
    owner.children[at] *= 2
    return
  if element is None or how < 0.03:
    document.epilog = document.root.markup()
  elif how < 0.5:
    parent.children.insert(parent.children.index(element) + 1, element)
  elif how < 0.7:
    parent.children.insert(rng.randint(0, len(parent.children)), element)
  else:
    element.children.append(element.markup())


def swap(rng, document):
  """Two siblings, two texts, or an element into another parent."""
  how = rng.random()
  if how < 0.5:
    family = rng.choice([e for e in document.all() if len(e.elements()) > 1])
    a, b = (family.children.index(e) for e in rng.sample(family.elements(), 2))
    family.children[a], family.children[b] = family.children[b], family.children[a]
  elif how < 0.8:
    a, b = rng.sample(document.leaves(), 2)
    a.children, b.children = b.children, a.children
  else:
    parent, element = _below_root(rng, document)
    target = rng.choice(document.all())
    if target not in [element, *(e for _, e in element.walk())]:
      parent.children.remove(element)
      target.children.insert(rng.randint(0, len(target.children)), element)


def rename(rng, document):
  """Another name of the vocabulary, or a letter more, less or other."""
  element = rng.choice(document.all())
  local, at = element.local, rng.randrange(len(element.local) or 1)
  local = rng.choice([
    rng.choice(NAMES), rng.choice(NAMES), local + rng.choice("s_.-1:\u00e9 "), local[:at] + local[at + 1:],
    local[:at] + rng.choice(string.ascii_letters) + local[at + 1:], rng.choice("x_1-.") + local])
  element.name = "sr:" + local


def recase(rng, document):
  """A name, a text, a prefix or an attribute in another case."""
  element = rng.choice(document.all())
  change = rng.choice([str.upper, str.lower, str.swapcase, str.title,
                       lambda s: _one_letter(rng, s, str.swapcase)])
  how = rng.random()
  if how < 0.45:
    element.name = "sr:" + change(element.local)
  elif how < 0.5:
    element.name = change("sr") + ":" + element.local
  elif how < 0.95:
    element.children = [c if not isinstance(c, str) or "&" in c else change(c) for c in element.children]
  else:
    document.root.attributes = [a if a.startswith("xmlns") else change(a) for a in document.root.attributes]


def _one_letter(rng, text, change):
  at = rng.randrange(len(text) or 1)
  return text[:at] + change(text[at:at + 1]) + text[at + 1:]


def respaced(rng, fresh):
  """White space, and what looks like it, between and inside tags, in values, before and after the root."""
  while True:
    tokens = [t for t in re.split(r"(<[^>]*>)", fresh().text()) if t]
    for _ in range(rng.randint(1, 2)):
      at, how = rng.randrange(len(tokens)), rng.random()
      token, space = tokens[at], rng.choice(SPACES)
      if how < 0.35:
        tokens.insert(at, rng.choice(NEAR_SPACES))
      elif how < 0.55:
        tokens.insert(at, space)
      elif how < 0.65 and token.startswith("<"):
        tokens[at] = token[:-1] + space + ">"
      elif how < 0.8:
        cut = rng.randint(0, len(token))
        tokens[at] = token[:cut] + space + token[cut:]
      elif how < 0.9 and token.isspace():
        del tokens[at]
      else:
        tokens[at] = token.replace(" ", space)
    yield "".join(tokens).encode()


def attributes(rng, fresh):
  """One more, one less, one twice; known, unknown, of the namespaces xml and xsi; lawful and unlawful spellings."""
  known = 'schemaVersion="5.4"'
  spellings = ["schemaVersion='5.4'", 'schemaVersion = "5.4"', 'schemaVersion\n=\n"5.4"', 'schemaVersion="&#53;.4"',
               'schemaVersion="5&#46;4"', 'schemaVersion=" 5.4 "', 'schemaVersion="\n5.4\t"',
               'schemaVersion="&#10;5.4"', "schemaVersion=5.4", "schemaVersion", 'schemaVersion=""',
               'schemaVersion="<5.4"', 'schemaVersion="5.4&"', 'schemaVersion="5.4\'', 'sr:schemaVersion="5.4"',
               'schemaversion="5.4"', 'SchemaVersion="5.4"', 'schemaVersion="5.4"foo="1"', 'schemaVersion="5.4"/',
               'schemaVersion="5.4" schemaVersion="5.4"', 'schemaVersion="5.4" sr:schemaVersion="5.4"',
               'schemaVersion="5.4" schemaVersion="5.3"', "", 'xsi:schemaVersion="5.4"', 'schemaVersion="&lt;5.4"',
               'schemaVersion="5.4&nbsp;"', 'schemaVersion="5\u00a04"']
  strangers = ['foo="1"', 'sr:foo="1"', 'schemaVersion="5.4"', 'sr:DeviceID="1"', 'id="a"', 'Id="a"', 'xml:id="a"',
               'xml:lang="en"', 'xml:space="preserve"', 'xml:space="default"', 'xml:base="http://example.org/"',
               'xml:foo="1"', 'xsi:nil="true"', 'xsi:nil="false"', 'xsi:nil="0"', 'xsi:foo="1"', 'xsi:type="sr:EUI"',
               'xsi:type="sr:CHFFaultReturn"', 'xsi:type="sr:CHFNoFaultReturn"', 'xsi:type="sr:Request"',
               'xsi:type="sr:UserRefID"', 'xsi:type="sr:IncidentReference"', 'xsi:type="sr:nothing"', 'xsi:type=""',
               'xsi:schemaLocation="urn:a nowhere.xsd"', 'xsi:schemaLocation=""',
               'xsi:schemaLocation="urn:a nowhere.xsd urn:b nowhere.xsd"', "xsi:schemaLocation='urn:a\n nowhere.xsd'",
               'xsi:noNamespaceSchemaLocation="nowhere.xsd"', 'xsi:noNamespaceSchemaLocation=""', 'a:b="1"', 'foo=""']
  turn = 0
  while True:
    document = fresh()
    root = document.root
    if turn % 2:
      element = rng.choice(document.all())
      # most types are named as the element is: then it is the type that the element has anyway
      taken = ['xsi:type="sr:%s"' % element.local] if turn % 10 == 1 else rng.sample(strangers, rng.choice([1, 1, 2]))
      element.attributes[rng.randint(0, len(element.attributes)):0] = taken
      if any("xsi:" in t for t in taken) and not (element is root and XSI in root.attributes):
        element.attributes.append(XSI)
    else:
      at = root.attributes.index(known) if known in root.attributes else 0
      root.attributes[at] = spellings[turn // 2 % len(spellings)]
      if "xsi:" in root.attributes[at] and XSI not in root.attributes:
        root.attributes.append(XSI)
      rng.shuffle(root.attributes)
    turn += 1
    yield document.bytes()


URIS = [schema.NAMESPACE + "/", schema.NAMESPACE.upper(), schema.NAMESPACE.replace("http:", "https:"),
        " " + schema.NAMESPACE, schema.NAMESPACE + " ", schema.NAMESPACE + "\n", schema.NAMESPACE + "#",
        schema.NAMESPACE.replace("ServiceUser", "Serviceuser"), schema.NAMESPACE[:-1],
        schema.NAMESPACE.replace("Gate", "%47ate"), schema.NAMESPACE.replace("G", "&#71;"),
        schema.NAMESPACE.replace("http", "&#x68;ttp"), "urn:x", "", "relative", "http://www.w3.org/2000/09/xmldsig#",
        "http://www.dccinterface.co.uk/ResponseAndAlert"]
DECLARATIONS = ['xmlns:x="urn:x"', 'xmlns="urn:x"', 'xmlns=""', 'xmlns:x=""', 'xmlns:x="relative"', 'xmlns:x="a b"',
                'xmlns:x="../x"', 'xmlns:x="#x"', 'xmlns:x="http://[bad"', 'xmlns:x="http://a/%zz"', 'xmlns:x="\u00e9"',
                'xmlns:x="http://\u00e9/"', 'xmlns:xml="http://www.w3.org/XML/1998/namespace"', 'xmlns:xml="urn:x"',
                'xmlns:x="http://www.w3.org/XML/1998/namespace"', 'xmlns="http://www.w3.org/XML/1998/namespace"',
                'xmlns:xmlns="urn:x"', 'xmlns:x="http://www.w3.org/2000/xmlns/"', 'xmlns:x="urn:x" xmlns:x="urn:x"',
                'xmlns:x="urn:x" xmlns:y="urn:x"', 'xmlns:x="urn:x" x:a="1" x:a="1"', SR, SR.replace(":sr", ":t"),
                SR.replace(":sr", ""), 'xmlns:="urn:x"', 'xmlns:x:y="urn:x"', 'xmlns:1="urn:x"', 'xmlns:\u00e9="urn:x"',
                'xmlns:x="urn:x" xmlns:y="urn:x" x:a="1" y:a="1"', 'xmlns:xmlfoo="urn:x"']


def namespaces(rng, fresh):
  """Prefixes changed, redeclared and undeclared; the default namespace; wrong and doubtful URIs."""
  while True:
    document = fresh()
    everything, how = document.all(), rng.random()
    element = rng.choice(everything)
    if how < 0.25:
      _new_prefix(rng, everything)
    elif how < 0.4:
      wrong = 'xmlns:sr="%s"' % rng.choice(URIS)
      document.root.attributes = [wrong if a == SR else a for a in document.root.attributes]
    elif how < 0.5:
      element.attributes.append('xmlns:sr="%s"' % rng.choice(URIS))
    elif how < 0.75:
      element.attributes.insert(0, rng.choice(DECLARATIONS))
    elif how < 0.85:
      element.name = rng.choice(["", "sr:sr:", ":", "x:", "ds:", "xml:", "xmlns:", "xsi:"]) + element.local
      if rng.random() < 0.5:
        element.attributes.append('xmlns%s="%s"' % (rng.choice(["", ":x"]), schema.NAMESPACE))
    elif how < 0.95:
      document.root.attributes.remove(SR)
      for child in [document.root, *document.root.elements()][rng.choice([0, 1, 2]):]:
        child.attributes.append(SR)
    else:
      document.prolog += rng.choice(["<?a:b?>", "<?sr:pi c?>", "<?a-b?>", "<!--a:b-->"])
    yield document.bytes()


def _new_prefix(rng, everything):
  """The prefix of an element and all in it: declared there, so often a lawful change."""
  element = rng.choice(everything[:4])
  prefix = rng.choice(["s", "SR", "_", "ns-1", "n.2", "\u00e9", "xmlfoo", "ds", "xsi", "", "", "", "xml", "xmlns", "1",
                       "-a"])
  for e in [element, *(e for _, e in element.walk())]:
    if rng.random() < 0.98:
      e.name = (prefix + ":" if prefix else "") + e.local
  declared = SR.replace(":sr", ":" + prefix if prefix else "")
  if element is everything[0] and rng.random() < 0.6:
    element.attributes.remove(SR)
  element.attributes.append(declared)


CLASSES = {"dropped": _forever(drop, 3), "doubled": _forever(double), "swapped": _forever(swap),
           "renamed": _forever(rename), "re-spaced": respaced, "re-cased": _forever(recase, 1),
           "attributes": attributes, "namespaces": namespaces}
