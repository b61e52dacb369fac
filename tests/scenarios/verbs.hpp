// SPDX-License-Identifier: Apache-2.0
// The language of the scenarios: one function per verb, in tables.
#pragma once

#include "scenarios/words.hpp"
#include "scenarios/world.hpp"

#include <span>

namespace wms::scenario {

struct Verb {
    std::string_view name;
    void (*run)(World& world, Words& words);
};
// "anna scans …": the person first.
struct PersonVerb {
    std::string_view name;
    void (*run)(World& world, std::string const& person, Words& words);
};

[[nodiscard]] std::span<Verb const> setup_verbs();    // goods, places, people
[[nodiscard]] std::span<Verb const> office_verbs();   // orders and waves
[[nodiscard]] std::span<Verb const> outside_verbs();  // carriers, printers, the clock
[[nodiscard]] std::span<Verb const> check_verbs();    // what must be true now
[[nodiscard]] std::span<PersonVerb const> person_verbs();

// --- names of the scenario to the system's
[[nodiscard]] OrderId order_named(World& world, std::string const& name);
[[nodiscard]] WaveId wave_named(World& world, std::string const& code);  // W-1
[[nodiscard]] ParcelId parcel_named(std::string const& name);            // PC-1
[[nodiscard]] SkuId sku_named(World& world, std::string const& code);
// A location, container or parcel; CUSTOMER, ADJUSTMENT …
[[nodiscard]] Holder holder_named(World& world, std::string const& name);

}  // namespace wms::scenario
