/* date_time.c - see date_time.h. */
#include "date_time.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <chreturn/chreturn.h>

#define DAYS_TO_1970 719162 /* from 0001-01-01, in the Gregorian calendar */

static int64_t days_since_1970(int year, int month, int day) {
  static const int before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  int is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  int64_t past = year - 1;
  return past * 365 + past / 4 - past / 100 + past / 400 + before_month[month - 1] + (is_leap && month > 2) + day - 1 -
         DAYS_TO_1970;
}

/* The first three digits of a fraction, whose "." is passed with its digits. */
static int64_t read_fraction(const char **at) {
  int64_t value = 0;
  int64_t weight = 100;
  if (**at != '.')
    return 0;
  for ((*at)++; **at >= '0' && **at <= '9'; (*at)++) {
    value += weight * (**at - '0');
    weight /= 10;
  }
  return value;
}

/* Of a time zone such as +01:00; 0 for Z and for none. */
static int64_t read_zone_minutes(const char *at) {
  int hours;
  int minutes;
  if ((*at != '+' && *at != '-') || sscanf(at + 1, "%2d:%2d", &hours, &minutes) != 2)
    return 0;
  int64_t size = (int64_t)hours * 60 + minutes;
  return *at == '-' ? -size : size;
}

/* The library knows what is an xs:dateTime, so that here all is in its place. */
int date_time_parse(const char *text, int64_t *milliseconds) {
  int year;
  int month;
  int day;
  int hour;
  int minute;
  int second;
  int end = 0;
  if (chret_date_time_check(text, strlen(text)) != CHRET_OK ||
      sscanf(text, " %4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second, &end) != 6 || year < 1)
    return 0;
  const char *at = text + end;
  int64_t fraction = read_fraction(&at);
  int64_t minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute - read_zone_minutes(at);
  int64_t result = (minutes * 60 + second) * 1000 + fraction;
  char in_utc[CHRET_DATE_TIME_SIZE]; /* where it may be of another year */
  if (chret_date_time_format(result, in_utc, sizeof in_utc) != CHRET_OK)
    return 0;
  *milliseconds = result;
  return 1;
}

int64_t date_time_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
