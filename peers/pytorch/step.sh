#!/usr/bin/env bash
#
# A step of training LeNet-5 (tanh, average pooling, batch 64, momentum) on one thread: Thrice's by JMH and PyTorch's, eager, by turns
# in fresh processes, seven of each; the geometric mean of the ratios with its 95 % interval.
#
#     peers/pytorch/step.sh
#
# Needs Maven, a JDK 25, and Python 3 with PyTorch (Debian: python3-torch), as python3 or by PYTHON. Exits with 2 if it could not be tried.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
python=${PYTHON:-python3}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

"$python" -c 'import torch' 2>/dev/null || {
  echo "$python has no PyTorch: install Debian's python3-torch, or name one that has it by PYTHON" >&2
  exit 2
}
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
mvn -B -q -f "$root" -pl jmh -am -DskipTests package >&2 || exit 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for fork in 1 2 3 4 5 6 7; do
  "$java" -jar "$root/jmh/target/benchmarks.jar" 'TrainingStepBenchmark.step$' -p network=lenet5 -p provider=jit -f 1 \
    -wi 3 -w 1 -i 5 -r 1 -rf json -rff "$folder/thrice-$fork.json" >/dev/null
  "$python" "$here/step.py" step >"$folder/pytorch-$fork.txt"
done
"$python" "$here/step.py" ratio "$folder"
