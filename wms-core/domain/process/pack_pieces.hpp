// SPDX-License-Identifier: Apache-2.0
// The goods' side of packing: which pieces of a container wait for which order, and the PACK
// posting of a piece into a parcel. Knows nothing of screens.
#pragma once

#include "domain/change.hpp"

namespace wms::packing {

// What was scanned. Lot and serial are only set where they were scanned too.
struct Item {
    SkuId sku;
    Quantity quantity{1};
    LotId lot = {};
    SerialId serial = {};
    std::string new_serial = {};  // recorded on the way out, not known to the quant
};

// An allocation whose goods lie in the container, not yet packed.
struct Piece {
    AllocationId id;
    Allocation allocation;
};
// Of one SKU, in the order of the order's lines. Looks only at the goods of that SKU in the
// container: an order may have hundreds of lines.
[[nodiscard]] std::vector<Piece> pieces_with(Read const& read, ContainerId container, OrderId order,
                                             SkuId sku);
// Any piece of the order that waits in the container.
[[nodiscard]] std::optional<Piece> piece_left(Read const& read, ContainerId container,
                                              OrderId order);

// The order's pieces that wait in the container, at most so many rows.
inline constexpr std::size_t pieces_looked_at_max = 200;
[[nodiscard]] std::vector<Piece> pieces_left(Read const& read, ContainerId container,
                                             OrderId order);

// For the screen: the first kinds of goods that wait, and how many pieces in all.
struct Left {
    SkuId sku;
    Quantity quantity;
};
struct LeftToPack {
    std::vector<Left> first = {};
    Quantity total = {};
};
inline constexpr std::size_t left_shown_max = 6;
// Looks at a bounded number of quants; beyond it the total is the order's, from its counters.
// `current` comes first while some of it is left.
[[nodiscard]] LeftToPack left_to_pack(Read const& read, ContainerId container, OrderId order,
                                      SkuId current);

// The quants of the container that hold promised pieces of the SKU: of the order, or of any.
[[nodiscard]] std::vector<QuantKey> quants_with(Read const& read, ContainerId container,
                                                OrderId order, SkuId sku);
[[nodiscard]] bool fits(QuantKey const& quant, Item const& item);

// §4.8.2: the order that gets the piece: least slack, then the oldest. A cancelled one is only
// returned when nobody else wants the piece, so that the packer is stopped.
[[nodiscard]] OrderId order_for(Read const& read, std::vector<QuantKey> const& quants,
                                Item const& item);
[[nodiscard]] Quantity wanted(Read const& read, ContainerId container, OrderId order,
                              Item const& item);

// The goods of the last scan, when they lie in the session's open parcel still.
[[nodiscard]] std::optional<QuantKey> last_packed(Read const& read, Session const& session);

struct Packing {
    ContainerId container;
    OrderId order;
    ParcelId parcel;
};
// PACK: container → parcel, the allocations follow. `item.quantity` is there and promised. Returns
// what moved.
std::vector<MovedPart> post_pack(Change& change, Packing const& where, Item const& item);
// One piece of packaging from the station's own stock, if it is kept there.
void consume_carton(Change& change, Parcel const& parcel);

}  // namespace wms::packing
