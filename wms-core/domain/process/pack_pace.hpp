// SPDX-License-Identifier: Apache-2.0
// How fast somebody packs (K6): parcels that were done within the last hour, told on the packer's
// own screen when the next tote is asked for.
#pragma once

#include "domain/change.hpp"
#include "domain/screen.hpp"

namespace wms {

// A parcel's label was scanned on it: it is done, by whoever scanned it.
struct ParcelFinished {
    static constexpr std::uint16_t tag = 63;
    ParcelId parcel;
    OperatorId by;
};
BOOST_DESCRIBE_STRUCT(ParcelFinished, (), (parcel, by))
void apply(Write& write, ParcelFinished const& event, EntryHeader const& header);

namespace packing {

// Parcels per hour as of the last one; just their number while too little time has passed since
// sign-in for a rate to mean anything. Nothing before the first.
[[nodiscard]] std::optional<ScreenLine> pace_of(Read const& read, OperatorId who,
                                                Instant signed_in);

}  // namespace packing
}  // namespace wms
