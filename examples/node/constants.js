/* The numbers of the interface by name, as the library that is loaded has them. */
import { text } from './memory.js';
import { native } from './native.js';

const all = (count, at) => Array.from({ length: Number(count()) }, (_, i) => at(i));
const named = (numbers, name) => Object.freeze(Object.fromEntries(numbers.map((number) => [name(number), number])));

/* Those that the headers call CHRET_PREFIX_NAME: {NAME: number}. */
const constants = all(native.constant_count, (i) => [native.constant_name_at(i), native.constant_value_at(i)]);
const group = (prefix, spelled) =>
  Object.freeze(
    Object.fromEntries(
      constants
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, number]) => [spelled(name.slice(prefix.length).toLowerCase()), number]),
    ),
  );
const byNumber = (numbers) =>
  Object.freeze(Object.fromEntries(Object.entries(numbers).map(([name, number]) => [number, name])));
const camelCase = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const withHyphens = (name) => name.replaceAll('_', '-');

export const version = native.version();
/* {"too-long": 302, ...}, {"8.14.3": 81403, ...}, {DeviceID: 101, ...}, {single: 1, list: 2} */
export const statuses = named(all(native.status_count, native.status_at), native.status_name);
export const services = named(all(native.service_count, native.service_at), native.service_name);
export const fields = named(all(native.field_count, native.field_at), native.field_name);
export const forms = named(Object.values(group('FORM_', camelCase)), native.form_name);

/* What is known of a field: its kind, greatest number of characters (0: no limit), and values. */
export function field(name) {
  const number = fields[name];
  return {
    kind: native.kind_name(native.field_kind(number)),
    limit: Number(native.field_limit(number)),
    values: all(
      () => native.field_value_count(number),
      (i) => native.field_value_at(number, i),
    ),
  };
}

/* The items of a service's record in wire order: [{name, required}]. */
export const items = (service) =>
  all(
    () => native.service_item_count(services[service]),
    (i) => native.service_item_at(services[service], i),
  ).map((number) => ({
    name: native.field_name(number),
    required: native.service_item_required(services[service], number) === 1,
  }));

export const codes = Object.freeze(field('ResponseCode').values);
export const codeText = (code) => native.code_text(...text(code));
export const isSuccess = (code) => native.code_is_success(...text(code)) === 1;

/* {text: 4, ...}, {userStatus: 2, ...}, {auditEntry: 1, ...} */
export const limits = group('LIMIT_', camelCase);
export const checks = group('CHECK_', camelCase);
export const effects = group('EFFECT_', camelCase);
/* {1: 'new', ...}, {1: 'not-sent', ...}, {5: 'contradictory', ...} */
export const verdicts = byNumber(group('REPLAY_', withHyphens));
export const rowStates = byNumber(group('ROW_', withHyphens));
export const messageKinds = byNumber(group('MESSAGE_', withHyphens));
export const answerKinds = byNumber(group('ANSWER_', withHyphens));
/* Bytes of what calls fill in: {eui64: 24, digest: 32, ...} */
export const sizes = Object.freeze(
  Object.fromEntries(
    constants
      .filter(([name]) => name.endsWith('_SIZE'))
      .map(([name, size]) => [camelCase(name.slice(0, -'_SIZE'.length).toLowerCase()), size]),
  ),
);
