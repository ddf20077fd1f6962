#!/bin/sh
# The tests of threads under ThreadSanitizer, in a build of their own. What is not ours (libxml2, xmlsec1, OpenSSL) is not
# built with it: of that only locks and memory are seen.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A race must be found before its absence says anything.
cat >"$work/race.c" <<'C'
#include <pthread.h>
static int shared;
static void *add(void *unused) {
  shared++;
  return unused;
}
int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], 0, add, 0) != 0)
      return 1;
  return pthread_join(threads[0], 0) + pthread_join(threads[1], 0);
}
C
${CC:-cc} -fsanitize=thread -g "$work/race.c" -o "$work/race" 2>/dev/null || {
  echo 'skipped: the compiler has no ThreadSanitizer'
  exit 77
}
# Old ones cannot live with the addresses that new kernels choose.
alone='setarch -R'
$alone true 2>/dev/null || alone=
if $alone "$work/race" >"$work/log" 2>&1 || ! grep -q 'data race' "$work/log"; then
  echo "skipped: ThreadSanitizer does not run here: $(head -n 1 "$work/log")"
  exit 77
fi

# The service with its workers, against the tests that it has: all else of the build folder is as it was.
if pkg-config --exists libmicrohttpd sqlite3 libpq; then
  make -s B="$B" services
  make -s -j2 B="$B/tsan" SANITIZE=-fsanitize=thread HARDEN= CFLAGS='-O1 -g' "$B/tsan/chret-dsp"
  ln -s "$(realpath "$B")"/* "$work/"
  ln -sf "$(realpath "$B/tsan/chret-dsp")" "$work/"
  B=$work TSAN_OPTIONS='halt_on_error=1 exitcode=66' $alone /usr/bin/python3 tests/python/dsp_service_tests.py
else
  echo 'skipped: chret-dsp, whose libraries have no headers here'
fi

export B="$B/tsan" TSAN_OPTIONS=halt_on_error=1
make -s -j2 B="$B" SANITIZE=-fsanitize=thread HARDEN= CFLAGS='-O1 -g' "$B/tests/check_threads" "$B/tests/check_batch_threads"
$alone "$B/tests/check_threads"
$alone "$B/tests/check_batch_threads"
