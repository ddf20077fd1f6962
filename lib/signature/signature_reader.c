#include "signature/signature_reader.h"

#include "base/base64.h"
#include "base/lexical.h"
#include "signature/ecdsa.h"
#include "signature/profile.h"

#include <string.h>

/* A canonical SignedInfo has some 800 bytes: more than this is no honest one. */
#define SIGNED_INFO_SIZE ((size_t)65536)

/* ---- The profile ---- */

/* Its elements in document order. Each comes once and in this order, except that KeyInfo and X509Data may have more in
 * them, which is passed over. */
enum {
  SIGNATURE,
  SIGNED_INFO,
  CANONICALIZATION_METHOD,
  SIGNATURE_METHOD,
  REFERENCE,
  TRANSFORMS,
  TRANSFORM,
  DIGEST_METHOD,
  DIGEST_VALUE,
  SIGNATURE_VALUE,
  KEY_INFO,
  X509_DATA,
  X509_ISSUER_SERIAL,
  X509_ISSUER_NAME,
  X509_SERIAL_NUMBER,
  NOTHING, /* beyond the end, and outside the Signature */
  PASSED_OVER
};

enum { NO_ID, MAY_HAVE_ID };

/* Takes the value from the element's text: CHRET_OK, CHRET_E_NO_MEMORY, CHRET_E_SIGNATURE_MALFORMED. */
typedef int32_t (*take_value)(chret_i_signature_reader *reader, const char *text, size_t size);

static int32_t take_digest(chret_i_signature_reader *reader, const char *text, size_t size) {
  return chret_i_base64_decode(text, size, reader->digest, sizeof reader->digest) ? CHRET_OK
                                                                                  : CHRET_E_SIGNATURE_MALFORMED;
}

static int32_t take_signature(chret_i_signature_reader *reader, const char *text, size_t size) {
  return chret_i_base64_decode(text, size, reader->signature, sizeof reader->signature) &&
                 chret_i_ecdsa_is_signature(reader->signature)
             ? CHRET_OK
             : CHRET_E_SIGNATURE_MALFORMED;
}

static int32_t take_issuer(chret_i_signature_reader *reader, const char *text, size_t size) {
  return chret_i_name_parse(&reader->issuer, text, size, &reader->text.allocator);
}

static int32_t take_serial(chret_i_signature_reader *reader, const char *text, size_t size) {
  return chret_i_serial_parse(&reader->serial, text, size) ? CHRET_OK : CHRET_E_SIGNATURE_MALFORMED;
}

typedef struct element {
  const char *name;
  int parent;
  int id;                /* whether the schema lets it have an Id, which means nothing here */
  const char *attribute; /* that it must have, with this value; NULL: none */
  const char *value;
  take_value take; /* NULL: it has no text */
} element;

static const element ELEMENTS[] = {
    {CHRET_I_SIGNATURE, NOTHING, MAY_HAVE_ID, NULL, NULL, NULL},
    {"SignedInfo", SIGNATURE, MAY_HAVE_ID, NULL, NULL, NULL},
    {"CanonicalizationMethod", SIGNED_INFO, NO_ID, "Algorithm", CHRET_I_CANONICALIZATION, NULL},
    {"SignatureMethod", SIGNED_INFO, NO_ID, "Algorithm", CHRET_I_SIGNATURE_METHOD, NULL},
    {"Reference", SIGNED_INFO, MAY_HAVE_ID, "URI", "", NULL},
    {"Transforms", REFERENCE, NO_ID, NULL, NULL, NULL},
    {"Transform", TRANSFORMS, NO_ID, "Algorithm", CHRET_I_ENVELOPED, NULL},
    {"DigestMethod", REFERENCE, NO_ID, "Algorithm", CHRET_I_DIGEST_METHOD, NULL},
    {"DigestValue", REFERENCE, NO_ID, NULL, NULL, take_digest},
    {"SignatureValue", SIGNATURE, MAY_HAVE_ID, NULL, NULL, take_signature},
    {"KeyInfo", SIGNATURE, MAY_HAVE_ID, NULL, NULL, NULL},
    {"X509Data", KEY_INFO, NO_ID, NULL, NULL, NULL},
    {"X509IssuerSerial", X509_DATA, NO_ID, NULL, NULL, NULL},
    {"X509IssuerName", X509_ISSUER_SERIAL, NO_ID, NULL, NULL, take_issuer},
    {"X509SerialNumber", X509_ISSUER_SERIAL, NO_ID, NULL, NULL, take_serial},
    {"", NOTHING, NO_ID, NULL, NULL, NULL},
};

/* What else the schema has in KeyInfo and in X509Data. */
static const struct {
  int parent;
  const char *name;
} OTHERS[] = {
    {KEY_INFO, "KeyName"},  {KEY_INFO, "KeyValue"},         {KEY_INFO, "RetrievalMethod"},
    {KEY_INFO, "PGPData"},  {KEY_INFO, "SPKIData"},         {KEY_INFO, "MgmtData"},
    {X509_DATA, "X509SKI"}, {X509_DATA, "X509SubjectName"}, {X509_DATA, "X509Certificate"},
    {X509_DATA, "X509CRL"},
};

static int is_inside(int inner, int outer) {
  while (inner != NOTHING && inner != outer)
    inner = ELEMENTS[inner].parent;
  return inner == outer;
}

static int is_signed(const chret_i_signature_reader *reader) {
  return is_inside(reader->at, SIGNED_INFO);
}

/* ---- Failures ---- */

static int32_t refuse(const chret_i_signature_reader *reader, int32_t status, size_t line, const char *item,
                      const char *message) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  place.line = line;
  place.item = item;
  place.item_size = strlen(item);
  return chret_i_error_set(reader->failure, status, &place, "%s", message);
}

static int32_t outside_profile(const chret_i_signature_reader *reader, size_t line, const char *item,
                               const char *message) {
  return refuse(reader, CHRET_E_SIGNATURE_PROFILE, line, item, message);
}

/* ---- Elements ---- */

/* The element of the profile that the tag starts, PASSED_OVER, or NOTHING where it may not be here. */
static int find_element(const chret_i_signature_reader *reader, const chret_i_start_tag *tag) {
  size_t i;
  if (tag->uri == NULL)
    return NOTHING;
  if (strcmp(tag->uri, CHRET_I_SIGNATURE_NAMESPACE) != 0)
    return reader->at == KEY_INFO || reader->at == X509_DATA ? PASSED_OVER : NOTHING;
  if (ELEMENTS[reader->next].parent == reader->at && strcmp(tag->local, ELEMENTS[reader->next].name) == 0)
    return reader->next;
  if (reader->at == KEY_INFO && strcmp(tag->local, ELEMENTS[X509_DATA].name) == 0)
    return X509_DATA;
  for (i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++)
    if (OTHERS[i].parent == reader->at && strcmp(tag->local, OTHERS[i].name) == 0)
      return PASSED_OVER;
  return NOTHING;
}

static int has_name(const chret_i_attribute *attribute, const char *name) {
  return attribute->uri == NULL && strcmp((const char *)attribute->local, name) == 0;
}

static int has_value(const chret_i_attribute *attribute, const char *value) {
  size_t size = (size_t)(attribute->value_end - attribute->value);
  return size == strlen(value) && memcmp(attribute->value, value, size) == 0;
}

static int32_t check_attributes(const chret_i_signature_reader *reader, const chret_i_start_tag *tag) {
  const element *own = &ELEMENTS[reader->at];
  int found = own->attribute == NULL;
  size_t i;
  for (i = 0; i < tag->attribute_count; i++) {
    const chret_i_attribute *attribute = &tag->attributes[i];
    if (own->attribute != NULL && has_name(attribute, own->attribute) && has_value(attribute, own->value))
      found = 1;
    else if (own->attribute != NULL && has_name(attribute, own->attribute))
      return outside_profile(reader, reader->line, own->name, "its algorithm or URI is not the one that is accepted");
    else if (own->id == NO_ID || !has_name(attribute, "Id"))
      return outside_profile(reader, reader->line, own->name, "an attribute that the signature profile does not have");
  }
  return found ? CHRET_OK : outside_profile(reader, reader->line, own->name, "its Algorithm or URI is missing");
}

int32_t chret_i_signature_reader_start(chret_i_signature_reader *reader, chret_i_xml *xml,
                                       const chret_i_start_tag *tag) {
  int found = reader->passed_over > 0 ? PASSED_OVER : find_element(reader, tag);
  int32_t status;
  if (found == PASSED_OVER) {
    reader->passed_over++;
    return CHRET_OK;
  }
  if (found == NOTHING)
    return outside_profile(reader, chret_i_xml_tag_line(xml), tag->local,
                           "an element that the signature profile does not have here");
  if (found == reader->next)
    reader->next++;
  reader->at = found;
  reader->line = chret_i_xml_tag_line(xml);
  if (found == SIGNED_INFO)
    reader->signed_info_line = reader->line;
  reader->text.size = 0;
  status = check_attributes(reader, tag);
  return status == CHRET_OK && is_signed(reader) ? chret_i_canonical_start(reader->canonical, tag) : status;
}

/* Whether the element that ends has all that it must have. */
static int32_t check_complete(const chret_i_signature_reader *reader, chret_i_xml *xml) {
  /* not every X509Data has the X509IssuerSerial: that one of them had it is seen at the end of KeyInfo */
  if (reader->at == X509_DATA || !is_inside(reader->next, reader->at))
    return CHRET_OK;
  return outside_profile(reader, chret_i_xml_line(xml), ELEMENTS[reader->next].name, "missing in the Signature");
}

static int32_t end_signed(chret_i_signature_reader *reader, chret_i_end_tag tag) {
  int32_t status = chret_i_canonical_end(reader->canonical, tag);
  return status == CHRET_OK && reader->at == SIGNED_INFO ? chret_i_canonical_finish(reader->canonical) : status;
}

int32_t chret_i_signature_reader_end(chret_i_signature_reader *reader, chret_i_xml *xml, chret_i_end_tag tag) {
  const element *own = &ELEMENTS[reader->at];
  int32_t status;
  if (reader->passed_over > 0) {
    reader->passed_over--;
    return CHRET_OK;
  }
  status = check_complete(reader, xml);
  if (status == CHRET_OK && own->take != NULL)
    status = own->take(reader, reader->text.size > 0 ? (const char *)reader->text.data : "", reader->text.size);
  if (status == CHRET_E_SIGNATURE_MALFORMED)
    return refuse(reader, status, reader->line, own->name, "the value is not of its form");
  if (status == CHRET_OK && is_signed(reader))
    status = end_signed(reader, tag);
  reader->at = own->parent;
  return status;
}

/* ---- Text and instructions ---- */

static int32_t add_text(chret_i_signature_reader *reader, const char *text, size_t size) {
  if (size > CHRET_I_SIGNATURE_TEXT - reader->text.size)
    return refuse(reader, CHRET_E_SIGNATURE_MALFORMED, reader->line, ELEMENTS[reader->at].name,
                  "the value is too long");
  return chret_i_buffer_append(&reader->text, text, size) ? CHRET_OK : CHRET_E_NO_MEMORY;
}

static int32_t check_space(const chret_i_signature_reader *reader, chret_i_xml *xml, const char *text, size_t size) {
  for (; size > 0; text++, size--)
    if (!chret_i_is_space(*text))
      return outside_profile(reader, chret_i_xml_text_line(xml, text, size), ELEMENTS[reader->at].name,
                             "text that the signature profile does not have here");
  return CHRET_OK;
}

int32_t chret_i_signature_reader_text(chret_i_signature_reader *reader, chret_i_xml *xml, const char *text,
                                      size_t size) {
  int32_t status;
  if (reader->passed_over > 0)
    return CHRET_OK;
  status = ELEMENTS[reader->at].take != NULL ? add_text(reader, text, size) : check_space(reader, xml, text, size);
  return status == CHRET_OK && is_signed(reader) ? chret_i_canonical_text(reader->canonical, text, size) : status;
}

int32_t chret_i_signature_reader_instruction(chret_i_signature_reader *reader, const char *target, const char *data) {
  return is_signed(reader) ? chret_i_canonical_instruction(reader->canonical, target, data) : CHRET_OK;
}

/* ---- Its life ---- */

static int32_t keep_signed_info(void *ctx, const uint8_t *data, size_t size) {
  chret_i_signature_reader *reader = ctx;
  if (size > SIGNED_INFO_SIZE - reader->signed_info.size)
    return outside_profile(reader, reader->signed_info_line, ELEMENTS[SIGNED_INFO].name, "it is too long");
  return chret_i_buffer_append(&reader->signed_info, data, size) ? CHRET_OK : CHRET_E_NO_MEMORY;
}

int32_t chret_i_signature_reader_init(chret_i_signature_reader *reader, const chret_allocator *allocator,
                                      chret_error *failure) {
  memset(reader, 0, sizeof *reader);
  reader->failure = failure;
  reader->at = NOTHING;
  reader->next = SIGNATURE;
  chret_i_buffer_init(&reader->text, allocator);
  chret_i_buffer_init(&reader->signed_info, allocator);
  reader->canonical = chret_i_canonical_new(CHRET_I_EXCLUSIVE, allocator, keep_signed_info, reader);
  return reader->canonical != NULL ? CHRET_OK : CHRET_E_NO_MEMORY;
}

void chret_i_signature_reader_release(chret_i_signature_reader *reader) {
  chret_i_canonical_free(reader->canonical);
  chret_i_name_free(reader->issuer);
  chret_i_buffer_release(&reader->text);
  chret_i_buffer_release(&reader->signed_info);
}
