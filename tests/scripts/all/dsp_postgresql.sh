#!/bin/sh
# examples/chret-dsp with a real PostgreSQL, that of Debian, started here in a folder and on a port of its own.
# B=build sh tests/scripts/all/dsp_postgresql.sh
cd "$(dirname "$0")/../../.." || exit 1
: "${B:=build}"
export B
examples/common/packages libmicrohttpd-dev libsqlite3-dev libpq-dev postgresql >/dev/null || {
  echo 'skipped: PostgreSQL cannot be had'
  exit 77
}
make -s B="$B" "$B/chret-dsp" || exit 1
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)
work=$(mktemp -d)
stop() {
  server stop -m immediate >/dev/null 2>&1
  rm -rf "$work"
}
trap stop EXIT
# as_postgres COMMAND...: PostgreSQL does not run as root
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    setpriv --reuid postgres --regid postgres --clear-groups "$@"
  else
    "$@"
  fi
}
[ "$(id -u)" -ne 0 ] || chown postgres "$work"
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# server start|stop...: as pg_ctl has it
server() {
  as_postgres "$bin/pg_ctl" -D "$work/data" -w -l "$work/log" \
    -o "-p $port -k $work -c listen_addresses=127.0.0.1 -c fsync=off" "$@"
}
as_postgres "$bin/initdb" -A trust -U postgres -E UTF8 -D "$work/data" >"$work/initdb" 2>&1 || {
  cat "$work/initdb"
  exit 1
}
server start >/dev/null || {
  cat "$work/log"
  exit 1
}
CHRET_TEST_POSTGRESQL=postgresql://postgres@127.0.0.1:$port
CHRET_TEST_POSTGRESQL_STOP="setpriv --reuid postgres --regid postgres --clear-groups $bin/pg_ctl -D $work/data -w -m fast stop"
export CHRET_TEST_POSTGRESQL CHRET_TEST_POSTGRESQL_STOP
/usr/bin/python3 tests/python/dsp_service_tests.py "$@"
