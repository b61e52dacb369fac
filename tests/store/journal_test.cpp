// SPDX-License-Identifier: Apache-2.0
// The journal: in order, without gaps, chained, durable at commit and not before.
#include "store/journal.hpp"
#include "store/process.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace wms::test {
namespace {

using store::Entry;
using store::Journal;

Entry entry_after(Journal const& journal, std::int64_t at) {
    Entry entry{};
    entry.seq = journal.last_seq() + 1;
    entry.at = Instant{at};
    entry.command = fmt::format("command {}", entry.seq);
    entry.events = std::string(entry.seq % 7 * 900, 'e');  // some larger than a page
    return entry;
}

void append(Journal& journal, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        auto const at = static_cast<std::int64_t>((journal.last_seq() + 1) * 10);
        journal.stage(entry_after(journal, at));
    }
    journal.commit();
}

std::uint64_t checked(Journal& journal) {
    std::uint64_t count = 0;
    journal.replay_checked(1, [&](store::SealedEntry const& sealed) {
        ++count;
        return sealed.entry.command == fmt::format("command {}", sealed.entry.seq);
    });
    return count;
}

}  // namespace

TEST_SUITE_BEGIN("store");

TEST_CASE("a journal opens where it was closed and its chain holds from the first entry") {
    Place const place{memory_folder()};
    store::Hash head{};
    {
        Journal journal{place.path()};
        CHECK(journal.last_seq() == 0);
        append(journal, 30);
        append(journal, 4500);  // more than one snapshot of a replay
        head = journal.last_hash();
    }
    Journal journal{place.path()};
    CHECK(journal.last_seq() == 4530);
    CHECK(journal.last_hash() == head);
    CHECK(journal.last_at() == Instant{45'300});
    CHECK(checked(journal) == 4530);
    CHECK(journal.stored() == 4530);
    CHECK(journal.read(17).entry.command == "command 17");
    CHECK_THROWS_AS((void)journal.read(4531), StoreFailure);
}

TEST_CASE("what is staged and dropped was never there") {
    Place const place{memory_folder()};
    Journal journal{place.path()};
    append(journal, 3);
    store::Hash const head = journal.last_hash();
    journal.stage(entry_after(journal, 100));
    journal.stage(entry_after(journal, 110));
    CHECK(journal.staged() == 2);
    CHECK(journal.last_seq() == 5);
    journal.drop_staged();
    CHECK(journal.staged() == 0);
    CHECK(journal.last_seq() == 3);
    CHECK(journal.last_hash() == head);
    CHECK(journal.last_at() == Instant{30});
    append(journal, 1);
    CHECK(checked(journal) == 4);
}

TEST_CASE("a journal takes neither a gap nor an earlier time") {
    Place const place{memory_folder()};
    Journal journal{place.path()};
    append(journal, 3);
    Entry gap = entry_after(journal, 100);
    gap.seq += 1;
    CHECK_THROWS_AS(journal.stage(gap), BrokenInvariant);
    CHECK_THROWS_AS(journal.stage(entry_after(journal, 29)), BrokenInvariant);
    CHECK(journal.staged() == 0);
}

TEST_CASE("the first entry at or after a time is found, also between, before and after all") {
    Place const place{memory_folder()};
    Journal journal{place.path()};
    CHECK(journal.first_at_or_after(Instant{1}) == 1);
    append(journal, 9);  // at 10, 20 … 90
    journal.stage(entry_after(journal, 90));
    journal.commit();
    CHECK(journal.first_at_or_after(Instant{0}) == 1);
    CHECK(journal.first_at_or_after(Instant{10}) == 1);
    CHECK(journal.first_at_or_after(Instant{45}) == 5);
    CHECK(journal.first_at_or_after(Instant{90}) == 9);
    CHECK(journal.first_at_or_after(Instant{91}) == 11);
}

TEST_CASE("a journal with a map that is too small grows it and keeps its order") {
    Place const place{memory_folder()};
    Journal journal{place.path(), 1 << 20};
    append(journal, 2000);  // one commit of five megabytes
    append(journal, 100);
    CHECK(checked(journal) == 2100);
}

TEST_SUITE_END();

}  // namespace wms::test
