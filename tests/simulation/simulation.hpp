// SPDX-License-Identifier: Apache-2.0
// A repeatable working day of a small house with everything going wrong that can: the real engine
// on a real store, people, an office, carriers and printers that all draw from one seed, and books
// kept apart. After every step the tables, the journal and every answer are held against them.
#pragma once

#include "simulation/checks.hpp"
#include "simulation/client.hpp"
#include "simulation/disk.hpp"
#include "simulation/faults.hpp"
#include "simulation/outside.hpp"
#include "simulation/people.hpp"
#include "simulation/promises.hpp"

#include <memory>
#include <optional>

namespace wms::simulation {

struct Plan {
    std::uint64_t seed = 1;
    std::uint64_t steps = 400;
    std::string base;  // folder to make the store in
    bool traced = false;
};

struct Run {
    std::string failure;  // empty: all was well
    std::uint64_t step = 0;
    std::vector<std::string> trace;  // the last messages, when traced
    std::uint64_t entries = 0, replayed = 0, shipped_orders = 0;
    Books::Totals totals;
    Injected injected;
};

// Everything follows from the seed.
[[nodiscard]] Run simulate(Plan const& plan);

class Simulation {
public:
    explicit Simulation(Plan const& plan);
    Simulation(Simulation const&) = delete;
    Simulation& operator=(Simulation const&) = delete;
    ~Simulation();

    [[nodiscard]] Run run();

private:
    struct Message {
        Client* from;
        Envelope envelope;
    };
    struct Answer {
        std::size_t message;
        Outcome outcome;
    };
    using Key = std::pair<DeviceId, store::EventKey>;

    // --- the server
    void open();
    void close();
    void restart();
    void crash();
    void furnish();
    void pass_time();
    void jump_clock();

    // --- one step
    void step();
    void people_work();
    void office_works();
    void outside_works();
    void break_something();
    [[nodiscard]] std::optional<AnyCommand> office_command();
    [[nodiscard]] AnyCommand approval(OrderId other);
    [[nodiscard]] AnyCommand new_order();
    [[nodiscard]] PlaceOrder order_numbered(std::size_t number);
    [[nodiscard]] AnyCommand order_again();
    [[nodiscard]] AnyCommand cancellation(OrderId order);
    [[nodiscard]] AnyCommand delivery();
    [[nodiscard]] std::optional<AnyCommand> wave_command();
    [[nodiscard]] std::optional<AnyCommand> parcel_command();
    [[nodiscard]] std::optional<AnyCommand> count_command();

    // --- messages
    void send_some(Client& client, std::vector<Message>& messages);
    void add_old_message(std::vector<Message>& messages);
    void deliver(std::vector<Message> const& messages);
    [[nodiscard]] bool hand_in(std::vector<Message> const& messages, std::vector<Answer>& answers);
    void remember_before(Message const& message);
    void observe(std::vector<Message> const& messages, std::vector<Answer> const& answers);
    void learn(store::Entry const& entry, std::vector<Message> const& messages,
               std::vector<Answer> const& answers);
    void hear(std::vector<Message> const& messages, std::vector<Answer> const& answers);
    void drain();
    void check();
    void verify_store();

    [[nodiscard]] bool often(std::uint64_t thousandths) {
        return random_.below(1000) < thousandths;
    }
    [[nodiscard]] Read const& now_in_tables() { return engine_->newest(); }
    void fail(std::string const& what);
    void note(std::string const& line);
    void trace_answer(Message const& message, Outcome const& outcome);

    Plan plan_;
    test::Random random_;
    Faults faults_;
    std::string place_;   // folder of all stores of this run
    std::string folder_;  // of the store in use
    std::uint64_t folders_ = 0;
    std::unique_ptr<Engine> engine_;
    std::vector<std::string> log_;
    std::int64_t monotonic_ms_ = 1000;
    Instant wall_{};
    bool disk_disturbed_ = false;  // in this step

    Books books_;
    Promises promises_;
    Checks checks_;
    Outside outside_;
    People people_;
    std::vector<Client> clients_;  // terminals, then the office, then the machine
    std::map<Key, Screen> before_;
    std::vector<Message> old_;
    OperatorId lead_;
    OperatorId packer_;
    std::vector<PlaceOrder> shop_;  // as it last sent each of its orders
    std::uint64_t ticks_ = 0;

    Run run_;
};

}  // namespace wms::simulation
