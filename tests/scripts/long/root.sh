#!/bin/sh
# The README's two commands in an empty Debian 12 root, with git and a shell only. Needs root and this machine's package
# source; the clone and, where it is there, ../shared/duis are copied in.
set -eu
[ "$(id -u)" -eq 0 ] || { echo 'skipped: debootstrap needs root'; exit 77; }
root=$(pwd)/$B/root
# shellcheck disable=SC2016
source=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' | sed -n 's/ bookworm$//p' | head -n 1)
[ -n "$source" ] || { echo 'skipped: no package source of Debian 12'; exit 77; }
umount "$root/proc" 2>/dev/null || true
rm -rf "$root"
debootstrap --variant=minbase --include=git,ca-certificates bookworm "$root" "$source" >"$B/debootstrap.log" 2>&1 ||
  { tail -n 20 "$B/debootstrap.log"; exit 1; }
cp /etc/resolv.conf "$root/etc/"
apt-config dump | grep '^Acquire::Check-' >"$root/etc/apt/apt.conf.d/90check" || true
git clone -q . "$root/project/main"
duis=${CHRET_DUIS_DIR:-../shared/duis}
if [ -d "$duis" ]; then
  mkdir -p "$root/project/shared"
  cp -r "$duis" "$root/project/shared/duis"
fi
mount -t proc proc "$root/proc"
trap 'umount "$root/proc" && rm -rf "$root"' EXIT # make would look into its folders
for command in examples/quickstart tests/run; do
  # the environment of the caller, its build folder too, is not the newcomer's
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root chroot "$root" sh -c "cd /project/main && $command" \
    >"$B/root-${command##*/}.log" 2>&1 || {
    echo "$command failed"
    tail -n 50 "$B/root-${command##*/}.log"
    exit 1
  }
done
tail -n 1 "$B/root-run.log"
