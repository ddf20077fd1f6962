/* statements.h - the schema and the statements: the same texts for SQLite and PostgreSQL. */
#ifndef STATEMENTS_H
#define STATEMENTS_H

enum statement {
  FIND_REQUEST, /* RequestID -> digest, accepted, answer */
  FIND_LAST,    /* originator -> its last counter */
  FIND_HUBS,    /* {Device ID: 1, ...} -> Device ID, type, status, logistics status, supplier: locked, in order */
  ADD_REQUEST,  /* RequestID, digest, service, form, records, accepted, time, answer; none where it is there */
  ADD_AUDIT,    /* idempotency key, RequestID, record, Device ID, code, time */
  ADD_RETURNS,  /* idempotency key, Device ID, items, time */
  SET_RETURNED, /* Device ID */
  RAISE_LAST,   /* originator, counter */
  ADD_HUB,      /* Device ID, type, status, logistics status, supplier; none where it is there */
  PING,
  STATEMENTS
};

extern const char *const statements[STATEMENTS];

/* What makes the tables where there are none. */
extern const char schema[];

#endif
