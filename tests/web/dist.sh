#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The pages in web-ui/dist are what their sources give: built again in another folder, byte for
# byte. And their own unit tests. 77 is ctest's "skipped".
set -euo pipefail
source_dir=$1

skip() { echo "skipped: $*"; exit 77; }
command -v node >/dev/null && command -v npm >/dev/null || skip "Node.js is not installed"
node -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    skip "Node.js $(node --version) is older than 20.19"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/web-ui/app"
cp -r "$source_dir/web-ui/api" "$folder/web-ui/"
cd "$source_dir/web-ui/app"
cp -r .npmrc .prettierrc.json ./*.json ./*.ts index.html public scripts src "$folder/web-ui/app/"
scripts/modules.sh >"$folder/npm.log" 2>&1 ||
    skip "npm ci failed: $(tail -n 1 "$folder/npm.log")"
cp -al node_modules "$folder/web-ui/app/" 2>/dev/null ||
    cp -a node_modules "$folder/web-ui/app/"
# not through the link: the types are written anew
rm -rf "$folder/web-ui/app/node_modules/.wms" "$folder/web-ui/app/node_modules/.vite"

cd "$folder/web-ui/app"
npm run --silent build
npm test --silent
diff -r "$source_dir/web-ui/dist" "$folder/web-ui/dist" || {
    echo "web-ui/dist is not what its sources give: npm run build in web-ui/app, commit dist"
    exit 1
}
echo "the same, byte for byte"
