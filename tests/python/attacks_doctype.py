"""Document type declarations and entities. Those that lxml reads are signed well, with the entities resolved."""
from attacks import case, genuine
from identities import SUPPLIER
from messages import SINGLE, SINGLE_RECORD, request
from signing import ENVELOPED, edited, place, sign

DOCTYPE, MALFORMED = "doctype", "not-well-formed"
LAUGHS = "".join('<!ENTITY l%d "%s">' % (i, "&l%d;" % (i - 1) * 10) for i in range(1, 12))


def _request(text):
  return request(edited(SINGLE_RECORD, ("left of the door", text)))


def _signed():
  for name, doctype, document in [
    ("nothing in it", "<!DOCTYPE sr:Request>", SINGLE),
    ("an empty subset", "<!DOCTYPE sr:Request []>", SINGLE),
    ("another root", "<!DOCTYPE other>", SINGLE),
    ("an entity that nobody uses", '<!DOCTYPE sr:Request [<!ENTITY e "x">]>', SINGLE),
    ("an entity in a value", '<!DOCTYPE sr:Request [<!ENTITY e "of">]>', _request("left &e; the door")),
    ("an entity of a predefined name", '<!DOCTYPE sr:Request [<!ENTITY lt "&#38;#60;">]>', _request("left &lt; door")),
    ("an entity of a reference", '<!DOCTYPE sr:Request [<!ENTITY e "&#65;">]>', _request("left &e;")),
    ("an entity in an attribute", '<!DOCTYPE sr:Request [<!ENTITY e "5.4">]>', edited(SINGLE, ('"5.4"', '"&e;"'))),
    ("a default for the schemaVersion", '<!DOCTYPE sr:Request [<!ATTLIST sr:Request schemaVersion CDATA "5.4">]>',
     edited(SINGLE, (' schemaVersion="5.4"', ""))),
    ("a default namespace by declaration", '<!DOCTYPE sr:Request [<!ATTLIST sr:Request xmlns:x CDATA "urn:x">]>',
     SINGLE),
    ("an ID declared", "<!DOCTYPE sr:Request [<!ATTLIST sr:CHFFaultReturn Id ID #IMPLIED>]>", SINGLE),
    ("an attribute that is normalised", "<!DOCTYPE sr:Request [<!ATTLIST sr:Request schemaVersion NMTOKEN #REQUIRED>]>",
     edited(SINGLE, ('"5.4"', '" 5.4 "'))),
    ("an element declared", "<!DOCTYPE sr:Request [<!ELEMENT sr:Request ANY>]>", SINGLE),
    ("a notation", '<!DOCTYPE sr:Request [<!NOTATION n SYSTEM "n">]>', SINGLE),
    ("a comment in it", "<!DOCTYPE sr:Request [<!-- -->]>", SINGLE),
    ("a processing instruction in it", "<!DOCTYPE sr:Request [<?x?>]>", SINGLE),
    ("an external subset", '<!DOCTYPE sr:Request SYSTEM "file:///nowhere.dtd">', SINGLE),
    ("an external subset of the web", '<!DOCTYPE sr:Request SYSTEM "http://localhost/nowhere.dtd">', SINGLE),
    ("a public one", '<!DOCTYPE sr:Request PUBLIC "-//X//Y" "nowhere.dtd">', SINGLE),
    ("after a comment", "<!-- --><!DOCTYPE sr:Request>", SINGLE),
    ("after white space", "\n\n<!DOCTYPE sr:Request>", SINGLE),
  ]:
    yield case("signed: " + name, sign(doctype + document, SUPPLIER), DOCTYPE)
  # the default is what makes the reference one that the profile has
  yield case("signed: a default for the URI", sign(
    '<!DOCTYPE sr:Request [<!ATTLIST ds:Reference URI CDATA "">]>' + SINGLE, SUPPLIER, uri=""), DOCTYPE)
  yield case("signed: a default for the algorithm", sign(
    '<!DOCTYPE sr:Request [<!ATTLIST ds:Transform Algorithm CDATA "%s">]>' % ENVELOPED + SINGLE, SUPPLIER,
    transform="<ds:Transform/>"), DOCTYPE)


def _added():
  good = genuine("SINGLE")

  def with_entity(text, where="left of the door"):
    return edited(good, (where, text))

  for name, text in [
    ("a file", '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + with_entity("&e;")),
    ("a web page", '<!DOCTYPE r [<!ENTITY e SYSTEM "http://localhost/">]>' + with_entity("&e;")),
    ("a parameter entity", '<!DOCTYPE r [<!ENTITY % p "<!ENTITY e \'x\'>">%p;]>' + with_entity("&e;")),
    ("a parameter entity of a file", '<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/hostname">%p;]>' + good),
    ("a billion laughs", '<!DOCTYPE r [<!ENTITY l0 "ha">%s]>' % LAUGHS + with_entity("&l11;")),
    ("a billion laughs in an attribute",
     '<!DOCTYPE r [<!ENTITY l0 "ha">%s]>' % LAUGHS + with_entity('"&l11;"', '"5.4"')),
    ("a large entity often", '<!DOCTYPE r [<!ENTITY e "%s">]>' % ("x" * 50000) + with_entity("&e;" * 5000)),
    ("an entity in itself", '<!DOCTYPE r [<!ENTITY e "&e;">]>' + with_entity("&e;")),
    ("two in each other", '<!DOCTYPE r [<!ENTITY e "&f;"><!ENTITY f "&e;">]>' + with_entity("&e;")),
    ("an entity with markup", '<!DOCTYPE r [<!ENTITY e "<sr:Body/>">]>' + with_entity("&e;")),
    ("an entity for the digest", '<!DOCTYPE r [<!ENTITY e "ds">]>' + good),
    ("an entity that is not parsed", '<!DOCTYPE r [<!NOTATION n SYSTEM "n"><!ENTITY e SYSTEM "f" NDATA n>]>' + good),
    ("an ID that the Signature has", '<!DOCTYPE r [<!ATTLIST ds:Signature Id ID "s">]>' + good),
    ("fixed attributes", '<!DOCTYPE r [<!ATTLIST sr:DeviceID x CDATA #FIXED "y">]>' + good),
    ("an attribute's default that hides a namespace",
     '<!DOCTYPE r [<!ATTLIST sr:Body xmlns:sr CDATA "urn:x">]>' + good),
    ("before a declaration's end", '<?xml version="1.0"?><!DOCTYPE r>' + good),
    ("standalone", '<?xml version="1.0" standalone="yes"?><!DOCTYPE r>' + good),
    ("white space as an element's content", "<!DOCTYPE r [<!ELEMENT sr:Body (sr:x)>]>" + good),
  ]:
    yield case("added: " + name, text, DOCTYPE)
  doctype = "<!DOCTYPE sr:Request>"
  for name, text in [
    ("lower case", "<!doctype sr:Request>" + good), ("after the root", good + doctype),
    ("in the root", place(good, doctype)), ("in a value", with_entity(doctype)), ("twice", doctype * 2 + good),
    ("without an end", "<!DOCTYPE sr:Request [" + good),
    ("before the declaration", doctype + '<?xml version="1.0"?>' + good),
    ("in an entity's place", "<!ENTITY e 'x'>" + good), ("an entity nobody declared", with_entity("&e;")),
    ("a parameter entity in the document", "%e;" + good), ("a conditional section", "<![INCLUDE[ ]]>" + good),
    ("an HTML entity", with_entity("&nbsp;")),
    ("an entity nobody declared in an attribute", with_entity('"&e;"', '"5.4"')),
    ("an ATTLIST in the document", "<!ATTLIST sr:Request x CDATA ''>" + good),
  ]:
    yield case("misplaced: " + name, text, MALFORMED, *([DOCTYPE] if name in (
      "twice", "without an end", "before the declaration") else []))


def cases():
  return [*_signed(), *_added()]
