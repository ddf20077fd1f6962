#!/bin/sh
# The binary interface is the recorded one (tests/abi): every function with its parameters, every struct that hosts fill in.
# Any change fails, and what it asks for is told (README, "Versions").
#   tests/scripts/all/abi.sh --record   writes tests/abi anew, after a change that was meant
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
B=${B:-build}
case $(${CC:-cc} -dumpmachine) in x86_64*linux*) ;; *) echo 'skipped: recorded on x86-64'; exit 77 ;; esac
examples/common/packages abigail-tools >/dev/null || { echo 'skipped: abigail-tools cannot be had'; exit 77; }
make -s B="$B" lib
# Types of other headers than these are nobody's. libabigail goes by the names of headers alone, and lib/ has a batch.h, too.
headers=$B/abi-headers
rm -rf "$headers"
mkdir "$headers"
cp include/chreturn/*.h "$headers"
rm "$headers/batch.h"
# dump LIBRARY FILE
dump() {
  abidw --exported-interfaces-only --drop-private-types --headers-dir "$headers" --no-corpus-path --no-comp-dir-path \
    --no-show-locs --no-parameter-names --no-elf-needed "$B/$1.so" --out-file "$2"
}

if [ "${1:-}" = --record ]; then
  for library in libchreturn libchreturn-xmlsec; do
    dump $library tests/abi/$library.abi
  done
  exit 0
fi

# compare RECORDED LIBRARY: nothing, or what the difference asks for. abidiff's bits are 1 failed, 2 wrong call, 4 changed,
# 8 incompatible; a function that is new is a change, and the only one that is none without new symbols.
compare() {
  status=0
  abidiff "$1" "$B/$2.abi" >"$B/abidiff.log" 2>&1 || status=$?
  case $status in
  0) return ;;
  4) ;;
  *) echo "$2 breaks its interface (abidiff $status): another major version, or take it back"; return ;;
  esac
  if abidiff --no-added-syms "$1" "$B/$2.abi" >/dev/null 2>&1; then
    echo "$2 adds functions: another minor version, and tests/scripts/all/abi.sh --record"
  else
    echo "$2 is changed: what is appended to a struct that hosts fill in asks for another minor version, all else for a major one"
  fi
}
for library in libchreturn libchreturn-xmlsec; do
  dump $library "$B/$library.abi"
  told=$(compare tests/abi/$library.abi $library)
  [ -z "$told" ] || { cat "$B/abidiff.log"; echo "$told"; exit 1; }
done

# found EXPECTED SED-SCRIPT: what is told of the record that is changed so; the library is then what came after it
found() {
  sed "$2" tests/abi/libchreturn.abi >"$B/changed.abi"
  ! cmp -s tests/abi/libchreturn.abi "$B/changed.abi" || { echo "$2 changes nothing"; exit 1; }
  told=$(compare "$B/changed.abi" libchreturn)
  case $told in "libchreturn $1"*) count=$((count + 1)) ;; *) echo "of $2 is told: $told"; exit 1 ;; esac
}
count=0
found breaks 's/chret_version/chret_versions/g'
found 'adds functions' "/<elf-symbol name='chret_version'/d; /<function-decl name='chret_version'/,/<\/function-decl>/d"
found 'is changed' "s/\(name='chret_sink' size-in-bits=\)'256'/\1'192'/; /name='chret_sink' size/,/class-decl>/ {
  /layout-offset-in-bits='64'/,/data-member>/d; s/'128'/'64'/; s/'192'>/'128'>/; }" # ctx, in the middle
found 'is changed' "/<function-decl name='chret_version'/,/<\/function-decl>/ s/<return type-id='[^']*'/<return type-id='type-id-4'/"
found 'is changed' "s/\(type-decl name='long int' size-in-bits=\)'64'/\1'32'/" # a parameter
echo "$(cat tests/abi/*.abi | grep -c '<function-decl') functions, $count changes found out"
