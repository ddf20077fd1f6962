"""Requests as trees of markup, made at random from the schema, for mutants to be made of."""
import copy
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

import schema

VOCABULARY = schema.Schema(schema.OURS)
KIND_OF = {item.name: item for service in schema.BODIES for item in VOCABULARY.record(service)}
KIND_OF.update({item.name: item for item in VOCABULARY.header()})

# Characters of 1, 2, 3 and 4 bytes in UTF-8, and what markup has to escape.
LETTERS = "abcXYZ019 .,;:-_()&<>\"'\u00e9\u00df\u0416\u20ac\u4e2d\ufffd\U0001f600\U00020000\t\n"
SR = 'xmlns:sr="%s"' % schema.NAMESPACE
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


class Element:
  """attributes: as in the tag, 'name="value"' each. children: elements, and strings of raw markup."""

  def __init__(self, name, attributes=(), children=()):
    self.name, self.attributes, self.children = name, list(attributes), list(children)

  @property
  def local(self):
    return self.name.rpartition(":")[2]

  def markup(self):
    inside = "".join(c if isinstance(c, str) else c.markup() for c in self.children)
    return "<%s>%s</%s>" % (" ".join([self.name, *self.attributes]), inside, self.name)

  def elements(self):
    return [c for c in self.children if isinstance(c, Element)]

  def walk(self):
    """(parent, element) of all elements below this one."""
    for child in self.elements():
      yield self, child
      yield from child.walk()


class Document:
  def __init__(self, root, prolog='<?xml version="1.0" encoding="UTF-8"?>\n', epilog=""):
    self.root, self.prolog, self.epilog = root, prolog, epilog

  def copy(self):
    return copy.deepcopy(self)

  def text(self):
    return self.prolog + self.root.markup() + self.epilog

  def bytes(self):
    return self.text().encode()

  def all(self):
    return [self.root] + [e for _, e in self.root.walk()]

  def leaves(self, kind=None):
    """The items, of one kind where it is named."""
    return [e for e in self.all() if e.local in KIND_OF and kind in (None, KIND_OF[e.local].kind)]


def _eui(rng):
  digits = "".join(rng.choice("0123456789abcdefABCDEF") for _ in range(16))
  return "-".join(digits[i:i + 2] for i in range(0, 16, 2))


def _date_time(rng):
  zone = rng.choice(["", "Z", "+01:00", "-05:30", "+14:00"])
  return "%04d-%02d-%02dT%02d:%02d:%02d%s%s" % (
    rng.randint(1, 9999), rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), rng.randint(0, 59),
    rng.randint(0, 59), rng.choice(["", ".5", ".000", ".123456789"]), zone)


_VALUES = {
  "EUI": lambda rng, item: _eui(rng),
  "request-ID": lambda rng, item: "%s:%s:%d" % (_eui(rng), _eui(rng), rng.getrandbits(rng.choice([1, 8, 40, 64]))),
  "enumeration": lambda rng, item: rng.choice(item.values),
  "command-variant": lambda rng, item: rng.choice(item.values),
  "date-time": lambda rng, item: _date_time(rng),
  "boolean": lambda rng, item: rng.choice(["true", "false", "1", "0"]),
  "text": lambda rng, item: "".join(rng.choice(LETTERS) for _ in range(rng.randint(0, item.limit))),
}


def value(rng, item):
  """A text that the schema takes for an item."""
  return _VALUES[item.kind](rng, item)


def record(rng, service, optional):
  """{element name: text} of one hub. optional: "all", "none", or "some"."""
  taken = {"all": lambda: True, "none": lambda: False, "some": lambda: rng.random() < 0.5}[optional]
  return {i.name: value(rng, i) for i in VOCABULARY.record(service) if i.required or taken()}


def _leaf(name, text):
  return Element("sr:" + name, (), [escape(text)] if text else [])


def request(rng, service, optional, form="single", count=1):
  """A valid request. In the header, too, the optional items are there as `optional` says."""
  body = schema.BODIES[service]
  header = {i.name: value(rng, i) for i in VOCABULARY.header()
            if i.required or optional == "all" or (optional == "some" and rng.random() < 0.5)}
  records = [Element("sr:" + body, (), [_leaf(n, t) for n, t in record(rng, service, optional).items()])
             for _ in range(count)]
  root = Element("sr:Request", [SR, 'schemaVersion="5.4"'], [
    Element("sr:Header", (), [_leaf(n, t) for n, t in header.items()]),
    Element("sr:Body", (), records if form == "single" else [Element("sr:" + body + "List", (), records)])])
  if rng.random() < 0.3:
    root.attributes.insert(rng.randint(0, 2), XSI)
  if rng.random() < 0.5:
    _indent(root, "\n")
  return Document(root)


def _indent(element, space):
  if element.elements():
    inner = space + "  "
    element.children = [part for child in element.children for part in (inner, child)] + [space]
    for child in element.elements():
      _indent(child, inner)


def unsigned_template(service):
  """DCC's request of a service without its Signature."""
  def tree(node):
    inside = [escape(node.text or "")]
    for child in node:
      if not child.tag.endswith("}Signature"):
        inside += [tree(child), escape(child.tail or "")]
    return Element("sr:" + node.tag.rpartition("}")[2], ['%s="%s"' % a for a in node.attrib.items()], inside)
  root = tree(ElementTree.fromstring(schema.template(service)))
  root.attributes[:0] = [SR, XSI]
  return Document(root)
