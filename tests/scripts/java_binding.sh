#!/bin/sh
# examples/java, where a JDK, JNA and Gson are there: the commands of its README, the cases that the bindings share, 999
# hubs through both ends, and what becomes of objects and callbacks. B=build sh tests/scripts/java_binding.sh
# shellcheck disable=SC1091,SC2154
set -eu
cd "$(dirname "$0")/../.."
jars=/usr/share/java/jna.jar:/usr/share/java/gson.jar
[ -z "${SANITIZED:-}" ] || { echo 'skipped: a sanitized library cannot be loaded into Java'; exit 77; }
if ! javac --version >/dev/null 2>&1 || [ ! -f "${jars%:*}" ] || [ ! -f "${jars#*:}" ]; then
  echo 'skipped: a JDK, JNA or Gson is missing; tests/run --all installs them'
  exit 77
fi
. tests/scripts/common/binding
binding java
commands java >"$root/commands"
{ # what the code of the README has at hand
  cat <<'END'
import chreturn.*;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
final class Readme {
  public static void main(String[] arguments) throws Exception {
    PrivateKey privateKey = Identity.load(arguments[0] + "/supplier").key();
    X509Certificate x509 = Identity.load(arguments[0] + "/supplier").certificate();
    String originator = "90-B3-D5-1F-30-01-00-00", target = "90-B3-D5-1F-30-00-00-02";
END
  program java java | sed 's/^}$/System.out.println(read.certificate().eui64() + " " + read.id().counter()); }/'
  echo '  } }'
} >"$root/tests/bindings/java/Readme.java"
cd "$root"
unset B
JDK_JAVAC_OPTIONS='-Xlint:cast,deprecation,fallthrough,rawtypes,serial,static,try,unchecked -Werror -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1'
JDK_JAVA_OPTIONS='-XX:+UseSerialGC -XX:TieredStopAtLevel=1'
export JDK_JAVAC_OPTIONS JDK_JAVA_OPTIONS
sh -eu commands >output 2>compiled || { cat compiled; exit 1; }
reported output || { cat output; exit 1; }
rm -rf identities
B=build sh tests/cases/bindings/identities identities
javac -cp "build/java/classes:$jars" -d build/java/classes tests/bindings/java/*.java 2>compiled || { cat compiled; exit 1; }
export LD_LIBRARY_PATH=build
# run [OPTION...] CLASS [ARGUMENT...]; Lifetimes with all that the compiler can do
run() { java -cp "build/java/classes:$jars" "$@"; }
[ "$(run Readme identities 2>/dev/null)" = '90-B3-D5-1F-30-01-00-00 1000' ]
run Cases tests/cases/bindings identities >cases 2>errors || { cat cases errors; exit 1; }
run -XX:TieredStopAtLevel=4 Lifetimes identities >lifetimes
run RoundTrip identities >round_trip
echo "$(cat cases); $(cat lifetimes); $(cat round_trip)"
