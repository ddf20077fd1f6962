/* A whole batch: rows in, requests in either form out, responses in, a report, and its state. */
import { answerKinds, forms, rowStates } from './constants.js';
import { atOnce, call, check, guarded, made, plainlyMade, taken } from './errors.js';
import { euiFrom, parseEui64 } from './identifiers.js';
import { sinkStruct } from './messages.js';
import { bytes, fromUint64, poke, text, textFrom, uint64 } from './memory.js';
import { native, registerCounter, unregister } from './native.js';
import { recordFrom, withRecord } from './records.js';
import { report } from './report.js';
import { Handle } from './resource.js';

export class Batch extends Handle {
  #callbacks;

  constructor(pointer, callbacks) {
    super(pointer, (freed) => {
      native.batch_free(freed);
      callbacks.forEach(unregister);
    });
    this.#callbacks = callbacks;
  }

  static create({ form = 'single', originator, target }) {
    return new Batch(
      plainlyMade(native.batch_new, forms[form] ?? 0, parseEui64(originator), parseEui64(target), null),
      [],
    );
  }

  /* From what save() wrote. digests: a Digests or Xmlsec. */
  static load(state, digests) {
    return new Batch(made(native.batch_load, ...bytes(state), digests.provider, null), []);
  }

  get form() {
    return Object.keys(forms).find((form) => forms[form] === native.batch_form(this.pointer));
  }

  get originator() {
    return euiFrom(native.batch_originator(this.pointer));
  }

  get target() {
    return euiFrom(native.batch_target(this.pointer));
  }

  /* Instead of 5.4, before the first request. */
  set schemaVersion(version) {
    call(native.batch_set_schema_version, this.pointer, ...text(version));
  }

  /* Before the first request: saves memory, but signed requests without an answer cannot be saved or drawn again. */
  forgetSignatures() {
    check(native.batch_set_keep_signatures(this.pointer, 0));
  }

  /* Whether a request was drawn signed and its signature kept, here or before it was loaded. */
  get isSigned() {
    return native.batch_is_signed(this.pointer) === 1;
  }

  set maxRecords(most) {
    check(native.batch_set_max_records(this.pointer, most));
  }

  /* next() gives the counter of each request as a BigInt, higher than every one before. */
  set counter(next) {
    const callback = registerCounter(guarded((_, out) => poke.uint64(out, atOnce(next()))));
    this.#callbacks.push(callback);
    check(native.batch_set_counter(this.pointer, callback, null));
  }

  /* number names the row in errors and reports; reference is the caller's own. */
  add(record, { number, reference } = {}) {
    const shown = number ?? this.length + 1;
    withRecord(record, null, (row) => call(native.batch_add, this.pointer, row, shown, ...text(reference)));
  }

  get length() {
    return Number(native.batch_row_count(this.pointer));
  }

  /* The report: [{number, reference, record, state, code, counter}]. */
  get rows() {
    return Array.from({ length: this.length }, (_, i) => {
      const counter = [0];
      const sent = native.batch_row_counter(this.pointer, i, counter) === 0;
      return {
        number: Number(native.batch_row_number(this.pointer, i)),
        reference: textFrom(native.batch_row_reference, this.pointer, i) ?? undefined,
        record: recordFrom(native.batch_row_record(this.pointer, i)),
        state: rowStates[native.batch_row_state(this.pointer, i)],
        code: native.batch_row_code(this.pointer, i),
        counter: sent ? fromUint64(counter[0]) : undefined,
      };
    });
  }

  /* The places among rows of those in the request that was drawn with this counter. */
  rowsOf(counter) {
    const places = [];
    const row = [0];
    while (native.batch_request_row(this.pointer, uint64(counter), places.length, row) === 0)
      places.push(Number(row[0]));
    return places;
  }

  get requestsLeft() {
    return Number(native.batch_requests_left(this.pointer));
  }

  /* The next request, {xml, counter}; undefined where none is left. signer: one that answers at once, or undefined. */
  next(signer) {
    const [out, counter] = [[null], [0]];
    call(native.batch_next, this.pointer, signer?.native() ?? null, out, counter);
    if (out[0] === null) return undefined;
    return { xml: taken(out[0]), counter: fromUint64(counter[0]) };
  }

  *requests(signer) {
    for (let request = this.next(signer); request !== undefined; request = this.next(signer)) yield request;
  }

  /* Lets all requests without an answer be drawn again, with the same bytes. */
  resend() {
    check(native.batch_resend(this.pointer));
  }

  /* Makes refused rows, those with this code or all, go into new requests. Their number. */
  retry(code) {
    const count = [0];
    check(native.batch_retry(this.pointer, ...text(code), count));
    return Number(count[0]);
  }

  /* Takes a verified response: {kind, findings}, the kind one of new, again, late, foreign, contradictory. */
  answer(response) {
    return this.#answered(native.batch_answer, response);
  }

  /* What answer() would give; nothing changes. */
  judge(response) {
    return this.#answered(native.batch_judge, response);
  }

  #answered(called, response) {
    const kind = [0];
    const { findings } = report((given) => call(called, this.pointer, response.pointer, kind, given));
    return { kind: answerKinds[kind[0]], findings };
  }

  save(sink, digests) {
    call(native.batch_save, this.pointer, sinkStruct(sink), digests.provider);
  }

  toBuffer(digests) {
    const pieces = [];
    this.save({ write: (piece) => pieces.push(piece) }, digests);
    return Buffer.concat(pieces);
  }
}
