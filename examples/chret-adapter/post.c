/* post.c - see post.h. */
#include "post.h"

#include <chreturn/base.h>
#include <stdlib.h>
#include <string.h>

#include "messages.h"
#include "room.h"

#define CONNECT_TIMEOUT 10L /* seconds */

/* ---- What all share ---- */

int post_is_url(const char *url) {
  CURLU *parsed = curl_url();
  char *scheme = NULL;
  int is_url = parsed != NULL && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
               curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
               (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
  curl_free(scheme);
  curl_url_cleanup(parsed);
  return is_url;
}

static int fail(const struct posts *posts, const char *text) {
  message(&(struct message){.file = posts->url, .text = text});
  return EXIT_ENVIRONMENT;
}

/* Without the second header libcurl would ask, before a large document, whether it may send it. */
static int add_headers(struct posts *posts) {
  static const char *const headers[] = {"Content-Type: application/xml", "Expect:"};
  for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
    struct curl_slist *list = curl_slist_append(posts->headers, headers[i]);
    if (list == NULL)
      return message_no_memory();
    posts->headers = list;
  }
  return EXIT_DONE;
}

int posts_open(struct posts *posts, const char *url, long timeout, size_t count) {
  *posts = (struct posts){.url = url, .timeout = timeout};
  posts->multi = curl_multi_init();
  if (posts->multi == NULL || curl_multi_setopt(posts->multi, CURLMOPT_MAXCONNECTS, (long)count) != CURLM_OK)
    return message_no_memory();
  return add_headers(posts);
}

void posts_close(struct posts *posts) {
  curl_multi_cleanup(posts->multi);
  curl_slist_free_all(posts->headers);
}

/* ---- One document ---- */

/* ctx: the post. What it does not take ends the transfer. */
static size_t on_answer(char *data, size_t element, size_t count, void *ctx) {
  struct post *post = ctx;
  size_t size = element * count;
  if (size > POST_ANSWER_MOST - post->answer_size) {
    post->is_too_large = 1;
    return CURL_WRITEFUNC_ERROR;
  }
  uint8_t *answer = make_room(post->answer, 1, &post->answer_room, post->answer_size + size);
  if (answer == NULL)
    return CURL_WRITEFUNC_ERROR;
  post->answer = answer;
  memcpy(answer + post->answer_size, data, size);
  post->answer_size += size;
  return size;
}

int post_open(struct post *post, const struct posts *posts) {
  memset(post, 0, sizeof *post);
  CURL *easy = curl_easy_init();
  if (easy == NULL)
    return message_no_memory();
  post->easy = easy;
  int failed = 0;
  failed |= curl_easy_setopt(easy, CURLOPT_URL, posts->url) != CURLE_OK;
  failed |= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK;
  failed |= curl_easy_setopt(easy, CURLOPT_POST, 1L) != CURLE_OK;
  failed |= curl_easy_setopt(easy, CURLOPT_HTTPHEADER, posts->headers) != CURLE_OK;
  failed |= curl_easy_setopt(easy, CURLOPT_USERAGENT, "chret-adapter/" CHRET_VERSION) != CURLE_OK;
  failed |= curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT) != CURLE_OK;
  failed |= curl_easy_setopt(easy, CURLOPT_TIMEOUT, posts->timeout) != CURLE_OK;
  failed |= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) != CURLE_OK;
  failed |= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_answer) != CURLE_OK;
  failed |= curl_easy_setopt(easy, CURLOPT_WRITEDATA, post) != CURLE_OK;
  failed |= curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, post->error) != CURLE_OK;
  failed |= curl_easy_setopt(easy, CURLOPT_PRIVATE, post) != CURLE_OK;
  return failed ? fail(posts, "this libcurl is too old, or out of memory") : EXIT_DONE;
}

void post_close(struct post *post, const struct posts *posts) {
  if (post->easy != NULL)
    post_stop(post, posts);
  curl_easy_cleanup(post->easy);
  free(post->answer);
  memset(post, 0, sizeof *post);
}

int post_begin(struct post *post, const struct posts *posts, const uint8_t *data, size_t size, int is_fresh) {
  post->outcome = 0;
  post->status = 0;
  post->wait = 0;
  post->answer_size = 0;
  post->is_too_large = 0;
  post->error[0] = '\0';
  if (curl_easy_setopt(post->easy, CURLOPT_POSTFIELDS, data) != CURLE_OK ||
      curl_easy_setopt(post->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size) != CURLE_OK ||
      curl_easy_setopt(post->easy, CURLOPT_FRESH_CONNECT, (long)is_fresh) != CURLE_OK ||
      curl_multi_add_handle(posts->multi, post->easy) != CURLM_OK)
    return message_no_memory();
  return EXIT_DONE;
}

/* Taking it out where it is not in does nothing. */
void post_stop(struct post *post, const struct posts *posts) {
  curl_multi_remove_handle(posts->multi, post->easy);
}

/* ---- All of them ---- */

int posts_run(const struct posts *posts, int milliseconds) {
  int running;
  CURLMcode code = curl_multi_perform(posts->multi, &running);
  if (code == CURLM_OK)
    code = curl_multi_poll(posts->multi, NULL, 0, milliseconds, NULL);
  if (code == CURLM_OK)
    code = curl_multi_perform(posts->multi, &running);
  return code == CURLM_OK ? EXIT_DONE : fail(posts, curl_multi_strerror(code));
}

/* What another time would not mend, and what is not the network's. */
static int is_hopeless(CURLcode code) {
  switch (code) {
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_URL_MALFORMAT:
  case CURLE_NOT_BUILT_IN:
  case CURLE_OUT_OF_MEMORY:
  case CURLE_FAILED_INIT:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_ENGINE_NOTFOUND:
    return 1;
  default:
    return 0;
  }
}

/* An answer that is too large was an answer; one that there is no memory for is hopeless. */
static void note(struct post *post, CURLcode code) {
  curl_off_t wait = 0;
  curl_easy_getinfo(post->easy, CURLINFO_RESPONSE_CODE, &post->status);
  curl_easy_getinfo(post->easy, CURLINFO_RETRY_AFTER, &wait);
  post->wait = wait > 0 && wait < 86400 ? (long)wait : 0;
  if (code == CURLE_OK || post->is_too_large)
    post->outcome = POST_ANSWERED;
  else
    post->outcome = is_hopeless(code) || code == CURLE_WRITE_ERROR ? POST_HOPELESS : POST_LOST;
  if (code != CURLE_OK && post->error[0] == '\0')
    strncat(post->error, curl_easy_strerror(code), sizeof post->error - 1);
}

struct post *posts_next_done(const struct posts *posts) {
  int left;
  const CURLMsg *done;
  while ((done = curl_multi_info_read(posts->multi, &left)) != NULL) {
    struct post *post = NULL;
    CURLcode code = done->data.result;
    if (done->msg != CURLMSG_DONE || curl_easy_getinfo(done->easy_handle, CURLINFO_PRIVATE, (char **)&post) != CURLE_OK)
      continue;
    note(post, code);
    post_stop(post, posts);
    return post;
  }
  return NULL;
}

const char *post_error(const struct post *post) {
  return post->error;
}
