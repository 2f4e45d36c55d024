# Shared by the commands of bin/: says what is missing and, on Debian as root, installs it.
# shellcheck shell=bash

# Text is UTF-8, also where no locale is set.
utf8=(-Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8)

say() { printf '%s\n' "$*" >&2; }

# Whether the words of a call ask for help: that is told at once, before anything is installed or built.
asks_for_help() {
  local word
  for word in "$@"; do
    case $word in -h | --help) return 0 ;; esac
  done
  return 1
}

# Prints the USAGE of a Java source, a text block whose lines begin at the twelfth column.
usage_in() {
  awk '/USAGE = """$/ { on = 1; next }
       on { last = sub(/""";$/, ""); sub(/^            /, ""); if (!last || $0 != "") print; if (last) exit }' "$1"
}

# Prints what a script's first comment says.
first_comment() { sed -n '2,/^[^#]/s/^# //p' "$1"; }

can_install() { [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# need COMMAND-OR-FILE PACKAGE...: true once it is there.
need() {
  local wanted=$1
  shift
  present "$wanted" && return 0
  if can_install; then
    say "· installing $*"
    [ -n "${apt_updated:-}" ] || { apt-get update -qq && apt_updated=1; }
    local log
    log=$(without_services env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" 2>&1) ||
      say "$log"
    present "$wanted" && return 0
  fi
  [ "$wanted" = java17 ] && wanted="a JDK 17 or newer"
  say "✗ $wanted is missing. On Debian or Ubuntu: sudo apt-get install $*"
  return 1
}

# Runs a command while Debian's packages may not start the services they bring: demo and tests start their own.
without_services() {
  local policy=/usr/sbin/policy-rc.d
  [ -e $policy ] && { "$@"; return; }
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod +x $policy
  local result=0
  "$@" || result=$?
  rm -f $policy
  return $result
}

present() {
  case $1 in
    /*) [ -e "$1" ] ;;
    java17) java_is_17 ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

java_is_17() {
  command -v javac >/dev/null || return 1
  local major
  major=$(javac -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  [ -n "$major" ] && [ "$major" -ge 17 ]
}

need_toolchain() {
  local ok=0
  need java17 openjdk-17-jdk-headless || ok=1
  need mvn maven || ok=1
  if [ $ok != 0 ]; then
    say "Nameplate needs a JDK 17 or newer (javac, not only java) and Maven 3.8.7 or newer."
    exit 3
  fi
}

# Builds every module without tests, showing one line a module; skips it when no source is newer than the last build.
build() {
  local stamp=target/.built
  if [ -f $stamp ] && [ -z "$(find . -newer $stamp -type f \( -path '*/src/main/*' -o -name pom.xml \) -print -quit)" ]; then
    return 0
  fi
  say "· building (the first time downloads the libraries, which takes some minutes)"
  mkdir -p target
  mvn -B -ntp -DskipTests -Dspotless.check.skip -Dcheckstyle.skip package >target/build.log 2>&1 &
  local pid=$! shown=''
  # shellcheck disable=SC2064
  trap "kill $pid 2>/dev/null; say '✗ the build was interrupted'; exit 130" INT TERM
  while kill -0 $pid 2>/dev/null; do
    local now
    now=$(grep -oE '^\[INFO\] Building [a-z]+[a-zA-Z-]* 0[^ ]* +\[[0-9]+/[0-9]+\]' target/build.log | tail -1 | sed 's/^\[INFO\] Building //; s/ 0[^ ]* */ /' || true)
    [ -n "$now" ] && [ "$now" != "$shown" ] && say "  $now" && shown=$now
    sleep 1
  done
  if ! wait $pid; then
    say "✗ the build failed; the last lines of $PWD/target/build.log:"
    grep -E '^\[ERROR\]|BUILD' target/build.log | head -20 >&2
    exit 4
  fi
  trap - INT TERM
  touch $stamp
}
