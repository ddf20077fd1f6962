/* The numbers of the interface by name, as the library that is loaded has them. */
import { native, text } from './native.js';

const all = (count, at) => Array.from({ length: Number(count()) }, (_, i) => at(i));
const named = (numbers, name) => Object.freeze(Object.fromEntries(numbers.map((number) => [name(number), number])));

/* A run of numbers that starts at 1 and ends where the library has no name. */
function fromOne(name) {
  const numbers = [];
  while (name(numbers.length + 1) !== null) numbers.push(numbers.length + 1);
  return named(numbers, name);
}

export const version = native.version();
/* {"too-long": 302, ...}, {"8.14.3": 81403, ...}, {DeviceID: 101, ...}, {single: 1, list: 2} */
export const statuses = named(all(native.status_count, native.status_at), native.status_name);
export const services = named(all(native.service_count, native.service_at), native.service_name);
export const fields = named(all(native.field_count, native.field_at), native.field_name);
export const forms = fromOne(native.form_name);
const kinds = fromOne(native.kind_name);

/* What is known of a field: its kind, greatest number of characters (0: no limit), and values. */
export function field(name) {
  const number = fields[name];
  return {
    kind: Object.keys(kinds).find((kind) => kinds[kind] === native.field_kind(number)),
    limit: Number(native.field_limit(number)),
    values: all(() => native.field_value_count(number), (i) => native.field_value_at(number, i)),
  };
}

/* The items of a service's record in wire order: [{name, required}]. */
export const items = (service) =>
  all(() => native.service_item_count(services[service]), (i) => native.service_item_at(services[service], i))
    .map((number) => ({ name: native.field_name(number), required: native.service_item_required(services[service], number) === 1 }));

export const codes = Object.freeze(field('ResponseCode').values);
export const codeText = (code) => native.code_text(...text(code));
export const isSuccess = (code) => native.code_is_success(...text(code)) === 1;

/* These have no names in the library: the numbers are those of its headers. */
export const limits = Object.freeze({ bytes: 1, depth: 2, records: 3, text: 4, attributes: 5 });
export const checks = Object.freeze({
  role: 1, userStatus: 2, rolePair: 3, commandVariant: 4, known: 11, deviceType: 12, authorised: 13, status: 14,
});
export const effects = Object.freeze({ auditEntry: 1, returned: 2, returnRecord: 4 });
export const verdicts = Object.freeze({ 1: 'new', 2: 'again', 3: 'altered', 4: 'stale' });
export const rowStates = Object.freeze({ 1: 'not-sent', 2: 'sent', 3: 'accepted', 4: 'refused' });
export const answerKinds = Object.freeze({ 1: 'new', 2: 'again', 3: 'late', 4: 'foreign', 5: 'contradictory' });
