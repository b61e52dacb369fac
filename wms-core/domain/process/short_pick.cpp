// SPDX-License-Identifier: Apache-2.0
// The short pick: its questions (P6) and its one transaction (§4.6, trace T2).
#include "base/text.hpp"
#include "domain/container.hpp"
#include "domain/problem.hpp"
#include "domain/process/counting.hpp"
#include "domain/process/picking_round.hpp"
#include "domain/process/reallocation.hpp"
#include "domain/process/waves.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <charconv>

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

ProblemText text_about(Read const& read, Task const& task, std::string const& word) {
    return {Phrase::problem_short,
            {sku_name(read, task.quant.sku), name_of(read, task.quant.holder), word}};
}

// Steps 3: what is said about the goods that were expected here.
void post_finding(Change& change, TaskId id, Task const& task, Shortage const& shortage,
                  std::string const& word) {
    Quant const quant = tables::quants.find(change.tables(), task.quant).value_or(Quant{});
    Quantity const there{std::max<std::int64_t>(0, quant.on_hand)};
    switch (shortage.reason) {
        case ShortReason::wrong_item:
        case ShortReason::lot_mismatch:
            raise_problem(change, ProblemKind::found_stock,
                          text_about(change.tables(), task, word));
            [[fallthrough]];
        case ShortReason::bin_empty:
        case ShortReason::fewer_than_system:
            change_status(change, task.quant, id, StockStatus::suspect, there, word);
            counting::open_control_count(change, task.quant, word);
            return;
        case ShortReason::damaged:
            change_status(change, task.quant, id, StockStatus::damaged,
                          std::min(there, shortage.damaged.value_or(task.need - task.done)), word);
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

// Only what the scans have not told: how many of several are damaged, and how many there are when
// fewer are said to be there than wanted and none was scanned.
bool is_open_question(Task const& task, ShortReason reason) {
    Quantity const missing = task.need - task.done;
    if (reason == ShortReason::damaged) return missing > 1_ea;
    return reason == ShortReason::fewer_than_system && task.done.is_zero() && missing > 1_ea;
}

Done report(Change& change, Session session, Shortage const& shortage) {
    BatchId const batch = session.batch;
    bool const some = !tables::tasks.at(change.tables(), session.task).done.is_zero();
    if (some && session.round) ++session.round->lines;
    bool const last_here = session.last && session.last->task == session.task;
    if (last_here) session.last.reset();  // the task is closed, its pieces stay
    std::vector<TaskId> const next = post_short(change, session.task, shortage);
    lead_on(change, session, next.empty() ? next_task(change.tables(), batch) : next.front());
    return Done{Tone::step_complete};
}

}  // namespace

Result<Done> press_short(Change& change, Session session, std::string const& argument) {
    auto const task = current_task(change, session);
    if (!task) return std::unexpected(task.error());
    if (!session.in_hand.is_zero()) return refuse(Why::wrong_key, "SHORT", "");
    // That a location cannot be reached is said without having been there.
    bool const here = session.step != Step::scan_location || argument == "inaccessible";
    if (!here)
        return refuse(Why::scan_location_first, name_of(change.tables(), task->quant.holder));
    if (argument.empty()) {
        forget_pieces(session);
        go_to(change, session, Step::choose_reason);
        return Done{Tone::attention};
    }
    ShortReason reason{};
    if (!boost::describe::enum_from_string(argument.c_str(), reason))
        return refuse(
            Why::reason_missing,
            "bin_empty, fewer_than_system, damaged, wrong_item, lot_mismatch, inaccessible");
    bool const asked = session.step == Step::choose_reason && is_open_question(*task, reason);
    if (!asked) return report(change, std::move(session), {reason});
    session.reason = argument;
    go_to(change, session, Step::choose_reason);
    return Done{Tone::attention};
}

bool asks_how_many(Session const& session) {
    return session.step == Step::choose_reason && !session.reason.empty();
}

// Those that were found are scanned, never only counted: the item itself has to be seen.
std::vector<std::string> numbers_to_choose(Session const& session, Task const& task) {
    constexpr std::int64_t numbers_max = 8;
    if (session.reason != "damaged") return {"0"};
    std::int64_t const missing = (task.need - task.done).value();
    std::vector<std::string> numbers;
    for (std::int64_t n = 1; n <= missing && missing <= numbers_max; ++n)
        numbers.push_back(fmt::format("{}", n));
    return numbers;
}

Result<Done> press_how_many(Change& change, Session const& session, std::string const& argument) {
    auto const task = current_task(change, session);
    if (!task) return std::unexpected(task.error());
    ShortReason reason{};
    boost::describe::enum_from_string(session.reason.c_str(), reason);
    bool const damaged = reason == ShortReason::damaged;
    std::int64_t const least = damaged ? 1 : 0;
    std::int64_t const most = (task->need - task->done).value() - (damaged ? 0 : 1);
    std::int64_t number = -1;
    char const* const end = argument.data() + argument.size();
    auto const [rest, error] = std::from_chars(argument.data(), end, number);
    bool const sound = error == std::errc{} && rest == end && number >= least && number <= most;
    if (!sound)
        return refuse(Why::bad_quantity, visible(argument), fmt::format("{}", least),
                      fmt::format("{}", most));
    if (damaged) return report(change, session, {reason, Quantity{number}});
    if (number > 0) return refuse(Why::scan_item_first, sku_name(change.tables(), task->quant.sku));
    return report(change, session, {reason});
}

std::vector<TaskId> post_short(Change& change, TaskId id, Shortage const& shortage) {
    std::string const word = boost::describe::enum_to_string(shortage.reason, "?");
    Task const task = tables::tasks.at(change.tables(), id);
    // The task ends first, so that giving its promises back does not end it a second time.
    change.post(TaskProgressed{id, {}, TaskState::short_, word});
    std::vector<Freed> freed = free_promises(change, task, id, shortage.reason);
    post_finding(change, id, task, shortage, word);
    raise_problem(change, ProblemKind::short_pick, text_about(change.tables(), task, word));
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
