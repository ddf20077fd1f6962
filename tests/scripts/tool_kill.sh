#!/bin/sh
# The tool is killed (kill -9) at random moments of build and report, and resumed each time: in the end every row is there
# exactly once, and no counter was used twice. B=build sh tests/scripts/tool_kill.sh; 20 kills, with CHRET_LONG 200.
# shellcheck disable=SC1091,SC2154
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common/cases
kills=${CHRET_LONG:+200}
make-identity --eui "$originator" --role 02 --out "$work/supplier" || { echo 'make-identity failed'; exit 1; }
cd "$work" && /usr/bin/python3 "$top/tests/python/killed.py" "${kills:-20}" "$originator" "$target"
