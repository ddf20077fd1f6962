#!/bin/sh
# The tool where the disk is full, an output is full or closed, and a file cannot be read: what it says, and that all is
# as it was. B=build sh tests/scripts/full_disk.sh. Full disks are a limit of the size of files, and, for root, a small
# disk in memory.
# shellcheck disable=SC1091,SC2034,SC2154
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common/cases
trap 'cd /; umount "$work/case/disk" 2>/dev/null; rm -rf "$work"' EXIT

ways=limit
mkdir -p "$work/case/disk"
mount -t tmpfs -o size=4k tmpfs "$work/case/disk" 2>/dev/null && umount "$work/case/disk" && ways='limit disk'

keys=$work/keys
mkdir "$keys"
make-identity --eui "$originator" --role 02 --out "$keys/my"
make-identity --eui "$target" --role 89 --out "$keys/dsp"

# on_disk NAME OPTIONS: a new case, in a folder that is a small disk of its own
on_disk() {
  begin "$1"
  mkdir disk
  [ "$way" = limit ] || mount -t tmpfs -o "$2" tmpfs disk
  cd disk || exit 1
}
off_disk() {
  cd .. || exit 1
  [ "$way" = limit ] || umount disk
  end
}

# full ARGUMENT...: chret, while nothing can be written. What it says on stderr goes through a pipe, which has room.
full() {
  if [ "$way" = limit ]; then
    # shellcheck disable=SC3045
    said=$( (ulimit -f 0 && chret "$@" 2>&1 >/dev/null))
    code=$?
  else
    head -c 16m /dev/zero >filler 2>/dev/null
    said=$(chret "$@" 2>&1 >/dev/null)
    code=$?
    rm -f filler
  fi
}
# fails FILE ARGUMENT...: it ends with a word about this file, and the folder is what it was
fails() {
  file=$1
  shift
  rm -rf "$work/before"
  cp -R . "$work/before"
  full "$@"
  exits 3
  case $said in
  "chret: $file: File too large" | "chret: $file: No space left on device") ;;
  *) fault "of $file it says: $said" ;;
  esac
  expect "after $1" diff -r "$work/before" .
}
# sheet COUNT
sheet() {
  echo DeviceID,CHFNoFaultReturnType
  i=0
  while [ "$i" -lt "$1" ]; do
    i=$((i + 1))
    printf '00-DB-12-34-00-00-%02X-%02X,Lost or Stolen Hub\n' $((i / 256)) $((i % 256))
  done
}
inventory() { sed 's/,.*/,CHF,Commissioned,,/; 1s/.*/DeviceID,DeviceType,DeviceStatus,LogisticsStatus,Supplier/' "$1"; }
parties="--originator $originator --target $target"
signing="--key $keys/my.key.pem --cert $keys/my.cert.pem"
answering="--key $keys/dsp.key.pem --cert $keys/dsp.cert.pem --trust $keys/my.cert.pem"
signed="build $parties $signing"

# ---- Full disks ----

# The words of signed and answering are split.
# shellcheck disable=SC2086
for way in $ways; do
  on_disk "$way: a file of the same name stays" size=1m
  sheet 60 >hubs.csv
  inventory hubs.csv >smi.csv
  run $signed --form list --counter 1 -o request.xml hubs.csv
  cp request.xml unsigned.xml
  for old in one.xml signed.xml got.xml out.csv; do echo old >$old; done
  fails one.xml $signed --form list --counter 2 -o one.xml hubs.csv
  fails signed.xml sign --replace-signature $signing -o signed.xml unsigned.xml
  fails got.xml answer --inventory smi.csv $answering -o got.xml request.xml
  fails out.csv answer --inventory smi.csv $answering --outcomes out.csv -o got.xml request.xml
  run answer --inventory smi.csv $answering --outcomes out.csv -o got.xml request.xml
  exits 0
  [ "$(grep -c ',I99,yes' out.csv)" -eq 60 ] || fault "outcomes: $(head -n 2 out.csv)"
  off_disk

  on_disk "$way: a batch and its state" size=1m
  sheet 60 >hubs.csv
  inventory hubs.csv >smi.csv
  echo 41 >last
  batch="$signed --counter file:last --state batch.state"
  fails last $batch -o sent hubs.csv
  run $batch -o sent hubs.csv
  exits 0
  [ "$(cat last)" = 101 ] || fault "counter $(cat last)"
  run answer --inventory smi.csv $answering --outcomes out.csv -o got sent/*.xml
  exits 0
  fails batch.state report --state batch.state --trust "$keys/dsp.cert.pem" got
  run report --state batch.state --trust "$keys/dsp.cert.pem" got
  exits 0
  [ "$(grep -c ',I99,yes' "$work/out")" -eq 60 ] || fault 'report'
  off_disk

  [ "$way" = disk ] || continue

  # the counter and the state are on another disk
  on_disk 'counters that were drawn are spent' size=1m
  sheet 60 >../hubs.csv
  echo 41 >../last
  batch="$signed --counter file:../last --state ../batch.state"
  fails sent/42.xml $batch -o sent ../hubs.csv
  head -c 900k /dev/zero >most # for half of the files
  spent=$(cat ../last)
  run $batch -o sent ../hubs.csv
  exits 3
  grep -q "^chret: sent/[0-9]*.xml: No space left on device$" "$work/err" || fault "$(cat "$work/err")"
  if [ -e sent ] || [ -e ../batch.state ]; then fault "left: $(ls . ..)"; fi
  [ "$(cat ../last)" -ge "$spent" ] || fault "the counter went back to $(cat ../last)"
  spent=$(cat ../last)
  rm most
  run $batch -o sent ../hubs.csv
  exits 0
  [ "$(find sent -name '*.xml' | wc -l)" -eq 60 ] || fault 'requests are missing'
  [ -e "sent/$((spent + 1)).xml" ] || fault "there is no $((spent + 1)).xml"
  [ "$(cat ../last)" -eq $((spent + 60)) ] || fault "after $spent the counter is $(cat ../last)"
  off_disk

  # each link takes an inode: the files fit, half of their names do not
  on_disk 'names that do not fit' size=1m,nr_inodes=40
  sheet 25 >hubs.csv
  cp hubs.csv "$work/hubs.csv"
  run $signed --counter 1 -o sent hubs.csv
  exits 3
  grep -q '^chret: sent/[0-9]*.xml: No space left on device$' "$work/err" || fault "$(cat "$work/err")"
  [ "$(echo ./*)" = ./hubs.csv ] || fault "left: $(echo ./*)"
  # where a state has them as sent, the same command goes on
  batch="$signed --counter file:../last --state ../batch.state"
  run $batch -o sent hubs.csv
  exits 3
  run report --state ../batch.state
  [ "$(grep -c ',,pending' "$work/out")" -eq 25 ] || fault "state: $(head -n 2 "$work/out")"
  [ "$(cat ../last)" = 25 ] || fault "counter $(cat ../last)"
  mount -o remount,nr_inodes=400 "$work/case/disk"
  run $batch -o sent hubs.csv
  exits 0
  [ "$(find sent -name '*.xml' | wc -l)" -eq 25 ] || fault "then: $(ls sent)"
  [ "$(cat ../last)" = 25 ] || fault "then the counter is $(cat ../last)"
  off_disk
done

# ---- Outputs that take nothing, and files that cannot be read ----

begin outputs
sheet 999 >hubs.csv
sheet 1 >one.csv
inventory hubs.csv >smi.csv
# shellcheck disable=SC2086
run $signed --counter 7 -o request.xml one.csv
# shellcheck disable=SC2086
run $signed --counter file:last --form list --state batch.state -o sent.xml hubs.csv
cp -R . "$work/tree"
while read -r call; do
  [ -n "$call" ] || continue
  eval "chret $call" >/dev/full 2>"$work/err"
  code=$?
  exits 3
  grep -q '^chret: stdout: No space left on device$' "$work/err" || fault "full, $call: $(head -n 1 "$work/err")"
  eval "chret $call" >&- 2>"$work/err"
  code=$?
  exits 3
  grep -q '^chret: stdout: Bad file descriptor$' "$work/err" || fault "closed, $call: $(head -n 1 "$work/err")"
  expect "$call" diff -r "$work/tree" .
done <<CALLS
--help
--version
fields
fields --sheet 8.14.3
build --help
build $parties --counter 1 one.csv
check request.xml
sign --replace-signature $signing request.xml
verify --trust $keys/my.cert.pem request.xml
show request.xml
show --as json request.xml
show --as csv sent.xml
answer --inventory smi.csv $answering sent.xml
answer --inventory smi.csv $answering --outcomes out.csv sent.xml
report --unverified sent.xml
report --unverified --as json sent.xml
report --state batch.state
report --state batch.state --as text
CALLS
# without stderr, what is wrong is told by the exit code only, and by no file
echo 00-DB,Lost >>one.csv
chret build --originator "$originator" --target "$target" --counter 1 -o two.xml one.csv 2>/dev/null
chret build --originator "$originator" --target "$target" --counter 1 -o three.xml one.csv 2>&-
[ $? -eq 1 ] || fault 'without stderr the exit code is another one'
expect 'without stderr' cmp two.xml three.xml
said=$(chret check 2>&1 <&-) && fault 'without stdin it succeeds'
[ "$said" = 'chret: stdin: Bad file descriptor' ] || fault "without stdin: $said"
end

begin unreadable
sheet 2 >hubs.csv
inventory hubs.csv >smi.csv
mkdir folder
# shellcheck disable=SC2086
run $signed --form list --counter 7 -o request.xml hubs.csv
tree=$(ls -R)
while read -r file call; do
  eval "run $call"
  exits 3
  grep -qE "^chret: $file: (No such file or directory|Is a directory)$" "$work/err" || fault "$call: $(cat "$work/err")"
  [ ! -s "$work/out" ] || fault "$call writes"
  [ "$(ls -R)" = "$tree" ] || fault "$call has left something"
done <<CALLS
nowhere.csv build $parties --counter 1 -o out nowhere.csv
folder build $parties --counter 1 -o out folder
folder build $parties --counter file:folder -o out hubs.csv
nowhere/last build $parties --counter file:nowhere/last -o out hubs.csv
folder build $parties --counter 1 --state folder -o out hubs.csv
nowhere/state build $parties --counter 1 --state nowhere/state -o out hubs.csv
folder build $parties --counter 1 --key folder --cert $keys/my.cert.pem -o out hubs.csv
nowhere.pem build $parties --counter 1 --key $keys/my.key.pem --cert nowhere.pem -o out hubs.csv
nowhere/out.xml build $parties --counter 1 --form list -o nowhere/out.xml hubs.csv
nowhere.xml sign $signing nowhere.xml
folder sign --replace-signature --key folder --cert $keys/my.cert.pem request.xml
nowhere verify --trust nowhere request.xml
folder verify --trust $keys/my.cert.pem folder
folder show folder
nowhere.xml check nowhere.xml
folder check folder
nowhere.csv answer --inventory nowhere.csv --unverified -o out request.xml
folder answer --inventory folder --unverified -o out request.xml
nowhere.xml answer --inventory smi.csv --unverified -o out nowhere.xml
nowhere answer --inventory smi.csv --trust nowhere -o out request.xml
nowhere report --unverified nowhere
folder report --state folder
CALLS
end

[ "$ways" = 'limit disk' ] || echo 'skipped: a small disk in memory, which takes root'
result
