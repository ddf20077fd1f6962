/* Text and bytes on their way to the library and back. */
import koffi from 'koffi';

/* The arguments [pointer, size] of a text. The NUL is there because koffi gives NULL, which means absent, for no bytes. */
export function text(value) {
  if (value === null || value === undefined) return [null, 0];
  const bytes = Buffer.from(`${value}\0`);
  return [bytes, bytes.length - 1];
}

/* The same of bytes. */
export function bytes(value) {
  if (!(value instanceof Uint8Array)) throw new TypeError('bytes are a Buffer or another Uint8Array');
  return value.length > 0 ? [value, value.length] : [Buffer.alloc(1), 0];
}

/* A number of 64 bits without a sign, which koffi would cut. */
export function uint64(value) {
  const number = BigInt(value);
  if (number !== BigInt.asUintN(64, number)) throw new RangeError(`${number} is not from 0 to 18446744073709551615`);
  return number;
}

/* A copy of `size` bytes of the library's, whose memory may go. */
export const copy = (pointer, size) =>
  size > 0 ? Buffer.from(koffi.decode(pointer, 'uint8_t', Number(size)).buffer) : Buffer.alloc(0);

/* The text that a function gives with its size; null where there is none. */
export function textFrom(getter, ...args) {
  const size = [0];
  const pointer = getter(...args, size);
  return pointer === null ? null : koffi.decode.string(pointer, Number(size[0]));
}

/* A number of 64 bits that koffi gave: to callbacks it gives those above 2^63 as negative ones. */
export const fromUint64 = (value) => BigInt.asUintN(64, BigInt(value));

export const peek = {
  devices: (pointer, count) => Array.from(koffi.decode(pointer, 'uint64_t', Number(count))),
};
export const poke = {
  int32: (pointer, value) => koffi.encode(pointer, 'int32_t', value),
  uint64: (pointer, value) => koffi.encode(pointer, 'uint64_t', uint64(value)),
  pointer: (pointer, value) => koffi.encode(pointer, 'void *', value),
  /* There is room for `size` bytes, and as many are to come. */
  bytes: (pointer, value, size) => {
    if (value.length !== size) throw new RangeError(`${value.length} bytes where ${size} are to be`);
    koffi.encode(pointer, 'uint8_t', value, size);
  },
};
