// SPDX-License-Identifier: Apache-2.0
#include "domain/process/pack_pieces.hpp"

#include "domain/parcels.hpp"

#include <algorithm>

namespace wms::packing {
namespace {

bool waits(Allocation const& allocation) {
    return allocation.stage == Stage::picked || allocation.stage == Stage::sorted;
}

template <class Visit>
void for_each_piece(Read const& read, OrderId order, QuantKey const& quant, Visit&& visit) {
    tables::allocations.scan_index<tables::allocations_by_quant>(
        read, quant, [&](tables::AllocationUrgencyKey const& key, AllocationId id) {
            if (key.order != order) return true;
            Piece const piece{id, tables::allocations.at(read, id)};
            if (waits(piece.allocation)) visit(piece);
            return true;
        });
}

// By what still lies in the container, which gets less with every scan; the order's lines do not.
struct Wanted {
    ContainerId container;
    OrderId order;
};
std::vector<Piece> pieces_where(Read const& read, Wanted const& where, std::optional<SkuId> sku) {
    std::vector<Piece> pieces;
    tables::quants.scan_index<0>(
        read, holder::at(where.container), [&](Holder, QuantKey const& quant) {
            if (!sku || quant.sku == *sku)
                for_each_piece(read, where.order, quant,
                               [&](Piece const& piece) { pieces.push_back(piece); });
            return true;
        });
    std::ranges::sort(
        pieces, {}, [](Piece const& piece) { return std::pair{piece.allocation.line, piece.id}; });
    return pieces;
}

// The order of one quant with the least slack, cancelled ones last.
struct Wish {
    Instant ship_by;
    OrderId order;
    friend auto operator<=>(Wish const&, Wish const&) = default;
};
struct Wishes {
    std::optional<Wish> live;
    std::optional<Wish> cancelled;
};
Wishes wishes_of(Read const& read, QuantKey const& quant) {
    Wishes wishes;
    tables::allocations.scan_index<tables::allocations_by_quant>(
        read, quant, [&](tables::AllocationUrgencyKey const& key, AllocationId) {
            bool const gone = is_cancelled(read, key.order);
            std::optional<Wish>& wish = gone ? wishes.cancelled : wishes.live;
            if (!wish) wish = Wish{key.ship_by, key.order};
            return !wishes.live;
        });
    return wishes;
}

void keep_least(std::optional<Wish>& best, std::optional<Wish> const& other) {
    if (other && (!best || *other < *best)) best = other;
}

// The allocation of the same line that lies in the parcel already, so that rows do not pile up.
AllocationId packed_with(Read const& read, Allocation const& piece, QuantKey const& into) {
    AllocationId found;
    tables::allocations.scan_index<tables::allocations_by_order>(
        read, OrderLineKey{piece.order, piece.line}, [&](OrderLineKey const&, AllocationId id) {
            if (tables::allocations.at(read, id).quant == into) found = id;
            return !found;
        });
    return found;
}

void move_piece(Change& change, Packing const& where, Piece const& piece, Quantity quantity) {
    QuantKey const from = piece.allocation.quant;
    QuantKey into = from;
    into.holder = holder::at(where.parcel);
    post_stock(change, {.posting = Posting::pack,
                        .warehouse = from.warehouse,
                        .owner = from.owner,
                        .sku = from.sku,
                        .lot = from.lot,
                        .serial = from.serial,
                        .from = {from.holder, from.status},
                        .to = {into.holder, into.status},
                        .quantity = quantity,
                        .order = where.order});
    AllocationId target = packed_with(change.tables(), piece.allocation, into);
    bool const whole = quantity == piece.allocation.quantity;
    if (!target) target = whole ? piece.id : change.next<AllocationId>(tables::Counter::allocation);
    change.post(AllocationMoved{.from = piece.id,
                                .into = target,
                                .quantity = quantity,
                                .quant = into,
                                .stage = Stage::packed});
}

void record_serial(Change& change, ParcelId parcel, Item const& item) {
    SerialId const id = change.next<SerialId>(tables::Counter::serial);
    change.post(SerialRecorded{parcel, id, Serial{.sku = item.sku, .code = item.new_serial}});
}

}  // namespace

std::vector<Piece> pieces_of(Read const& read, ContainerId container, OrderId order) {
    return pieces_where(read, {container, order}, {});
}

bool has_pieces(Read const& read, ContainerId container, OrderId order) {
    bool found = false;
    tables::quants.scan_index<0>(read, holder::at(container), [&](Holder, QuantKey const& quant) {
        for_each_piece(read, order, quant, [&](Piece const&) { found = true; });
        return !found;
    });
    return found;
}

std::vector<QuantKey> quants_with(Read const& read, ContainerId container, OrderId order,
                                  SkuId sku) {
    std::vector<QuantKey> quants;
    if (order) {
        for (Piece const& piece : pieces_where(read, {container, order}, sku)) {
            QuantKey const& key = piece.allocation.quant;
            bool const known = std::ranges::find(quants, key) != quants.end();
            if (!known) quants.push_back(key);
        }
        return quants;
    }
    tables::quants.scan_index<0>(read, holder::at(container), [&](Holder, QuantKey const& key) {
        bool const promised = key.sku == sku && !tables::quants.at(read, key).allocated.is_zero();
        if (promised) quants.push_back(key);
        return true;
    });
    return quants;
}

bool fits(QuantKey const& quant, Item const& item) {
    if (quant.sku != item.sku) return false;
    if (item.lot && quant.lot != item.lot) return false;
    return !item.serial || quant.serial == item.serial;
}

OrderId order_for(Read const& read, std::vector<QuantKey> const& quants, Item const& item) {
    Wishes best;
    for (QuantKey const& quant : quants) {
        if (!fits(quant, item)) continue;
        Wishes const wishes = wishes_of(read, quant);
        keep_least(best.live, wishes.live);
        keep_least(best.cancelled, wishes.cancelled);
    }
    if (best.live) return best.live->order;
    return best.cancelled ? best.cancelled->order : OrderId{};
}

Quantity wanted(Read const& read, ContainerId container, OrderId order, Item const& item) {
    Quantity total;
    for (Piece const& piece : pieces_where(read, {container, order}, item.sku)) {
        if (fits(piece.allocation.quant, item)) total += piece.allocation.quantity;
    }
    return total;
}

void post_pack(Change& change, Packing const& where, Item const& item) {
    Quantity rest = item.quantity;
    for (Piece const& piece :
         pieces_where(change.tables(), {where.container, where.order}, item.sku)) {
        if (rest.is_zero()) break;
        if (!fits(piece.allocation.quant, item)) continue;
        Quantity const taken = std::min(rest, piece.allocation.quantity);
        move_piece(change, where, piece, taken);
        rest -= taken;
    }
    ensure(rest.is_zero(), "packed pieces are there and promised");
    if (!item.new_serial.empty()) record_serial(change, where.parcel, item);
    change_parcel(change, where.parcel, [&](Parcel& row) { row.pieces += item.quantity; });
}

void consume_carton(Change& change, Parcel const& parcel) {
    if (!parcel.carton || !parcel.station) return;
    Read const& read = change.tables();
    LocationId const shelf = tables::stations.at(read, parcel.station).location;
    if (!shelf) return;
    std::optional<QuantKey> stock;
    tables::quants.scan_index<0>(read, holder::at(shelf), [&](Holder, QuantKey const& key) {
        Quant const quant = tables::quants.at(read, key);
        bool const free = key.sku == parcel.carton && key.status == StockStatus::available &&
                          quant.on_hand > quant.allocated.value();
        if (free) stock = key;
        return !stock;
    });
    if (!stock) return;
    post_stock(change, {.posting = Posting::consume,
                        .warehouse = stock->warehouse,
                        .owner = stock->owner,
                        .sku = stock->sku,
                        .lot = stock->lot,
                        .serial = stock->serial,
                        .from = {stock->holder, stock->status},
                        .to = {holder::consumed},
                        .quantity = 1_ea,
                        .order = parcel.order});
}

}  // namespace wms::packing
