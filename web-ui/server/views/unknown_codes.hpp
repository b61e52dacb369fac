// SPDX-License-Identifier: Apache-2.0
// Codes that were scanned and nobody knows (terminals.md C11, L4): for the lead, who attaches them
// to a SKU or throws the label away. The refusals in the journal tell of them; nothing else is
// kept.
#pragma once

#include "domain/change.hpp"
#include "store/record.hpp"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace wms::web {

struct UnknownCode {
    std::uint64_t first_seq = 0;  // of the journal: its number
    std::string raw;              // as the scanner sent it
    std::string shown;            // for a person: control characters made visible
    std::int64_t times = 0;
    Instant first_at;
    Instant last_at;
    OperatorId last_by = {};
    DeviceId last_device = {};
    LocationId last_place = {};
};

class UnknownCodes {
public:
    static constexpr std::size_t codes_max = 50;

    // The journal's entries in their order; where the person stood at that moment.
    void take(store::Entry const& entry, LocationId place);
    // Scanned last comes first; without those that mean something by now.
    [[nodiscard]] std::vector<UnknownCode> list(Read const& read, Day today) const;
    [[nodiscard]] UnknownCode const* find(std::uint64_t first_seq) const;

private:
    void note(store::Entry const& entry, std::string raw, LocationId place);
    void forget_replaced(store::Entry const& entry);

    std::map<std::string, UnknownCode> codes_;
    std::unordered_map<DeviceId, std::string> last_at_;  // what each terminal scanned and was not
};

}  // namespace wms::web
