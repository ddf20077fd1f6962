/* show.h - the ways to show a message, each on the standard output. They give an exit code (messages.h). */
#ifndef SHOW_H
#define SHOW_H

#include <chreturn/chreturn.h>

int show_as_text(const char *file, const chret_message *message);
int show_as_csv(const char *file, const chret_message *message);
int show_as_json(const char *file, const chret_message *message);

/* "Request" or "Response". */
const char *show_kind(const chret_message *message);

/* The fields of messages in the order in which they are shown, the references to the service last: the i-th, 0 beyond the
 * end. */
int32_t show_field_at(size_t i);

/* The Device ID of a response's i-th refused hub. */
void show_failure_device(const chret_response *response, size_t i, char out[CHRET_EUI64_SIZE]);

#endif
