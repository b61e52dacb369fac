#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh WMS SOURCE_DIR BUILD_DIR SCRIPT: a script in Debian's Chromium against a server of its own,
# which runs the sample day as a demo. 77 is ctest's "skipped".
set -euo pipefail
wms=$1 source_dir=$2 build_dir=$3 script=$4

skip() { echo "skipped: $*"; exit 77; }
command -v node >/dev/null && command -v npm >/dev/null || skip "Node.js is not installed"
node -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    skip "Node.js $(node --version) is older than 20.19"
chromium=$(command -v chromium || true)
[ -n "$chromium" ] || skip "chromium is not installed"
if [ "$script" = offline.mjs ]; then
    command -v certutil >/dev/null || skip "libnss3-tools is not installed"
fi
if ! said=$("$wms" serve --help 2>&1); then
    printf '%s\nred: %s serve does not start\n' "$said" "$wms" >&2
    exit 1
fi
"$source_dir/web-ui/app/scripts/modules.sh" >/dev/null 2>&1 || skip "npm ci failed in web-ui/app"

export WMS_PROGRAM=$wms WMS_SOURCE_DIR=$source_dir WMS_CHROMIUM=$chromium
export WMS_ARTEFACTS=$build_dir/e2e
mkdir -p "$WMS_ARTEFACTS"
exec node "$source_dir/tests/web/e2e/$script"
