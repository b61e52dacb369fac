// SPDX-License-Identifier: Apache-2.0
// Who works in a simulated house and with what: stations and their printers, handhelds, badges,
// totes and carts, besides what the import files say.
#pragma once

#include "app/day_workers.hpp"
#include "domain/process/setup.hpp"

#include <memory>
#include <string>
#include <vector>

namespace wms {

struct DayPeople {
    int pickers = 8;
    int packers = 4;
    int counters = 2;
};

// "S-PACK1" …, one for each packer.
[[nodiscard]] std::vector<std::string> stations_of(DayPeople const& people);
// Where its labels come out: "PRN2" stands at "S-PACK2".
[[nodiscard]] std::string station_of_printer(std::string const& printer);
// Their rows, and OFFICE with the badge U-lead, from which the office works.
void add_equipment(ImportMasterData& master, DayPeople const& people);
// Empty totes and carts stand ready.
void stack_equipment(DayFloor& floor, DayPeople const& people);
// Everybody, before the first badge is scanned.
[[nodiscard]] std::vector<std::unique_ptr<Worker>> people_at_work(Read const& read, DayFloor& floor,
                                                                  DayPeople const& people);

}  // namespace wms
