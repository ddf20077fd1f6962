#!/bin/sh
# Tests of the tool with keys and certificates: build --key, sign, verify. B=build sh tests/scripts/tool_sign.sh
# A line for each case that fails; the last line counts.
# shellcheck disable=SC1091,SC2154
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common/cases

# identity NAME EUI [OPTION...]: NAME.key.pem and NAME.cert.pem, of a supplier
identity() {
  out=$work/$1 eui=$2
  shift 2
  make-identity --eui "$eui" --role 02 --out "$out" "$@" || { echo 'make-identity failed'; exit 1; }
}
identity supplier "$originator" --serial 170141183460469231731687303715884105727
identity dsp "$target"
identity stranger 90-B3-D5-1F-30-09-00-00
identity expired "$originator" --not-before 20200101000000Z --not-after 20210101000000Z
identity future "$originator" --not-before 20980101000000Z --not-after 20990101000000Z
# the supplier's key, issuer and serial in a certificate of somebody else
identity impostor 90-B3-D5-1F-30-09-00-00 --key "$work/supplier.key.pem" --serial 170141183460469231731687303715884105727
# another key with the supplier's issuer and serial
identity double "$originator" --serial 170141183460469231731687303715884105727

cat >"$work/hubs.csv" <<'ROWS'
DeviceID,CHFNoFaultReturnType,AdditionalInformation
00-DB-12-34-56-78-90-A1,Lost or Stolen Hub,"one & <two>, “three”"
00-DB-12-34-56-78-90-A2,Lost or Stolen Hub,
00-DB-12-34-56-78-90-A3,Lost or Stolen Hub,
ROWS
sheet=$work/hubs.csv
header=EUI,role,issuer,serial,service
signed() { # NAME ARGUMENT...: the request 1000 with the three hubs, signed by NAME, in signed.xml
  who=$1
  shift
  build --counter 1000 --form list --key "$work/$who.key.pem" --cert "$work/$who.cert.pem" -o signed.xml "$@" "$sheet"
}
verify() { # NAME ARGUMENT...
  who=$1
  shift
  run verify --trust "$work/$who.cert.pem" "$@"
}
# refused CODE: exit 1, nothing on stdout, and one message that ends with the code
refused() {
  exits 1
  [ ! -s "$work/out" ] || fault "stdout: $(cat "$work/out")"
  [ "$(wc -l <"$work/err")" -eq 1 ] || fault "stderr: $(cat "$work/err")"
  grep -q "^chret: .*\\[$1\\]\$" "$work/err" || fault "not $1: $(cat "$work/err")"
}
# says TEXT: it is in stderr
says() { grep -qF -- "$1" "$work/err" || fault "stderr: $(head -n 3 "$work/err")"; }
# absent FILE...
absent() { for file; do [ ! -e "$file" ] || fault "$file is there"; done; }

# ---- build ----

begin build-signs-each-request
build --counter 1000 --key "$work/supplier.key.pem" --cert "$work/supplier.cert.pem" -o out "$sheet"
exits 0
build --counter 1000 -o plain "$sheet"
for counter in 1000 1001 1002; do
  verify supplier "out/$counter.xml"
  exits 0
  printf '%s\n%s,02,"CN=Z1,OU=07",170141183460469231731687303715884105727,8.14.4\n' "$header" "$originator" >wanted
  expect "$counter" cmp wanted "$work/out"
  # without its Signature it is the unsigned request
  sed 's|<ds:Signature .*</ds:Signature>||' "out/$counter.xml" >stripped
  expect "$counter stripped" cmp "plain/$counter.xml" stripped
  ! command -v xmlsec1 >/dev/null ||
    expect "$counter by xmlsec1" xmlsec1 --verify --pubkey-cert-pem "$work/supplier.cert.pem" --enabled-key-data x509 "out/$counter.xml"
done
end

begin build-for-somebody-else
echo 41 >last
build --counter file:last --key "$work/stranger.key.pem" --cert "$work/stranger.cert.pem" -o out "$sheet"
exits 3
says '[foreign-signer]'
says "90-B3-D5-1F-30-09-00-00, not of the originator $originator"
absent out
[ "$(cat last)" = 41 ] || fault 'the counter was drawn from'
end

# no NAME KEY CERTIFICATE TEXT: such a key and certificate sign nothing
no() {
  begin "build-$1"
  echo 41 >last
  build --counter file:last --key "$2" --cert "$3" -o out "$sheet"
  exits 3
  says "$4"
  absent out
  [ "$(cat last)" = 41 ] || fault 'the counter was drawn from'
  end
}
identity curve "$originator" --curve P-384
identity agreement "$originator" --key-usage keyAgreement
echo rubbish >"$work/rubbish"
no key-of-another "$work/stranger.key.pem" "$work/supplier.cert.pem" '[key-mismatch]'
no key-is-no-key "$work/rubbish" "$work/supplier.cert.pem" "chret: $work/rubbish: "
no key-is-a-certificate "$work/supplier.cert.pem" "$work/supplier.cert.pem" '[key]'
no key-is-nowhere nowhere.pem "$work/supplier.cert.pem" 'chret: nowhere.pem: No such file or directory'
no certificate-is-none "$work/supplier.key.pem" "$work/rubbish" "chret: $work/rubbish: "
no certificate-is-nowhere "$work/supplier.key.pem" nowhere.pem 'chret: nowhere.pem: No such file or directory'
no key-of-another-curve "$work/curve.key.pem" "$work/curve.cert.pem" '[key]'
no certificate-not-for-signing "$work/agreement.key.pem" "$work/agreement.cert.pem" '[unusable-certificate]'

# ---- Passwords ----

openssl pkcs8 -topk8 -in "$work/supplier.key.pem" -passout 'pass:opens esame' -out "$work/locked.pem"
begin key-with-a-password-and-no-terminal
setsid -w chret build --originator "$originator" --target "$target" --counter 1 --key "$work/locked.pem" \
  --cert "$work/supplier.cert.pem" -o out "$sheet" >"$work/out" 2>"$work/err" </dev/null
code=$?
exits 3
says 'terminal'
absent out
end

cat >"$work/terminal.py" <<'PYTHON'
# terminal.py PASSWORD COMMAND...: runs it on a terminal of its own, types the password when asked, shows all it showed.
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b''
typed = False
while True:
    try:
        piece = os.read(terminal, 1000)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    if not typed and shown.rstrip().endswith(b':'):
        os.write(terminal, sys.argv[1].encode() + b'\n')
        typed = True
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PYTHON
if /usr/bin/python3 -c 'import pty; pty.openpty()' 2>/dev/null; then
  begin key-with-a-password-asked-for-on-the-terminal
  build --counter 1 --form list "$sheet"
  cp "$work/out" plain.xml
  for password in 'opens esame' wrong; do
    /usr/bin/python3 "$work/terminal.py" "$password" chret sign --key "$work/locked.pem" --cert "$work/supplier.cert.pem" \
      -o "$password.xml" plain.xml >shown
    code=$?
    if [ "$password" = wrong ]; then exits 3; else exits 0; fi
    grep -q "Password of $work/locked.pem:" shown || fault "shown: $(cat shown)"
    ! grep -q "$password" shown || [ "$password" = wrong ] || fault 'the password is shown'
  done
  absent wrong.xml
  # what a terminal would obey is not shown
  hostile=$(printf 'k\033[31m.pem')
  cp "$work/locked.pem" "$hostile"
  /usr/bin/python3 "$work/terminal.py" 'opens esame' chret sign --key "$hostile" --cert "$work/supplier.cert.pem" \
    -o hostile.xml plain.xml >shown
  grep -q 'Password of k?\[31m.pem:' shown || fault "shown: $(cat -v shown)"
  verify supplier 'opens esame.xml'
  exits 0
  end
else
  echo 'skipped: passwords, there is no terminal to be had'
fi

# ---- sign ----

begin sign
build --counter 1 --form list -o plain.xml "$sheet"
run sign --key "$work/supplier.key.pem" --cert "$work/supplier.cert.pem" -o signed.xml plain.xml
exits 0
verify supplier signed.xml
exits 0
sed 's|<ds:Signature .*</ds:Signature>||' signed.xml >stripped
expect 'but for the Signature' cmp plain.xml stripped
run sign --key "$work/supplier.key.pem" --cert "$work/supplier.cert.pem" <plain.xml
exits 0
cp "$work/out" stdout.xml
verify supplier stdout.xml
exits 0
end

begin sign-writes-compact
build --counter 1 --form list -o plain.xml "$sheet"
sed 's/></>\n  </g' plain.xml >wide.xml
run sign --key "$work/supplier.key.pem" --cert "$work/supplier.cert.pem" wide.xml
exits 0
sed 's|<ds:Signature .*</ds:Signature>||' "$work/out" >stripped
expect 'compact' cmp plain.xml stripped
end

begin sign-what-is-signed
signed supplier
cp signed.xml before.xml
run sign --key "$work/supplier.key.pem" --cert "$work/supplier.cert.pem" -o signed.xml signed.xml
refused signed
expect 'the file stays' cmp before.xml signed.xml
identity second "$originator"
run sign --key "$work/second.key.pem" --cert "$work/second.cert.pem" --replace-signature -o signed.xml signed.xml
exits 0
verify second signed.xml
exits 0
[ "$(grep -o '<ds:Signature ' signed.xml | wc -l)" -eq 1 ] || fault 'not one Signature'
end

begin sign-for-somebody-else
build --counter 1 --form list -o plain.xml "$sheet"
run sign --key "$work/dsp.key.pem" --cert "$work/dsp.cert.pem" -o signed.xml plain.xml
exits 3
says '[foreign-signer]'
absent signed.xml
end

begin sign-a-response
cat >r.xml <<XML
<sr:Response xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4"><sr:Header><sr:RequestID>$originator:$target:7</sr:RequestID><sr:ResponseCode>I99</sr:ResponseCode><sr:ResponseDateTime>2026-01-12T10:00:00.000Z</sr:ResponseDateTime></sr:Header><sr:Body><sr:ResponseMessage><sr:ServiceReference>8.14</sr:ServiceReference><sr:ServiceReferenceVariant>8.14.3</sr:ServiceReferenceVariant></sr:ResponseMessage></sr:Body></sr:Response>
XML
run sign --key "$work/supplier.key.pem" --cert "$work/supplier.cert.pem" -o signed.xml r.xml
exits 3
absent signed.xml
run sign --key "$work/dsp.key.pem" --cert "$work/dsp.cert.pem" -o signed.xml r.xml
exits 0
verify dsp signed.xml
exits 0
grep -q "^$target,02,.*,8.14.3\$" "$work/out" || fault "$(cat "$work/out")"
end

begin sign-what-was-not-read
sed 's|</sr:ResponseMessage>|<sr:DSPOther/></sr:ResponseMessage>|' >r.xml <<XML
<sr:Response xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4"><sr:Header><sr:RequestID>$originator:$target:7</sr:RequestID><sr:ResponseCode>I99</sr:ResponseCode><sr:ResponseDateTime>2026-01-12T10:00:00.000Z</sr:ResponseDateTime></sr:Header><sr:Body><sr:ResponseMessage><sr:ServiceReference>8.14</sr:ServiceReference><sr:ServiceReferenceVariant>8.14.3</sr:ServiceReferenceVariant></sr:ResponseMessage></sr:Body></sr:Response>
XML
run sign --key "$work/dsp.key.pem" --cert "$work/dsp.cert.pem" r.xml
refused state
end

begin sign-out-of-time
build --counter 1 --form list -o plain.xml "$sheet"
run sign --key "$work/expired.key.pem" --cert "$work/expired.cert.pem" plain.xml
exits 0
says "chret: $work/expired.cert.pem: warning: the certificate to sign with has expired (2021-01-01T00:00:00.000Z)"
signed future
exits 0
says "chret: $work/future.cert.pem: warning: the certificate to sign with is not valid yet (2098-01-01T00:00:00.000Z)"
signed supplier
exits 0
[ ! -s "$work/err" ] || fault "stderr: $(cat "$work/err")"
end

begin sign-what-is-no-message
echo '<x/>' >x.xml
run sign --key "$work/supplier.key.pem" --cert "$work/supplier.cert.pem" x.xml
refused not-duis
end

# ---- verify ----

begin verify-refuses
signed supplier
build --counter 1 --form list -o plain.xml "$sheet"
verify supplier plain.xml
refused unsigned
sed 's/90-A3/90-A4/' signed.xml >altered.xml
verify supplier altered.xml
refused digest-mismatch
sed 's|<ds:SignatureValue>[^<]*|<ds:SignatureValue>AAAA|' signed.xml >value.xml
verify supplier value.xml
refused signature-malformed
verify stranger signed.xml
refused unknown-certificate
verify double signed.xml
refused signature-mismatch
head -c 500 signed.xml >cut.xml
verify supplier cut.xml
refused not-well-formed
end

begin verify-the-signer-is-the-originator
signed supplier
verify impostor signed.xml
refused foreign-signer
verify impostor --any-signer signed.xml
exits 0
grep -q '^90-B3-D5-1F-30-09-00-00,' "$work/out" || fault "$(cat "$work/out")"
end

begin verify-two-certificates-of-one-name
signed supplier
cat "$work/supplier.cert.pem" "$work/double.cert.pem" >both.pem
run verify --trust both.pem signed.xml
exits 1
[ ! -s "$work/out" ] || fault 'it is verified'
end

begin verify-names-the-body
signed supplier --service 8.14.4
sed 's/<sr:ServiceReferenceVariant>8.14.4</<sr:ServiceReferenceVariant>8.14.3</' signed.xml >header.xml
run sign --key "$work/supplier.key.pem" --cert "$work/supplier.cert.pem" --replace-signature -o mixed.xml header.xml
exits 0
verify supplier mixed.xml
exits 0
grep -q '^90-B3-D5-1F-30-01-00-00,.*,8.14.4$' "$work/out" || fault "$(cat "$work/out")"
end

begin verify-trusts-once
signed supplier
run verify --trust "$work/supplier.cert.pem" --trust "$work/dsp.cert.pem" signed.xml
exits 2
says "$work/dsp.cert.pem"
end

begin verify-numbers-a-bad-certificate
signed supplier
{ cat "$work/supplier.cert.pem" "$work/dsp.cert.pem"; sed 's/MII/MIA/' "$work/stranger.cert.pem"; } >three.pem
run verify --trust three.pem signed.xml
exits 3
says 'chret: three.pem: certificate 3 cannot be read [certificate]'
end

begin make-identity-replaces-nothing
cp "$work/supplier.key.pem" before
make-identity --eui "$originator" --out "$work/supplier" 2>"$work/err"
code=$?
exits 1
says "$work/supplier.key.pem"
expect 'the key stays' cmp before "$work/supplier.key.pem"
for days in abc 1x ''; do
  make-identity --eui "$originator" --days "$days" --out new 2>"$work/err"
  code=$?
  exits 2
  absent new.key.pem new.cert.pem
done
end

begin verify-at
signed expired
verify expired signed.xml
refused unusable-certificate
for time in 2020-01-01T00:00:00Z 2020-06-01T12:00:00.123+01:00 2021-01-01T00:00:00Z 2021-01-01T13:59:59+14:00 2020-06-01T24:00:00 \
  2020-02-29T00:00:00; do
  verify expired --at "$time" signed.xml
  [ "$code" -eq 0 ] || fault "not valid at $time"
done
for time in 2019-12-31T23:59:59Z 2020-01-01T00:59:59+01:00 2021-01-01T00:00:01Z 2021-01-01T00:00:01 2020-12-31T23:30:00-01:00; do
  verify expired --at "$time" signed.xml
  [ "$code" -eq 1 ] || fault "valid at $time"
done
signed future
verify future signed.xml
refused unusable-certificate
verify future --at 2098-06-01T00:00:00Z signed.xml
exits 0
end

begin verify-folder-of-trust
signed supplier
mkdir trust
openssl x509 -in "$work/stranger.cert.pem" -outform DER -out trust/stranger.der
cp "$work/dsp.cert.pem" trust/dsp.crt
run verify --trust trust signed.xml
refused unknown-certificate
echo 'not a certificate' >trust/README.txt
cp "$work/supplier.cert.pem" trust/supplier.txt
run verify --trust trust signed.xml
refused unknown-certificate
openssl x509 -in "$work/supplier.cert.pem" -outform DER -out trust/supplier.cer
run verify --trust trust signed.xml
exits 0
rm trust/supplier.cer
cp "$work/supplier.cert.pem" trust/supplier.pem
run verify --trust trust/ <signed.xml
exits 0
echo rubbish >trust/zz.crt
run verify --trust trust signed.xml
exits 3
says 'chret: trust/zz.crt: '
end

begin verify-files-of-trust
signed supplier
openssl x509 -in "$work/supplier.cert.pem" -outform DER -out one
run verify --trust one signed.xml
exits 0
cat "$work/dsp.cert.pem" "$work/supplier.cert.pem" "$work/stranger.cert.pem" >many
run verify --trust many signed.xml
exits 0
mkdir empty
for none in "$work/rubbish" empty nowhere "$work/supplier.key.pem"; do
  run verify --trust "$none" signed.xml
  exits 3
  says "chret: $none: "
done
end

# ---- What the DCC signed ----

duis=${CHRET_DUIS_DIR:-$top/../shared/duis}
# genuine NAME CERTIFICATE SAMPLE ROW
genuine() {
  begin "$1"
  run verify --trust "$duis/certs/$2" --at 2026-01-01T00:00:00Z "$duis/samples/$3"
  exits 0
  printf '%s\n%s\n' "$header" "$4" >wanted
  expect row cmp wanted "$work/out"
  run verify --trust "$duis/certs" --at 2026-01-01T00:00:00Z "$duis/samples/$3"
  exits 0
  sed 's/<sr:ResponseCode>I0/<sr:ResponseCode>I1/' "$duis/samples/$3" >altered.xml
  run verify --trust "$duis/certs/$2" --at 2026-01-01T00:00:00Z altered.xml
  refused digest-mismatch
  run verify --trust "$work/dsp.cert.pem" "$duis/samples/$3"
  refused unknown-certificate
  end
}
if [ -d "$duis/samples" ] && [ -d "$duis/certs" ]; then
  genuine dcc-signed-11.2 dsp-xml-sign-90B3D51F30000002-ds-pre-1.4.1.pem readfw-response.xml \
    '90-B3-D5-1F-30-00-00-02,137,"CN=Z1,OU=07",50669612984035780968362471400449834504,11.2'
  genuine dcc-signed-8.2 Z1-accessControlBroker-dSPXmlSign.pem read-inventory-response-5.4.xml \
    '90-B3-D5-1F-30-00-00-02,89,"CN=Z1,OU=07",20315062944123339095836004026371736578,8.2'
else
  echo "skipped: DCC's samples and certificates are not there"
fi

result
