#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# boot.sh CACHE COMMAND …: boots the Debian kernel in QEMU (no KVM wanted) with this machine's /
# underneath, read-only, and runs COMMAND there as root. Its output and its status are this
# script's. Kernel and udevd are unpacked into CACHE, nothing of them is installed.
set -euo pipefail
cache=$(realpath -m "$1")
shift
mkdir -p "$cache"/{deb,kernel,out}
rm -f "$cache"/out/*
if ! ls "$cache"/kernel/boot/vmlinuz-* >/dev/null 2>&1; then
    kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: //p' | head -n 1)
    (cd "$cache/deb" && apt-get -qq download "$kernel" udev)
    dpkg-deb -x "$cache"/deb/linux-image-*.deb "$cache/kernel"
    dpkg-deb -x "$cache"/deb/udev_*.deb "$cache/udev"
    rm -f "$cache"/deb/*.deb
fi
version=$(basename "$cache"/kernel/boot/vmlinuz-*)
version=${version#vmlinuz-}
modules=lib/modules/$version
[ -f "$cache/kernel/$modules/modules.dep" ] || depmod -b "$cache/kernel" "$version"

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{bin,dev,proc,sys,ro,rw,out,host,"$modules"}
cp /bin/busybox "$root/bin/"
for applet in sh mount mkdir cat echo modprobe poweroff chroot cp sync ip; do
    ln -s busybox "$root/bin/$applet"
done
for module in virtio_pci 9pnet_virtio 9p overlay dummy_hcd usb_f_hid usb_f_acm usbhid hid-generic \
    cdc-acm evdev; do
    grep "/$module.ko:" "$cache/kernel/$modules/modules.dep" | tr -d : | tr ' ' '\n'
done | sort -u | while read -r path; do
    install -Dm644 "$cache/kernel/$modules/$path" "$root/$modules/$path"
done
cp "$cache/kernel/$modules"/modules.{order,builtin,builtin.modinfo} "$root/$modules/"
depmod -b "$root" "$version"
cp "$cache/udev/bin/udevadm" "$root/bin/systemd-udevd" # udevd is chosen by the name it is called by
{ printf 'cd %q\nexec' "$PWD"; printf ' %q' "$@"; echo; } >"$root/command"
cat >"$root/init" <<'END'
#!/bin/sh
mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -t devtmpfs dev /dev
for m in virtio_pci 9pnet_virtio 9p overlay; do modprobe $m; done
O=trans=virtio,version=9p2000.L,msize=262144
mount -t 9p -o $O,ro,cache=loose host /ro; mount -t 9p -o $O out /out
mount -t tmpfs rw /rw; mkdir /rw/u /rw/w
mount -t overlay -o lowerdir=/ro,upperdir=/rw/u,workdir=/rw/w o /host
# three full-speed sockets
modprobe dummy_hcd num=3 is_super_speed=0 is_high_speed=0
for m in usb_f_hid usb_f_acm usbhid hid-generic cdc-acm evdev; do modprobe $m; done
mount -t configfs c /sys/kernel/config
ip link set lo up
for d in dev sys proc; do mount -o rbind /$d /host/$d; done
mkdir -p /host/dev/shm; mount -t tmpfs shm /host/dev/shm
mount -t tmpfs tmp /host/tmp
mount -t tmpfs run /host/run; mkdir -p /host/run/udev
cp /bin/systemd-udevd /host/run/; cp /command /host/run/command
chroot /host /bin/bash /run/command >/out/log 2>&1
echo $? >/out/status; sync; poweroff -f
END
chmod +x "$root/init"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$cache/initrd"
timeout 600 qemu-system-x86_64 -accel tcg,thread=multi -machine q35 -cpu max -smp 2 -m 512 \
    -no-reboot -nic none -display none -monitor none -serial file:"$cache/out/console" \
    -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
    -virtfs local,path="$cache/out",mount_tag=out,security_model=none \
    -kernel "$cache/kernel/boot/vmlinuz-$version" -initrd "$cache/initrd" \
    -append 'console=ttyS0 quiet panic=-1' || echo "QEMU ended with $?"
cat "$cache/out/log"
exit "$(cat "$cache/out/status" 2>/dev/null || echo 99)"
