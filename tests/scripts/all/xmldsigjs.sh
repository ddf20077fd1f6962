#!/bin/sh
# Interoperability with xmldsigjs, an npm implementation of XML-DSig, both ways.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: a sanitized library cannot be loaded into Python'; exit 77; }
if ! npm --version >/dev/null 2>&1; then
  examples/common/packages nodejs npm || { echo 'skipped: neither node nor npm can be had'; exit 77; }
fi
folder=$B/tests/xmldsigjs
mkdir -p "$folder"
cp tests/interop/package.json tests/interop/xmldsigjs.js "$folder"
npm install --prefix "$folder" --no-package-lock --no-audit --no-fund --silent || {
  echo 'skipped: npm cannot install xmldsigjs'
  exit 77
}
/usr/bin/python3 tests/interop/peer.py node "$folder/xmldsigjs.js"
