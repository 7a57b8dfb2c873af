#!/usr/bin/env bash
#
# Whether one JVM that holds two builds by two class loaders compares JMH benchmarks more finely than a JVM for each: eight
# benchmarks of Apache Commons Numbers 1.2 against themselves, both ways. Says how the logarithms of ratios differ from JVM
# to JVM, and what the second loader's are on the average, which would be 0. Twenty JVMs take eight minutes, in which nothing
# else may run.
#
#     gate-cli/trials/one-jvm.sh [JVMS, 20 by default [options of the JVM]]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"
count=${1:-20}
shift $(($# > 0))
jar=$(numbers)

# What JMH gives the JVMs that it starts itself.
{
  echo quiet
  unzip -p "$jar" META-INF/CompilerHints
  echo 'blackhole,org.openjdk.jmh.infra.Blackhole::consumeCompiler'
} | tr -d '\r' >"$folder/hints"
"${java%java}javac" -d "$folder/one-jvm" "$here/OneJvm.java"

# Logarithms of one benchmark, by so many class loaders in a JVM.
logarithms() {
  "$java" "${@:3}" -Xms512M -Xmx512M -XX:+UnlockDiagnosticVMOptions -XX:+UnlockExperimentalVMOptions \
    -XX:CompileCommandFile="$folder/hints" -DcompilerBlackholesEnabled=true -Djmh.ignoreLock=true \
    -cp "$folder/one-jvm" OneJvm "$jar" "$2" -p samples=1000 -p numPairs=1000 "$1" 2>/dev/null
}

for ((run = 0; run < count; run++)); do
  for benchmark in Norm.{euclidean2d,euclidean3d,euclideanArray,hypot} Sum.{sum,sumOfProducts} Gcd.{gcdInt,gcdLong}; do
    method="${benchmark/./Performance[.]}\$"
    echo "$benchmark $(logarithms "$method" 2 "$@") $(logarithms "$method" 1 "$@") $(logarithms "$method" 1 "$@")"
  done
done | awk '
  { n[$1]++; one = $3 - $2; own = $5 - $4; sum[$1] += one; ones[$1] += one * one; total[$1] += own; owns[$1] += own * own }
  function deviation(squares, sum, n) { return sqrt((squares - sum * sum / n) / (n - 1)) }
  END {
    printf "%-20s %-8s %-8s %s\n", "", "own JVMs", "one JVM", "the second loader, +- its standard error"
    for (b in n) {
      s = deviation(ones[b], sum[b], n[b])
      printf "%-20s %.4f   %.4f   %+.4f +- %.4f\n", b, deviation(owns[b], total[b], n[b]), s, sum[b] / n[b], s / sqrt(n[b])
    }
  }'
