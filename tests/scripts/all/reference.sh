#!/bin/sh
# The reference with all that reads it: Doxygen makes the HTML without a warning, and every exported symbol is in it;
# mandoc and groff have nothing to say against the manual pages; man finds them where they are installed; the completion
# works with the package bash-completion.
set -eu
examples/common/packages doxygen mandoc groff man-db bash-completion || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make -s B="$B" doc
sort tests/exports.txt tests/exports-xmlsec.txt | while IFS=@ read -r symbol _; do
  grep -q ">$symbol</" "$B"/doc/*_8h.html || { echo "no HTML has $symbol"; exit 1; }
done
sh tests/scripts/reference.sh >"$work/pages" || { cat "$work/pages"; exit 1; }
! grep skipped "$work/pages" || exit 1
(umask 077 && make -s B="$B" install-doc prefix="$work/doc" >/dev/null)
if find "$work/doc" ! -perm -444 | grep .; then echo 'not everybody can read these'; exit 1; fi
[ -s "$work/doc/share/doc/chreturn/html/index.html" ] || { echo 'install-doc installs no HTML'; exit 1; }
make -s B="$B" uninstall prefix="$work/doc" >/dev/null
[ ! -e "$work/doc" ] || { find "$work/doc"; echo 'uninstall leaves these of install-doc'; exit 1; }
make -s B="$B" install-man prefix="$work" >/dev/null
for page in chret libchreturn chreturn_base chreturn_xmlsec; do
  MANPATH=$work/share/man man -P cat "$page" >"$work/page" 2>"$work/err" || { cat "$work/err"; exit 1; }
  grep -q 'SEE ALSO' "$work/page" || { echo "man $page"; exit 1; }
done
/usr/bin/python3 tests/python/test_completion.py >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
! grep -q skipped "$work/log" || { cat "$work/log"; exit 1; }
echo "HTML of $(cat tests/exports.txt tests/exports-xmlsec.txt | wc -l) functions, $(tail -n 1 "$work/pages")"
