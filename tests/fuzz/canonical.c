/* tests/fuzz/canonical.c - any XML: what is well formed, and both canonical forms, byte for byte as libxml2 has them from
 * its document tree. */
#include "document.h"

#include "base/buffer.h"
#include "xml/canonical.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <string.h>

/* The whole document in inclusive form, and one element in exclusive form. */
typedef struct forms {
  chret_i_canonical *whole, *part;
  chret_buffer whole_bytes, part_bytes;
  size_t apex; /* the element is the apex-th that starts, from 0 */
  size_t started;
  size_t depth; /* in it */
} forms;

static int32_t keep(void *ctx, const uint8_t *data, size_t size) {
  FUZZ_CHECK(chret_i_buffer_append(ctx, data, size), "no memory");
  return CHRET_OK;
}

static int32_t on_start(void *ctx, const chret_i_start_tag *tag) {
  forms *are = ctx;
  int32_t status = chret_i_canonical_start(are->whole, tag);
  if (status == CHRET_OK && (are->depth > 0 || are->started++ == are->apex)) {
    are->depth++;
    status = chret_i_canonical_start(are->part, tag);
  }
  return status;
}

static int32_t on_end(void *ctx, chret_i_end_tag tag) {
  forms *are = ctx;
  int32_t status = chret_i_canonical_end(are->whole, tag);
  if (status == CHRET_OK && are->depth > 0) {
    are->depth--;
    status = chret_i_canonical_end(are->part, tag);
  }
  return status;
}

static int32_t on_text(void *ctx, const char *text, size_t size) {
  forms *are = ctx;
  int32_t status = chret_i_canonical_text(are->whole, text, size);
  return status == CHRET_OK && are->depth > 0 ? chret_i_canonical_text(are->part, text, size) : status;
}

static int32_t on_instruction(void *ctx, const char *target, const char *data) {
  forms *are = ctx;
  int32_t status = chret_i_canonical_instruction(are->whole, target, data);
  return status == CHRET_OK && are->depth > 0 ? chret_i_canonical_instruction(are->part, target, data) : status;
}

static int32_t by_ours(forms *are, const uint8_t *data, size_t size) {
  chret_i_xml_handler handler = {are, on_start, on_end, on_text, on_instruction};
  chret_i_xml *xml = chret_i_xml_new(fuzz_options, &handler, fuzz_err);
  int32_t status = chret_i_xml_feed(xml, data, size);
  status = status == CHRET_OK ? chret_i_xml_finish(xml) : status;
  status = status == CHRET_OK ? chret_i_canonical_finish(are->whole) : status;
  status = status == CHRET_OK ? chret_i_canonical_finish(are->part) : status;
  chret_i_xml_free(xml);
  return status;
}

/* ---- The canonical forms by libxml2 ------------------------------------------------------------------------------- */

/* The number-th element in document order that is not inside the one before it: what on_start counts. */
static xmlNode *find_apex(xmlDoc *document, size_t number) {
  xmlNode *at = xmlDocGetRootElement(document);
  while (at != NULL && number > 0) {
    xmlNode *next = at->children;
    for (; next == NULL && at != NULL; at = at->parent) {
      next = at->next;
    }
    at = next;
    number -= at != NULL && at->type == XML_ELEMENT_NODE;
  }
  return at;
}

static int is_inside(void *apex, xmlNode *node, xmlNode *parent) {
  for (node = node->type == XML_NAMESPACE_DECL ? parent : node; node != NULL; node = node->parent) {
    if (node == apex) {
      return 1;
    }
  }
  return 0;
}

static void expect_form(xmlDoc *document, xmlNode *apex, const chret_buffer *got) {
  xmlOutputBuffer *want = xmlAllocOutputBuffer(NULL);
  int made = xmlC14NExecute(document, apex != NULL ? is_inside : NULL, apex,
                            apex != NULL ? XML_C14N_EXCLUSIVE_1_0 : XML_C14N_1_0, NULL, 0, want);
  const char *bytes = (const char *)xmlOutputBufferGetContent(want);
  size_t size = xmlOutputBufferGetSize(want);
  FUZZ_CHECK(made >= 0, "libxml2 has no canonical form");
  FUZZ_CHECK(size == got->size && (size == 0 || memcmp(bytes, got->data, size) == 0),
             "%s form: %.*s\nand by libxml2\n%.*s", apex != NULL ? "exclusive" : "inclusive", (int)got->size,
             (const char *)got->data, (int)size, bytes);
  xmlOutputBufferClose(want);
}

static void compare(const forms *are, int32_t status, const uint8_t *data, size_t size) {
  fuzz_document document = fuzz_document_read(data, size);
  if (!fuzz_expect_refused_document(status, &document)) {
    FUZZ_CHECK(status == CHRET_OK, "%s", chret_error_message(fuzz_err));
    fuzz_accepted++;
    FUZZ_CHECK(document.is_well_formed, "libxml2 refuses it");
    expect_form(document.tree, NULL, &are->whole_bytes);
    xmlNode *apex = find_apex(document.tree, are->apex);
    if (apex != NULL) {
      expect_form(document.tree, apex, &are->part_bytes);
    }
  }
  fuzz_document_free(&document);
}

static void be_quiet(void *ctx, const char *format, ...) {
  (void)ctx;
  (void)format;
}

/* libxml2's document tree has things to say; what the library makes libxml2 say is seen by other targets. */
void fuzz_begin(void) {
  xmlSetGenericErrorFunc(NULL, be_quiet);
}

void fuzz_one(const uint8_t *data, size_t size) {
  uint64_t state = fuzz_hash(data, size);
  const chret_allocator *allocator = chret_options_allocator(fuzz_options);
  forms are = {NULL, NULL, {{0}, NULL, 0, 0}, {{0}, NULL, 0, 0}, fuzz_random(&state, 6), 0, 0};
  chret_error_set(fuzz_err, CHRET_OK, NULL);
  chret_i_buffer_init(&are.whole_bytes, allocator);
  chret_i_buffer_init(&are.part_bytes, allocator);
  are.whole = chret_i_canonical_new(CHRET_I_INCLUSIVE, allocator, keep, &are.whole_bytes);
  are.part = chret_i_canonical_new(CHRET_I_EXCLUSIVE, allocator, keep, &are.part_bytes);
  int32_t status = by_ours(&are, data, size);
  if (!fuzz_expect_refused_bytes(status, data, size)) { /* of which libxml2 prints by itself */
    compare(&are, status, data, size);
  }
  chret_i_canonical_free(are.whole);
  chret_i_canonical_free(are.part);
  chret_i_buffer_release(&are.whole_bytes);
  chret_i_buffer_release(&are.part_bytes);
}
