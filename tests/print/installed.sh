#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# installed.sh BUILD_DIR PRINT_TESTS: the CUPS backend as `cmake --install` leaves it, run by a
# private CUPS.
set -euo pipefail
build=$1 tests=$2
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
DESTDIR=$place/root cmake --install "$build" --prefix /usr >"$place/log" 2>&1 ||
    { cat "$place/log" >&2; exit 1; }
backend=$(find "$place/root" -path '*/cups/backend/wmslabel')
[ -n "$backend" ] || { echo "no backend was installed" >&2; exit 1; }
# root's alone: so CUPS starts it as root, and it may open the server's socket
[ "$(stat -c %a "$backend")" = 700 ] || { ls -l "$backend" >&2; exit 1; }
WMS_INSTALLED_BACKEND=$backend "$tests" -ts=print-cups
