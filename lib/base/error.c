#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int32_t chret_error_new(chret_error **out, const chret_options *options) {
  const chret_allocator *allocator = &chret_i_options(options)->allocator;
  chret_error *err;
  if (out == NULL)
    return CHRET_E_ARGUMENT;
  err = chret_i_allocate_zeroed(allocator, sizeof *err);
  if (err == NULL)
    return CHRET_E_NO_MEMORY;
  err->allocator = *allocator;
  *out = err;
  return CHRET_OK;
}

void chret_error_free(chret_error *err) {
  if (err != NULL) {
    chret_allocator allocator = err->allocator;
    chret_i_release(&allocator, err);
  }
}

int32_t chret_error_status(const chret_error *err) {
  return err != NULL ? err->status : CHRET_OK;
}

size_t chret_error_record(const chret_error *err) {
  return err != NULL ? err->record : 0;
}

const char *chret_error_device_id(const chret_error *err) {
  return err != NULL ? err->device_id : "";
}

const char *chret_error_item(const chret_error *err) {
  return err != NULL ? err->item : "";
}

size_t chret_error_line(const chret_error *err) {
  return err != NULL ? err->line : 0;
}

const char *chret_error_message(const chret_error *err) {
  return err != NULL ? err->message : "";
}

int32_t chret_error_host_code(const chret_error *err) {
  return err != NULL ? err->host_code : 0;
}

void chret_i_error_clear(chret_error *err) {
  if (err == NULL)
    return;
  err->status = CHRET_OK;
  err->host_code = 0;
  err->record = 0;
  err->line = 0;
  err->device_id[0] = '\0';
  err->item[0] = '\0';
  err->message[0] = '\0';
}

int32_t chret_error_set(chret_error *err, int32_t status, const char *message) {
  chret_i_error_clear(err);
  if (status == CHRET_OK)
    return CHRET_OK;
  return chret_i_error_set(err, status, NULL, "%s", message != NULL ? message : chret_status_text(status));
}

void chret_i_copy_text(char *out, size_t capacity, const char *text, size_t size) {
  if (text == NULL)
    size = 0;
  if (size >= capacity) {
    size = capacity - 1;
    while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
      size--;
  }
  if (size > 0)
    memcpy(out, text, size);
  out[size] = '\0';
}

int32_t chret_i_error_set(chret_error *err, int32_t status, const chret_i_place *place, const char *format, ...) {
  /* with the byte after the cut, which tells whether a character goes on there */
  char message[CHRET_I_ERROR_MESSAGE + 1];
  va_list arguments;
  if (err == NULL || err->status != CHRET_OK)
    return status;
  err->status = status;
  if (place != NULL) {
    err->record = place->record;
    err->line = place->line;
    chret_i_copy_text(err->device_id, sizeof err->device_id, place->device_id, place->device_id_size);
    chret_i_copy_text(err->item, sizeof err->item, place->item, place->item_size);
  }
  va_start(arguments, format);
  (void)vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  chret_i_copy_text(err->message, sizeof err->message, message, strlen(message));
  return status;
}

int32_t chret_i_error_host(chret_error *err, int32_t code, const char *what) {
  if (err != NULL && err->status == CHRET_OK)
    err->host_code = code;
  return chret_i_error_set(err, CHRET_E_HOST, NULL, "the host's %s failed with code %ld", what, (long)code);
}

void chret_i_error_copy(chret_error *err, const chret_error *from) {
  chret_allocator allocator;
  if (err == NULL)
    return;
  allocator = err->allocator;
  *err = *from;
  err->allocator = allocator;
}
