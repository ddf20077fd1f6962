"""Which functions of the library the bindings offer: all, but those that are left out on purpose, and none in vain."""
import re
import unittest

import binding
from chreturn import _library

ROOT = binding.ROOT / "examples"
PUBLIC = set(re.findall(r"CHRET_API[^;]*?\bchret_(\w+)\(", "\n".join(
  re.sub(r"/\*.*?\*/", " ", path.read_text(), flags=re.S)
  for path in (binding.ROOT / "include/chreturn").glob("*.h"))))

# Left out everywhere: what languages have themselves, or maps and closures say; what is for libraries built on this one;
# what is read unverified is read as what it is taken for; xmlsec1 starts by itself.
LEFT_OUT = set("""
  allocator_init options_allocator error_set
  request_id_parse request_id_format date_time_check date_time_format ecdsa_raw_to_der
  service_by_name field_by_name record_reset record_service record_line
  record_set_eui record_get_eui record_set_choice record_get_choice
  response_body report_add facts_set_own trust_add_all
  message_read_unverified message_request message_response message_is_signed
  xmlsec_init xmlsec_version xmlsec_openssl_version""".split())
# A provider of the host's own that verifies: in Java only. What a struct's size is ctypes, koffi and JNA know.
DESCRIBING = {name for name in PUBLIC if name.startswith("certificate_set_")} | {"trust_add"}
OWN = {
  "python": DESCRIBING | {"certificate_new", "certificate_free", "provider_init", "error_status", "eui64_format",
                          "outcomes_accepted_count"},
  "node": DESCRIBING | {"sink_init", "signer_init", "replay_memory_init", "error_status", "error_free"},
  "java": {"sink_init", "provider_init", "signer_init", "replay_memory_init"},
}


def texts(pattern, *but):
  return "\n".join(path.read_text() for path in sorted(ROOT.glob(pattern)) if path.name not in but)


def of_messages(names):
  return {"%s_%s" % (kind, name) for kind in ("request", "response") for name in names}


def java_declared():
  alike = re.findall(r"^  [\w.]+ (\w+)\([^{]*?;", texts("java/chreturn/MessageCalls.java"), re.M)
  return set(re.findall(r"\bchret_(\w+)\(", texts("java/chreturn/*Calls.java"))) | of_messages(alike)


NODE_NATIVE = texts("node/native.js")
DECLARED = {
  "python": {*_library.CORE, *_library.XMLSEC},
  "node": set(re.findall(r"^  [\w *]+[ *](\w+)\(.*\)`?;?$", NODE_NATIVE.partition("const core")[2], re.M)),
  "java": java_declared(),
}
USES = {
  "python": texts("python/chreturn/*.py", "_library.py"),
  "node": texts("node/*.js", "native.js") + re.sub(r"`.*?`", "", NODE_NATIVE, flags=re.S),
  "java": texts("java/chreturn/*.java", "Calls.java", "XmlsecCalls.java", "MessageCalls.java"),
}


def is_used(language, name):
  """By its name, or, of what requests and responses have alike, by the rest of it."""
  rest = re.sub(r"^(request|response)_", "", name)
  return re.search(r"(\b|\bchret_|}_)(%s|%s)\b" % (name, rest), USES[language])


class Functions(unittest.TestCase):
  def test_all_but_what_is_left_out(self):
    self.assertGreater(len(PUBLIC), 200)
    for language, declared in DECLARED.items():
      with self.subTest(language):
        self.assertEqual(PUBLIC - LEFT_OUT - OWN[language], declared)

  def test_none_in_vain(self):
    for language, declared in DECLARED.items():
      with self.subTest(language):
        self.assertEqual([name for name in sorted(declared) if not is_used(language, name)], [])


if __name__ == "__main__":
  unittest.main()
