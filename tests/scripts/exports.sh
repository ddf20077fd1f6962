#!/bin/sh
# The shared library exports the reviewed list, under the one version node, and needs nothing but libxml2 and libc.
set -eu
so=$B/libchreturn.so
nm -D --defined-only "$so" | awk '$2 == "T" { print $3 }' | LC_ALL=C sort | diff -u tests/exports.txt - ||
  { echo 'the exported symbols are not those of tests/exports.txt'; exit 1; }
declared=$(cat include/chreturn/*.h | tr '\n' ' ' | grep -o 'CHRET_API[^;]*;' | grep -o 'chret_[a-z0-9_]*(' |
  tr -d '(' | LC_ALL=C sort -u)
[ "$declared" = "$(sed 's/@@.*//' tests/exports.txt | LC_ALL=C sort)" ] || { echo 'headers and exports differ'; exit 1; }
needed=$(readelf -d "$so" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -vE '^(libxml2|libc|libasan|libubsan|libtsan)\.so' || true)
[ -z "$needed" ] || { echo "it needs $needed"; exit 1; }
soname=$(readelf -d "$so" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')
[ "$soname" = libchreturn.so.0 ] || { echo "the soname is $soname"; exit 1; }
echo "$(wc -l <tests/exports.txt) symbols, soname $soname"
