#!/bin/sh
# Two versions in one prefix: a program built with the first goes on running with it when a next major version comes, and
# new programs get that.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  exit 1
}
old=$(sed -n 's/^#define CHRET_VERSION "\(.*\)"$/\1/p' include/chreturn/base.h)
new=$((${old%%.*} + 1)).0.0
prefix=$work/installed lib=$work/installed/lib
mkdir "$prefix" "$work/next"
cp -R Makefile README.md examples include lib pkgconfig "$work/next"
sed -i "s/^\(#define CHRET_VERSION\) .*/\1 \"$new\"/" "$work/next/include/chreturn/base.h"
# in_old, in_next TARGET...: the old version is $B's, the next one is built beside its copy
in_old() { make -s B="$B" prefix="$prefix" "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }
in_next() { make -s -j2 -C "$work/next" B="$work/next/build" prefix="$prefix" CFLAGS=-O0 HARDEN= "$@" >"$work/log" 2>&1 ||
  { cat "$work/log"; exit 1; }; }

cat >"$work/program.c" <<'C'
#include <chreturn/xmlsec.h>
#include <stdio.h>
int main(void) {
  chret_xmlsec *xmlsec = NULL;
  if (chret_xmlsec_new(&xmlsec, NULL) != CHRET_OK)
    return 1;
  chret_xmlsec_free(xmlsec);
  return printf("%s %s\n", CHRET_VERSION, chret_version()) < 0;
}
C
program() { # NAME: built against what is installed now
  # shellcheck disable=SC2046
  ${CC:-cc} "$work/program.c" $(PKG_CONFIG_PATH="$lib/pkgconfig" pkg-config --cflags --libs chreturn-xmlsec) -o "$work/$1"
}
says() { # NAME VERSION
  said=$(LD_LIBRARY_PATH=$lib "$work/$1") || fail "the $1 program does not run"
  [ "$said" = "$2 $2" ] || fail "the $1 program says $said"
}

in_old install
program old
says old "$old"
in_next install
program new
says new "$new"
says old "$old"
for library in libchreturn libchreturn-xmlsec; do
  [ "$(readlink -f "$lib/$library.so")" = "$(readlink -f "$lib")/$library.so.$new" ] || fail "$library.so is not the newer's"
done
[ "$(PKG_CONFIG_PATH="$lib/pkgconfig" pkg-config --modversion chreturn)" = "$new" ] || fail 'the .pc file is not the newer one'
in_next uninstall
says old "$old"
in_old uninstall
left=$(find "$prefix" -mindepth 1)
[ -z "$left" ] || fail "uninstall leaves $left"
echo "$old and $new"
