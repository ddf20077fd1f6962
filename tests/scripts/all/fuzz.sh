#!/bin/sh
# Every fuzz target with libFuzzer for some thousands of inputs, and two of them with AFL++ for a few seconds. tests/fuzz/run
# does it for hours.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
examples/common/packages clang afl++ >&2
examples/common/packages "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev" >&2
export B="$B/fuzz"
make -s -j2 WERROR=1 fuzz
rm -rf "$B/figures" "$B/seeds"
tests/fuzz/run all -runs=12000
counts=$(awk '{ runs += $2 } END { print runs " inputs of " NR " targets" }' "$B/figures")

export B="$B-afl"
make -s -j2 WERROR=1 fuzz-afl 2>"$B.log" || { cat "$B.log"; exit 1; }
rm -rf "$B/figures" "$B/seeds"
for target in read key; do
  tests/fuzz/afl "$target" 4
done
echo "$counts; $(awk '{ runs += $2 } END { print runs " inputs of " NR }' "$B/figures") with AFL++"
