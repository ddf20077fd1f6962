#!/bin/sh
# Tests of the tool with whole batches: --state from the first run to the last answer, sheets as spreadsheets write them,
# --threads, --max-records. B=build sh tests/scripts/tool_batch.sh
# A line for each case that fails; the last line counts. What is expected is worked out here.
# shellcheck disable=SC1091,SC2154
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common/cases

keys=$work/keys
mkdir "$keys"
identity() { make-identity --eui "$2" --role 02 --out "$keys/$1" || { echo 'make-identity failed'; exit 1; }; }
identity supplier "$originator"
identity dsp "$target"
signed_by() { printf '%s\n' --key "$keys/$1.key.pem" --cert "$keys/$1.cert.pem"; }
# shellcheck disable=SC2046
answer() { run answer --inventory smi.csv --trust "$keys/supplier.cert.pem" $(signed_by dsp) "$@"; }
report() { run report --state batch.state --trust "$keys/dsp.cert.pem" "$@"; }
says() { grep -qF -- "$1" "$work/err" || fault "stderr: $(head -n 3 "$work/err")"; }
silent() { [ ! -s "$work/err" ] || fault "stderr: $(head -n 3 "$work/err")"; }
# lines EXPECTED-LINE...: stdout is these lines
lines() { printf '%s\n' "$@" | cmp -s - "$work/out" || fault "stdout: $(tr '\n' ' ' <"$work/out")"; }
# files FOLDER NAME...: the folder has these files, and nothing hidden
files() {
  folder=$1
  shift
  there=$(cd "$folder" && find . ! -name . | sed 's|^./||' | sort | tr '\n' ' ')
  [ "$there" = "$(printf '%s\n' "$@" | sort | tr '\n' ' ')" ] || fault "$folder: $there"
}
id() { printf '00-DB-12-34-00-00-00-%02X' "$1"; }
# sheet COUNT: every third row is of 8.14.3
sheet() {
  echo DeviceID,CHFFaultReturnType,CHFNoFaultReturnType,OtherDeviceID,CHFConnectionMethod,CHFFaultReason
  for i in $(seq "$1"); do
    if [ $((i % 3)) -eq 0 ]; then echo "$(id "$i"),Fault identified post installation,,00-DB-12-34-56-78-90-A0,Cradle,LED Fault"
    else echo "$(id "$i"),,Lost or Stolen Hub,,,"; fi
  done
}
# inventory DEVICE...: these hubs are there, all good
inventory() {
  echo DeviceID,DeviceType,DeviceStatus,LogisticsStatus,Supplier
  for i; do echo "$(id "$i"),CHF,Commissioned,,$originator"; done
}
state() { # a new state of the sheet
  # shellcheck disable=SC2046
  build --counter file:last --state batch.state $(signed_by supplier) "$@" hubs.csv
}

# ---- From the first run to the last answer ----

for form in single list; do
  begin "life-of-a-batch-in-$form-form"
  sheet 6 >hubs.csv
  inventory 1 2 3 >smi.csv # 4, 5 and 6 are unknown: E19
  state --form $form -o sent
  exits 0
  silent
  cp -R sent first
  if [ $form = single ]; then
    files sent 1.xml 2.xml 3.xml 4.xml 5.xml 6.xml
    c1=1 c2=2 c3=3 c4=4 c5=5 c6=6 lost=5 l=1 r4=7 r5=8 r6=9
  else
    files sent 1.xml 2.xml
    c1=1 c2=1 c4=1 c5=1 c3=2 c6=2 lost=2 l=2 r4=3 r5=3 r6=4
  fi
  row() { printf '%s,%s,%s,%s\n' "$(id "$1")" "$originator:$target:$2" "$3" "$4"; } # DEVICE COUNTER CODE ACCEPTED

  # nothing has come yet
  report
  exits 1
  silent
  lines DeviceID,RequestID,code,accepted "$(row 1 $c1 '' pending)" "$(row 2 $c2 '' pending)" "$(row 3 $c3 '' pending)" \
    "$(row 4 $c4 '' pending)" "$(row 5 $c5 '' pending)" "$(row 6 $c6 '' pending)"

  # the same command again makes nothing new
  state --form $form -o sent
  exits 0
  expect 'the same files' diff -r first sent
  [ "$(cat last)" = $c6 ] || fault "last is $(cat last)"

  # one answer is lost
  answer -o got sent/*.xml
  exits 0
  mv "got/${originator}_${target}_$lost.xml" kept.xml
  report got
  exits 1
  silent
  cp "$work/out" reported
  report # all is in the state
  expect 'what was reported' cmp reported "$work/out"
  [ "$(grep -c pending reported)" -eq $l ] || fault "pending: $(grep pending reported)"

  # it is sent again, the same bytes, and needs neither key nor counter nor sheet
  run build --state batch.state --only pending -o again/
  exits 0
  silent
  files again $lost.xml
  expect 'the same bytes' cmp again/$lost.xml first/$lost.xml
  report got kept.xml # the others repeat themselves
  exits 1
  says "got/${originator}_${target}_1.xml: this request was answered already, in the same way"
  lines DeviceID,RequestID,code,accepted "$(row 1 $c1 I99 yes)" "$(row 2 $c2 I99 yes)" "$(row 3 $c3 I99 yes)" \
    "$(row 4 $c4 E19 no)" "$(row 5 $c5 E19 no)" "$(row 6 $c6 E19 no)"

  # nothing is pending, and nothing is refused in this way
  cp batch.state before
  for only in pending E4,E5; do
    run build --state batch.state --only $only --counter file:last -o again
    exits 0
    says 'batch.state: no request is to be written'
  done
  expect 'the state' cmp before batch.state

  # refused rows go into new requests
  inventory 4 5 6 >smi.csv
  # shellcheck disable=SC2046
  run build --state batch.state --only refused --counter file:last $(signed_by supplier) -o retried hubs.csv
  exits 0
  silent
  report
  lines DeviceID,RequestID,code,accepted "$(row 1 $c1 I99 yes)" "$(row 2 $c2 I99 yes)" "$(row 3 $c3 I99 yes)" \
    "$(row 4 $r4 '' pending)" "$(row 5 $r5 '' pending)" "$(row 6 $r6 '' pending)"
  answer -o more retried/*.xml
  exits 0
  report "got/${originator}_${target}_$c4.xml" more
  exits 0
  [ $form = list ] || says "got/${originator}_${target}_$c4.xml: this answer is late"
  lines DeviceID,RequestID,code,accepted "$(row 1 $c1 I99 yes)" "$(row 2 $c2 I99 yes)" "$(row 3 $c3 I99 yes)" \
    "$(row 4 $r4 I99 yes)" "$(row 5 $r5 I99 yes)" "$(row 6 $r6 I99 yes)"
  report --as json
  expect 'the same as JSON' /usr/bin/python3 - "$work/out" <<'PYTHON'
import json, sys
shown = json.load(open(sys.argv[1]))
sys.exit(shown['totals'] != {'I99': 6} or [row['accepted'] for row in shown['rows']] != ['yes'] * 6)
PYTHON
  report --as text
  [ "$(sed -n '/^Totals/,$p' "$work/out" | awk '{ print $1 $2 }' | tr '\n' ' ')" = 'Totals 6I99 ' ] || fault "$(cat "$work/out")"
  run verify --trust "$keys/supplier.cert.pem" retried/$r4.xml
  exits 0
  end
done

begin retry-by-code
sheet 4 >hubs.csv
inventory 1 2 3 | sed "s/$(id 2),CHF/$(id 2),ESME/; s/\($(id 3).*,\)$originator/\1$target/" >smi.csv # 2: E11, 3: E4, 4: E19
state -o sent
answer -o got sent/*.xml
report got
awk -F, 'NR > 1 { print $3 }' "$work/out" | tr '\n' ' ' >codes
[ "$(cat codes)" = 'I99 E11 E4 E19 ' ] || fault "codes: $(cat codes)"
cp batch.state before
run build --state batch.state --only E19,E4 --counter file:last -o sent # unsigned
exits 2
says 'this state has signed requests: --key and --cert are needed for new ones'
files sent 1.xml 2.xml 3.xml 4.xml
expect 'the state' cmp before batch.state
[ "$(cat last)" = 4 ] || fault "last is $(cat last)"
# shellcheck disable=SC2046
run build --state batch.state --only E19,E4 --counter file:last $(signed_by supplier) -o sent
exits 0
files sent 1.xml 2.xml 3.xml 4.xml 5.xml 6.xml
grep -q "$(id 3)" sent/5.xml || fault 'the third hub'
grep -q "$(id 4)" sent/6.xml || fault 'the fourth hub'
end

# ---- Answers that are not as they should be ----

begin answers-foreign-and-contradictory
sheet 2 >hubs.csv
inventory 1 2 >smi.csv
state -o sent
answer -o got sent/*.xml
inventory >smi.csv
answer -o contrary/ sent/1.xml
mv "contrary/${originator}_${target}_1.xml" contrary.xml
inventory 7 >smi.csv
{ sheet 0; echo "$(id 7),,Lost or Stolen Hub,,,"; } >other.csv
# shellcheck disable=SC2046
build --counter 77 $(signed_by supplier) -o 77.xml other.csv
answer -o foreign/ 77.xml
report got contrary.xml foreign sent
exits 1
says 'contrary.xml: this request was answered already, in another way, and this answer is left out [contradiction]'
says "foreign/${originator}_${target}_77.xml: this answers a request that is not of the state [other-request]"
says 'accepted by the first answer (I99), refused by another one (E19) [contradiction]'
says 'sent/1.xml: ' # whose certificate is not trusted here
[ "$(grep -c ',I99,yes$' "$work/out")" -eq 2 ] || fault "$(cat "$work/out")"
run report --state batch.state --unverified sent
exits 0
says 'chret: 2 requests were passed over: the state has its own'
end

begin answers-that-are-not-verified
sheet 2 >hubs.csv
inventory 1 2 >smi.csv
state -o sent
run answer --inventory smi.csv --unverified -o got sent/*.xml
report got
exits 1
says '[unsigned]'
[ "$(grep -c ',pending$' "$work/out")" -eq 2 ] || fault "$(cat "$work/out")"
run report --state batch.state --unverified got
exits 0
[ "$(grep -c ',I99,yes$' "$work/out")" -eq 2 ] || fault "$(cat "$work/out")"
end

# ---- Sheets and states that are not the right ones ----

begin sheet-that-was-changed
sheet 3 >hubs.csv
state -o sent
cp batch.state before
# shellcheck disable=SC2016
for change in "s/$(id 2)/$(id 9)/" '3s/Lost or Stolen Hub/Customer requirement/' '4d' '$s/$/\n00-DB-12-34-00-00-00-09,,Lost or Stolen Hub,,,/'; do
  sed "$change" hubs.csv >changed.csv
  run build --state batch.state -o out changed.csv
  exits 3
  says 'nothing was written'
  [ ! -e out ] || fault "out after $change"
done
says 'changed.csv: record 4 (00-DB-12-34-00-00-00-09): the state has no such row'
run build --state batch.state -o out --originator "$target"
exits 3
run build --state batch.state -o out --form list
exits 3
expect 'the state' cmp before batch.state
end

begin sheet-in-other-words # the same rows: other columns, case, order of columns
printf 'DeviceID,CHFNoFaultReturnType,UserRefID\n00-DB-12-34-56-78-90-AA,Lost or Stolen Hub,\n' >hubs.csv
state -o sent
printf 'CHFNoFaultReturnType,DeviceID\r\nLost or Stolen Hub, 00-db-12-34-56-78-90-aa \r\n' >hubs.csv
run build --state batch.state -o sent hubs.csv
exits 0
silent
end

begin state-that-is-damaged
sheet 3 >hubs.csv
state -o sent
size=$(wc -c <batch.state)
cp batch.state good
for cut in 0 1 50 $((size - 1)); do
  head -c "$cut" good >batch.state
  cp batch.state before
  for call in build report; do
    run $call --state batch.state
    exits 3
    says 'batch.state: '
    says '[saved-state]'
  done
  expect 'the state' cmp before batch.state
done
{ head -c 60 good; printf X; tail -c +62 good; } >batch.state
run report --state batch.state
exits 3
says '[saved-state]'
sheet 1 >batch.state
run report --state batch.state
exits 3
run report --state nothing-there
exits 3
run build --state nothing-there --only pending
exits 3
mkdir folder
run report --state folder
exits 3
end

begin file-that-is-not-the-states-own
sheet 3 >hubs.csv
mkdir sent
echo mine >sent/2.xml
state -o sent
exits 3
says 'sent/2.xml: there is such a file already, so nothing was written'
files sent 2.xml
[ ! -e batch.state ] || fault 'there is a state'
[ ! -e last ] || fault 'counters were taken'
rm sent/2.xml
state -o sent
exits 0
echo mine >sent/2.xml
rm sent/3.xml
run build --state batch.state -o sent
exits 3
says 'sent/2.xml: there is such a file already, so nothing was written'
files sent 1.xml 2.xml
rm sent/2.xml
run build --state batch.state -o sent
exits 0
files sent 1.xml 2.xml 3.xml
end

begin counter-that-does-not-rise
sheet 2 >hubs.csv
inventory >smi.csv
build --counter 10 --state batch.state -o sent hubs.csv
run answer --inventory smi.csv --unverified -o got sent/*.xml
run report --state batch.state --unverified got
cp batch.state before
run build --state batch.state --only refused --counter 11 -o other
exits 3
says 'the counter 11 is not above 11, the highest of the state'
[ ! -e other ] || fault 'other'
run build --state batch.state --only refused -o sent
exits 2
files sent 10.xml 11.xml
expect 'the state' cmp before batch.state
run build --state batch.state --only refused --counter 12 -o sent
exits 0
files sent 10.xml 11.xml 12.xml 13.xml
end

begin counter-file-below-the-state
sheet 2 >hubs.csv
inventory >smi.csv
build --counter 10 --state batch.state -o sent hubs.csv
run answer --inventory smi.csv --unverified -o got sent/*.xml
run report --state batch.state --unverified got
cp batch.state before
for last in 5 9 10; do # of 9 and 10 the files are there
  echo $last >last
  run build --state batch.state --only refused --counter file:last -o sent
  exits 3
  says "chret: last: the counter $((last + 1)) is not above 11, the highest of the state: the file is another one"
  [ "$(cat last)" = $last ] || fault "last is $(cat last)"
done
run build --state batch.state --only refused --counter file:new -o sent
exits 3
[ ! -e new ] || fault 'a new file of which nothing was taken'
files sent 10.xml 11.xml
expect 'the state' cmp before batch.state
echo 11 >last
run build --state batch.state --only refused --counter file:last -o sent
exits 0
files sent 10.xml 11.xml 12.xml 13.xml
end

# A clock that was set back a little is waited for, after a state that is far ahead there is no end of that.
begin counter-of-the-clock-below-the-state
sheet 2 >hubs.csv
inventory >smi.csv
for first in $(($(date +%s) * 1000 + 3000)) 90000000000000; do
  build --counter $first --state $first.state -o sent$first hubs.csv
  run answer --inventory smi.csv --unverified -o got$first sent$first/*.xml
  run report --state $first.state --unverified got$first
  run build --state $first.state --only refused --counter clock -o new$first
  if [ $first = 90000000000000 ]; then
    exits 3
    says 'is not above 90000000000001, the highest of the state: the clock was set back'
    [ ! -e new$first ] || fault 'something was written'
  else
    exits 0
    files new$first $((first + 2)).xml $((first + 3)).xml
    [ "$(date +%s)" -ge $(((first + 3) / 1000)) ] || fault 'it did not wait'
  fi
done
end

begin counter-of-the-clock-interrupted
sheet 2 >hubs.csv
inventory >smi.csv
build --counter $(($(date +%s) * 1000 + 60000)) --state batch.state -o sent hubs.csv
run answer --inventory smi.csv --unverified -o got sent/*.xml
run report --state batch.state --unverified got
cp batch.state before
chret build --state batch.state --only refused --counter clock -o new 2>said &
tries=100
while [ ! -s said ] && [ $((tries -= 1)) -gt 0 ]; do sleep 0.1; done
kill $!
{ wait $!; } 2>/dev/null
[ $? -eq 143 ] || fault 'the exit is not of the signal'
grep -Eq '^chret: waiting [56][0-9] s until the clock has passed the last counter$' said || fault "$(cat said)"
[ ! -e new ] || fault 'something is left'
expect 'the state' cmp before batch.state
end

begin runs-at-once
sheet 40 >hubs.csv
inventory >smi.csv
for i in 1 2 3 4 5 6; do
  chret build --originator "$originator" --target "$target" --counter file:last --state batch.state -o sent hubs.csv 2>>errors &
done
wait
# one run began, and those that found its state did not hinder it
[ "$(find sent -name '*.xml' | wc -l)" -eq 40 ] || fault "$(find sent -name '*.xml' | wc -l) files at first"
run build --state batch.state -o sent
exits 0
[ "$(find sent -name '*.xml' | wc -l)" -eq 40 ] || fault "$(find sent -name '*.xml' | wc -l) files"
run answer --inventory smi.csv --unverified -o got sent/*.xml
run report --state batch.state --unverified got
for i in 1 2 3 4 5 6; do
  chret build --state batch.state --only refused --counter file:last -o sent 2>>errors &
done
wait
[ "$(find sent -name '*.xml' | wc -l)" -eq 80 ] || fault "$(find sent -name '*.xml' | wc -l) files after"
end

begin one-request-on-stdout-and-in-a-file
sheet 2 >hubs.csv
build --counter 5 --form list --state batch.state --originator "$originator" hubs.csv
exits 0
cp "$work/out" one.xml
run build --state batch.state -o two.xml
exits 0
expect 'the same' cmp one.xml two.xml
run build --state batch.state
expect 'the same on stdout' cmp one.xml "$work/out"
end

# A host of its own may save what it has not drawn yet. A sanitized library needs its runtime.
if [ -z "${SANITIZED:-}" ]; then
  begin state-of-another-host
  cat >host.c <<'PROGRAM'
#include <chreturn/chreturn.h>
#include <chreturn/xmlsec.h>
#include <stdio.h>
static int32_t put(void *ctx, const uint8_t *data, size_t size) {
  return fwrite(data, 1, size, ctx) != size;
}
int main(void) {
  chret_xmlsec *xmlsec;
  chret_batch *batch;
  chret_record *row;
  chret_sink sink;
  chret_sink_init(&sink, sizeof sink);
  sink.ctx = stdout;
  sink.write = put;
  if (chret_xmlsec_new(&xmlsec, NULL) != CHRET_OK ||
      chret_batch_new(&batch, CHRET_FORM_SINGLE, UINT64_C(0x90B3D51F30010000), UINT64_C(0x90B3D51F30000002), NULL) != CHRET_OK ||
      chret_record_new(&row, CHRET_SERVICE_NO_FAULT_RETURN, NULL) != CHRET_OK)
    return 1;
  chret_record_set(row, CHRET_FIELD_NO_FAULT_RETURN_TYPE, "Lost or Stolen Hub", 18);
  for (size_t i = 1; i <= 2; i++)
    if (chret_record_set_eui(row, CHRET_FIELD_DEVICE_ID, UINT64_C(0x00DB123400000000) + i) != CHRET_OK ||
        chret_batch_add(batch, row, i, NULL, 0, NULL) != CHRET_OK)
      return 1;
  return chret_batch_save(batch, &sink, chret_xmlsec_provider(xmlsec), NULL);
}
PROGRAM
  expect compiler "${CC:-cc}" -std=c99 -I"$top/include" host.c -L"$B" -lchreturn -lchreturn-xmlsec -o host
  LD_LIBRARY_PATH=$B ./host >batch.state || fault 'the host failed'
  run report --state batch.state
  exits 1
  lines DeviceID,RequestID,code,accepted "$(id 1),,,unsent" "$(id 2),,,unsent"
  run report --state batch.state --as json
  lines "{\"rows\":[{\"record\":1,\"DeviceID\":\"$(id 1)\",\"accepted\":\"unsent\"},{\"record\":2,\"DeviceID\":\"$(id 2)\",\"accepted\":\"unsent\"}],\"totals\":{\"unsent\":2}}"
  run build --state batch.state --only pending
  exits 0
  says 'no request is to be written'
  run build --state batch.state -o out
  exits 2
  run build --state batch.state --counter 5 -o out
  exits 0
  files out 5.xml 6.xml
  run report --state batch.state
  lines DeviceID,RequestID,code,accepted "$(id 1),$originator:$target:5,,pending" "$(id 2),$originator:$target:6,,pending"
  end
fi

# ---- Threads ----

begin threads
sheet 100 >hubs.csv
for threads in 1 2 7; do
  build --counter 1 --threads $threads -o unsigned-$threads hubs.csv
  exits 0
  # shellcheck disable=SC2046
  build --counter 1 --threads $threads $(signed_by supplier) --state state-$threads -o signed-$threads hubs.csv
  exits 0
  expect 'the same as by one' diff -r unsigned-1 unsigned-$threads
  for i in 1 50 100; do
    sed 's|<ds:Signature .*</ds:Signature>||' signed-$threads/$i.xml | cmp -s - unsigned-1/$i.xml || fault "$threads: $i.xml"
    run verify --trust "$keys/supplier.cert.pem" signed-$threads/$i.xml
    exits 0
  done
  run build --state state-$threads --threads 3 -o again-$threads
  expect 'again' diff -r signed-$threads again-$threads
done
for threads in 0 65 x 1x ''; do
  build --counter 1 --threads "$threads" -o none hubs.csv
  exits 2
done
end

begin max-records
sheet 9 >hubs.csv
build --counter 1 --form list --max-records 4 -o out hubs.csv
exits 0
[ "$(grep -o '<sr:DeviceID>' out/1.xml | wc -l)$(grep -o '<sr:DeviceID>' out/2.xml | wc -l)$(grep -o '<sr:DeviceID>' out/3.xml | wc -l)" = 432 ] ||
  fault "$(grep -c . out/*)"
build --counter 1 --max-records 4 -o none hubs.csv
exits 2
build --counter 1 --form list --max-records 1000 -o none hubs.csv
exits 2
end

# ---- Sheets as spreadsheets write them ----

# usual: what the sheet is when written plainly
usual() { printf 'DeviceID,CHFNoFaultReturnType,UserRefID\n00-DB-12-34-56-78-90-01,Lost or Stolen Hub,%s\n' "$1" >usual.csv; }
# written WANTED-UserRefID OPTION...: hubs.csv makes the same request as a plain one
written() {
  begin "$1"
  usual "$2"
  cp "$work/hubs.csv" .
  shift 2
  build --counter 1 -o wanted.xml usual.csv
  exits 0
  build --counter 1 -o is.xml "$@" hubs.csv
  exits 0
  expect 'the same request' cmp wanted.xml is.xml
  run check "$@" hubs.csv
  exits 0
  end
}
head='DeviceID,CHFNoFaultReturnType,UserRefID' hub='00-DB-12-34-56-78-90-01,Lost or Stolen Hub'
printf '\357\273\277%s\r\n%s,a\r\n' "$head" "$hub" >"$work/hubs.csv"
written byte-order-mark-and-cr-lf a
printf '%s\n%s,a\n,,\n,,\n\n' "$head" "$hub" >"$work/hubs.csv"
written empty-rows-at-the-end a
printf '%s\n%s;a,b\n' "$head" "$hub" | sed '1s/,/;/g; 2s/,Lost/;Lost/' >"$work/hubs.csv"
written semicolons '"a,b"' --delimiter ';'
printf '%s\n%s,a;b\n' "$head" "$hub" | tr , '\t' >"$work/hubs.csv"
written tabs 'a;b' --delimiter tab
printf '%s\n%s,"a\nb"\n' "$head" "$hub" >"$work/hubs.csv"
written line-break-in-a-cell "$(printf '"a\nb"')"
printf '%s\r\n%s,caf\351 \200\r\n' "$head" "$hub" >"$work/hubs.csv"
written windows-1252 'café €' --encoding Windows-1252
printf '%s\n%s,caf\351\n' "$head" "$hub" >"$work/hubs.csv"
written iso-8859-1 'café' --encoding ISO-8859-1
printf '%s\n%s,café\n' "$head" "$hub" >"$work/hubs.csv"
written utf-8-by-name 'café' --encoding utf-8

begin bytes-that-are-not-of-the-encoding
printf '%s\n%s,\201\n%s,b\n' "$head" "$hub" "$(echo "$hub" | sed 's/01,/02,/')" >hubs.csv
build --counter 1 --encoding Windows-1252 -o out/ hubs.csv
exits 1
says 'chret: hubs.csv:2: record 1 (00-DB-12-34-56-78-90-01): UserRefID: a byte of it is not of the encoding of the sheet [malformed]'
files out 1.xml
grep -q '<sr:UserRefID>b<' out/1.xml || fault 'the good row'
run check --encoding Windows-1252 hubs.csv
exits 1
grep -q '^1,00-DB-12-34-56-78-90-01,UserRefID,malformed,' "$work/out" || fault "$(cat "$work/out")"
build --counter 1 --encoding Windows-1252 --strict -o none hubs.csv
exits 1
[ ! -e none ] || fault 'strict'
end

begin delimiters-and-encodings-that-are-none
sheet 1 >hubs.csv
for delimiter in '' '"' ';;' tabs '	x' é; do
  build --counter 1 --delimiter "$delimiter" hubs.csv
  exits 2
done
for encoding in none UTF-16 EBCDIC-US ''; do
  build --counter 1 --encoding "$encoding" hubs.csv
  exits 2
done
for only in '' nothing E 'E4,' e4 4 pendings; do
  run build --state batch.state --only "$only"
  exits 2
done
build --counter 1 --only pending hubs.csv
exits 2
run build --state batch.state hubs.csv
exits 2
end

begin bad-rows-in-a-state
sheet 4 | sed '3s/Lost/Found/' >hubs.csv
state -o sent
exits 1
says 'chret: hubs.csv: 1 of 4 rows left out'
files sent 1.xml 2.xml 3.xml
state -o sent
exits 1
files sent 1.xml 2.xml 3.xml
state --strict -o none
exits 1
[ ! -e none ] || fault 'strict'
run report --state batch.state
[ "$(wc -l <"$work/out")" -eq 4 ] || fault "$(cat "$work/out")"

# the rows have the numbers of the sheet
run report --state batch.state --as json
[ "$(grep -o '"record":[0-9]*' "$work/out" | tr '\n' ' ')" = '"record":1 "record":3 "record":4 ' ] || fault "$(cat "$work/out")"
run report --state batch.state --as text
lines "record  DeviceID                 $(printf %-49s RequestID)  code     accepted" \
  "     1  $(id 1)  $originator:$target:1           pending" "     3  $(id 3)  $originator:$target:2           pending" \
  "     4  $(id 4)  $originator:$target:3           pending" '' Totals '       3  pending'

# the state does not take one that was mended
sheet 4 >hubs.csv
state -o sent
exits 3
says "hubs.csv: record 2 ($(id 2)): the state has no such row, so nothing was written; new and mended rows go into a sheet and a state of their own"
files sent 1.xml 2.xml 3.xml
end

result
