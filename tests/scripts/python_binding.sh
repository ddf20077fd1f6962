#!/bin/sh
# examples/python/README.md: its commands and its program work as they stand there. B=build sh tests/scripts/python_binding.sh
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: a sanitized library cannot be loaded into Python'; exit 77; }
/usr/bin/python3 -c 'import cryptography' 2>/dev/null || { echo 'skipped: there is no python3-cryptography'; exit 77; }
cd "$(dirname "$0")/../.."
case ${B:=build} in /*) ;; *) B=$PWD/$B ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$PWD/examples" "$work/examples"
ln -s "$B" "$work/build"
readme=$PWD/examples/python/README.md
cd "$work"
PATH=/usr/bin:$PATH
PYTHONDONTWRITEBYTECODE=1
export PATH PYTHONDONTWRITEBYTECODE
sed -n 's/^    //p' "$readme" >commands
# shellcheck disable=SC1091
. ./commands >report 2>errors
diff - report <<'END'
00-DB-12-34-56-78-90-A2,I99,accepted
00-DB-12-34-56-78-90-A3,I99,accepted
00-DB-12-34-56-78-90-A4,E19,refused
00-DB-12-34-56-78-90-A5,E5,refused
00-DB-12-34-56-78-90-A6,E4,refused
00-DB-12-34-56-78-90-A7,I99,accepted
00-DB-12-34-56-78-90-B1,I99,accepted
00-DB-12-34-56-78-90-B2,I99,accepted
00-DB-12-34-56-78-90-B3,E11,refused
END
grep -q '^row 10 (00-DB-12-34-56-78-90-C1), UserRefDateTime: .* \[malformed\]$' errors
[ "$(wc -l <errors)" -eq 1 ]
awk '/^```python$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$readme" >program.py
printf 'open("signed.xml", "wb").write(xml)\n' >>program.py
(unset CHRETURN_LIBRARY; LD_LIBRARY_PATH=$B python3 program.py) # as where it is installed
verified=$(build/chret verify --trust my.cert.pem signed.xml | tail -n 1)
case $verified in 90-B3-D5-1F-30-01-00-00,02,*,8.14.4) ;; *) echo "$verified"; exit 1 ;; esac
echo "$(wc -l <commands) commands and the program of the README; 9 hubs there and back"
