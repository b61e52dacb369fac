// SPDX-License-Identifier: Apache-2.0
// A2: scanners on the server's own USB, what is known about their makers, and the sheets that set
// them up. The guns live in app, which hands these ports in; one that is missing has nothing to
// show.
#pragma once

#include "server/answers.hpp"
#include "server/routes.hpp"

#include <expected>
#include <functional>

namespace wms::web {

struct ScannerBattery {
    unsigned percent = 0;
    std::optional<bool> charging = {};  // empty: it does not say
};

struct ScannerRow {
    std::string key;      // which plug it is in
    std::string ids;      // "0c2e:0b61"
    std::string product;  // as it calls itself
    std::string profile;  // id; empty: nobody has described it
    std::string mode;
    std::string state;  // "reading", "waiting" …
    std::string problem;
    std::string device;                    // the terminal or station it is bound to; empty: none
    std::string calibrated_at = {};        // RFC 3339; empty: never
    ProblemText calibration = {};          // what it found; empty: never calibrated
    std::vector<ProblemText> advice = {};  // what its calibration says should be changed on it
    std::optional<ScannerBattery> battery = {};  // of a cordless gun that tells
    std::string last_at;                         // RFC 3339; empty: never
    std::string last_verdict;
    std::uint64_t scans = 0;
    std::uint64_t faults = 0;
};

struct ScannerRegistration {
    std::string code;   // to be shown as a bar code and scanned with the new gun
    std::string until;  // RFC 3339
};

struct ScannerProfileRow {
    struct Mode {
        std::string id;
        std::string en;
        std::string zh;
        std::uint64_t codes = 0;  // verified ones on its sheet
    };
    std::string id;
    std::string maker;
    std::vector<std::string> models;
    std::vector<Mode> modes;
};

enum class SheetFile : std::uint8_t { pdf, png };
struct SheetAsked {
    std::string profile;
    std::string mode;
    Language language = Language::en;
    SheetFile file = SheetFile::pdf;
};

struct ScannerPorts {
    std::function<std::vector<ScannerRow>()> scanners = {};
    // The terminal's or station's code; the gun's key where a person named it.
    std::function<Result<ScannerRegistration>(std::string const& device, std::string const& gun)>
        ask = {};
    std::function<Result<>(std::string const& key)> forget = {};
    std::function<std::vector<ScannerProfileRow>()> profiles = {};
    // The file's bytes; no file where profile or mode is unknown, a text where it cannot be drawn.
    std::function<std::expected<std::optional<std::string>, ProblemText>(SheetAsked const&)> sheet =
        {};
};

[[nodiscard]] std::vector<Route> scanner_routes(ScannerPorts ports);

}  // namespace wms::web
