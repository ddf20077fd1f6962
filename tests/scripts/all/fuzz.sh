#!/bin/sh
# Every fuzz target with libFuzzer for some thousands of inputs, and one of them with AFL++ for a few seconds. tests/fuzz/run
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

export B="$B-afl" AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1
make -s -j2 "$B/tests/fuzz/read" B="$B" CC=afl-clang-fast HARDEN= SANITIZE= FUZZ_ENGINE=-fsanitize=fuzzer \
  2>"$B.log" || { cat "$B.log"; exit 1; }
rm -rf "$B/in" "$B/out"
mkdir "$B/in"
cp tests/fuzz/corpus/read/* "$B/in"
afl-fuzz -V 5 -m none -i "$B/in" -o "$B/out" -- "$B/tests/fuzz/read" >"$B.log" || { tail -n 20 "$B.log"; exit 1; }
figure() { sed -n "s/^$1 *: //p" "$B/out/default/fuzzer_stats"; }
[ "$(figure saved_crashes)" = 0 ] || { echo "AFL++ found some in $B/out/default/crashes"; exit 1; }
echo "$counts; $(figure execs_done) with AFL++"
