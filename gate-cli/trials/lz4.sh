#!/usr/bin/env bash
#
# A slow-down that was published, gated from the library's jars: LZ4 for Java packs 10 to 15 % more slowly in 1.10.1 than
# in 1.8.0 (github.com/yawkat/lz4-java, issue 30; mended in 1.10.4).
#
#     gate-cli/trials/lz4.sh [options of the gate]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

fetch org.lz4:lz4-java:1.8.0 at.yawk.lz4:lz4-java:1.10.1
classes=$(compiled "$here/Lz4.java" "$jars/lz4-java-1.8.0.jar")
gate --base "$classes:$jars/lz4-java-1.8.0.jar" --candidate "$classes:$jars/lz4-java-1.10.1.jar" "$@"
