# The udev rules and the group of the service, for every maker id in firmware-profiles/scanners.
set(profile_folder ${PROJECT_SOURCE_DIR}/firmware-profiles/scanners)
file(GLOB profile_files CONFIGURE_DEPENDS ${profile_folder}/*.json)
set(vendors "")
foreach(file IN LISTS profile_files)
    file(READ ${file} profile)
    string(JSON count LENGTH "${profile}" match)
    math(EXPR last "${count} - 1")
    foreach(at RANGE ${last})
        string(JSON vendor ERROR_VARIABLE absent GET "${profile}" match ${at} vid)
        if(NOT absent)
            list(APPEND vendors ${vendor})
        endif()
    endforeach()
endforeach()
list(REMOVE_DUPLICATES vendors)
list(SORT vendors)
set(rules
"# Made by devices/udev_rules.cmake. The group wms may open scanners; the server needs no root.
ACTION==\"remove\", GOTO=\"wms_end\"
SUBSYSTEM==\"tty\", GOTO=\"wms_tty\"
SUBSYSTEM!=\"usb\", GOTO=\"wms_end\"
ENV{DEVTYPE}!=\"usb_device\", GOTO=\"wms_end\"
# A maker nobody has described: HID that is no keyboard or mouse. Only what calls itself a scanner
# in its report descriptor is ever read.
ENV{ID_USB_INTERFACES}==\"*:030000:*\", MODE=\"0660\", GROUP=\"wms\"
")
foreach(vendor IN LISTS vendors)
    string(APPEND rules "ATTR{idVendor}==\"${vendor}\", MODE=\"0660\", GROUP=\"wms\", "
        "TAG+=\"uaccess\", ATTR{power/control}=\"on\"\n")
endforeach()
string(APPEND rules "GOTO=\"wms_end\"
# ModemManager would send them AT commands.
LABEL=\"wms_tty\"
")
foreach(vendor IN LISTS vendors)
    string(APPEND rules "ATTRS{idVendor}==\"${vendor}\", ENV{ID_MM_DEVICE_IGNORE}=\"1\", "
        "MODE=\"0660\", GROUP=\"wms\"\n")
endforeach()
string(APPEND rules "LABEL=\"wms_end\"\n")
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/70-wms-scanners.rules CONTENT "@rules@" @ONLY)
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/wms.conf
    CONTENT "# The service's own user and group.\nu wms - \"Warehouse management\"\n" @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/70-wms-scanners.rules DESTINATION lib/udev/rules.d)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/wms.conf DESTINATION lib/sysusers.d)
