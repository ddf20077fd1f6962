"""Sends a sheet of hubs there and back: a supplier's signed requests, a DSP's signed answers, the supplier's report.

there_and_back.py ROWS.csv INVENTORY.csv SUPPLIER DSP: the sheets of the tool `chret`, and whose NAME.key.pem and
NAME.cert.pem the two sign with. The DSP signs in Python, with python3-cryptography, as one would who has the key
elsewhere.
"""
import csv
import pathlib
import sys
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import chreturn


def sheet(path):
  with open(path, newline="", encoding="utf-8") as file:
    return [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(file)]


def send(rows, provider, signer, dsp, trust):
  """The supplier: prints a row for each hub. In single form, which is DUIS as it is: a request for each."""
  counters = iter(range(int(time.time() * 1000), 2 ** 63))
  with chreturn.Batch("single", signer.certificate.eui64, dsp.eui64, lambda: next(counters)) as batch:
    for number, row in enumerate(rows, 1):
      try:
        batch.add(row, number)
      except chreturn.Error as error:
        print("row %d (%s), %s: %s [%s]" % (error.record, error.device_id, error.item, error.message, error.status),
              file=sys.stderr)
    for _, xml in batch.requests(signer):
      kind, findings = batch.answer(chreturn.read_response(dsp.answer(xml), trust))
      assert kind == chreturn.Answer.NEW and not findings
    for row in batch.rows():
      print("%s,%s,%s" % (row.record["DeviceID"], row.code, row.state.name.lower()))


class Dsp:
  def __init__(self, inventory, provider, name, trust):
    self.inventory = {hub["DeviceID"]: hub for hub in inventory}
    self.policy, self.trust = chreturn.Policy(), trust
    key = serialization.load_pem_private_key(pathlib.Path(name + ".key.pem").read_bytes(), None)
    certificate = chreturn.Trust(provider, pathlib.Path(name + ".cert.pem").read_bytes()).certificates[0]
    self.eui64 = certificate.eui64
    self.signer = chreturn.HostSigner(
      provider, lambda data: chreturn.raw_signature(key.sign(data, ec.ECDSA(hashes.SHA256()))),
      certificate.eui64, certificate.issuer, certificate.serial)

  def answer(self, xml):
    """Verifies, validates, does what the outcomes say, and answers."""
    request = chreturn.read_request(xml, self.trust)
    originator, _, _ = request.id

    def ask(devices):
      return {device: chreturn.Facts(hub["DeviceType"], hub.get("DeviceStatus"), hub.get("LogisticsStatus"),
                                     hub.get("Supplier", originator) == originator)
              for device, hub in self.inventory.items() if device in devices}
    outcomes = chreturn.validate(request, ask, "IS", self.policy)
    for outcome in outcomes:
      if chreturn.Effect.RETURNED in outcome.effects:
        self.inventory[outcome.device_id]["LogisticsStatus"] = "Returned"
    return chreturn.answer(request, outcomes, self.policy).to_bytes(self.signer)


def main(rows, inventory, supplier, dsp):
  provider = chreturn.Provider()
  key, certificate, dsp_certificate = (pathlib.Path(name).read_bytes() for name in (
    supplier + ".key.pem", supplier + ".cert.pem", dsp + ".cert.pem"))
  with chreturn.KeySigner(provider, key, certificate) as signer:
    other_end = Dsp(sheet(inventory), provider, dsp, chreturn.Trust(provider, certificate))
    send(sheet(rows), provider, signer, other_end, chreturn.Trust(provider, dsp_certificate))


if __name__ == "__main__":
  main(*sys.argv[1:])
