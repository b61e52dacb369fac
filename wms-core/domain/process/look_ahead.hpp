// SPDX-License-Identifier: Apache-2.0
// The picker's round as it will go, for a terminal that loses its network: every screen up to the
// station, and what leads from one to the next. It is found by walking the round with the right
// scans, by the same rules as when it really happens, in a transaction that is thrown away.
#pragma once

#include "domain/terminal.hpp"

#include <functional>
#include <map>

namespace wms::look_ahead {

// What takes the terminal from one screen to another: a scan of one of these codes, or a button.
struct Forward {
    std::uint32_t to = 0;  // number of the screen
    std::vector<std::string> codes = {};
    std::vector<std::string> typed = {};  // codes that only count when they were typed
    // A longer code (GS1) that begins and ends like this.
    std::string begins = {};
    std::string ends = {};
    std::optional<Button> button = {};
    // Of the button QUANTITY: a number n up to this leads n screens on instead.
    std::int64_t counts = 0;
};
struct Ahead {
    Screen screen;
    std::vector<Forward> forward = {};
};

// Every code of an item and how many pieces it stands for, found beforehand: the table of barcodes
// has no order by item.
struct ItemCode {
    std::string code;
    std::int64_t factor = 1;
};
using ItemCodes = std::map<SkuId, std::vector<ItemCode>>;
[[nodiscard]] ItemCodes item_codes_of_round(Read const& read, DeviceId device);

inline constexpr std::size_t screens_max = 300;

// `trial` is changed and must be thrown away; `branch` gives one that is thrown away before the
// next step. The first screen is the one shown now; a terminal that is not picking has only that.
using Branch = std::function<Write(Write&)>;
[[nodiscard]] std::vector<Ahead> round_ahead(Write& trial, DeviceId device, Instant now,
                                             ItemCodes const& codes, Branch const& branch);

}  // namespace wms::look_ahead
