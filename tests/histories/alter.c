/* tests/histories/alter.c - see alter.h. */
#include "alter.h"

#include <chreturn/chreturn.h>
#include <string.h>

#include "supplier.h"

static const struct bytes none = {NULL, 0};

/* ---- By text ---- */

static struct bytes change_byte(const struct bytes *xml) {
  size_t from = bytes_find(xml, "<sr:Request"), end = bytes_find(xml, "<ds:Signature");
  size_t at = from + any((uint32_t)(end - from));
  char byte = (char)(xml->data[at] ^ (1 + (int)any(127)));
  /* one white space for another between attributes is no change to what is signed */
  return strchr(" \t\r\n", byte) != NULL ? none : bytes_put(xml, at, 1, &byte, 1);
}

/* The digit before the first `end` after `start`. */
static struct bytes change_digit(const struct bytes *xml, const char *start, const char *end) {
  size_t from = bytes_find(xml, start);
  size_t at = (size_t)(strstr(xml->data + from + strlen(start), end) - xml->data) - 1;
  char digit = xml->data[at] == '9' ? '8' : '9';
  return bytes_put(xml, at, 1, &digit, 1);
}

/* The Signature's element and all in it, as a text in place of it. */
static struct bytes put_signature(const struct bytes *xml, const char *text, size_t size) {
  size_t from = bytes_find(xml, "<ds:Signature "), end = bytes_find(xml, "</sr:Request>");
  return bytes_put(xml, from, end - from, text, size);
}

static struct bytes repeat_signature(const struct bytes *xml, const struct bytes *from, int is_twice) {
  size_t start = bytes_find(from, "<ds:Signature "), end = bytes_find(from, "</sr:Request>");
  return is_twice ? bytes_put(xml, bytes_find(xml, "</sr:Request>"), 0, from->data + start, end - start)
                  : put_signature(xml, from->data + start, end - start);
}

static struct bytes take_signature(const struct sent *sent) {
  const struct sent *other = &model.sent[any((uint32_t)model.sent_count)];
  return other == sent || other->supplier != sent->supplier ? none : repeat_signature(&sent->xml, &other->xml, 0);
}

static struct bytes change_value(const struct bytes *xml) {
  static const char tag[] = "<ds:SignatureValue>";
  size_t at = bytes_find(xml, tag) + strlen(tag) + any(80);
  char character = xml->data[at] == 'A' ? 'B' : 'A';
  return bytes_put(xml, at, 1, &character, 1);
}

static struct bytes repeat_record(const struct bytes *xml) {
  const char *is_list = strstr(xml->data, "ReturnList>");
  if (is_list == NULL)
    return none;
  size_t from = (size_t)(is_list - xml->data) + strlen("ReturnList>");
  const char *end = strstr(strstr(xml->data + from, "FaultReturn>") + 1, "FaultReturn>"); /* of the end tag */
  NEED(end != NULL);
  return bytes_put(xml, from, 0, xml->data + from, (size_t)(end - xml->data) + strlen("FaultReturn>") - from);
}

/* ---- By keys ---- */

static struct bytes sign(const chret_request *request, const chret_signer *signer) {
  chret_buffer *buffer = NULL;
  NEED(chret_request_write_signed_buffer(request, &buffer, signer, NULL) == CHRET_OK);
  struct bytes made = bytes_of(chret_buffer_data(buffer), chret_buffer_size(buffer));
  chret_buffer_free(buffer);
  return made;
}

static struct bytes sign_as(const chret_request *request, int supplier, int whose_certificate) {
  uint64_t target, counter;
  chret_signer signer = *supplier_signer(supplier);
  const chret_signer *named = supplier_signer(whose_certificate);
  NEED(chret_request_get_id(request, &signer.eui64, &target, &counter) == CHRET_OK);
  signer.issuer = named->issuer;
  signer.issuer_size = named->issuer_size;
  signer.serial = named->serial;
  signer.serial_size = named->serial_size;
  return sign(request, &signer);
}

static struct bytes sign_other(chret_request *request, int supplier, uint64_t target, const char *text) {
  uint64_t originator, old, counter;
  NEED(chret_request_get_id(request, &originator, &old, &counter) == CHRET_OK);
  NEED(chret_request_set_id(request, originator, target, counter) == CHRET_OK);
  NEED(chret_request_set(request, CHRET_FIELD_FIRST_IN_SEQUENCE, text, text == NULL ? 0 : strlen(text), NULL) ==
       CHRET_OK);
  return sign(request, supplier_signer(supplier));
}

static struct bytes sign_anew(const struct sent *sent, enum alteration alteration) {
  chret_request *request = NULL;
  struct bytes made = none;
  int member = (sent->supplier + 1) % SUPPLIERS;
  NEED(chret_request_read_unverified(&request, (const uint8_t *)sent->xml.data, sent->xml.size, NULL, NULL) ==
       CHRET_OK);
  if (alteration == BY_MEMBER)
    made = sign_as(request, member, member);
  else if (alteration == BY_MEMBER_AS_OTHER)
    made = sign_as(request, member, sent->supplier);
  else if (alteration == BY_OUTSIDER)
    made = sign_as(request, SUPPLIERS, SUPPLIERS);
  else if (alteration == OTHER_TARGET)
    made = sign_other(request, sent->supplier, DSP_EUI + 1, NULL);
  else
    made = sign_other(request, sent->supplier, DSP_EUI, "true");
  chret_request_free(request);
  return made;
}

struct bytes alter_to_repeated(const struct sent *sent, uint64_t counter) {
  chret_request *request = NULL;
  chret_buffer *buffer = NULL;
  uint64_t originator, target, old;
  NEED(chret_request_read_unverified(&request, (const uint8_t *)sent->xml.data, sent->xml.size, NULL, NULL) ==
       CHRET_OK);
  NEED(chret_request_get_id(request, &originator, &target, &old) == CHRET_OK);
  NEED(chret_request_set_id(request, originator, target, counter) == CHRET_OK);
  NEED(chret_request_write_buffer(request, &buffer, NULL) == CHRET_OK);
  struct bytes once = bytes_of(chret_buffer_data(buffer), chret_buffer_size(buffer)), twice = repeat_record(&once);
  struct bytes made = none;
  chret_buffer_free(buffer);
  if (twice.data != NULL) {
    NEED(chret_sign(&buffer, (const uint8_t *)twice.data, twice.size, 0, supplier_signer(sent->supplier), NULL, NULL) ==
         CHRET_OK);
    made = bytes_of(chret_buffer_data(buffer), chret_buffer_size(buffer));
    chret_buffer_free(buffer);
  }
  bytes_free(&once);
  bytes_free(&twice);
  chret_request_free(request);
  return made;
}

struct bytes alter(const struct sent *sent, enum alteration alteration) {
  const struct bytes *xml = &sent->xml;
  switch (alteration) {
  case BYTE_CHANGED:
    return change_byte(xml);
  case CUT_SHORT:
    return bytes_of(xml->data, 1 + any((uint32_t)xml->size - 1));
  case DEVICE_CHANGED:
    return change_digit(xml, "<sr:DeviceID>", "<");
  case COUNTER_CHANGED:
    return change_digit(xml, "<sr:RequestID>", "<");
  case ORIGINATOR_CHANGED:
    return change_digit(xml, "<sr:RequestID>", ":");
  case SIGNATURE_REMOVED:
    return put_signature(xml, "", 0);
  case SIGNATURE_OF_OTHER:
    return take_signature(sent);
  case VALUE_CHANGED:
    return change_value(xml);
  case RECORD_REPEATED:
    return repeat_record(xml);
  case DOCTYPE_ADDED:
    return bytes_put(xml, bytes_find(xml, "<sr:Request"), 0, "<!DOCTYPE x>", 12);
  case SIGNATURE_TWICE:
    return repeat_signature(xml, xml, 1);
  default:
    return sign_anew(sent, alteration);
  }
}

/* ---- Answers ---- */

static struct bytes sign_answer(const struct sent *sent) {
  chret_response *response = NULL;
  chret_buffer *buffer = NULL;
  chret_signer signer = *supplier_signer((sent->supplier + 1) % SUPPLIERS);
  signer.eui64 = DSP_EUI;
  NEED(chret_response_read_unverified(&response, (const uint8_t *)sent->answer.data, sent->answer.size, NULL, NULL) ==
       CHRET_OK);
  NEED(chret_response_write_signed_buffer(response, &buffer, &signer, NULL) == CHRET_OK);
  struct bytes made = bytes_of(chret_buffer_data(buffer), chret_buffer_size(buffer));
  chret_buffer_free(buffer);
  chret_response_free(response);
  return made;
}

struct bytes alter_answer(const struct sent *sent) {
  const struct bytes *xml = &sent->answer;
  switch (any(3)) {
  case 0:
    return change_digit(xml, "<sr:ResponseCode>", "<");
  case 1:
    return bytes_of(xml->data, 1 + any((uint32_t)xml->size - 1));
  default:
    return sign_answer(sent);
  }
}
