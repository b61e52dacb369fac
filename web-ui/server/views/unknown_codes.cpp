// SPDX-License-Identifier: Apache-2.0
#include "server/views/unknown_codes.hpp"

#include "domain/process/directing.hpp"
#include "domain/terminal.hpp"

#include <algorithm>

namespace wms::web {
namespace {

constexpr Elapsed replaced_within = 60_s;

bool is_unknown(store::Entry const& entry) {
    return entry.refused == static_cast<std::uint16_t>(Why::unknown_barcode);
}

}  // namespace

void UnknownCodes::take(store::Entry const& entry, LocationId place) {
    if (entry.command_tag == DismissCode::tag && entry.refused == 0)
        codes_.erase(from_bytes<DismissCode>(entry.command).raw);
    if (entry.command_tag != ScanCode::tag) return;
    if (is_unknown(entry)) return note(entry, from_bytes<ScanCode>(entry.command).raw, place);
    bool const right = entry.refused == 0 && entry.tone != Tone::tick;
    if (right) forget_replaced(entry);
}

void UnknownCodes::note(store::Entry const& entry, std::string raw, LocationId place) {
    auto const [found, fresh] = codes_.try_emplace(raw);
    UnknownCode& code = found->second;
    if (fresh) {
        code.first_seq = entry.seq;
        code.raw = raw;
        code.first_at = entry.at;
    }
    code.shown = entry.subject.empty() ? raw : entry.subject.front();
    ++code.times;
    code.last_at = entry.at;
    code.last_by = entry.actor;
    code.last_device = entry.device;
    code.last_place = place;
    last_at_[entry.device] = std::move(raw);
    if (codes_.size() <= codes_max) return;
    codes_.erase(
        std::ranges::min_element(codes_, {}, [](auto const& each) { return each.second.last_at; }));
}

// A bad read, or the wrong one of two labels: once, and the right scan came at once.
void UnknownCodes::forget_replaced(store::Entry const& entry) {
    auto const last = last_at_.find(entry.device);
    if (last == last_at_.end()) return;
    auto const code = codes_.find(last->second);
    last_at_.erase(last);
    if (code == codes_.end()) return;
    bool const once = code->second.times == 1;
    if (once && entry.at - code->second.last_at <= replaced_within) codes_.erase(code);
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

UnknownCode const* UnknownCodes::find(std::uint64_t first_seq) const {
    for (auto const& [raw, code] : codes_) {
        if (code.first_seq == first_seq) return &code;
    }
    return nullptr;
}

}  // namespace wms::web
