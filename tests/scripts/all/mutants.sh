#!/bin/sh
# A tenth of the mutants of tests/mutants/run: small faults in the reader, the signature and the validation, and whether the
# fast tests see them.
set -eu
[ -z "${SANITIZED:-}" ] || { echo 'skipped: sanitized build'; exit 77; }
git rev-parse --is-inside-work-tree >/dev/null 2>&1 || { echo 'skipped: no git tree to copy'; exit 77; }
exec tests/mutants/run --count "${CHRET_MUTANTS:-30}"
