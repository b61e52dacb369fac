#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# inside.sh GADGET_TESTS: what runs in the booted machine, first without udevd (as in a container),
# then with it.
set -euo pipefail
"$1" -tc="without udevd*"
/run/systemd-udevd --daemon --resolve-names=never
"$1" -tc="with udevd*"
