#!/bin/sh
# The check_ programs with the current libxml2, xmlsec1 and OpenSSL: in a root of Debian's unstable suite. Needs root, and
# this machine's package source to have that suite.
# shellcheck disable=SC1091,SC2046,SC2086,SC2154
set -eu
. tests/scripts/common/root
make_root current sid
copy_project
inside 'apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends gcc libc6-dev \
  make pkg-config libxml2-dev libcsv-dev libjansson-dev check libssl-dev libxmlsec1-dev libcurl4-openssl-dev \
  openssl' ||
  skip "the packages of Debian's unstable suite: $(tail -n 1 "$log")"
inside 'make -s -j2 tests' || { tail -n 50 "$log"; exit 1; }
run_checks $(checks)
inside 'build/chret --version'
echo "$checked, with $(tail -n 7 "$log" | tr '\n' ' ')"
