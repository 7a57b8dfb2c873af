# What trials of the gate have in common: where their files are, Maven's jars, a JMH build, the gate's own jar.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$root/gate-cli/target/trials
jars=$folder/jars
mkdir -p "$jars"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
case $version in
  2[1-9] | [3-9][0-9]) ;;
  *)
    echo "$java is of Java $version, expected 21 or later: by JAVA_HOME, or on PATH" >&2
    exit 1
    ;;
esac

# Jars by their coordinates, without what they need.
fetch() {
  for artifact in "$@"; do
    mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$artifact" \
      -DoutputDirectory="$jars" >&2
  done
}

# A class path of JMH and a file of benchmarks that is compiled against more.
compiled() {
  local source=$1 more=$2 classes jmh
  classes=$folder/$(basename "$source" .java)
  jmh=$jars/jmh-core-1.37.jar:$jars/jmh-generator-annprocess-1.37.jar:$jars/jopt-simple-5.0.4.jar:$jars/commons-math3-3.6.1.jar
  fetch org.openjdk.jmh:jmh-core:1.37 org.openjdk.jmh:jmh-generator-annprocess:1.37 \
    net.sf.jopt-simple:jopt-simple:5.0.4 org.apache.commons:commons-math3:3.6.1
  "${java%java}javac" -proc:full -cp "$jmh:$more" -processorpath "$jmh" -d "$classes" "$source"
  echo "$classes:$jmh"
}

gate() {
  local jar
  jar=$(ls "$root"/gate-cli/target/thrice-gate-*-all.jar 2>/dev/null || true)
  if [ -z "$jar" ]; then
    mvn -B -q -f "$root" -pl gate-cli -am -DskipTests package >&2
    jar=$(ls "$root"/gate-cli/target/thrice-gate-*-all.jar)
  fi
  "$java" -jar "$jar" "$@"
}

# The JMH benchmarks of Apache Commons Numbers 1.2, built if they are not.
numbers() {
  local suite=$folder/commons-numbers jar
  jar=$suite/commons-numbers-examples/examples-jmh/target/examples-jmh.jar
  if [ ! -f "$jar" ]; then
    [ -d "$suite" ] || git clone -q --depth 1 --branch rel/commons-numbers-1.2 https://github.com/apache/commons-numbers "$suite"
    mvn -B -q -f "$suite" -Pexamples,examples-jmh -pl commons-numbers-examples/examples-jmh -am -DskipTests \
      -Dmaven.compiler.proc=full -Drat.skip -Dcheckstyle.skip -Dspotbugs.skip -Dcyclonedx.skip package >&2
  fi
  echo "$jar"
}
