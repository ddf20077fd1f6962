#!/bin/sh
# The README's two commands in an empty Debian 12 root, with git and a shell only. Needs root and this machine's package
# source; the clone and, where it is there, ../shared/duis are copied in.
# shellcheck disable=SC1091,SC2154
set -eu
. tests/scripts/common/root
[ -e .git ] || skip 'not a clone'
make_root root bookworm --include=git,ca-certificates
git clone -q . "$root/project/main"
duis=${CHRET_DUIS_DIR:-../shared/duis}
if [ -d "$duis" ]; then
  mkdir -p "$root/project/shared"
  cp -r "$duis" "$root/project/shared/duis"
fi
for command in examples/quickstart tests/run; do
  # the environment of the caller, its build folder too, is not the newcomer's
  inside "cd main && $command" || { echo "$command failed"; tail -n 50 "$log"; exit 1; }
done
tail -n 1 "$log"
