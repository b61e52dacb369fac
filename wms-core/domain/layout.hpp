// SPDX-License-Identifier: Apache-2.0
// Places and movable holders: warehouses, zones, locations, containers, stations (requirements A8,
// A9).
#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/quantity.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>

namespace wms {

// What can hold goods (§4.0.1). Virtual holders are the other side of a posting: goods come from
// and go to them.
enum class HolderKind : std::uint8_t { virtual_place = 0, location = 1, container = 2, parcel = 3 };
BOOST_DESCRIBE_ENUM(HolderKind, virtual_place, location, container, parcel)

struct Holder {
    HolderKind kind = HolderKind::virtual_place;
    std::uint64_t id = 0;
    friend auto operator<=>(Holder const&, Holder const&) = default;
};
BOOST_DESCRIBE_STRUCT(Holder, (), (kind, id))

namespace holder {
inline constexpr Holder nowhere{HolderKind::virtual_place, 0};
inline constexpr Holder supplier{HolderKind::virtual_place, 1};
inline constexpr Holder customer{HolderKind::virtual_place, 2};
inline constexpr Holder adjustment{HolderKind::virtual_place, 3};
inline constexpr Holder scrap{HolderKind::virtual_place, 4};
inline constexpr Holder consumed{HolderKind::virtual_place, 5};
[[nodiscard]] constexpr Holder at(LocationId id) {
    return {HolderKind::location, id.value()};
}
[[nodiscard]] constexpr Holder at(ContainerId id) {
    return {HolderKind::container, id.value()};
}
[[nodiscard]] constexpr Holder at(ParcelId id) {
    return {HolderKind::parcel, id.value()};
}
[[nodiscard]] constexpr bool is_real(Holder h) {
    return h.kind != HolderKind::virtual_place;
}
}  // namespace holder

struct Warehouse {
    std::string code;
    std::string name;
    std::int32_t utc_offset_min = 0;  // for cut-offs and the warehouse's calendar day
};
BOOST_DESCRIBE_STRUCT(Warehouse, (), (code, name, utc_offset_min))

// §4.5 (d): exactly one per zone.
enum class PickRule : std::uint8_t { small_remainder_first = 0, face_first = 1 };
BOOST_DESCRIBE_ENUM(PickRule, small_remainder_first, face_first)

struct Zone {
    WarehouseId warehouse;
    std::string code;
    PickRule pick_rule = PickRule::small_remainder_first;
    bool forbids_available = false;  // I8: quarantine, return desk
};
BOOST_DESCRIBE_STRUCT(Zone, (), (warehouse, code, pick_rule, forbids_available))

enum class LocationType : std::uint8_t {
    pick = 0,
    reserve = 1,
    stage = 2,
    quality = 3,
    returns = 4,
    damage = 5,
    packing = 6,
    dock = 7
};
BOOST_DESCRIBE_ENUM(LocationType, pick, reserve, stage, quality, returns, damage, packing, dock)

struct Location {
    WarehouseId warehouse;
    ZoneId zone;
    std::string code;  // printed on the label as L-<code>
    LocationType type = LocationType::pick;
    std::int64_t pick_sequence = 0;
    std::int32_t x_mm = 0;
    std::int32_t y_mm = 0;
    std::string check_digits;  // typed when the label is torn
    Instant locked_out_until;  // no picking from here before (INACCESSIBLE)
    Instant locked_in_until;
};
BOOST_DESCRIBE_STRUCT(Location, (),
                      (warehouse, zone, code, type, pick_sequence, x_mm, y_mm, check_digits,
                       locked_out_until, locked_in_until))

enum class ContainerType : std::uint8_t {
    tote = 0,
    cart = 1,
    cart_bin = 2,
    carton = 3,
    pallet = 4
};
enum class ContainerState : std::uint8_t {
    empty = 0,
    bound = 1,
    closed = 2,
    at_station = 3,
    shipped = 4,
    void_ = 5,
    lost = 6
};
BOOST_DESCRIBE_ENUM(ContainerType, tote, cart, cart_bin, carton, pallet)
BOOST_DESCRIBE_ENUM(ContainerState, empty, bound, closed, at_station, shipped, void_, lost)

// A9. EMPTY is a state, not a deletion (I10). A sweep tote is typed as mixed; else it holds one
// order (I7).
struct Container {
    WarehouseId warehouse;
    std::string code;  // its label: T-0001, C-01, C-01-3 …
    ContainerType type = ContainerType::tote;
    ContainerState state = ContainerState::empty;
    Holder parent;  // where it stands; nowhere = not known
    bool mixed = false;
    OrderId order;  // the one order it is bound to, if not mixed
    WaveId wave;
    BatchId batch;
    OperatorId packer = {};  // who packs from it; holds as long as that session stays on it
    std::uint32_t slot = 0;  // of the cart a tote was put on; none for a bin of the cart's own
};
BOOST_DESCRIBE_STRUCT(Container, (),
                      (warehouse, code, type, state, parent, mixed, order, wave, batch, packer,
                       slot))

struct Station {
    WarehouseId warehouse;
    std::string code;  // S-PACK1
    LocationId location;
    std::string printer;         // label printer of this station
    std::string backup_printer;  // §4.8.4, used before anything was sent
};
BOOST_DESCRIBE_STRUCT(Station, (), (warehouse, code, location, printer, backup_printer))

// A printer, or a pool of printers of which each label takes the least busy one. How it is reached
// and what it is (uri, profile) is for the print desk; here it is a name.
struct Printer {
    std::string name;                       // P-PACK1
    std::string uri;                        // tcp://192.0.2.10:9100; empty = a pool
    std::string profile;                    // of firmware-profiles/printers
    std::vector<std::string> members = {};  // of a pool
    std::string media = {};                 // 100x150
    std::int32_t offset_x_dots = 0;         // where the roll lies in this very printer
    std::int32_t offset_y_dots = 0;
    std::int32_t darkness = 0;  // steps from the profile's own
    std::int32_t speed = 0;
    bool blocked = false;  // takes no new labels
    bool sheets = false;   // the house's office paper is printed here
    friend bool operator==(Printer const&, Printer const&) = default;
};
BOOST_DESCRIBE_STRUCT(Printer, (),
                      (name, uri, profile, members, media, offset_x_dots, offset_y_dots, darkness,
                       speed, blocked, sheets))

}  // namespace wms
