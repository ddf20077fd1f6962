#!/bin/sh
# Tests of the tool: B=build sh tests/scripts/tool.sh. A line for each case that fails; the last line counts.
#
# A folder of tests/cases/tool is a case: `command` is what chret is called with, in a copy of the folder; `exit` the exit
# code (no such file: 0); `stdout` all of its output, byte for byte; `stdout.like` and `stderr.like` the same line by line,
# with "..." for any text; what is not there is empty. `tree` is what the run has to leave: new or changed files, and
# no others. Cases that need a pipe, a clock, many rows or several runs are below.
# shellcheck disable=SC1091,SC2154
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common/cases

# ---- The folders ----

# output NAME: stdout or stderr is as the folder says
output() {
  if [ -e "$folder/$1" ]; then
    expect "$1" cmp "$folder/$1" "$work/$1"
  elif [ -e "$folder/$1.like" ]; then
    expect "$1" like "$folder/$1.like" "$work/$1"
  elif [ -s "$work/$1" ]; then
    fault "$1 is not empty: $(head -n 1 "$work/$1")"
  fi
}

for folder in "$top"/tests/cases/tool/*; do
  begin "${folder##*/}"
  cp -R "$folder/." .
  rm -rf command exit stdout stdout.like stderr.like tree
  cp -R . "$work/wanted"
  [ ! -d "$folder/tree" ] || cp -R "$folder/tree/." "$work/wanted"
  eval "chret $(cat "$folder/command")" >"$work/stdout" 2>"$work/stderr"
  code=$?
  exits "$(cat "$folder/exit" 2>/dev/null || echo 0)"
  output stdout
  output stderr
  expect files diff -r "$work/wanted" .
  end
  rm -rf "$work/wanted"
done

# ---- Many rows ----

# rows COUNT EVERY: a sheet in which each EVERYth row is of 8.14.3, the others of 8.14.4
rows() {
  awk -v count="$1" -v every="$2" 'BEGIN {
    print "DeviceID,CHFFaultReturnType,CHFNoFaultReturnType,OtherDeviceID,CHFConnectionMethod,CHFFaultReason"
    for (i = 1; i <= count; i++) {
      id = sprintf("00-DB-12-34-%02X-%02X-%02X-%02X", i / 16777216 % 256, i / 65536 % 256, i / 256 % 256, i % 256)
      if (i % every == 0) print id ",Fault identified post installation,,00-DB-12-34-56-78-90-A0,Cradle,LED Fault"
      else print id ",,Lost or Stolen Hub,,,"
    } }'
}
# devices FILE...: the Device IDs in the order of the documents
devices() { cat "$@" | grep -o '<sr:DeviceID>[^<]*' | cut -d '>' -f 2; }

begin list-of-1500-mixed-rows
rows 1500 4 >hubs.csv
build --counter 10 --form list -o out hubs.csv
exits 0
[ "$(echo out/*)" = 'out/10.xml out/11.xml out/12.xml' ] || fault "files $(echo out/*)"
[ "$(for i in out/*; do devices "$i" | wc -l; done | tr -d ' ' | tr '\n' ' ')" = '999 375 126 ' ] || fault 'sizes'
devices out/10.xml out/12.xml >got
awk -F, 'NR > 1 && $2 == "" { print $1 }' hubs.csv | cmp -s - got || fault 'order of 8.14.4'
devices out/11.xml >got
awk -F, '$3 == "" { print $1 }' hubs.csv | cmp -s - got || fault 'order of 8.14.3'
expect schema xmllint --noout --schema "$top/lib/schema/chreturn.xsd" out/10.xml out/11.xml out/12.xml
end

begin list-of-999-and-of-1000-rows
rows 999 2000 >hubs.csv
build --counter 1 --form list hubs.csv
exits 0
rows 1000 2000 >hubs.csv
build --counter 1 --form list -o out hubs.csv
exits 0
[ "$(devices out/2.xml)" = 00-DB-12-34-00-00-03-E8 ] || fault 'the 1000th row'
end

# A sanitizer takes terabytes of addresses.
begin 100000-rows-in-little-memory
rows 100000 2 >hubs.csv
if [ -z "${SANITIZED:-}" ]; then
  # shellcheck disable=SC3045
  (ulimit -v 131072 && build --counter 1 --form list -o out hubs.csv && exit "$code")
  code=$?
else
  build --counter 1 --form list -o out hubs.csv
fi
exits 0
[ "$(devices out/*.xml | sort -u | wc -l)" -eq 100000 ] || fault 'rows are missing'
end

begin documents-of-too-many-records
rows 999 2000 >hubs.csv
build --counter 1 --form list -o one.xml hubs.csv
sed 's|<sr:CHFNoFaultReturn>.*</sr:CHFNoFaultReturn>|&<sr:CHFNoFaultReturn><sr:DeviceID>00-DB-12-34-56-78-90-A2</sr:DeviceID><sr:CHFNoFaultReturnType>Lost or Stolen Hub</sr:CHFNoFaultReturnType></sr:CHFNoFaultReturn>|' one.xml >more.xml
run check more.xml
exits 1
grep -q '^1000,[^,]*,[^,]*,too-many,' "$work/out" || fault "$(tail -n 1 "$work/out")"
end

# ---- The official schema ----

duis=${CHRET_DUIS_DIR:-$top/../shared/duis}
if [ -e "$duis/DUIS.xsd" ] && command -v xmllint >/dev/null; then
  begin valid-by-the-official-schema
  build --counter 1 -o out "$top/examples/sample-hubs.csv"
  exits 1
  expect schema xmllint --noout --schema "$duis/DUIS.xsd" out/1.xml out/2.xml out/3.xml out/4.xml out/5.xml out/6.xml \
    out/7.xml out/8.xml out/9.xml
  end
  begin templates
  for service in 3_COMMUNICATIONS_HUB_STATUS_UPDATE_FAULT 4_COMMUNICATIONS_HUB_STATUS_UPDATE_NO_FAULT; do
    template=$duis/templates/8.14.${service}_RETURN_REQUEST_DUIS.XML
    run show --as csv "$template"
    exits 0
    cp "$work/out" hubs.csv
    build --counter 1000 -o one.xml hubs.csv
    # the same elements as the template's, without its Signature
    for document in "$template" one.xml; do
      sed -n '/<ds:Signature /q; p' "$document" | tr -d '\n' | sed 's/>  *</></g' | grep -o '<sr:Header>.*</sr:Body>' >"${document##*/}.body"
    done
    expect "$service" cmp "${template##*/}.body" one.xml.body
  done
  end
else
  echo 'skipped: the official schema or xmllint is not there'
fi

# ---- There and back ----

begin round-trip
sed '$d' "$top/examples/sample-hubs.csv" >hubs.csv
for form in single list; do
  build --counter 1 --form $form -o $form/ hubs.csv
  exits 0
  for one in "$form"/*.xml; do
    run show --as csv "$one"
    cp "$work/out" back.csv
    counter=${one##*/}
    build --counter "${counter%.xml}" --form $form back.csv
    expect "$one" cmp "$one" "$work/out"
    run show --as json "$one"
    expect "$one as JSON" /usr/bin/python3 - "$one" "$work/out" <<'PYTHON'
import json, sys
import xml.etree.ElementTree as tree
ns = '{http://www.dccinterface.co.uk/ServiceUserGateway}'
shown = json.load(open(sys.argv[2], encoding='utf-8'))
records = [{item.tag.replace(ns, ''): item.text for item in device.iter() if len(item) == 0}
           for body in tree.parse(sys.argv[1]).iter(ns + 'Body')
           for device in body.iter() if device.find(ns + 'DeviceID') is not None]
sys.exit(shown['records'] != records)
PYTHON
  done
done
end

# ---- Counters ----

begin counter-of-the-clock
rows 2 3 >hubs.csv
before=$(($(date +%s) * 1000))
build --counter clock -o out hubs.csv
after=$((($(date +%s) + 1) * 1000))
exits 0
first=$(find out -name '*.xml' | sort | head -n 1 | tr -dc 0-9)
expect 'the clock when it began' test "$first" -ge "$before"
expect 'the clock when it ended' test "$first" -le "$after"
expect 'the next counter' test -e "out/$((first + 1)).xml"
end

# Requests are made faster than one a millisecond.
begin counter-of-the-clock-in-two-runs
rows 300 3 >hubs.csv
for i in 1 2; do
  build --counter clock -o out$i hubs.csv
  exits 0
  [ ! -s "$work/err" ] || fault "$(cat "$work/err")"
  (cd out$i && find . -name '*.xml') >>names
done
[ "$(sort -u names | wc -l)" -eq 600 ] || fault "$(sort -u names | wc -l) counters in two runs of 300"
end

begin counter-file-drawn-from-by-ten-runs-at-once
rows 30 7 >hubs.csv
for i in 1 2 3 4 5 6 7 8 9 10; do
  { chret build --originator "$originator" --target "$target" --counter file:last -o out hubs.csv || echo "$i" >>bad; } &
done
wait
[ ! -e bad ] || fault 'a run failed'
[ "$(cat last)" = 300 ] || fault "last is $(cat last)"
[ "$(find out -name '*.xml' | wc -l)" -eq 300 ] || fault 'files are missing'
expect 'the first counter' test -e out/1.xml
expect 'the last counter' test -e out/300.xml
[ -z "$(find . -name '.*' ! -name .)" ] || fault 'something hidden is left'
end

begin counter-file-behind-a-link
rows 1 2 >hubs.csv
mkdir shelf
echo 41 >shelf/last
ln -s shelf/last last
build --counter file:last hubs.csv
exits 0
expect 'the link stays' test -L last
[ "$(cat shelf/last)" = 42 ] || fault 'the file behind the link'
rm shelf/last
build --counter file:last -o no/such/folder/ hubs.csv
exits 3
expect 'the link to nothing stays' test -L last
[ ! -e shelf/last ] || fault 'a new file of which nothing was taken'
end

# ---- Files ----

begin rights-of-new-files
rows 2 3 >hubs.csv
umask 027
build --counter file:last -o out hubs.csv
rows 1 3 >hubs.csv
build --counter 1 -o one.xml hubs.csv
umask 022
for file in out/1.xml one.xml last; do
  [ "$(stat -c %a "$file")" = 640 ] || fault "$file has $(stat -c %a "$file")"
done
end

# Only root can give a file to another owner: root's runs try that too.
begin rights-of-files-that-are-replaced
rows 1 2 >hubs.csv
echo 41 >last
cp last one.xml
chmod 604 last
chmod 660 one.xml
[ "$(id -u)" -ne 0 ] || chown 12345:23456 last one.xml
before=$(stat -c '%n %a %u %g' last one.xml)
build --counter file:last -o one.xml hubs.csv
exits 0
[ "$(cat last)" = 42 ] || fault "last is $(cat last)"
expect 'the request' grep -q ':42<' one.xml
[ "$(stat -c '%n %a %u %g' last one.xml)" = "$before" ] || fault "$(stat -c '%n %a %u %g' last one.xml)"
end

begin output-behind-a-link
rows 1 2 >hubs.csv
ln -s there.xml link
build --counter 1 -o link hubs.csv
exits 3
expect 'the link to nothing stays' test -L link
[ ! -e there.xml ] || fault 'a file was made'
[ "$(cat "$work/err")" = 'chret: link: No such file or directory' ] || fault "$(cat "$work/err")"
: >there.xml
build --counter 1 -o link hubs.csv
exits 0
expect 'the link stays' test -L link
expect 'the file behind the link' grep -q ':1<' there.xml
end

begin input-without-end
run check /dev/zero
exits 3
expect message grep -q '^chret: /dev/zero: 256 MiB ' "$work/err"
end

# A pipe of our own and never a device: a tool that replaced it would harm the machine.
begin output-that-is-no-regular-file
rows 1 2 >hubs.csv
mkfifo pipe
timeout 10 cat pipe >got &
build --counter 1 -o pipe hubs.csv
exits 0
wait
expect 'the pipe stays' test -p pipe
build --counter 1 hubs.csv
expect 'what came through it' cmp "$work/out" got
end

begin nothing-is-left-of-a-full-disk
rows 40 3 >hubs.csv
(ulimit -f 0 && trap '' XFSZ && build --counter 1 -o out hubs.csv && exit "$code")
code=$?
exits 3
[ ! -e out ] || fault 'the folder is there'
rows 40 2000 >hubs.csv
(ulimit -f 0 && trap '' XFSZ && build --counter 1 --form list -o one.xml hubs.csv && exit "$code")
code=$?
exits 3
[ "$(echo ./*)" = './hubs.csv' ] || fault "left: $(echo ./*)"
end

# interrupted: a long run is ended in the middle of its work
interrupted() {
  chret build --originator "$originator" --target "$target" --counter 1 -o out hubs.csv 2>"$work/err" &
  while [ -z "$(find out -name 100.xml 2>/dev/null)" ] && kill -0 $! 2>/dev/null; do sleep 0.01; done
  kill $!
  wait $! 2>/dev/null
  code=$?
  exits 143
}
begin nothing-is-left-of-an-interrupted-run
rows 100000 3 >hubs.csv
interrupted
[ ! -e out ] || fault 'the folder is there'
mkdir out
interrupted
[ -z "$(ls -A out)" ] || fault 'something is left'
[ ! -s "$work/err" ] || fault "$(cat "$work/err")"
end

# ---- Help, version, progress ----

begin help
helps '' --help --version
helps build --originator --target --counter --service --form --max-records --schema-version --delimiter --encoding --strict \
  --key --cert -o --threads --state --only --help
grep -q 'withdrawn' "$work/out" || fault 'the list form is not said to be withdrawn'
helps show --as --help
helps check --delimiter --encoding --help
helps fields --sheet --help
helps sign --key --cert --replace-signature -o --help
helps verify --trust --any-signer --at --help
helps answer --inventory --trust --unverified --role --key --cert --outcomes --at -o --help
helps report --trust --unverified --as --state --at --help
for call in build answer report show; do
  run $call --help
  tr -s '\n ' ' ' <"$work/out" | grep -q 'withdrawn proposal (MP117)' || fault "$call: what the list form is"
done
run --help
for call in build sign verify show check answer report fields; do
  grep -q "chret $call " "$work/out" || fault "$call"
done
end

begin version
run --version
exits 0
expect lines like - "$work/out" <<EXPECTED
chret $(sed -n 's/^#define CHRET_VERSION "\(.*\)"/\1/p' "$top/include/chreturn/base.h")
libchreturn $(sed -n 's/^#define CHRET_VERSION "\(.*\)"/\1/p' "$top/include/chreturn/base.h")
libxml2 $(pkg-config --modversion libxml-2.0)
xmlsec1 $(pkg-config --modversion xmlsec1)
OpenSSL $(pkg-config --modversion libcrypto)
libcsv 3...
jansson $(pkg-config --modversion jansson)...
EXPECTED
end

# The work is long because nobody takes its output.
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
  begin progress
  rows 20000 2 | sed 's/Lost or/Lost and/' >hubs.csv
  slowly='chret check hubs.csv | { sleep 1.5; cat >/dev/null; }'
  script -qec "$slowly" /dev/null </dev/null >terminal
  grep -q 'chret: .* %, .* s left' terminal || fault 'no progress on a terminal'
  sh -c "$slowly" 2>errors
  [ ! -s errors ] || fault 'progress where there is no terminal'
  end
else
  echo 'skipped: progress, there is no terminal to be had'
fi

result
