#!/bin/sh
# The threads' test under ThreadSanitizer: no data race between those that verify with one trust store, and those that draw
# from one batch. OpenSSL and libxml2 are as they are installed.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
export B="$B/tsan" TSAN_OPTIONS='halt_on_error=1 exitcode=9'
make -s -j2 B="$B" SANITIZE=-fsanitize=thread HARDEN= CFLAGS='-O1 -g' "$B/tests/check_threads"
CK_FORK=no CK_TIMEOUT_MULTIPLIER=10 "$B/tests/check_threads"
