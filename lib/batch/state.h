/* The saved state of a batch, version 1. Written by save.c, read by load.c.
 *
 * Numbers are little-endian, of the bytes given; texts are their size in 4 bytes and then so many bytes.
 *
 *   8  "chretbat"
 *   4  version: 1
 *   1  form: 1 single, 2 list
 *   1  1: signatures are kept
 *   2  the most records of a request
 *   8  originator
 *   8  target
 *      schemaVersion: a text
 *   1  1: a counter has been drawn
 *   8  the last counter drawn; 0 where there was none
 *   1  signers: how many, up to 254
 *   4  rows: how many
 *   4  requests: how many
 *
 *   of each signer
 *      issuer: a text
 *      serial: a text
 *
 *   of each row, in the order in which they were added
 *   1  state: 1 not sent, 2 sent, 3 accepted, 4 refused
 *   8  code that accepted or refused it, with zeros after it; else zeros
 *   8  number
 *   1  service: 0 8.14.3, 1 8.14.4
 *   2  items: bit i is set where it has the item i; 0 DeviceID, 1 CHFFaultReturnType, 2 CHFNoFaultReturnType,
 *      3 UserRefDateTime, 4 UserRefID, 5 OtherDeviceID, 6 IncidentReference, 7 CHFConnectionMethod, 8 CHFFaultReason,
 *      9 AdditionalInformation; bit 10: the caller's reference
 *      the items and the reference that it has, in that order: of 1, 2, 7 and 8 the value's place in the enumeration of
 *      the DUIS schema V5.4, from 0, in 1 byte; of the others a text in normal form, and a byte 0
 *
 *   of each request, in the order of their counters, which rise
 *   8  counter
 *   1  1: it has been answered; 0: not yet
 *   1  signer: 0 unsigned or answered, else the number of the signer from 1
 *   2  rows: how many
 *   4  each of its rows, from 0; they rise, and are of one service
 *  64  signature (r and s) where it has a signer
 *
 *  32  SHA-256 of all before it
 *
 * Which request a row was in last follows: it is the last that has it. A row that is sent is in a request that has not
 * been answered, and in no later one; one that is accepted or refused was last in one that has.
 *
 * A later version of this library reads version 1, whatever it writes itself: what the numbers above mean is fixed here.
 * Where services, items or values get other numbers there, it keeps these, or a table from them, for reading version 1,
 * and writes a version of its own. An older one refuses what it does not know.
 */
#ifndef CHRET_I_STATE_H
#define CHRET_I_STATE_H

#define CHRET_I_STATE_NAME      "chretbat"
#define CHRET_I_STATE_NAME_SIZE 8
#define CHRET_I_STATE_VERSION   1

#endif
