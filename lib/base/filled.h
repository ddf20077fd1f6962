/* The structs that a host fills in (chret_allocator, chret_sink, chret_provider, chret_signer, chret_replay_memory). Each
 * begins with its size, as the host was compiled, and a reserved number, which is 0.
 *
 * A later version of the library may append fields. A host that was compiled before has the smaller struct still, and
 * what it lacks counts as 0. So the sizes that are taken are those from `first`, which the first version of the struct
 * has, to `size`, which this one has; a larger one is that of a version that is not known yet, and what it asks for
 * would not be done. What reads a field that was appended reads it in a copy that chret_i_filled_copy() made. */
#ifndef CHRET_I_FILLED_H
#define CHRET_I_FILLED_H

#include <chreturn/base.h>

/* Zeroes the struct and notes the size; CHRET_E_ARGUMENT for NULL or a size that is not taken. */
int32_t chret_i_filled_init(void *filled, size_t struct_size, size_t first, size_t size);
/* Whether there is a struct of a size that is taken, with 0 as the reserved number. */
int chret_i_filled_is(const void *filled, size_t first, size_t size);
/* A copy of such a struct, `size` bytes, with zeros for what it lacks. */
void chret_i_filled_copy(void *copy, const void *filled, size_t size);

/* What the first version has, up to and with that field. */
#define CHRET_I_UP_TO(type, field) (offsetof(type, field) + sizeof(((type *)0)->field))

#define CHRET_I_ALLOCATOR CHRET_I_UP_TO(chret_allocator, release), sizeof(chret_allocator)
#define CHRET_I_SINK      CHRET_I_UP_TO(chret_sink, finish), sizeof(chret_sink)
#define CHRET_I_PROVIDER  CHRET_I_UP_TO(chret_provider, release), sizeof(chret_provider)
#define CHRET_I_SIGNER    CHRET_I_UP_TO(chret_signer, sign), sizeof(chret_signer)
#define CHRET_I_MEMORY    CHRET_I_UP_TO(chret_replay_memory, find), sizeof(chret_replay_memory)

#endif
