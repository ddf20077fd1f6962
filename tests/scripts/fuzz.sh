#!/bin/sh
# The fuzz targets as plain programs: the kept inputs, among them all that was found, and what fuzzing starts with. Each has
# to accept one in twenty: otherwise it does not reach what it is there for.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make -s B="$B" fuzz-targets >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
tests/fuzz/seeds "$work" >"$work/log" || { cat "$work/log"; exit 1; }
all=0 good=0 targets=0
for folder in tests/fuzz/corpus/*/; do
  target=$(basename "$folder")
  mkdir -p "$work/$target"
  said=$("$B/tests/fuzz/$target" "$folder" "$work/$target" 2>"$work/said") || { cat "$work/said"; exit 1; }
  inputs=${said% inputs}
  accepted=$(sed -n 's/^accepted: //p' "$work/said" | tail -n 1)
  [ $((accepted * 20)) -ge "$inputs" ] || [ "$inputs" -lt 10 ] || { echo "$target accepts $accepted of $inputs inputs only"; exit 1; }
  all=$((all + inputs)) good=$((good + accepted)) targets=$((targets + 1))
done
echo "$all inputs of $targets targets, $good accepted"
