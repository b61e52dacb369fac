#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# web-ui/app/node_modules as the lock file says, installed once however many tests ask at the same
# time. Nothing where it is there already.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

exec 9>package-lock.json.lock.tmp
flock 9
if [ -e node_modules/.installed ] && [ ! package-lock.json -nt node_modules/.installed ]; then
    exit 0
fi
npm ci --include=dev --no-progress
touch node_modules/.installed
