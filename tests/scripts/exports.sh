#!/bin/sh
# Each shared library exports its reviewed list, which is what its headers declare, under its one version node, and needs
# no other libraries than are named here.
set -eu

# the major version is that of the sonames and of the version nodes
major=$(sed -n 's/^#define CHRET_VERSION "\([0-9]*\)\..*/\1/p' include/chreturn/base.h)
# check LIBRARY NODE LIST NEEDED HEADER...
check() {
  so=$B/$1.so node=$2 list=$3 may_need=$4
  shift 4
  nm -D --defined-only "$so" | awk '$2 != "A" { print $3 }' | LC_ALL=C sort | diff -u "$list" - ||
    { echo "the exported symbols are not those of $list"; exit 1; }
  [ "$(sed 's/.*@@//' "$list" | sort -u)" = "$node" ] || { echo "$so has other versions than $node"; exit 1; }
  declared=$(cat "$@" | tr '\n' ' ' | grep -o 'CHRET_API[^;]*;' | grep -o 'chret_[a-z0-9_]*(' |
    tr -d '(' | LC_ALL=C sort -u)
  [ "$declared" = "$(sed 's/@@.*//' "$list" | LC_ALL=C sort)" ] || { echo "headers and $list differ"; exit 1; }
  needed=$(readelf -d "$so" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
    grep -vE "^($may_need|libc|libasan|libubsan|libtsan)\.so" || true)
  [ -z "$needed" ] || { echo "$so needs $needed"; exit 1; }
  soname=$(readelf -d "$so" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')
  [ "$soname" = "${so##*/}.$major" ] || { echo "the soname is $soname"; exit 1; }
}

core=$(find include/chreturn -name '*.h' ! -name xmlsec.h)
# shellcheck disable=SC2086
check libchreturn "CHRETURN_$major" tests/exports.txt libxml2 $core
check libchreturn-xmlsec "CHRETURN_XMLSEC_$major" tests/exports-xmlsec.txt \
  'libchreturn|libxmlsec1|libxmlsec1-openssl|libcrypto|libxml2' include/chreturn/xmlsec.h
echo "$(cat tests/exports.txt tests/exports-xmlsec.txt | wc -l) symbols of two libraries"
