#!/bin/sh
# Versions in one prefix: a program built with the first goes on running when a minor version takes its place, and when a
# next major version comes beside it, which new programs get; and whichever version is taken away, first or last, takes
# nothing of the others with it.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  exit 1
}
old=$(sed -n 's/^#define CHRET_VERSION "\(.*\)"$/\1/p' include/chreturn/base.h)
major=${old%%.*} rest=${old#*.}
minor=$major.$((${rest%%.*} + 1)).0 next=$((major + 1)).0.0
prefix=$work/installed lib=$work/installed/lib
mkdir "$prefix"
# in_version VERSION TARGET...: the old version is $B's, the others are built beside copies of it
in_version() {
  version=$1 folder=$work/$1
  shift
  if [ "$version" = "$old" ]; then
    make -s B="$B" prefix="$prefix" "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    return
  fi
  if [ ! -d "$folder" ]; then
    mkdir "$folder"
    cp -R Makefile README.md examples include lib pkgconfig "$folder"
    sed -i "s/^\(#define CHRET_VERSION\) .*/\1 \"$version\"/" "$folder/include/chreturn/base.h"
  fi
  make -s -j2 -C "$folder" B="$folder/build" prefix="$prefix" CFLAGS=-O0 HARDEN= "$@" >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
}

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
says() { # NAME BUILT-WITH RUNS-WITH
  said=$(LD_LIBRARY_PATH=$lib "$work/$1") || fail "the $1 program does not run"
  [ "$said" = "$2 $3" ] || fail "the $1 program says $said"
}
is_whole() { # VERSION: what is installed once is its
  for library in libchreturn libchreturn-xmlsec; do
    [ "$(readlink -f "$lib/$library.so")" = "$(readlink -f "$lib")/$library.so.$1" ] || fail "$library.so is not $1"
    [ -f "$lib/$library.a" ] || fail "$library.a is gone"
  done
  [ "$(PKG_CONFIG_PATH="$lib/pkgconfig" pkg-config --modversion chreturn-xmlsec)" = "$1" ] || fail "the .pc files are not of $1"
  grep -qF "\"$1\"" "$prefix/include/chreturn/base.h" || fail "the headers are not of $1"
  "$prefix/bin/chret" --version | grep -qF "$1" || fail "the tool is not $1"
  [ -f "$prefix/share/man/man3/chreturn_base.3" ] || fail 'the manual is gone'
}

in_version "$old" install
program old
says old "$old" "$old"
in_version "$minor" install
says old "$old" "$minor"
in_version "$old" uninstall
says old "$old" "$minor"
is_whole "$minor"
[ ! -e "$lib/libchreturn.so.$old" ] || fail "$old is still there"

in_version "$next" install
program new
says new "$next" "$next"
says old "$old" "$minor"
is_whole "$next"
in_version "$next" uninstall
says old "$old" "$minor"
in_version "$next" install
in_version "$minor" uninstall
says new "$next" "$next"
is_whole "$next"
in_version "$next" uninstall
left=$(find "$prefix" -mindepth 1)
[ -z "$left" ] || fail "uninstall leaves $left"
echo "$old, $minor and $next"
