#!/bin/sh
# examples/host-signer: what it signs is verified by the tool and by the xmlsec1 command. B=build sh tests/scripts/host_signer.sh
# shellcheck disable=SC1091,SC2034,SC2154
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common/cases

serial=170141183460469231731687303715884105727
# signed NAME ISSUER [OPTION...]: a key and certificate of that issuer, and the request in signed.xml
signed() {
  who=$1 issuer=$2
  shift 2
  make-identity --eui "$originator" --role 02 --serial "$serial" --issuer "$issuer" --out "$who" "$@" || fault 'no identity'
  host-signer "$issuer" "$serial" "$originator" <"$who.key.pem" >signed.xml 2>"$work/err"
  code=$?
}

for issuer in 'CN=Z1,OU=07' 'CN=Example\, Ltd \<x\> & Söhne,OU=07'; do
  begin "host-signer by $issuer"
  signed supplier "$issuer"
  exits 0
  run verify --trust supplier.cert.pem signed.xml
  exits 0
  grep -q "^$originator,02,.*,$serial,8.14.4\$" "$work/out" || fault "$(cat "$work/out")"
  expect 'by xmlsec1' xmlsec1 --verify --pubkey-cert-pem supplier.cert.pem --enabled-key-data x509 signed.xml
  sed 's/Lost or Stolen Hub/Lost or Stolen hub/' signed.xml >altered.xml
  run verify --trust supplier.cert.pem altered.xml
  exits 1
  end
done

begin 'host-signer refuses'
signed supplier 'CN=Z1,OU=07'
for arguments in "no-name $serial $originator" "CN=Z1,OU=07 12x $originator" "CN=Z1,OU=07 $serial 90-B3" "CN=Z1,OU=07 $serial"; do
  # shellcheck disable=SC2086
  if host-signer $arguments <supplier.key.pem >out 2>/dev/null || [ -s out ]; then fault "$arguments"; fi
done
openssl genpkey -algorithm RSA -out rsa.pem 2>/dev/null
for key in rsa.pem supplier.cert.pem; do
  if host-signer 'CN=Z1,OU=07' "$serial" "$originator" <$key >out 2>/dev/null || [ -s out ]; then fault "$key"; fi
done
end

result
