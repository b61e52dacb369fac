# The server as a service that needs no root: the program, its unit and a file of settings that says
# nothing yet. `wms` is the user that devices/udev_rules.cmake makes.
include(GNUInstallDirs)
set(WMS_DATA /var/lib/wms)
set(unit
"# Made by wms-core/app/service.cmake.
[Unit]
Description=Warehouse management
After=network-online.target cups.service
Wants=network-online.target

[Service]
User=wms
Group=wms
StateDirectory=wms
StateDirectoryMode=0750
UMask=0027
ExecStart=${CMAKE_INSTALL_FULL_BINDIR}/wms --data ${WMS_DATA} serve --config ${CMAKE_INSTALL_FULL_SYSCONFDIR}/wms/wms.toml
Restart=on-failure
RestartSec=1
# stop_seconds for the requests under way, and the last commit
TimeoutStopSec=60
LimitNOFILE=65536
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
PrivateTmp=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictSUIDSGID=yes
RestrictNamespaces=yes
# netlink tells of plugged scanners
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallFilter=@system-service
# scanners, scales and printers
DevicePolicy=closed
DeviceAllow=char-usb_device rw
DeviceAllow=char-hidraw rw
DeviceAllow=char-ttyACM rw
DeviceAllow=char-ttyUSB rw

[Install]
WantedBy=multi-user.target
")
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/wms.service CONTENT "@unit@" @ONLY)
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/wms.toml
    CONTENT "# Settings of the server: wms serve --help names them, wms config check reads this file.\n"
    @ONLY)
install(TARGETS wms DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/wms.service DESTINATION lib/systemd/system)
install(CODE "
    set(settings \"\$ENV{DESTDIR}${CMAKE_INSTALL_FULL_SYSCONFDIR}/wms/wms.toml\")
    if(NOT EXISTS \"\${settings}\")
        file(INSTALL \"${CMAKE_CURRENT_BINARY_DIR}/wms.toml\"
            DESTINATION \"${CMAKE_INSTALL_FULL_SYSCONFDIR}/wms\"
            PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
    endif()")
