/* EUI-64 as text and as BigInt. */
import { sizes } from './constants.js';
import { check } from './errors.js';
import { text } from './memory.js';
import { native } from './native.js';

export function parseEui64(value) {
  const out = [0];
  check(native.eui64_parse(...text(value), out));
  return BigInt(out[0]);
}

export function formatEui64(value) {
  const out = Buffer.alloc(sizes.eui64);
  check(native.eui64_format(value, out, out.length));
  return out.toString('latin1', 0, out.length - 1);
}
