// SPDX-License-Identifier: Apache-2.0
#include "app/scanner_ports.hpp"

#include "app/scan_desk.hpp"

#include "app/setup_sheet.hpp"
#include "devices/scanner_calibration.hpp"
#include "devices/scanner_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace wms::app {
namespace {

using namespace devices;

web::ScannerProfileRow row_of(ScannerProfile const& profile) {
    web::ScannerProfileRow row{
        .id = profile.id, .maker = profile.maker, .models = profile.models, .modes = {}};
    for (ScannerMode const& mode : profile.modes) {
        auto const sheet = devices::setup_sheet(profile, mode.id);
        // the calibration code is on every sheet and is none of the maker's
        std::uint64_t const codes = sheet ? sheet->steps.size() - 1 : 0;
        row.modes.push_back({mode.id, mode.en, mode.zh, codes});
    }
    return row;
}

std::expected<std::optional<std::string>, web::ProblemText> sheet_of(
    ScannerProfiles const& profiles, web::SheetAsked const& asked) {
    ScannerProfile const* const profile = profiles.find(asked.profile);
    if (profile == nullptr) return std::nullopt;
    auto const sheet = devices::setup_sheet(*profile, asked.mode);
    if (!sheet) return std::nullopt;
    auto drawn =
        draw_sheet(*sheet, asked.language,
                   asked.file == web::SheetFile::png ? SheetFormat::png : SheetFormat::pdf);
    if (!drawn) return std::unexpected(web::ProblemText{drawn.error().en, drawn.error().zh});
    return std::move(*drawn);
}

}  // namespace

web::ScannerPorts profile_ports(std::string const& profiles) {
    auto const known = std::make_shared<ScannerProfiles const>(
        profiles.empty() ? shipped_scanner_profiles() : scanner_profiles(profiles));
    web::ScannerPorts ports;
    ports.profiles = [known] {
        std::vector<web::ScannerProfileRow> rows;
        for (ScannerProfile const& profile : known->list) rows.push_back(row_of(profile));
        std::ranges::sort(rows, {}, &web::ScannerProfileRow::maker);
        return rows;
    };
    ports.sheet = [known](web::SheetAsked const& asked) { return sheet_of(*known, asked); };
    return ports;
}

namespace {

std::string_view word_of(devices::GunCondition condition) {
    constexpr std::string_view words[] = {"waiting",  "opening", "ready", "recovering",
                                          "isolated", "refused", "gone"};
    return words[static_cast<std::size_t>(condition)];
}

std::string_view word_of(std::optional<devices::Mode> mode) {
    constexpr std::string_view words[] = {"hidpos", "ibm", "cdc", "keyboard"};
    return mode ? words[static_cast<std::size_t>(*mode)] : std::string_view{};
}

std::vector<web::ProblemText> advice_of(GunOnDesk const& row) {
    if (row.calibrated_at.empty()) return {};
    auto const en = devices::advice(row.calibration, Language::en);
    auto const zh = devices::advice(row.calibration, Language::zh);
    std::vector<web::ProblemText> advice;
    for (std::size_t i = 0; i < en.size(); ++i) advice.push_back({en[i], zh[i]});
    return advice;
}

web::ProblemText calibration_of(GunOnDesk const& row) {
    if (row.calibrated_at.empty()) return {};
    return {devices::summary(row.calibration, Language::en),
            devices::summary(row.calibration, Language::zh)};
}

std::optional<web::ScannerBattery> battery_of(GunOnDesk const& row) {
    if (!row.gun.battery) return std::nullopt;
    return web::ScannerBattery{row.gun.battery->percent, row.gun.battery->charging};
}

web::ScannerRow row_of(GunOnDesk const& row) {
    auto const& gun = row.gun;
    bool const scanned = gun.last_scan_at.count() != 0;
    return {.key = gun.key,
            .ids = fmt::format("{:04x}:{:04x}", gun.facts.vendor, gun.facts.product),
            .product = gun.facts.model,
            .profile = gun.profile,
            .mode = std::string{word_of(gun.mode)},
            .state = std::string{word_of(gun.condition)},
            .problem = gun.problem,
            .device = row.device,
            .calibrated_at = row.calibrated_at,
            .calibration = calibration_of(row),
            .advice = advice_of(row),
            .battery = battery_of(row),
            .last_at = scanned ? to_text(Instant{gun.last_scan_at.count()}) : std::string{},
            .last_verdict = row.verdict,
            .scans = gun.scans,
            .faults = gun.faults};
}

}  // namespace

void add_guns(web::ScannerPorts& ports, ScanDesk& desk) {
    ports.scanners = [&desk] {
        std::vector<web::ScannerRow> rows;
        for (GunOnDesk const& each : desk.guns()) rows.push_back(row_of(each));
        return rows;
    };
    ports.ask = [&desk](std::string const& device,
                        std::string const& gun) -> Result<web::ScannerRegistration> {
        auto const asked = desk.ask(device, gun);
        if (!asked) return std::unexpected(asked.error());
        return web::ScannerRegistration{asked->code, asked->until};
    };
    ports.forget = [&desk](std::string const& key) { return desk.forget(key); };
}

}  // namespace wms::app
