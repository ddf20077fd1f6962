"""The Python binding declares functions, structures and numbers as the headers have them."""
import ctypes
import re
import unittest

import binding
from binding import chreturn
from chreturn import _library, vocabulary

HEADERS = "\n".join(re.sub(r"/\*.*?\*/", " ", path.read_text(), flags=re.S)
                    for path in sorted((binding.ROOT / "include/chreturn").glob("*.h")))
NUMBERS = {name: int(number) for name, number in re.findall(r"^#define CHRET_(\w+)\s+(\d+)\s*$", HEADERS, re.M)}
STRUCTS = {"chret_sink": _library.Sink, "chret_signer": _library.SignerStruct,
           "chret_replay_memory": _library.ReplayMemory}
CALLBACKS = {"chret_inventory": _library.INVENTORY, "chret_own_check": _library.OWN_CHECK,
             "chret_counter": _library.COUNTER, "chret_xmlsec_password": _library.PASSWORD}
PLAIN = {"void": None, "int32_t": ctypes.c_int32, "int64_t": ctypes.c_int64, "uint32_t": ctypes.c_uint32,
         "uint64_t": ctypes.c_uint64, "size_t": ctypes.c_size_t}


def ctypes_of(declared):
  """The ctypes that may stand for a C type; the parameter's name is cut off already."""
  declared = " ".join(declared.replace("*", " * ").split())
  plain = declared.replace("const ", "")
  if plain in PLAIN:
    return {PLAIN[plain]}
  if plain in CALLBACKS:
    return {CALLBACKS[plain]}
  if not plain.endswith("*"):
    raise ValueError(declared)
  of = plain[:-1].strip()
  if of in STRUCTS:
    return {ctypes.POINTER(STRUCTS[of]), ctypes.c_void_p}
  if of in ("int32_t", "int64_t", "uint64_t", "size_t"):
    return {ctypes.POINTER(PLAIN[of])}
  if of in ("char", "uint8_t"):
    return {ctypes.c_char_p, ctypes.c_void_p} if declared.startswith("const") else {ctypes.c_void_p}
  return {ctypes.POINTER(ctypes.c_void_p)} if of.endswith("*") else {ctypes.c_void_p}


def arguments_of(text):
  return [] if text.strip() == "void" else [ctypes_of(re.sub(r"\w+$", "", a.strip())) for a in text.split(",")]


class Declarations(unittest.TestCase):
  def test_functions(self):
    found = {name: (ctypes_of(result), arguments_of(arguments)) for result, name, arguments in re.findall(
      r"CHRET_API\s+([\w\s*]+?)\bchret_(\w+)\(([^()]*)\);", HEADERS)}
    self.assertGreater(len(found), 200)
    for name, (result, *arguments) in {**_library.CORE, **_library.XMLSEC}.items():
      with self.subTest(name):
        self.assertIn(result, found[name][0])
        self.assertEqual(len(arguments), len(found[name][1]))
        for i, argument in enumerate(arguments):
          self.assertIn(argument, found[name][1][i], "argument %d" % (i + 1))

  def test_callbacks(self):
    for name, made in CALLBACKS.items():
      with self.subTest(name):
        result, arguments = re.search(r"typedef (\w+) \(\*%s\)\(([^()]*)\);" % name, HEADERS).groups()
        self.check_callback(made, result, arguments)

  def check_callback(self, made, result, arguments):
    self.assertIn(made._restype_, ctypes_of(result))
    declared = arguments_of(arguments)
    self.assertEqual(len(made._argtypes_), len(declared))
    for got, wanted in zip(made._argtypes_, declared):
      # bytes that a callback gets have a size and no end, and so are no texts
      self.assertIn(got, wanted - {ctypes.c_char_p})

  def test_structures(self):
    for name, made in STRUCTS.items():
      with self.subTest(name):
        body = re.search(r"typedef struct %s \{(.*?)\} %s;" % (name, name), HEADERS, re.S).group(1)
        members = [" ".join(member.split()) for member in body.split(";") if member.strip()]
        self.assertEqual(len(members), len(made._fields_))
        for member, (field, kind) in zip(members, made._fields_):
          function = re.fullmatch(r"(\w+) \(\*(\w+)\)\((.*)\)", member)
          if function:
            self.assertEqual(function.group(2), field)
            self.check_callback(kind, function.group(1), function.group(3))
          else:
            self.assertTrue(re.search(r"\b%s$" % field, member), member)
            self.assertIn(kind, ctypes_of(re.sub(r"\w+$", "", member)))

  def test_numbers(self):
    for prefix, made in {"LIMIT": chreturn.Limit, "CHECK": chreturn.Check, "EFFECT": chreturn.Effect,
                         "REPLAY": chreturn.Replay, "ROW": chreturn.Row, "ANSWER": chreturn.Answer}.items():
      with self.subTest(prefix):
        self.assertEqual({member.name: member.value for member in made},
                         {name[len(prefix) + 1:]: number for name, number in NUMBERS.items()
                          if name.startswith(prefix + "_")})
    for name in "DIGEST_SIZE", "SIGNATURE_SIZE", "KEY_SIZE":
      self.assertEqual(getattr(vocabulary, name), NUMBERS[name], name)

  def test_what_is_asked_at_run_time(self):
    self.assertEqual(vocabulary._CONSTANTS, NUMBERS)
    defined = {kind: {number for name, number in NUMBERS.items() if name.startswith(kind + "_")}
               for kind in ("FIELD", "KIND", "FORM", "SERVICE")}
    for kind, asked in {"FIELD": chreturn.FIELDS, "KIND": chreturn.KINDS, "FORM": chreturn.FORMS}.items():
      self.assertEqual(set(asked.values()), defined[kind], kind)
    self.assertEqual(set(chreturn.SERVICES.values()), defined["SERVICE"] - {0})
    self.assertEqual({name.replace("-", "_").upper() for name in chreturn.STATUSES} - {"OK"},
                     {name[2:] for name in NUMBERS if name.startswith("E_")})


if __name__ == "__main__":
  unittest.main()
