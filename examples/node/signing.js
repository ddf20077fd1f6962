/* Signing with keys that Node.js has: at once, or in a promise. */
import { createHash, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { sizes } from './constants.js';
import { bytesOf, check, guarded, made, taken } from './errors.js';
import { parseEui64 } from './identifiers.js';
import { bytes, copy, poke, text } from './memory.js';
import { lastingProvider, native, struct } from './native.js';
import { withOptions } from './options.js';
import { Handle } from './resource.js';

const signLater = promisify(sign);

/* SHA-256 by Node.js. The library holds a number for each digest under way. */
export class Digests extends Handle {
  constructor() {
    const hashes = new Map();
    let last = 0n;
    const memory = lastingProvider({
      digest_begin: guarded((_, out) => {
        last += 1n;
        hashes.set(last, createHash('sha256'));
        poke.pointer(out, last);
      }),
      digest_update: guarded((_, digest, data, size) => hashes.get(BigInt(digest)).update(copy(data, size))),
      digest_finish: guarded((_, digest, out) => poke.bytes(out, hashes.get(BigInt(digest)).digest(), sizes.digest)),
      digest_drop: (_, digest) => hashes.delete(BigInt(digest)),
    });
    super(memory.pointer, memory.free);
  }

  get provider() {
    return this.pointer;
  }
}

/* A signer with a key that Node.js has (a KeyObject or PEM). identity: {issuer, serial, eui64} of its certificate, as
 * Xmlsec.describe() gives them. digests: a Digests or Xmlsec. */
export class Signer {
  #key;
  #identity;
  #digests;

  constructor(key, identity, digests) {
    this.#key = { key, dsaEncoding: 'ieee-p1363' };
    this.#identity = identity;
    this.#digests = digests;
  }

  native() {
    const [issuer, issuer_size] = text(this.#identity.issuer);
    const [serial, serial_size] = text(this.#identity.serial);
    return struct('signer', {
      provider: this.#digests.provider,
      issuer,
      issuer_size,
      serial,
      serial_size,
      eui64: parseEui64(this.#identity.eui64),
      sign: guarded((_, data, size, out) =>
        poke.bytes(out, sign('sha256', copy(data, size), this.#key), sizes.signature),
      ),
    });
  }

  /* A message, signed in a promise: the event loop is free while the key is at work. */
  async sign(message, trust) {
    const prepared = message.prepare(this);
    try {
      return prepared.complete(await signLater('sha256', prepared.signedInfo, this.#key), trust);
    } finally {
      prepared.close();
    }
  }
}

/* A message that exists as bytes, signed by a signer that answers at once. replace: a Signature that it carries is
 * dropped. */
export function signed(xml, signer, { replace = false } = {}) {
  return taken(made(native.sign, ...bytes(xml), Number(replace), signer.native(), null));
}

/* The 64 bytes of r and s from a signature in DER, as most libraries and services give it. */
export function rawSignature(der) {
  const raw = Buffer.alloc(sizes.signature);
  check(native.ecdsa_der_to_raw(...bytes(der), raw));
  return raw;
}

/* A message that waits for its signature. It needs neither the message nor the signer any more. */
export class Prepared extends Handle {
  constructor(pointer) {
    super(pointer, native.prepared_free);
  }

  /* From a message that exists as bytes. replace: a Signature that it carries is dropped. */
  static from(xml, signer, { replace = false } = {}) {
    return new Prepared(made(native.prepare, ...bytes(xml), Number(replace), signer.native(), null));
  }

  /* The bytes to sign, by ECDSA with SHA-256. */
  get signedInfo() {
    const size = [0];
    const pointer = native.prepared_signed_info(this.pointer, size);
    return copy(pointer, size[0]);
  }

  /* The signed message, from the 64 bytes of r and s; verified first where there is a trust store. */
  complete(signature, trust, options) {
    if (signature.length !== sizes.signature) throw new RangeError('a signature has 64 bytes: r and s');
    return withOptions(options, (given) =>
      bytesOf(native.prepared_complete, this.pointer, bytes(signature)[0], trust?.pointer ?? null, given),
    );
  }
}
