// SPDX-License-Identifier: Apache-2.0
#include "app/scanner_ports.hpp"

#include "app/setup_sheet.hpp"
#include "devices/scanner_profile.hpp"

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

}  // namespace wms::app
