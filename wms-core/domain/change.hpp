// SPDX-License-Identifier: Apache-2.0
// What a command sees of the world: its time, its actor, the tables with its own writes, and
// post(). Guards first, then facts: a command that refuses after its first post is a broken
// invariant.
#pragma once

#include "domain/tables.hpp"

namespace wms {

// The part of an entry every event may use; the same when the journal is applied again.
struct EntryHeader {
    std::uint64_t seq = 0;
    Instant at;
    Instant captured_at;  // the terminal's time of the scan
    OperatorId actor;
    DeviceId device;
    store::Hash body_hash{};  // of the command as sent
};

class Change {
public:
    Change(Write& write, EntryHeader const& header, std::string& events)
        : write_{write}, header_{header}, events_{events} {}
    Change(Change const&) = delete;
    Change& operator=(Change const&) = delete;

    [[nodiscard]] Read const& tables() const { return write_; }
    [[nodiscard]] Instant now() const { return header_.at; }
    [[nodiscard]] OperatorId actor() const { return header_.actor; }
    [[nodiscard]] DeviceId device() const { return header_.device; }
    [[nodiscard]] std::uint64_t seq() const { return header_.seq; }
    [[nodiscard]] EntryHeader const& header() const { return header_; }
    [[nodiscard]] bool has_posted() const { return !events_.empty(); }

    // The number the next object of this kind will get; the event that makes it moves the counter
    // on.
    template <class AnId>
    [[nodiscard]] AnId next(tables::Counter counter) const {
        auto const value = tables::counters.find(write_, counter);
        return AnId{(value ? value->last : 0) + 1};
    }

    // Applies the event at once and records it in the entry.
    template <class Event>
    void post(Event const& event) {
        ByteWriter writer{events_};
        writer.unsigned_number(Event::tag);
        encode(writer, event);  // a described struct carries its own size
        apply(write_, event, header_);
    }

private:
    Write& write_;
    EntryHeader header_;
    std::string& events_;
};

// For `apply` functions: the counter is at least at `id` from now on.
void raise_counter(Write& write, tables::Counter counter, std::uint64_t id);

// The answer to an accepted command.
struct Done {
    Tone tone = Tone::ok;
    std::uint64_t object = 0;  // what was made, if anything
};

// The goods' side of every process: fills in the ledger number and posts. `quantity` must be above
// zero and there on a real source (the guards of the process come first).
void post_stock(Change& change, StockPosted posted);

// --- look-ups used everywhere; nothing when the code is not known

[[nodiscard]] std::optional<SkuId> sku_by_code(Read const& read, std::string const& code);
[[nodiscard]] std::optional<LocationId> location_by_code(Read const& read, std::string const& code);
[[nodiscard]] std::optional<ContainerId> container_by_code(Read const& read,
                                                           std::string const& code);
[[nodiscard]] std::optional<StationId> station_by_code(Read const& read, std::string const& code);
[[nodiscard]] std::optional<CarrierId> carrier_by_code(Read const& read, std::string const& code);
[[nodiscard]] std::optional<OwnerId> owner_by_code(Read const& read, std::string const& code);
[[nodiscard]] std::optional<WarehouseId> warehouse_by_code(Read const& read,
                                                           std::string const& code);
[[nodiscard]] std::optional<ZoneId> zone_by_code(Read const& read, WarehouseId warehouse,
                                                 std::string const& code);
[[nodiscard]] std::optional<LotId> lot_by_code(Read const& read, SkuId sku,
                                               std::string const& code);
[[nodiscard]] std::optional<SerialId> serial_by_code(Read const& read, SkuId sku,
                                                     std::string const& code);
[[nodiscard]] std::optional<OperatorId> operator_by_badge(Read const& read,
                                                          std::string const& badge);
[[nodiscard]] std::optional<DeviceId> device_by_code(Read const& read, std::string const& code);
[[nodiscard]] std::optional<OrderId> order_by_key(Read const& read, OrderKey const& key);

// How things are called on screens.
[[nodiscard]] std::string name_of(Read const& read, Holder holder);
[[nodiscard]] std::string sku_name(Read const& read, SkuId sku);
[[nodiscard]] std::string order_name(Read const& read, OrderId order);
[[nodiscard]] std::string operator_name(Read const& read, OperatorId who);
[[nodiscard]] std::string parcel_name(ParcelId parcel);  // PC-17

// A claim lives while its holder is signed in somewhere and has scanned within the lease (§4.0.6).
[[nodiscard]] bool is_live(Read const& read, Claim const& claim, Instant now);
[[nodiscard]] Day today(Read const& read, WarehouseId warehouse, Instant now);

}  // namespace wms
