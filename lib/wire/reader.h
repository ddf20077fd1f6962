/* The reader from inside: one reader serves reading, which ends at the first fault, and checking, which collects them. */
#ifndef CHRET_I_READER_H
#define CHRET_I_READER_H

#include "base/buffer.h"
#include "model/request.h"
#include "xml/xml.h"

#include <chreturn/wire.h>

/* Takes an item's fault when faults are collected. CHRET_OK: the reader goes on. */
typedef int32_t (*chret_i_found)(void *ctx, int32_t status, const chret_i_place *place, const char *message);

/* Where the reader is: in which element, whose children or text come. */
enum chret_i_where {
  CHRET_I_AT_DOCUMENT,
  CHRET_I_AT_REQUEST,
  CHRET_I_AT_HEADER,
  CHRET_I_AT_BODY,
  CHRET_I_AT_LIST,
  CHRET_I_AT_RECORD,
  CHRET_I_AT_ITEM,
  CHRET_I_AT_SKIPPED /* in an element that is not read */
};

/* A sequence of items being read: the header's or a record's. */
typedef struct chret_i_sequence {
  int32_t column; /* of the vocabulary table */
  size_t line;    /* where its element starts */
  uint32_t seen;  /* a bit a row of the table */
  const chret_i_field *last;
} chret_i_sequence;

struct chret_reader {
  chret_options options;
  chret_error failure;
  int32_t status; /* of the first failure, or CHRET_E_STATE after the end */
  chret_i_xml *xml;
  chret_i_found found;
  void *found_ctx;
  chret_request *request;
  enum chret_i_where where;
  enum chret_i_where outside; /* of the item or the skipped element */
  size_t skipped;             /* elements inside the skipped one */
  int parts;                  /* of the request: header, body, Signature */
  chret_i_sequence sequence;
  chret_record record;
  const chret_i_field *item;
  size_t item_line;
  chret_buffer text;
};

/* A reader that gives faults of items to `found`; NULL: the first one ends it. */
int32_t chret_i_reader_new(chret_reader **out, const chret_options *options, chret_i_found found, void *ctx);
/* The end of the document; the request is the caller's. */
int32_t chret_i_reader_end(chret_reader *reader, chret_request **out, chret_error *err);

/* The handlers of the document's events (elements.c). */
void chret_i_reader_events(chret_reader *reader, chret_i_xml_handler *handler);

/* A fault in the document's structure: ends the read. */
int32_t chret_i_reader_structure(chret_reader *reader, int32_t status, size_t line, const char *item,
                                 const char *message);
/* A fault of an item; it goes on where faults are collected. */
int32_t chret_i_reader_fault(chret_reader *reader, int32_t status, const char *item, size_t line, const char *message);
int32_t chret_i_reader_no_memory(chret_reader *reader);

/* Items (items.c): the start of an element in a sequence, the item's end, the sequence's end. */
void chret_i_items_begin(chret_reader *reader, int32_t column, size_t line);
int32_t chret_i_items_start(chret_reader *reader, const chret_i_start_tag *tag);
int32_t chret_i_items_end_item(chret_reader *reader);
int32_t chret_i_items_end(chret_reader *reader);
/* Checks a value and keeps it as the field's. */
int32_t chret_i_items_value(chret_reader *reader, const chret_i_field *field, size_t line, const char *text,
                            size_t size);

#endif
