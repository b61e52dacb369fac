// SPDX-License-Identifier: Apache-2.0
// The journal: entries appended in order, chained by hash, durable before anybody is answered.
#pragma once

#include "store/lmdb.hpp"
#include "store/record.hpp"

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace wms::store {

class Journal {
public:
    // Opens or makes the journal in `folder` and reads its head. Throws StoreFailure when the head
    // is damaged.
    explicit Journal(std::string const& folder, std::uint64_t map_bytes = std::uint64_t{1} << 33,
                     Access access = Access::write);

    [[nodiscard]] std::uint64_t last_seq() const { return last_seq_; }
    [[nodiscard]] Hash const& last_hash() const { return last_hash_; }
    [[nodiscard]] Instant last_at() const { return last_at_; }

    // Sealed records, ready to be written behind what is durable.
    struct Sealed {
        std::vector<std::string> records;
        std::uint64_t last_seq = 0;
        Hash last_hash{};
        Instant last_at;
    };

    // Seals the entry behind the last staged one; nothing is written before commit().
    void stage(Entry const& entry);
    // One durable commit for all that is staged. On StoreFull nothing is kept and the staged
    // entries are dropped; any other failure must end the process (reliability.md, rule 4).
    void commit();
    // The two halves of commit(), for an owner who seals on one thread while another one writes.
    // write() leaves what is staged alone when it throws: drop_staged() then goes back to the last
    // durable entry, while nobody writes.
    [[nodiscard]] Sealed take_staged();
    void write(Sealed const& sealed);
    void drop_staged();
    [[nodiscard]] std::size_t staged() const { return staged_.size(); }

    // Visits stored entries from `first` on until `visit` returns false. Throws DecodeError with
    // the place.
    void replay(std::uint64_t first, std::function<bool(SealedEntry const&)> const& visit);
    // The same, and each entry proves itself: its number is the next one, its hash follows from the
    // one before. Throws DecodeError or StoreFailure naming the first entry that does not.
    void replay_checked(std::uint64_t first, std::function<bool(SealedEntry const&)> const& visit);
    // The raw record.
    void replay_raw(std::uint64_t first,
                    std::function<bool(std::uint64_t seq, std::string_view record)> const& visit);
    [[nodiscard]] SealedEntry read(std::uint64_t seq);
    // The first seq whose entry is at or after `at` (entries never go back in time); last_seq + 1
    // if none.
    [[nodiscard]] std::uint64_t first_at_or_after(Instant at);

    // How many entries the store holds, in the chain or not.
    [[nodiscard]] std::uint64_t stored();

    [[nodiscard]] Environment& environment() { return environment_; }

private:
    void write_once(Sealed const& sealed);
    static constexpr std::string_view table_names[] = {"entries"};
    static constexpr TableRef entries{0};

    Environment environment_;
    std::vector<std::string> staged_;
    std::uint64_t last_seq_ = 0;
    Hash last_hash_{};
    Instant last_at_;
    std::atomic<std::uint64_t> durable_seq_{0};
    Hash durable_hash_{};
    Instant durable_at_;
};

// The key of entry `seq`: eight bytes, big-endian.
[[nodiscard]] std::string journal_key(std::uint64_t seq);

}  // namespace wms::store
