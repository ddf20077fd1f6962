#!/bin/sh
# What is installed is hardened: relocations are read-only from the start, the stack has canaries and is not executable,
# calls of the C library are checked (fortify), and indirect branches land where they may (CET, on x86-64). An object
# without all that must be found out first.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
machine=$(${CC:-cc} -dumpmachine)

# lacks OBJECT: what it lacks. A shared object or program has the mark of CET only where the C library's own startup
# objects have it, so it is looked for where code starts.
lacks() {
  readelf -W --program-headers "$1" >"$work/headers"
  readelf -W --dynamic "$1" >"$work/dynamic"
  nm -D --undefined-only "$1" >"$work/wants"
  grep -q GNU_RELRO "$work/headers" || echo relro
  grep -qE 'BIND_NOW|FLAGS_1.* NOW' "$work/dynamic" || echo bind-now
  grep -q 'GNU_STACK.* RW ' "$work/headers" || echo non-executable-stack
  grep -q __stack_chk_fail "$work/wants" || echo stack-protector
  grep -qE '__[a-z]+_chk@' "$work/wants" || echo fortify
  case $machine in
  x86_64*) objdump -d "$1" | awk '/^[0-9a-f]+ <_init>:/ { next } /endbr64/ { n++ } END { exit n < 4 }' || echo cet ;;
  esac
}
all='relro bind-now non-executable-stack stack-protector fortify'
case $machine in x86_64*) all="$all cet" ;; esac

cat >"$work/bare.c" <<'C'
#include <stdio.h>
#include <string.h>
int bare(char *to, const char *from);
int bare(char *to, const char *from) {
  char part[64];
  strcpy(part, from);
  return sprintf(to, "%s", part);
}
C
${CC:-cc} -shared -fPIC -O2 -U_FORTIFY_SOURCE -fno-stack-protector "$work/bare.c" -nostartfiles -Wl,-z,norelro -Wl,-z,lazy \
  -Wl,-z,execstack -o "$work/bare.so" 2>/dev/null
found=$(lacks "$work/bare.so" | tr '\n' ' ')
[ "$found" = "$all " ] || { echo "of an object that lacks all, this was found: $found"; exit 1; }

make -s B="$B" install prefix="$work/installed" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
count=0
for object in "$work"/installed/lib/*.so "$work/installed/bin/chret"; do
  found=$(lacks "$object" | tr '\n' ' ')
  [ -z "$found" ] || { echo "${object##*/} lacks $found"; exit 1; }
  count=$((count + 1))
done
readelf -h "$work/installed/bin/chret" | grep -q 'Type: *DYN' || { echo 'chret is at a fixed address'; exit 1; }
# another level of fortify, which distributions ask for, stays
make -n B="$B" -W lib/base/status.c CPPFLAGS=-D_FORTIFY_SOURCE=3 lib >"$work/commands"
if ! grep -q _FORTIFY_SOURCE=3 "$work/commands" || grep -q _FORTIFY_SOURCE=2 "$work/commands"; then
  echo 'CPPFLAGS=-D_FORTIFY_SOURCE=3 is not what the compiler gets'
  exit 1
fi
echo "$count objects: $all"
