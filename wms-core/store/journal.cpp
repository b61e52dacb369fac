// SPDX-License-Identifier: Apache-2.0
#include "store/journal.hpp"

#include <fmt/format.h>

#include <utility>

namespace wms::store {
namespace {

std::uint64_t seq_of(std::string_view key) {
    std::uint64_t seq = 0;
    for (char const c : key) seq = (seq << 8) | static_cast<std::uint8_t>(c);
    return seq;
}

SealedEntry unseal_at(std::uint64_t seq, std::string_view record) {
    try {
        return unseal(record);
    } catch (DecodeError const& error) {
        throw DecodeError{fmt::format("journal entry {}: {}", seq, error.what())};
    }
}

}  // namespace

std::string journal_key(std::uint64_t seq) {
    std::string key(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) key[i] = static_cast<char>(seq >> (56 - 8 * i));
    return key;
}

Journal::Journal(std::string const& folder, std::uint64_t map_bytes, Access access)
    : environment_{EnvironmentOptions{
          .path = folder, .tables = table_names, .map_bytes = map_bytes, .access = access}} {
    Read const read = environment_.snapshot();
    Cursor cursor{read, entries};
    if (!cursor.last()) return;
    durable_seq_ = last_seq_ = seq_of(cursor.key());
    try {
        SealedEntry const head = unseal_at(last_seq_, cursor.value());
        if (head.entry.seq != last_seq_)
            throw DecodeError{fmt::format("the journal's last entry is {} by its key and {} inside",
                                          last_seq_, head.entry.seq)};
        durable_hash_ = last_hash_ = head.hash;
        durable_at_ = last_at_ = head.entry.at;
    } catch (DecodeError const& error) {
        throw StoreFailure{error.what(), 0};
    }
}

void Journal::stage(Entry const& entry) {
    ensure(entry.seq == last_seq_ + 1, "the journal is numbered without gaps");
    ensure(entry.at >= last_at_, "the journal never goes back in time");
    last_hash_ = seal(entry, last_hash_, staged_.emplace_back());
    last_seq_ = entry.seq;
    last_at_ = entry.at;
}

Journal::Sealed Journal::take_staged() {
    return {std::exchange(staged_, {}), last_seq_, last_hash_, last_at_};
}

void Journal::write_once(Sealed const& sealed) {
    Write write = environment_.begin_write();
    std::uint64_t seq = durable_seq_;
    for (std::string const& record : sealed.records)
        write.append(entries, journal_key(++seq), record);
    write.commit();
}

void Journal::write(Sealed const& sealed) {
    if (sealed.records.empty()) return;
    environment_.grow_if_needed();
    for (bool written = false; !written;) {
        try {
            write_once(sealed);
            written = true;
        } catch (MapFull const&) {
            environment_.grow();
        }
    }
    durable_seq_ = sealed.last_seq;
    durable_hash_ = sealed.last_hash;
    durable_at_ = sealed.last_at;
}

void Journal::commit() {
    try {
        write(take_staged());
    } catch (StoreFailure const&) {
        drop_staged();
        throw;
    }
}

void Journal::drop_staged() {
    staged_.clear();
    last_seq_ = durable_seq_;
    last_hash_ = durable_hash_;
    last_at_ = durable_at_;
}

void Journal::replay_raw(std::uint64_t first,
                         std::function<bool(std::uint64_t, std::string_view)> const& visit) {
    // Short snapshots: a full replay takes longer than a reader may live.
    constexpr int per_snapshot = 2000;
    std::uint64_t next = first;
    while (true) {
        Read const read = environment_.snapshot();
        Cursor cursor{read, entries};
        bool more = cursor.seek(journal_key(next));
        for (int i = 0; more && i < per_snapshot; ++i) {
            next = seq_of(cursor.key()) + 1;
            if (!visit(next - 1, cursor.value())) return;
            more = cursor.next();
        }
        if (!more) return;
    }
}

void Journal::replay(std::uint64_t first, std::function<bool(SealedEntry const&)> const& visit) {
    replay_raw(first, [&](std::uint64_t seq, std::string_view record) {
        return visit(unseal_at(seq, record));
    });
}

void Journal::replay_checked(std::uint64_t first,
                             std::function<bool(SealedEntry const&)> const& visit) {
    Hash previous = first > 1 ? read(first - 1).hash : Hash{};
    std::uint64_t expected = first;
    replay_raw(first, [&](std::uint64_t seq, std::string_view record) {
        if (seq != expected)
            throw DecodeError{fmt::format("journal entry {} is missing", expected)};
        if (!is_sealed_after(record, previous))
            throw DecodeError{fmt::format("journal entry {} is not what was sealed", seq)};
        SealedEntry const sealed = unseal_at(seq, record);
        if (sealed.entry.seq != seq)
            throw DecodeError{fmt::format("journal entry {} says it is {}", seq, sealed.entry.seq)};
        previous = sealed.hash;
        ++expected;
        return visit(sealed);
    });
}

SealedEntry Journal::read(std::uint64_t seq) {
    Read const snapshot = environment_.snapshot();
    auto const record = snapshot.find(entries, journal_key(seq));
    if (!record) throw StoreFailure{fmt::format("journal entry {} is missing", seq), 0};
    return unseal_at(seq, *record);
}

std::uint64_t Journal::stored() {
    return environment_.snapshot().count(entries);
}

std::uint64_t Journal::first_at_or_after(Instant at) {
    std::uint64_t low = 1;
    std::uint64_t high = durable_seq_ + 1;
    while (low < high) {
        std::uint64_t const middle = low + (high - low) / 2;
        if (read(middle).entry.at < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

}  // namespace wms::store
