// SPDX-License-Identifier: Apache-2.0
// The journal in a form people read: one line per entry, its postings below it. Personal data in
// commands is masked: a dump may be printed or mailed.
#pragma once

#include "engine/engine.hpp"

#include <iosfwd>
#include <string>

namespace wms {

struct JournalFilter {
    std::string order;     // the channel's number
    std::string sku;       // code
    std::string actor;     // badge or name
    std::string from, to;  // time, "2010-12-09 08:00:00"
    std::uint64_t first = 1;
    std::uint64_t count_max = 0;  // 0 = all
    bool as_json = false;
};

// Refuses an order, SKU or actor nobody knows and a time that is none.
[[nodiscard]] Result<std::uint64_t> dump_journal(Engine& engine, JournalFilter const& filter,
                                                 std::ostream& out);

}  // namespace wms
