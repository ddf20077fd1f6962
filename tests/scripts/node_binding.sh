#!/bin/sh
# examples/node, where node and koffi are there: the commands of its README, the cases that the bindings share, 999
# hubs through both ends, and what becomes of objects and callbacks. B=build sh tests/scripts/node_binding.sh
# shellcheck disable=SC1091,SC2154
set -eu
cd "$(dirname "$0")/../.."
[ -z "${SANITIZED:-}" ] || { echo 'skipped: a sanitized library cannot be loaded into node'; exit 77; }
node --version >/dev/null 2>&1 || { echo 'skipped: there is no node; tests/run --all installs it'; exit 77; }
. tests/scripts/common/binding
binding node
[ -d "$root/examples/node/node_modules/koffi" ] || { echo 'skipped: there is no koffi; tests/run --all installs it'; exit 77; }
commands node | grep -v '^npm ' >"$root/commands"
{ # what the code of the README has at hand
  cat <<'END'
import { readFileSync } from 'node:fs';
import { Digests, Request, Signer, Trust, Xmlsec } from './chreturn.js';
const [originator, target] = ['90-B3-D5-1F-30-01-00-00', '90-B3-D5-1F-30-00-00-02'];
const certificate = readFileSync('identities/supplier.cert.pem');
const key = readFileSync('identities/supplier.key.pem');
const xmlsec = new Xmlsec();
const [digests, trust, identity] = [new Digests(), new Trust(xmlsec, [certificate]), xmlsec.describe(certificate)];
END
  program js node
  echo 'console.log(read.certificate.eui64, read.id.counter, read.records[0].DeviceID);'
} >"$root/examples/node/readme.js"
cd "$root"
unset B
sh -eu commands >output
reported output || { cat output; exit 1; }
rm -rf identities
B=build sh tests/cases/bindings/identities identities
export LD_LIBRARY_PATH=build
[ "$(node examples/node/readme.js)" = '90-B3-D5-1F-30-01-00-00 1000n 00-DB-12-34-56-78-90-A2' ]
node tests/bindings/node/cases.mjs tests/cases/bindings identities >cases || { cat cases; exit 1; }
node --expose-gc tests/bindings/node/lifetimes.mjs identities >lifetimes
node tests/bindings/node/round_trip.mjs identities >round_trip
echo "$(cat cases); $(cat lifetimes); $(cat round_trip)"
