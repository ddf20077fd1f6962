#!/bin/sh
# Interoperability with the JDK's own XML-DSig, both ways.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: a sanitized library cannot be loaded into Python'; exit 77; }
if ! java --list-modules 2>/dev/null | grep -q '^jdk.compiler'; then
  examples/common/packages openjdk-17-jdk-headless || { echo 'skipped: no JDK can be had'; exit 77; }
fi
/usr/bin/python3 tests/interop/peer.py java tests/interop/XmlDsig.java
