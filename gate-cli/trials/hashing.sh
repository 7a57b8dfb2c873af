#!/usr/bin/env bash
#
# A slow-down that was published, gated from the library's jars: Zero-allocation Hashing 0.27ea1 takes XXH3 of 128 bytes 67
# times a microsecond in place of 90 by 0.16 (github.com/OpenHFT/Zero-Allocation-Hashing, issue 101). Takes Java 25.
#
#     gate-cli/trials/hashing.sh [options of the gate]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

fetch net.openhft:zero-allocation-hashing:0.16 net.openhft:zero-allocation-hashing:0.27ea1
hashing() { echo "$jars/zero-allocation-hashing-$1.jar"; }
classes=$(compiled "$here/Hashing.java" "$(hashing 0.16)")
gate --base "$classes:$(hashing 0.16)" --candidate "$classes:$(hashing 0.27ea1)" "$@"
