// SPDX-License-Identifier: Apache-2.0
// The house a simulation plays in, as the people know it: names and codes, no ids. Small enough to
// be audited after every step, with one of each difficulty: a lot with an expiry, serial numbers, a
// barcode that means two things, a second owner, a zone that forbids sound stock, a person who may
// not sign in.
#pragma once

#include "domain/process/setup.hpp"

#include <map>
#include <string>
#include <vector>

namespace wms::simulation {

struct Goods {
    std::string sku;
    std::string owner;
    std::vector<std::string> lots = {};     // none: the SKU has no lots
    std::vector<std::string> serials = {};  // none: the SKU has no serial numbers
};

struct Code {  // what a printed code means
    std::string sku;
    std::int64_t factor = 1;
};

struct Workplace {
    std::string device;
    std::string badge;  // of the person who usually works here
};

namespace house {

[[nodiscard]] std::vector<Goods> const& goods();
[[nodiscard]] Goods const& goods_of(std::string const& sku);
// Every code that is on goods; one of them stands for two SKUs.
[[nodiscard]] std::multimap<std::string, Code> const& item_codes();
[[nodiscard]] std::vector<std::string> const& pick_locations();
[[nodiscard]] std::vector<std::string> const& stations();
[[nodiscard]] std::vector<std::string> const& totes();
[[nodiscard]] std::vector<std::string> const& carts();
[[nodiscard]] std::vector<Workplace> const& workplaces();

inline constexpr char const* office = "OFFICE";    // orders, waves: unnumbered, with event ids
inline constexpr char const* machine = "MACHINE";  // carriers' and printers' workers
inline constexpr char const* lead_badge = "U-LIN";

[[nodiscard]] ImportMasterData master_data();

}  // namespace house
}  // namespace wms::simulation
