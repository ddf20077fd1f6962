/* Options of reading, as an object: {time: Date, anySigner: true, limits: {records: 10}}. */
import { limits } from './constants.js';
import { check, plainlyMade } from './errors.js';
import { native } from './native.js';

export function withOptions(options, use) {
  if (options === undefined) return use(null);
  const made = plainlyMade(native.options_new, null);
  try {
    if (options.time !== undefined) check(native.options_set_time(made, Math.floor(options.time.getTime() / 1000)));
    if (options.anySigner !== undefined) check(native.options_set_any_signer(made, Number(options.anySigner)));
    for (const [name, value] of Object.entries(options.limits ?? {}))
      check(native.options_set_limit(made, limits[name], value));
    return use(made);
  } finally {
    native.options_free(made);
  }
}
