#!/bin/sh
# The core under MemorySanitizer, with a libxml2 that is built for it: the fuzz targets of the core on the kept inputs, on what
# fuzzing starts with, and on some thousands of mutants.
set -eu
examples/common/packages clang dpkg-dev >&2
examples/common/packages "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev" >&2
tests/fuzz/libxml2 "$B/libxml2-memory" -fsanitize=memory || exit $?
libxml2=$B/libxml2-memory
export B="$B/fuzz-memory"
make -s -j2 WERROR=1 fuzz FUZZ_WITH=-fsanitize=memory FUZZ_LIBXML2="$libxml2"
rm -rf "$B/figures" "$B/seeds"
tests/fuzz/run all -runs=30000
awk '{ runs += $2 } END { print runs " inputs of " NR " targets of the core" }' "$B/figures"
