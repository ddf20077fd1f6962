#!/bin/sh
# The binary interface is the recorded one (tests/abi): every function with its parameters, every struct that hosts fill in.
# Any change fails: one that only adds asks for another minor version, every other for another major one (README, "Versions").
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

# compare RECORDED LIBRARY: abidiff's bits are 1 failed, 2 wrong call, 4 changed, 8 incompatible
compare() {
  dump "$2" "$B/$2.abi"
  abidiff "$1" "$B/$2.abi" >"$B/abidiff.log" 2>&1
}
for library in libchreturn libchreturn-xmlsec; do
  status=0
  compare tests/abi/$library.abi $library || status=$?
  [ "$status" -eq 0 ] || {
    cat "$B/abidiff.log"
    if [ "$status" -eq 4 ]; then
      echo "$library adds to its interface: another minor version, and tests/scripts/all/abi.sh --record"
    else
      echo "$library breaks its interface (abidiff $status): another major version, or take it back"
    fi
    exit 1
  }
done

# what must be found: a function that went, a struct that shrank, a parameter of another size
for change in 's/chret_version/chret_versions/g' "s/\(name='chret_sink' size-in-bits=\)'256'/\1'320'/" \
  "s/\(type-decl name='long int' size-in-bits=\)'64'/\1'32'/"; do
  sed "$change" tests/abi/libchreturn.abi >"$B/changed.abi"
  cmp -s tests/abi/libchreturn.abi "$B/changed.abi" && { echo "$change changes nothing"; exit 1; }
  status=0
  compare "$B/changed.abi" libchreturn || status=$?
  [ $((status & 4)) -ne 0 ] || { echo "not found: $change (abidiff $status)"; exit 1; }
done
echo "$(cat tests/abi/*.abi | grep -c '<function-decl') functions, 3 changes found out"
