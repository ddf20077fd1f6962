/* node --expose-gc lifetimes.mjs IDENTITIES: objects that nobody closes, closed in the wrong order, in the middle of a
 * call; exceptions in every callback. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setImmediate as nextTask } from 'node:timers/promises';
import {
  answer,
  Batch,
  checkDocument,
  checkReplay,
  Digests,
  HostError,
  Policy,
  Prepared,
  Reader,
  Request,
  Signer,
  Trust,
  validate,
  Xmlsec,
  XmlsecSigner,
} from '../../../examples/node/chreturn.js';
import { certificateOf, DSP, keyOf, SUPPLIER } from './identities.mjs';

const [identities] = process.argv.slice(2);
const koffi = createRequire(new URL('../../../examples/node/package.json', import.meta.url))('koffi');
const HUB = { DeviceID: '00-DB-12-34-56-78-90-A2', CHFNoFaultReturnType: 'Lost or Stolen Hub', UserRefID: '' };
const id = { originator: SUPPLIER, target: DSP, counter: 1000n };
const ROUND = 4000;
const key = keyOf(identities, 'supplier');
const certificate = certificateOf(identities, 'supplier');
const pkcs12 = readFileSync(`${identities}/supplier.p12`);

async function collect() {
  for (let i = 0; i < 4; i += 1) {
    globalThis.gc();
    await nextTask();
  }
}

/* Everything that the binding has, made anew and left to the collector. */
async function everything(n) {
  const xmlsec = new Xmlsec();
  const digests = new Digests();
  const trust = new Trust(xmlsec, [certificate]);
  const signer = new Signer(key, xmlsec.describe(certificate), digests);
  const request = Request.create('8.14.4', { id, records: [HUB] });
  const xml = await signer.sign(request, trust);
  const reader = new Reader(trust);
  reader.feed(xml);
  const read = reader.finish();
  const policy = new Policy();
  policy.addCheck('E5', (record) => record.UserRefID === '');
  const outcomes = validate(read, { role: 'IS' }, policy, (devices) =>
    devices.map(() => ({ type: 'CHF', authorised: true })),
  );
  assert.deepEqual(
    outcomes.records.map(({ code }) => code),
    ['I99'],
  );
  answer(read, outcomes, policy);
  const batch = Batch.create({ form: 'list', originator: SUPPLIER, target: DSP });
  batch.counter = () => BigInt(n + 1);
  batch.add(HUB);
  const asked = () => {
    globalThis.gc();
    return Buffer.from('sesame');
  };
  batch.next(XmlsecSigner.fromPkcs12(xmlsec, pkcs12, asked));
  const loaded = Batch.load(batch.toBuffer(digests), digests);
  loaded.resend();
  assert.equal(loaded.next(signer).counter, BigInt(n + 1));
  assert.equal(read.certificate.eui64, SUPPLIER);
  assert.equal(checkReplay(read, xml, () => ({}), digests).verdict, 'new');
  return read; /* its trust store and provider live on with it */
}

async function leftToTheCollector(rounds) {
  const before = koffi.stats().callbacks;
  let kept = [];
  for (let n = 0; n < rounds; n += 1) {
    kept.push(await everything(n));
    if (n % 16 === 15) {
      await collect();
      for (const read of kept) assert.equal(read.certificate.eui64, SUPPLIER);
      kept = kept.slice(-3);
    }
  }
  kept = [];
  await collect();
  assert.equal(koffi.stats().callbacks, before);
}

async function memoryStays() {
  const digests = new Digests();
  const signer = new Signer(key, { issuer: 'CN=Z1,OU=07', serial: '1', eui64: SUPPLIER }, digests);
  const round = async () => {
    for (let i = 0; i < ROUND; i += 1) {
      const request = Request.create('8.14.4', { id, records: [HUB] });
      if (i % 40 === 0) request.sign(signer);
      if (i % 400 === 0) await nextTask();
    }
    await collect();
    return process.memoryUsage.rss();
  };
  await round();
  const before = await round();
  for (let i = 0; i < 5; i += 1) await round();
  const grown = (await round()) - before;
  assert.ok(grown < 16 << 20, `${ROUND * 6} requests more, and ${grown} bytes`);
  digests.close();
}

function wrongOrder() {
  const xmlsec = new Xmlsec();
  const trust = new Trust(xmlsec, [certificate]);
  const signer = XmlsecSigner.fromPem(xmlsec, key, certificate);
  const xml = Request.create('8.14.4', { id, records: [HUB] }).sign(signer);
  const reader = new Reader(trust);
  const first = Request.read(xml, trust);
  xmlsec.close();
  xmlsec.close();
  reader.feed(xml);
  trust.close();
  const second = reader.finish();
  reader.close();
  for (const request of [first, second]) {
    assert.equal(request.certificate.role, '02');
    request.close();
    assert.throws(() => request.certificate, { name: 'TypeError', message: 'this Request is closed' });
  }
  assert.throws(() => Request.read(xml, trust), /this Trust is closed/);
  Request.create('8.14.4', { id, records: [HUB] }).sign(signer);
  signer[Symbol.dispose]();
}

/* Each callback throws; what it threw is the cause, and an own code comes back. */
function exceptions() {
  const xmlsec = new Xmlsec();
  const digests = new Digests();
  const trust = new Trust(xmlsec, [certificate]);
  const request = Request.create('8.14.4', { id, records: [HUB] });
  const signer = new Signer(key, xmlsec.describe(certificate), digests);
  const xml = request.sign(signer);
  const read = Request.read(xml, trust);
  const policy = new Policy();
  const batch = Batch.create({ originator: SUPPLIER, target: DSP });
  batch.add(HUB);
  const broken = new Signer('no key', xmlsec.describe(certificate), digests);
  const known = (devices) => devices.map(() => ({ type: 'CHF', authorised: true }));
  const kept = [];
  const ways = {
    write: (fail) => request.write({ write: fail, finish: (keep) => kept.push(keep) }),
    finish: (fail) => request.write({ write: () => {}, finish: fail }),
    both: (fail) =>
      request.writeSigned(
        {
          write: fail,
          finish: () => {
            throw new Error('not this one');
          },
        },
        signer,
      ),
    inventory: (fail) => validate(read, { role: 'IS' }, policy, fail),
    check: (fail) => {
      const own = new Policy();
      own.addCheck('E5', fail);
      validate(read, { role: 'IS' }, own, known);
    },
    counter: (fail) => {
      batch.counter = fail;
      batch.next();
    },
    memory: (fail) => checkReplay(read, xml, fail, digests),
    save: (fail) => batch.save({ write: fail }, digests),
    nested: (fail) =>
      validate(read, { role: 'IS' }, policy, (devices) => {
        assert.throws(
          () =>
            request.write({
              write: () => {
                throw new Error('inside');
              },
            }),
          { status: 'host' },
        );
        assert.equal(checkDocument(xml).length, 0);
        return fail(devices);
      }),
  };
  for (const [name, way] of Object.entries(ways)) {
    for (const [thrown, hostCode] of [
      [new RangeError(name), -1],
      [new HostError(4711, name), 4711],
    ]) {
      const fails = () =>
        way(() => {
          throw thrown;
        });
      assert.throws(fails, (error) => {
        assert.deepEqual([error.name, error.status, error.hostCode], ['ChretError', 'host', hostCode], name);
        assert.equal(error.cause, thrown, name);
        return true;
      });
    }
  }
  assert.deepEqual(kept, [false, false]);
  assert.throws(
    () => request.sign(broken),
    (error) => error.status === 'host' && error.cause.code === 'ERR_OSSL_UNSUPPORTED',
  );
  assert.throws(
    () => validate(read, { role: 'IS' }, policy, () => []),
    (error) => error.cause instanceof RangeError,
  );
  assert.throws(() => Prepared.from(xml, signer), { status: 'signed' });
  assert.throws(() => Prepared.from(xml, signer, { replace: true }).complete(Buffer.alloc(63)), RangeError);
  assert.throws(() => Prepared.from(xml, signer, { replace: true }).complete(Buffer.alloc(64)), {
    status: 'signature-malformed',
  });
  assert.throws(() => Prepared.from(xml, signer, { replace: true }).complete(Buffer.alloc(64, 1), trust), {
    status: 'signature-mismatch',
  });
  const tooLong = new Signer(
    generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
    xmlsec.describe(certificate),
    digests,
  );
  const causes = [
    [() => request.sign(tooLong), /^96 bytes where 64 are to be$/],
    [() => checkReplay(read, xml, () => ({ digest: Buffer.alloc(33) }), digests), /^33 bytes where 32 are to be$/],
    [() => checkReplay(read, xml, () => ({ highest: 1n << 64n }), digests), /is not from 0 to/],
    [() => batch.next(), /-1 is not from 0 to/],
    [() => checkReplay(read, xml, async () => ({}), digests), /not in a promise/],
    [() => request.write({ write: async () => {} }), /not in a promise/],
    [() => validate(read, { role: 'IS' }, later, known), /not in a promise/],
    [() => validate(read, { role: 'IS' }, policy, async () => []), /not in a promise/],
    [() => XmlsecSigner.fromPkcs12(xmlsec, pkcs12, async () => key), /not in a promise/],
    [() => XmlsecSigner.fromPkcs12(xmlsec, pkcs12, () => 'sesame'), /^bytes are a Buffer/],
    [() => XmlsecSigner.fromPem(xmlsec, keyOf(identities, 'encrypted'), certificate, throwing), /^nobody is there$/],
  ];
  function throwing() {
    throw new Error('nobody is there');
  }
  const later = new Policy();
  later.addCheck('E5', async () => true);
  batch.counter = () => -1n;
  for (const [fails, cause] of causes) assert.throws(fails, (error) => cause.test(error.cause?.message));
  assert.throws(() => {
    request.id = { ...id, counter: 1n << 64n };
  }, RangeError);
  assert.throws(() => Request.read('<x/>', trust), TypeError);
  for (const code of [0, 1.5, 2 ** 32, '5', undefined]) assert.throws(() => new HostError(code, ''), RangeError);
  assert.equal(request.id.counter, 1000n);
  request.id = { ...id, counter: (1n << 64n) - 1n };
  const asked = [];
  checkReplay(request, xml, (wanted) => asked.push(wanted), digests);
  assert.deepEqual(asked, [request.id]);
  batch.counter = () => 5n;
  assert.equal(batch.next().counter, 5n); /* what failed has changed nothing */
  return Object.keys(ways).length;
}

/* What the call under way works with is closed by its callback, and freed when the call has returned. */
function closedInTheMiddle() {
  const digests = new Digests();
  const signer = new Signer(key, { issuer: 'CN=Z1,OU=07', serial: '1', eui64: SUPPLIER }, digests);
  for (let i = 0; i < 50; i += 1) {
    const request = Request.create('8.14.4', { id, records: [HUB] });
    const own = new Digests();
    const by = new Signer(key, { issuer: 'CN=Z1,OU=07', serial: '1', eui64: SUPPLIER }, own);
    request.writeSigned(
      {
        write: () => {
          request.close();
          own.close();
          globalThis.gc();
        },
      },
      by,
    );
    const batch = Batch.create({ originator: SUPPLIER, target: DSP });
    batch.add(HUB);
    batch.counter = () => {
      batch.close();
      globalThis.gc();
      return 7n;
    };
    assert.ok(batch.next(signer).xml.length > 0);
    assert.throws(() => batch.rows, /this Batch is closed/);
  }
}

await leftToTheCollector(160);
await memoryStays();
wrongOrder();
const ways = exceptions();
closedInTheMiddle();
await collect();
console.log(
  `160 times everything left to the collector, ${ROUND * 8} requests in level memory, ${ways} callbacks that throw, closed in any order`,
);
