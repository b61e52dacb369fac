#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# judges.sh SAMPLES SOURCE_DIR BUILD_DIR: every label through readers that are not ours. 77 is
# ctest's "skipped".
set -euo pipefail
samples=$1 source_dir=$2 build_dir=$3

skip() { echo "skipped: $*"; exit 77; }
command -v node >/dev/null && command -v npm >/dev/null || skip "Node.js is not installed"
command -v zbarimg >/dev/null || skip "zbar-tools is not installed"
modules=$build_dir/label_judges
mkdir -p "$modules"
cp -p "$source_dir"/tests/labels/{package.json,package-lock.json,.npmrc,judges.mjs} "$modules/"
cd "$modules"
if [ ! -d node_modules/zpl-renderer-js ] || [ package-lock.json -nt node_modules/.installed ]; then
    npm ci --no-audit --no-fund --no-progress >/dev/null 2>&1 || skip "npm ci failed"
    touch node_modules/.installed
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$samples" "$folder"

node judges.mjs "$folder"
