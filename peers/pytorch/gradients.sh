#!/usr/bin/env bash
#
# Gradients and errors of random networks, of all kinds of layers, against PyTorch's in float64: ./thrice gradients reads what
# PyTorch is given, and each gradient has to be within 1e-5 of PyTorch's, relative to the whole network's, each error to its own.
#
#     peers/pytorch/gradients.sh [NETWORKS, 40 by default] [OPTIONS OF ./thrice gradients, such as --algorithm z-il]
#
# Needs Python 3 with PyTorch (Debian: python3-torch), as python3 or by PYTHON. Exits with 0 if all agree, 1 if one differs, 2 if it
# could not be tried.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${PYTHON:-python3}
networks=${1:-40}
shift || true

"$python" -c 'import torch' 2>/dev/null || {
  echo "$python has no PyTorch: install Debian's python3-torch, or name one that has it by PYTHON" >&2
  exit 2
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$python" "$here/gradients.py" write "$folder" "$networks" || exit 2
for network in "$folder"/*/; do
  "$here/../../thrice" gradients --layers "$network/layers.json" --network "$network/network.safetensors" \
    --batch "$network/batch.safetensors" --out "$network/out.safetensors" "$@" >"$network/said" 2>&1 || {
    cat "$network/said" >&2
    exit 1
  }
done
"$python" "$here/gradients.py" check "$folder"
