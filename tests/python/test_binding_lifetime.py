"""The Python binding under Python's garbage collector and threads, and in a process that has lxml loaded."""
import collections
import gc
import io
import os
import random
import subprocess
import sys
import threading
import unittest
import weakref

import binding
from binding import ORIGINATOR, TARGET, chreturn

try:
  import lxml.etree
except ImportError:
  lxml = None

WHO = {"DeviceID": "00-DB-12-34-56-78-90-A2", "CHFNoFaultReturnType": "Lost or Stolen Hub"}


def request(counter=1000, records=3):
  made = chreturn.Request("8.14.4", "list")
  made.set_id(ORIGINATOR, TARGET, counter)
  for number in range(records):
    made.append({**WHO, "DeviceID": "00-DB-12-34-56-78-%02X-%02X" % divmod(number, 256)})
  return made


def held(collect=True):
  """How many objects of the library wait to be freed."""
  if collect:
    gc.collect()
  return sum(1 for info in weakref.finalize._registry.values() if info.func.__module__ == "chreturn._objects")


def work(rng, objects):
  """Makes something new of what there is, as {kind: objects}."""
  def some(kind):
    return rng.choice(objects[kind])

  def policy():
    made = chreturn.Policy()
    made.add_check("E5", lambda record: made is None)  # a cycle through the library's object
    return made

  def batch():
    made = chreturn.Batch("list", ORIGINATOR, TARGET, lambda: next(counters) + (made is None))
    counters = iter(range(1, 1000))
    made.add(WHO, 1, "reference")
    return made

  def loaded():
    state, old = io.BytesIO(), batch()
    sent = dict(old.requests(some("signer")))
    old.save(state, some("provider"))
    made = chreturn.Batch.load(state.getvalue(), some("provider"))
    made.resend()
    assert dict(made.requests(some("signer"))) == sent
    return made

  def outcomes():
    return chreturn.validate(some("request"), lambda devices: {}, "IS", some("policy"))
  makers = {
    "provider": chreturn.Provider,
    "trust": lambda: chreturn.Trust(some("provider"), binding.certificate("supplier")),
    "signer": lambda: chreturn.KeySigner(some("provider"), binding.key("supplier"), binding.certificate("supplier")),
    "request": request,
    "read": lambda: chreturn.read_request(some("request").to_bytes(some("signer")), some("trust")),
    "prepared": lambda: some("request").prepare(some("signer")),
    "reader": lambda: chreturn.Reader(some("trust")),
    "policy": policy, "batch": batch, "loaded": loaded, "outcomes": outcomes,
  }
  kind = rng.choice(list(makers))
  made = makers[kind]()
  if rng.random() < 0.3:
    made.itself = [made, some("provider")]  # garbage only gc.collect() finds
  objects[kind].append(made)


def stress(seed, steps):
  """Makes and drops objects in random order, some of them closed while others need them, and uses what is left."""
  rng = random.Random(seed)
  objects = collections.defaultdict(list)
  provider = chreturn.Provider()
  objects.update(provider=[provider], request=[request()], policy=[chreturn.Policy()],
                 trust=[chreturn.Trust(provider, binding.certificate("supplier"))],
                 signer=[chreturn.KeySigner(provider, binding.key("supplier"), binding.certificate("supplier"))])
  xml = request().to_bytes(objects["signer"][0])
  del provider
  for _ in range(steps):
    work(rng, objects)
    kind = rng.choice(list(objects))
    if len(objects[kind]) > 1:
      dropped = objects[kind].pop(rng.randrange(len(objects[kind])))
      if rng.random() < 0.5:
        dropped.close()
      del dropped
    if rng.random() < 0.1:
      gc.collect(rng.randrange(3))
    for reader in objects["reader"]:
      reader.feed(b"")
    trust = rng.choice(objects["trust"])
    assert chreturn.read_request(xml, trust).certificate.eui64 == ORIGINATOR
    for prepared in objects["prepared"]:
      assert prepared.signed_info
    for read in objects["read"]:
      assert len(read) == 3
  for reader in objects["reader"]:
    reader.feed(xml)
    assert len(reader.finish()) == 3


class Lifetime(unittest.TestCase):
  def test_nothing_is_left(self):
    before = held()
    stress(1, 100)
    self.assertEqual(held(), before)

  def test_in_any_order(self):
    """In a process whose free memory is overwritten, so that what is used after it was freed does not work."""
    done = subprocess.run([sys.executable, __file__, "stress"], env={**os.environ, "MALLOC_PERTURB_": "165"},
                          capture_output=True, check=False)
    self.assertEqual((done.returncode, done.stderr), (0, b""))

  def test_parents_stay_until_their_children_go(self):
    freed = []

    def free(pointer):
      freed.append(pointer)
    from chreturn._objects import Owned
    grandparent = Owned(1, free)
    parent = Owned(2, free, grandparent)
    child = Owned(3, free, parent)
    del grandparent, parent
    gc.collect()
    self.assertEqual(freed, [])
    del child
    self.assertEqual(freed, [3, 2, 1])
    freed.clear()

    class Anything:
      pass
    cycle = Anything()
    parent = Owned(1, free)
    cycle.everything = [cycle, parent, Owned(2, free, parent), Owned(3, free, parent)]
    del parent, cycle
    gc.collect()
    self.assertEqual((sorted(freed), freed[-1]), ([1, 2, 3], 1))

  def test_what_fails_goes_back_at_once(self):
    """Without waiting for garbage collection."""
    def fails(*arguments):
      raise ZeroDivisionError

    def work_that_fails():
      made, policy = request(), chreturn.Policy()
      for work, error in ((lambda: made.append({}), chreturn.Error), (lambda: made.append({"Colour": ""}), KeyError),
                          (lambda: chreturn.validate(made, fails, "IS", policy), ZeroDivisionError)):
        try:
          work()
        except error:
          pass
    gc.collect()
    gc.disable()
    try:
      before = held(collect=False)
      work_that_fails()
      self.assertEqual(held(collect=False), before)
    finally:
      gc.enable()

  def test_closed_objects_say_so(self):
    with request() as made:
      pass
    for use in made.to_bytes, lambda: made["RequestID"], lambda: len(made), lambda: made.append(WHO):
      with self.assertRaisesRegex(ValueError, "Request is closed"):
        use()
    made.close()

  def test_a_callback_whose_owner_is_gone_fails(self):
    from chreturn import _library, signing
    host = signing.Host(lambda data: b"x" * 64)
    signer = binding.signer("supplier")
    own = chreturn.HostSigner(binding.provider, None, signer.certificate.eui64, signer.certificate.issuer, "1")
    own._struct.ctx, own._struct.sign = host.token, signing._sign
    self.assertTrue(request().to_bytes(own))
    del host
    gc.collect()
    with self.assertRaises(KeyError) as caught:
      request().to_bytes(own)
    self.assertEqual(caught.exception.__cause__.status, "host")

  def test_at_the_end_of_the_process(self):
    """Objects that are still there are used by what runs after all finalisers."""
    program = """
import atexit, sys
sys.path.insert(0, {!r})
atexit.register(lambda: print(len(t.chreturn.read_request(made.to_bytes(signer), trust))))
import binding
import test_binding_lifetime as t
made, signer, trust = t.request(), binding.signer("supplier"), binding.trust("supplier")
""".format(os.path.dirname(os.path.abspath(__file__)))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False,
                          env={**os.environ, "MALLOC_PERTURB_": "165"})
    self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"3\n", b""))


class Threads(unittest.TestCase):
  def run_all(self, count, function):
    failures = []

    def run(i):
      try:
        function(i)
      except BaseException as failure:
        failures.append(failure)
    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
      thread.start()
    for thread in threads:
      thread.join()
    self.assertEqual(failures, [])

  def test_share_a_trust_store_a_signer_and_a_policy(self):
    trust, signer, policy = binding.trust("supplier"), binding.signer("supplier"), chreturn.Policy()
    policy.add_check("E5", lambda record: record["DeviceID"].endswith("1"))

    def known(devices):
      return {name: chreturn.Facts("CHF", None, None, True) for name in devices}

    def work_of(i):
      for k in range(30):
        read = chreturn.read_request(request(1000 * i + k).to_bytes(signer), trust)
        self.assertEqual(read["RequestID"].split(":")[2], str(1000 * i + k))
        outcomes = chreturn.validate(read, known, "IS", policy)
        self.assertEqual([o.accepted for o in outcomes], [True, False, True])
        with self.assertRaises(ZeroDivisionError):
          chreturn.validate(read, lambda devices: 1 // 0, "IS", policy)
        if k % 10 == 0:
          gc.collect()
    self.run_all(4, work_of)

  def test_draw_from_one_batch(self):
    counters = iter(range(1, 10000))
    batch = chreturn.Batch("single", ORIGINATOR, TARGET, lambda: next(counters))
    for number in range(400):
      batch.add({**WHO, "DeviceID": "00-DB-12-34-56-78-%02X-%02X" % divmod(number, 256)}, number + 1)
    signer, drawn = binding.signer("supplier"), []
    self.run_all(4, lambda i: drawn.extend(batch.requests(signer)))
    self.assertEqual(sorted(counter for counter, _ in drawn), list(range(1, 401)))
    trust = binding.trust("supplier")
    self.assertEqual(len({chreturn.read_request(xml, trust).records[0]["DeviceID"] for _, xml in drawn}), 400)


@unittest.skipIf(lxml is None, "python3-lxml is not there")
class BesideLxml(unittest.TestCase):
  """lxml has its own state in libxml2, which is the same libxml2."""
  TEXT = b"<a xmlns='urn:a'><b c='d'>e</b></a>"

  def lxml_works(self):
    tree = lxml.etree.fromstring(self.TEXT)
    self.assertEqual(lxml.etree.tostring(tree, method="c14n"), b'<a xmlns="urn:a"><b c="d">e</b></a>')
    for bad in b"<a", b"<a><b></a>", b"\xff", b"<a>&b;</a>":
      with self.assertRaises(lxml.etree.XMLSyntaxError) as caught:
        lxml.etree.fromstring(bad)
      self.assertGreater(len(caught.exception.error_log), 0)
    schema = lxml.etree.XMLSchema(file=str(binding.ROOT / "lib/schema/chreturn.xsd"))
    self.assertFalse(schema.validate(tree))
    return tree

  def errors_of_ours(self, signer, trust):
    for bad, status in ((b"<a", "not-well-formed"), (b"<!DOCTYPE a><a/>", "doctype"), (b"<a/>", "not-duis"),
                        (b"<?xml version='1.0' encoding='UTF-16'?><a/>", "encoding")):
      with self.assertRaises(chreturn.Error) as caught:
        chreturn.read_request_unverified(bad)
      self.assertEqual(caught.exception.status, status)
    with self.assertRaises(chreturn.Error) as caught:
      chreturn.read_request(request().to_bytes(signer).replace(b"Lost", b"Last"), trust)
    self.assertEqual(caught.exception.status, "not-enumerated")

  def test_before_between_and_after(self):
    tree = self.lxml_works()
    signer, trust = binding.signer("supplier"), binding.trust("supplier")
    self.errors_of_ours(signer, trust)
    self.lxml_works()
    xml = request().to_bytes(signer)
    reader, parser = chreturn.Reader(trust), lxml.etree.XMLPullParser(events=("end",))
    for i in range(0, len(xml), 100):  # both in the middle of the same document
      reader.feed(xml[i:i + 100])
      parser.feed(xml[i:i + 100])
      self.lxml_works()
    self.assertEqual(len(reader.finish()), 3)
    root = parser.close()
    self.assertEqual(root.tag, "{http://www.dccinterface.co.uk/ServiceUserGateway}Request")
    self.errors_of_ours(signer, trust)
    self.lxml_works()
    self.assertEqual(tree[0].text, "e")

  def test_inside_each_other(self):
    trust = binding.trust("supplier")
    xml = request().to_bytes(binding.signer("supplier"))

    class Target:
      def start(self, tag, attributes):
        if chreturn.read_request(xml, trust).certificate is None:
          raise AssertionError

      def close(self):
        return "closed"
    self.assertEqual(lxml.etree.fromstring(self.TEXT, lxml.etree.XMLParser(target=Target())), "closed")

    def asks(devices):
      self.lxml_works()
      return {}
    outcomes = chreturn.validate(chreturn.read_request(xml, trust), asks, "IS", chreturn.Policy())
    self.assertEqual([o.code for o in outcomes], ["E19"] * 3)

  def test_in_threads(self):
    signer, trust = binding.signer("supplier"), binding.trust("supplier")
    failures = []

    def run(i):
      try:
        for _ in range(20):
          self.lxml_works() if i % 2 else self.errors_of_ours(signer, trust)
      except BaseException as failure:
        failures.append(failure)
    threads = [threading.Thread(target=run, args=(i,)) for i in range(4)]
    for thread in threads:
      thread.start()
    for thread in threads:
      thread.join()
    self.assertEqual(failures, [])

  def test_entities_are_as_before(self):
    """xmlsec1 replaces libxml2's external entity loader when it starts; it has to be as it was."""
    asked = []

    class Resolver(lxml.etree.Resolver):
      def resolve(self, url, public_id, context):
        asked.append(url)
        return self.resolve_string("<!ELEMENT a ANY>", context)
    chreturn.read_request(request().to_bytes(binding.signer("supplier")), binding.trust("supplier"))
    parser = lxml.etree.XMLParser(load_dtd=True)
    parser.resolvers.add(Resolver())
    lxml.etree.fromstring(b"<!DOCTYPE a SYSTEM 'urn:chreturn:a'><a/>", parser)
    self.assertEqual(asked, ["urn:chreturn:a"])


if __name__ == "__main__":
  if sys.argv[1:] == ["stress"]:
    for seed in range(10):
      stress(seed, 150)
  else:
    unittest.main()
