// SPDX-License-Identifier: Apache-2.0
// Proving a store: the journal's chain, the tables against the journal, the invariants; and
// bringing a backup back, which is only done with that proof. Works on a store that nobody has
// open.
#pragma once

#include "store/record.hpp"

#include <boost/describe/class.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wms {

// The journal's head as it was noted elsewhere (shift report, second machine): a chain alone cannot
// show that its end was cut off.
struct JournalHead {
    std::uint64_t seq = 0;
    store::Hash hash{};
};
BOOST_DESCRIBE_STRUCT(JournalHead, (), (seq, hash))

struct VerifyReport {
    // Nothing: the journal is whole and the tables are what it says, byte for byte.
    std::optional<std::string> first_difference;
    std::vector<std::string> findings;  // of the audit and the ledger's sums
    std::uint64_t entries = 0;
    std::uint64_t tables = 0;
    std::uint64_t rows = 0;
    JournalHead head;
};
BOOST_DESCRIBE_STRUCT(VerifyReport, (), (first_difference, findings, entries, tables, rows, head))
[[nodiscard]] inline bool is_sound(VerifyReport const& report) {
    return !report.first_difference && report.findings.empty();
}

struct VerifyRequest {
    std::string folder;
    std::string scratch;  // made, filled with the tables once more, removed
    std::optional<JournalHead> noted = {};
    std::chrono::seconds time_max{3600};  // of verify_in_child
};

// Throws StoreFailure when somebody works on the store; what is wrong with it is in the report.
[[nodiscard]] VerifyReport verify(VerifyRequest const& request);

// LMDB may die of damaged pages, so a store that is not trusted is verified in a child process: its
// signal becomes "the store cannot be read: SIGSEGV". Call it before threads are started or a store
// is opened.
[[nodiscard]] VerifyReport verify_in_child(VerifyRequest const& request);

struct Restored {
    std::uint64_t entries = 0;
    std::uint64_t tail_applied = 0;  // entries that the tables had not seen
    std::uint64_t rows = 0;
};
// Copies, opens, applies the journal's tail, verifies; only then the target appears. Throws
// StoreFailure, and leaves no target, when it is not empty or the backup is not sound.
Restored restore(std::string const& backup, std::string const& target);

}  // namespace wms
