// SPDX-License-Identifier: Apache-2.0
#include "engine/apply.hpp"

#include "base/text.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace wms {

EntryHeader header_of(store::Entry const& entry) {
    return {.seq = entry.seq,
            .at = entry.at,
            .captured_at = entry.captured_at,
            .actor = entry.actor,
            .device = entry.device,
            .body_hash = entry.body_hash};
}

void set_refused(store::Entry& entry, Refusal const& refusal) {
    entry.refused = static_cast<std::uint16_t>(refusal.why);
    // What came in may be anything; what is kept and sent on can be read.
    for (std::string const& text : refusal.subject) entry.subject.push_back(visible(text, 200));
    entry.tone = tone_of(refusal.why);
}

void apply_entry(Write& write, store::Entry const& entry) {
    apply_events(write, entry.events, header_of(entry));
    record_outcome(write, entry);
}

std::uint64_t applied_seq_of(Read const& read) {
    auto const value = tables::meta.find(read, "applied");
    std::uint64_t seq = 0;
    if (value) std::from_chars(value->text.data(), value->text.data() + value->text.size(), seq);
    return seq;
}

void set_applied_seq(Write& write, std::uint64_t seq) {
    tables::meta.put(write, "applied", {fmt::format("{}", seq)});
}

void clear_tables(Write& write) {
    for (std::uint16_t number = 0; number < tables::names.size(); ++number) write.clear({number});
}

std::string store_key_text(store::EventKey const& key) {
    return to_hex({reinterpret_cast<char const*>(key.data()), key.size()});
}

}  // namespace wms
