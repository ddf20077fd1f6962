/* replay_memory.h - what was answered already, in memory: for tests, examples and one run of the tool. */
#ifndef REPLAY_MEMORY_H
#define REPLAY_MEMORY_H

#include <chreturn/chreturn.h>

struct replay_memory;

/* NULL where memory ran out. */
struct replay_memory *replay_memory_new(void);
void replay_memory_free(struct replay_memory *memory);

/* What chret_replay_check() asks; it is to live no longer than the memory. */
void replay_memory_open(struct replay_memory *memory, chret_replay_memory *callbacks);

/* Notes a request, by its RequestID, and the digest that chret_replay_check() gave. 0, or -1 where memory ran
 * out and nothing is noted. */
int replay_memory_add(struct replay_memory *memory, const chret_request *request, const uint8_t *digest);

#endif
