#!/bin/sh
# make install: a program builds and runs against the installed files only, the .pc file says where they are now, and
# uninstall leaves nothing. Also: an object is built again when a header of it changes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  exit 1
}
options=
[ -z "${SANITIZED:-}" ] || options='-fsanitize=address,undefined'

cat >"$work/chreturn.c" <<'C'
#include <chreturn/chreturn.h>
#include <stdio.h>
int main(void) {
  chret_request *request = NULL;
  if (chret_request_new(&request, CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_LIST, NULL) != CHRET_OK)
    return 1;
  chret_request_free(request);
  return puts(chret_version()) < 0;
}
C
cat >"$work/chreturn-xmlsec.c" <<'C'
#include <chreturn/xmlsec.h>
#include <stdio.h>
int main(void) {
  chret_xmlsec *xmlsec = NULL;
  if (chret_xmlsec_new(&xmlsec, NULL) != CHRET_OK)
    return 1;
  chret_xmlsec_free(xmlsec);
  return puts(chret_version()) < 0;
}
C
build_and_run() { # LIBDIR FLAGS...
  libdir=$1
  shift
  for package in chreturn chreturn-xmlsec; do
    # shellcheck disable=SC2046,SC2086
    ${CC:-cc} $options "$work/$package.c" $(PKG_CONFIG_PATH="$libdir/pkgconfig" pkg-config "$@" $package) \
      -o "$work/program" || fail "a program does not build with pkg-config $* $package"
    [ "$(LD_LIBRARY_PATH=$libdir "$work/program")" = "$(PKG_CONFIG_PATH="$libdir/pkgconfig" pkg-config --modversion $package)" ] ||
      fail "the program with $package does not run"
  done
}

quiet_make() {
  make -s B="$B" ${SANITIZED:+SANITIZE="$options" HARDEN=} "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
}

# two prefixes one after the other from one build: the .pc file is that of the last
for prefix in "$work/one" "$work/other"; do
  quiet_make install prefix="$prefix" libdir="$prefix/lib/x"
  build_and_run "$prefix/lib/x" --cflags --libs
  for package in chreturn chreturn-xmlsec; do
    cflags=$(PKG_CONFIG_PATH="$prefix/lib/x/pkgconfig" pkg-config --cflags $package | sed 's/ *$//')
    [ "$cflags" = "-I$prefix/include" ] || fail "pkg-config --cflags $package leaks: $cflags"
  done
  [ -n "${SANITIZED:-}" ] || "$prefix/bin/chret" --version | grep -q . || fail 'the installed tool does not run'
  for file in chreturn/chreturn.xsd man/man1/chret.1 man/man3/libchreturn.3 man/man3/chreturn_base.3 \
    bash-completion/completions/chret; do
    [ -s "$prefix/share/$file" ] || fail "$file is not installed"
  done
done
# static: the archive instead of the shared object
rm "$work"/other/lib/x/*.so*
build_and_run "$work/other/lib/x" --cflags --libs --static
quiet_make install prefix="$work/other" libdir="$work/other/lib/x"
for prefix in "$work/one" "$work/other"; do
  quiet_make uninstall prefix="$prefix" libdir="$prefix/lib/x"
  left=$(find "$prefix" ! -type d)
  [ -z "$left" ] || fail "uninstall leaves $left"
done

# DESTDIR goes before everything, and not into the .pc file
quiet_make install DESTDIR="$work/dest" prefix=/usr
grep -q "^prefix=/usr\$" "$work/dest/usr/lib/pkgconfig/chreturn.pc" || fail 'DESTDIR is in the .pc file'
quiet_make uninstall DESTDIR="$work/dest" prefix=/usr
left=$(find "$work/dest" ! -type d)
[ -z "$left" ] || fail "uninstall leaves $left"

# dependencies: an older object than the header it includes is built again
make -q B="$B" lib || fail 'nothing changed, but make wants to build'
make -n B="$B" -W lib/model/vocabulary.h lib | grep -q 'lib/model/lookup.c' || fail 'a changed header builds nothing'
make -n B="$B" -W lib/model/vocabulary.h lib | grep -q 'lib/base/status.c' && fail 'a changed header builds too much'
echo 'installed, linked, uninstalled'
