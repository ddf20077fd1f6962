"""What the tests of the Python binding share: the binding on the built library, and identities of their own."""
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("B", "build")
CASES = ROOT / "tests/cases/bindings"

os.environ["CHRETURN_LIBRARY"] = str(BUILD / "libchreturn.so")
sys.path.insert(0, str(ROOT / "examples/python"))
import chreturn  # noqa: E402

ORIGINATOR, TARGET = "90-B3-D5-1F-30-01-00-00", "90-B3-D5-1F-30-00-00-02"

_folder = tempfile.TemporaryDirectory(prefix="chret-binding-")
FOLDER = pathlib.Path(_folder.name)
subprocess.run([str(CASES / "identities"), str(FOLDER)], check=True, env={"B": "build", **os.environ})


def key(name):
  return (FOLDER / (name + ".key.pem")).read_bytes()


def certificate(name):
  return (FOLDER / (name + ".cert.pem")).read_bytes()


provider = chreturn.Provider()


def signer(name):
  return chreturn.KeySigner(provider, key(name), certificate(name))


def trust(*names):
  return chreturn.Trust(provider, *map(certificate, names))


def encrypted_key(name, password):
  return subprocess.run(["openssl", "pkcs8", "-topk8", "-passout", "pass:" + password], input=key(name), check=True,
                        capture_output=True).stdout


def pkcs12(name, password):
  return subprocess.run(["openssl", "pkcs12", "-export", "-inkey", str(FOLDER / (name + ".key.pem")), "-in",
                         str(FOLDER / (name + ".cert.pem")), "-passout", "pass:" + password], check=True,
                        capture_output=True).stdout


# ---- A signer's key in Python

try:
  import cryptography.hazmat.primitives.asymmetric.ec as ec
  import cryptography.hazmat.primitives.hashes as hashes
  import cryptography.hazmat.primitives.serialization as serialization
  has_cryptography = True
except ImportError:
  has_cryptography = False


def cryptography_key(name):
  return serialization.load_pem_private_key(key(name), None)


def cryptography_sign(private_key, data):
  """DER"""
  return private_key.sign(data, ec.ECDSA(hashes.SHA256()))
