#!/bin/sh
# The core's check_ programs on a big-endian machine: built by Debian's cross compiler against a root of Debian 12 for
# s390x, and run in it by qemu.
# shellcheck disable=SC1091,SC2046,SC2086,SC2154
set -eu
. tests/scripts/common/root
examples/common/packages gcc-s390x-linux-gnu qemu-user-static debootstrap ||
  skip 'no cross compiler or emulator for s390x'
# The kernel hands programs for s390x to qemu, as Debian's package says it; where it does so already, that stays.
binfmt=/proc/sys/fs/binfmt_misc
[ -e $binfmt/register ] || mount -t binfmt_misc binfmt_misc $binfmt 2>/dev/null || skip 'no binfmt_misc'
registered=''
if [ ! -e $binfmt/qemu-s390x ]; then
  cat /usr/lib/binfmt.d/qemu-s390x.conf >$binfmt/register || skip 'qemu cannot be registered for s390x'
  registered=1
fi
make_root s390x bookworm --arch=s390x --include=libxml2-dev,check,libssl-dev,libxmlsec1-dev
trap 'drop_root; [ -z "$registered" ] || echo -1 >$binfmt/qemu-s390x' EXIT
copy_project

core=$(find tests -maxdepth 1 -name 'check_*.c' | sed 's|.*/\(.*\)\.c|\1|' |
  grep -vE '_(batch_threads|host|threads|xmlsec|xmlsec_memory|xmlsec_signer)$' | LC_ALL=C sort)
(cd "$root/project" && PKG_CONFIG_SYSROOT_DIR=$root \
  PKG_CONFIG_LIBDIR=$root/usr/lib/s390x-linux-gnu/pkgconfig:$root/usr/share/pkgconfig \
  make -s -j2 B=build WERROR=1 CC="s390x-linux-gnu-gcc --sysroot=$root" AR=s390x-linux-gnu-ar \
  $(printf 'build/tests/%s ' $core)) >>"$log" 2>&1 || { tail -n 50 "$log"; exit 1; }
readelf -h "$root/project/build/tests/check_base" | grep -q 'big endian' || { echo 'not built big-endian'; exit 1; }
run_checks $core
echo "$checked, big-endian"
