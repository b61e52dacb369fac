#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# web-ui/api/openapi.yaml is sound, and the recorded answers of the web tests keep to it. 77 is
# ctest's "skipped".
set -euo pipefail
source_dir=$1
answers=$2
export REDOCLY_TELEMETRY=off

skip() { echo "skipped: $*"; exit 77; }
command -v node >/dev/null && command -v npm >/dev/null || skip "Node.js is not installed"
cd "$source_dir/web-ui/app"
scripts/modules.sh >/dev/null 2>&1 || skip "npm ci failed"
node scripts/contract.mjs lint
[ -s "$answers" ] || skip "no recorded answers: run the test web first"
node scripts/contract.mjs check "$answers"
