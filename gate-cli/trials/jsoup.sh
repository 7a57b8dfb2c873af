#!/usr/bin/env bash
#
# A slow-down that was published, gated from the library's jars: in jsoup 1.17.2 a query "#id .class" takes 4.8 times as
# long as in 1.15.2 (github.com/jhy/jsoup, issue 2254: 441 against 2102 operations a second on one page; mended in 1.19.1).
#
#     gate-cli/trials/jsoup.sh [options of the gate]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

fetch org.jsoup:jsoup:1.15.2 org.jsoup:jsoup:1.17.2
classes=$(compiled "$here/Selector.java" "$jars/jsoup-1.15.2.jar")
gate --base "$classes:$jars/jsoup-1.15.2.jar" --candidate "$classes:$jars/jsoup-1.17.2.jar" "$@"
