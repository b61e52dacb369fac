// SPDX-License-Identifier: Apache-2.0
// A picker's round as it goes on: which task is next, who has claimed it, how it is left, and what
// became of it while the picker walked. Only the files of picking use it.
#pragma once

#include "domain/process/picking.hpp"

namespace wms::picking {

[[nodiscard]] std::optional<TaskId> next_task(Read const& read, BatchId batch);
[[nodiscard]] std::optional<BatchId> most_urgent_batch(Change const& change, WarehouseId warehouse);
void claim(Change& change, BatchId id, Batch batch);
// Work that was claimed and not begun is free for others again.
void give_back_batch(Change& change, BatchId id);

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
