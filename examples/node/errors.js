/* Failed calls as exceptions, and exceptions of callbacks as their cause. */
import { copy } from './memory.js';
import { native } from './native.js';
import { enter, leave } from './resource.js';

export class ChretError extends Error {
  constructor(status, { message, record = 0, deviceId = '', item = '', line = 0, hostCode = 0, cause } = {}) {
    const detail = message || native.status_text(status);
    const where = [record && `record ${record}`, deviceId, item, line && `line ${line}`].filter(Boolean).join(', ');
    super(where ? `${where}: ${detail}` : detail, cause && { cause });
    this.name = 'ChretError';
    this.status = native.status_name(status); /* such as "too-long" */
    Object.assign(this, { detail, record, deviceId, item, line, hostCode });
  }
}

export function check(status) {
  if (status !== 0) throw new ChretError(status);
}

/* For a callback that gives the library a code of its own, but 0, which comes back as the hostCode of the failed call. */
export class HostError extends Error {
  constructor(hostCode, message) {
    super(message);
    if (hostCode !== (hostCode | 0) || hostCode === 0) throw new RangeError('a failure has a code of 32 bits, not 0');
    this.name = 'HostError';
    this.hostCode = hostCode;
  }
}

/* What a callback of the call under way threw. Callbacks run during the call, on its thread. */
let thrown;

/* A callback that may throw: then the call fails, and has the exception as its cause. */
export const guarded =
  (callback) =>
  (...args) => {
    try {
      callback(...args);
      return 0;
    } catch (error) {
      thrown ??= { error };
      return error instanceof HostError ? error.hostCode : -1;
    }
  };

/* What a callback of the host's gives: not a promise, which would be taken for an answer. */
export function atOnce(result) {
  if (typeof result?.then === 'function') throw new TypeError('a callback answers at once, not in a promise');
  return result;
}

const unused = [];

function failure(status, err, cause) {
  return new ChretError(status, {
    message: native.error_message(err),
    record: Number(native.error_record(err)),
    deviceId: native.error_device_id(err),
    item: native.error_item(err),
    line: Number(native.error_line(err)),
    hostCode: native.error_host_code(err),
    cause,
  });
}

/* Calls a function whose last parameter is an error object. Calls may be inside each other, by way of callbacks. */
export function call(called, ...args) {
  const err = unused.pop() ?? plainlyMade(native.error_new, null);
  const outer = thrown;
  thrown = undefined;
  enter();
  try {
    const status = called(...args, err);
    if (status !== 0) throw failure(status, err, thrown?.error);
  } finally {
    leave();
    thrown = outer;
    unused.push(err);
  }
}

/* What a function hands over by its first parameter, where its last one is an error object. */
export function made(called, ...args) {
  const out = [null];
  call(called, out, ...args);
  return out[0];
}

/* The same of one without an error object. */
export function plainlyMade(called, ...args) {
  const out = [null];
  check(called(out, ...args));
  return out[0];
}

/* The bytes of the buffer that a function hands over by its second parameter. */
export function bytesOf(called, pointer, ...args) {
  const out = [null];
  call(called, pointer, out, ...args);
  return taken(out[0]);
}

/* The bytes of a buffer, which is freed. */
export function taken(buffer) {
  const bytes = copy(native.buffer_data(buffer), native.buffer_size(buffer));
  native.buffer_free(buffer);
  return bytes;
}
