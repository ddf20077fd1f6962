#!/bin/sh
# chret-adapter and chret-dsp, on loopback with SQLite: 999 hubs in both forms, and kills of both. B=build sh
# tests/scripts/services.sh; with CHRET_LONG ten times the kills.
# shellcheck disable=SC1091
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common/services
/usr/bin/python3 tests/python/services_tests.py "$@"
