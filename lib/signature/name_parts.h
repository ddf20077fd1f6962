/* The parts of a name as text: attribute types (name_type.c) and values (name_value.c). */
#ifndef CHRET_I_NAME_PARTS_H
#define CHRET_I_NAME_PARTS_H

#include <stddef.h>

/* Reads the text and writes what it means; never more bytes than it has read. */
typedef struct chret_i_name_reader {
  const char *at;
  const char *end;
  char *out;
} chret_i_name_reader;

/* An attribute type and its value. */
typedef struct chret_i_name_part {
  const char *type; /* the object identifier, dotted */
  size_t type_size;
  const char *value; /* UTF-8; where `encoded` is 1, the BER encoding of what is no character string */
  size_t value_size;
  int encoded;
  int first; /* of its RDN */
} chret_i_name_part;

/* Each reads its part from the first character on. 0: it is not one. */
int chret_i_name_read_type(chret_i_name_reader *reader, chret_i_name_part *part);
int chret_i_name_read_value(chret_i_name_reader *reader, chret_i_name_part *part);

#endif
