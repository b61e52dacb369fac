// SPDX-License-Identifier: Apache-2.0
// The files of firmware-profiles/scanners and how a device finds its own.
#include "devices/scanner_match.hpp"

#include <doctest/doctest.h>

#include <unistd.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

using namespace wms::devices;
using wms::Language;

namespace {

ScannerProfiles const& shipped() {
    static ScannerProfiles const profiles = shipped_scanner_profiles();
    return profiles;
}

constexpr InterfaceFacts hid_pos{3, 0, 0, 0x8C, 2};
constexpr InterfaceFacts keyboard{3, 1, 1, 1, 6};
constexpr InterfaceFacts keyboard_unread{3, 1, 1, 0, 0};
constexpr InterfaceFacts mouse{3, 1, 2, 1, 2};
constexpr InterfaceFacts cdc_control{2, 2, 1, 0, 0};
constexpr InterfaceFacts cdc_data{0x0A, 0, 0, 0, 0};
constexpr InterfaceFacts ibm_hand_held{3, 0, 0, 0xFF45, 0x4B00};
constexpr InterfaceFacts ibm_table_top{3, 0, 0, 0xFF45, 0x4A00};
constexpr InterfaceFacts ibm_scale{3, 0, 0, 0xFF45, 0x6E00};
constexpr InterfaceFacts vendor{0xFF, 0, 0, 0, 0};

// The smallest file of a model nobody has here.
std::string const new_model = R"({
  "schema": 1,
  "id": "acme",
  "maker": "Acme",
  "models": ["Beamer 3"],
  "manual": {"en": "the booklet", "zh": "说明书"},
  "sources": {"ME": "measured, firmware 1.2"},
  "modes": [
    {
      "id": "cdc", "en": "serial", "zh": "串口", "driver": "cdc",
      "framing": {
        "idle_ms": {"value": 30, "source": "ME", "verified": true}
      }
    }
  ],
  "match": [
    {"vid": "dead", "pid": "0001", "mode": "cdc", "source": "ME", "verified": true}
  ]
}
)";

std::string changed(std::string_view from, std::string_view to) {
    std::string text = new_model;
    auto const at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

struct Pair {
    std::uint16_t vid;
    std::uint16_t pid;
    std::string_view profile;
    std::string_view mode;
    MatchBy by = MatchBy::pair;
};
constexpr Pair pairs[] = {
    {0x0C2E, 0x0B61, "honeywell", "keyboard"},
    {0x0C2E, 0x0B6A, "honeywell", "cdc"},
    {0x0C2E, 0x0B81, "honeywell", "keyboard"},
    {0x0C2E, 0x0907, "honeywell", "hidpos"},
    {0x0C2E, 0x1001, "honeywell", "keyboard"},
    {0x0C2E, 0x0B01, "honeywell", "keyboard"},
    {0x0C2E, 0x10D3, "honeywell", "ibm"},
    {0x0C2E, 0x0007, "honeywell", "ibm"},
    {0x0C2E, 0x0206, "honeywell", "keyboard"},
    {0x0C2E, 0x0720, "honeywell", "serial"},
    // the rule: base and mode
    {0x0C2E, 0x0B67, "honeywell", "hidpos", MatchBy::model_rule},
    {0x0C2E, 0x0B84, "honeywell", "ibm-table-top", MatchBy::model_rule},
    {0x0C2E, 0x090A, "honeywell", "cdc", MatchBy::model_rule},
    {0x0C2E, 0x0EE7, "honeywell", "hidpos", MatchBy::maker_rule},
    {0x0C2E, 0x0EE1, "honeywell", "keyboard", MatchBy::maker_rule},
    {0x0536, 0x01CA, "honeywell", "cdc"},
    {0x067E, 0x0801, "intermec", "keyboard"},
    {0x067E, 0x0809, "intermec", "hidpos"},
    {0x05E0, 0x1200, "zebra", "keyboard"},
    {0x05E0, 0x1300, "zebra", "ibm"},
    {0x05E0, 0x1701, "zebra", "cdc"},
    {0x05E0, 0x1900, "zebra", "snapi"},
    {0x05F9, 0x2206, "datalogic", "keyboard"},
    {0x05F9, 0x120C, "datalogic", "ibm"},
    {0x05F9, 0x1511, "datalogic", "ibm-table-top"},
    {0x05F9, 0x4204, "datalogic", "cdc"},
    {0x05F9, 0x120A, "datalogic", "update"},
    {0x080C, 0x0300, "datalogic", "keyboard"},
    {0x1EAB, 0x0103, "newland", "keyboard"},
    {0x1EAB, 0x0C06, "newland", "cdc"},
    {0x1EAB, 0x0D10, "newland", "hidpos"},
    {0x1EAB, 0x8306, "newland", "cdc"},
    {0x1EAB, 0x2210, "newland", "hidpos", MatchBy::maker_rule},
    {0x065A, 0x0001, "opticon", "keyboard"},
    {0x065A, 0x0009, "opticon", "serial"},
    {0x0581, 0x0115, "tera", "keyboard"},
    {0x27DD, 0x0002, "mindeo", "cdc"},
    {0x1FBB, 0x3850, "cino", "cdc"},
    {0x2745, 0x300A, "unitech", "cdc"},
    {0x24EA, 0x0197, "clones", "keyboard"},
    {0xFFFF, 0x0035, "clones", "keyboard"},
};

struct Shown {
    std::string_view name;
    UsbFacts facts;
    std::string_view profile;
    ScannerDriver driver;
    std::size_t interface;
    bool needs_registration;
};
Shown const devices_shown[] = {
    {"rule says keyboard, the device is HID POS",
     {0x0C2E, 0x0B61, "", {hid_pos}},
     "honeywell",
     ScannerDriver::hidpos,
     0,
     false},
    {"composite: HID POS beside the keyboard",
     {0x0C2E, 0x0907, "", {keyboard, hid_pos}},
     "honeywell",
     ScannerDriver::hidpos,
     1,
     false},
    {"any product of a maker",
     {0x05E0, 0x9999, "", {hid_pos}},
     "zebra",
     ScannerDriver::hidpos,
     0,
     false},
    {"Youjie", {0x23D0, 0x0C15, "", {hid_pos}}, "honeywell", ScannerDriver::hidpos, 0, false},
    {"a serial device of a known maker",
     {0x1EAB, 0x7777, "", {cdc_control, cdc_data}},
     "newland",
     ScannerDriver::cdc,
     0,
     false},
    {"a keyboard of a known maker",
     {0x05E0, 0x1200, "", {keyboard}},
     "zebra",
     ScannerDriver::keyboard,
     0,
     true},
    {"a maker nobody knows, HID POS",
     {0x1234, 1, "", {hid_pos}},
     "generic-hidpos",
     ScannerDriver::hidpos,
     0,
     false},
    {"a maker nobody knows, IBM",
     {0x1234, 2, "", {ibm_scale, ibm_hand_held}},
     "generic-ibm",
     ScannerDriver::ibm,
     1,
     false},
    {"a maker nobody knows, serial",
     {0x1234, 3, "", {cdc_control, cdc_data}},
     "generic-cdc",
     ScannerDriver::cdc,
     0,
     true},
    {"a maker nobody knows, keyboard",
     {0x1234, 4, "", {mouse, keyboard}},
     "generic-keyboard",
     ScannerDriver::keyboard,
     1,
     true},
    {"its report descriptor was not read",
     {0x1234, 4, "", {keyboard_unread}},
     "generic-keyboard",
     ScannerDriver::keyboard,
     0,
     true},
    {"everything at once",
     {0x1234, 5, "", {keyboard, cdc_control, cdc_data, hid_pos}},
     "generic-hidpos",
     ScannerDriver::hidpos,
     3,
     false},
    {"named by its product string",
     {0x0488, 5, "NETUM Barcode", {keyboard}},
     "netum",
     ScannerDriver::keyboard,
     0,
     true},
    {"an id that keyboards wear too",
     {0xFFFF, 0x0035, "", {keyboard}},
     "clones",
     ScannerDriver::keyboard,
     0,
     true},
};

}  // namespace

TEST_CASE("every shipped profile is sound") {
    for (ProfileProblem const& problem : shipped().problems) {
        FAIL_CHECK(sentence(problem, Language::en));
    }
    CHECK(shipped().list.size() >= 15);
    std::size_t pairs = 0;
    for (ScannerProfile const& profile : shipped().list) {
        CHECK_MESSAGE(!profile.evidence.empty(), profile.id);
        pairs += static_cast<std::size_t>(std::ranges::count_if(
            profile.match, [](MatchRule const& rule) { return rule.pid.has_value(); }));
    }
    CHECK(pairs >= 115);
}

TEST_CASE("a pair of ids leads to its profile and mode") {
    for (Pair const& row : pairs) {
        CAPTURE(row.vid);
        CAPTURE(row.pid);
        auto const match = match_scanner(shipped().list, {row.vid, row.pid, "", {}});
        REQUIRE(match);
        CHECK(match->profile->id == row.profile);
        CHECK(match->mode->id == row.mode);
        CHECK(match->by == row.by);
        CHECK(!match->interface);
    }
}

TEST_CASE("the interfaces decide where a table of ids disagrees") {
    for (Shown const& row : devices_shown) {
        SUBCASE(row.name.data()) {
            auto const match = match_scanner(shipped().list, row.facts);
            REQUIRE(match);
            CHECK(match->profile->id == row.profile);
            CHECK(match->mode->driver == row.driver);
            REQUIRE(match->interface);
            CHECK(*match->interface == row.interface);
            CHECK(match->needs_registration == row.needs_registration);
        }
    }
}

TEST_CASE("a table-top scanner sends binary digits") {
    auto const match = match_scanner(shipped().list, {0x1234, 2, "", {ibm_table_top}});
    REQUIRE(match);
    CHECK(match->mode->quirks.digits_binary);
}

TEST_CASE("what is no scanner is none") {
    CHECK(!match_scanner(shipped().list, {0x1234, 1, "", {mouse}}));
    CHECK(!match_scanner(shipped().list, {0x1234, 1, "", {vendor}}));
    CHECK(!match_scanner(shipped().list, {0x1234, 1, "", {ibm_scale}}));
    CHECK(!match_scanner(shipped().list, {0x1234, 1, "Scanner", {}}));
    CHECK(!match_scanner({}, {0x0C2E, 0x0907, "", {hid_pos}}));
}

TEST_CASE("a new model is one file: dropped into a folder it is recognised") {
    UsbFacts const facts{0xDEAD, 1, "Beamer", {cdc_control, cdc_data}};
    auto const before = match_scanner(shipped().list, facts);
    REQUIRE(before);
    CHECK(before->profile->id == "generic-cdc");
    CHECK(before->needs_registration);

    auto const folder =
        std::filesystem::temp_directory_path() / ("wms_profiles_" + std::to_string(getpid()));
    std::filesystem::create_directory(folder);
    std::ofstream{folder / "acme.json"} << new_model;
    std::ofstream{folder / "broken.json"} << "{\n\"schema\": 1,\n!}";
    ScannerProfiles const profiles = scanner_profiles(folder.string());
    std::filesystem::remove_all(folder);

    auto const after = match_scanner(profiles.list, facts);
    REQUIRE(after);
    CHECK(after->profile->id == "acme");
    CHECK(after->mode->framing.idle_ms == 30);
    CHECK(!after->needs_registration);
    CHECK(profiles.list.size() == shipped().list.size() + 1);
    REQUIRE(profiles.problems.size() == 1);
    CHECK(sentence(profiles.problems[0], Language::en).starts_with("broken.json:3: no JSON"));
}

TEST_CASE("a file with a known id takes the place of the shipped one") {
    auto const folder =
        std::filesystem::temp_directory_path() / ("wms_profiles_own_" + std::to_string(getpid()));
    std::filesystem::create_directory(folder);
    std::ofstream{folder / "own.json"} << changed("\"acme\"", "\"zebra\"");
    ScannerProfiles const profiles = scanner_profiles(folder.string());
    std::filesystem::remove_all(folder);
    REQUIRE(profiles.find("zebra") != nullptr);
    CHECK(profiles.find("zebra")->maker == "Acme");
    CHECK(profiles.list.size() == shipped().list.size());
    CHECK(scanner_profiles("no such folder").list.size() == shipped().list.size());
}

TEST_CASE("a value has its source") {
    ProfileRead const read = read_scanner_profile("acme.json", new_model);
    REQUIRE(read.profile);
    Evidence const* const evidence = read.profile->evidence_of("modes[0].framing.idle_ms");
    REQUIRE(evidence != nullptr);
    CHECK(evidence->source == "ME");
    CHECK(evidence->verified);
    CHECK(read.profile->evidence_of("modes[0].driver") == nullptr);
}

TEST_CASE("a wrong file is refused with file, line and field") {
    struct Row {
        std::string_view name;
        std::string_view from;
        std::string_view to;
        std::string_view sentence;
    };
    static constexpr Row rows[] = {
        {"other schema", "\"schema\": 1", "\"schema\": 2",
         "acme.json:2: schema: a whole number from 1 to 1 is wanted"},
        {"unknown field",
         "\"maker\":", "\"colour\": 1, \"maker\":", "acme.json:4: colour: unknown field"},
        {"unknown field deep down", "\"value\": 30", "\"value\": 30, \"is\": 1",
         "acme.json:12: modes[0].framing.idle_ms.is: unknown field"},
        {"missing field", "\"maker\": \"Acme\",", "", "acme.json:1: maker: is missing"},
        {"value without source", "{\"value\": 30, \"source\": \"ME\", \"verified\": true}",
         "{\"value\": 30, \"verified\": true}",
         "acme.json:12: modes[0].framing.idle_ms.source: is missing"},
        {"plain value", "{\"value\": 30, \"source\": \"ME\", \"verified\": true}", "30",
         "acme.json:12: modes[0].framing.idle_ms: an object is wanted"},
        {"unknown source", "{\"value\": 30, \"source\": \"ME\"",
         "{\"value\": 30, \"source\": \"YOU\"",
         "acme.json:12: modes[0].framing.idle_ms: its source is not in `sources`"},
        {"number out of range", "\"value\": 30", "\"value\": 0",
         "acme.json:12: modes[0].framing.idle_ms: a whole number from 1 to 5000 is wanted"},
        {"id too short", "\"vid\": \"dead\"", "\"vid\": \"dea\"",
         "acme.json:17: match[0].vid: 4 hexadecimal digits are wanted"},
        {"unknown mode", "\"mode\": \"cdc\"", "\"mode\": \"ibm\"",
         "acme.json:17: match[0].mode: no mode of this file"},
        {"unknown driver", "\"driver\": \"cdc\"", "\"driver\": \"ps2\"",
         "acme.json:10: modes[0].driver: not one of the known words"},
        {"keyboard without layout", "\"driver\": \"cdc\"", "\"driver\": \"keyboard\"",
         "acme.json:9: modes[0].layout: a keyboard needs a layout"},
        {"product id alone", "\"vid\": \"dead\", ", "",
         "acme.json:17: match[0]: a product id needs its vid"},
        {"wrong type", "\"models\": [\"Beamer 3\"]", "\"models\": \"Beamer 3\"",
         "acme.json:5: models: a list is wanted"},
        {"id with blanks", "\"id\": \"acme\"", "\"id\": \"Acme 3\"",
         "acme.json:3: id: small letters, digits and hyphens are wanted"},
    };
    for (Row const& row : rows) {
        SUBCASE(row.name.data()) {
            ProfileRead const read = read_scanner_profile("acme.json", changed(row.from, row.to));
            CHECK(!read.profile);
            REQUIRE(!read.problems.empty());
            CHECK(sentence(read.problems[0], Language::en) == row.sentence);
            CHECK(!read.problems[0].zh.empty());
        }
    }
}
