#!/bin/sh
# Installs a JDK, JNA and Gson, and runs the test of the binding in examples/java.
set -eu
if ! javac --version >/dev/null 2>&1; then
  examples/common/packages openjdk-17-jdk-headless || { echo 'skipped: no JDK can be had'; exit 77; }
fi
examples/common/packages libjna-java libgoogle-gson-java || { echo 'skipped: JNA or Gson cannot be had'; exit 77; }
exec sh tests/scripts/java_binding.sh
