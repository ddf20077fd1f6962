/* EUI-64 as text and as BigInt. */
import { sizes } from './constants.js';
import { check } from './errors.js';
import { fromUint64, text, uint64 } from './memory.js';
import { native } from './native.js';

export function parseEui64(value) {
  const out = [0];
  check(native.eui64_parse(...text(value), out));
  return fromUint64(out[0]);
}

export function formatEui64(value) {
  const out = Buffer.alloc(sizes.eui64);
  check(native.eui64_format(uint64(value), out, out.length));
  return out.toString('latin1', 0, out.length - 1);
}

/* Of a number that the library gave. */
export const euiFrom = (value) => formatEui64(fromUint64(value));
