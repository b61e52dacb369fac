// SPDX-License-Identifier: Apache-2.0
// What happens to promises when goods are not there, or are no longer wanted (§4.5 exceptions, §4.6
// short pick).
//
// A promise that cannot be kept is released together with its part of the pick task. The freed
// pieces are promised again in the order (priority, paid_at, id); an order that cannot be filled
// follows its short policy. A ship-complete order of which nothing is picked gives everything back
// and waits: no hoarding.
#pragma once

#include "domain/wave.hpp"

#include "domain/change.hpp"

namespace wms {

// Pieces of an order line that lost their promise, and the batch that was to fetch them.
struct Freed {
    OrderLineKey line;
    Quantity quantity;
    BatchId batch;
};

// Takes unpicked promises of a line back, newest first, up to `quantity`.
void release_line(Change& change, OrderLineKey const& line, Quantity quantity);
// Takes all unpicked promises on a quant back.
[[nodiscard]] std::vector<Freed> release_quant(Change& change, QuantKey const& quant);
// Takes unpicked promises on a quant back, least urgent order first, until at most `keep` pieces
// are promised (§4.5 "quant loses stock after allocation"). Give them to reallocate() once the
// quant has lost its stock: before that they would be promised from it again.
[[nodiscard]] std::vector<Freed> release_quant_above(Change& change, QuantKey const& quant,
                                                     Quantity keep);
// Takes one unpicked promise back.
[[nodiscard]] Freed release_allocation(Change& change, AllocationId allocation);
// What a task still has to fetch, in the order it was promised.
[[nodiscard]] std::vector<AllocationId> waiting_allocations(Read const& read, TaskId task);
// Promises again. Returns the new tasks in the batch `own`, best first: the picker is sent there
// next.
std::vector<TaskId> reallocate(Change& change, std::vector<Freed> freed, BatchId own);

// What the task still has to fetch is fetched from another quant of the same goods, which has
// enough of them free ("pick here instead", §4.6). Returns the task that stands in for it.
[[nodiscard]] TaskId repoint(Change& change, TaskId task, QuantKey const& quant);

}  // namespace wms
