#!/bin/sh
# Tests of the tool from end to end: build --key, answer, report. B=build sh tests/scripts/tool_answer.sh
# A line for each case that fails; the last line counts. What is expected is worked out here, from the sheet.
# shellcheck disable=SC1091,SC2154
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common/cases

keys=$work/keys
mkdir "$keys"
# identity NAME EUI [OPTION...]: NAME.key.pem and NAME.cert.pem
identity() {
  out=$keys/$1 eui=$2
  shift 2
  make-identity --eui "$eui" --role 02 --out "$out" "$@" || { echo 'make-identity failed'; exit 1; }
}
other=90-B3-D5-1F-30-09-00-00
identity supplier "$originator" --not-before 20250101000000Z
identity other "$other"
identity dsp "$target" --not-before 20250101000000Z
identity expired "$originator" --not-before 20200101000000Z --not-after 20210101000000Z
mkdir "$work/suppliers" "$work/all"
cp "$keys/supplier.cert.pem" "$keys/other.cert.pem" "$keys/expired.cert.pem" "$work/suppliers"
cp "$keys/supplier.cert.pem" "$keys/other.cert.pem" "$keys/dsp.cert.pem" "$work/all"

# signed_by NAME: the options that sign
signed_by() { printf '%s\n' --key "$keys/$1.key.pem" --cert "$keys/$1.cert.pem"; }
# shellcheck disable=SC2046
answer() { run answer --inventory smi.csv --trust "$work/suppliers" $(signed_by dsp) "$@"; }
# shellcheck disable=SC2046
request() { # COUNTER FILE DEVICE-ID...: a request in list form, signed by the supplier
  counter=$1 file=$2
  shift 2
  { echo DeviceID,CHFNoFaultReturnType; for id; do echo "$id,Lost or Stolen Hub"; done; } >rows.csv
  build --counter "$counter" --form list $(signed_by supplier) -o "$file" rows.csv
  exits 0
}
report() { run report --trust "$work/all" "$@"; }
is() { expect "$1" cmp "$2" "$3"; } # WHAT WANTED FILE
says() { grep -qF -- "$1" "$work/err" || fault "stderr: $(head -n 3 "$work/err")"; }
absent() { for file; do [ ! -e "$file" ] || fault "$file is there"; done; }
one=00-DB-12-34-00-00-00-01 two=00-DB-12-34-00-00-00-02 three=00-DB-12-34-00-00-00-03
inventory() { # three good hubs
  { echo DeviceID,DeviceType,DeviceStatus,LogisticsStatus,Supplier
    for id in $one $two $three; do echo "$id,CHF,Commissioned,,$originator"; done; } >smi.csv
}

# ---- 999 hubs, in list and in single form ----

# What is in the inventory of each of them. 7 are unknown, 5 are meters, 3 belong to another supplier, 2 are returned.
case=$work/999
mkdir "$case"
awk -v folder="$case" -v originator="$originator" -v other="$other" -v target="$target" 'BEGIN {
  split("10 20 30 40 50 60 70", list, " "); for (i in list) unknown[list[i]]
  split("100 200 300 400 500", list, " "); for (i in list) meter[list[i]]
  split("11 111 999", list, " "); for (i in list) foreign[list[i]]
  split("1 998", list, " "); for (i in list) returned[list[i]]
  sheet = folder "/hubs.csv"; smi = folder "/smi.csv"
  print "DeviceID,CHFNoFaultReturnType,UserRefID" > sheet
  print "DeviceID,DeviceType,DeviceStatus,LogisticsStatus,Supplier" > smi
  print "requestID,record,DeviceID,code,accepted" > (folder "/list.outcomes")
  print "requestID,record,DeviceID,code,accepted" > (folder "/single.outcomes")
  print "DeviceID,RequestID,code,accepted" > (folder "/list.report")
  print "DeviceID,RequestID,code,accepted" > (folder "/single.report")
  for (i = 1; i <= 999; i++) {
    id = sprintf("00-DB-12-34-00-00-%02X-%02X", i / 256, i % 256)
    print id ",Lost or Stolen Hub,row " i > sheet
    if (!(i in unknown))
      print id "," (i in meter ? "ESME" : "CHF") ",Commissioned," (i in returned ? "Returned" : "") "," \
        (i in foreign ? other : i % 2 ? originator : "") > smi
    code = i in unknown ? "E19" : i in meter ? "E11" : i in foreign ? "E4" : i in returned ? "E5" : "I99"
    accepted = code == "I99" ? "yes" : "no"
    if (accepted == "no") {
      if (!(code in ids)) order[++codes] = code
      ids[code] = ids[code] (ids[code] ? "," : "") id
    }
    list_id = originator ":" target ":1000"; single_id = originator ":" target ":" 999 + i
    print list_id "," i "," id "," code "," accepted > (folder "/list.outcomes")
    print single_id ",1," id "," code "," accepted > (folder "/single.outcomes")
    print id "," list_id "," code "," accepted > (folder "/list.report")
    print id "," single_id "," code "," accepted > (folder "/single.report")
  }
  for (i = 1; i <= codes; i++)
    printf "<sr:CHFReturnFailure><sr:ResponseCode>%s</sr:ResponseCode><sr:DeviceIDList>%s</sr:DeviceIDList></sr:CHFReturnFailure>\n", order[i], ids[order[i]] > (folder "/failures")
}'
[ "$(grep -c ',no$' "$case/list.report")" -eq 17 ] || { echo 'the test itself is wrong'; exit 1; }

# shellcheck disable=SC2046
for form in list single; do
  begin "999-hubs-in-$form-form"
  cp "$case/smi.csv" .
  build --counter 1000 --form $form $(signed_by supplier) -o sent/ "$case/hubs.csv"
  exits 0
  answer --outcomes out.csv --at 2026-01-12T11:00:00+01:00 -o got/ sent/*.xml
  exits 0
  is outcomes "$case/$form.outcomes" out.csv
  report got sent
  exits 1
  is report "$case/$form.report" "$work/out"
  report sent # nothing has come yet
  exits 1
  awk -F, -v OFS=, 'NR > 1 { $3 = ""; $4 = "pending" } 1' "$case/$form.report" >pending
  is 'before the answer' pending "$work/out"
  report --as json got sent
  expect 'the same as JSON' /usr/bin/python3 - "$case/$form.report" "$work/out" <<'PYTHON'
import collections, csv, json, sys
rows = list(csv.DictReader(open(sys.argv[1])))
shown = json.load(open(sys.argv[2]))
sys.exit(shown != {'rows': rows, 'totals': dict(collections.Counter(row['code'] for row in rows))})
PYTHON
  report --as text got sent
  [ "$(sed -n '/^Totals/,$p' "$work/out" | awk '{ print $1 $2 }' | sort | tr '\n' ' ')" = '2E5 3E4 5E11 7E19 982I99 Totals ' ] ||
    fault "totals: $(sed -n '/^Totals/,$p' "$work/out")"
  # an answer a request, signed by the DSP at the time given, as the schema has it
  [ "$(find got -name '*.xml' | wc -l)" -eq "$(find sent -name '*.xml' | wc -l)" ] || fault 'not an answer a request'
  response=got/${originator}_${target}_1000.xml
  run verify --trust "$keys/dsp.cert.pem" "$response"
  exits 0
  grep -q "^$target,.*,8.14.4\$" "$work/out" || fault "$(cat "$work/out")"
  grep -q '<sr:ResponseDateTime>2026-01-12T10:00:00.000Z<' "$response" || fault 'the time of the answer'
  sed 's|<ds:Signature .*</ds:Signature>||' "$response" >unsigned.xml
  expect schema xmllint --noout --schema "$top/lib/schema/chreturn.xsd" unsigned.xml
  if [ $form = list ]; then
    sed 's|</sr:CHFReturnFailure>|&\n|g' "$response" | grep -o '<sr:CHFReturnFailure>.*' >failures
    is failures "$case/failures" failures
  fi
  end
done

# ---- What gets no answer ----

begin requests-that-are-not-verified
inventory
request 1 1.xml $one
sed "s/$one/$two/" 1.xml >altered.xml
build --counter 2 -o unsigned.xml rows.csv
# shellcheck disable=SC2046
build --counter 3 $(signed_by expired) -o expired.xml rows.csv
run answer --inventory smi.csv --trust "$keys/other.cert.pem" -o none --outcomes out.csv 1.xml
exits 1
says '[unknown-certificate]'
absent none
[ "$(cat out.csv)" = requestID,record,DeviceID,code,accepted ] || fault "outcomes: $(cat out.csv)"
answer -o got altered.xml unsigned.xml expired.xml 1.xml
exits 1
printf 'chret: %s: ... [%s]\n' altered.xml digest-mismatch unsigned.xml unsigned expired.xml unusable-certificate |
  sed 's/: \.\.\./:.../' >wanted
expect messages like wanted "$work/err"
[ "$(ls got)" = "${originator}_${target}_1.xml" ] || fault "answers: $(ls got)"
# what was refused has changed nothing
grep -q '<sr:ResponseCode>I99<' got/*_1.xml || fault 'the hub was not there any more'
end

begin an-expired-certificate-in-its-time
inventory
request 1 1.xml $one
# shellcheck disable=SC2046
build --counter 1 --form list $(signed_by expired) -o 1.xml rows.csv
run answer --inventory smi.csv --trust "$keys/expired.cert.pem" --at 2020-06-01T00:00:00Z 1.xml
exits 0
grep -q '<sr:ResponseDateTime>2020-06-01T00:00:00.000Z<' "$work/out" || fault 'the time of the answer'
end

begin requests-to-somebody-else
inventory
# shellcheck disable=SC2046
run build --originator "$originator" --target $other --counter 1 --form list $(signed_by supplier) -o else.xml "$case/hubs.csv"
request 1 1.xml $one
answer -o got else.xml 1.xml
exits 1
says "chret: else.xml: the certificate to sign with is that of $target, not of the request's target $other [foreign-signer]"
[ "$(ls got)" = "${originator}_${target}_1.xml" ] || fault "answers: $(ls got)"
grep -q '<sr:ResponseCode>I99<' got/*_1.xml || fault 'the hub was not there any more'
end

# ---- The same request again ----

begin again
inventory
request 5 5.xml $one
request 6 6.xml $two
cp 5.xml copy.xml
answer -o got --outcomes out.csv 5.xml 6.xml copy.xml
exits 0
[ "$(find got -name '*.xml' | wc -l)" -eq 2 ] || fault "answers: $(ls got)"
printf '%s\n' requestID,record,DeviceID,code,accepted "$originator:$target:5,1,$one,I99,yes" \
  "$originator:$target:6,1,$two,I99,yes" >wanted
is outcomes wanted out.csv
# signed anew it is another document, of the same RequestID
run sign --replace-signature --key "$keys/supplier.key.pem" --cert "$keys/supplier.cert.pem" -o anew.xml 5.xml
answer -o more 5.xml anew.xml
exits 1
says 'chret: anew.xml: a request of other bytes with this RequestID was answered already'
[ "$(find more -name '*.xml' | wc -l)" -eq 1 ] || fault "answers: $(ls more)"
end

# However wide the window, 0 is not above the highest counter that there is less it.
begin a-counter-too-far-below
inventory
request 18446744073709551615 highest.xml $one
request 0 lowest.xml $two
answer -o got highest.xml lowest.xml
exits 1
says "chret: lowest.xml: the counter of this request is too far below the originator's highest"
[ "$(find got -name '*.xml' | wc -l)" -eq 1 ] || fault "answers: $(ls got)"
end

begin originators-with-the-same-counter
inventory
sed "s/$originator/$other/" smi.csv | grep "$two" >line
grep -v "$two" smi.csv >rest
cat rest line >smi.csv
request 5 5.xml $one $two
# shellcheck disable=SC2046
run build --originator $other --target "$target" --counter 5 --form list $(signed_by other) -o other.xml rows.csv
answer -o got --outcomes out.csv 5.xml other.xml
exits 0
printf '%s\n' requestID,record,DeviceID,code,accepted "$originator:$target:5,1,$one,I99,yes" \
  "$originator:$target:5,2,$two,E4,no" "$other:$target:5,1,$one,E4,no" "$other:$target:5,2,$two,I99,yes" >wanted
is outcomes wanted out.csv
[ "$(find got -name '*.xml' | wc -l)" -eq 2 ] || fault "answers: $(ls got)"
end

# ---- Reports ----

begin report-verifies-both
inventory
request 1 sent.xml $one
answer -o got.xml sent.xml
exits 0
report sent.xml got.xml
exits 0
printf '%s\n' DeviceID,RequestID,code,accepted "$one,$originator:$target:1,I99,yes" >wanted
is accepted wanted "$work/out"
sed 's/<ds:Signature .*<.ds:Signature>//; s/I99/E5/' got.xml >forged.xml
report sent.xml forged.xml
exits 1
says 'chret: forged.xml'
says '[unsigned]'
printf '%s\n' DeviceID,RequestID,code,accepted "$one,$originator:$target:1,,pending" >wanted
is pending wanted "$work/out"
run report --trust "$keys/supplier.cert.pem" sent.xml got.xml
exits 1
says '[unknown-certificate]'
is 'the DSP is not trusted' wanted "$work/out"
run report --unverified sent.xml forged.xml
exits 1
printf '%s\n' DeviceID,RequestID,code,accepted "$one,$originator:$target:1,E5,no" >wanted
is unverified wanted "$work/out"
run report --trust nowhere sent.xml got.xml
exits 3
end

# Answers that the DSP signed and that contradict each other: a hub is accepted where none refuses it, in whatever order
# they come; the same answer again adds nothing.
begin report-of-answers-in-several-ways
inventory
request 1 sent.xml $one $two $three
# refuse NAME DEVICE-ID...: an answer by an inventory that lacks these
refuse() {
  response=$1
  shift
  inventory
  for id; do grep -v "$id" smi.csv >rest; mv rest smi.csv; done
  answer --at 2026-01-12T10:00:00Z -o "$response" sent.xml
  exits 0
}
refuse one.xml $one
refuse two.xml $two
sed "/$one/s/CHF/ESME/" smi.csv >other.csv
run answer --inventory other.csv --trust "$work/suppliers" --key "$keys/dsp.key.pem" --cert "$keys/dsp.cert.pem" -o both.xml sent.xml
printf '%s\n' DeviceID,RequestID,code,accepted "$one,$originator:$target:1,E11,no" "$two,$originator:$target:1,E19,no" \
  "$three,$originator:$target:1,I99,yes" >wanted
for order in 'one two both' 'one both two' 'two one both' 'two both one' 'both one two' 'both two one'; do
  # shellcheck disable=SC2046,SC2086
  report sent.xml $(printf '%s.xml ' $order) one.xml
  exits 1
  is "$order" wanted "$work/out"
  [ "$(grep -c '\[contradiction\]$' "$work/err")" -eq 2 ] || fault "stderr: $(cat "$work/err")"
  says 'chret: one.xml: this request was answered already, in the same way'
done
end

# A supplier cannot answer for the DSP, even where both are trusted.
begin report-of-an-answer-by-the-supplier
inventory
request 1 sent.xml $one
run answer --inventory smi.csv --trust "$work/suppliers" -o plain.xml sent.xml
run sign --key "$keys/supplier.key.pem" --cert "$keys/supplier.cert.pem" -o got.xml plain.xml
exits 3
absent got.xml
end

# ---- Unverified ----

begin unverified
inventory
printf 'DeviceID,CHFNoFaultReturnType\n%s,Lost or Stolen Hub\n%s,Lost or Stolen Hub\n' $one 00-DB-12-34-00-00-00-09 >rows.csv
build --counter 7 --form list -o sent.xml rows.csv
run answer --inventory smi.csv --unverified --role GS -o got.xml sent.xml
exits 0
run report --unverified sent.xml got.xml
exits 1
printf '%s\n' DeviceID,RequestID,code,accepted "$one,$originator:$target:7,I99,yes" \
  "00-DB-12-34-00-00-00-09,$originator:$target:7,E19,no" >wanted
is report wanted "$work/out"
end

# ---- What cannot be done is not half done ----

begin nothing-is-left-of-a-full-disk
cp "$case/smi.csv" .
build --counter 1 -o sent "$case/hubs.csv"
(ulimit -f 0 && trap '' XFSZ && run answer --inventory smi.csv --unverified -o got --outcomes out.csv sent/*.xml && exit "$code")
code=$?
exits 3
absent got out.csv
[ "$(echo ./*)" = './sent ./smi.csv' ] || fault "left: $(echo ./*)"
end

begin outcomes-that-cannot-be-placed
inventory
request 1 1.xml $one
mkdir folder
answer -o got --outcomes folder 1.xml
exits 3
says 'chret: folder: Is a directory'
absent got
answer -o got.xml --outcomes folder 1.xml
exits 3
absent got.xml
answer --outcomes folder 1.xml
exits 3
[ ! -s "$work/out" ] || fault 'there is an answer'
end

begin no-outcomes-where-stdout-is-full
cp "$case/smi.csv" .
build --counter 1 --form list -o many.xml "$case/hubs.csv"
sed 2q "$case/hubs.csv" >one.csv
build --counter 1 -o one.xml one.csv
for request in one many; do
  chret answer --inventory smi.csv --unverified --outcomes out.csv $request.xml >/dev/full 2>"$work/err"
  code=$?
  exits 3
  says 'chret: stdout: No space left on device'
  [ "$(wc -l <"$work/err")" -eq 1 ] || fault "$(cat "$work/err")"
  absent out.csv
done
[ "$(echo ./*)" = './many.xml ./one.csv ./one.xml ./smi.csv' ] || fault "left: $(echo ./*)"
end

begin keys-that-are-not-there
inventory
request 1 1.xml $one
run answer --inventory smi.csv --trust "$work/suppliers" --key nowhere.pem --cert "$keys/dsp.cert.pem" -o got --outcomes out.csv 1.xml
exits 3
says 'chret: nowhere.pem: No such file or directory'
absent got out.csv
end

begin outcomes-replace-a-file
inventory
request 1 1.xml $one
echo old >out.csv
answer -o got.xml --outcomes out.csv 1.xml
exits 0
printf '%s\n' requestID,record,DeviceID,code,accepted "$originator:$target:1,1,$one,I99,yes" >wanted
is outcomes wanted out.csv
end

result
