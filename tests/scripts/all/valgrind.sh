#!/bin/sh
# The library's tests under valgrind: no invalid access, no leak, no value that was not set. Those that would take more
# than half a minute each are left to the sanitizers, but for tests/run --long, and two run at a time.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
programs=
for program in "$B"/tests/check_*; do
  [ -x "$program" ] || continue
  case $program in
  *.o | *.d) continue ;;
  */check_batch_history | */check_damage | */check_equivalence | */check_hostile | */check_read | */check_xmlsec_*)
    [ -n "${CHRET_LONG:-}" ] || continue
    ;;
  esac
  programs="$programs $program"
done
# shellcheck disable=SC2016,SC2086
printf '%s\n' $programs | xargs -P 2 -n 1 sh -c '
  CK_FORK=no VALGRIND=1 valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite "$0" \
    >"$0.valgrind" 2>&1 || { cat "$0.valgrind"; exit 1; }'
# shellcheck disable=SC2086
set -- $programs
echo "$# programs"
