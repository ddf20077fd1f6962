#!/bin/sh
# Each public header compiles alone, as strict C99 and, where g++ is there, as C++11.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0
command -v g++ >/dev/null || echo 'skipped: C++, g++ is not there'
for header in include/chreturn/*.h; do
  printf '#include <chreturn/%s>\nint main(void) { return 0; }\n' "${header##*/}" >"$work/one.c"
  ${CC:-cc} -std=c99 -pedantic -Wall -Wextra -Werror -Iinclude -c "$work/one.c" -o "$work/one.o"
  if command -v g++ >/dev/null; then
    g++ -x c++ -std=c++11 -pedantic -Wall -Wextra -Werror -Iinclude -c "$work/one.c" -o "$work/one.o"
  fi
  count=$((count + 1))
done
echo "$count headers"
