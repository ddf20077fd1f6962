/* libchreturn for Node.js. */
export * from './batch.js';
export { Trust, Xmlsec, XmlsecSigner } from './certificates.js';
export { codes, codeText, field, fields, forms, isSuccess, items, services, statuses, version } from './constants.js';
export { ChretError, HostError } from './errors.js';
export { formatEui64, parseEui64 } from './identifiers.js';
export { Reader, Request, Response, verify } from './messages.js';
export { checkDocument, checkRecord } from './report.js';
export { Digests, Prepared, rawSignature, signed, Signer } from './signing.js';
export { answer, checkReplay, Outcomes, outcomesOfAnswer, Policy, validate } from './validation.js';
