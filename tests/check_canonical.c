/* tests/check_canonical.c - both canonical forms, byte for byte as libxml2 makes them from its document tree, and as the
 * recommendations print them. */
#include "support.h"

#include "xml/canonical.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- The canonical form by the code under test ------------------------------------------------------------------- */

#define WHOLE SIZE_MAX

/* What of a document is wanted: all of it, or the element that starts as the `apex`-th, from 0. */
typedef struct target {
  int form;
  size_t apex;
  chret_i_canonical *canonical;
  size_t depth;
  test_text out;
} target;

typedef struct targets {
  target *at;
  size_t count;
  size_t started;
} targets;

static int32_t keep(void *ctx, const uint8_t *data, size_t size) {
  ck_assert_uint_le(size, 16384);
  test_add(ctx, (const char *)data, size);
  return CHRET_OK;
}

static int32_t on_start(void *ctx, const chret_i_start_tag *tag) {
  targets *all = ctx;
  int32_t status = CHRET_OK;
  for (target *t = all->at; status == CHRET_OK && t < all->at + all->count; t++) {
    if (t->apex == WHOLE || t->depth > 0 || t->apex == all->started) {
      t->depth++;
      status = chret_i_canonical_start(t->canonical, tag);
    }
  }
  all->started++;
  return status;
}

static int32_t on_end(void *ctx, chret_i_end_tag tag) {
  targets *all = ctx;
  int32_t status = CHRET_OK;
  for (target *t = all->at; status == CHRET_OK && t < all->at + all->count; t++) {
    if (t->depth > 0) {
      t->depth--;
      status = chret_i_canonical_end(t->canonical, tag);
    }
  }
  return status;
}

static int32_t on_text(void *ctx, const char *text, size_t size) {
  targets *all = ctx;
  int32_t status = CHRET_OK;
  for (target *t = all->at; status == CHRET_OK && t < all->at + all->count; t++) {
    if (t->depth > 0) {
      status = chret_i_canonical_text(t->canonical, text, size);
    }
  }
  return status;
}

static int32_t on_instruction(void *ctx, const char *name, const char *data) {
  targets *all = ctx;
  int32_t status = CHRET_OK;
  for (target *t = all->at; status == CHRET_OK && t < all->at + all->count; t++) {
    if (t->apex == WHOLE || t->depth > 0) {
      status = chret_i_canonical_instruction(t->canonical, name, data);
    }
  }
  return status;
}

/* Parses in pieces of `piece` bytes, 0: in one, for targets that have their canonical form begun. */
static int32_t parse(targets *all, const test_text *xml, size_t piece, const chret_options *options, chret_error *err) {
  chret_i_xml_handler handler = {all, on_start, on_end, on_text, on_instruction};
  chret_i_xml *parser = chret_i_xml_new(options, &handler, err);
  int32_t status = CHRET_OK;
  ck_assert_ptr_nonnull(parser);
  if (piece == 0) {
    piece = xml->size;
  }
  for (size_t at = 0; status == CHRET_OK && at < xml->size; at += piece) {
    size_t size = xml->size - at < piece ? xml->size - at : piece;
    status = chret_i_xml_feed(parser, (const uint8_t *)xml->data + at, size);
  }
  if (status == CHRET_OK) {
    status = chret_i_xml_finish(parser);
  }
  chret_i_xml_free(parser);
  return status;
}

static chret_options *options;
static chret_error *err;

static void canonicalise(target *at, size_t count, const test_text *xml, size_t piece) {
  targets all = {at, count, 0};
  for (size_t i = 0; i < count; i++) {
    at[i].depth = 0;
    at[i].out.size = 0;
    test_adds(&at[i].out, "");
    at[i].canonical = chret_i_canonical_new(at[i].form, &options->allocator, keep, &at[i].out);
    ck_assert_ptr_nonnull(at[i].canonical);
  }
  int32_t status = parse(&all, xml, piece, options, err);
  ck_assert_msg(status == CHRET_OK, "%s: %s\n%s", chret_status_name(status), chret_error_message(err), xml->data);
  for (size_t i = 0; i < count; i++) {
    ck_assert_int_eq(chret_i_canonical_finish(at[i].canonical), CHRET_OK);
    chret_i_canonical_free(at[i].canonical);
  }
}

/* ---- The canonical form by libxml2 ------------------------------------------------------------------------------- */

static const xmlNode *next_element(const xmlNode *at) {
  const xmlNode *next = at->children;
  do {
    while (next == NULL) {
      next = at->next;
      if (next == NULL && (at = at->parent) == NULL) {
        return NULL;
      }
    }
    at = next;
    next = at->type == XML_ELEMENT_NODE ? NULL : at->next;
  } while (at->type != XML_ELEMENT_NODE);
  return at;
}

static int is_inside(void *apex, xmlNodePtr node, xmlNodePtr parent) {
  for (const xmlNode *at = node->type == XML_ELEMENT_NODE ? node : parent; at != NULL; at = at->parent) {
    if (at == apex) {
      return 1;
    }
  }
  return 0;
}

/* What the target has to be. */
static void by_libxml2(test_text *out, xmlDoc *doc, const target *wanted) {
  const xmlNode *apex = xmlDocGetRootElement(doc);
  for (size_t i = 0; wanted->apex != WHOLE && i < wanted->apex; i++) {
    apex = next_element(apex);
  }
  xmlOutputBuffer *buffer = xmlAllocOutputBuffer(NULL);
  int mode = wanted->form == CHRET_I_INCLUSIVE ? XML_C14N_1_0 : XML_C14N_EXCLUSIVE_1_0;
  int size =
      xmlC14NExecute(doc, wanted->apex == WHOLE ? NULL : is_inside, (void *)(uintptr_t)apex, mode, NULL, 0, buffer);
  ck_assert_int_ge(size, 0);
  out->size = 0;
  test_add(out, (const char *)xmlOutputBufferGetContent(buffer), xmlOutputBufferGetSize(buffer));
  (void)xmlOutputBufferClose(buffer);
}

static void expect_same(const char *what, const test_text *want, const test_text *got, const test_text *xml) {
  size_t same = 0;
  if (want->size == got->size && memcmp(want->data, got->data, want->size) == 0) {
    return;
  }
  while (same < want->size && same < got->size && want->data[same] == got->data[same]) {
    same++;
  }
  test_text shown = {NULL, 0, 0};
  size_t from = same < 60 ? 0 : same - 60;
  test_addf(&shown, "%s differs at %zu of %zu and %zu bytes:\nwant ", what, same, want->size, got->size);
  test_add_quoted(&shown, want->data + from, want->size - from < 120 ? want->size - from : 120);
  test_adds(&shown, "\ngot  ");
  test_add_quoted(&shown, got->data + from, got->size - from < 120 ? got->size - from : 120);
  test_adds(&shown, "\nof ");
  test_add_quoted(&shown, xml->data, xml->size < 700 ? xml->size : 700);
  ck_abort_msg("%s", shown.data);
}

/* Both of them, of the whole document, of its root and of one element in it. */
static void compare(const char *what, const test_text *xml, size_t piece, size_t apex) {
  static target wanted[3] = {
      {.form = CHRET_I_INCLUSIVE, .apex = WHOLE}, {.form = CHRET_I_EXCLUSIVE}, {.form = CHRET_I_EXCLUSIVE}};
  static test_text want;
  wanted[2].apex = apex;
  xmlDoc *doc = xmlReadMemory(xml->data, (int)xml->size, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
  ck_assert_msg(doc != NULL, "%s: libxml2 refuses %s", what, xml->data);
  canonicalise(wanted, 3, xml, piece);
  for (size_t i = 0; i < 3; i++) {
    by_libxml2(&want, doc, &wanted[i]);
    expect_same(what, &want, &wanted[i].out, xml);
  }
  xmlFreeDoc(doc);
}

static void setup(void) {
  ck_assert_int_eq(chret_options_new(&options, NULL), CHRET_OK);
  /* a quarter of it is how many namespaces may be in scope */
  ck_assert_int_eq(chret_options_set_limit(options, CHRET_LIMIT_ATTRIBUTES, 28000), CHRET_OK);
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
}

static void teardown(void) {
  chret_error_free(err);
  chret_options_free(options);
}

/* ---- Generated documents ----------------------------------------------------------------------------------------- */

static uint64_t seed;
static test_text xml;
static size_t elements; /* that may be an apex: the long parts have more */

#define ONE_OF(table) (table)[test_random(&seed, (uint32_t)(sizeof(table) / sizeof *(table)))]

static int chance(uint32_t in) {
  return test_random(&seed, in) == 0;
}

static const char *const prefixes[] = {"", "a", "b", "B", "ab", "p-1", "\xC3\xA9"};
static const char *const uris[] = {
    "", "urn:a", "urn:b", "urn:B", "http://example.org/", "http://example.org/a", "urn:a?b=c;d"};
/* The canonical form keeps names that are short enough: the last two are just too long for that, by themselves or with
 * some of the prefixes. */
static const char *const locals[] = {"x",
                                     "X",
                                     "y",
                                     "xy",
                                     "x.1",
                                     "id",
                                     "\xC3\xA9",
                                     "this-name-has-no-less-than-forty-nine-letters-in-it",
                                     "this-one-is-as-long-as-a-short-one-may-be-now"};

#define PREFIXES (sizeof prefixes / sizeof *prefixes)
#define LOCALS   (sizeof locals / sizeof *locals)
#define URIS     (sizeof uris / sizeof *uris)

/* The URI, by its index, that each prefix has; 0: none. */
typedef struct scope {
  size_t uri[PREFIXES];
} scope;

static const char *const gaps[] = {" ", " ", "  ", "\n", "\t", "\r\n", "\r"};
static const char *const values[] = {
    "x",         "a b",    " ",         "&amp;",     "&lt;",     "&gt;",     ">",
    "&quot;",    "&apos;", "&#13;",     "&#xA;",     "&#9;",     "\r",       "\r\n",
    "\n",        "\t",     "&#38;#13;", "&#38;amp;", "\xC3\xA9", "&#x20AC;", "\xF0\x9F\x98\x80",
    "&#x1F600;", "&#38;"};
static const char *const texts[] = {"x",           "some words", " ",
                                    "\n",          "\t",         "\r",
                                    "\r\n",        "\r\r\n",     "&amp;",
                                    "&lt;",        "&gt;",       ">",
                                    "\"",          "'",          "&quot;",
                                    "&apos;",      "&#13;",      "&#xD;&#xA;",
                                    "&#10;",       "&#9;",       "&#38;",
                                    "&#38;#38;",   "&#x41;",     "] ",
                                    "\xC3\xA9",    "&#x20AC;",   "\xF0\x9F\x98\x80",
                                    "&#x1F600;",   "\xC2\x85",   "\xE2\x80\xA8",
                                    "\xEF\xBF\xBD"};
static const char *const sections[] = {
    "", "]]", "a & b < c > d \"\r\ne\rf\t", "\n", "\r", "&#38;&amp;", "\xF0\x9F\x98\x80"};
static const char *const others[] = {"<!---->",
                                     "<!-- a\r\n<b>&c; -->",
                                     "<?p?>",
                                     "<?p ?>",
                                     "<?p a?>",
                                     "<?p  a\r\nb\rc &amp; <d> \"\t ?>",
                                     "<?\xC3\xA9 \xF0\x9F\x98\x80?>",
                                     "<?p ?a>b?>"};

static void add_value(void) {
  const char *quote = chance(2) ? "\"" : "'";
  test_addf(&xml, "=%s", quote);
  while (!chance(3)) {
    test_adds(&xml, chance(8) ? quote[0] == '"' ? "'" : "\"" : ONE_OF(values));
  }
  test_adds(&xml, quote);
}

static void add_declarations(scope *in) {
  uint32_t rare = chance(4) ? 2 : 12;
  for (size_t i = 0; i < PREFIXES; i++) {
    if (chance(rare)) {
      size_t uri = i == 0 ? test_random(&seed, URIS) : 1 + test_random(&seed, URIS - 1);
      const char *quote = chance(2) ? "\"" : "'";
      in->uri[i] = uri;
      test_addf(&xml, "%s%s%s%s=%s%s%s", ONE_OF(gaps), "xmlns", i == 0 ? "" : ":", prefixes[i], quote, uris[uri],
                quote);
    }
  }
}

static void add_attributes(const scope *in) {
  int used[URIS][LOCALS] = {{0}};
  for (uint32_t left = chance(20) ? 40 : test_random(&seed, 5); left > 0; left--) {
    size_t prefix = test_random(&seed, PREFIXES), local = test_random(&seed, LOCALS);
    size_t uri = prefix == 0 ? 0 : in->uri[prefix];
    if ((prefix != 0 && uri == 0) || used[uri][local]) {
      continue;
    }
    used[uri][local] = 1;
    test_addf(&xml, "%s%s%s%s", ONE_OF(gaps), prefixes[prefix], prefix == 0 ? "" : ":", locals[local]);
    add_value();
  }
  if (chance(8)) {
    test_adds(&xml, chance(2) ? " xml:space='preserve' xml:lang" : " xml:lang");
    add_value();
  }
}

/* A tag that declares before or after it uses; the scope becomes that of its content. */
static void add_tag(scope *in, size_t *prefix) {
  size_t start = xml.size;
  static test_text declarations;
  add_declarations(in);
  declarations.size = 0;
  test_add(&declarations, xml.data + start, xml.size - start);
  xml.size = start;
  do {
    *prefix = test_random(&seed, PREFIXES);
  } while (*prefix != 0 && in->uri[*prefix] == 0);
  const char *local = ONE_OF(locals);
  test_addf(&xml, "<%s%s%s", prefixes[*prefix], *prefix == 0 ? "" : ":", local);
  int declares_first = chance(2);
  if (declares_first) {
    test_add(&xml, declarations.data, declarations.size);
  }
  add_attributes(in);
  if (!declares_first) {
    test_add(&xml, declarations.data, declarations.size);
  }
}

/* Long text, or a long CDATA section, or many short parts. */
static void add_long(size_t size) {
  static const char *const lines[] = {"a", "\r\n", "\r", "\n", "\xF0\x9F\x98\x80", "b c"};
  static const char *const section[] = {"a", "\r\n", "\r", "\n", "] ", "\xF0\x9F\x98\x80", "&", "<b"};
  static const char *const mixed[] = {"&amp;", "<b/>", "\r\n", "<?c d?>", "\r", "e", "\xC3\xA9"};
  size_t end = xml.size + size;
  uint32_t kind = test_random(&seed, 4);
  test_adds(&xml, kind == 0 ? "<![CDATA[" : "");
  while (xml.size < end) {
    test_adds(&xml, kind == 0   ? ONE_OF(section)
                    : kind == 1 ? ONE_OF(mixed)
                    : kind == 2 ? ONE_OF(lines)
                                : "a long text without other characters ");
  }
  test_adds(&xml, kind == 0 ? "]]>" : "");
}

static void add_content(const scope *in, uint32_t depth);

static void add_element(const scope *outer, uint32_t depth) {
  scope in = *outer;
  size_t start = xml.size, prefix = 0;
  elements++;
  add_tag(&in, &prefix);
  if (chance(6)) {
    test_addf(&xml, "%s/>", chance(2) ? "" : " ");
    return;
  }
  const char *name = xml.data + start + 1;
  size_t size = strcspn(name, " \r\n\t>/");
  char copy[80];
  memcpy(copy, name, size);
  copy[size] = '\0';
  test_addf(&xml, "%s>", chance(4) ? "\r\n" : "");
  add_content(&in, depth);
  test_addf(&xml, "</%s%s>", copy, chance(4) ? "\r" : "");
}

static void add_content(const scope *in, uint32_t depth) {
  for (uint32_t left = test_random(&seed, 7); left > 0; left--) {
    uint32_t kind = test_random(&seed, 8);
    if (kind < 3 && depth > 0) {
      add_element(in, depth - 1);
    } else if (kind == 3) {
      test_adds(&xml, ONE_OF(others));
    } else if (kind == 4) {
      test_addf(&xml, "<![CDATA[%s]]>", ONE_OF(sections));
    } else {
      test_adds(&xml, ONE_OF(texts));
    }
  }
}

static void add_others(void) {
  while (chance(2)) {
    test_adds(&xml, chance(2) ? ONE_OF(others) : ONE_OF(gaps));
  }
}

/* One in some dozens is about as long as a piece of input or output, with all that may be there at its border. */
static void generate(void) {
  static const char *const declarations[] = {"", "", "<?xml version='1.0'?>", "\xEF\xBB\xBF",
                                             "<?xml version=\"1.0\" encoding='utf-8' standalone='yes' ?>"};
  const scope none = {{0}};
  xml.size = 0;
  elements = 0;
  test_adds(&xml, ONE_OF(declarations));
  add_others();
  if (chance(25)) {
    test_adds(&xml, "<r>");
    elements = 1;
    add_long(14000 + test_random(&seed, 2000));
    while (xml.size < 17500) {
      add_content(&none, 3);
      add_long(test_random(&seed, 500));
    }
    add_long(chance(2) ? 17000 : 0);
    test_adds(&xml, "</r>");
  } else {
    add_element(&none, chance(50) ? 40 : 1 + test_random(&seed, 5));
  }
  add_others();
}

static const struct {
  size_t from, to; /* sizes of the pieces that come */
} pieces[] = {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 8}, {5, 16}, {13, 64}, {1, 64}, {64, 64}, {1000, 20000}};

START_TEST(generated_documents_are_as_libxml2_has_them) {
  uint32_t count = getenv("VALGRIND") != NULL ? 100 : 2000; /* which takes some forty times as long */
  for (uint32_t i = 0; i < count; i++) {
    char what[80];
    seed = (uint64_t)_i << 32 | i;
    generate();
    size_t piece = pieces[_i].from + test_random(&seed, (uint32_t)(pieces[_i].to - pieces[_i].from + 1));
    size_t apex = test_random(&seed, (uint32_t)elements);
    (void)snprintf(what, sizeof what, "document %d/%u, element %zu, in pieces of %zu,", _i, i, apex, piece);
    compare(what, &xml, piece, apex);
  }
}
END_TEST

START_TEST(tags_of_many_parts_are_sorted_and_found) {
  ck_assert_int_eq(chret_options_set_limit(options, CHRET_LIMIT_DEPTH, 250), CHRET_OK);
  xml.size = 0;
  for (size_t depth = 0; depth < 200; depth++) {
    test_adds(&xml, "<a");
    for (size_t i = 0; i < 20; i++) {
      size_t prefix = (depth * 7 + i) % 500;
      test_addf(&xml, " a%zu:a%zu='' xmlns:a%zu='urn:%zu'", prefix, i, prefix, i * depth / 100);
    }
    test_adds(&xml, ">");
  }
  test_adds(&xml, "<a");
  for (size_t i = 0; i < 3000; i++) {
    size_t n = i * 1117 % 3000;
    test_addf(&xml, " a%zu='' xmlns:b%zu='urn:%zu' b%zu:a=''", n, n, n, n);
  }
  test_adds(&xml, "/>");
  for (size_t depth = 0; depth < 200; depth++) {
    test_adds(&xml, "</a>");
  }
  compare("a large document", &xml, 0, 100);
}
END_TEST

/* ---- What the recommendations print ------------------------------------------------------------------------------ */

/* The first five are section 3 of Canonical XML 1.0, without comments and without what a DTD adds there; the next two are
 * 2.2 of Exclusive XML Canonicalization; the last is not in them: what looks like a reference is none. */
static const struct {
  const char *name;
  int form;
  size_t apex;
  const char *xml;
  const char *canonical;
} examples[] = {
    {"3.1", CHRET_I_INCLUSIVE, WHOLE,
     "<?xml version=\"1.0\"?>\n\n<?xml-stylesheet   href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n\n<doc>Hello, world!"
     "<!-- Comment 1 --></doc>\n\n<?pi-without-data     ?>\n\n<!-- Comment 2 -->\n\n<!-- Comment 3 -->\n",
     "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, world!</doc>\n<?pi-without-data?>"},
    {"3.2", CHRET_I_INCLUSIVE, WHOLE,
     "<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n   <mixed>\n      A\n      <clean>   </clean>\n"
     "      B\n      <dirty>   A   B   </dirty>\n      C\n   </mixed>\n</doc>\n",
     "<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n   <mixed>\n      A\n      <clean>   </clean>\n"
     "      B\n      <dirty>   A   B   </dirty>\n      C\n   </mixed>\n</doc>"},
    {"3.3", CHRET_I_INCLUSIVE, WHOLE,
     "<doc>\n   <e1   />\n   <e2   ></e2>\n   <e3   name = \"elem3\"   id=\"elem3\"   />\n"
     "   <e4   name=\"elem4\"   id=\"elem4\"   ></e4>\n"
     "   <e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" attr=\"I'm\"\n      xmlns:b=\"http://www.ietf.org\"\n"
     "      xmlns:a=\"http://www.w3.org\"\n      xmlns=\"http://example.org\"/>\n"
     "   <e6 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n      <e7 xmlns=\"http://www.ietf.org\">\n"
     "         <e8 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n            <e9 xmlns=\"\" "
     "xmlns:a=\"http://www.ietf.org\"/>\n"
     "         </e8>\n      </e7>\n   </e6>\n</doc>\n",
     "<doc>\n   <e1></e1>\n   <e2></e2>\n   <e3 id=\"elem3\" name=\"elem3\"></e3>\n"
     "   <e4 id=\"elem4\" name=\"elem4\"></e4>\n"
     "   <e5 xmlns=\"http://example.org\" xmlns:a=\"http://www.w3.org\" xmlns:b=\"http://www.ietf.org\" attr=\"I'm\" "
     "attr2=\"all\" b:attr=\"sorted\" a:attr=\"out\"></e5>\n"
     "   <e6 xmlns:a=\"http://www.w3.org\">\n      <e7 xmlns=\"http://www.ietf.org\">\n         <e8 xmlns=\"\">\n"
     "            <e9 xmlns:a=\"http://www.ietf.org\"></e9>\n         </e8>\n      </e7>\n   </e6>\n</doc>"},
    {"3.4", CHRET_I_INCLUSIVE, WHOLE,
     "<doc>\n   <text>First line&#x0d;&#10;Second line</text>\n   <value>&#x32;</value>\n"
     "   <compute><![CDATA[value>\"0\" && value<\"10\" ?\"valid\":\"error\"]]></compute>\n"
     "   <compute expr='value>\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"'>valid</compute>\n"
     "   <norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>\n</doc>\n",
     "<doc>\n   <text>First line&#xD;\nSecond line</text>\n   <value>2</value>\n"
     "   <compute>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</compute>\n"
     "   <compute expr=\"value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:&quot;error&quot;\">"
     "valid</compute>\n   <norm attr=\" '    &#xD;&#xA;&#x9;   ' \"></norm>\n</doc>"},
    {"3.6", CHRET_I_INCLUSIVE, WHOLE, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<doc>&#169;</doc>\n",
     "<doc>\xC2\xA9</doc>"},
    {"2.2, first envelope", CHRET_I_EXCLUSIVE, 1,
     "<n0:local xmlns:n0=\"foo:bar\" \n          xmlns:n3=\"ftp://example.org\">  \n"
     "  <n1:elem2 xmlns:n1=\"http://example.net\" \n            xml:lang=\"en\"> \n"
     "    <n3:stuff xmlns:n3=\"ftp://example.org\"/> \n  </n1:elem2> \n</n0:local>",
     "<n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\"> \n"
     "    <n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff> \n  </n1:elem2>"},
    {"2.2, second envelope", CHRET_I_EXCLUSIVE, 1,
     "<n2:pdu xmlns:n1=\"http://example.com\"\n           xmlns:n2=\"http://foo.example\"\n           xml:lang=\"fr\"\n"
     "           xml:space=\"retain\"> \n  <n1:elem2 xmlns:n1=\"http://example.net\"\n            xml:lang=\"en\"> \n"
     "    <n3:stuff xmlns:n3=\"ftp://example.org\"/> \n  </n1:elem2> \n</n2:pdu>",
     "<n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\"> \n"
     "    <n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff> \n  </n1:elem2>"},
    {"an & in a value", CHRET_I_INCLUSIVE, WHOLE, "<a b='&amp;&#38;#38;&amp;#38;'/>",
     "<a b=\"&amp;&amp;#38;&amp;#38;\"></a>"},
};

START_TEST(examples_are_as_they_are_printed) {
  target wanted = {.form = examples[_i].form, .apex = examples[_i].apex};
  test_text want = {NULL, 0, 0};
  xml.size = 0;
  test_adds(&xml, examples[_i].xml);
  test_adds(&want, examples[_i].canonical);
  canonicalise(&wanted, 1, &xml, 0);
  expect_same(examples[_i].name, &want, &wanted.out, &xml);
  test_text_free(&want);
  test_text_free(&wanted.out);
}
END_TEST

/* ---- Failures ---------------------------------------------------------------------------------------------------- */

static struct {
  size_t calls;
  size_t fail_at;
} writes;

static int32_t fail_to_write(void *ctx, const uint8_t *data, size_t size) {
  (void)ctx;
  (void)data;
  ck_assert_uint_gt(size, 0);
  return ++writes.calls == writes.fail_at ? CHRET_E_HOST : CHRET_OK;
}

static void expect_again(target *t, int32_t status) {
  static const chret_i_start_tag start = {.local = "a"};
  static const chret_i_end_tag end = {.local = "a"};
  ck_assert_int_eq(chret_i_canonical_start(t->canonical, &start), status);
  ck_assert_int_eq(chret_i_canonical_text(t->canonical, "a", 1), status);
  ck_assert_int_eq(chret_i_canonical_instruction(t->canonical, "a", NULL), status);
  ck_assert_int_eq(chret_i_canonical_end(t->canonical, end), status);
  ck_assert_int_eq(chret_i_canonical_finish(t->canonical), status);
}

START_TEST(what_write_gives_is_given_on) {
  xml.size = 0;
  test_adds(&xml, "<a>");
  for (size_t i = 0; i < 3000; i++) {
    test_addf(&xml, "<b%zu c='%zu'>\r&amp;<?e?></b%zu>", i, i, i);
  }
  test_adds(&xml, "</a>");
  size_t count = 0;
  for (writes.fail_at = 0; writes.fail_at <= count; writes.fail_at++) {
    target t = {.form = _i, .apex = WHOLE};
    targets all = {&t, 1, 0};
    t.canonical = chret_i_canonical_new(_i, &options->allocator, fail_to_write, NULL);
    writes.calls = 0;
    int32_t status = parse(&all, &xml, 0, options, err);
    if (status == CHRET_OK) {
      status = chret_i_canonical_finish(t.canonical);
    }
    if (writes.fail_at == 0) {
      ck_assert_int_eq(status, CHRET_OK);
      count = writes.calls;
      ck_assert_uint_gt(count, 3);
    } else {
      ck_assert_int_eq(status, CHRET_E_HOST);
      expect_again(&t, CHRET_E_HOST);
      ck_assert_uint_eq(writes.calls, writes.fail_at);
    }
    chret_i_canonical_free(t.canonical);
  }
}
END_TEST

/* How the k-th allocation's failure ends; CHRET_OK: there were fewer. */
static int32_t with_failure(int form, size_t k, int for_good) {
  static test_memory memory;
  chret_allocator allocator;
  target t = {.form = form, .apex = WHOLE};
  targets all = {&t, 1, 0};
  int32_t status = CHRET_E_NO_MEMORY;
  test_memory_allocator(&memory, &allocator);
  test_memory_arm(&memory, k, for_good);
  t.canonical = chret_i_canonical_new(form, &allocator, keep, &t.out);
  if (t.canonical != NULL) {
    status = parse(&all, &xml, 0, options, err);
    if (status != CHRET_OK) {
      expect_again(&t, status);
    }
  }
  ck_assert_int_eq(status == CHRET_OK, !test_memory_failed(&memory));
  chret_i_canonical_free(t.canonical);
  ck_assert_msg(memory.live == 0 && memory.misuse == 0, "%zu: %zu blocks are left, %zu misused", k, memory.live,
                memory.misuse);
  test_text_free(&t.out);
  return status;
}

START_TEST(each_allocation_may_fail) {
  int32_t status = CHRET_E_NO_MEMORY;
  size_t k = 0;
  xml.size = 0;
  for (size_t depth = 0; depth < 20; depth++) {
    /* exclusive: of every other prefix an attribute is the first use */
    test_addf(&xml, "<a%zu:a xmlns:a%zu='urn:%zu'", depth % 2 * depth, depth, depth);
    for (size_t i = 0; i <= depth; i++) {
      test_addf(&xml, " a%zu:b='c'", i);
    }
    test_adds(&xml, ">");
  }
  for (size_t depth = 20; depth-- > 0;) {
    test_addf(&xml, "</a%zu:a>", depth % 2 * depth);
  }
  while (status != CHRET_OK) {
    status = with_failure(_i / 2, ++k, _i % 2);
    ck_assert_msg(status == CHRET_OK || status == CHRET_E_NO_MEMORY, "%zu: %s", k, chret_status_name(status));
  }
  ck_assert_uint_gt(k, 5);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("canonical");
  TCase *tests = tcase_create("canonical");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, generated_documents_are_as_libxml2_has_them, 0, TEST_COUNT(pieces));
  tcase_add_test(tests, tags_of_many_parts_are_sorted_and_found);
  tcase_add_loop_test(tests, examples_are_as_they_are_printed, 0, TEST_COUNT(examples));
  tcase_add_loop_test(tests, what_write_gives_is_given_on, CHRET_I_INCLUSIVE, CHRET_I_EXCLUSIVE + 1);
  tcase_add_loop_test(tests, each_allocation_may_fail, 0, 4);
  return test_run(suite);
}
