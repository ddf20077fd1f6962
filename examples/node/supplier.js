/* The supplier's end: rows in, requests sent, answers taken, a report. */
import { Batch, ChretError, Response } from './chreturn.js';

/* hubs: records with DUIS element names. send(xml): carries a request there and its answer back, in a promise. counter():
 * the next one. save(state): keeps the state of the batch, whole or not at all; it is called before anything is sent.
 * Gives {rows, bad}: the report, and what was left out. */
export async function returnHubs(hubs, { form, originator, target, counter, signer, trust, digests, send, save }) {
  const batch = Batch.create({ form, originator, target });
  try {
    const bad = addAll(batch, hubs);
    batch.counter = counter;
    const requests = [...batch.requests(signer)];
    save(batch.toBuffer(digests));
    for (const { xml } of requests) takeAnswer(batch, await send(xml), trust);
    return { rows: batch.rows, bad };
  } finally {
    batch.close();
  }
}

function addAll(batch, hubs) {
  const bad = [];
  hubs.forEach((hub, i) => {
    try {
      batch.add(hub, { number: i + 1, reference: hub.UserRefID });
    } catch (error) {
      if (!(error instanceof ChretError)) throw error;
      bad.push(error);
    }
  });
  return bad;
}

function takeAnswer(batch, xml, trust) {
  const response = Response.read(xml, trust);
  try {
    const { findings } = batch.answer(response);
    if (findings.length > 0) throw new Error(`an answer that cannot be relied on: ${findings[0].message}`);
  } finally {
    response.close();
  }
}
