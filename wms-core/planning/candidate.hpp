// SPDX-License-Identifier: Apache-2.0
// What the wave builder is given: orders that may be released (§4.6 step 1: approved, no hold,
// ready date reached, pickup slot known; the caller has filtered them) and the rules of the
// strategy that runs. Plain values: no store, no stock, no clock.
#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/quantity.hpp"
#include "planning/explain.hpp"
#include "planning/walk.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace wms::planning {

enum class ProcessProfile : std::uint8_t { parcel, store };
BOOST_DESCRIBE_ENUM(ProcessProfile, parcel, store)

// Any of these sends an order to the special stream (§4.6 step 2).
enum class OrderFlag : std::uint8_t {
    urgent,
    oversize,
    overweight,
    dangerous,
    ship_alone,
    appointment,
};
BOOST_DESCRIBE_ENUM(OrderFlag, urgent, oversize, overweight, dangerous, ship_alone, appointment)

// One SKU at the location where it will probably be picked.
struct CandidateLine {
    SkuId sku;
    Quantity quantity;
    LocationId location;
    ZoneId zone;
    std::int64_t pick_sequence;
    std::int32_t x_mm;
    std::int32_t y_mm;
    friend bool operator==(CandidateLine const&, CandidateLine const&) = default;
};
BOOST_DESCRIBE_STRUCT(CandidateLine, (), (sku, quantity, location, zone, pick_sequence, x_mm, y_mm))

struct Candidate {
    OrderId order;
    std::int64_t priority;  // the lower the more urgent
    Instant paid_at;
    Instant pickup;  // when the carrier takes the goods away
    CarrierId carrier;
    std::string service;
    std::string temperature_zone;
    std::string shop;
    ProcessProfile profile;
    Weight weight;
    std::vector<OrderFlag> flags = {};
    std::vector<CandidateLine> lines;
    friend bool operator==(Candidate const&, Candidate const&) = default;
};
BOOST_DESCRIBE_STRUCT(Candidate, (),
                      (order, priority, paid_at, pickup, carrier, service, temperature_zone, shop,
                       profile, weight, flags, lines))

// A class of the warehouse's own. What is left empty does not matter; a rule that names nothing
// matches nothing.
struct CustomRule {
    std::string name;
    CarrierId carrier = {};
    std::string service = {};
    std::string shop = {};
    friend bool operator==(CustomRule const&, CustomRule const&) = default;
};
BOOST_DESCRIBE_STRUCT(CustomRule, (), (name, carrier, service, shop))

// What happens to a wave that is too small and in no hurry (§4.6 step 7).
enum class RemainderPolicy : std::uint8_t {
    wait,     // it is planned and stays unreleased until it has waited long enough
    release,  // it is released small
    merge,    // it is not planned: its orders join the next run's waves
};
BOOST_DESCRIBE_ENUM(RemainderPolicy, wait, release, merge)

// The site's times, for the prediction. One picker.
struct PickSpeed {
    std::int64_t walk_mm_per_s;
    Elapsed per_stop;   // find the location, scan it
    Elapsed per_piece;  // take, scan, drop
    Elapsed per_sort;   // put one line into its wall slot or cart bin and confirm
    Elapsed per_tour;   // fetch a tote or cart, hand it over
    friend bool operator==(PickSpeed const&, PickSpeed const&) = default;
};
BOOST_DESCRIBE_STRUCT(PickSpeed, (), (walk_mm_per_s, per_stop, per_piece, per_sort, per_tour))

// The size of one class's waves, where it is not that of all others.
struct ClassSize {
    OrderClass cls;
    Quantity pieces_min;
    Quantity pieces_max;
    friend bool operator==(ClassSize const&, ClassSize const&) = default;
};
BOOST_DESCRIBE_STRUCT(ClassSize, (), (cls, pieces_min, pieces_max))

// 0 switches a threshold off, a maximum of 0 is no limit; 0 slots or bins: there are none.
struct WaveRules {
    Quantity bulk_quantity;           // B: an order of so many pieces is bulk
    Weight bulk_weight;               // W: or of such a weight
    std::int64_t same_order_count;    // K: so many equal orders are "same"
    Quantity single_own_wave_pieces;  // N: a SKU with so many pieces gets waves of its own
    Quantity wave_pieces_min;
    Quantity wave_pieces_max;
    std::int64_t wave_orders_max;
    std::int64_t wall_slots;
    std::int64_t cart_bins;
    Weight small_piece_weight;  // up to here a piece is small enough for a cart bin
    Elapsed release_slack;
    Elapsed wait_max;
    RemainderPolicy remainder_policy;
    std::vector<CustomRule> custom_rules = {};
    PickSpeed speed;
    Layout layout;
    Point start;
    Point end;
    std::vector<ClassSize> class_sizes = {};
    friend bool operator==(WaveRules const&, WaveRules const&) = default;
};
BOOST_DESCRIBE_STRUCT(WaveRules, (),
                      (bulk_quantity, bulk_weight, same_order_count, single_own_wave_pieces,
                       wave_pieces_min, wave_pieces_max, wave_orders_max, wall_slots, cart_bins,
                       small_piece_weight, release_slack, wait_max, remainder_policy, custom_rules,
                       speed, layout, start, end, class_sizes))

}  // namespace wms::planning
