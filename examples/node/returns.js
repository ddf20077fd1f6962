/* returns.js SUPPLIER DSP: returns the hubs of hubs.json from a supplier to the DSP and prints the report, once in single
 * form and once in list form. SUPPLIER and DSP name their keys and certificates: NAME.key.pem and NAME.cert.pem. */
import { readFileSync } from 'node:fs';
import { Digests, Signer, Trust, version, Xmlsec } from './chreturn.js';
import { Dsp } from './dsp.js';
import { returnHubs } from './supplier.js';

const [supplier, dsp] = process.argv.slice(2);
if (dsp === undefined) {
  console.error('returns.js SUPPLIER DSP');
  process.exit(2);
}
const xmlsec = new Xmlsec();
const digests = new Digests();
const certificates = [supplier, dsp].map((name) => readFileSync(`${name}.cert.pem`));
const trust = new Trust(xmlsec, certificates);
const [supplierSigner, dspSigner] = [supplier, dsp].map(
  (name, i) => new Signer(readFileSync(`${name}.key.pem`), xmlsec.describe(certificates[i]), digests),
);
const { hubs, inventory } = JSON.parse(readFileSync(new URL('hubs.json', import.meta.url)));

console.log(`libchreturn ${version}`);
let last = 0n;
for (const form of ['single', 'list']) {
  const known = new Map(Object.entries(structuredClone(inventory)));
  const service = new Dsp({ trust, signer: dspSigner, digests, inventory: known });
  const { rows, bad } = await returnHubs(hubs, {
    form,
    originator: xmlsec.describe(certificates[0]).eui64,
    target: xmlsec.describe(certificates[1]).eui64,
    counter: () => (last += 1n),
    signer: supplierSigner,
    trust,
    digests,
    send: (xml) => service.receive(xml),
    save: (state) => console.log(`# ${form} form; the state of the batch has ${state.length} bytes`),
  });
  for (const { number, record, state, code, counter } of rows) {
    console.log([number, record.DeviceID, state, code, counter].join(','));
  }
  for (const { record, deviceId, status, detail } of bad)
    console.log(`${record},${deviceId},left out,${status}: ${detail}`);
}
