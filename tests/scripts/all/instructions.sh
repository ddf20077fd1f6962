#!/bin/sh
# Instructions that the library's own code executes for a list of 999, counted by callgrind; those of libxml2, OpenSSL and
# the C library are left out. More than a tenth above tests/bench/instructions fails. They do not depend on the machine or
# on what else it does, but on the compiler.
#   tests/scripts/all/instructions.sh --record   writes tests/bench/instructions anew
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
B=${B:-build}
baseline=tests/bench/instructions
compiler=$("${CC:-cc}" --version | head -n 1)
make -s B="$B" "$B/bench" "$B/bench.key.pem"

# count FUNCTION WORK: of what the function calls, in the library's files and what they take from headers
count() {
  valgrind --tool=callgrind --callgrind-out-file="$B/callgrind.out" --toggle-collect="$1" \
    "$B/bench" "$B/bench.key.pem" "$B/bench.cert.pem" --once "$2" >"$B/callgrind.log" 2>&1 || {
    cat "$B/callgrind.log" >&2
    exit 1
  }
  callgrind_annotate --auto=no --threshold=100 "$B/callgrind.out" |
    awk '/^ *[0-9,]+ \(/ && /[ \/]lib\/[a-z]+\/[a-z_0-9]+\.[ch]:|\/usr\/include\// {
           gsub(",", "", $1); sum += $1 } END { print sum + 0 }'
}

counts="build+sign=$(count bench_build_sign 'build+sign list 999')
read+verify=$(count bench_read_verify 'read+verify list 999')"

if [ "${1:-}" = --record ]; then
  {
    echo '# Instructions executed inside the library for a list of 999, and the compiler that made it. Written by'
    echo '# tests/scripts/all/instructions.sh --record, after a change that is meant to cost more, or costs less.'
    echo "compiler=$compiler"
    echo "$counts"
  } >"$baseline"
  exit 0
fi

recorded=$(sed -n 's/^compiler=//p' "$baseline")
[ "$compiler" = "$recorded" ] || { echo "skipped: recorded with $recorded, this is $compiler"; exit 77; }
failed=0
for line in $counts; do
  name=${line%=*} now=${line#*=}
  before=$(sed -n "s/^$name=//p" "$baseline")
  echo "$name: $now instructions, recorded $before"
  [ "$now" -gt 0 ] && [ "$now" -le $((before + before / 10)) ] || failed=1
done
[ "$failed" -eq 0 ] || echo 'more than a tenth above what is recorded, or nothing was counted'
exit "$failed"
