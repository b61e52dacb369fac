// SPDX-License-Identifier: Apache-2.0
// The packer's way from parcel to parcel: which container and parcel a session works on, what is
// asked next, how a parcel is finished. Shared by the packer's scans and buttons.
#pragma once

#include "domain/process/pack_pieces.hpp"
#include "domain/terminal.hpp"

namespace wms::packing {

// Someone at work on it right now, other than `me`: by the claim of the container.
[[nodiscard]] OperatorId other_packer(Read const& read, ContainerId container, OperatorId me,
                                      Instant now);
// The session packs from its container still; another packer may have taken it over.
[[nodiscard]] Result<> guard_mine(Change const& change, Session const& session);

// The session's open parcel, the one that goes on with this container, or a new one.
[[nodiscard]] ParcelId open_parcel(Change& change, Session const& session, OrderId order);

// Opens a tote, cart bin or cart: claims it, moves it here, goes on with what was begun.
[[nodiscard]] Result<Done> open_container(Change& change, Session session, ContainerId container);
// Goes on with a parcel that was begun and left (§4.8.5 packer leaves mid-parcel).
[[nodiscard]] Result<Done> resume_parcel(Change& change, Session session, OrderId order);

// The next question after a parcel was closed or put aside: the same container, the next bin of its
// cart, or another container.
void go_on(Change& change, Session session);
// The question that fits the state of the session's parcel and container.
[[nodiscard]] Step step_now(Read const& read, OperatorId me, Session const& session);

// The content is complete: asks for the carton, or in the lane goes straight to the label.
void complete_content(Change& change, Session session);
// The carton is known: number, label.
[[nodiscard]] Done finish_content(Change& change, Session session, SkuId carton);

// The scanned label proves a parcel: VERIFIED → CLOSED. `number` is what was scanned.
[[nodiscard]] Result<> guard_label(Read const& read, std::string const& number);
[[nodiscard]] Result<> guard_close(Read const& read, ParcelId parcel);
void close_parcel(Change& change, ParcelId parcel);

}  // namespace wms::packing
