#!/bin/sh
# The fuzz targets as plain programs: the kept inputs, among them all that was found, and what fuzzing starts with.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tests/fuzz/seeds "$work" >"$work/log" || { cat "$work/log"; exit 1; }
all=0 targets=0
for folder in tests/fuzz/corpus/*/; do
  target=$(basename "$folder")
  said=$("$B/tests/fuzz/$target" "$folder" "$work/$target")
  all=$((all + ${said% inputs}))
  targets=$((targets + 1))
done
echo "$all inputs of $targets targets"
