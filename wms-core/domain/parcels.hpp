// SPDX-License-Identifier: Apache-2.0
// What happens to parcels (§4.8.1). A parcel's row changes as a whole; the order's parcel counters
// and state follow from it, so that no process can forget them.
#pragma once

#include "domain/change.hpp"

namespace wms {

struct ParcelOpened {
    static constexpr std::uint16_t tag = 60;
    ParcelId id;
    Parcel row;
};
struct ParcelChanged {
    static constexpr std::uint16_t tag = 61;
    ParcelId id;
    Parcel row;
};
// A serial that is only recorded when it leaves (serial mode `out`): the quant does not know it.
struct SerialRecorded {
    static constexpr std::uint16_t tag = 62;
    ParcelId parcel;
    SerialId id;
    Serial row;
};
BOOST_DESCRIBE_STRUCT(ParcelOpened, (), (id, row))
BOOST_DESCRIBE_STRUCT(ParcelChanged, (), (id, row))
BOOST_DESCRIBE_STRUCT(SerialRecorded, (), (parcel, id, row))
void apply(Write& write, ParcelOpened const& event, EntryHeader const& header);
void apply(Write& write, ParcelChanged const& event, EntryHeader const& header);
void apply(Write& write, SerialRecorded const& event, EntryHeader const& header);

template <class Edit>
void change_parcel(Change& change, ParcelId id, Edit&& edit) {
    Parcel row = tables::parcels.at(change.tables(), id);
    edit(row);
    change.post(ParcelChanged{id, row});
}

[[nodiscard]] bool is_cancelled(Read const& read, OrderId order);
// The first parcel of the order in this state.
[[nodiscard]] std::optional<ParcelId> parcel_of(Read const& read, OrderId order, ParcelState state);
// A cancelled order or a stop flag keeps it here (§4.8.5).
[[nodiscard]] Result<> guard_not_stopped(Read const& read, ParcelId id, Parcel const& parcel);

}  // namespace wms
