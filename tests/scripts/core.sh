#!/bin/sh
# The core stands alone: it asks neither xmlsec1 nor OpenSSL for anything, and a program with it loads neither. The
# provider asks the core for nothing that is not public.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  exit 1
}
foreign='xmlSec|EVP_|X509|ASN1_|PEM_|BIO_|ERR_|OPENSSL|xslt'
if nm -D --undefined-only "$B/libchreturn.so" | grep -E "$foreign"; then
  fail 'the core wants these'
fi
nm -D --undefined-only "$B/libchreturn-xmlsec.so" | grep -qE "$foreign" || fail 'the provider is built on nothing'
if nm -D --undefined-only "$B/libchreturn-xmlsec.so" | grep chret_i_; then
  fail 'the provider wants these, which are not public'
fi

[ -z "${SANITIZED:-}" ] || { echo 'skipped: running it, sanitized build'; exit 0; }
cat >"$work/program.c" <<'C'
#include <chreturn/chreturn.h>
#include <stdio.h>
int main(void) {
  chret_request *request = NULL;
  FILE *maps = fopen("/proc/self/maps", "r");
  char line[512];
  if (chret_request_new(&request, CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_SINGLE, NULL) != CHRET_OK)
    return 1;
  chret_request_free(request);
  while (maps != NULL && fgets(line, sizeof line, maps) != NULL)
    fputs(line, stdout);
  return maps == NULL;
}
C
${CC:-cc} -std=c99 -Iinclude "$work/program.c" -L"$B" -lchreturn -o "$work/program"
LD_LIBRARY_PATH=$B "$work/program" >"$work/maps" || fail 'a program with the core alone does not run'
grep -q libchreturn.so "$work/maps" || fail 'the program runs without the core'
if grep -oE '/[^ ]*(xmlsec|libcrypto|libssl|libxslt)[^ ]*' "$work/maps"; then
  fail 'a program with the core alone loads these'
fi
echo 'the core alone, the provider on what is public'
