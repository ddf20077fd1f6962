/* round_trip.mjs IDENTITIES: 999 hubs through both ends, in both forms; the report must be equal to the truth. */
import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { promisify } from 'node:util';
import {
  Batch,
  ChretError,
  checkDocument,
  Digests,
  Prepared,
  rawSignature,
  Reader,
  Request,
  Response,
  signed,
  Signer,
  Trust,
  verify,
  Xmlsec,
  XmlsecSigner,
} from '../../../examples/node/chreturn.js';
import { Dsp } from '../../../examples/node/dsp.js';
import { returnHubs } from '../../../examples/node/supplier.js';
import { certificateOf, DSP, keyOf, SUPPLIER } from './identities.mjs';

const [identities] = process.argv.slice(2);
const xmlsec = new Xmlsec();
const digests = new Digests();
const trust = new Trust(
  xmlsec,
  ['supplier', 'dsp'].map((name) => certificateOf(identities, name)),
);
const own = (name) => new Signer(keyOf(identities, name), xmlsec.describe(certificateOf(identities, name)), digests);
const theirs = (name) => XmlsecSigner.fromPem(xmlsec, keyOf(identities, name), certificateOf(identities, name));

const COUNT = 999;
const device = (i) =>
  `00-DB-12-34-56-78-${(i >> 8).toString(16).padStart(2, '0')}-${(i & 255).toString(16).padStart(2, '0')}`.toUpperCase();
const fault = (i) => i % 2 === 0;

/* All nine items in every third row; texts with what XML has to escape and what UTF-8 takes several bytes for. */
function hub(i) {
  const optional =
    i % 3 > 0
      ? {}
      : {
          UserRefDateTime: '2026-01-12T09:15:00Z',
          UserRefID: `RET-${i}`,
          IncidentReference: `INC${i}`,
          AdditionalInformation: `<hub> & "its" aerial, ${i} – é€😀`,
        };
  return {
    DeviceID: device(i),
    ...optional,
    ...(fault(i)
      ? {
          CHFFaultReturnType: 'Fault identified post installation',
          OtherDeviceID: device(5000 + i),
          CHFConnectionMethod: 'Cradle',
          CHFFaultReason: 'LED Fault',
        }
      : { CHFNoFaultReturnType: 'Lost or Stolen Hub' }),
  };
}

/* What is wrong with hub i in the inventory, and so the code that it must get. */
const truth = (i) => ({ 1: 'E19', 3: 'E11', 5: 'E4', 8: 'E5' })[i % 10] ?? 'I99';

function inventory() {
  const known = new Map();
  for (let i = 0; i < COUNT; i += 1) {
    const code = truth(i);
    if (code === 'E19') continue;
    known.set(device(i), {
      type: code === 'E11' ? 'ESME' : 'CHF',
      status: 'Commissioned',
      logisticsStatus: code === 'E5' ? 'Returned' : undefined,
      supplier: code === 'E4' ? DSP : SUPPLIER,
    });
  }
  return known;
}

const expected = Array.from({ length: COUNT }, (_, i) => truth(i));
const accepted = expected.filter((code) => code === 'I99').length;
let counter = 0n;

async function roundTrip(form, supplierSigner) {
  const known = inventory();
  const dsp = new Dsp({ trust, signer: own('dsp'), digests, inventory: known });
  const sent = [];
  const hubs = expected.map((_, i) => hub(i));
  const { rows, bad } = await returnHubs(hubs, {
    form,
    originator: SUPPLIER,
    target: DSP,
    counter: () => (counter += 1n),
    signer: supplierSigner,
    trust,
    digests,
    save: (state) => assert.ok(state.length > 0),
    send: async (xml) => {
      sent.push(xml);
      return dsp.receive(xml);
    },
  });
  assert.deepEqual(bad, []);
  assert.equal(sent.length, form === 'single' ? COUNT : 2);
  assert.deepEqual(
    rows.map(({ code }) => code),
    expected,
  );
  assert.deepEqual(
    rows.map(({ state }) => state === 'accepted'),
    expected.map((code) => code === 'I99'),
  );
  rows.forEach((row, i) => {
    assert.deepEqual(row.record, hubs[i]);
    assert.equal(row.reference, hubs[i].UserRefID);
  });
  assert.equal(dsp.audit.length, COUNT);
  assert.deepEqual(
    new Map(dsp.audit.map(({ deviceId, code }) => [deviceId, code])),
    new Map(expected.map((code, i) => [device(i), code])),
  );
  assert.equal(new Set(dsp.audit.map(({ key }) => key)).size, COUNT);
  assert.deepEqual([...dsp.returns].sort(), expected.flatMap((code, i) => (code === 'I99' ? [device(i)] : [])).sort());
  expected.forEach((code, i) => {
    if (code === 'I99') assert.equal(known.get(device(i)).logisticsStatus, 'Returned');
  });
  await deliveredAgain(dsp, sent.at(-1));
  inPieces(sent.at(-1), form);
}

/* The same bytes get the same answer, also while they are looked at, and nothing is done; another request under the same
 * RequestID is refused. */
async function deliveredAgain(dsp, xml) {
  const before = dsp.audit.length;
  const [first, second] = await Promise.all([dsp.receive(xml), dsp.receive(xml)]);
  assert.ok(first.equals(second));
  assert.equal(dsp.audit.length, before);
  const request = Request.read(xml, trust);
  await assert.rejects(dsp.receive(request.sign(theirs('supplier'))), /is altered/);
  request.id = { ...request.id, counter: 1n };
  await assert.rejects(dsp.receive(request.sign(theirs('supplier'))), /is (altered|stale)/);
  await assert.rejects(dsp.receive(request.toBuffer()), { status: 'unsigned' });
}

/* Read as it comes, written as it is made: the same bytes. */
function inPieces(xml, form) {
  const reader = new Reader(trust);
  for (let i = 0; i < xml.length; i += 1000) reader.feed(xml.subarray(i, i + 1000));
  const request = reader.finish();
  assert.equal(request.form, form);
  assert.equal(request.certificate.eui64, SUPPLIER);
  assert.deepEqual(checkDocument(xml), []);
  assert.throws(() => checkDocument(xml, { limits: { bytes: xml.length - 1 } }), { status: 'limit' });
  const pieces = [];
  const kept = [];
  request.write({ write: (piece) => pieces.push(piece), finish: (keep) => kept.push(keep) });
  assert.deepEqual(kept, [true]);
  assert.ok(Buffer.concat(pieces).equals(request.toBuffer()));
  assert.deepEqual(Request.readUnverified(Buffer.concat(pieces)).records, request.records);
}

const started = Date.now();
await roundTrip('list', own('supplier'));
await roundTrip('single', own('supplier'));
await roundTrip('list', theirs('supplier'));

/* Answers that are read are those of the DSP. */
const response = Response.create('8.14.3');
response.set('ResponseCode', 'I99');
response.set('ResponseDateTime', '2026-01-12T10:00:00.000Z');
response.id = { originator: SUPPLIER, target: DSP, counter: 18446744073709551615n };
const answered = await own('dsp').sign(response, trust);
assert.equal(Response.read(answered, trust).id.counter, 18446744073709551615n);

/* The same from its bytes, by a service that answers later and in DER. */
assert.deepEqual(theirs('dsp').certificate, xmlsec.describe(certificateOf(identities, 'dsp')));
const prepared = Prepared.from(response.toBuffer(), theirs('dsp'));
const der = await promisify(sign)('sha256', prepared.signedInfo, keyOf(identities, 'dsp'));
const completed = prepared.complete(rawSignature(der), trust);
assert.equal(Response.read(completed, trust).certificate.eui64, DSP);
assert.throws(() => rawSignature(der.subarray(1)), { status: 'signature-malformed' });
assert.throws(() => signed(completed, theirs('dsp')), { status: 'signed' });
assert.ok(Response.read(signed(completed, theirs('dsp'), { replace: true }), trust).isSigned);
const { kind, body, fields, certificate } = verify(answered, trust);
assert.deepEqual([kind, body, fields.RequestID, certificate.eui64], ['response', '', response.get('RequestID'), DSP]);
assert.throws(() => verify(response.toBuffer(), trust), { status: 'unsigned' });
assert.throws(() => verify(Buffer.from(answered.toString().replace('>I99<', '>E19<')), trust), { status: 'digest-mismatch' });

/* An answer is judged, which changes nothing, and then taken. */
const batch = Batch.create({ originator: SUPPLIER, target: DSP });
batch.counter = () => 18446744073709551615n;
batch.add(hub(0));
batch.next();
assert.deepEqual([batch.judge(response), batch.judge(response)], Array(2).fill({ kind: 'new', findings: [] }));
assert.equal(batch.rows[0].state, 'sent');
assert.equal(batch.answer(response).kind, 'new');
assert.equal(batch.judge(response).kind, 'again');
assert.equal(batch.rows[0].state, 'accepted');
await assert.rejects(
  own('supplier').sign(response),
  (error) => error instanceof ChretError && error.status === 'foreign-signer',
);

console.log(
  `${COUNT} hubs as a list, as singles and as a list by xmlsec1, ${accepted} accepted in each: as the truth has it; ${Date.now() - started} ms`,
);
