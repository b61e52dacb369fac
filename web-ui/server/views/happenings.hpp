// SPDX-License-Identifier: Apache-2.0
// What happens to goods, lots, serials, locations and containers beside being moved: counts,
// promises, blocks, barcodes, a container that is bound or set free.
#pragma once

#include "domain/registry.hpp"
#include "domain/tables.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace wms::web::views {

struct Happening {
    std::string event;  // its name
    std::string en, zh;
    std::string reason = {};  // a stored one
    std::vector<tables::TraceObject> things = {};
    std::optional<std::int64_t> quantity = {};
    Holder place = holder::nowhere;
    SkuId sku = {};
    OrderId order = {};
};
// `at`: when the entry was made.
void each_happening(Read const& read, Instant at, RawEvent const& event,
                    std::function<void(Happening const&)> const& take);

}  // namespace wms::web::views
