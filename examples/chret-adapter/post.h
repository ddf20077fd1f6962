/* post.h - documents posted to one URL, many at once, by libcurl. Redirects are not followed, TLS is verified as libcurl
 * does it by itself, and an answer has at most POST_ANSWER_MOST bytes. */
#ifndef POST_H
#define POST_H

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

#define POST_ANSWER_MOST ((size_t)16 * 1048576)

/* What all of them share. */
struct posts {
  CURLM *multi;
  struct curl_slist *headers;
  const char *url;
  long timeout; /* seconds for one of them, from beginning to end */
};

#define POST_ANSWERED 1 /* with an HTTP status */
#define POST_LOST     2 /* it may have come or not: no connection, no answer in time, an answer cut short */
#define POST_HOPELESS 3 /* another time would be no better: a certificate that does not verify, a wrong URL */

/* One document on its way at a time. */
struct post {
  CURL *easy;
  char error[CURL_ERROR_SIZE];
  /* what became of it */
  int outcome; /* a POST_ number */
  long status; /* of HTTP, where it was answered */
  long wait;   /* seconds that the server asks to wait; 0: it does not */
  uint8_t *answer;
  size_t answer_size, answer_room;
  int is_too_large; /* the answer: it is cut off */
};

/* All functions that return an int give an exit code (messages.h), unless they say otherwise. */

/* Whether this is a URL of http or https: 0 or 1. */
int post_is_url(const char *url);

/* For so many at once. Whatever comes of it, posts_close() is to be called, after the posts are closed. */
int posts_open(struct posts *posts, const char *url, long timeout, size_t count);
void posts_close(struct posts *posts);

int post_open(struct post *post, const struct posts *posts);
void post_close(struct post *post, const struct posts *posts);

/* Sends the bytes, which are borrowed until it is done or stopped. is_fresh: on a connection of its own, for the others
 * may have answers of other requests left. */
int post_begin(struct post *post, const struct posts *posts, const uint8_t *data, size_t size, int is_fresh);
void post_stop(struct post *post, const struct posts *posts);

/* Lets them go on, for at most so many milliseconds, or until something happens. */
int posts_run(const struct posts *posts, int milliseconds);

/* The next one that is done, with what became of it; NULL: none is. */
struct post *posts_next_done(const struct posts *posts);

/* Why it was lost or is hopeless. */
const char *post_error(const struct post *post);

#endif
