#!/bin/sh
# Eight threads build, sign, verify, validate, answer and gather, with failures put in: nothing grows, none is
# unaccounted. For a few seconds, or as many as the argument says; tests/scripts/long/soak.sh has twenty minutes.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitizers keep memory back, so that the process grows'; exit 77; }
B=${B:-build}
make -s B="$B" "$B/soak" "$B/make-identity"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$B/make-identity" --eui 90-B3-D5-1F-30-00-00-02 --role 89 --out "$folder/dsp"
for i in 0 1 2 3 4 5 6 7; do
  "$B/make-identity" --eui 90-B3-D5-1F-30-01-00-0$i --role 02 --out "$folder/$i"
done
mkdir "$folder/trusted"
cp "$folder"/*.cert.pem "$folder/trusted"
"$B/soak" "${1:-5}" "$folder"
