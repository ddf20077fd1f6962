#!/bin/sh
# The shapes of tests/bench/hostile by instructions, counted by callgrind, which do not depend on what else the machine
# does: those that are not libxml2's own or OpenSSL's, for a byte, beside an ordinary list of 999. The worst was measured at
# 6.1, names that are all different. What is above 6.7 has become slower.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
B=${B:-build}
most=6.7
examples/common/packages valgrind >/dev/null
make -s B="$B" "$B/bench-hostile" "$B/bench.key.pem" >/dev/null
rm -f "$B/hostile.counts"
number=0
while :; do
  status=0
  valgrind --tool=callgrind --callgrind-out-file="$B/callgrind.hostile" --toggle-collect=bench_hostile_shape \
    "$B/bench-hostile" "$B/bench.key.pem" "$B/bench.cert.pem" --once "$number" >"$B/hostile.said" 2>"$B/hostile.log" ||
    status=$?
  [ "$status" -ne 4 ] || break
  [ "$status" -eq 0 ] || { cat "$B/hostile.log"; exit 1; }
  callgrind_annotate --auto=no --threshold=100 "$B/callgrind.hostile" |
    awk -v said="$(cat "$B/hostile.said")" '
      /^ *[0-9,]+ \(/ && !/PROGRAM TOTALS/ && !/\[[^]]*lib(xml2|crypto)[^]]*\]/ { gsub(",", "", $1); sum += $1 }
      END { bytes = said + 0; sub(/^[0-9]+ /, "", said); printf "%.3f %s\n", sum / bytes, said }' >>"$B/hostile.counts"
  number=$((number + 1))
done
awk -v most="$most" '
  NR == 1 { next } # a single request
  NR == 2 { ordinary = $1 }
  { times = $1 / ordinary; above += times > most; if (NR > 2 && times > worst) { worst = times; name = $0 }
    printf "%6.1f instructions a byte, %.2f times the ordinary:%s%s\n", $1, times, substr($0, length($1) + 1),
           (times > most ? " (above)" : "") }
  END { sub(/^[0-9.]+ /, "", name)
        printf "%d hostile shapes: at most %.1f times the ordinary instructions for a byte (%s), limit %s\n",
               NR - 2, worst, name, most
        exit above > 0 || NR < 20 || ordinary <= 0 }' "$B/hostile.counts"
