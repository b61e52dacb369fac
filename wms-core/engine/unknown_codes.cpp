// SPDX-License-Identifier: Apache-2.0
#include "engine/unknown_codes.hpp"

#include "domain/terminal.hpp"

#include <algorithm>

namespace wms {

void UnknownCodes::add(store::Entry const& entry) {
    bool const unknown = entry.command_tag == ScanCode::tag &&
                         entry.refused == static_cast<std::uint16_t>(Why::unknown_barcode);
    if (!unknown) return;
    std::string const raw = from_bytes<ScanCode>(entry.command).raw;
    auto const [place, fresh] = codes_.try_emplace(raw);
    UnknownCode& code = place->second;
    if (fresh) {
        code.raw = raw;
        code.first_at = entry.at;
    }
    code.shown = entry.subject.empty() ? raw : entry.subject.front();
    ++code.times;
    code.last_at = entry.at;
    code.last_by = entry.actor;
    code.last_device = entry.device;
    if (codes_.size() > codes_max) forget_oldest();
}

std::vector<UnknownCode> UnknownCodes::list(Read const& read, Day today) const {
    std::vector<UnknownCode> unknown;
    for (auto const& [raw, code] : codes_) {
        auto const scanned = resolve(read, raw, today);
        if (scanned && scanned->candidates.empty()) unknown.push_back(code);
    }
    std::ranges::sort(unknown, std::ranges::greater{}, &UnknownCode::last_at);
    return unknown;
}

void UnknownCodes::forget_oldest() {
    codes_.erase(
        std::ranges::min_element(codes_, {}, [](auto const& each) { return each.second.last_at; }));
}

}  // namespace wms
