/* Requests from inside. */
#ifndef CHRET_I_REQUEST_H
#define CHRET_I_REQUEST_H

#include "model/device_set.h"
#include "model/message.h"

struct chret_request {
  chret_i_message message;
  int32_t form;
  chret_i_arena record_memory; /* of the records: they stay where they are */
  chret_record **records;
  size_t record_count;
  size_t record_capacity;
  chret_i_device_set devices;
  size_t devices_of; /* how many of the records are in it: append brings it up to date where it asks it */
  size_t rising;     /* how many of the first records were appended in rising order of their Device IDs */
};

/* A request without a service, for the reader. NULL: no memory. */
chret_request *chret_i_request_new(const chret_allocator *allocator);
/* The Device ID of a record by its number from 1; ctx: the request. For chret_i_device_set_init(). */
uint64_t chret_i_request_device(const void *ctx, size_t record);
/* Room after the last record for one more, whose texts the request's arena or the table holds: it is there once
 * record_count says so. NULL: no memory. */
chret_record *chret_i_request_room(chret_request *request);

#endif
