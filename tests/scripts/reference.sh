#!/bin/sh
# The manual pages: chret(1) says word for word what the tool's help says; every symbol and constant of the headers has a
# page that speaks of it; the program of libchreturn(3) is the README's, which readme.sh runs; and, where mandoc and groff
# are there, neither has anything to say against them.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  exit 1
}
pages=$B/man
make -s B="$B" ${SANITIZED:+SANITIZE=-fsanitize=address,undefined HARDEN=} man

# plain: roff to the words of it
plain() {
  sed -e '/^\.\\"/d' -e '/^\.\(TH\|nh\|ad\|SH\|SS\|TP\|PP\|nf\|fi\|br\|RS\|RE\|IP\)/d' -e 's/^\.[BI] //' -e 's/\\f[BIR]//g' \
    -e 's/\\-/-/g' -e 's/\\[:&]//g' -e 's/\\e/\\/g'
}
words() { tr ' ' '\n' | sed '/^$/d'; }
section() { # PAGE MACRO HEADING: what stands under the heading
  awk -v macro="$2" -v heading="$3" '$1 == macro || $1 == ".SH" { inside = ($0 == macro " " heading); next } inside' "$pages/$1"
}

# ---- chret(1) ----

calls=$("$B/chret" --help | sed -n 's/^  chret \([a-z]*\) .*/\1/p')
[ "$(echo "$calls" | wc -l)" -eq 8 ] || fail "calls: $calls"
for call in $calls; do
  "$B/chret" "$call" --help | words >"$work/help"
  section chret.1 .SS "chret $call" | plain | words >"$work/page"
  diff "$work/help" "$work/page" >"$work/diff" || fail "chret $call: $(cat "$work/diff")"
done
"$B/chret" --help | sed 1,3d | words >"$work/help"
section chret.1 .SH DESCRIPTION | plain | words >"$work/page"
diff "$work/help" "$work/page" >"$work/diff" || fail "chret: $(cat "$work/diff")"
grep -q '^\.TH CHRET 1 "" "chret '"$("$B/chret" --version | sed -n '1s/chret //p')" "$pages/chret.1" || fail 'the version of chret(1)'

# ---- The headers ----

sed 's/@.*//' tests/exports.txt tests/exports-xmlsec.txt >"$work/symbols"
sed -n 's/^#define \(CHRET_[A-Z0-9_]*\) .*/\1/p' include/chreturn/*.h | grep -v '^CHRET_API$' >>"$work/symbols"
# one that ends an export and begins another would do for both: whole words
cat "$pages"/chreturn_*.3 | plain | tr -c 'A-Za-z0-9_' '\n' | sort -u >"$work/there"
missing=$(sort -u "$work/symbols" | comm -23 - "$work/there")
[ -z "$missing" ] || fail "no page has $missing"
for header in include/chreturn/[!c]*.h; do
  grep -q "chreturn_$(basename "$header" .h) " "$pages/libchreturn.3" || fail "libchreturn(3) does not name $header"
done
# what nobody speaks of is found
printf '/* chreturn/x.h - one. */\n\nCHRET_API int32_t chret_x(void);\n' >"$work/x.h"
for to in man doxygen; do
  ! awk -f lib/doc/header.awk -v to=$to "$work/x.h" >"$work/out" 2>"$work/err" || fail 'an undocumented function is taken'
  grep -q 'x.h:3: chret_x has no comment' "$work/err" || fail "$(cat "$work/err")"
done

# ---- The program ----

section libchreturn.3 .SH EXAMPLE | plain | sed 1d >"$work/program.c"
awk '/^```c$/ { inside = 1; next } /^```$/ && inside { exit } inside' README.md | diff - "$work/program.c" >"$work/diff" ||
  fail "the program of libchreturn(3) is not the README's: $(cat "$work/diff")"

# ---- What others say of the pages ----

if command -v mandoc >/dev/null; then
  # pages have no date, so that a build can be repeated; their lines are as long as the headers'
  mandoc -T lint "$pages"/*.[13] | grep -vE 'missing date|longer than 80 bytes' >"$work/lint" || true
  [ ! -s "$work/lint" ] || fail "$(cat "$work/lint")"
else
  echo 'skipped: mandoc is not there'
fi
if command -v groff >/dev/null && groff -man -Tutf8 "$pages/chret.1" >/dev/null 2>&1; then
  for page in "$pages"/*.[13]; do groff -man -ww -Tutf8 "$page" >/dev/null; done 2>"$work/lint"
  [ ! -s "$work/lint" ] || fail "$(cat "$work/lint")"
else
  echo 'skipped: groff with its macros is not there'
fi
echo "$(find "$pages" -name '*.[13]' | wc -l) pages, $(sort -u "$work/symbols" | wc -l) symbols and constants"
