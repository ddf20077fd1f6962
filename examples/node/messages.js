/* Requests and responses: built, written, signed, read. */
import { certificateFrom } from './certificates.js';
import { fields, forms, messageKinds, services } from './constants.js';
import { atOnce, bytesOf, call, check, guarded, made, plainlyMade } from './errors.js';
import { euiFrom, parseEui64 } from './identifiers.js';
import { bytes, copy, fromUint64, text, textFrom, uint64 } from './memory.js';
import { native, struct } from './native.js';
import { withOptions } from './options.js';
import { recordFrom, withRecord } from './records.js';
import { report } from './report.js';
import { Handle } from './resource.js';
import { Prepared } from './signing.js';

const headerFields = Object.keys(fields).filter((name) => fields[name] >= 200); /* 2xx: of the root and header */

/* The struct of a sink: {write(buffer), finish(keep)}. finish says at the end whether to keep what was written. */
export const sinkStruct = ({ write, finish }) =>
  struct('sink', {
    write: guarded((_, data, size) => atOnce(write(copy(data, size)))),
    finish: finish ? guarded((_, keep) => atOnce(finish(keep === 1))) : null,
  });

/* What requests and responses have in common; `kind` is the part of the functions' names. */
class Message extends Handle {
  constructor(pointer, needs) {
    super(pointer, native[`${new.target.kind}_free`], needs);
  }

  call(name) {
    return native[`${this.constructor.kind}_${name}`];
  }

  static read(xml, trust, options) {
    return withOptions(
      options,
      (given) => new this(made(native[`${this.kind}_read`], ...bytes(xml), trust.pointer, given), [trust]),
    );
  }

  static readUnverified(xml, options) {
    return withOptions(
      options,
      (given) => new this(made(native[`${this.kind}_read_unverified`], ...bytes(xml), given)),
    );
  }

  get service() {
    return native.service_name(this.call('service')(this.pointer));
  }

  get(name) {
    return textFrom(this.call('get'), this.pointer, fields[name]);
  }

  set(name, value) {
    call(this.call('set'), this.pointer, fields[name] ?? 0, ...text(value));
  }

  /* The RequestID: {originator, target, counter}, the counter a BigInt; undefined where there is none. */
  get id() {
    const [originator, target, counter] = [[0], [0], [0]];
    if (this.get('RequestID') === null) return undefined;
    check(this.call('get_id')(this.pointer, originator, target, counter));
    return {
      originator: euiFrom(originator[0]),
      target: euiFrom(target[0]),
      counter: fromUint64(counter[0]),
    };
  }

  set id({ originator, target, counter }) {
    check(this.call('set_id')(this.pointer, parseEui64(originator), parseEui64(target), uint64(counter)));
  }

  get isSigned() {
    return this.call('is_signed')(this.pointer) === 1;
  }

  /* Whose signature was verified; undefined where none was. */
  get certificate() {
    const certificate = this.call('certificate')(this.pointer);
    return certificate === null ? undefined : certificateFrom(certificate);
  }

  toBuffer() {
    return bytesOf(this.call('write_buffer'), this.pointer);
  }

  write(sink) {
    call(this.call('write'), this.pointer, sinkStruct(sink));
  }

  /* Signed at once, by a signer that answers at once. */
  sign(signer) {
    return bytesOf(this.call('write_signed_buffer'), this.pointer, signer.native());
  }

  writeSigned(sink, signer) {
    call(this.call('write_signed'), this.pointer, sinkStruct(sink), signer.native());
  }

  /* To be signed by a signer that answers later: see Prepared. */
  prepare(signer) {
    const out = [null];
    call(this.call('prepare'), this.pointer, out, signer.native());
    return new Prepared(out[0]);
  }
}

export class Request extends Message {
  static kind = 'request';

  static create(service, { form = 'single', id, records = [] } = {}) {
    const request = new Request(plainlyMade(native.request_new, services[service] ?? 0, forms[form] ?? 0, null));
    if (id !== undefined) request.id = id;
    for (const record of records) request.append(record);
    return request;
  }

  get form() {
    return Object.keys(forms).find((form) => forms[form] === native.request_form(this.pointer));
  }

  append(record) {
    withRecord(record, this.service, (given) => call(native.request_append, this.pointer, given));
  }

  get records() {
    const count = Number(native.request_record_count(this.pointer));
    return Array.from({ length: count }, (_, i) => recordFrom(native.request_record_at(this.pointer, i)));
  }

  /* What the schema cannot say: findings as checkRecord() has them. */
  check() {
    return report((findings) => check(native.check_request(findings, this.pointer))).findings;
  }
}

export class Response extends Message {
  static kind = 'response';

  static create(service) {
    return new Response(plainlyMade(native.response_new, services[service] ?? 0, null));
  }

  /* The refused records of a list: [{deviceId, code}]. */
  get failures() {
    const count = Number(native.response_failure_count(this.pointer));
    return Array.from({ length: count }, (_, i) => {
      const device = [0];
      check(native.response_failure_device(this.pointer, i, device));
      return { deviceId: euiFrom(device[0]), code: native.response_failure_code(this.pointer, i) };
    });
  }

  addFailure(deviceId, code) {
    call(native.response_add_failure, this.pointer, parseEui64(deviceId), ...text(code));
  }
}

/* Verifies a message of any DUIS service: {kind, body, fields, certificate}, the kind request or response, body the element
 * that says what it is about, fields those of its root and header. One of another service than these two may be by any
 * trusted signer. */
export function verify(xml, trust, options) {
  const message = withOptions(options, (given) => made(native.message_read, ...bytes(xml), trust.pointer, given));
  try {
    const said = headerFields.map((name) => [name, textFrom(native.message_get, message, fields[name])]);
    return {
      kind: messageKinds[native.message_kind(message)],
      body: native.message_body(message),
      fields: Object.fromEntries(said.filter(([, value]) => value !== null)),
      certificate: certificateFrom(native.message_certificate(message)),
    };
  } finally {
    native.message_free(message);
  }
}

/* A request that comes in pieces: feed() them, then finish(). Without a trust store it is read unverified. */
export class Reader extends Handle {
  constructor(trust, options) {
    const needs = trust === undefined ? [] : [trust];
    super(
      withOptions(options, (given) => made(native.reader_new, trust?.pointer ?? null, given)),
      native.reader_free,
      needs,
    );
  }

  feed(piece) {
    call(native.reader_feed, this.pointer, ...bytes(piece));
  }

  /* The request needs what the reader needs: the trust store. */
  finish() {
    return this.#finish(native.reader_finish, [this]);
  }

  finishUnverified() {
    return this.#finish(native.reader_finish_unverified, []);
  }

  #finish(called, needs) {
    const out = [null];
    call(called, this.pointer, out);
    return new Request(out[0], needs);
  }
}
