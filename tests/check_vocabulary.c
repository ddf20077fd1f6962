/* tests/check_vocabulary.c - the vocabulary that the library shows, against what the DUIS schema has. */
#include "support.h"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#define FAULT    CHRET_SERVICE_FAULT_RETURN
#define NO_FAULT CHRET_SERVICE_NO_FAULT_RETURN

/* The record of each service in wire order, as the table of the two services has it (DUIS.xsd V5.4). */
static const struct {
  int32_t service;
  size_t place;
  int32_t field;
  const char *name;
  int required;
  int32_t kind;
  size_t limit;
  size_t values;
} items[] = {
    {FAULT, 0, CHRET_FIELD_DEVICE_ID, "DeviceID", 1, CHRET_KIND_EUI, 0, 0},
    {FAULT, 1, CHRET_FIELD_FAULT_RETURN_TYPE, "CHFFaultReturnType", 1, CHRET_KIND_ENUMERATION, 0, 2},
    {FAULT, 2, CHRET_FIELD_USER_REF_DATE_TIME, "UserRefDateTime", 0, CHRET_KIND_DATE_TIME, 0, 0},
    {FAULT, 3, CHRET_FIELD_USER_REF_ID, "UserRefID", 0, CHRET_KIND_TEXT, 25, 0},
    {FAULT, 4, CHRET_FIELD_OTHER_DEVICE_ID, "OtherDeviceID", 1, CHRET_KIND_EUI, 0, 0},
    {FAULT, 5, CHRET_FIELD_INCIDENT_REFERENCE, "IncidentReference", 0, CHRET_KIND_TEXT, 15, 0},
    {FAULT, 6, CHRET_FIELD_CONNECTION_METHOD, "CHFConnectionMethod", 1, CHRET_KIND_ENUMERATION, 0, 3},
    {FAULT, 7, CHRET_FIELD_FAULT_REASON, "CHFFaultReason", 1, CHRET_KIND_ENUMERATION, 0, 9},
    {FAULT, 8, CHRET_FIELD_ADDITIONAL_INFORMATION, "AdditionalInformation", 0, CHRET_KIND_TEXT, 200, 0},
    {NO_FAULT, 0, CHRET_FIELD_DEVICE_ID, "DeviceID", 1, CHRET_KIND_EUI, 0, 0},
    {NO_FAULT, 1, CHRET_FIELD_NO_FAULT_RETURN_TYPE, "CHFNoFaultReturnType", 1, CHRET_KIND_ENUMERATION, 0, 5},
    {NO_FAULT, 2, CHRET_FIELD_USER_REF_DATE_TIME, "UserRefDateTime", 0, CHRET_KIND_DATE_TIME, 0, 0},
    {NO_FAULT, 3, CHRET_FIELD_USER_REF_ID, "UserRefID", 0, CHRET_KIND_TEXT, 25, 0},
    {NO_FAULT, 4, CHRET_FIELD_INCIDENT_REFERENCE, "IncidentReference", 0, CHRET_KIND_TEXT, 15, 0},
    {NO_FAULT, 5, CHRET_FIELD_ADDITIONAL_INFORMATION, "AdditionalInformation", 0, CHRET_KIND_TEXT, 200, 0},
};

START_TEST(each_item_has_its_place_name_kind_and_limit) {
  int32_t field = items[_i].field;
  const char *name = items[_i].name;
  ck_assert_msg(chret_service_item_at(items[_i].service, items[_i].place) == field, "%s is not in its place", name);
  ck_assert_msg(chret_service_item_required(items[_i].service, field) == items[_i].required, "%s", name);
  ck_assert_str_eq(chret_field_name(field), name);
  ck_assert_int_eq(chret_field_by_name(name, strlen(name)), field);
  ck_assert_int_eq(chret_field_kind(field), items[_i].kind);
  ck_assert_uint_eq(chret_field_limit(field), items[_i].limit);
  ck_assert_uint_eq(chret_field_value_count(field), items[_i].values);
}
END_TEST

static const struct {
  int32_t field;
  const char *name;
  int32_t kind;
} header[] = {
    {CHRET_FIELD_SCHEMA_VERSION, "schemaVersion", CHRET_KIND_DECIMAL},
    {CHRET_FIELD_REQUEST_ID, "RequestID", CHRET_KIND_REQUEST_ID},
    {CHRET_FIELD_FIRST_IN_SEQUENCE, "FirstInSequence", CHRET_KIND_BOOLEAN},
    {CHRET_FIELD_PRECEDING_SERVICE_REQUEST_ID, "PrecedingServiceRequestID", CHRET_KIND_REQUEST_ID},
    {CHRET_FIELD_COMMAND_VARIANT, "CommandVariant", CHRET_KIND_COMMAND_VARIANT},
    {CHRET_FIELD_SERVICE_REFERENCE, "ServiceReference", CHRET_KIND_ENUMERATION},
    {CHRET_FIELD_SERVICE_REFERENCE_VARIANT, "ServiceReferenceVariant", CHRET_KIND_ENUMERATION},
    {CHRET_FIELD_RESPONSE_ID, "ResponseID", CHRET_KIND_REQUEST_ID},
    {CHRET_FIELD_RESPONSE_CODE, "ResponseCode", CHRET_KIND_RESPONSE_CODE},
    {CHRET_FIELD_RESPONSE_DATE_TIME, "ResponseDateTime", CHRET_KIND_DATE_TIME},
    {CHRET_FIELD_DEVICE_ID_LIST, "DeviceIDList", CHRET_KIND_EUI_LIST},
};

START_TEST(each_field_of_a_message_has_its_name_and_kind) {
  ck_assert_str_eq(chret_field_name(header[_i].field), header[_i].name);
  ck_assert_int_eq(chret_field_by_name(header[_i].name, strlen(header[_i].name)), header[_i].field);
  ck_assert_int_eq(chret_field_kind(header[_i].field), header[_i].kind);
  ck_assert_uint_eq(chret_field_limit(header[_i].field), header[_i].kind == CHRET_KIND_DECIMAL ? 16 : 0);
}
END_TEST

START_TEST(the_lists_are_whole_and_end) {
  ck_assert_uint_eq(chret_service_item_count(FAULT), 9);
  ck_assert_uint_eq(chret_service_item_count(NO_FAULT), 6);
  ck_assert_uint_eq(chret_field_count(), 10 + TEST_COUNT(header));
  for (size_t i = 0; i < chret_field_count(); i++) {
    int32_t field = chret_field_at(i);
    ck_assert_msg(field / 100 == 1 || field / 100 == 2, "%d", (int)field);
    ck_assert_ptr_nonnull(chret_field_name(field));
    for (size_t j = 0; j < i; j++) {
      ck_assert_int_ne(field, chret_field_at(j));
    }
    ck_assert_ptr_nonnull(chret_kind_name(chret_field_kind(field)));
    ck_assert_ptr_null(chret_field_value_at(field, chret_field_value_count(field)));
  }
  ck_assert_uint_eq(chret_service_count(), 2);
  ck_assert_int_eq(chret_service_at(0), FAULT);
  ck_assert_int_eq(chret_service_at(1), NO_FAULT);
  ck_assert_str_eq(chret_service_name(FAULT), "8.14.3");
  ck_assert_str_eq(chret_service_name(NO_FAULT), "8.14.4");
  ck_assert_int_eq(chret_service_by_name("8.14.3", 6), FAULT);
  ck_assert_int_eq(chret_service_by_name("8.14.4", 6), NO_FAULT);
  ck_assert_str_eq(chret_form_name(CHRET_FORM_SINGLE), "single");
  ck_assert_str_eq(chret_form_name(CHRET_FORM_LIST), "list");
  ck_assert_str_eq(chret_kind_name(CHRET_KIND_DATE_TIME), "date-time");
}
END_TEST

START_TEST(what_is_not_there_is_told_so) {
  ck_assert_int_eq(chret_service_at(2), 0);
  ck_assert_ptr_null(chret_service_name(81401));
  ck_assert_int_eq(chret_service_by_name("8.14.1", 6), 0);
  ck_assert_int_eq(chret_service_by_name("8.14.3", 5), 0);
  ck_assert_int_eq(chret_service_by_name(NULL, 0), 0);
  ck_assert_uint_eq(chret_service_item_count(81401), 0);
  ck_assert_int_eq(chret_service_item_at(FAULT, 9), 0);
  ck_assert_int_eq(chret_service_item_at(FAULT, SIZE_MAX), 0);
  ck_assert_int_eq(chret_service_item_required(NO_FAULT, CHRET_FIELD_FAULT_REASON), 0);
  ck_assert_int_eq(chret_field_at(SIZE_MAX), 0);
  ck_assert_ptr_null(chret_field_name(100));
  ck_assert_ptr_null(chret_field_name(111));
  ck_assert_int_eq(chret_field_by_name("deviceid", 8), 0);
  ck_assert_int_eq(chret_field_by_name("DeviceIDs", 9), 0);
  ck_assert_int_eq(chret_field_by_name("DeviceID", 7), 0);
  ck_assert_int_eq(chret_field_by_name("", 0), 0);
  ck_assert_int_eq(chret_field_kind(0), 0);
  ck_assert_uint_eq(chret_field_limit(-1), 0);
  ck_assert_uint_eq(chret_field_value_count(CHRET_FIELD_DEVICE_ID), 0);
  ck_assert_ptr_null(chret_field_value_at(CHRET_FIELD_DEVICE_ID, 0));
  ck_assert_ptr_null(chret_kind_name(99));
  ck_assert_ptr_null(chret_form_name(0));
}
END_TEST

/* ---- The official schema ----------------------------------------------------------------------------------------- */

static xmlDocPtr schema(void) {
  test_text text = {NULL, 0, 0};
  if (!test_load_duis(&text, "DUIS.xsd")) {
    return NULL;
  }
  xmlDocPtr doc = xmlReadMemory(text.data, (int)text.size, "DUIS.xsd", NULL, XML_PARSE_NONET);
  test_text_free(&text);
  ck_assert_ptr_nonnull(doc);
  return doc;
}

/* The attributes that the path finds, in document order, each followed by a line feed. */
static void add_attributes(test_text *found, xmlDocPtr doc, const char *path) {
  xmlXPathContextPtr context = xmlXPathNewContext(doc);
  xmlXPathRegisterNs(context, BAD_CAST "xs", BAD_CAST "http://www.w3.org/2001/XMLSchema");
  xmlXPathObjectPtr result = xmlXPathEvalExpression(BAD_CAST path, context);
  ck_assert_msg(result != NULL && result->nodesetval != NULL, "%s", path);
  for (int i = 0; i < result->nodesetval->nodeNr; i++) {
    xmlChar *value = xmlNodeGetContent(result->nodesetval->nodeTab[i]);
    test_addf(found, "%s\n", (const char *)value);
    xmlFree(value);
  }
  xmlXPathFreeObject(result);
  xmlXPathFreeContext(context);
}

static const struct {
  const char *type;
  int32_t field;
} enumerations[] = {
    {"CHFFaultReturnType", CHRET_FIELD_FAULT_RETURN_TYPE},
    {"CHFNoFaultReturnType", CHRET_FIELD_NO_FAULT_RETURN_TYPE},
    {"CHFConnectionMethod", CHRET_FIELD_CONNECTION_METHOD},
    {"CHFFaultReason", CHRET_FIELD_FAULT_REASON},
    {"ServiceReference", CHRET_FIELD_SERVICE_REFERENCE},
    {"ServiceReferenceVariant", CHRET_FIELD_SERVICE_REFERENCE_VARIANT},
    {"ResponseCode", CHRET_FIELD_RESPONSE_CODE},
};

START_TEST(enumerations_have_the_values_of_the_schema_in_its_order) {
  test_text path = {NULL, 0, 0}, want = {NULL, 0, 0}, got = {NULL, 0, 0};
  xmlDocPtr doc = schema();
  if (doc != NULL) {
    test_addf(&path, "//xs:simpleType[@name='%s']//xs:enumeration/@value", enumerations[_i].type);
    add_attributes(&want, doc, path.data);
    for (size_t i = 0; i < chret_field_value_count(enumerations[_i].field); i++) {
      test_addf(&got, "%s\n", chret_field_value_at(enumerations[_i].field, i));
    }
    ck_assert_uint_gt(want.size, 0);
    ck_assert_str_eq(got.data, want.data);
    xmlFreeDoc(doc);
  }
  test_text_free(&path);
  test_text_free(&want);
  test_text_free(&got);
}
END_TEST

static const struct {
  int32_t service;
  const char *type;
} records[] = {{FAULT, "CHFFaultReturn"}, {NO_FAULT, "CHFNoFaultReturn"}};

START_TEST(records_have_the_items_of_the_schema_in_its_order) {
  test_text path = {NULL, 0, 0}, want = {NULL, 0, 0}, got = {NULL, 0, 0};
  xmlDocPtr doc = schema();
  if (doc != NULL) {
    for (int only_required = 0; only_required < 2; only_required++) {
      path.size = 0;
      test_addf(&path, "//xs:complexType[@name='%s']/xs:sequence/xs:element%s/@name", records[_i].type,
                only_required ? "[not(@minOccurs='0')]" : "");
      add_attributes(&want, doc, path.data);
      for (size_t i = 0; i < chret_service_item_count(records[_i].service); i++) {
        int32_t field = chret_service_item_at(records[_i].service, i);
        if (!only_required || chret_service_item_required(records[_i].service, field)) {
          test_addf(&got, "%s\n", chret_field_name(field));
        }
      }
    }
    ck_assert_str_eq(got.data, want.data);
    xmlFreeDoc(doc);
  }
  test_text_free(&path);
  test_text_free(&want);
  test_text_free(&got);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("vocabulary");
  TCase *tests = tcase_create("vocabulary");
  suite_add_tcase(suite, tests);
  tcase_add_loop_test(tests, each_item_has_its_place_name_kind_and_limit, 0, TEST_COUNT(items));
  tcase_add_loop_test(tests, each_field_of_a_message_has_its_name_and_kind, 0, TEST_COUNT(header));
  tcase_add_test(tests, the_lists_are_whole_and_end);
  tcase_add_test(tests, what_is_not_there_is_told_so);
  tcase_add_loop_test(tests, enumerations_have_the_values_of_the_schema_in_its_order, 0, TEST_COUNT(enumerations));
  tcase_add_loop_test(tests, records_have_the_items_of_the_schema_in_its_order, 0, TEST_COUNT(records));
  return test_run(suite);
}
