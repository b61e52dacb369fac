// SPDX-License-Identifier: Apache-2.0
#include "scenarios/verbs.hpp"

#include <fmt/format.h>

namespace wms::scenario {
namespace {

// time 10:30:00
void time(World& world, Words& words) {
    world.set_time(time_of_day(words.take("a time"), world.midnight()));
}

// wait 60s · wait 300ms · wait 11min
void wait(World& world, Words& words) {
    world.pass(words.span());
}

// day 2026-12-15, the same time of day
void day(World& world, Words& words) {
    world.set_time(midnight(words.day()) + (world.now() - world.midnight()));
}

WaybillOutcome carrier_says(Words& words) {
    struct Row {
        std::string_view word;
        WaybillOutcome outcome;
    };
    static constexpr Row rows[] = {{"issues", WaybillOutcome::issued},
                                   {"timeout", WaybillOutcome::unknown},
                                   {"refuses", WaybillOutcome::refused},
                                   {"finds_none", WaybillOutcome::none_found},
                                   {"has_one", WaybillOutcome::already_exists}};
    std::string const word = words.take("what the carrier says");
    for (Row const& row : rows) {
        if (row.word == word) return row.outcome;
    }
    throw Mismatch{word + " is no answer of a carrier"};
}

// Numbers of this carrier come from the pool alone: its worker looks there.
void look_into_pool(World& world, Words& words) {
    TakePoolNumber take{.parcel = parcel_named(words.take("a parcel")), .key = {}};
    if (auto const parcel = tables::parcels.find(world.read(), take.parcel))
        take.key = waybill::request_key(take.parcel, *parcel);
    world.office(take);
}

// carrier issues PC-1 SF1001 · carrier timeout PC-1 · carrier refuses PC-1 address · carrier pool
// PC-1
void carrier(World& world, Words& words) {
    if (words.skip("pool")) return look_into_pool(world, words);
    WaybillAnswered answer{.parcel = {}, .key = {}, .outcome = carrier_says(words)};
    answer.parcel = parcel_named(words.take("a parcel"));
    if (auto const parcel = tables::parcels.find(world.read(), answer.parcel))
        answer.key = waybill::request_key(answer.parcel, *parcel);
    answer.retryable = words.skip("retryable");
    bool const refused = answer.outcome == WaybillOutcome::refused;
    if (!words.done()) (refused ? answer.code : answer.number) = words.take("a number");
    world.office(answer);
}

// pool SF W-1 W-2
void pool(World& world, Words& words) {
    LoadNumberPool load{.carrier = words.take("a carrier"), .numbers = {}};
    while (!words.done()) load.numbers.push_back(words.take("a number"));
    world.office(load);
}

// retry waybill PC-1
void retry(World& world, Words& words) {
    words.require("waybill");
    world.office(RetryWaybill{parcel_named(words.take("a parcel"))});
}

// printer reports PC-1 device_done · printer reports PC-1 held_printer media-empty
void printer(World& world, Words& words) {
    words.require("reports");
    ParcelId const id = parcel_named(words.take("a parcel"));
    auto const parcel = tables::parcels.find(world.read(), id);
    PrintReported report{.job = parcel ? parcel->print_job : PrintJobId{},
                         .state = words.one_of<PrintState>("state of a print job"),
                         .printer_reason = {}};
    if (!words.done()) report.printer_reason = words.take("a reason");
    world.office(report);
}

constexpr Verb verbs[] = {
    {"time", time}, {"wait", wait},   {"day", day},         {"carrier", carrier},
    {"pool", pool}, {"retry", retry}, {"printer", printer},
};

}  // namespace

std::span<Verb const> outside_verbs() {
    return verbs;
}

}  // namespace wms::scenario
