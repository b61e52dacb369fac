// SPDX-License-Identifier: Apache-2.0
#include "domain/process/pack_pieces.hpp"

#include "domain/parcels.hpp"

#include <algorithm>

namespace wms::packing {
namespace {

bool waits(Allocation const& allocation, ContainerId container) {
    bool const loose = allocation.stage == Stage::picked || allocation.stage == Stage::sorted;
    return loose && allocation.quant.holder == holder::at(container);
}

struct HolderSkuKey {  // the front of the index of quants by holder
    Holder holder;
    WarehouseId warehouse;
    OwnerId owner;
    SkuId sku;
};
BOOST_DESCRIBE_STRUCT(HolderSkuKey, (), (holder, warehouse, owner, sku))

// The tote is bound to this order alone: its goods are looked at instead of the order's lines.
bool is_own(Read const& read, ContainerId container, OrderId order) {
    return tables::containers.at(read, container).order == order;
}

// Calls `visit` with the order's loose pieces on one quant until it returns false.
template <class Visit>
void each_on_quant(Read const& read, QuantKey const& quant, OrderId order, Visit visit) {
    ContainerId const container{quant.holder.id};
    tables::allocations.scan_index<tables::allocations_by_quant>(
        read, quant, [&](tables::AllocationUrgencyKey const& key, AllocationId id) {
            if (key.order != order) return true;
            Allocation const allocation = tables::allocations.at(read, id);
            return !waits(allocation, container) || visit(Piece{id, allocation});
        });
}

// The same with all loose pieces of the order in a shared tote: there it is a small one.
template <class Visit>
void each_of_order(Read const& read, ContainerId container, OrderId order, Visit visit) {
    tables::allocations.scan_index<tables::allocations_by_order>(
        read, order, [&](OrderLineKey const&, AllocationId id) {
            Allocation const allocation = tables::allocations.at(read, id);
            return !waits(allocation, container) || visit(Piece{id, allocation});
        });
}

void add_left(LeftToPack& left, Piece const& piece) {
    SkuId const sku = piece.allocation.quant.sku;
    left.total += piece.allocation.quantity;
    auto const known = std::ranges::find(left.first, sku, &Left::sku);
    if (known == left.first.end()) {
        left.first.push_back({sku, piece.allocation.quantity});
    } else {
        known->quantity += piece.allocation.quantity;
    }
}

// What is in the packer's hand now stands on top of the list.
void bring_forward(Read const& read, ContainerId container, OrderId order, SkuId current,
                   std::vector<Left>& list) {
    if (!current) return;
    Quantity left;
    for (Piece const& piece : pieces_with(read, container, order, current))
        left += piece.allocation.quantity;
    std::erase_if(list, [&](Left const& one) { return one.sku == current; });
    if (!left.is_zero()) list.insert(list.begin(), {current, left});
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

MovedPart move_piece(Change& change, Packing const& where, Piece const& piece, Quantity quantity) {
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
    return {.ledger_seq = tables::ledger_counters.at(change.tables(), from.warehouse).last,
            .from = piece.id,
            .into = target,
            .quantity = quantity,
            .source = from,
            .target = into,
            .stage = piece.allocation.stage};
}

void record_serial(Change& change, ParcelId parcel, Item const& item) {
    SerialId const id = change.next<SerialId>(tables::Counter::serial);
    change.post(SerialRecorded{parcel, id, Serial{.sku = item.sku, .code = item.new_serial}});
}

}  // namespace

std::vector<Piece> pieces_with(Read const& read, ContainerId container, OrderId order, SkuId sku) {
    std::vector<Piece> pieces;
    auto const add = [&](Piece const& piece) {
        if (piece.allocation.quant.sku == sku) pieces.push_back(piece);
        return true;
    };
    if (is_own(read, container, order)) {
        HolderSkuKey const goods{holder::at(container),
                                 tables::containers.at(read, container).warehouse,
                                 tables::orders.at(read, order).owner, sku};
        tables::quants.scan_index<0>(read, goods, [&](Holder, QuantKey const& key) {
            each_on_quant(read, key, order, add);
            return true;
        });
    } else {
        each_of_order(read, container, order, add);
    }
    std::ranges::sort(
        pieces, {}, [](Piece const& piece) { return std::pair{piece.allocation.line, piece.id}; });
    return pieces;
}

std::optional<Piece> piece_left(Read const& read, ContainerId container, OrderId order) {
    std::optional<Piece> found;
    auto const take = [&](Piece const& piece) {
        found = piece;
        return false;
    };
    if (!is_own(read, container, order)) {
        each_of_order(read, container, order, take);
        return found;
    }
    tables::quants.scan_index<0>(read, holder::at(container), [&](Holder, QuantKey const& key) {
        each_on_quant(read, key, order, take);
        return !found;
    });
    return found;
}

std::vector<Piece> pieces_left(Read const& read, ContainerId container, OrderId order) {
    std::vector<Piece> pieces;
    auto const add = [&](Piece const& piece) {
        pieces.push_back(piece);
        return pieces.size() < pieces_looked_at_max;
    };
    if (!is_own(read, container, order)) {
        each_of_order(read, container, order, add);
        return pieces;
    }
    tables::quants.scan_index<0>(read, holder::at(container), [&](Holder, QuantKey const& key) {
        each_on_quant(read, key, order, add);
        return pieces.size() < pieces_looked_at_max;
    });
    return pieces;
}

LeftToPack left_to_pack(Read const& read, ContainerId container, OrderId order, SkuId current) {
    constexpr std::size_t quants_max = 40;
    LeftToPack left;
    auto const add = [&](Piece const& piece) {
        add_left(left, piece);
        return true;
    };
    std::size_t seen = 0;
    if (is_own(read, container, order)) {
        tables::quants.scan_index<0>(read, holder::at(container), [&](Holder, QuantKey const& key) {
            each_on_quant(read, key, order, add);
            return ++seen < quants_max;
        });
    } else {
        each_of_order(read, container, order, add);
    }
    if (seen == quants_max) {
        Order const row = tables::orders.at(read, order);
        left.total = row.picked - row.packed;
    }
    bring_forward(read, container, order, current, left.first);
    if (left.first.size() > left_shown_max) left.first.resize(left_shown_max);
    return left;
}

std::vector<QuantKey> quants_with(Read const& read, ContainerId container, OrderId order,
                                  SkuId sku) {
    std::vector<QuantKey> quants;
    if (order) {
        for (Piece const& piece : pieces_with(read, container, order, sku)) {
            QuantKey const& key = piece.allocation.quant;
            if (std::ranges::find(quants, key) == quants.end()) quants.push_back(key);
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
    for (Piece const& piece : pieces_with(read, container, order, item.sku)) {
        if (fits(piece.allocation.quant, item)) total += piece.allocation.quantity;
    }
    return total;
}

std::optional<QuantKey> last_packed(Read const& read, Session const& session) {
    auto const parcel = tables::parcels.find(read, session.parcel);
    bool const open = parcel && parcel->state == ParcelState::open && session.last &&
                      session.last->parcel == session.parcel && !session.last->parts.empty();
    return open ? std::optional{session.last->parts.front().source} : std::nullopt;
}

std::vector<MovedPart> post_pack(Change& change, Packing const& where, Item const& item) {
    std::vector<MovedPart> moved;
    Quantity rest = item.quantity;
    auto const pieces = pieces_with(change.tables(), where.container, where.order, item.sku);
    for (Piece const& piece : pieces) {
        if (rest.is_zero()) break;
        if (!fits(piece.allocation.quant, item)) continue;
        Quantity const taken = std::min(rest, piece.allocation.quantity);
        moved.push_back(move_piece(change, where, piece, taken));
        rest -= taken;
    }
    ensure(rest.is_zero(), "packed pieces are there and promised");
    if (!item.new_serial.empty()) record_serial(change, where.parcel, item);
    change_parcel(change, where.parcel, [&](Parcel& row) { row.pieces += item.quantity; });
    return moved;
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
