#!/bin/sh
# make dist: the same bytes again, and from a clone elsewhere; what is unpacked builds, to the same libraries in every folder,
# and passes its tests: a few here, all with tests/run --long.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
[ -e .git ] || { echo 'skipped: not a clone'; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  exit 1
}
git clone -q . "$work/clone"
git -C "$work/clone" config core.autocrlf true
(umask 077 && make -s -C "$work/clone" dist B="$work/second")
make -s dist B="$work/first"
tarball=$(cd "$work/first" && echo *.tar.gz)
cmp "$work/first/$tarball" "$work/second/$tarball" || fail 'a clone makes another tarball'
mkdir -p "$work/unpacked" "$work/some/where/else"
tar -xzf "$work/first/$tarball" -C "$work/unpacked"
tar -xzf "$work/first/$tarball" -C "$work/some/where/else"
name=${tarball%.tar.gz}
[ "$(ls "$work/unpacked")" = "$name" ] || fail "it unpacks to $(ls "$work/unpacked")"
for hidden in .ci .git .gitignore; do
  [ ! -e "$work/unpacked/$name/$hidden" ] || fail "it has $hidden"
done

# from here on without the repository, whose environment must not count
unset CDPATH
B=build
export B
quietly() { "$@" >"$work/log" 2>&1 || { tail -n 50 "$work/log"; fail "failed in the unpacked tarball: $*"; }; }
quietly make -s -j2 -C "$work/some/where/else/$name" lib
cd "$work/unpacked/$name"
quietly make -s -j2 all build/make-identity
for library in build/*.a build/*.so; do
  cmp "$library" "$work/some/where/else/$name/$library" || fail "another folder makes another $library"
done
if [ -n "${CHRET_LONG:-}" ]; then
  quietly env -u CHRET_LONG tests/run --no-install
  count=$(tail -n 1 "$work/log")
else
  count=0
  for program in base read vocabulary write; do
    quietly make -s "build/tests/check_$program"
    quietly "build/tests/check_$program"
    count=$((count + 1))
  done
  for script in core exports headers tool; do
    quietly sh "tests/scripts/$script.sh"
    count=$((count + 1))
  done
  count="$count tests"
fi
echo "$tarball, $(wc -c <"$work/first/$tarball") bytes: $count"
