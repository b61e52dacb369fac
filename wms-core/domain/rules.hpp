// SPDX-License-Identifier: Apache-2.0
// What a site decides for itself and may change while it runs: how waves are built and released
// (§4.6), and the limits of the floor. One row per warehouse; where there is none, these values
// hold.
#pragma once

#include "domain/wave.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace wms {

// What happens to a wave that is too small and in no hurry (§4.6 step 7).
enum class Remainder : std::uint8_t { wait = 0, release = 1, merge = 2 };
BOOST_DESCRIBE_ENUM(Remainder, wait, release, merge)

// A class of the site's own (§4.6 step 3): what is left empty does not matter.
struct OwnClass {
    std::string name;
    std::string carrier = {};  // code
    std::string service = {};
    std::string shop = {};  // the channel
};
BOOST_DESCRIBE_STRUCT(OwnClass, (), (name, carrier, service, shop))

// The waves of one class are of another size than the others (§4.6 steps 5 and 7).
struct ClassSize {
    OrderClass order_class = OrderClass::multi;
    std::int64_t pieces_min = 1;
    std::int64_t pieces_max = 2000;
};
BOOST_DESCRIBE_STRUCT(ClassSize, (), (order_class, pieces_min, pieces_max))

// 0 switches a threshold off, a maximum of 0 is no limit. The time window is of the warehouse's own
// day; the same minute twice is the whole day, a later begin than end goes over midnight.
struct Rules {
    bool automatic = true;  // waves are built and released without anybody pressing a key
    std::int64_t interval_s = 60;
    std::int64_t window_from_min = 0;
    std::int64_t window_to_min = 0;
    std::int64_t bulk_pieces = 400;
    std::int64_t bulk_weight_g = 300'000;
    std::int64_t same_orders = 10;
    std::int64_t own_wave_pieces = 40;
    std::int64_t wave_pieces_min = 1;
    std::int64_t wave_pieces_max = 2000;
    std::int64_t wave_orders_max = 200;
    std::int64_t cart_bins = 8;
    std::int64_t small_piece_g = 5000;
    std::int64_t release_slack_min = 60;
    std::int64_t wait_max_min = 30;
    Remainder remainder = Remainder::release;
    std::int64_t walk_mm_per_s = 1200;
    std::int64_t per_stop_s = 6;
    std::int64_t per_piece_s = 2;
    std::int64_t per_sort_s = 3;
    std::int64_t per_tour_s = 60;
    std::vector<OwnClass> own_classes = {};
    // The floor.
    std::int64_t keyed_pieces_max = 10'000;    // in one !QTY at picking and packing; 0 = scan each
    std::int64_t idle_min = 10;                // a person without a scan is shown as idle
    std::int64_t silent_min = 5;               // a terminal that is not heard of is shown as down
    std::int64_t lock_min = 10;                // a terminal asks for badge or PIN again
    std::int64_t adjust_limit_minor = 100'00;  // worth more: a second lead agrees
    // Classes that are not named keep to wave_pieces_min and wave_pieces_max.
    std::vector<ClassSize> class_sizes = {};
    // The packing station. The larger of the two holds, both 0: a weight is not compared.
    std::int64_t weight_tolerance_percent = 5;
    std::int64_t weight_tolerance_g = 50;
    std::int64_t carton_fill_percent = 85;      // of a carton's volume that goods may take up
    std::int64_t parcel_weight_max_g = 30'000;  // no carton is proposed for more; 0 = no limit
};
BOOST_DESCRIBE_STRUCT(Rules, (),
                      (automatic, interval_s, window_from_min, window_to_min, bulk_pieces,
                       bulk_weight_g, same_orders, own_wave_pieces, wave_pieces_min,
                       wave_pieces_max, wave_orders_max, cart_bins, small_piece_g,
                       release_slack_min, wait_max_min, remainder, walk_mm_per_s, per_stop_s,
                       per_piece_s, per_sort_s, per_tour_s, own_classes, keyed_pieces_max, idle_min,
                       silent_min, lock_min, adjust_limit_minor, class_sizes,
                       weight_tolerance_percent, weight_tolerance_g, carton_fill_percent,
                       parcel_weight_max_g))

}  // namespace wms
