/* cases.mjs CASES IDENTITIES: the error cases that the bindings share (tests/cases/bindings/README.md). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import {
  answer,
  Batch,
  ChretError,
  HostError,
  outcomesOfAnswer,
  Policy,
  Prepared,
  Request,
  Response,
  Signer,
  Trust,
  validate,
  Xmlsec,
  XmlsecSigner,
} from '../../../examples/node/chreturn.js';
import { certificateOf, DSP, keyOf, SUPPLIER } from './identities.mjs';

const [cases, identities] = process.argv.slice(2);
const xmlsec = new Xmlsec();

function request({ service, form, header, rows, file }, folder) {
  if (file !== undefined) return Request.readUnverified(readFileSync(`${folder}/${file}`));
  const made = Request.create(service, { form });
  for (const [name, text] of Object.entries(header)) made.set(name, text);
  for (const row of rows) made.append(row);
  return made;
}

const signer = (key, certificate) =>
  new XmlsecSigner(xmlsec, keyOf(identities, key), certificateOf(identities, certificate));

function changed(xml, { replace, overwrite }) {
  if (replace !== undefined) return Buffer.from(xml.toString().replace(replace.text, () => replace.by));
  if (overwrite !== undefined)
    xml.write(overwrite.by, xml.indexOf(overwrite.after) + Buffer.byteLength(overwrite.after));
  return xml;
}

/* With its own key, so that what signs here is Node.js. */
async function signedAgain(xml, key, certificate) {
  const identity = xmlsec.describe(certificateOf(identities, certificate));
  const own = new Signer(keyOf(identities, key), identity, xmlsec);
  return own.sign({ prepare: () => Prepared.from(xml, own) });
}

const actions = {
  build: (said, folder) => request(said.request, folder).toBuffer(),

  async sign(said, folder) {
    const made = request(said.request, folder);
    const by = signer(said.key, said.certificate);
    const xml = made.sign(by);
    for (let time = 1; time < said.times; time += 1) await signedAgain(xml, said.key, said.certificate);
  },

  read(said, folder) {
    const kinds = { request: Request, response: Response };
    const options = said.limits && { limits: said.limits };
    return kinds[said.message].readUnverified(readFileSync(`${folder}/message.xml`), options);
  },

  verify(said, folder) {
    const made = request(said.request, folder);
    const xml = said.signer === undefined ? made.toBuffer() : made.sign(signer(said.signer, said.signer));
    return Request.read(
      changed(xml, said),
      new Trust(
        xmlsec,
        said.trust.map((name) => certificateOf(identities, name)),
      ),
    );
  },

  answer(said, folder) {
    const policy = new Policy();
    const { ownCheck } = said;
    if (ownCheck !== undefined) policy.addCheck(ownCheck.code, (record) => record[ownCheck.item] !== ownCheck.text);
    const known = new Map(
      (said.inventory ?? []).map((device) => [
        device.DeviceID,
        {
          type: device.DeviceType,
          status: device.DeviceStatus,
          logisticsStatus: device.LogisticsStatus,
          authorised: device.authorised,
        },
      ]),
    );
    const made = request(said.request, folder);
    const outcomes = validate(made, { role: said.role }, policy, (devices) => {
      if (said.inventoryFails !== undefined) throw new HostError(said.inventoryFails, 'the inventory is away');
      return devices.map((id) => known.get(id) ?? null);
    });
    return answer(made, outcomes, policy, { time: new Date('2026-01-01T00:00:00Z') });
  },

  outcomes(said, folder) {
    const response = Response.create(said.request.service);
    response.set('RequestID', said.response.RequestID);
    response.set('ResponseCode', said.response.ResponseCode);
    for (const { DeviceID, code } of said.response.failures) response.addFailure(DeviceID, code);
    return outcomesOfAnswer(request(said.request, folder), response).findings;
  },

  batch(said) {
    const batch = Batch.create({ form: said.form, originator: SUPPLIER, target: DSP });
    for (const row of said.rows) batch.add(row);
    const counters = said.counters.map(BigInt);
    batch.counter = () => counters.shift();
    for (let i = 0; i < said.draw; i += 1) batch.next();
    if (said.cut !== undefined) Batch.load(batch.toBuffer(xmlsec).subarray(0, -said.cut), xmlsec);
  },
};

/* What came of it, in the words of `expect`. */
async function came(said, folder) {
  try {
    const findings = await actions[said.do](said, folder);
    return Array.isArray(findings)
      ? {
          findings: findings.map(({ code, record, deviceId, item, line }) => ({
            code,
            record,
            deviceID: deviceId,
            item,
            line,
          })),
        }
      : {};
  } catch (error) {
    if (!(error instanceof ChretError)) throw error;
    const { status, record, deviceId, item, line, hostCode } = error;
    return { status, record, deviceID: deviceId, item, line, hostCode };
  }
}

let count = 0;
let failed = 0;
for (const entry of readdirSync(cases, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  const folder = `${cases}/${entry.name}`;
  const said = JSON.parse(readFileSync(`${folder}/case.json`));
  count += 1;
  try {
    assert.deepEqual(await came(said, folder), said.expect);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${entry.name}: ${error.stack}`);
  }
}
console.log(`${count} error cases, ${failed} failed`);
process.exitCode = failed === 0 && count >= 30 ? 0 : 1;
