/* EUI-64 as text and as BigInt. */
import { check } from './errors.js';
import { native, text } from './native.js';

const SIZE = 24; /* CHRET_EUI64_SIZE: 23 characters and a NUL */

export function parseEui64(value) {
  const out = [0];
  check(native.eui64_parse(...text(value), out));
  return BigInt(out[0]);
}

export function formatEui64(value) {
  const out = Buffer.alloc(SIZE);
  check(native.eui64_format(value, out, SIZE));
  return out.toString('latin1', 0, SIZE - 1);
}
