// SPDX-License-Identifier: Apache-2.0
// What is wrong with an order's goods at the packing station (§4.8.5): pieces are missing, damaged,
// or another item lies in their place.
//
// The packer presses Short, chooses the reason, says which item it is (scans the one in hand, else
// chooses it from those that are left) and how many if there are several. In one transaction the
// books follow: the pieces are set apart at the station (suspect, or damaged), so that nobody sells
// them and a lead settles them where locations are settled; the promise is given back, and the
// pieces are fetched anew before all other work, or the order's short policy decides.
//
// What was packed so far stays in its open parcel at the station: the parcel is parked. A parked
// parcel has no source, it goes on with whatever tote of its order comes next, under one label.
#pragma once

#include "domain/terminal.hpp"

namespace wms::packing {

enum class PackShort : std::uint8_t { missing = 0, damaged = 1, other_item = 2 };
BOOST_DESCRIBE_ENUM(PackShort, missing, damaged, other_item)

// The session is at one of the questions below.
[[nodiscard]] bool is_reporting(Session const& session);
[[nodiscard]] Result<Done> press_short(Change& change, Session session,
                                       std::string const& argument);
// Of the buttons at a question only these; nothing for others.
[[nodiscard]] std::optional<Result<Done>> press_in_report(Change& change, Session const& session,
                                                          PressButton const& command);
// What was scanned as the answer.
[[nodiscard]] Result<Done> scan_in_report(Change& change, Session const& session,
                                          Scanned const& scanned);
void draw_report(Read const& read, Session const& session, Screen& screen);

// --- parked parcels

// The order's open parcel that goods from this container go into: the one begun from it, else a
// parked one.
[[nodiscard]] std::optional<ParcelId> begun_parcel(Read const& read, ContainerId container,
                                                   OrderId order);
// A parked parcel of an order that more goods are still to come for.
[[nodiscard]] bool waits_for_goods(Read const& read, ParcelId parcel);
// The order's parked parcel is at another station: asked once, the same scan again goes on here.
[[nodiscard]] Result<> guard_parcel_here(Change const& change, Session const& session,
                                         ContainerId container);
// The order of a parked parcel was scanned: its goods that are here are packed, or it is complete.
// Nothing if it has none.
[[nodiscard]] std::optional<Result<Done>> resume_parked(Change& change, Session const& session,
                                                        OrderId order);
void show_parked(Read const& read, Session const& session, Screen& screen);
[[nodiscard]] std::optional<ParcelId> parked_of(Read const& read, OrderId order);

}  // namespace wms::packing

namespace wms {

// A lead does not wait any longer: what is not picked yet is not sent (§4.8.5 "ship short").
struct SendShort {
    static constexpr std::uint16_t tag = 150;
    OrderId order;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SendShort, (), (order, reason))
[[nodiscard]] Result<Done> handle(Change& change, SendShort const& command);

// Goods came in: parked parcels that wait for them have them fetched.
void fetch_for_parked(Change& change, std::vector<SkuId> const& skus);

}  // namespace wms
