#!/bin/sh
# examples/node, where node and koffi are there: the commands of its README, the error cases that the bindings share, 999
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
cd "$root"
unset B
sh -eu commands >output
reported output || { cat output; exit 1; }
rm -rf identities
B=build sh tests/cases/bindings/identities identities
export LD_LIBRARY_PATH=build
node tests/bindings/node/cases.mjs tests/cases/bindings identities >cases || { cat cases; exit 1; }
node --expose-gc tests/bindings/node/lifetimes.mjs identities >lifetimes
node tests/bindings/node/round_trip.mjs identities >round_trip
echo "$(cat cases); $(cat lifetimes); $(cat round_trip)"
