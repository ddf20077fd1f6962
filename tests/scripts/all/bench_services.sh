#!/bin/sh
# The load of chret-dsp can be measured, shortly, with both databases: nothing here depends on how fast it is.
# B=build sh tests/scripts/all/bench_services.sh
cd "$(dirname "$0")/../../.." || exit 1
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
: "${B:=build}"
examples/common/packages libmicrohttpd-dev libsqlite3-dev libpq-dev libcurl4-openssl-dev postgresql >/dev/null || {
  echo 'skipped: PostgreSQL cannot be had'
  exit 77
}
examples/common/packages linux-perf >/dev/null 2>&1 # without it the library's share is not shown
table=$(mktemp)
trap 'rm -f "$table"' EXIT
make -s B="$B" bench-services HOW=--brief >"$table" 2>&1 || {
  cat "$table"
  exit 1
}
cat "$table"
# a row: work, store, workers, requests and hubs a second, and what the service took of the processor
rows=$(grep -cE '^(single|list|adapter, single|adapter, list) +(SQLite|PostgreSQL) +2 +[0-9.]+ +[0-9.]+ +[0-9]+ ' "$table")
told=$(grep -cE '^(answer time, ms: 50th percentile [0-9]|resident memory of the service, MiB: [0-9])' "$table")
if [ "$rows" -ne 8 ] || [ "$told" -ne 2 ]; then
  echo "$rows rows of 8, or no answer times or memory"
  exit 1
fi
echo "$rows measurements; $(grep '^steady: ' "$table"); $(grep -o '50th percentile [0-9.]*' "$table") ms"
