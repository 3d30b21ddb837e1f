# Sourced by bin/runner, bin/guest, bin/shell-daemon and bin/embedder: finds a JDK and starts a program of ours with its AOT cache.
# POSIX shell; every command on the start-up path that can be a built-in is one.
# shellcheck shell=sh disable=SC2154 # oxydra_home is set by whoever sources this

OXYDRA_MIN_JAVA=25

# Sets java_version to the major version of the JDK or JRE in $1, or to nothing.
java_version_of() {
  java_version=
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r name value; do
    if [ "$name" = JAVA_VERSION ]; then
      value=${value#\"}
      java_version=${value%%[!0-9]*}
      return 0
    fi
  done <"$1/release"
  return 1
}

looked() {
  java_looked="$java_looked
  $1: $2"
}

# Sets java_home to the runtime that the distribution carries for what runs in sandboxes, or finds a JDK.
guest_java() {
  java_home=$oxydra_home/runtime
  [ -x "$java_home/bin/java" ] || find_java
}

# Sets java_home, or says what was looked for and where, and exits with 2.
find_java() {
  java_looked=
  for variable in OXYDRA_JAVA_HOME JAVA_HOME; do
    eval "candidate=\${$variable:-}"
    if [ -z "$candidate" ]; then
      looked "$variable" 'not set'
    elif java_version_of "$candidate" && [ "$java_version" -ge "$OXYDRA_MIN_JAVA" ]; then
      java_home=$candidate
      return
    else
      looked "$variable" "$candidate (${java_version:+Java }${java_version:-no JDK there})"
    fi
  done
  for pattern in /usr/lib/jvm /usr/java /usr/local/java /opt/java /opt/jdk /opt \
    "${HOME:-/nonexistent}/.sdkman/candidates/java" "${HOME:-/nonexistent}/.jdks" \
    /Library/Java/JavaVirtualMachines /opt/homebrew/opt; do
    found=
    for candidate in "$pattern"/*; do
      [ -d "$candidate/Contents/Home" ] && candidate=$candidate/Contents/Home
      [ -d "$candidate/libexec/openjdk.jdk/Contents/Home" ] && candidate=$candidate/libexec/openjdk.jdk/Contents/Home
      java_version_of "$candidate" || continue
      if [ "$java_version" -ge "$OXYDRA_MIN_JAVA" ]; then
        java_home=$candidate
        return
      fi
      found="$found ${candidate##*/} (Java $java_version)"
    done
    looked "$pattern" "${found:-nothing}"
  done
  java_on_path=$(command -v java || true)
  if [ -n "$java_on_path" ]; then
    candidate=$(dirname "$(dirname "$(readlink -f "$java_on_path")")")
    if java_version_of "$candidate" && [ "$java_version" -ge "$OXYDRA_MIN_JAVA" ]; then
      java_home=$candidate
      return
    fi
    looked 'java on the PATH' "$candidate (Java ${java_version:-unknown})"
  else
    looked 'java on the PATH' 'none'
  fi
  cat >&2 <<EOF
Oxydra needs a JDK $OXYDRA_MIN_JAVA or newer and found none. Looked at:$java_looked
Install one (Debian: a package such as temurin-25-jdk or openjdk-25-jdk), or set OXYDRA_JAVA_HOME to its folder.
EOF
  exit 2
}

# Sets cache to the AOT cache of program $1 with the flags $2. Its name has a hash of jars, JVM and flags: the JVM itself does
# not notice that a jar has changed and runs the old classes, so this name is what keeps a stale cache from being used. Our
# own jars count with a checksum of all their bytes, those of libraries, whose names carry their versions, with name and size.
# The name is known from the last start as long as no file was touched since, which its time of change (ctime) tells: nobody
# can set that one back.
find_cache() {
  mark=$(cd "$oxydra_home/lib" && stat -c '%n %s %.Z' ./*.jar "$java_home/release" 2>/dev/null) || mark=
  mark="$2 $mark"
  known=$oxydra_home/aot/$1.known known_mark=
  # shellcheck source=/dev/null
  [ ! -r "$known" ] || . "$known"
  if [ "$mark" = "$known_mark" ] && [ "$mark" != "$2 " ]; then
    cache=$oxydra_home/aot/$known_name
    return
  fi
  hash=$({
    cd "$oxydra_home/lib" && cksum oxydra-*.jar && wc -c ./*.jar
    cat "$java_home/release"
    printf '%s' "$2"
  } | hash_of)
  cache_name=$1-${hash%%[!0-9a-f]*}.aot
  cache=$oxydra_home/aot/$cache_name
  case $mark in "$2 " | *\'*) return ;; esac
  # Whoever may not write there looks at all jars each time.
  if [ -w "$oxydra_home/aot" ]; then
    { printf "known_mark='%s' known_name=%s\n" "$mark" "$cache_name" >"$known.$$" && mv -f "$known.$$" "$known"; } 2>/dev/null || true
  fi
}

hash_of() {
  if command -v sha256sum >/dev/null; then sha256sum; else cksum; fi
}

# launch FINDER PROGRAM MAIN_CLASS "FLAGS" [ARGUMENT...]
# With OXYDRA_AOT_TRAIN the run makes its AOT cache; with OXYDRA_PRINT_COMMAND the command is printed, one argument a line, and
# not run.
launch() {
  finder=$1 program=$2 main_class=$3 flags=$4
  shift 4
  "$finder"
  class_path=
  while read -r jar; do
    class_path="${class_path:+$class_path:}$oxydra_home/lib/$jar"
  done <"$oxydra_home/lib/${0##*/}.classpath"
  find_cache "$program" "$flags"
  if [ -n "${OXYDRA_AOT_TRAIN:-}" ]; then
    aot="-XX:AOTCacheOutput=$cache"
  elif [ -f "$cache" ]; then
    aot="-XX:AOTCache=$cache"
  else
    aot=
  fi
  # What the JDK and SLF4J would look for in all jars of the class path, opening each: which selectors, which logger.
  os=
  [ -r /proc/sys/kernel/ostype ] && read -r os </proc/sys/kernel/ostype
  [ "$os" != Linux ] || flags="$flags -Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider"
  flags="$flags -Dslf4j.provider=org.slf4j.jul.JULServiceProvider -Dslf4j.internal.verbosity=WARN"
  # shellcheck disable=SC2086,SC2016 # flags are words; the format is not for the shell
  set -- "$java_home/bin/java" $flags ${aot:+"$aot"} -Djava.awt.headless=true -XX:-UsePerfData \
    '-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n' \
    "-Doxydra.home=$oxydra_home" -cp "$class_path" "$main_class" "$@"
  if [ -n "${OXYDRA_PRINT_COMMAND:-}" ]; then
    printf '%s\n' "$@"
    exit 0
  fi
  unset OXYDRA_AOT_TRAIN
  exec "$@"
}
