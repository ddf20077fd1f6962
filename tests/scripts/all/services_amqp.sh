#!/bin/sh
# Fronts and workers of examples/chret-dsp, and chret-adapter, with a real RabbitMQ and PostgreSQL, those of Debian:
# 999 hubs in both forms, and faults at random. B=build sh tests/scripts/all/services_amqp.sh; CHRET_FAULTS: how many (10),
# with 200 single requests and 2 lists for each.
cd "$(dirname "$0")/../../.." || exit 1
: "${B:=build}"
export B
examples/common/packages libmicrohttpd-dev libsqlite3-dev libpq-dev librabbitmq-dev libcurl4-openssl-dev postgresql \
  rabbitmq-server python3-pika >/dev/null || {
  echo 'skipped: RabbitMQ or PostgreSQL cannot be had'
  exit 77
}
make -s B="$B" services || exit 1
. tests/scripts/common/servers
start_postgresql
start_rabbitmq
/usr/bin/python3 tests/python/services_amqp_tests.py "$@"
