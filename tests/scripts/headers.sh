#!/bin/sh
# Each public header compiles alone without a warning: as strict C99, C11 and C17, and as C++11, 14, 17 and 20, by each of
# gcc, g++, clang and clang++ that is there.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0
# compile COMPILER LANGUAGE STANDARD...
compile() {
  compiler=$1 language=$2
  shift 2
  command -v "$compiler" >/dev/null || { echo "skipped: $compiler is not there"; return 0; }
  for standard; do
    for header in include/chreturn/*.h; do
      printf '#include <chreturn/%s>\nint main() { return 0; }\n' "${header##*/}" >"$work/one"
      [ "$language" != c ] || sed -i 's/main()/main(void)/' "$work/one"
      "$compiler" -x "$language" -std="$standard" -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only "$work/one"
      count=$((count + 1))
    done
  done
}
for compiler in gcc clang; do
  compile $compiler c c99 c11 c17
done
for compiler in g++ clang++; do
  compile $compiler c++ c++11 c++14 c++17 c++20
done
[ "$count" -gt 0 ] || { echo 'no compiler is there'; exit 1; }
echo "$count compilations of $(find include/chreturn -name '*.h' | wc -l) headers"
