/* date_time.h - points in time as people write them. */
#ifndef DATE_TIME_H
#define DATE_TIME_H

#include <stdint.h>

/* Takes an xs:dateTime of the years 1 to 9999 in UTC, which it is in where it names no time zone; 0 where it is none.
 * milliseconds: since 1970-01-01T00:00:00Z. */
int date_time_parse(const char *text, int64_t *milliseconds);

/* The clock's. */
int64_t date_time_now(void);

#endif
