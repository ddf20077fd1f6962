#!/bin/sh
# Hostile shapes take at most three times the ordinary list's time for a byte (tests/bench/hostile.c).
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
exec make -s B="${B:-build}" bench-hostile
