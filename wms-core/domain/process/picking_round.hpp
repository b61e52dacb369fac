// SPDX-License-Identifier: Apache-2.0
// A picker's round as it goes on: which task is next, who has claimed it, how it is left, and what
// became of it while the picker walked. The files of picking use it, home for what a round that is
// over tells, and the lead's desk (directing.cpp).
#pragma once

#include "domain/process/picking.hpp"

namespace wms::picking {

// All that is left to fetch, in path order; the first that can be fetched now.
[[nodiscard]] std::vector<TaskId> open_tasks(Read const& read, BatchId batch);
[[nodiscard]] std::optional<TaskId> next_task(Read const& read, BatchId batch);
[[nodiscard]] std::optional<BatchId> most_urgent_batch(Change const& change, WarehouseId warehouse);
void claim(Change& change, BatchId id, Batch batch);
// These tasks become a round of their own like `row`, for whoever asks for work next.
[[nodiscard]] BatchId regroup(Change& change, Batch row, std::vector<TaskId> tasks);
// Claims the open tasks of one order as a round, out of the rounds they are in (P1); refused where
// somebody has begun with one of those, or where the goods are fetched for several orders at once.
[[nodiscard]] Result<Done> pick_order(Change& change, Session session, OrderId order);
// Work that was claimed and not begun is free for others again.
void give_back_batch(Change& change, BatchId id);

// A tote or cart that is free, else who has goods in it.
[[nodiscard]] Result<> guard_empty(Read const& read, ContainerId id);

// --- a cart without bins enough: totes go into its slots (P2)

// For how many of the round's orders there is neither bin nor tote on the cart.
[[nodiscard]] std::size_t missing_slots(Read const& read, BatchId batch, ContainerId cart);
// A free tote into the next slot; the same tote again out of it.
[[nodiscard]] Result<Done> fill_slot(Change& change, Session session, Scanned const& scanned);
// DONE: the most urgent orders stay on the cart, the rest is handed back.
[[nodiscard]] Result<Done> start_with_fewer(Change& change, Session session);
// Nothing lies in it yet: cart and totes are free again. False where goods do.
[[nodiscard]] bool put_cart_back(Change& change, Session& session);

// --- what the picker has done in this round, told at its end (P8)

void begin_round(Change const& change, Session& session);
void count_pick(Read const& read, Session& session, Quantity quantity);
void draw_end_of_round(Read const& read, Session const& session, Screen& screen);
// Its order was cancelled, or the wave has nothing left for it.
void draw_called_off(Read const& read, PickRound const& round, Screen& screen);

// The station: the whole cart or tote, or first one tote of it.
[[nodiscard]] Result<Done> scan_destination(Change& change, Session session,
                                            Scanned const& scanned);

void forget_pieces(Session& session);
// The next question of a batch: the next location, or where to bring the goods.
void lead_on(Change& change, Session session, std::optional<TaskId> task);
void go_home(Change& change, Session session);

// Somebody took the batch over, its orders were cancelled, the task in hand ended or wants fewer
// pieces than are in the hand: nothing is posted, the picker is asked the question that fits now.
// False when all is as the screen says.
[[nodiscard]] bool catch_up(Change& change, Session session);
// The session's task as it stands now, or why the picker must look again.
[[nodiscard]] Result<Task> current_task(Change const& change, Session const& session);

// Whoever had the round (or nobody) reads it on the screen at once and is led home by the next
// scan.
void tell_loser(Change& change, OperatorId loser, BatchId batch, ContainerId container);
// Another person's round, or one that nobody is at any more: its tote was scanned (§4.0.6).
[[nodiscard]] Result<Done> take_over(Change& change, Session session, ContainerId id);

// SHORT (short_pick.cpp): the reason is asked for, then how many there are, where that is not known
// from the scans (P6).
[[nodiscard]] Result<Done> press_short(Change& change, Session session,
                                       std::string const& argument);
[[nodiscard]] Result<Done> press_how_many(Change& change, Session const& session,
                                          std::string const& argument);
[[nodiscard]] bool asks_how_many(Session const& session);
[[nodiscard]] std::vector<std::string> numbers_to_choose(Session const& session, Task const& task);

}  // namespace wms::picking
