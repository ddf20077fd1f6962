#!/bin/sh
# The faults of all/services_amqp.sh in full: 100, during 20,000 single requests and 200 lists.
CHRET_FAULTS=100 exec sh "$(dirname "$0")/../all/services_amqp.sh" "$@"
