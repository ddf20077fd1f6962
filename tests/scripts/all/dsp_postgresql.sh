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
  "$work/server" stop -m immediate >/dev/null 2>&1
  rm -rf "$work"
}
trap stop EXIT
[ "$(id -u)" -ne 0 ] || chown postgres "$work"
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# server start|stop...: as pg_ctl has it, by the user postgres, since it does not run as root
cat >"$work/server" <<SERVER
#!/bin/sh
as_postgres=
[ "\$(id -u)" -ne 0 ] || as_postgres='setpriv --reuid postgres --regid postgres --clear-groups'
case \$1 in
init) \$as_postgres "$bin/initdb" -A trust -U postgres -E UTF8 -D "$work/data" ;;
start) \$as_postgres "$bin/pg_ctl" -D "$work/data" -w -l "$work/log" \
  -o '-p $port -k $work -c listen_addresses=127.0.0.1 -c fsync=off' start ;;
*) \$as_postgres "$bin/pg_ctl" -D "$work/data" -w "\$@" ;;
esac
SERVER
chmod +x "$work/server"
CHRET_TEST_POSTGRESQL=postgresql://postgres@127.0.0.1:$port
CHRET_TEST_POSTGRESQL_SERVER=$work/server
export CHRET_TEST_POSTGRESQL CHRET_TEST_POSTGRESQL_SERVER
{ "$work/server" init && "$work/server" start; } >"$work/said" 2>&1 || {
  cat "$work/said"
  exit 1
}
/usr/bin/python3 tests/python/dsp_service_tests.py "$@"
