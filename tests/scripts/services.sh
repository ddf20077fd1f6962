#!/bin/sh
# chret-adapter and chret-dsp, on loopback with SQLite: 999 hubs in both forms, and kills of both. B=build sh
# tests/scripts/services.sh; with CHRET_LONG ten times the kills.
cd "$(dirname "$0")/../.." || exit 1
: "${B:=build}"
export B
pkg-config --exists libmicrohttpd sqlite3 libpq librabbitmq libcurl || {
  echo 'skipped: libmicrohttpd, SQLite, libpq, librabbitmq or libcurl has no headers here'
  exit 77
}
make -s B="$B" services || exit 1
/usr/bin/python3 tests/python/services_tests.py "$@"
