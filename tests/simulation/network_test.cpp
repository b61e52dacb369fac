// SPDX-License-Identifier: Apache-2.0
// A network that doubles, shuffles and cuts short what it carries (T11), and senders that use an id
// twice (T12).
#include "simulation/network.hpp"
#include "store/process.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace wms::simulation {
namespace {

constexpr std::uint64_t usual_requests = 20'000;

std::uint64_t requests_asked_for() {
    return test::times("WMS_REQUESTS", usual_requests);
}

std::string figures_of(Carried const& carried) {
    return fmt::format(
        "{} requests, {} messages, {} cut short, {} repeats answered, {} out of "
        "order",
        carried.requests, carried.messages, carried.cut, carried.repeated, carried.gaps);
}

}  // namespace

TEST_SUITE_BEGIN("network");

TEST_CASE("one sender's doubled, shuffled and cut messages make the journal of the serial run") {
    test::Place const place{test::memory_folder()};
    Town serial{place / "serial", 1};
    Town shuffled{place / "shuffled", 1};
    std::uint64_t const requests = requests_asked_for() / 2;
    serial.carry_in_order(requests);
    Carried const carried = shuffled.carry_badly(requests, 11);
    MESSAGE(figures_of(carried));
    CHECK(carried.fault == "");
    CHECK(carried.cut > requests / 20);
    CHECK(carried.repeated > requests / 2);
    // The hash proves every entry: the same commands with the same answers at the same numbers.
    CHECK(shuffled.journal_head() == serial.journal_head());
    CHECK(shuffled.difference(serial) == "");
}

TEST_CASE("six senders at once end where the serial run ends") {
    test::Place const place{test::memory_folder()};
    Town serial{place / "serial", 6};
    Town shuffled{place / "shuffled", 6};
    std::uint64_t const requests = requests_asked_for() / 2;
    serial.carry_in_order(requests);
    Carried const carried = shuffled.carry_badly(requests, 13);
    MESSAGE(figures_of(carried));
    CHECK(carried.fault == "");
    CHECK(carried.gaps > requests / 10);
    CHECK(shuffled.pieces() == serial.pieces());
    CHECK(shuffled.senders() == serial.senders());
}

TEST_CASE("every cut of every kind of message is recognised") {
    for (std::uint64_t n = 1; n <= 6; ++n) {
        std::string const bytes = message_of(test::envelope_of(1, n));
        CHECK(message_from(bytes));
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            CAPTURE(n);
            CAPTURE(length);
            CHECK(!message_from(std::string_view{bytes}.substr(0, length)));
        }
    }
}

TEST_CASE("an id that comes again with other content is refused and does nothing") {
    constexpr std::uint64_t honest = 600;
    std::uint64_t const misuses = test::times("WMS_MISUSES", 10'000);
    test::Place const place{test::memory_folder()};
    Engine engine{{.folder = place / "store", .state_commit_after = std::chrono::milliseconds{20}}};
    test::furnish(engine);
    std::vector<Outcome> first(honest + 1);
    for (std::uint64_t n = 1; n <= honest; ++n) first[n] = engine.decide(test::envelope_of(1, n));
    std::int64_t const pieces = test::pieces_in(engine.read_at(engine.durable_seq()));
    std::uint64_t refused = 0;
    std::vector<std::future<Outcome>> answers;
    for (std::uint64_t i = 0; i < misuses; ++i) {
        Envelope other = test::envelope_of(1, i % honest + 1);
        other.command = ImportStock{
            .rows = {{.location = "A-1", .sku = "G-1", .quantity = Quantity{1'000'000}}},
            .reason = fmt::format("again {}", i)};
        answers.push_back(engine.submit(other));
    }
    for (std::future<Outcome>& answer : answers) {
        Outcome const outcome = answer.get();
        refused += outcome.refusal && outcome.refusal->why == Why::event_reused ? 1U : 0U;
    }
    CHECK(refused == misuses);
    Read const read = engine.read_at(engine.durable_seq());
    CHECK(test::pieces_in(read) == pieces);
    CHECK(tables::devices.at(read, DeviceId{1}).last_seq == honest);
    CHECK(tables::problems.count(read) == 1);
    // The id keeps its first answer.
    for (std::uint64_t n = 1; n <= honest; ++n) {
        Outcome const again = engine.decide(test::envelope_of(1, n));
        CHECK(again.replayed);
        CHECK(answer_bytes(again) == answer_bytes(first[n]));
    }
}

TEST_SUITE_END();

}  // namespace wms::simulation
