#!/bin/sh
# make install: a program builds and runs against the installed files only, shared and static, the .pc files say where they
# are now, also when they are moved, and ask for nothing else, everybody can read and run it whatever the umask, every number
# of the version is one, and uninstall leaves what was there before and nothing else. Also: an object is built again when a header of it changes.
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

# The folders one and other are made, kept and its lib are there before.
mkdir -p "$work/kept/lib" "$work/dest"
touch "$work/kept/lib/theirs"
tree() { (cd "$work" && find one other kept dest 2>/dev/null | LC_ALL=C sort); }
before=$(tree)

# prefixes one after the other from one build: the .pc file is that of the last
for prefix in "$work/one" "$work/kept" "$work/other"; do
  (umask 077 && quiet_make install prefix="$prefix" libdir="$prefix/lib/x")
  if find "$prefix" ! -perm -444 | grep . || find "$prefix" \( -type d -o -path '*/bin/*' \) ! -perm -111 | grep .; then
    fail 'not everybody can use these'
  fi
  build_and_run "$prefix/lib/x" --cflags --libs
  for package in chreturn chreturn-xmlsec; do
    cflags=$(PKG_CONFIG_PATH="$prefix/lib/x/pkgconfig" pkg-config --cflags $package | sed 's/ *$//')
    [ "$cflags" = "-I$prefix/include" ] || fail "pkg-config --cflags $package leaks: $cflags"
    libs=$(PKG_CONFIG_PATH="$prefix/lib/x/pkgconfig" pkg-config --libs $package | sed 's/ *$//')
    wanted="-L$prefix/lib/x -lchreturn"
    [ $package = chreturn ] || wanted="-L$prefix/lib/x -lchreturn-xmlsec -lchreturn"
    [ "$libs" = "$wanted" ] || fail "pkg-config --libs $package leaks: $libs"
    moved=$(PKG_CONFIG_PATH="$prefix/lib/x/pkgconfig" pkg-config --define-variable=prefix=/moved --cflags --libs $package)
    case $moved in *"$prefix"*) fail "the moved $package is looked for at $moved" ;; esac
  done
  [ -n "${SANITIZED:-}" ] || "$prefix/bin/chret" --version | grep -q . || fail 'the installed tool does not run'
  for file in chreturn/chreturn.xsd man/man1/chret.1 man/man3/libchreturn.3 man/man3/chreturn_base.3 \
    bash-completion/completions/chret; do
    [ -s "$prefix/share/$file" ] || fail "$file is not installed"
  done
done
# the version: of the header, the library that is loaded (above), the .pc file, the tool, the file and the soname
version=$(sed -n 's/^#define CHRET_VERSION "\(.*\)"$/\1/p' "$work/other/include/chreturn/base.h")
for library in libchreturn libchreturn-xmlsec; do
  file=$work/other/lib/x/$library.so
  [ "$(PKG_CONFIG_PATH="$work/other/lib/x/pkgconfig" pkg-config --modversion "${library#lib}")" = "$version" ] ||
    fail "the .pc file of $library has another version than $version"
  [ "$(readlink -f "$file")" = "$(readlink -f "$work")/other/lib/x/$library.so.$version" ] || fail "$file is not $version"
  readelf -d "$file" | grep -q "SONAME.*\[$library\.so\.${version%%.*}\]" || fail "the soname of $file is not of $version"
done
[ -n "${SANITIZED:-}" ] || "$work/other/bin/chret" --version | grep -qF "$version" || fail "the tool is not $version"

# static: the archives of these libraries and the others shared; and all of it, where the archives are there. Debian's
# libxml-2.0.pc does not say that the ICU in its archive is C++.
for package in chreturn chreturn-xmlsec; do # as the README has it, with the shared libraries beside
  # shellcheck disable=SC2046,SC2086
  ${CC:-cc} $options "$work/$package.c" -Wl,--as-needed $([ $package = chreturn ] || echo -l:libchreturn-xmlsec.a) \
    -l:libchreturn.a $(PKG_CONFIG_PATH="$work/other/lib/x/pkgconfig" pkg-config --cflags --libs --static $package) \
    -o "$work/program" || fail "the archive of $package cannot be linked"
  if readelf -d "$work/program" | grep -q 'NEEDED.*chreturn'; then fail "the shared $package is taken, not the archive"; fi
  "$work/program" >"$work/log" || fail "the program with the archive of $package does not run"
done
mkdir "$work/shared"
mv "$work"/other/lib/x/*.so* "$work/shared"
build_and_run "$work/other/lib/x" --cflags --libs --static
if readelf -d "$work/program" | grep -q 'NEEDED.*chreturn'; then fail 'a static link takes the shared library'; fi
whole='not tried, sanitized build'
if [ -z "${SANITIZED:-}" ]; then
  cat >"$work/reads.c" <<'C'
#include <chreturn/chreturn.h>
int main(void) {
  chret_request *request = NULL;
  return chret_request_read_unverified(&request, (const uint8_t *)"<x/>", 4, NULL, NULL) != CHRET_E_NOT_DUIS;
}
C
  whole='not tried, archives are missing'
  # shellcheck disable=SC2046
  if printf 'int main(void) { return 0; }\n' | ${CC:-cc} -x c - -x none -static \
    $(pkg-config --libs --static libxml-2.0) -lstdc++ -o "$work/program" 2>/dev/null; then
    # shellcheck disable=SC2046
    ${CC:-cc} -static "$work/reads.c" $(PKG_CONFIG_PATH="$work/other/lib/x/pkgconfig" \
      pkg-config --cflags --libs --static chreturn libxml-2.0) -lstdc++ -o "$work/program" 2>"$work/log" ||
      { cat "$work/log"; fail 'a wholly static program does not link'; }
    if readelf -d "$work/program" | grep -q NEEDED; then fail 'a wholly static program needs shared libraries'; fi
    "$work/program" || fail 'a wholly static program does not read'
    whole='too'
  fi
fi
mv "$work"/shared/* "$work/other/lib/x"

# DESTDIR goes before everything, and not into the .pc file
quiet_make install DESTDIR="$work/dest" prefix=/usr
grep -q "^prefix=/usr\$" "$work/dest/usr/lib/pkgconfig/chreturn.pc" || fail 'DESTDIR is in the .pc file'
if find "$work/dest" -type f -exec grep -laF "$work" {} + ; then fail 'these name the DESTDIR'; fi
if readelf -d "$work/dest/usr/bin/chret" | grep -E 'RPATH|RUNPATH'; then fail 'the tool below a DESTDIR has a run path'; fi
# but for a prefix where the system does not look
quiet_make install DESTDIR="$work/staged" prefix="$work/opt"
mv "$work/staged$work/opt" "$work/opt"
"$work/opt/bin/chret" --version >"$work/log" 2>&1 || { cat "$work/log"; fail 'a tool staged for a prefix does not start'; }

for prefix in "$work/one" "$work/kept" "$work/other"; do
  quiet_make uninstall prefix="$prefix" libdir="$prefix/lib/x"
done
quiet_make uninstall DESTDIR="$work/dest" prefix=/usr
quiet_make uninstall prefix="$work/opt"
[ "$(tree)" = "$before" ] || fail "before: $before; after uninstall: $(tree)"

# dependencies: an older object than the header it includes is built again
make -q B="$B" lib || fail 'nothing changed, but make wants to build'
make -n B="$B" -W lib/model/vocabulary.h lib | grep -q 'lib/model/lookup.c' || fail 'a changed header builds nothing'
make -n B="$B" -W lib/model/vocabulary.h lib | grep -q 'lib/base/status.c' && fail 'a changed header builds too much'
echo "version $version installed, linked shared and static (wholly static $whole), uninstalled"
