#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# gadget.sh pos|keyboard|serial SOCKET: makes a USB device of the kernel's own and plugs it into a
# socket (dummy_udc.0 …). gadget.sh out NAME and gadget.sh in NAME SOCKET pull it and put it back.
set -euo pipefail
gadgets=/sys/kernel/config/usb_gadget
case $1 in
    out) echo >"$gadgets/$2/UDC"; exit ;;
    in) echo "$3" >"$gadgets/$2/UDC"; exit ;;
esac
mkdir "$gadgets/$1"
cd "$gadgets/$1"
mkdir strings/0x409 configs/c.1
echo 0x0200 >bcdUSB
echo 0x0c2e >idVendor
echo "SN-$1" >strings/0x409/serialnumber
echo "Test maker" >strings/0x409/manufacturer
echo "Scanner $1" >strings/0x409/product
hex=
case $1 in
    pos) # Honeywell's report descriptor
        product=0x0b67 function=hid.pos boot=0 length=64
        hex=058c0902a1010912a1028502150026ff00750895010501093b81029503058c09fb09fc09fd8102953809fe820201
        hex+=0666ff9502090409008102058c25017501950809ff8102c00914a10285041500250175019508
        hex+=0900095f096009000900098509869186c00666ff750826ff000903a10285fe95010903b28201c0
        hex+=0901a10285fd950109219102953e0922928201c0c0
        ;;
    keyboard)
        product=0x0b61 function=hid.keyboard boot=1 length=8
        hex=05010906a101050719e029e71500250175019508810295017508810395057501050819012905910295017503
        hex+=910395067508150025650507190029658100c0
        ;;
    serial) product=0x0b6a function=acm.0 ;;
esac
echo "$product" >idProduct
mkdir "functions/$function"
if [ -n "$hex" ]; then
    echo $boot >"functions/$function/subclass"
    echo $boot >"functions/$function/protocol"
    echo $length >"functions/$function/report_length"
    printf "$(sed 's/../\\x&/g' <<<"$hex")" >"functions/$function/report_desc"
fi
ln -s "functions/$function" configs/c.1
echo "$2" >UDC
