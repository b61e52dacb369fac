// SPDX-License-Identifier: Apache-2.0
// Which carton a parcel goes into (§4.8.1, J3). What lies free on the station's own location is its
// packaging. Of that the smallest carton is proposed into which every piece goes by its edges, all
// pieces by their volume, and which stays below the site's heaviest parcel. Goods or cartons
// without a size on file are never proposed; the packer scans what was taken. A station without
// packaging packs without.
#pragma once

#include "domain/terminal.hpp"

namespace wms::packing {

struct Proposal {
    SkuId carton;
    Quantity pieces;
    std::int64_t full_percent = 0;
    std::optional<Weight> weight = {};  // with the carton, where all is known
};
struct Cartons {
    bool kept = false;  // packaging lies at the parcel's station
    std::optional<Proposal> best = {};
    SkuId unmeasured = {};  // goods whose size nobody knows: nothing can be proposed
};
[[nodiscard]] Cartons cartons_for(Read const& read, ParcelId parcel);
[[nodiscard]] std::string carton_code(Read const& read, SkuId carton);  // B-S2, as on its label

// A carton was scanned. One that is surely too small is taken when it is scanned again.
[[nodiscard]] Result<Done> take_carton(Change& change, Session const& session, SkuId carton);
// Done: the proposal; no carton where none is kept.
[[nodiscard]] Result<Done> take_proposal(Change& change, Session const& session);
// A box that is nobody's stock: a lead agrees (§4.8.5).
[[nodiscard]] Result<Done> take_own_package(Change& change, Session const& session);

void draw_carton(Read const& read, Session const& session, Screen& screen);

}  // namespace wms::packing
