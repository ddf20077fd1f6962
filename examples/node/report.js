/* Findings as data, and the local checks of rows and documents. */
import { call, check, plainlyMade } from './errors.js';
import { bytes } from './memory.js';
import { native } from './native.js';
import { withOptions } from './options.js';
import { withRecord } from './records.js';

/* Lets `use` fill a report: what it gives as `result`, and the findings. Those made before it failed are in the error. */
export function report(use) {
  const findings = plainlyMade(native.report_new, null);
  try {
    const result = use(findings);
    return { result, findings: listed(findings) };
  } catch (error) {
    error.findings = listed(findings);
    throw error;
  } finally {
    native.report_free(findings);
  }
}

/* [{record, deviceId, item, code, line, message}]; code is a status's name. */
const listed = (findings) =>
  Array.from({ length: Number(native.report_count(findings)) }, (_, i) => ({
    record: Number(native.report_record(findings, i)),
    deviceId: native.report_device_id(findings, i),
    item: native.report_item(findings, i),
    code: native.status_name(native.report_code(findings, i)),
    line: Number(native.report_line(findings, i)),
    message: native.report_message(findings, i),
  }));

/* All that is wrong with the items of a record. service: null where its filled return type decides. */
export const checkRecord = (record, service = null, number = 1) =>
  report((findings) => withRecord(record, service, (made) => check(native.check_record(findings, made, number))))
    .findings;

/* All that is wrong with a document of a request. */
export const checkDocument = (xml, options) =>
  withOptions(options, (given) =>
    report((findings) => call(native.check_document, findings, ...bytes(xml), given)),
  ).findings;
