// SPDX-License-Identifier: Apache-2.0
// Why a wave is as it is, for people: a code with its values, one sentence per code in English and
// Chinese. The numbers stay as they are for ever, they may be stored with a wave.
#pragma once

#include "base/refusal.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::planning {

// The names of the trade: see class_name. Names and numbers of both enums are those of the domain's
// wave, which this folder does not know: they may be cast into each other.
enum class OrderClass : std::uint8_t {
    custom = 0,
    bulk = 1,
    same = 2,
    single_unit = 3,
    single_sku = 4,
    multi = 5,
    special = 6,
};
BOOST_DESCRIBE_ENUM(OrderClass, custom, bulk, same, single_unit, single_sku, multi, special)

enum class PickMethod : std::uint8_t { total_pick = 0, cluster = 1, put_wall = 2, discrete = 3 };
BOOST_DESCRIBE_ENUM(PickMethod, total_pick, cluster, put_wall, discrete)

enum class ReasonCode : std::uint16_t {
    // 1xx why these orders are of this class
    class_custom = 100,
    class_bulk_quantity = 101,
    class_bulk_weight = 102,
    class_same = 103,
    class_single_unit = 104,
    class_single_sku = 105,
    class_multi = 106,
    special_urgent = 110,
    special_oversize = 111,
    special_overweight = 112,
    special_dangerous = 113,
    special_ship_alone = 114,
    special_appointment = 115,
    // 2xx why they are together, and no more of them
    partition = 200,
    own_wave = 201,
    mixed_wave = 202,
    seeded = 203,
    shared_stops = 204,
    limit_orders = 210,
    limit_pieces = 211,
    limit_slots = 212,
    over_limit_alone = 213,
    alone = 214,
    // 3xx why they are picked this way
    method_total_pick = 300,
    method_cluster = 301,
    method_put_wall = 302,
    method_discrete_bulky = 303,
    method_discrete_few = 304,
    method_discrete_special = 305,
    walk_saved = 306,
    zones_parallel = 307,
    // 4xx why now, or why not yet
    release_size = 400,
    release_full = 401,
    release_waited = 402,
    release_slack = 403,
    release_remainder = 404,
    release_special = 405,
    wait_for_more = 406,
    // 5xx why an order is in no wave
    no_lines = 500,
    no_quantity = 501,
    no_location = 502,
    no_pickup = 503,
    duplicate_order = 504,
    merges_into_next = 505,
};
BOOST_DESCRIBE_ENUM(ReasonCode, class_custom, class_bulk_quantity, class_bulk_weight, class_same,
                    class_single_unit, class_single_sku, class_multi, special_urgent,
                    special_oversize, special_overweight, special_dangerous, special_ship_alone,
                    special_appointment, partition, own_wave, mixed_wave, seeded, shared_stops,
                    limit_orders, limit_pieces, limit_slots, over_limit_alone, alone,
                    method_total_pick, method_cluster, method_put_wall, method_discrete_bulky,
                    method_discrete_few, method_discrete_special, walk_saved, zones_parallel,
                    release_size, release_full, release_waited, release_slack, release_remainder,
                    release_special, wait_for_more, no_lines, no_quantity, no_location, no_pickup,
                    duplicate_order, merges_into_next)

// `values` fill "{0}", "{1}" … of the sentence: numbers and texts.
struct Reason {
    ReasonCode code;
    std::vector<std::string> values = {};
    friend bool operator==(Reason const&, Reason const&) = default;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (code, values))

struct Explanation {
    std::vector<Reason> reasons = {};
    friend bool operator==(Explanation const&, Explanation const&) = default;
};
BOOST_DESCRIBE_STRUCT(Explanation, (), (reasons))

// The sentence with its values filled in.
[[nodiscard]] std::string explain(Reason const& reason, Language language);
// One line without a language, to be stored: the code's name and its values behind tabs; and back,
// nothing if the code is unknown.
[[nodiscard]] std::string to_line(Reason const& reason);
[[nodiscard]] std::optional<Reason> reason_from_line(std::string_view line);
// The sentence as it is written, with its places.
[[nodiscard]] std::string_view sentence_of(ReasonCode code, Language language);
[[nodiscard]] std::string_view class_name(OrderClass cls, Language language);
[[nodiscard]] std::string_view method_name(PickMethod method, Language language);

}  // namespace wms::planning
