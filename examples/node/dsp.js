/* The DSP's end: a request comes in as bytes, its answer goes out as bytes. What it remembers stands in Maps here; a
 * service has a database, and one transaction round all of receive(). */
import { answer, checkReplay, Policy, Request, validate } from './chreturn.js';

export class Dsp {
  #policy = new Policy();
  #requests = new Map(); /* RequestID: {digest, reply} */
  #highest = new Map(); /* originator: its highest counter */
  #previous = Promise.resolve();

  /* inventory: a Map from Device ID to {type, status, logisticsStatus, supplier}. signer: a Signer. */
  constructor({ trust, signer, digests, inventory, window = 0n }) {
    Object.assign(this, { trust, signer, digests, inventory, window, audit: [], returns: [] });
  }

  /* The answer to a request, in a promise; a ChretError where it cannot be read, or not be believed: then there is nobody
   * to answer. One request after another: nothing comes between the question whether it is new and its being remembered. */
  receive(xml) {
    const reply = this.#previous.then(() => this.#take(xml));
    this.#previous = reply.catch(() => {});
    return reply;
  }

  async #take(xml) {
    const request = Request.read(xml, this.trust);
    try {
      const { verdict, digest } = checkReplay(request, xml, (id) => this.#remembered(id), this.digests, this.window);
      const name = request.get('RequestID');
      if (verdict === 'again') return this.#requests.get(name).reply;
      if (verdict !== 'new') throw new Error(`${name} is ${verdict}`);
      const { reply, records } = await this.#answered(request);
      this.#remember(request.id, name, { digest, reply });
      for (const record of records) this.#carryOut(record);
      return reply;
    } finally {
      request.close();
    }
  }

  async #answered(request) {
    const { originator } = request.id;
    const role = { '02': 'IS' }[request.certificate.role] ?? 'none';
    const outcomes = validate(request, { role }, this.#policy, (devices) =>
      devices.map((id) => this.#facts(id, originator)),
    );
    const response = answer(request, outcomes, this.#policy);
    try {
      return { reply: await this.signer.sign(response), records: outcomes.records };
    } finally {
      response.close();
      outcomes.close();
    }
  }

  #facts(id, originator) {
    const device = this.inventory.get(id);
    return device && { ...device, authorised: device.supplier === originator };
  }

  #remembered({ originator, target, counter }) {
    const request = this.#requests.get(`${originator}:${target}:${counter}`);
    return { digest: request?.digest, highest: this.#highest.get(originator) };
  }

  #remember({ originator, counter }, name, request) {
    this.#requests.set(name, request);
    if (counter > (this.#highest.get(originator) ?? -1n)) this.#highest.set(originator, counter);
  }

  #carryOut({ deviceId, code, key, auditEntry, returned, returnRecord }) {
    if (auditEntry) this.audit.push({ key, deviceId, code });
    if (returned) this.inventory.get(deviceId).logisticsStatus = 'Returned';
    if (returnRecord) this.returns.push(deviceId);
  }
}
