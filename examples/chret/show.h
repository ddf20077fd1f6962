/* show.h - the ways to show a request, each on the standard output. They give an exit code (messages.h). */
#ifndef SHOW_H
#define SHOW_H

#include <chreturn/chreturn.h>

int show_as_text(const char *file, const chret_request *request);
int show_as_csv(const char *file, const chret_request *request);
int show_as_json(const char *file, const chret_request *request);

#endif
