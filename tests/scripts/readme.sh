#!/bin/sh
# The program in the README compiles and runs as it stands there, and what it writes is well-formed; so does the rest of
# its code where a host has what it names; the calls of the tool in the README are calls that it takes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
block() { # N: the N-th block of C
  awk -v n="$1" '/^```c$/ { i++; inside = 1; next } /^```$/ { inside = 0 } inside && i == n' README.md
}
block 1 >"$work/program.c"
${CC:-cc} -std=c99 -pedantic -Wall -Wextra -Werror -Iinclude "$work/program.c" -L"$B" -lchreturn -o "$work/program"
LD_LIBRARY_PATH=$B "$work/program" >"$work/request.xml"
xmllint --noout "$work/request.xml"
grep -q 'Lost or Stolen Hub' "$work/request.xml"
{
  printf '#include <chreturn/chreturn.h>\n#include <chreturn/xmlsec.h>\n'
  printf 'void host(chret_request *, chret_buffer *, chret_error *, const uint8_t *, size_t, const uint8_t *, size_t,\n'
  printf 'const uint8_t *, size_t, const uint8_t *, size_t);\n'
  printf 'void host(chret_request *request, chret_buffer *xml, chret_error *err, const uint8_t *key, size_t key_size,\n'
  printf 'const uint8_t *certificate, size_t certificate_size, const uint8_t *certificates, size_t certificates_size,\n'
  printf 'const uint8_t *bytes, size_t size) {\n'
  block 2
  printf '}\n'
} >"$work/host.c"
${CC:-cc} -std=c99 -pedantic -Wall -Wextra -Werror -Iinclude -c "$work/host.c" -o "$work/host.o"

PATH=$(cd "$B" && pwd):$PATH
readme=$PWD/README.md sheets=$PWD/examples
sed -n '/^    chret /s/^    //p' README.md >"$work/calls"
cd "$work"
# what the calls name: keys, certificates, an inventory, as the README says where they come from
mkdir trusted
sed -n 's/^    build\/make-identity/make-identity/p' "$readme" | sh -e
cp my.cert.pem dsp.cert.pem trusted
cp "$sheets/sample-inventory.csv" smi.csv
number=0
while read -r call; do
  number=$((number + 1))
  status=0
  case $call in *' report --trust '*) report=$number ;; esac
  sh -c "$call" >"$work/out$number" 2>&1 || status=$?
  [ "$status" -lt 2 ] || { echo "exit $status: $call"; cat "$work/out$number"; exit 1; }
  if [ -f hubs.csv ] && [ "$number" -eq 1 ]; then
    printf '00-DB-12-34-56-78-90-A2,Fault identified post installation,,,00-DB-12-34-56-78-90-A0,,Cradle,LED Fault,\n' >>hubs.csv
  fi
done <calls
# what became of the hub that the calls sent
grep -q '^00-DB-12-34-56-78-90-A2,.*,I99,yes$' "$work/out$report"
echo "the program and $number calls"
