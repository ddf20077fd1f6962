/* json_messages.c - see json_messages.h. */
#include "json_messages.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages.h"
#include "progress.h"

/* Text that is not UTF-8, such as a file's name may be, with a "?" for each byte that is not ASCII. */
static json_t *json_of_bytes(const char *text) {
  char *copy = strdup(text);
  json_t *value;
  if (copy == NULL)
    return NULL;
  for (char *c = copy; *c != '\0'; c++)
    if ((unsigned char)*c > 0x7F)
      *c = '?';
  value = json_string(copy);
  free(copy);
  return value;
}

static void set_text(json_t *object, const char *key, const char *text) {
  if (text == NULL || *text == '\0')
    return;
  if (json_object_set_new(object, key, json_string(text)) != 0)
    json_object_set_new(object, key, json_of_bytes(text));
}

static void set_number(json_t *object, const char *key, size_t number) {
  if (number != 0)
    json_object_set_new(object, key, json_integer((json_int_t)number));
}

/* Where memory runs out what is missing is left out: there is no one to tell it to. */
static void put_message(const struct message *m) {
  json_t *object = json_object();
  set_text(object, "tool", program_name);
  set_text(object, "file", m->file);
  set_number(object, "line", m->line);
  set_number(object, "record", m->record);
  set_text(object, "deviceID", m->device_id);
  set_text(object, "item", m->item);
  set_text(object, "code", m->code);
  set_text(object, "message", m->text);
  json_dumpf(object, stderr, JSON_COMPACT | JSON_ENSURE_ASCII);
  json_decref(object);
  fputc('\n', stderr);
}

void json_messages(void) {
  progress_forbid();
  message_set_writer(put_message);
}
