#!/bin/sh
# A large batch of both services, in both forms, answered in shuffled order with losses and repeats: what is reported is
# known row by row. B=build sh tests/scripts/tool_large.sh; 1,000 rows, with CHRET_LONG 10,000.
# A line for each case that fails; the last line counts. The truth is made here with the inventory, before any request.
# shellcheck disable=SC1091,SC2154
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common/cases

rows=${CHRET_LONG:+10000}
rows=${rows:-1000}
keys=$work/keys
mkdir "$keys"
for who in "supplier $originator" "dsp $target"; do
  make-identity --eui "${who#* }" --role 02 --out "$keys/${who% *}" || { echo 'make-identity failed'; exit 1; }
done
signed_by() { printf '%s\n' --key "$keys/$1.key.pem" --cert "$keys/$1.cert.pem"; }

# hubs.csv, smi.csv and truth: DeviceID,code,accepted of each row. Of 100 hubs one is unknown, one a meter, one another
# supplier's and one returned already.
/usr/bin/python3 - "$work" "$rows" "$originator" "$target" <<'PYTHON' || exit 1
import random, sys
work, rows, originator, other = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
draw = random.Random(5)
sheet, smi, truth = open(work + '/hubs.csv', 'w'), open(work + '/smi.csv', 'w'), open(work + '/truth', 'w')
print('DeviceID,CHFFaultReturnType,CHFNoFaultReturnType,OtherDeviceID,CHFConnectionMethod,CHFFaultReason,UserRefID', file=sheet)
print('DeviceID,DeviceType,DeviceStatus,LogisticsStatus,Supplier', file=smi)
for number in range(1, rows + 1):
    device = '00-DB-12-34-00-%02X-%02X-%02X' % (number >> 16, number >> 8 & 255, number & 255)
    code = draw.choices(['I99', 'E19', 'E11', 'E4', 'E5'], [96, 1, 1, 1, 1])[0]
    if draw.random() < 0.4:
        print(device + ',Fault identified post installation,,00-DB-12-34-56-78-90-A0,Cradle,LED Fault,row %d' % number, file=sheet)
    else:
        print(device + ',,Lost or Stolen Hub,,,,row %d' % number, file=sheet)
    if code != 'E19':
        print(device, 'ESME' if code == 'E11' else 'CHF', 'Commissioned', 'Returned' if code == 'E5' else '',
              other if code == 'E4' else originator, sep=',', file=smi)
    print(device, code, 'yes' if code == 'I99' else 'no', sep=',', file=truth)
PYTHON

# shuffled SEED: the lines of stdin in an order that is always the same
shuffled() { awk -v seed="$1" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' | sort | cut -f 2-; }
# all COMMAND...: with all words of stdin, in one run
all() { xargs -x -s 1500000 "$@"; }
# without_ids: DeviceID,code,accepted of a report
without_ids() { sed 1d | cut -d , -f 1,3,4; }

# shellcheck disable=SC2046
for form in single list; do
  begin "$rows-rows-in-$form-form"
  most=
  [ $form = single ] || most='--max-records 40'
  # shellcheck disable=SC2086
  build --counter 1 --form $form $most --state batch.state --threads 2 $(signed_by supplier) -o sent "$work/hubs.csv"
  exits 0
  requests=$(find sent -name '*.xml' | wc -l)
  [ "$(cat sent/*.xml | grep -o '<sr:DeviceID>' | wc -l)" -eq "$rows" ] || fault 'rows that were sent'
  # the DSP gets the requests in any order, and the same ones once more where an answer was lost
  find sent -name '*.xml' | shuffled 1 | sed 's|.*/||' >order
  mkdir answers
  (cd sent && all chret answer --inventory "$work/smi.csv" --trust "$keys/supplier.cert.pem" $(signed_by dsp) -o ../answers/ <../order) || fault 'answer'
  [ "$(find answers -name '*.xml' | wc -l)" -eq "$requests" ] || fault 'answers'
  find answers -name '*.xml' | shuffled 2 >arrived
  lost=$(((requests * 3 + 99) / 100))
  sed "${lost}q" arrived >lost.names
  sed "1,${lost}d" arrived >came
  report() { all chret report --state batch.state --trust "$keys/dsp.cert.pem" >"$work/out" 2>"$work/err"; }
  # in two deliveries, the second of which repeats a part of the first
  half=$((requests / 2 + 1))
  head -n $half came | report
  tail -n +$((half - half / 10)) came | shuffled 3 | report
  pending=$(grep -c ',pending$' "$work/out")
  lost_rows=$(while read -r answer; do grep -o '<sr:DeviceID>' "sent/$(basename "$answer" | sed 's/.*_//')"; done <lost.names | wc -l)
  [ "$pending" -eq "$lost_rows" ] || fault "$pending pending, not $lost_rows"
  grep -q 'answered already, in the same way' "$work/err" || fault 'no repeat was told'
  grep -v ',,pending$' "$work/out" | without_ids >known
  [ "$(grep -cvxFf known "$work/truth")" -eq "$lost_rows" ] || fault 'a row that came is another than it should be'
  # what was lost is sent again and answered as before
  run build --state batch.state --only pending -o again/
  exits 0
  [ "$(find again -name '*.xml' | wc -l)" -eq "$lost" ] || fault 'requests that were sent again'
  for file in again/*.xml; do cmp -s "$file" "sent/${file#again/}" || fault "$file has other bytes"; done
  report <lost.names
  without_ids <"$work/out" | cmp -s - "$work/truth" || fault 'the report is not the truth'
  without_ids <"$work/out" >"$work/report.$form"
  # each row was in one request only
  grep -o '<sr:DeviceID>[^<]*' sent/*.xml | sed 's/.*>//' | sort | uniq -d | grep -q . && fault 'a hub is in two requests'
  sed 1d "$work/out" | awk -F '[,:]' '{ print $4 " " $1 }' | sort >reported
  grep -o '<sr:DeviceID>[^<]*' sent/*.xml | sed 's|sent/\(.*\)\.xml:.*>|\1 |' | sort | cmp -s - reported || fault 'RequestIDs'
  end
done

begin both-forms-say-the-same
expect 'the reports' cmp "$work/report.single" "$work/report.list"
end

result
