/* cases.mjs CASES IDENTITIES: the cases that the bindings share (tests/cases/bindings/README.md). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import {
  answer,
  Batch,
  ChretError,
  HostError,
  outcomesOfAnswer,
  Policy,
  Request,
  Response,
  signed,
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

const password = (said) => said.password && (() => Buffer.from(said.password));

const signer = (key, certificate, asked) =>
  XmlsecSigner.fromPem(xmlsec, keyOf(identities, key), certificateOf(identities, certificate), asked);

const trusted = (names, by = xmlsec) =>
  new Trust(
    by,
    names.map((name) => certificateOf(identities, name)),
  );

const signedBy = ({ certificate: { eui64, role } }) => ({ certificate: { eui64, role } });

function changed(xml, { replace, overwrite }) {
  if (replace !== undefined) return Buffer.from(xml.toString().replace(replace.text, () => replace.by));
  if (overwrite !== undefined)
    xml.write(overwrite.by, xml.indexOf(overwrite.after) + Buffer.byteLength(overwrite.after));
  return xml;
}

const inCamelCase = (name) => name.toLowerCase().replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/* Checks are named as the headers have them. */
const policyOf = ({ codes = {}, ...more } = {}) =>
  new Policy({
    codes: Object.fromEntries(Object.entries(codes).map(([name, code]) => [inCamelCase(name), code])),
    ...more,
  });

const actions = {
  build: (said, folder) => request(said.request, folder).toBuffer(),

  sign(said, folder) {
    let xml = request(said.request, folder).toBuffer();
    const by = said.pkcs12
      ? XmlsecSigner.fromPkcs12(xmlsec, readFileSync(`${identities}/${said.pkcs12}.p12`), password(said))
      : signer(said.key, said.certificate, password(said));
    for (let time = 0; time < said.times; time += 1) xml = signed(xml, by);
    return signedBy(Request.read(xml, trusted([said.certificate])));
  },

  read(said, folder) {
    const kinds = { request: Request, response: Response };
    const options = said.limits && { limits: said.limits };
    return kinds[said.message].readUnverified(readFileSync(`${folder}/message.xml`), options);
  },

  verify(said, folder) {
    const made = request(said.request, folder);
    const xml = said.signer === undefined ? made.toBuffer() : made.sign(signer(said.signer, said.signer));
    const provider = said.ca ? new Xmlsec({ ca: certificateOf(identities, said.ca) }) : xmlsec;
    return signedBy(Request.read(changed(xml, said), trusted(said.trust, provider)));
  },

  trust: (said) => ({
    certificates: trusted(said.trust).certificates.map(({ eui64, role, notBefore, notAfter, unusable }) => ({
      eui64,
      role,
      days: (notAfter - notBefore) / 86400000,
      usable: unusable === undefined,
    })),
  }),

  answer(said, folder) {
    const policy = policyOf(said.policy);
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
    const response = answer(made, outcomes, policy, { time: new Date('2026-01-01T00:00:00Z') });
    const failures = response.failures.map(({ deviceId, code }) => ({ DeviceID: deviceId, code }));
    return { answer: { responseCode: response.get('ResponseCode'), failures } };
  },

  outcomes(said, folder) {
    const response = Response.create(said.request.service);
    response.set('RequestID', said.response.RequestID);
    response.set('ResponseCode', said.response.ResponseCode);
    for (const { DeviceID, code } of said.response.failures) response.addFailure(DeviceID, code);
    const { findings } = outcomesOfAnswer(request(said.request, folder), response);
    return { findings: findings.map(({ deviceId, message, ...finding }) => ({ ...finding, deviceID: deviceId })) };
  },

  batch(said) {
    const batch = Batch.create({ form: said.form, originator: SUPPLIER, target: DSP });
    if (said.schemaVersion !== undefined) batch.schemaVersion = said.schemaVersion;
    if (said.forgetSignatures) batch.forgetSignatures();
    for (const row of said.rows) batch.add(row);
    const counters = said.counters.map(BigInt);
    batch.counter = () => counters.shift();
    const by = said.signer && signer(said.signer, said.signer);
    const drawn = Array.from({ length: said.draw }, () => batch.next(by));
    if (said.resend) {
      batch.resend();
      drawn.push(...batch.requests(by));
    }
    if (said.cut !== undefined) Batch.load(batch.toBuffer(xmlsec).subarray(0, -said.cut), xmlsec);
    return {
      drawn: drawn.map(({ xml, counter }) => ({
        counter: Number(counter),
        schemaVersion: Request.readUnverified(xml).get('schemaVersion'),
        rows: batch.rowsOf(counter),
      })),
      signed: batch.isSigned,
    };
  },
};

/* What came of it, in the words of `expect`. */
function came(said, folder) {
  try {
    return actions[said.do](said, folder);
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
    assert.deepEqual(came(said, folder), said.expect);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${entry.name}: ${error.stack}`);
  }
}
console.log(`${count} shared cases, ${failed} failed`);
process.exitCode = failed === 0 && count >= 30 ? 0 : 1;
