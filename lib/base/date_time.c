/* xs:dateTime: '-'? yyyy+ '-' mm '-' dd 'T' hh ':' mm ':' ss ('.' s+)? (Z | (+|-) hh ':' mm)? */
#include "base/lexical.h"

#include <stdio.h>

typedef struct cursor {
  const char *at;
  const char *end;
} cursor;

static int take(cursor *c, char expected) {
  if (c->at == c->end || *c->at != expected)
    return 0;
  c->at++;
  return 1;
}

static int peek_digit(const cursor *c) {
  return c->at < c->end && *c->at >= '0' && *c->at <= '9';
}

static int take_two(cursor *c, int *value) {
  int first;
  if (!peek_digit(c))
    return 0;
  first = *c->at++ - '0';
  if (!peek_digit(c))
    return 0;
  *value = first * 10 + (*c->at++ - '0');
  return 1;
}

/* A year of any length: four digits or more, no leading zero beyond four, not 0000. Only its value modulo 400 matters. */
static int take_year(cursor *c, int *modulo_400) {
  const char *start;
  int nonzero = 0;
  (void)take(c, '-');
  start = c->at;
  *modulo_400 = 0;
  while (peek_digit(c)) {
    nonzero |= *c->at != '0';
    *modulo_400 = (*modulo_400 * 10 + (*c->at++ - '0')) % 400;
  }
  return nonzero && c->at - start >= 4 && (c->at - start == 4 || *start != '0');
}

static int days_in_month(int year_modulo_400, int month) {
  static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int leap = year_modulo_400 % 4 == 0 && (year_modulo_400 % 100 != 0 || year_modulo_400 == 0);
  return DAYS[month - 1] + (month == 2 && leap);
}

static int take_date(cursor *c) {
  int year, month, day;
  return take_year(c, &year) && take(c, '-') && take_two(c, &month) && month >= 1 && month <= 12 && take(c, '-') &&
         take_two(c, &day) && day >= 1 && day <= days_in_month(year, month);
}

static int take_time(cursor *c) {
  int hour, minute, second, nonzero_fraction = 0;
  if (!take_two(c, &hour) || !take(c, ':') || !take_two(c, &minute) || !take(c, ':') || !take_two(c, &second))
    return 0;
  if (take(c, '.')) {
    if (!peek_digit(c))
      return 0;
    while (peek_digit(c))
      nonzero_fraction |= *c->at++ != '0';
  }
  if (hour == 24)
    return minute == 0 && second == 0 && !nonzero_fraction;
  return hour < 24 && minute < 60 && second < 60;
}

static int take_zone(cursor *c) {
  int hours, minutes;
  if (c->at == c->end || take(c, 'Z'))
    return 1;
  return (take(c, '+') || take(c, '-')) && take_two(c, &hours) && take(c, ':') && take_two(c, &minutes) &&
         minutes < 60 && (hours < 14 || (hours == 14 && minutes == 0));
}

int chret_i_is_date_time(const char *text, size_t size) {
  cursor c;
  c.at = text;
  c.end = text + size;
  return take_date(&c) && take(&c, 'T') && take_time(&c) && take_zone(&c) && c.at == c.end;
}

int32_t chret_date_time_check(const char *text, size_t size) {
  if (text == NULL)
    return CHRET_E_ARGUMENT;
  chret_i_trim(&text, &size);
  return chret_i_is_date_time(text, size) ? CHRET_OK : CHRET_E_MALFORMED;
}

#define DAY INT64_C(86400000)

/* Days since 1970-01-01 to a date of the proleptic Gregorian calendar: counted in eras of 400 years that begin on the
 * 1st of March, so that the leap day is a year's last. */
static void to_date(int64_t days, int64_t *year, int *month, int *day) {
  int64_t from_era = days + 719468; /* since 0000-03-01 */
  int64_t era = (from_era >= 0 ? from_era : from_era - 146096) / 146097;
  int64_t day_of_era = from_era - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t month_from_march = (5 * day_of_year + 2) / 153;
  *day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  *month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  *year = year_of_era + era * 400 + (*month <= 2);
}

int32_t chret_date_time_format(int64_t milliseconds, char *out, size_t out_size) {
  /* 0001-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z */
  static const int64_t FIRST = INT64_C(-62135596800000), LAST = INT64_C(253402300799999);
  int64_t days, rest, year;
  int month, day;
  if (out == NULL || out_size < CHRET_DATE_TIME_SIZE || milliseconds < FIRST || milliseconds > LAST)
    return CHRET_E_ARGUMENT;
  days = (milliseconds >= 0 ? milliseconds : milliseconds - (DAY - 1)) / DAY;
  rest = milliseconds - days * DAY;
  to_date(days, &year, &month, &day);
  (void)snprintf(out, out_size, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", (int)year, month, day, (int)(rest / 3600000),
                 (int)(rest / 60000 % 60), (int)(rest / 1000 % 60), (int)(rest % 1000));
  return CHRET_OK;
}
