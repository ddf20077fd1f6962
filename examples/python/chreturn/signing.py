"""Trust and signers: the provider of libchreturn-xmlsec, and signers that are written in Python."""
import collections
import ctypes

from ._library import I64, PASSWORD, SIGN, SIZE, SignerStruct, U64, lib, xmlsec
from ._objects import Host, Lent, Object, callback, encoded, made, made_by, new, taken
from .errors import call, check
from .identifiers import eui64_number, eui64_text
from .vocabulary import SIGNATURE_SIZE, text

# not_before, not_after: seconds since 1970; unusable: why it verifies nothing, None where nothing is against it.
Certificate = collections.namedtuple("Certificate", "eui64 role issuer serial not_before not_after unusable")


def certificate_of(certificate):
  """What a certificate that the library lends says."""
  eui64, *validity = U64(), I64(), I64()
  check(lib.certificate_validity(certificate, *map(ctypes.byref, validity)))
  has_eui64 = lib.certificate_eui64(certificate, ctypes.byref(eui64)) == 0
  return Certificate(eui64_text(eui64.value) if has_eui64 else None,
                     *(text(part(certificate)) for part in (lib.certificate_role, lib.certificate_issuer,
                                                            lib.certificate_serial)),
                     *(seconds.value for seconds in validity), text(lib.certificate_unusable(certificate)))


class Provider(Object):
  """SHA-256, ECDSA and X.509 by xmlsec1 and OpenSSL. One for the process is enough."""

  def __init__(self, ca=None):
    """ca: certificates that a path has to lead to, PEM or DER."""
    super().__init__(new(xmlsec().xmlsec_new, None), xmlsec().xmlsec_free)
    if ca is not None:
      call(xmlsec().xmlsec_add_ca, self.owned, ca, len(ca))

  @property
  def lent(self):
    """The chret_provider."""
    return Lent(xmlsec().xmlsec_provider(self.owned), self.owned)


class Trust(Object):
  """The certificates whose signatures are believed, from PEM (one or many) or DER."""

  def __init__(self, provider, *certificates):
    super().__init__(new(lib.trust_new, provider.lent, None), lib.trust_free, provider.owned)
    self._provider = provider
    for data in certificates:
      self.add(data)

  def add(self, data):
    call(xmlsec().xmlsec_trust_add, self._provider.owned, self.owned, data, len(data))

  @property
  def certificates(self):
    return [certificate_of(lib.trust_at(self.owned, i)) for i in range(lib.trust_count(self.owned))]


# ---- Signers. Of each, `lent` is the chret_signer.

@callback(PASSWORD, lambda code: min(code, -1))  # more would be the number of bytes
def _password(ask, out, capacity):
  data = ask()
  if data is None:
    return -1
  data = bytes(data)
  if len(data) > capacity:
    return -1
  ctypes.memmove(out, data, len(data))
  return len(data)


class KeySigner(Object):
  """A private key in PEM with its certificate, PEM or DER. password: a function that gives it as bytes."""

  def __init__(self, provider, key, certificate, password=None):
    self._load(xmlsec().xmlsec_signer_new, provider, password, key, len(key), certificate, len(certificate))

  @classmethod
  def from_pkcs12(cls, provider, data, password=None):
    """Both from PKCS#12."""
    signer = cls.__new__(cls)
    signer._load(xmlsec().xmlsec_signer_new_pkcs12, provider, password, data, len(data))
    return signer

  def _load(self, function, provider, password, *data):
    host = Host(password)
    pointer = made(function, provider.owned, *data, _password if password else PASSWORD(), host.token)
    super().__init__(pointer, xmlsec().xmlsec_signer_free, provider.owned)
    self.certificate = certificate_of(xmlsec().xmlsec_signer_certificate(self.owned))

  @property
  def lent(self):
    return Lent(xmlsec().xmlsec_signer_get(self.owned), self.owned)


@callback(SIGN)
def _sign(sign, signed_info, size, signature):
  raw = bytes(sign(ctypes.string_at(signed_info, size)))
  if len(raw) != SIGNATURE_SIZE:
    raise ValueError("a signature of %d bytes: r and s are %d; raw_signature() makes them of DER" % (
      len(raw), SIGNATURE_SIZE))
  ctypes.memmove(signature, raw, SIGNATURE_SIZE)


class HostSigner:
  """A signer that is written in Python: sign(bytes of SignedInfo) gives the 64 bytes of r and s of ECDSA with SHA-256;
  None for one that only signs in two steps. eui64, issuer and serial are its certificate's, as Certificate has them."""

  def __init__(self, provider, sign, eui64, issuer, serial):
    self._host, self._provider = Host(sign), provider.lent
    self._texts = encoded(issuer), encoded(serial)
    self._struct = SignerStruct()
    check(lib.signer_init(ctypes.byref(self._struct), ctypes.sizeof(self._struct)))
    self._struct.ctx, self._struct.provider = self._host.token, self._provider.pointer
    self._struct.eui64 = eui64_number(eui64)
    self._struct.issuer, self._struct.serial = self._texts
    self._struct.issuer_size, self._struct.serial_size = map(len, self._texts)
    if sign is not None:
      self._struct.sign = _sign

  @property
  def lent(self):
    return Lent(ctypes.addressof(self._struct), self)


def raw_signature(der):
  """r and s from an ECDSA signature in DER, as most libraries give it."""
  out = ctypes.create_string_buffer(SIGNATURE_SIZE)
  check(lib.ecdsa_der_to_raw(der, len(der), out))
  return out.raw


class Prepared(Object):
  """A message prepared for signing: keeps for as long as one likes, and needs neither message nor signer any more."""

  def __init__(self, pointer):
    super().__init__(pointer, lib.prepared_free)

  @classmethod
  def of(cls, xml, signer, replace=False):
    """A message that exists as bytes; replace: a Signature that it carries is dropped."""
    return cls(made(lib.prepare, xml, len(xml), replace, signer.lent, None))

  @property
  def signed_info(self):
    """The bytes to sign."""
    size = SIZE()
    return ctypes.string_at(lib.prepared_signed_info(self.owned, ctypes.byref(size)), size.value)

  def complete(self, signature, trust=None):
    """The signed message, from the 64 bytes of r and s; verified before, where there is a trust store."""
    if len(signature) != SIGNATURE_SIZE:
      raise ValueError("a signature of %d bytes instead of %d" % (len(signature), SIGNATURE_SIZE))
    return taken(made_by(lib.prepared_complete, self.owned, signature, trust.owned if trust else None, None))


def sign(xml, signer, replace=False):
  """Signs a message that exists as bytes; replace: a Signature that it carries is dropped."""
  return taken(made(lib.sign, xml, len(xml), replace, signer.lent, None))
