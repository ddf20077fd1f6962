#!/usr/bin/python3
"""unreached.py COVERAGE.json KNOWN.txt: compares the lines that gcovr says were not reached with those that are known.

A line of KNOWN.txt is FILE | LINE BEFORE AND LINE | REASON, so that it stays true when lines move; it stands for one line, so
that another one of the same text is not excused. Prints what is not
known, what is known but reached or gone, and last the figures. Exit 1 where a list does not fit or too few branches are
taken."""
import collections
import json
import sys

LEAST_BRANCHES = 95.0


def measure(path):
  unreached, lines, reached, branches, taken = [], 0, 0, 0, 0
  with open(path) as report:
    files = json.load(report)["files"]
  for file in files:
    with open(file["file"]) as opened:
      source = opened.read().split("\n")
    for line in file["lines"]:
      if line["gcovr/noncode"]:
        continue
      lines += 1
      reached += line["count"] > 0
      branches += len(line["branches"])
      taken += sum(branch["count"] > 0 for branch in line["branches"])
      if line["count"] == 0:
        number = line["line_number"]
        unreached.append((file["file"], " ".join(" ".join(source[number - 2:number]).split()), number))
  return unreached, 100.0 * reached / lines, 100.0 * taken / branches


def known_lines(path):
  with open(path) as opened:
    rows = [row.rstrip("\n").split(" | ") for row in opened if not row.startswith("#") and row.strip()]
  return collections.Counter((file, source) for file, source, _reason in rows)


def main():
  unreached, lines, branches = measure(sys.argv[1])
  gone = known_lines(sys.argv[2])
  new = []
  for place in unreached:
    if gone[place[:2]] > 0:
      gone[place[:2]] -= 1
    else:
      new.append(place)
  gone = list(gone.elements())
  for file, source, number in new:
    print("not reached: %s:%d: %s" % (file, number, source))
  for file, source in sorted(gone):
    print("known as not reached, but it is reached, or gone: %s: %s" % (file, source))
  print("%d lines are not reached, %d of them known with a reason" % (len(unreached), len(unreached) - len(new)))
  print("lines %.1f%% branches %.1f%%" % (lines, branches))
  return 1 if new or gone or branches < LEAST_BRANCHES else 0


sys.exit(main())
