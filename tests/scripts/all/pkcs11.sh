#!/bin/sh
# examples/pkcs11-signer with keys in a token of SoftHSM2: requests and responses, verified by the tool and by the xmlsec1
# command; and nothing comes of a wrong PIN, label, key or message. B=build sh tests/scripts/all/pkcs11.sh
# shellcheck disable=SC1091,SC2034,SC2154
cd "$(dirname "$0")/../../.." || exit 1
examples/common/packages softhsm2 libp11-kit-dev >/dev/null || { echo 'skipped: SoftHSM2 or p11-kit cannot be had'; exit 77; }
make -s B="${B:-build}" "${B:-build}/pkcs11-signer" || exit 1
. tests/scripts/common/cases

module=$(dpkg -L libsofthsm2 | grep '/libsofthsm2\.so$' | head -n 1)
SOFTHSM2_CONF=$work/softhsm2.conf
export SOFTHSM2_CONF
mkdir "$work/tokens"
printf 'directories.tokendir = %s\nobjectstore.backend = file\n' "$work/tokens" >"$SOFTHSM2_CONF"

softhsm2-util --init-token --free --label returns --so-pin 12345678 --pin 4711 >/dev/null || exit 1
# in_token NAME EUI KEY-LABEL ID [OPTION...]: the key is in the token only, NAME.cert.pem its certificate
in_token() {
  out=$work/$1 label=$3 id=$4
  make-identity --eui "$2" --role 02 --out "$out" || exit 1
  softhsm2-util --import "$out.key.pem" --token returns --label "$label" --id "$id" --pin 4711 >/dev/null || exit 1
  rm "$out.key.pem"
}
in_token supplier "$originator" 'supplier key' 01
in_token dsp "$target" dsp 02
in_token twin "$originator" twins 03
in_token other "$originator" twins 04

cat >"$work/hubs.csv" <<'ROWS'
DeviceID,CHFNoFaultReturnType,AdditionalInformation
00-DB-12-34-56-78-90-A1,Lost or Stolen Hub,"one & <two>, “three”"
00-DB-12-34-56-78-90-A2,Lost or Stolen Hub,
ROWS
cat >"$work/response.xml" <<XML
<sr:Response xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4">
  <sr:Header><sr:RequestID>$originator:$target:7</sr:RequestID><sr:ResponseCode>I99</sr:ResponseCode><sr:ResponseDateTime>2026-01-12T10:00:00.000Z</sr:ResponseDateTime></sr:Header>
  <sr:Body><sr:ResponseMessage><sr:ServiceReference>8.14</sr:ServiceReference><sr:ServiceReferenceVariant>8.14.3</sr:ServiceReferenceVariant></sr:ResponseMessage></sr:Body>
</sr:Response>
XML
(cd "$work" && build --counter 1 --form list -o list.xml hubs.csv && build --counter 2 -o single/ hubs.csv) || exit 1

# sign KEY-LABEL CERTIFICATE MESSAGE: by the token, into signed.xml
pin=4711 token=returns
sign() {
  printf '%s\n' "$pin" | pkcs11-signer "$module" "$token" "$1" "$work/$2.cert.pem" "$3" >signed.xml 2>"$work/err"
  code=$?
}
# signs KEY-LABEL CERTIFICATE MESSAGE
signs() {
  sign "$@"
  exits 0
  [ ! -s "$work/err" ] || fault "stderr: $(cat "$work/err")"
  run verify --trust "$work/$2.cert.pem" signed.xml
  exits 0
  expect 'by xmlsec1' xmlsec1 --verify --pubkey-cert-pem "$work/$2.cert.pem" --enabled-key-data x509 signed.xml
}
# refuses TEXT KEY-LABEL CERTIFICATE MESSAGE
refuses() {
  text=$1
  shift
  sign "$@"
  exits 1
  [ ! -s signed.xml ] || fault 'something was written'
  grep -qF -- "$text" "$work/err" || fault "stderr: $(cat "$work/err")"
}

# again and again, since a signature is another one each time
begin requests
for _ in 1 2 3 4 5; do
  signs 'supplier key' supplier "$work/list.xml"
  sed 's|<ds:Signature .*</ds:Signature>||' signed.xml >stripped
  expect 'but for the Signature' cmp "$work/list.xml" stripped
  signs 'supplier key' supplier "$work/single/2.xml"
done
end

begin a-response
signs dsp dsp "$work/response.xml"
end

begin refusals
refuses 'not by the key of certificate' dsp supplier "$work/list.xml"
refuses 'no such private key' nobody supplier "$work/list.xml"
refuses 'several such keys' twins twin "$work/list.xml"
refuses 'but the originator is' dsp dsp "$work/list.xml"
refuses 'but the target is' 'supplier key' supplier "$work/response.xml"
printf '<x/>' >x.xml
refuses 'x.xml: ' 'supplier key' supplier x.xml
refuses 'nowhere.xml: No such file' 'supplier key' supplier nowhere.xml
sign 'supplier key' supplier "$work/list.xml"
mv signed.xml again.xml
refuses 'carries a Signature already' 'supplier key' supplier again.xml
pin=4712
refuses 'C_Login: 0xA0 ' 'supplier key' supplier "$work/list.xml"
pin=4711 token=return
refuses 'return: there is no such token' 'supplier key' supplier "$work/list.xml"
token=returns module=$work/nowhere.so
refuses 'nowhere.so' 'supplier key' supplier "$work/list.xml"
end

result
