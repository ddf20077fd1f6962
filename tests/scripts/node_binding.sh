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
modules=examples/node/node_modules
[ -d "$root/$modules/koffi" ] || [ ! -d "$modules/koffi" ] || cp -R "$modules" "$root/$modules"
[ -d "$root/$modules/koffi" ] || { echo 'skipped: there is no koffi; tests/run --all installs it'; exit 77; }
commands node | grep -v '^npm ' >"$root/commands"
cd "$root"
unset B
sh -eu commands >output
[ "$(grep -cE '^[0-9]+,.*,(accepted,I99|refused,E5|refused,E19),[0-9]+$' output)" -eq 8 ]
[ "$(grep -c ',left out,not-enumerated: ' output)" -eq 2 ]
rm -rf identities
B=build sh tests/cases/bindings/identities identities
export LD_LIBRARY_PATH=build
node tests/bindings/node/cases.js tests/cases/bindings identities >cases || { cat cases; exit 1; }
node --expose-gc tests/bindings/node/lifetimes.js identities >lifetimes
node tests/bindings/node/round_trip.js identities >round_trip
echo "$(cat cases); $(cat lifetimes); $(cat round_trip)"
