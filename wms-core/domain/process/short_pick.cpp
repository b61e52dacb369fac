// SPDX-License-Identifier: Apache-2.0
// The short pick, one transaction (§4.6, trace T2).
#include "domain/container.hpp"
#include "domain/problem.hpp"
#include "domain/process/counting.hpp"
#include "domain/process/picking.hpp"
#include "domain/process/reallocation.hpp"
#include "domain/process/waves.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace wms::picking {
namespace {

constexpr Elapsed inaccessible_for = 60_min;

void change_status(Change& change, QuantKey const& quant, TaskId task, StockStatus to,
                   Quantity quantity, std::string const& reason) {
    if (quantity.is_zero()) return;
    post_stock(change, {.posting = to == StockStatus::suspect ? Posting::suspect : Posting::grade,
                        .warehouse = quant.warehouse,
                        .owner = quant.owner,
                        .sku = quant.sku,
                        .lot = quant.lot,
                        .serial = quant.serial,
                        .from = {quant.holder, quant.status},
                        .to = {quant.holder, to},
                        .quantity = quantity,
                        .task = task,
                        .reason = reason});
}

// Steps 3: what is said about the goods that were expected here.
void post_finding(Change& change, TaskId id, Task const& task, ShortReason reason,
                  std::string const& word) {
    Quant const quant = tables::quants.find(change.tables(), task.quant).value_or(Quant{});
    Quantity const there{std::max<std::int64_t>(0, quant.on_hand)};
    switch (reason) {
        case ShortReason::wrong_item:
        case ShortReason::lot_mismatch:
            raise_problem(change, ProblemKind::found_stock,
                          fmt::format("{} at {}: {}", sku_name(change.tables(), task.quant.sku),
                                      name_of(change.tables(), task.quant.holder), word));
            [[fallthrough]];
        case ShortReason::bin_empty:
        case ShortReason::fewer_than_system:
            change_status(change, task.quant, id, StockStatus::suspect, there, word);
            counting::open_control_count(change, task.quant, word);
            return;
        case ShortReason::damaged:
            change_status(change, task.quant, id, StockStatus::damaged,
                          std::min(there, task.need - task.done), word);
            return;
        case ShortReason::inaccessible:
            change.post(LocationLocked{LocationId{task.quant.holder.id},
                                       change.now() + inaccessible_for, word});
            return;
    }
}

// Damaged pieces only free as many promises as there are damaged pieces: this task's own.
std::vector<Freed> free_promises(Change& change, Task const& task, TaskId id, ShortReason reason) {
    if (reason != ShortReason::damaged) return release_quant(change, task.quant);
    std::vector<Freed> freed;
    for (AllocationId const allocation : waiting_allocations(change.tables(), id))
        freed.push_back(release_allocation(change, allocation));
    return freed;
}

}  // namespace

std::vector<TaskId> post_short(Change& change, TaskId id, ShortReason reason) {
    std::string const word = boost::describe::enum_to_string(reason, "?");
    Task const task = tables::tasks.at(change.tables(), id);
    // The task ends first, so that giving its promises back does not end it a second time.
    change.post(TaskProgressed{id, {}, TaskState::short_, word});
    std::vector<Freed> freed = free_promises(change, task, id, reason);
    post_finding(change, id, task, reason, word);
    raise_problem(change, ProblemKind::short_pick,
                  fmt::format("{} at {}: {}", sku_name(change.tables(), task.quant.sku),
                              name_of(change.tables(), task.quant.holder), word));
    return reallocate(change, std::move(freed), task.batch);
}

}  // namespace wms::picking

namespace wms {

void apply(Write& write, LocationLocked const& event, EntryHeader const&) {
    tables::locations.update(write, event.location, [&](Location& location) {
        location.locked_out_until = event.out_until;
        if (event.in_until) location.locked_in_until = *event.in_until;
    });
}

}  // namespace wms
