#!/bin/sh
# chret-dsp and chret-adapter where the disk is full. B=build sh tests/scripts/full_disk_services.sh
cd "$(dirname "$0")/../.." || exit 1
: "${B:=build}"
export B
pkg-config --exists libmicrohttpd sqlite3 libpq librabbitmq libcurl || {
  echo 'skipped: libmicrohttpd, SQLite, libpq, librabbitmq or libcurl has no headers here'
  exit 77
}
make -s B="$B" services || exit 1
/usr/bin/python3 tests/python/full_disk_tests.py "$@"
