"""Keys and SMKI-like certificates for the tests: every part can be chosen, so that there are odd and bad ones too.

The certificates are written here, byte by byte, and keys made and used by the openssl command: nothing of the code
under test has a part in them. Keys live in a folder of their own until the process ends.
"""
import base64
import functools
import pathlib
import subprocess
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="chret-identities-")
FOLDER = pathlib.Path(_folder.name)

# The order of the base point of P-256 (SEC 2, 2.4.2).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

OID = {"CN": "2.5.4.3", "OU": "2.5.4.11", "O": "2.5.4.10", "C": "2.5.4.6", "x500UniqueIdentifier": "2.5.4.45",
       "ecdsa-with-SHA256": "1.2.840.10045.4.3.2", "keyUsage": "2.5.29.15"}
UTF8, PRINTABLE, BIT_STRING, BMP = 0x0C, 0x13, 0x03, 0x1E
DIGITAL_SIGNATURE, KEY_AGREEMENT = b"\x07\x80", b"\x03\x08"


def openssl(*arguments, data=b""):
  done = subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, check=False)
  if done.returncode != 0:
    raise RuntimeError("openssl %s: %s" % (arguments, done.stderr.decode()))
  return done.stdout


# ---- DER (X.690), what is needed of it

def der(tag, *parts):
  content = b"".join(parts)
  size = len(content)
  length = bytes([size]) if size < 128 else b"".join([bytes([0x80 + (size.bit_length() + 7) // 8]),
                                                      size.to_bytes((size.bit_length() + 7) // 8, "big")])
  return bytes([tag]) + length + content


def der_integer(value):
  return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def der_oid(text):
  first, second, *rest = map(int, text.split("."))
  out = b""
  for number in [40 * first + second, *rest]:
    groups = [number & 0x7F]
    while number > 0x7F:
      number >>= 7
      groups.append(0x80 | number & 0x7F)
    out += bytes(reversed(groups))
  return der(0x06, out)


def der_name(rdns):
  """From (type, value) or (type, value, string tag) of each RDN, in the order of the certificate; a list of such is an
  RDN of several values."""
  def attribute(kind, value, tag=UTF8):
    data = value if isinstance(value, bytes) else value.encode("utf-16-be" if tag == BMP else "utf-8")
    return der(0x30, der_oid(OID.get(kind, kind)), der(tag, data))
  return der(0x30, *(der(0x31, *sorted(attribute(*a) for a in (rdn if isinstance(rdn, list) else [rdn])))
                     for rdn in rdns))


def der_time(text):
  """YYYYMMDDhhmmssZ; UTCTime until 2049 (RFC 5280, 4.1.2.5)."""
  return der(0x17, text[2:].encode()) if 1950 <= int(text[:4]) <= 2049 else der(0x18, text.encode())


# ---- Identities

@functools.lru_cache(maxsize=None)
def key_of(name, kind="P-256"):
  """The file with the private key of that name, made when it is first asked for."""
  path = FOLDER / (name + ".key")
  options = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"] if kind == "RSA" else [
    "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:" + kind]
  openssl("genpkey", *options, "-out", path)
  return path


Z1 = (("OU", "07"), ("CN", "Z1"))


class Identity:
  """A key with its certificate. issuer: RDNs in the certificate's order; issuer_text: as a message names it; eui None:
  the subject has no x500UniqueIdentifier; key_usage None: no such extension; kind: of the key."""

  def __init__(self, name, eui="90-B3-D5-1F-30-01-00-00", role="87", serial=None, issuer=Z1, issuer_text="CN=Z1,OU=07",
               since="20200101000000Z", until="20400101000000Z", key_usage=DIGITAL_SIGNATURE, kind="P-256"):
    self.name, self.eui, self.role, self.issuer_text = name, eui, role, issuer_text
    self.serial = serial if serial is not None else int.from_bytes(b"\x51" + name.encode()[:13].ljust(13, b"!"), "big")
    self.key = key_of(name, kind)
    self.public = openssl("pkey", "-in", self.key, "-pubout", "-outform", "DER")
    subject = [("OU", role)]
    if eui is not None:
      subject.append(("x500UniqueIdentifier", b"\x00" + bytes.fromhex(eui.replace("-", "")), BIT_STRING))
    algorithm = der(0x30, der_oid(OID["ecdsa-with-SHA256"]))
    extensions = b"" if key_usage is None else der(0xA3, der(0x30, der(
      0x30, der_oid(OID["keyUsage"]), der(0x01, b"\xff"), der(0x04, der(BIT_STRING, key_usage)))))
    body = der(0x30, der(0xA0, der_integer(2)), der_integer(self.serial), algorithm, der_name(issuer),
               der(0x30, der_time(since), der_time(until)), der_name(subject), self.public, extensions)
    # who issued it does not enter into these tests: trusted are the very certificates
    self.certificate = der(0x30, body, algorithm, der(BIT_STRING, b"\x00", self.sign_der(body, key_of("issuer"))))
    self.path = FOLDER / (name + ".pem")
    self.path.write_text(pem("CERTIFICATE", self.certificate))

  def sign_der(self, data, key=None):
    return openssl("dgst", "-sha256", "-sign", key or self.key, data=data)

  def sign(self, data):
    """r and s of an ECDSA signature with SHA-256."""
    return from_der(self.sign_der(data))

  def verifies(self, data, r, s):
    """Whether that is a signature of this key, as the openssl command sees it."""
    public, signature = FOLDER / (self.name + ".pub"), FOLDER / (self.name + ".sig")
    if not public.exists():
      public.write_text(pem("PUBLIC KEY", self.public))
    signature.write_bytes(to_der(r, s))
    return subprocess.run(["openssl", "dgst", "-sha256", "-verify", public, "-signature", signature], input=data,
                          capture_output=True, check=False).returncode == 0


def pem(label, data):
  text = base64.encodebytes(data).decode().replace("\n", "")
  lines = [text[i:i + 64] for i in range(0, len(text), 64)]
  return "-----BEGIN %s-----\n%s\n-----END %s-----\n" % (label, "\n".join(lines), label)


def from_der(signature):
  """(r, s) of an Ecdsa-Sig-Value (RFC 3279, 2.2.3)."""
  assert signature[0] == 0x30 and signature[2] == 0x02
  size = signature[3]
  return (int.from_bytes(signature[4:4 + size], "big"), int.from_bytes(signature[6 + size:], "big"))


def to_der(r, s):
  return der(0x30, der_integer(r), der_integer(s))


def raw(r, s):
  """The 64 bytes of XML-DSig."""
  return r.to_bytes(32, "big") + s.to_bytes(32, "big")


# ---- The cast of the tests

SUPPLIER = Identity("supplier")
DSP = Identity("dsp", eui="90-B3-D5-1F-30-00-00-02", role="89")
OTHER = Identity("other", eui="90-B3-D5-1F-30-02-00-00")  # a member as good as the supplier
STRANGER = Identity("stranger")  # nobody trusts it, whatever it says of itself
