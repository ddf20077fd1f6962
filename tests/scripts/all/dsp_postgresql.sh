#!/bin/sh
# examples/chret-dsp with a real PostgreSQL, that of Debian. B=build sh tests/scripts/all/dsp_postgresql.sh
cd "$(dirname "$0")/../../.." || exit 1
: "${B:=build}"
export B
examples/common/packages libmicrohttpd-dev libsqlite3-dev libpq-dev librabbitmq-dev postgresql >/dev/null || {
  echo 'skipped: PostgreSQL cannot be had'
  exit 77
}
make -s B="$B" "$B/chret-dsp" || exit 1
. tests/scripts/common/servers
start_postgresql
/usr/bin/python3 tests/python/dsp_service_tests.py "$@"
