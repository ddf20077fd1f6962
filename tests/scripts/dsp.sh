#!/bin/sh
# examples/chret-dsp with SQLite, from outside. B=build sh tests/scripts/dsp.sh
cd "$(dirname "$0")/../.." || exit 1
: "${B:=build}"
export B
pkg-config --exists libmicrohttpd sqlite3 libpq librabbitmq || {
  echo 'skipped: libmicrohttpd, SQLite, libpq or librabbitmq has no headers here'
  exit 77
}
make -s B="$B" "$B/chret-dsp" || exit 1
/usr/bin/python3 tests/python/dsp_service_tests.py "$@"
