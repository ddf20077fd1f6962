#!/bin/sh
# The numbers of statuses, fields, services and all else that hosts compile in are those of tests/constants.txt: none is
# changed or taken away, and a new one is written down there.
#   tests/scripts/constants.sh --record   writes it anew
set -eu
now() {
  cat include/chreturn/*.h | sed -e ':join' -e '/\\$/{N;s/\\\n//;bjoin' -e '}' |
    sed -n 's/^#define \(CHRET_[A-Z0-9_]*\)  *\([0-9][0-9]*\).*/\1 \2/p' | LC_ALL=C sort
}
if [ "${1:-}" = --record ]; then
  now >tests/constants.txt
  exit 0
fi
now | diff -u tests/constants.txt - || { echo 'these are not the recorded numbers'; exit 1; }
[ "$(cut -d ' ' -f 1 tests/constants.txt | sort | uniq -d)" = '' ] || { echo 'a name stands twice'; exit 1; }
echo "$(wc -l <tests/constants.txt) constants"
