// SPDX-License-Identifier: Apache-2.0
// What a parcel weighs and what it should (§4.8.5). Expected are all pieces and the carton, each by
// its weight on file; one piece without a weight, and nothing is compared. Of a box that nobody
// knows only the least is known: the goods alone. Outside the site's tolerance the label does not
// close the parcel until it was weighed again, or a lead has said why the weight is right. A weight
// comes off the scale, or is typed with a reason (WEIGHT_MANUAL).
#pragma once

#include "domain/terminal.hpp"

namespace wms::packing {

// Of all pieces in the parcel; nothing where one of them was never weighed.
[[nodiscard]] std::optional<Weight> goods_weight(Read const& read, ParcelId parcel);

[[nodiscard]] bool is_weight_off(Read const& read, ParcelId parcel);
[[nodiscard]] Result<> guard_weight(Read const& read, ParcelId parcel);

// Off the scale it counts at once; typed, the reason is asked for, then the weight counts.
[[nodiscard]] Result<Done> weigh(Change& change, Session const& session,
                                 PressButton const& command);
[[nodiscard]] Result<Done> approve_weight(Change& change, Session const& session,
                                          std::string const& reason);
// Away from the question for a reason: the weight stays as it was.
[[nodiscard]] Result<Done> leave_weight(Change& change, Session const& session);
// The label of a parcel that was put aside with its weight off: it is weighed again here.
[[nodiscard]] Done weigh_again(Change& change, Session session, ParcelId parcel);

// The lead hears once of a parcel that is put aside with its weight off; closed, it is settled.
void tell_if_off(Change& change, ParcelId parcel);
void settle_weight(Change& change, ParcelId parcel);

[[nodiscard]] bool asks_about_weight(Step step);
void show_weight(Read const& read, ParcelId parcel, Screen& screen);
void draw_weight_question(Read const& read, Session const& session, Screen& screen);

}  // namespace wms::packing
