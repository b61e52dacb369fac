// SPDX-License-Identifier: Apache-2.0
// A trading day worked off by virtual people through the same commands a terminal sends. Orders
// come in at their own times, waves are planned, goods picked, packed, labelled and handed over;
// carriers and printers fail now and then. Simulated time, one seed: the same input gives the same
// journal, byte for byte.
#pragma once

#include "app/import_store.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace wms {

struct DayOptions {
    std::string folder;  // the import files of the day
    std::uint64_t seed = 1;
    int pickers = 8;
    int packers = 4;
    // Called with orders finished and orders known, for a progress bar.
    std::function<void(std::size_t finished, std::size_t known)> progress = {};
};

struct DayReport {
    Day day;
    ImportReport imported;
    std::uint64_t orders = 0, orders_shipped = 0, orders_cancelled = 0, orders_waiting = 0,
                  orders_open = 0;
    std::uint64_t lines = 0, pieces_ordered = 0, pieces_shipped = 0, pieces_short = 0;
    std::uint64_t waves = 0, parcels = 0, parcels_handed_over = 0, manifests = 0;
    std::uint64_t short_picks = 0, counts_accepted = 0;
    std::uint64_t labels_printed = 0, labels_reprinted = 0, carrier_time_outs = 0,
                  printer_faults = 0;
    std::uint64_t scans = 0, presses = 0, refusals = 0;
    std::int64_t walked_mm = 0;
    std::uint64_t entries = 0, ledger_rows = 0;
    Instant began, ended;  // simulated
};
BOOST_DESCRIBE_STRUCT(DayReport, (),
                      (day, orders, orders_shipped, orders_cancelled, orders_waiting, orders_open,
                       lines, pieces_ordered, pieces_shipped, pieces_short, waves, parcels,
                       parcels_handed_over, manifests, short_picks, counts_accepted, labels_printed,
                       labels_reprinted, carrier_time_outs, printer_faults, scans, presses,
                       refusals, walked_mm, entries, ledger_rows, began, ended))

// The engine must be in manual mode with the clock `simulated_clock`.
[[nodiscard]] Result<DayReport> work_off_day(Engine& engine, DayOptions const& options);

struct SeasonOptions {
    DayOptions day;  // its folder: the files of the house, and a folder per day (2010-12-09) with
                     // orders, cancellations and the deliveries of that morning
    std::size_t days_max = SIZE_MAX;
    // After each day; what is counted is counted from the first day on.
    std::function<void(DayReport const&)> day_done = {};
};
// Day after day in the same house: what waits for goods is still there the next morning. The engine
// as above. The report is that of the last day.
[[nodiscard]] Result<DayReport> work_off_season(Engine& engine, SeasonOptions const& options);

// Time as the senders stamp it, never going back.
[[nodiscard]] std::function<Instant(Envelope const&, Instant floor)> simulated_clock();

// What a lead wants to know at the end, in a few lines.
[[nodiscard]] std::string summary(DayReport const& report);

}  // namespace wms
