/* The reader from inside: one reader serves reading, which ends at the first fault, and checking, which collects them;
 * requests and responses; unverified, and with a trust store verified. */
#ifndef CHRET_I_READER_H
#define CHRET_I_READER_H

#include "model/request.h"
#include "model/response.h"
#include "signature/verifier.h"
#include "wire/names.h"
#include "xml/xml.h"

#include <chreturn/wire.h>
#include <string.h>

/* Takes an item's fault when faults are collected. CHRET_OK: the reader goes on; CHRET_E_LIMIT: no more of them are
 * wanted; CHRET_E_NO_MEMORY. */
typedef int32_t (*chret_i_found)(void *ctx, int32_t status, const chret_i_place *place, const char *message);

/* Where the reader is: in which element, whose children or text come. */
enum chret_i_where {
  CHRET_I_AT_DOCUMENT,
  CHRET_I_AT_ROOT,
  CHRET_I_AT_HEADER,
  CHRET_I_AT_BODY,
  CHRET_I_AT_LIST,
  CHRET_I_AT_RECORD,
  CHRET_I_AT_RESPONSE, /* ResponseMessage */
  CHRET_I_AT_WARNING,  /* the list of refused records */
  CHRET_I_AT_FAILURE,
  CHRET_I_AT_ITEM,
  CHRET_I_AT_SKIPPED /* in an element that is not read */
};

/* A sequence of items being read: the header's or a record's. */
typedef struct chret_i_sequence {
  int32_t column;    /* of the vocabulary table */
  size_t line;       /* where its element starts */
  uint32_t required; /* a bit a row of the table */
  uint32_t seen;
  size_t next; /* the first row that it has after that of the last item in its place */
} chret_i_sequence;

/* What a reader is for. */
typedef struct chret_i_reading {
  int takes_requests;
  int takes_responses;
  int takes_other_services; /* their bodies are not read */
  const chret_trust *trust; /* NULL: nothing is verified */
  chret_i_found found;      /* gets the faults of items; NULL: the first one ends it */
  void *found_ctx;
} chret_i_reading;

struct chret_reader {
  chret_options options;
  chret_i_reading reading;
  chret_error failure;
  int32_t status; /* of the first failure, or CHRET_E_STATE after the end */
  chret_i_xml *xml;
  chret_i_verifier *verifier; /* NULL: nothing is verified */
  chret_request *request;     /* what is being read: one of the two, once the root is there */
  chret_response *response;
  chret_i_message *message; /* what they have in common */
  enum chret_i_where where;
  enum chret_i_where outside;             /* of the item or the skipped element */
  size_t skipped;                         /* elements inside the skipped one */
  int parts;                              /* of the root: header, body, Signature */
  int has_content;                        /* the body has its one element */
  const char *duis;                       /* the parser's pointers, as chret_i_is_known() wants them: the namespace, */
  const char *names[CHRET_I_FIELD_COUNT]; /* and the elements of the fields */
  chret_i_sequence sequence;
  chret_record record;
  chret_i_value failure_values[2]; /* of the failure being read: code and Device IDs */
  const chret_i_field *item;
  size_t item_line;
  size_t text_size; /* of the item, whose text so far stands at the end of the message's arena */
};

int32_t chret_i_reader_new(chret_reader **out, const chret_i_reading *reading, const chret_options *options,
                           chret_error *err);
/* The end of the document and, with a trust store, of verifying it: the message is in reader->request or
 * reader->response, for the caller to take. Once. */
int32_t chret_i_reader_end(chret_reader *reader, chret_error *err);
/* The whole of it for a document in memory: feeds and ends it; the reader is the caller's to free, also on failure (NULL
 * where it could not be made). */
int32_t chret_i_reader_run(chret_reader **out, const chret_i_reading *reading, const uint8_t *xml, size_t size,
                           const chret_options *options, chret_error *err);

/* The handlers of the document's events (elements.c). */
void chret_i_reader_events(chret_reader *reader, chret_i_xml_handler *handler);

/* A fault in the document's structure: ends the read. */
int32_t chret_i_reader_structure(chret_reader *reader, int32_t status, size_t line, const char *item,
                                 const char *message);
/* A fault of an item; it goes on where faults are collected. */
int32_t chret_i_reader_fault(chret_reader *reader, int32_t status, const char *item, size_t line, const char *message);
int32_t chret_i_reader_no_memory(chret_reader *reader);

/* Elements (elements.c): shared by requests and responses. */
/* Whether the name, which is the parser's, is this text. The parser has one pointer for each name: *known is it, once it
 * was seen. */
static inline int chret_i_is_known(const char **known, const char *name, const char *text) {
  if (*known == NULL && strcmp(name, text) == 0)
    *known = name;
  return *known == name;
}
/* Whether it is an element of DUIS, and the one of this name. */
static inline int chret_i_is_duis(chret_reader *reader, const chret_i_start_tag *tag) {
  return tag->uri != NULL && chret_i_is_known(&reader->duis, tag->uri, CHRET_I_DUIS_NAMESPACE);
}
int chret_i_is_element(chret_reader *reader, const chret_i_start_tag *tag, const char *local);
/* An element that may not be here. */
int32_t chret_i_unexpected(chret_reader *reader, const chret_i_start_tag *tag);
/* Refuses all attributes but hints and, where own is not NULL, the unprefixed one of that name, given in *found. */
int32_t chret_i_check_attributes(chret_reader *reader, const chret_i_start_tag *tag, const char *own,
                                 const chret_i_attribute **found);
/* Passes the element over that starts here. */
void chret_i_skip(chret_reader *reader);
/* Notes the name of the body that is not read, and passes it over. */
int32_t chret_i_skip_body(chret_reader *reader, const chret_i_start_tag *tag);
/* The end of an element that had to contain something, on the line of the end. */
int32_t chret_i_end_container(chret_reader *reader, int complete, enum chret_i_where outside);

/* The bodies of requests (request_elements.c) and responses (response_elements.c). */
int32_t chret_i_request_start(chret_reader *reader, const chret_i_start_tag *tag);
int32_t chret_i_request_end(chret_reader *reader);
int32_t chret_i_response_start(chret_reader *reader, const chret_i_start_tag *tag);
int32_t chret_i_response_end(chret_reader *reader);

/* Items (items.c): the start of an element in a sequence, the item's end, the sequence's end. */
void chret_i_items_begin(chret_reader *reader, int32_t column, size_t line);
int32_t chret_i_items_start(chret_reader *reader, const chret_i_start_tag *tag);
int32_t chret_i_items_end_item(chret_reader *reader);
int32_t chret_i_items_end(chret_reader *reader);
/* Whether the sequence has an item of this name. */
int chret_i_items_has(chret_reader *reader, const chret_i_start_tag *tag);
/* Checks a value and keeps it as the field's. */
int32_t chret_i_items_value(chret_reader *reader, const chret_i_field *field, size_t line, const char *text,
                            size_t size);

#endif
