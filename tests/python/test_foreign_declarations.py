"""The bindings for Node.js and Java declare functions, callbacks and structures as the headers have them."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def plain(path):
  return re.sub(r"/\*.*?\*/", " ", (ROOT / path).read_text(), flags=re.S)


HEADERS = "\n".join(plain(path) for path in sorted((ROOT / "include/chreturn").glob("*.h")))
NODE = plain("examples/node/native.js")
JAVA = "\n".join(plain("examples/java/chreturn/%s.java" % name) for name in ("Calls", "XmlsecCalls"))
STRUCTS = plain("examples/java/chreturn/Structs.java")

# What a type of the bindings may stand for: those of C without const, and what is said of others.
ANY = "any pointer"
JAVA_TYPES = {
  "void": {"void"}, "int": {"int32_t", "uint32_t"}, "long": {"int64_t", "uint64_t"}, "SizeT": {"size_t"},
  "Pointer": {ANY}, "String": {"char *"}, "byte[]": {"char *", "uint8_t *"}, "int[]": {"int32_t *"},
  "SizeT.Reference": {"size_t *"}, "LongByReference": {"int64_t *", "uint64_t *"}, "IntByReference": {"int32_t *"},
  "PointerByReference": {"handle **"},
}


def c_type(declared):
  """A type of C without const; pointers to the library's own types are handles."""
  base, stars = re.fullmatch(r"([\w ]+?)\s*((?:\*\s*)*)", declared.replace("const ", "").strip()).groups()
  stars = stars.replace(" ", "")
  if stars and (base == "void" or base.startswith("chret_")):
    base = "handle"
  return base + (" " + stars if stars else "")


def parameters(text):
  return [] if text.strip() in ("", "void") else [re.sub(r"\s*\w+$", "", part.strip()) for part in text.split(",")]


def functions_of_c():
  found = re.findall(r"CHRET_API\s+([\w\s*]+?)\bchret_(\w+)\(([^()]*)\);", HEADERS)
  return {name: (c_type(result), [c_type(p) for p in parameters(rest)]) for result, name, rest in found}


def callbacks_of_c():
  """{struct.member or typedef: (result, parameters)}"""
  found = {name: (result, rest) for result, name, rest in re.findall(r"typedef (\w+) \(\*chret_(\w+)\)\(([^()]*)\);", HEADERS)}
  for name, body in re.findall(r"typedef struct chret_(\w+) \{(.*?)\}", HEADERS, re.S):
    for result, member, rest in re.findall(r"([\w ]+?)\s*\(\*(\w+)\)\(([^()]*)\);", body):
      found["%s.%s" % (name, member)] = (result, rest)
  return {name: (c_type(result.strip()), [c_type(p) for p in parameters(rest)]) for name, (result, rest) in found.items()}


def members_of_c(struct):
  """[(name, type)], functions as "function"."""
  body = re.search(r"typedef struct chret_%s \{(.*?)\} chret_%s;" % (struct, struct), HEADERS, re.S).group(1)
  members = []
  for member in (" ".join(m.split()) for m in body.split(";") if m.strip()):
    function = re.search(r"\(\*(\w+)\)\(", member)
    name = function.group(1) if function else re.search(r"\w+$", member).group()
    members.append((name, "function" if function else c_type(member[:-len(name)])))
  return members


C_FUNCTIONS, C_CALLBACKS = functions_of_c(), callbacks_of_c()
# The names that the bindings give to callbacks.
CALLBACKS = {
  "Write": "sink.write", "Finish": "sink.finish", "DigestBegin": "provider.digest_begin",
  "DigestUpdate": "provider.digest_update", "DigestFinish": "provider.digest_finish",
  "DigestDrop": "provider.digest_drop", "Describe": "provider.describe", "Verify": "provider.verify",
  "Check": "provider.check", "Release": "provider.release", "Sign": "signer.sign", "Find": "replay_memory.find",
  "Inventory": "inventory", "AskInventory": "inventory", "OwnCheck": "own_check", "Counter": "counter",
  "Password": "xmlsec_password",
}


def fits(stands_for, declared):
  """Whether one of these types may stand for the one of C."""
  is_pointer = declared.endswith("*") or declared in ("function", "chret_inventory", "chret_own_check", "chret_counter",
                                                      "chret_xmlsec_password")
  return declared in stands_for or (ANY in stands_for and is_pointer)


def of_node(declared):
  declared = declared.replace("_Out_ ", "").strip()
  callback = re.fullmatch(r"(\w+) \*", declared)
  if callback and callback.group(1) in CALLBACKS:
    return {"function", "chret_" + CALLBACKS[callback.group(1)]}
  return {ANY} if c_type(declared) == "handle *" else {c_type(declared)}


def of_java(declared):
  declared = declared.replace("Structs.", "").strip()
  return {"function", "chret_" + CALLBACKS[declared]} if declared in CALLBACKS else JAVA_TYPES[declared]


class Declarations(unittest.TestCase):
  def compare(self, name, got, declared, of):
    result, rest = got
    with self.subTest(name):
      self.assertTrue(fits(of(result), declared[0]), "result %s of %s" % (result, declared[0]))
      self.assertEqual(len(rest), len(declared[1]))
      for i, parameter in enumerate(rest):
        self.assertTrue(fits(of(parameter), declared[1][i]), "%d: %s of %s" % (i + 1, parameter, declared[1][i]))

  def test_functions(self):
    node = re.findall(r"^  ([\w ]+?[ *]+)(\w+)\(([^()]*)\)`?;?$", NODE[NODE.index("const core = `"):], re.M)
    java = re.findall(r"^  ([\w.]+) chret_(\w+)\(([^()]*)\);", JAVA, re.M)
    for found, of in (node, of_node), (java, of_java):
      self.assertGreater(len(found), 150)
      for result, name, rest in found:
        self.compare(name, (result, parameters(rest)), C_FUNCTIONS[name], of)

  def test_callbacks(self):
    node = re.findall(r"'([\w ]+?) (\w+)\(([^()]*)\)',", NODE)
    java = [(result, name, rest) for name, result, rest in
            re.findall(r"interface (\w+) extends Callback \{\s*(\w+) \w+\(([^()]*)\);", STRUCTS)]
    for found, of, count in (node, of_node, 12), (java, of_java, 16):
      self.assertEqual(len(found), count)
      for result, name, rest in found:
        self.compare(name, (result, parameters(rest)), C_CALLBACKS[CALLBACKS[name]], of)

  def test_structures_of_node(self):
    head = [(name, of_node(kind)) for name, kind in
            re.findall(r"(\w+): '([^']*)'", re.search(r"const head = \{(.*?)\}", NODE, re.S).group(1))]
    found = re.findall(r"koffi\.struct\('chret_(\w+)', \{\s*\.\.\.head,(.*?)\}\)", NODE, re.S)
    self.assertEqual(len(found), 4)
    for struct, body in found:
      self.check_members(struct, head + [(name, of_node(kind)) for name, kind in re.findall(r"(\w+): '([^']*)'", body)])

  def test_structures_of_java(self):
    body_of = dict(re.findall(r"class (\w+) extends \w+ \{(.*?)\n  \}", STRUCTS, re.S))
    body_of["Sized"] = body_of["Sized"].split("Sized()")[0]
    members = {name: [(member, of_java(kind)) for kind, member in re.findall(r"public (\w+) (\w+);", body)]
               for name, body in body_of.items()}
    for name, struct in {"SinkStruct": "sink", "ProviderStruct": "provider", "SignerStruct": "signer",
                         "ReplayMemoryStruct": "replay_memory"}.items():
      self.check_members(struct, members["Sized"] + members[name])
      order = re.search(r"@FieldOrder\(\{([^}]*)\}\)\s*public static class %s" % name, STRUCTS).group(1)
      self.assertEqual(re.findall(r"\"(\w+)\"", order), [member for member, _ in members[name]])

  def check_members(self, struct, found):
    with self.subTest(struct):
      declared = members_of_c(struct)
      self.assertEqual([name for name, _ in found], [name for name, _ in declared])
      for (name, stands_for), (_, kind) in zip(found, declared):
        self.assertTrue(fits(stands_for, kind), "%s: %s of %s" % (name, stands_for, kind))


if __name__ == "__main__":
  unittest.main()
