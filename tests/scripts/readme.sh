#!/bin/sh
# The program in the README compiles and runs as it stands there, and what it writes is well-formed; the calls of the
# tool in the README are calls that it takes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
# shellcheck disable=SC2016
sed -n '/^```c$/,/^```$/p' README.md | sed '1d;$d' >"$work/program.c"
${CC:-cc} -std=c99 -pedantic -Wall -Wextra -Werror -Iinclude "$work/program.c" -L"$B" -lchreturn -o "$work/program"
LD_LIBRARY_PATH=$B "$work/program" >"$work/request.xml"
xmllint --noout "$work/request.xml"
grep -q 'Lost or Stolen Hub' "$work/request.xml"

PATH=$(cd "$B" && pwd):$PATH
sed -n '/^    chret /s/^    //p' README.md >"$work/calls"
cd "$work"
# what the calls name: keys, certificates, an inventory
mkdir trusted
make-identity --eui 90-B3-D5-1F-30-01-00-00 --role 02 --out my
make-identity --eui 90-B3-D5-1F-30-00-00-02 --role 89 --out dsp
cp my.cert.pem dsp.cert.pem trusted
printf 'DeviceID,DeviceType,DeviceStatus,LogisticsStatus,Supplier\n00-DB-12-34-56-78-90-A2,CHF,,,\n' >smi.csv
number=0
while read -r call; do
  number=$((number + 1))
  status=0
  case $call in
  *out/1764000000000.xml*) call=${call%out/*}$(find out -name '*.xml' | head -n 1) ;;
  esac
  sh -c "$call" >"$work/out$number" 2>&1 || status=$?
  [ "$status" -lt 2 ] || { echo "exit $status: $call"; cat "$work/out$number"; exit 1; }
  if [ -f hubs.csv ] && [ "$number" -eq 1 ]; then
    printf '00-DB-12-34-56-78-90-A2,Fault identified post installation,,,00-DB-12-34-56-78-90-A0,,Cradle,LED Fault,\n' >>hubs.csv
  fi
done <calls
# the last one is the report of the hub that the others sent
grep -q '^00-DB-12-34-56-78-90-A2,.*,I99,yes$' "$work/out$number"
echo "the program and $number calls"
