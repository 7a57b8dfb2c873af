#!/usr/bin/env bash
#
# What to expect of the gate, on this machine: eight benchmarks of Apache Commons Numbers 1.2 against themselves, and one of
# them against a copy that makes 10 % of its calls twice. Recorded runs stay in the folder: it can be stopped and started again.
#
#     gate-cli/trials/numbers.sh FOLDER [RUNS, 60 by default]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"
runs=$1
count=${2:-60}
suite=$folder/commons-numbers
jar=$suite/commons-numbers-examples/examples-jmh/target/examples-jmh.jar
slower=$folder/slower.jar
flawed=org.apache.commons.numbers.examples.jmh.core.GcdPerformance.gcdLong
options=(-wi 3 -w 100ms -i 4 -r 60ms -p samples=1000 -p numPairs=1000)
mkdir -p "$runs"

if [ ! -f "$jar" ]; then
  [ -d "$suite" ] || git clone -q --depth 1 --branch rel/commons-numbers-1.2 https://github.com/apache/commons-numbers "$suite"
  mvn -B -q -f "$suite" -Pexamples,examples-jmh -pl commons-numbers-examples/examples-jmh -am -DskipTests \
    -Dmaven.compiler.proc=full -Drat.skip -Dcheckstyle.skip -Dspotbugs.skip -Dcyclonedx.skip package >&2
fi
[ -f "$slower" ] || "$root/thrice" gate slower --jar "$jar" --percent 10 --out "$slower" "$flawed"

for run in $(seq -f %03g "$count"); do
  [ -f "$runs/same-$run.json" ] || gate --base "$jar" --candidate "$jar" --seed "$((10#$run))" \
    --json "$runs/same-$run.json" --undecided pass -- "${options[@]}" \
    'NormPerformance.(euclidean2d|euclidean3d|euclideanArray|hypot)$' 'SumPerformance.(sum|sumOfProducts)$' \
    'GcdPerformance.(gcdInt|gcdLong)$' >/dev/null || [ $? = 1 ]
  [ -f "$runs/slower-$run.json" ] || gate --base "$jar" --candidate "$slower" --seed "$((10#$run))" \
    --json "$runs/slower-$run.json" --undecided pass -- "${options[@]}" "${flawed//./[.]}$" >/dev/null || [ $? = 1 ]
done
gate expect "$runs"/same-*.json
echo "10 % more calls of one benchmark: FAIL in $(grep -l '^  "verdict" : "FAIL"' "$runs"/slower-*.json | wc -l) of" \
  "$(ls "$runs"/slower-*.json | wc -l) runs"
