/* state_file.h - the file of --state: a batch, whole or absent. A run that has it open has it alone. */
#ifndef STATE_FILE_H
#define STATE_FILE_H

#include <chreturn/chreturn.h>

struct state_file {
  const char *path;  /* borrowed */
  int fd;            /* -1: there is no such file yet */
  int does_not_wait; /* for another run that has it: that is EXIT_ENVIRONMENT then */
  const chret_provider *provider;
};

/* All functions give an exit code (messages.h). */

/* Opens the file and waits until no other run has it, unless it is not to wait. The batch in *out; NULL where there is
 * no such file yet. EXIT_ENVIRONMENT: it is damaged, or of a later version. Whatever comes of it, state_file_close() is
 * to be called. */
int state_file_open(struct state_file *file, const char *path, const chret_provider *provider, chret_batch **out);
/* Puts the batch in the place of what was there, and still has it alone. EXIT_ENVIRONMENT also where there was no file
 * and now there is one, of another run. */
int state_file_save(struct state_file *file, const chret_batch *batch);
void state_file_close(struct state_file *file);

#endif
