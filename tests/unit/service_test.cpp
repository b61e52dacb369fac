// SPDX-License-Identifier: Apache-2.0
// The installed unit, read as systemd reads it: a line it does not understand is skipped by it with
// a warning nobody sees, and then the server has rights it should not have.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

using Unit = std::map<std::string, std::map<std::string, std::vector<std::string>>>;

Unit read_unit() {
    std::ifstream file{WMS_SERVICE_UNIT};
    static std::regex const assignment{"([A-Z][A-Za-z]*)=(.*)"};
    Unit unit;
    std::string section;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        if (line.front() == '[' && line.back() == ']') {
            section = line;
            continue;
        }
        std::smatch parts;
        CAPTURE(line);
        REQUIRE(std::regex_match(line, parts, assignment));
        REQUIRE_FALSE(section.empty());
        unit[section][parts[1]].push_back(parts[2]);
    }
    return unit;
}

}  // namespace

TEST_CASE("the service runs the installed program as its own user, without root's rights") {
    Unit const read = read_unit();
    auto const& service = read.at("[Service]");
    CHECK(read.at("[Install]").at("WantedBy").front() == "multi-user.target");
    CHECK(service.at("User").front() == "wms");
    CHECK(service.at("CapabilityBoundingSet").front().empty());
    CHECK(service.at("NoNewPrivileges").front() == "yes");
    CHECK(service.at("ProtectSystem").front() == "strict");
    // what is written is the state folder, and that is the one the program is given
    std::string const command = service.at("ExecStart").front();
    CHECK(command.starts_with("/"));
    CHECK(command.find("/bin/wms --data /var/lib/" + service.at("StateDirectory").front() + " ") !=
          command.npos);
    auto const& devices = service.at("DeviceAllow");
    std::set<std::string> const allowed{devices.begin(), devices.end()};
    for (char const* wanted : {"char-usb_device rw", "char-hidraw rw", "char-ttyACM rw"})
        CHECK(allowed.contains(wanted));
}
