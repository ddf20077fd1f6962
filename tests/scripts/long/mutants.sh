#!/bin/sh
# The full count of tests/scripts/all/mutants.sh.
CHRET_MUTANTS=300 exec sh tests/scripts/all/mutants.sh
