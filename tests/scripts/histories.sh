#!/bin/sh
# Random histories of suppliers, a network that loses, repeats, reorders and alters, and the DSP; a few hundred, or as
# many as the argument says. tests/scripts/long/histories.sh has a hundred thousand.
set -eu
cd "$(dirname "$0")/../.."
B=${B:-build}
pkg-config --exists sqlite3 libpq jansson || { echo 'skipped: SQLite, libpq or jansson has no headers here'; exit 77; }
make -s B="$B" "$B/histories" "$B/make-identity"
folder=$(mktemp -d)
# what SQLite writes goes to memory where there is such a folder: no power is lost here
database=$(mktemp -p "$(if [ -w /dev/shm ]; then echo /dev/shm; else echo "$folder"; fi)" chreturn-XXXXXX)
trap 'rm -rf "$folder" "$database" "$database-wal" "$database-shm"' EXIT
mkdir "$folder/all" "$folder/suppliers"
identity() { "$B/make-identity" --eui "$2" --role "$3" --out "$folder/$1"; }
identity s0 90-B3-D5-1F-30-01-00-00 02
identity s1 90-B3-D5-1F-30-01-00-01 02
identity s2 90-B3-D5-1F-30-01-00-02 02
identity s3 90-B3-D5-1F-30-01-00-00 02
identity dsp 90-B3-D5-1F-30-00-00-02 89
for name in s0 s1 s2; do cp "$folder/$name.cert.pem" "$folder/suppliers"; done
for name in s0 s1 s2 dsp; do mv "$folder/$name.cert.pem" "$folder/all"; done
"$B/histories" "${1:-300}" "$folder" "$database"
