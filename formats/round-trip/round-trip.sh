#!/usr/bin/env bash
#
# Files go from NumPy and safetensors' own reader and writer (in Rust, with bindings for Python) to Thrice and back: every number has the
# same bits, or is the float32 next to it, and what Thrice writes of an array is byte for byte what np.save writes. PyTorch takes part if
# the Python has it, as by PIP_ALSO=torch==2.13.0.
#
# Needs Maven, a JDK 25, Python 3.11 or later with venv, and pip's index. Exits with 0 if all is the same, 1 if something differs, 2 if it
# could not be tried.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/venv" || exit 2
# shellcheck disable=SC2086
"$folder/venv/bin/pip" install --quiet numpy==2.3.5 safetensors==0.8.0 ${PIP_ALSO:-} || exit 2

"$folder/venv/bin/python" "$here/round_trip.py" write "$folder" || exit 1
(cd "$here/../.." && mvn -q test -pl formats -am -Dtest=RoundTripTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dthrice.round-trip="$folder") || exit 1
"$folder/venv/bin/python" "$here/round_trip.py" check "$folder"
