#!/bin/sh
# Every example program builds and runs against the installed library only, by its own Makefile, from a copy of examples/
# that is elsewhere. What a program is tried with is tests/cases/examples/PROGRAM; one of which the packages are not here is
# skipped, one without a case is a fault. The wrapper for C++ compiles without a warning in every standard.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
top=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make -s B="$B" install prefix="$work/installed" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
cp -R examples "$work"
export PKG_CONFIG_PATH="$work/installed/lib/pkgconfig" LD_LIBRARY_PATH="$work/installed/lib"
build() { env -u B -u MAKEFLAGS make -s -C "$work/examples" OUT="$work/out" CFLAGS='-O0 -Wall -Wextra -Werror' \
  CXXFLAGS='-O0 -Wall -Wextra -Wpedantic -Werror' "$@"; }

programs=''
for program in $(build list); do
  [ -f "tests/cases/examples/$program" ] || { echo "there is no tests/cases/examples/$program"; exit 1; }
  packages=$(build packages PROGRAM="$program")
  # shellcheck disable=SC2086
  if ! pkg-config --exists $packages; then
    echo "skipped: $program, needs $packages"
  elif [ -f "$work/examples/$program/$program.cpp" ] && ! command -v "${CXX:-c++}" >/dev/null; then
    echo "skipped: $program, there is no ${CXX:-c++}"
  else
    programs="$programs $program"
  fi
done
# shellcheck disable=SC2086
build -j2 $programs >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

PATH=$work/out/bin:$PATH
cd "$work"
make-identity --eui 90-B3-D5-1F-30-01-00-00 --role 02 --out supplier
make-identity --eui 90-B3-D5-1F-30-00-00-02 --role 89 --out dsp
for program in $programs; do
  if ldd "$work/out/bin/$program" | grep 'libchreturn' | grep -v " $work/installed/lib/"; then
    echo "$program has the library from elsewhere"
    exit 1
  fi
  sh -eu "$top/tests/cases/examples/$program" >"$work/log" 2>&1 || { echo "$program failed"; cat "$work/log"; exit 1; }
done

wrapped=0
for compiler in g++ clang++; do
  for standard in c++11 c++14 c++17 c++20; do
    command -v $compiler >/dev/null || continue
    $compiler -std=$standard -Wall -Wextra -Wpedantic -Werror -I"$work/installed/include" -fsyntax-only \
      "$work/examples/cpp/cpp.cpp"
    wrapped=$((wrapped + 1))
  done
done
# shellcheck disable=SC2086
set -- $programs
echo "$# programs; the wrapper for C++ in $wrapped ways"
