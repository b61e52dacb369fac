// SPDX-License-Identifier: Apache-2.0
// One journal entry into the tables: the same steps when it is decided and when it is replayed.
#pragma once

#include "domain/registry.hpp"

namespace wms {

[[nodiscard]] EntryHeader header_of(store::Entry const& entry);
void set_refused(store::Entry& entry, Refusal const& refusal);
// Events, then what the outcome itself changes.
void apply_entry(Write& write, store::Entry const& entry);

[[nodiscard]] std::uint64_t applied_seq_of(Read const& read);
void set_applied_seq(Write& write, std::uint64_t seq);
void clear_tables(Write& write);
[[nodiscard]] std::string store_key_text(store::EventKey const& key);

}  // namespace wms
