#!/bin/sh
# The libraries, the tool and the check_ programs on 32 bits: in a root of Debian 12 for i386.
# shellcheck disable=SC1091,SC2046,SC2086,SC2154
set -eu
. tests/scripts/common/root
make_root i386 bookworm --arch=i386
copy_project
inside 'apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends gcc libc6-dev \
  make pkg-config libxml2-dev libcsv-dev libjansson-dev check libssl-dev libxmlsec1-dev libcurl4-openssl-dev libxml2-utils python3 \
  openssl xmlsec1' ||
  skip "the packages for i386: $(tail -n 1 "$log")"
inside 'make -s -j2 WERROR=1 tests' || { tail -n 50 "$log"; exit 1; }
inside 'sh -c "B=build sh tests/scripts/tool.sh && B=build sh tests/scripts/tool_sign.sh"' || { tail -n 50 "$log"; exit 1; }
run_checks $(checks)
echo "$checked, 32 bits; the tool too"
