// SPDX-License-Identifier: Apache-2.0
// Picking (§4.6), three methods on one path.
//
// A picker takes work (or scans the tote of a batch that waits, or just one order), binds an empty
// tote or cart (one without bins enough gets totes in its slots), and is led from location to
// location in path order: scan the location, scan each item; on a cart, then scan the bin of the
// order the pieces belong to. When the books say the location is empty now, the picker is asked
// whether it is. A total pick gathers many orders' pieces in one tote, a cluster sorts into cart
// bins while picking, a discrete pick is one order. What is missing is reported with a reason, in
// one transaction (T2). At the end the tote is brought to a packing station; the screen tells what
// the round came to.
#pragma once

#include "domain/terminal.hpp"

namespace wms::picking {

[[nodiscard]] Result<Done> start(Change& change, Session session);
[[nodiscard]] Result<Done> on_scan(Change& change, Session const& session, Scanned const& scanned);
[[nodiscard]] Result<Done> on_press(Change& change, Session const& session,
                                    PressButton const& command);
void draw(Read const& read, Session const& session, Screen& screen);

// The picker is at a task, not between two.
[[nodiscard]] constexpr bool is_at_task(Step step) {
    return step == Step::scan_location || step == Step::scan_item || step == Step::scan_lot ||
           step == Step::scan_serial || step == Step::scan_target || step == Step::choose_reason;
}
// Pieces go into the bin of their order, not into one tote.
[[nodiscard]] bool is_cluster(PickMethod method);
// The bin the order has already, else the first free one.
[[nodiscard]] std::optional<ContainerId> bin_for(Read const& read, ContainerId cart, OrderId order);

// Why a picker finds less than the system wants (§4.6 short pick step 2).
enum class ShortReason : std::uint8_t {
    bin_empty = 0,
    fewer_than_system = 1,
    damaged = 2,
    wrong_item = 3,
    lot_mismatch = 4,
    inaccessible = 5
};
BOOST_DESCRIBE_ENUM(ShortReason, bin_empty, fewer_than_system, damaged, wrong_item, lot_mismatch,
                    inaccessible)

struct Shortage {
    ShortReason reason = ShortReason::bin_empty;
    std::optional<Quantity> damaged = {};  // none = all that is missing
};
// The short pick of the session's task as one transaction (short_pick.cpp): releases and
// re-allocates every promise on the quant, suspects or marks the goods, opens the control count.
// Returns the picker's next tasks.
[[nodiscard]] std::vector<TaskId> post_short(Change& change, TaskId task, Shortage const& shortage);

// Takes `quantity` of the task's goods into `to` and moves the promises with them. Returns what
// moved.
std::vector<MovedPart> post_pick(Change& change, TaskId task, Quantity quantity, Holder to);

}  // namespace wms::picking

namespace wms {

// Who works on a batch and with what; ends when the last task is done and the goods are brought
// away. Also a new batch, for goods that are fetched once more.
struct BatchChanged {
    static constexpr std::uint16_t tag = 190;
    BatchId id;
    Batch row;
};
BOOST_DESCRIBE_STRUCT(BatchChanged, (), (id, row))
void apply(Write& write, BatchChanged const& event, EntryHeader const& header);

// Nothing may be picked from the location until then (INACCESSIBLE), or put there.
struct LocationLocked {
    static constexpr std::uint16_t tag = 191;
    LocationId location;
    Instant out_until;
    std::string reason;
    std::optional<Instant> in_until = {};  // none = as it was
};
BOOST_DESCRIBE_STRUCT(LocationLocked, (), (location, out_until, reason, in_until))
void apply(Write& write, LocationLocked const& event, EntryHeader const& header);

}  // namespace wms
