#!/bin/sh
# The program in the README compiles and runs as it stands there, also by the README's own commands, and what it writes is
# well-formed; so does the rest of its code in a host that has what it names; the calls of the tool are calls that it takes.
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
PATH=$(cd "$B" && pwd):$PATH
readme=$PWD/README.md sheets=$PWD/examples

# the second block, which names what a host has: a key and certificate, whom it trusts, a message, a request of its own
(cd "$work" && sed -n 's/^    build\/make-identity/make-identity/p' "$readme" | sh -e)
chret sign --key "$work/my.key.pem" --cert "$work/my.cert.pem" -o "$work/message.xml" "$work/request.xml"
{
  cat tests/scripts/common/host.c
  block 2
  printf '\n  return check(received, xml, err);\n}\n'
} >"$work/host.c"
${CC:-cc} -std=c99 -pedantic -Wall -Wextra -Werror -Iinclude "$work/host.c" -L"$B" -lchreturn-xmlsec -lchreturn -o "$work/host"
LD_LIBRARY_PATH=$B "$work/host" "$work/my.key.pem" "$work/my.cert.pem" "$work/message.xml"

# installing, and building the program with pkg-config, but into a folder of this test
sed -n 's/^    \(make .*\) && ldconfig .*/\1/p' README.md | sed "s|prefix=/usr/local|B=$B prefix=$work/local|" >"$work/install"
[ "$(wc -l <"$work/install")" -eq 1 ] || { echo 'how the README installs is not understood'; exit 1; }
sh -e "$work/install" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
sed -n 's/^    \(cc program.c .*)\).*/\1/p' README.md >"$work/link"
[ "$(wc -l <"$work/link")" -eq 2 ] || { echo 'how the README links is not understood'; exit 1; }
while read -r link; do
  (cd "$work" && PKG_CONFIG_PATH=$work/local/lib/pkgconfig sh -ec "$link" && LD_LIBRARY_PATH=$work/local/lib ./a.out |
    cmp - request.xml)
done <"$work/link"

sed -n '/^    chret /s/^    //p' README.md >"$work/calls"
cd "$work"
# what the calls name: keys, certificates, an inventory, as the README says where they come from
mkdir trusted
cp my.cert.pem dsp.cert.pem trusted
cp "$sheets/sample-inventory.csv" smi.csv
number=0
while read -r call; do
  number=$((number + 1))
  status=0 most=0
  case $call in *' report --trust '*) report=$number ;; esac
  case $call in 'chret build '* | 'chret check '* | 'chret report '*) most=1 ;; esac # 1: there is something to tell
  sh -c "$call" >"$work/out$number" 2>&1 </dev/null || status=$?
  [ "$status" -le "$most" ] || { echo "exit $status: $call"; cat "$work/out$number"; exit 1; }
  if [ -f hubs.csv ] && [ "$number" -eq 1 ]; then
    printf '00-DB-12-34-56-78-90-A2,Fault identified post installation,,,00-DB-12-34-56-78-90-A0,,Cradle,LED Fault,\n' >>hubs.csv
  fi
done <calls
# what became of the hub that the calls sent
grep -q '^00-DB-12-34-56-78-90-A2,.*,I99,yes$' "$work/out$report"
echo "both programs, the installation and $number calls"
