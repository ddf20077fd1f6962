#!/bin/sh
# The check_ programs with the current libxml2, xmlsec1 and OpenSSL: in a root of Debian's unstable suite. Needs root, and
# this machine's package source to have that suite.
set -eu
[ "$(id -u)" -eq 0 ] || { echo 'skipped: debootstrap needs root'; exit 77; }
root=$(pwd)/$B/current
# shellcheck disable=SC2016
source=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' | sed -n 's/ bookworm$//p' | head -n 1)
[ -n "$source" ] || { echo 'skipped: no package source of Debian'; exit 77; }
umount "$root/proc" 2>/dev/null || true
rm -rf "$root"
debootstrap --variant=minbase sid "$root" "$source" >"$B/current.log" 2>&1 ||
  { echo "skipped: no root of Debian's unstable suite: $(tail -n 1 "$B/current.log")"; exit 77; }
cp /etc/resolv.conf "$root/etc/"
apt-config dump | grep '^Acquire::Check-' >"$root/etc/apt/apt.conf.d/90check" || true
mkdir "$root/project"
git ls-files -z | xargs -0 tar -cf - | tar -xf - -C "$root/project"
mount -t proc proc "$root/proc"
trap 'umount "$root/proc"' EXIT
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root chroot "$root" sh -c "cd /project && $1" >>"$B/current.log" 2>&1; }
inside 'apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends gcc libc6-dev \
  make pkg-config libxml2-dev libcsv-dev libjansson-dev check libssl-dev libxmlsec1-dev openssl' ||
  { echo "skipped: the packages of Debian's unstable suite: $(tail -n 1 "$B/current.log")"; exit 77; }
inside 'make -s -j2 tests' || { tail -n 50 "$B/current.log"; exit 1; }
failed=''
for program in "$root"/project/build/tests/check_*; do
  [ -x "$program" ] || continue
  name=${program##*/}
  inside "CK_VERBOSITY=normal build/tests/$name" || failed="$failed $name"
done
[ -z "$failed" ] || { grep ':[FE]:' "$B/current.log" | head -n 50; echo "failed:$failed"; exit 1; }
inside 'build/chret --version' && tail -n 7 "$B/current.log"
