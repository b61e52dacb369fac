// SPDX-License-Identifier: Apache-2.0
// The stock model (§4.0.2): quants on holders, double-entry postings between them, allocations on
// quants. Everything that moves goods is one event, StockPosted; nothing else may touch on_hand.
#pragma once

#include "domain/layout.hpp"

#include "store/lmdb.hpp"

#include <span>
#include <string>
#include <vector>

namespace wms {

struct EntryHeader;
using Read = store::Read;
using Write = store::Write;

// EXPIRED is derived from the lot, never stored.
enum class StockStatus : std::uint8_t {
    available = 0,
    qc_hold = 1,
    quarantine = 2,
    damaged = 3,
    suspect = 4,
    return_hold = 5,
    blocked = 6,
    over_hold = 7
};
BOOST_DESCRIBE_ENUM(StockStatus, available, qc_hold, quarantine, damaged, suspect, return_hold,
                    blocked, over_hold)

// Sorted so that the candidates of an allocation and the stock of a SKU are one stretch of the
// table.
struct QuantKey {
    WarehouseId warehouse;
    OwnerId owner;
    SkuId sku;
    StockStatus status = StockStatus::available;
    LotId lot;
    SerialId serial;
    Holder holder;
    friend auto operator<=>(QuantKey const&, QuantKey const&) = default;
};
BOOST_DESCRIBE_STRUCT(QuantKey, (), (warehouse, owner, sku, status, lot, serial, holder))
struct SkuKey {  // the first fields of QuantKey
    WarehouseId warehouse;
    OwnerId owner;
    SkuId sku;
    friend auto operator<=>(SkuKey const&, SkuKey const&) = default;
};
BOOST_DESCRIBE_STRUCT(SkuKey, (), (warehouse, owner, sku))
struct SkuStatusKey {
    WarehouseId warehouse;
    OwnerId owner;
    SkuId sku;
    StockStatus status = StockStatus::available;
};
BOOST_DESCRIBE_STRUCT(SkuStatusKey, (), (warehouse, owner, sku, status))

struct Quant {
    std::int64_t on_hand = 0;  // negative only on virtual holders (I2)
    Quantity allocated;        // Σ alloc RESERVED..PACKED on it (I3)
    Instant received_at;       // for FIFO: the oldest goods in it
    std::uint64_t last_seq =
        0;  // journal entry that last moved it (moving-stock-safe counts, §4.11)
};
BOOST_DESCRIBE_STRUCT(Quant, (), (on_hand, allocated, received_at, last_seq))

// Per (warehouse, owner, sku): what order promising needs in one read (§4.5.1). ATP = available −
// allocated − reserved.
struct SkuStock {
    std::int64_t available = 0;  // Σ AVAILABLE on real holders
    std::int64_t allocated = 0;  // hard: Σ live allocations
    std::int64_t reserved = 0;   // soft: approved, not yet hard-allocated
};
BOOST_DESCRIBE_STRUCT(SkuStock, (), (available, allocated, reserved))

enum class Posting : std::uint8_t {
    receive = 0,
    qc_release = 1,
    qc_block = 2,
    move = 3,
    pick = 4,
    sort = 5,
    pack = 6,
    ship = 7,
    return_in = 8,
    grade = 9,
    adjust = 10,
    scrap = 11,
    return_to_vendor = 12,
    consume = 13,
    suspect = 14,
    unsuspect = 15
};
BOOST_DESCRIBE_ENUM(Posting, receive, qc_release, qc_block, move, pick, sort, pack, ship, return_in,
                    grade, adjust, scrap, return_to_vendor, consume, suspect, unsuspect)

// One side of a posting.
struct Place {
    Holder holder;
    StockStatus status = StockStatus::available;
    friend bool operator==(Place const&, Place const&) = default;
};
BOOST_DESCRIBE_STRUCT(Place, (), (holder, status))

// A ledger row (§4.0.2). `ledger_seq` is gap-free per warehouse; time, actor, device and hash are
// the entry's.
struct StockPosted {
    static constexpr std::uint16_t tag = 1;
    std::uint64_t ledger_seq = 0;
    Posting posting = Posting::move;
    WarehouseId warehouse;
    OwnerId owner;
    SkuId sku;
    LotId lot = {};
    SerialId serial = {};
    Place from;
    Place to;
    Quantity quantity;
    OrderId order = {};
    TaskId task = {};
    std::string reason = {};
    OperatorId approver = {};
    std::uint64_t reverses = 0;  // ledger_seq of the row this one corrects
    Instant received_at = {};    // of goods that come in; 0 = the entry's time
};
BOOST_DESCRIBE_STRUCT(StockPosted, (),
                      (ledger_seq, posting, warehouse, owner, sku, lot, serial, from, to, quantity,
                       order, task, reason, approver, reverses, received_at))
void apply(Write& write, StockPosted const& event, EntryHeader const& header);

[[nodiscard]] QuantKey quant_key(StockPosted const& posted, Place const& place);

enum class Stage : std::uint8_t {
    reserved = 0,
    picked = 1,
    sorted = 2,
    packed = 3,
    shipped = 4,
    released = 5
};
BOOST_DESCRIBE_ENUM(Stage, reserved, picked, sorted, packed, shipped, released)

// The rule of §4.5 that decided for this quant, and why the first others were passed over.
enum class AllocationRule : std::uint8_t {
    only_choice = 0,
    requested_lot = 1,
    first_expired = 2,
    first_received = 3,
    smallest_remainder = 4,
    shortest_path = 5,
    picker_chose = 6  // "pick here instead" (§4.6)
};
BOOST_DESCRIBE_ENUM(AllocationRule, only_choice, requested_lot, first_expired, first_received,
                    smallest_remainder, shortest_path, picker_chose)
enum class Rejection : std::uint8_t {
    not_pickable = 0,
    locked = 1,
    being_counted = 2,
    lot_on_hold = 3,
    expires_too_soon = 4,
    expiry_missing = 5,
    other_lot = 6,
    nothing_free = 7
};
BOOST_DESCRIBE_ENUM(Rejection, not_pickable, locked, being_counted, lot_on_hold, expires_too_soon,
                    expiry_missing, other_lot, nothing_free)
struct RejectedQuant {
    Holder holder;
    Rejection reason = Rejection::not_pickable;
};
BOOST_DESCRIBE_STRUCT(RejectedQuant, (), (holder, reason))

// A promise of goods on a quant to an order line; it follows the goods from bin to parcel (§4.0.2,
// I4).
struct Allocation {
    OrderId order;
    std::uint32_t line = 0;
    QuantKey quant;
    Quantity quantity;
    Stage stage = Stage::reserved;
    TaskId task;
    Instant ship_by;  // copied from the order: the packer's lane takes the least slack first
    AllocationRule rule = AllocationRule::only_choice;
    std::vector<RejectedQuant> rejected = {};
};
BOOST_DESCRIBE_STRUCT(Allocation, (),
                      (order, line, quant, quantity, stage, task, ship_by, rule, rejected))

struct AllocationMade {
    static constexpr std::uint16_t tag = 2;
    AllocationId id;
    Allocation allocation;
};
BOOST_DESCRIBE_STRUCT(AllocationMade, (), (id, allocation))
void apply(Write& write, AllocationMade const& event, EntryHeader const& header);
struct MadeAllocation {
    AllocationId id;
    Allocation allocation;
};
BOOST_DESCRIBE_STRUCT(MadeAllocation, (), (id, allocation))
// Their part for quants, lines and SKUs; the orders' own rows are the caller's. The last has the
// highest id. A wave's orders often want the same goods, so those rows are written once.
void add_allocations(Write& write, std::span<MadeAllocation const> made);

// `quantity` of the allocation goes to another quant and stage together with the goods. What is
// left stays. `into` is the allocation that takes it: `from` itself when all of it moves and
// nothing is there to merge with.
struct AllocationMoved {
    static constexpr std::uint16_t tag = 4;
    AllocationId from;
    AllocationId into;
    Quantity quantity;
    QuantKey quant;
    Stage stage = Stage::picked;
};
BOOST_DESCRIBE_STRUCT(AllocationMoved, (), (from, into, quantity, quant, stage))
void apply(Write& write, AllocationMoved const& event, EntryHeader const& header);

struct AllocationReleased {  // the promise is taken back; the goods stay where they are
    static constexpr std::uint16_t tag = 5;
    AllocationId id;
    Quantity quantity;
};
BOOST_DESCRIBE_STRUCT(AllocationReleased, (), (id, quantity))
void apply(Write& write, AllocationReleased const& event, EntryHeader const& header);

}  // namespace wms
