// SPDX-License-Identifier: Apache-2.0
// Codes that were scanned and nobody knows (terminals.md C11, §1.4): for the lead, who binds them
// to an item or throws the label away. Nothing is stored for it: the refusals are in the journal.
#pragma once

#include "domain/change.hpp"
#include "store/record.hpp"

#include <map>
#include <string>
#include <vector>

namespace wms {

struct UnknownCode {
    std::string raw;    // as the scanner sent it
    std::string shown;  // for a person: control characters made visible
    std::uint64_t times = 0;
    Instant first_at;
    Instant last_at;
    OperatorId last_by = {};
    DeviceId last_device = {};
};

// Is given the journal's entries in their order; keeps the codes that were scanned last.
class UnknownCodes {
public:
    static constexpr std::size_t codes_max = 500;

    void add(store::Entry const& entry);
    // Scanned last comes first. A code that means something by now is not among them.
    [[nodiscard]] std::vector<UnknownCode> list(Read const& read, Day today) const;

private:
    void forget_oldest();

    std::map<std::string, UnknownCode> codes_;
};

}  // namespace wms
