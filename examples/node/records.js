/* Records: objects with DUIS element names, as in {DeviceID: '00-DB-...', CHFNoFaultReturnType: 'Lost or Stolen Hub'}. */
import { fields, services, statuses } from './constants.js';
import { ChretError, check, plainlyMade } from './errors.js';
import { text, textFrom } from './memory.js';
import { native } from './native.js';

const names = Object.keys(fields).filter((name) => fields[name] < 200); /* 1xx: items of records */

/* Lets `use` have a record of the library's with these items. service: null where the filled return type decides. */
export function withRecord(items, service, use) {
  const record = plainlyMade(native.record_new, service === null ? 0 : services[service], null);
  try {
    for (const [name, value] of Object.entries(items)) {
      if (!names.includes(name))
        throw new ChretError(statuses['unknown-item'], { deviceId: items.DeviceID ?? '', item: name });
      check(native.record_set(record, fields[name], ...text(value)));
    }
    return use(record);
  } finally {
    native.record_free(record);
  }
}

export function recordFrom(record) {
  const items = names.map((name) => [name, textFrom(native.record_get, record, fields[name])]);
  return Object.fromEntries(items.filter(([, value]) => value !== null));
}
