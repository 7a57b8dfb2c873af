#!/usr/bin/env bash
#
# What to expect of the gate, on this machine: eight benchmarks of Apache Commons Numbers 1.2 against themselves, and one of
# them against copies that make 10, 5 and 20 % of its calls twice. Sixty runs of all take two hours in which nothing else may
# run. Recorded runs stay in the folder: it can be stopped and started again.
#
#     gate-cli/trials/numbers.sh FOLDER [RUNS, 60 by default]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"
runs=$1
count=${2:-60}
jar=$(numbers)
flawed=org.apache.commons.numbers.examples.jmh.core.GcdPerformance.gcdLong
options=(-wi 2 -w 60ms -i 3 -r 40ms -p samples=1000 -p numPairs=1000)
mkdir -p "$runs"

for percent in 5 10 20; do
  [ -f "$folder/slower-$percent.jar" ] ||
    "$root/thrice" gate slower --jar "$jar" --percent "$percent" --out "$folder/slower-$percent.jar" "$flawed"
done

# One run: its file, which is there once it is whole, the candidate, benchmarks.
record() {
  local file=$runs/$1-$run.json candidate=$2
  shift 2
  if [ ! -f "$file" ]; then
    gate --base "$jar" --candidate "$candidate" --seed "$((10#$run))" --json "$file.part" --undecided pass -- \
      "${options[@]}" "$@" >/dev/null || [ $? = 1 ]
    mv "$file.part" "$file"
  fi
}

for run in $(seq -f %03g "$count"); do
  record same "$jar" 'NormPerformance.(euclidean2d|euclidean3d|euclideanArray|hypot)$' \
    'SumPerformance.(sum|sumOfProducts)$' 'GcdPerformance.(gcdInt|gcdLong)$'
  record slower-10 "$folder/slower-10.jar" "${flawed//./[.]}$"
done
for run in $(seq -f %03g "$count"); do
  record slower-5 "$folder/slower-5.jar" "${flawed//./[.]}$"
  record slower-20 "$folder/slower-20.jar" "${flawed//./[.]}$"
done

gate expect "$runs"/same-*.json
for percent in 5 10 20; do
  recorded=("$runs"/slower-"$percent"-*.json)
  for verdict in FAIL INCONCLUSIVE INVALID PASS; do
    found=$({ grep -l "^  \"verdict\" : \"$verdict\"" "${recorded[@]}" || true; } | wc -l)
    echo "$percent % more calls of one benchmark: $verdict in $found of ${#recorded[@]} runs"
  done
done
