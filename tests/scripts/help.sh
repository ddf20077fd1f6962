#!/bin/sh
# The examples at the end of each call's help, which are those of the manual page, do what they say: each is run, in a
# folder that has the files that they name.
# shellcheck disable=SC1091,SC2154
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common/cases
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }

# examples CALL: each in a line
examples() {
  chret "$1" --help | awk '/^Example:$/ { inside = 1; next } inside && sub(/^  /, "") {
    line = line $0
    if (sub(/\\$/, "", line)) next
    print line
    line = "" }'
}
# tried CALL: its help fits a terminal of 80 columns, and its examples end with 0; with 1 where they may have something to tell of the hubs
tried() {
  examples "$1" >"$work/examples"
  [ -s "$work/examples" ] || fault "$1 has no example"
  wide=$(chret "$1" --help | awk 'length > 80')
  [ -z "$wide" ] || fault "$1: $wide"
  case $1 in build | check | report) most=1 ;; *) most=0 ;; esac
  while read -r line; do
    sh -c "$line" >"$work/out" 2>&1 </dev/null
    code=$?
    [ "$code" -le "$most" ] || fault "exit $code: $line: $(head -n 1 "$work/out")"
    count=$((count + 1))
  done <"$work/examples"
}

begin examples
count=0
supplier="--key my.key.pem --cert my.cert.pem"
make-identity --eui "$originator" --role 02 --out my
make-identity --eui "$target" --role 89 --out dsp
mkdir suppliers trusted
cp my.cert.pem suppliers
cp my.cert.pem dsp.cert.pem trusted
cp dsp.cert.pem dcc.pem
cp dsp.cert.pem dcc.cert.pem
cp "$top/examples/sample-hubs.csv" hubs.csv
cp "$top/examples/sample-inventory.csv" smi.csv
chret build --originator "$originator" --target "$target" --counter 1000 --service 8.14.4 -o 1000.xml - <<CSV
DeviceID,CHFNoFaultReturnType
00-DB-12-34-56-78-90-A2,Lost or Stolen Hub
CSV
# a state with refused rows, which go into new requests
# shellcheck disable=SC2086
chret build --state batch.state --originator "$originator" --target "$target" --counter file:last.txt $supplier -o sent hubs.csv 2>/dev/null
chret answer --inventory smi.csv --trust suppliers --key dsp.key.pem --cert dsp.cert.pem -o refusals sent/*.xml
chret report --state batch.state --trust dcc.cert.pem refusals >refusals.csv
refused=$(grep -c ',no$' refusals.csv)
tried build
# the responses that the later examples have
set -- requests/*.xml
chret answer --inventory smi.csv --trust suppliers --key dsp.key.pem --cert dsp.cert.pem -o response.xml "$1"
tried answer
[ -z "$(chret --help | awk 'length > 80')" ] || fault 'chret --help is wider than 80 columns'
for call in sign verify show check report fields; do tried $call; done
[ -s signed.xml ] || fault 'chret sign made nothing'
[ "$(find requests -name '*.xml' | wc -l)" -gt 1 ] || fault 'chret build made nothing'
[ "$(find responses -name '*.xml' | wc -l)" -gt 1 ] || fault 'chret answer made nothing'
# what was refused, sent again and refused again
chret report --state batch.state >last.csv
if [ "$refused" -eq 0 ] || [ "$(grep -c ',no$' last.csv)" -ne "$refused" ] || cmp -s refusals.csv last.csv; then
  fault "the state: $(head -n 9 last.csv)"
fi
end
result && echo "$count examples of 8 calls"
