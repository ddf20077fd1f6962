/* The DSP's side: a request against the inventory, its outcomes, the answer, the same request again. And what an answer
 * says to the supplier. */
import { checks, effects, sizes, verdicts } from './constants.js';
import { atOnce, call, check, guarded, made, plainlyMade } from './errors.js';
import { euiFrom } from './identifiers.js';
import { Response } from './messages.js';
import { bytes, fromUint64, peek, poke, text, uint64 } from './memory.js';
import { native, registerOwnCheck, struct, unregister } from './native.js';
import { recordFrom } from './records.js';
import { report } from './report.js';
import { Handle } from './resource.js';

/* Which checks are made and with which codes: the library's defaults, and what is changed here. */
export class Policy extends Handle {
  #callbacks;

  /* checks: their names in order; codes: {authorised: 'E4'}; roles, deviceStatuses: those that may send requests, and be
   * returned; all: every failing check is noted; successCode, warningCode: of answers to lists; anyCode: codes need not be
   * the schema's. */
  constructor({ checks: order, codes = {}, roles = [], deviceStatuses = [], ...more } = {}) {
    const callbacks = [];
    super(plainlyMade(native.policy_new, null), (pointer) => {
      native.policy_free(pointer);
      callbacks.forEach(unregister);
    });
    this.#callbacks = callbacks;
    check(native.policy_set_any_code(this.pointer, Number(more.anyCode ?? false)));
    if (order)
      check(
        native.policy_set_checks(
          this.pointer,
          Int32Array.from(order, (name) => checks[name]),
          order.length,
        ),
      );
    for (const [name, code] of Object.entries(codes))
      check(native.policy_set_code(this.pointer, checks[name], ...text(code)));
    for (const role of roles) check(native.policy_add_role(this.pointer, ...text(role)));
    for (const status of deviceStatuses) check(native.policy_add_device_status(this.pointer, ...text(status)));
    check(native.policy_set_all(this.pointer, Number(more.all ?? false)));
    if (more.successCode) check(native.policy_set_success_code(this.pointer, ...text(more.successCode)));
    if (more.warningCode) check(native.policy_set_warning_code(this.pointer, ...text(more.warningCode)));
  }

  /* A check of the host's own: passes(record) says whether the record may be returned. */
  addCheck(code, passes) {
    const callback = registerOwnCheck(
      guarded((_, record, own, failed) => {
        if (!atOnce(passes(recordFrom(record)))) poke.int32(failed, 1);
      }),
    );
    this.#callbacks.push(callback);
    check(native.policy_add_check(this.pointer, ...text(code), callback, null));
  }
}

function giveFacts(facts, i, device) {
  native.facts_set_known(facts, i, 1);
  native.facts_set_device_type(facts, i, ...text(device.type));
  native.facts_set_device_status(facts, i, ...text(device.status));
  native.facts_set_logistics_status(facts, i, ...text(device.logisticsStatus));
  native.facts_set_authorised(facts, i, Number(device.authorised === true));
}

/* Checks a verified request. inventory: asked once, a function of an array of Device IDs that gives as many facts in the
 * same order: {type, status, logisticsStatus, authorised}, or null where it knows no such device. user: {role}. */
export function validate(request, user, policy, inventory) {
  const { role, statusPermits = true, pairIsValid = true } = user;
  const who = plainlyMade(native.user_new, ...text(role), Number(statusPermits), Number(pairIsValid), null);
  const ask = guarded((_, devices, count, facts) => {
    const found = atOnce(inventory(peek.devices(devices, count).map(euiFrom)));
    if (found.length !== Number(count)) throw new RangeError(`${found.length} facts of ${count} devices`);
    found.forEach((device, i) => device && giveFacts(facts, i, device));
  });
  try {
    return new Outcomes(made(native.validate, request.pointer, who, policy.pointer, ask, null, null));
  } finally {
    native.user_free(who);
  }
}

/* What a response says of the records of the request that it answers, with findings where it cannot be relied on. */
export function outcomesOfAnswer(request, response) {
  const { result, findings } = report(
    (given) => new Outcomes(made(native.outcomes_of_answer, request.pointer, response.pointer, given, null)),
  );
  return { outcomes: result, findings };
}

/* What becomes of each record of a request. */
export class Outcomes extends Handle {
  constructor(pointer) {
    super(pointer, native.outcomes_free);
  }

  /* The code by which the request as a whole was refused; '' where it was not. */
  get requestCode() {
    return native.outcomes_request_code(this.pointer);
  }

  get acceptedCount() {
    return Number(native.outcomes_accepted_count(this.pointer));
  }

  /* In record order: [{deviceId, code, accepted, failed, key, auditEntry, returned, returnRecord}]. The last three are
   * what the host has now to do, once for each key. */
  get records() {
    return Array.from({ length: Number(native.outcomes_count(this.pointer)) }, (_, i) => this.#record(i));
  }

  #record(i) {
    const key = Buffer.alloc(sizes.key);
    check(native.outcomes_key(this.pointer, i, key, key.length));
    const todo = native.outcomes_effects(this.pointer, i);
    const failed = Number(native.outcomes_failed_count(this.pointer, i));
    return {
      deviceId: euiFrom(native.outcomes_device(this.pointer, i)),
      code: native.outcomes_code(this.pointer, i),
      accepted: native.outcomes_is_accepted(this.pointer, i) === 1,
      failed: Array.from({ length: failed }, (_, j) => native.outcomes_failed_code(this.pointer, i, j)),
      key: key.toString('latin1', 0, key.indexOf(0)),
      ...Object.fromEntries(Object.entries(effects).map(([name, bit]) => [name, (todo & bit) !== 0])),
    };
  }
}

/* The response to a request that was validated. */
export function answer(request, outcomes, policy, { responseId = null, time = new Date() } = {}) {
  return new Response(
    made(native.answer, request.pointer, outcomes.pointer, policy.pointer, ...text(responseId), time.getTime(), null),
  );
}

/* Whether a verified request, whose document is `xml`, came before: {verdict, digest}. memory: a function of {originator,
 * target, counter} that gives {digest, highest}: the digest that was kept with this RequestID, and the originator's
 * highest counter, each undefined where there is none. digests: a Digests or Xmlsec. */
export function checkReplay(request, xml, memory, digests, window = 0n) {
  const digest = Buffer.alloc(sizes.digest);
  const verdict = [0];
  const find = guarded((_, originator, target, counter, found, kept, hasHighest, highest) => {
    const seen = atOnce(
      memory({
        originator: euiFrom(originator),
        target: euiFrom(target),
        counter: fromUint64(counter),
      }),
    );
    if (seen.digest !== undefined) poke.bytes(kept, seen.digest, sizes.digest);
    if (seen.highest !== undefined) poke.uint64(highest, seen.highest);
    poke.int32(found, Number(seen.digest !== undefined));
    poke.int32(hasHighest, Number(seen.highest !== undefined));
  });
  call(
    native.replay_check,
    verdict,
    digest,
    request.pointer,
    ...bytes(xml),
    uint64(window),
    struct('replay_memory', { find }),
    digests.provider,
  );
  return { verdict: verdicts[verdict[0]], digest };
}
