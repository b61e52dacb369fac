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
// In the order of the order's lines.
[[nodiscard]] std::vector<Piece> pieces_of(Read const& read, ContainerId container, OrderId order);
[[nodiscard]] bool has_pieces(Read const& read, ContainerId container, OrderId order);

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

struct Packing {
    ContainerId container;
    OrderId order;
    ParcelId parcel;
};
// PACK: container → parcel, the allocations follow. `item.quantity` is there and promised.
void post_pack(Change& change, Packing const& where, Item const& item);
// One piece of packaging from the station's own stock, if it is kept there.
void consume_carton(Change& change, Parcel const& parcel);

}  // namespace wms::packing
