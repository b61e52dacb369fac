// SPDX-License-Identifier: Apache-2.0
#include "devices/scanner_match.hpp"

#include <algorithm>

namespace wms::devices {
namespace {

constexpr std::uint8_t class_cdc = 0x02;
constexpr std::uint8_t class_hid = 0x03;
constexpr std::uint16_t page_desktop = 0x01;
constexpr std::uint16_t page_pos_scanner = 0x8C;
constexpr std::uint16_t page_ibm = 0xFF45;

// Best first (scanners.md §0.2).
constexpr ScannerDriver preferred[] = {ScannerDriver::hidpos, ScannerDriver::cdc,
                                       ScannerDriver::ibm, ScannerDriver::keyboard};

std::string small_letters(std::string_view text) {
    std::string small{text};
    for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return small;
}

PidRule const* rule_of(ScannerProfile const& profile, MatchRule const& rule) {
    auto const found = std::ranges::find(profile.pid_rules, rule.pid_rule, &PidRule::id);
    return found == profile.pid_rules.end() ? nullptr : &*found;
}

// The mode the product id stands for by the maker's rule; null where it stands for none.
PidRule::Offset const* offset_of(ScannerProfile const& profile, MatchRule const& rule,
                                 std::uint16_t pid) {
    PidRule const* const pids = rule_of(profile, rule);
    if (pids == nullptr) return nullptr;
    unsigned offset = pid & pids->mask;
    if (rule.pid_base) {
        if (pid < *rule.pid_base) return nullptr;
        offset = static_cast<unsigned>(pid) - *rule.pid_base;
    }
    auto const found = std::ranges::find(pids->offsets, offset, &PidRule::Offset::offset);
    return found == pids->offsets.end() ? nullptr : &*found;
}

bool has_interface(MatchRule const& rule, UsbFacts const& facts) {
    return std::ranges::any_of(facts.interfaces, [&](InterfaceFacts const& each) {
        return (!rule.interface_class || *rule.interface_class == each.interface_class) &&
               (!rule.usage_page || *rule.usage_page == each.usage_page) &&
               (!rule.usage || *rule.usage == each.usage);
    });
}

bool holds(ScannerProfile const& profile, MatchRule const& rule, UsbFacts const& facts,
           std::string const& product) {
    if (rule.vid && *rule.vid != facts.vid) return false;
    if (rule.pid && *rule.pid != facts.pid) return false;
    if (!rule.pid_rule.empty() && offset_of(profile, rule, facts.pid) == nullptr) return false;
    if (!rule.product.empty() && product.find(rule.product) == std::string::npos) return false;
    bool const asks_interface = rule.interface_class || rule.usage_page || rule.usage;
    return !asks_interface || has_interface(rule, facts);
}

MatchBy by_of(ScannerProfile const& profile, MatchRule const& rule) {
    if (profile.generic) return MatchBy::interface;
    if (rule.pid) return MatchBy::pair;
    if (rule.pid_base) return MatchBy::model_rule;
    if (!rule.pid_rule.empty()) return MatchBy::maker_rule;
    if (rule.vid) return MatchBy::maker;
    return rule.product.empty() ? MatchBy::interface : MatchBy::product;
}

// The best interface among those the profile has a mode for.
void take_interface(ScannerMatch& match, UsbFacts const& facts) {
    for (ScannerDriver const driver : preferred) {
        for (std::size_t at = 0; at < facts.interfaces.size(); ++at) {
            if (!drives(driver, facts.interfaces[at])) continue;
            bool const fits = match.mode != nullptr && match.mode->driver == driver;
            auto const other =
                std::ranges::find(match.profile->modes, driver, &ScannerMode::driver);
            if (!fits && other == match.profile->modes.end()) continue;
            if (!fits) match.mode = &*other;
            match.interface = at;
            return;
        }
    }
}

ScannerMode const* mode_by_ids(ScannerMatch const& match, UsbFacts const& facts) {
    if (!match.rule->mode.empty()) return match.profile->mode(match.rule->mode);
    auto const* const offset = offset_of(*match.profile, *match.rule, facts.pid);
    return offset == nullptr ? nullptr : match.profile->mode(offset->mode);
}

// Of two general rules that hold, the one that leads to the better interface.
bool is_better(ScannerMatch const& one, ScannerMatch const& other) {
    if (one.by != other.by) return one.by < other.by;
    return one.mode->driver < other.mode->driver;
}

bool wants_registration(ScannerMatch const& match) {
    if (match.rule->shared || match.mode->driver == ScannerDriver::keyboard) return true;
    // Modems and development boards are serial devices too.
    bool const by_maker = match.by != MatchBy::product && match.by != MatchBy::interface;
    return match.mode->driver == ScannerDriver::cdc && !by_maker;
}

}  // namespace

bool drives(ScannerDriver driver, InterfaceFacts const& facts) {
    bool const is_hid = facts.interface_class == class_hid;
    switch (driver) {
        case ScannerDriver::hidpos: return is_hid && facts.usage_page == page_pos_scanner;
        case ScannerDriver::cdc: return facts.interface_class == class_cdc && facts.subclass == 2;
        // 4B00 hand-held, 4A00 table-top; the page has scales and firmware updates too.
        case ScannerDriver::ibm:
            return is_hid && facts.usage_page == page_ibm &&
                   (facts.usage == 0x4B00 || facts.usage == 0x4A00);
        case ScannerDriver::keyboard:
            return is_hid &&
                   ((facts.usage_page == page_desktop && facts.usage == 6) ||
                    (facts.usage_page == 0 && facts.subclass == 1 && facts.protocol == 1));
        case ScannerDriver::none: return false;
    }
    return false;
}

ScannerDriver driver_of(InterfaceFacts const& facts) {
    auto const* const found = std::ranges::find_if(
        preferred, [&](ScannerDriver driver) { return drives(driver, facts); });
    return found == std::end(preferred) ? ScannerDriver::none : *found;
}

std::optional<ScannerMatch> match_scanner(std::span<ScannerProfile const> profiles,
                                          UsbFacts const& facts) {
    std::string const product = small_letters(facts.product);
    std::optional<ScannerMatch> best;
    for (ScannerProfile const& profile : profiles) {
        for (MatchRule const& rule : profile.match) {
            MatchBy const by = by_of(profile, rule);
            if ((best && by > best->by) || !holds(profile, rule, facts, product)) continue;
            ScannerMatch match{&profile, nullptr, &rule, by, std::nullopt, true};
            match.mode = mode_by_ids(match, facts);
            take_interface(match, facts);
            if (match.mode != nullptr && (!best || is_better(match, *best))) best = match;
        }
    }
    if (best) best->needs_registration = wants_registration(*best);
    return best;
}

}  // namespace wms::devices
