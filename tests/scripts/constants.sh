#!/bin/sh
# The numbers of statuses, fields, services and all else that hosts compile in are those of tests/constants.txt: none is
# changed or taken away, and a new one is written down there.
#   tests/scripts/constants.sh --record   writes it anew
set -eu
# defined: the names and what stands behind them, a line each
defined() {
  cat include/chreturn/*.h | sed -e ':join' -e '/\\$/{N;s/\\\n//;bjoin' -e '}' |
    sed -n 's/^ *# *define *\(CHRET_.*\)/\1/p' | grep -vE '^CHRET_(API|VERSION)( |$)'
}
plain='^\([A-Z0-9_]*\)  *\([0-9][0-9]*\) *\(\/\*.*\)\{0,1\}$'
now() { defined | sed -n "s/$plain/\1 \2/p" | LC_ALL=C sort; }
other=$(defined | sed "/$plain/d")
[ -z "$other" ] || { echo "these cannot be recorded, being no plain decimal numbers: $other"; exit 1; }
if [ "${1:-}" = --record ]; then
  now >tests/constants.txt
  exit 0
fi
now | diff -u tests/constants.txt - || { echo 'these are not the recorded numbers'; exit 1; }
[ "$(cut -d ' ' -f 1 tests/constants.txt | sort | uniq -d)" = '' ] || { echo 'a name stands twice'; exit 1; }
echo "$(wc -l <tests/constants.txt) constants"
