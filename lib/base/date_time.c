/* xs:dateTime: '-'? yyyy+ '-' mm '-' dd 'T' hh ':' mm ':' ss ('.' s+)? (Z | (+|-) hh ':' mm)? */
#include "base/lexical.h"

#include <stdio.h>
#include <string.h>

static int is_digit(char c) {
  return c >= '0' && c <= '9';
}

static size_t count_digits(const char *at, const char *end) {
  const char *start = at;
  while (at < end && is_digit(*at))
    at++;
  return (size_t)(at - start);
}

/* The value of two digits; 100 or more: they are none. */
static unsigned two(const char *at) {
  unsigned tens = (unsigned char)at[0] - (unsigned)'0', ones = (unsigned char)at[1] - (unsigned)'0';
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : 100;
}

/* A year of any length: four digits or more, no leading zero beyond four, not 0000. */
static int is_year(const char *digits, size_t count) {
  return count > 4 ? digits[0] != '0' : count == 4 && memcmp(digits, "0000", 4) != 0;
}

/* century, year: its digits before the last two, and these. Its value modulo 400 matters: four digits have it. */
static unsigned days_in_month(unsigned century, unsigned year, unsigned month) {
  static const unsigned char DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int is_leap = year != 0 ? year % 4 == 0 : century % 4 == 0;
  return DAYS[month - 1] + (unsigned)(month == 2 && is_leap);
}

/* '-' mm '-' dd after the four last digits of the year. */
static int is_day(const char *at) {
  unsigned month = two(at + 1), day = two(at + 4);
  return at[0] == '-' && month >= 1 && month <= 12 && at[3] == '-' && day >= 1 &&
         (day <= 28 || day <= days_in_month(two(at - 4), two(at - 2), month));
}

/* hh ':' mm ':' ss, and whether the fraction after it is more than 0. */
static int is_time(const char *at, int has_fraction) {
  unsigned hour = two(at), minute = two(at + 3), second = two(at + 6);
  if (at[2] != ':' || at[5] != ':')
    return 0;
  return hour == 24 ? minute == 0 && second == 0 && !has_fraction : hour < 24 && minute < 60 && second < 60;
}

/* Takes '.' s+ where it is there. */
static int take_fraction(const char **at, const char *end, int *is_nonzero) {
  *is_nonzero = 0;
  if (*at == end || **at != '.')
    return 1;
  if (++*at == end || !is_digit(**at))
    return 0;
  for (; *at < end && is_digit(**at); ++*at)
    *is_nonzero |= **at != '0';
  return 1;
}

static int is_zone(const char *at, const char *end) {
  unsigned hours, minutes;
  if (at == end || (*at == 'Z' && end - at == 1))
    return 1;
  if (end - at != 6 || (at[0] != '+' && at[0] != '-') || at[3] != ':')
    return 0;
  hours = two(at + 1);
  minutes = two(at + 4);
  return minutes < 60 && (hours < 14 || (hours == 14 && minutes == 0));
}

int chret_i_is_date_time(const char *text, size_t size) {
  static const size_t REST = sizeof "-mm-ddThh:mm:ss" - 1;
  const char *end = text + size;
  const char *rest;
  size_t digits;
  int has_fraction;
  if (size > 0 && *text == '-')
    text++;
  digits = count_digits(text, end);
  if (!is_year(text, digits) || (size_t)(end - text) < digits + REST)
    return 0;
  text += digits;
  rest = text + REST;
  return is_day(text) && text[6] == 'T' && take_fraction(&rest, end, &has_fraction) &&
         is_time(text + 7, has_fraction) && is_zone(rest, end);
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
