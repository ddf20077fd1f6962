#!/bin/sh
# chret-dsp and chret-adapter where the disk is full. B=build sh tests/scripts/full_disk_services.sh
# shellcheck disable=SC1091
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common/services
/usr/bin/python3 tests/python/full_disk_tests.py "$@"
