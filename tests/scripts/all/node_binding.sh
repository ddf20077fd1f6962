#!/bin/sh
# Installs node and, as the README of examples/node says, koffi, and runs the test of the binding.
# shellcheck disable=SC1091,SC2154
set -eu
[ -z "${SANITIZED:-}" ] || exec sh tests/scripts/node_binding.sh
if ! npm --version >/dev/null 2>&1; then
  examples/common/packages nodejs npm || { echo 'skipped: neither node nor npm can be had'; exit 77; }
fi
. tests/scripts/common/binding
binding node
commands node | grep '^npm ' >"$root/commands"
(cd "$root" && sh -eu commands) || { echo 'skipped: npm cannot install koffi'; exit 77; }
exec sh tests/scripts/node_binding.sh
