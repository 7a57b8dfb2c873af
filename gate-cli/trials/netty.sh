#!/usr/bin/env bash
#
# A slow-down that was published, gated from the library's jars: since 4.1.52 Netty's pool no longer kept buffers of 32 KiB
# for their thread: 4.946 +- .143 of them a microsecond in place of 11.778 +- 1.185 (github.com/netty/netty, issue 10805).
#
#     gate-cli/trials/netty.sh [options of the gate]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

fetch io.netty:netty-{buffer,common}:4.1.{51,52}.Final
netty() { echo "$jars/netty-buffer-4.1.$1.Final.jar:$jars/netty-common-4.1.$1.Final.jar"; }
classes=$(compiled "$here/Netty.java" "$(netty 51)")
gate --base "$classes:$(netty 51)" --candidate "$classes:$(netty 52)" "$@"
