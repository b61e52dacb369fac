#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# mdns.sh PRINT_TESTS PRINTER: printers that announce themselves, in a network nobody else sees.
#
# Two network namespaces joined by a wire (veth). In the outer one the machine with its own D-Bus,
# Avahi and (started by the tests) CUPS; in the inner one the printers: an Avahi that announces them
# and a virtual ZPL printer on port 9100. Two, because CUPS does not list what its own machine
# announces. Nothing of the machine's own D-Bus, Avahi or network is touched.
set -euo pipefail

skip() { echo "skipped: $*" >&2; exit 77; }

wait_for() {
    for ((n = 0; n < 200; n++)); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.05
    done
    echo "waited in vain for: $*" >&2
    return 1
}

avahi_settings() { # INTERFACE WITH_DBUS
    printf '[server]\nuse-ipv4=yes\nuse-ipv6=no\nallow-interfaces=%s\nenable-dbus=%s\n' "$1" "$2"
    printf '[wide-area]\nenable-wide-area=no\n[publish]\npublish-workstation=no\n'
}

# announce FILE NAME SERVICE PORT HOST TXT…: as a printer does; HOST may be empty
announce() {
    local file=$1 name=$2 service=$3 port=$4 host=$5 each
    shift 5
    {
        echo "<service-group><name>$name</name><service><type>$service</type>"
        if [ -n "$host" ]; then echo "<host-name>$host</host-name>"; fi
        echo "<port>$port</port>"
        for each in "$@"; do echo "<txt-record>$each</txt-record>"; done
        echo "</service></service-group>"
    } >>"/etc/avahi/services/$file.service"
}

# Where the printers are.
be_printers() {
    local place=$1 printer=$2
    mount -t tmpfs none /run
    mount -t tmpfs none /etc/avahi/services
    mkdir /run/avahi-daemon
    hostname printers
    touch "$place/there"
    wait_for ip link show dev wire1
    ip link set dev lo up
    ip addr add 10.99.0.2/24 dev wire1
    ip link set dev wire1 up
    announce zebra 'ZDesigner ZD421 仓库 1.2' _pdl-datastream._tcp 9100 '' \
        'ty=ZDesigner ZD421' usb_MFG=Zebra usb_MDL=ZD421
    announce tsc 'TSC TE210' _pdl-datastream._tcp 9101 '' 'ty=TSC TE210' usb_MFG=TSC usb_MDL=TE210
    announce tsc-lpd 'TSC TE210' _printer._tcp 515 '' 'ty=TSC TE210' usb_MFG=TSC usb_MDL=TE210 rp=lp
    announce paper 'Office paper' _ipp._tcp 631 '' 'ty=HP Laser' rp=ipp/print pdl=application/pdf
    announce gone 'Godex away' _pdl-datastream._tcp 9100 away.local 'ty=Godex G500'
    avahi_settings wire1 no >"$place/printers.conf"
    WMS_PRINTER_EVERYWHERE=1 "$printer" 9100 zpl "$place/labels" >/dev/null &
    exec avahi-daemon -f "$place/printers.conf" --no-chroot --no-rlimits >"$place/printers.log" 2>&1
}

# Where the machine with CUPS and the program is.
be_machine() {
    local place=$1 tests=$2 printer=$3 printers
    mount -t tmpfs none /run
    mkdir /run/dbus /run/avahi-daemon
    hostname warehouse
    ip link set dev lo up
    unshare -m -n -u --propagation private "$0" --printers "$place" "$printer" &
    printers=$!
    wait_for test -e "$place/there"
    ip link add name wire0 type veth peer name wire1 netns "$printers"
    ip addr add 10.99.0.1/24 dev wire0
    ip link set dev wire0 up
    dbus-daemon --system --nofork --nopidfile >"$place/dbus.log" 2>&1 &
    wait_for test -S /run/dbus/system_bus_socket
    avahi_settings wire0 yes >"$place/machine.conf"
    avahi-daemon -f "$place/machine.conf" --no-chroot --no-rlimits >"$place/machine.log" 2>&1 &
    local avahi=$!
    wait_for test -S /run/avahi-daemon/socket
    WMS_MDNS_AVAHI=$avahi "$tests" -ts=print-mdns
}

case "${1:-}" in
    --printers) be_printers "$2" "$3" ;;
    --machine) be_machine "$2" "$3" "$4" ;;
    *)
        [ "$(id -u)" = 0 ] || skip "a network of its own needs root"
        for each in avahi-daemon dbus-daemon cupsd ip unshare; do
            PATH=$PATH:/usr/sbin command -v "$each" >/dev/null || skip "$each is not installed"
        done
        export PATH=$PATH:/usr/sbin
        unshare -m -n -u --propagation private ip link add name wire0 type veth peer name wire1 \
            2>/dev/null || skip "network namespaces are not allowed here"
        place=$(mktemp -d)
        chmod 755 "$place"
        # what it starts ends with it: all of it is in a process namespace of its own
        status=0
        unshare -p --fork --kill-child --mount-proc -m -n -u --propagation private \
            "$0" --machine "$place" "$1" "$2" || status=$?
        if [ $status != 0 ]; then tail -n 20 "$place"/*.log >&2; fi
        rm -rf "$place"
        exit $status
        ;;
esac
