#!/bin/sh
# The library's tests under valgrind: no invalid access, no leak, no value that was not set. Those that run for long
# by themselves are left to the sanitizers.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
count=0
for program in "$B"/tests/check_*; do
  case $program in
  *.o | *.d | */check_batch_history | */check_hostile* | */check_read) continue ;;
  esac
  [ -x "$program" ] || continue
  CK_FORK=no VALGRIND=1 valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite "$program" >"$B/tests/valgrind.log" 2>&1 || {
    cat "$B/tests/valgrind.log"
    exit 1
  }
  count=$((count + 1))
done
echo "$count programs"
