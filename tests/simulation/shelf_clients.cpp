// SPDX-License-Identifier: Apache-2.0
#include "simulation/shelf_clients.hpp"

#include "engine/apply.hpp"
#include "engine/engine.hpp"
#include "support/random.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <new>
#include <thread>

namespace wms::simulation {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t pickers = 16;
constexpr std::uint64_t planners = 20;  // each with an order that waits for its wave
constexpr std::uint64_t suppliers = 14;
constexpr std::uint64_t clients = 64;  // the rest only look
constexpr std::uint64_t operations_each = 3;
constexpr std::int64_t pieces_of_picker = 6;
constexpr std::uint64_t set_up_messages = 4;  // of each picker: badge, pick, tote, location

// The ids are those of the set-up below: counters begin at 1.
constexpr LocationId shelf{1};
constexpr SkuId sku{1};
constexpr DeviceId office{pickers + 1};
constexpr OrderId order_of(std::uint64_t planner) {
    return OrderId{pickers + 1 + planner};
}
constexpr WaveId wave_of(std::uint64_t planner) {
    return WaveId{pickers + 1 + planner};
}

// --- the set-up

ImportMasterData master_data() {
    ImportMasterData import{};
    import.warehouses = {{.code = "W1", .name = "One shelf"}};
    import.owners = {{.code = "SHOP", .name = "Shop"}};
    import.zones = {{.zone = {.warehouse = {}, .code = "A"}}};
    LocationRow row{.location = {}, .zone = "A"};
    row.location.code = "A-1";
    import.locations = {row};
    SkuRow goods{.sku = {}};
    goods.sku.code = "G";
    import.skus = {goods};
    import.carriers = {{.code = "POST", .name = "Post"}};
    for (std::uint64_t i = 1; i <= pickers; ++i) {
        import.devices.push_back({.code = fmt::format("H{}", i)});
        import.containers.push_back({.code = fmt::format("T-{}", i)});
        import.operators.push_back({.badge = fmt::format("U-{}", i),
                                    .name = fmt::format("Picker {}", i),
                                    .roles = {Role::picker}});
    }
    import.devices.push_back({.code = "OFFICE", .kind = DeviceKind::office});
    return import;
}

void must(Engine& engine, AnyCommand command) {
    Outcome const done = engine.decide({.device = {}, .captured_at = {}, .command = command});
    ensure(!done.refusal, "the shelf is furnished");
}

void put(Engine& engine, std::int64_t pieces) {
    must(engine,
         ImportStock{.rows = {{.location = "A-1", .sku = "G", .quantity = Quantity{pieces}}},
                     .reason = "delivered"});
}

void order(Engine& engine, std::uint64_t number, std::int64_t pieces, bool release) {
    must(engine,
         PlaceOrder{.key = {.external_id = fmt::format("S{}", number), .channel = "shop"},
                    .carrier = "POST",
                    .short_policy = release ? ShortPolicy::ship_short : ShortPolicy::ship_complete,
                    .recipient = {.name = "Ann Example",
                                  .phone = "0",
                                  .address = "1 Sample Street, Town",
                                  .country = "GB"},
                    .lines = {{.sku = "G", .quantity = Quantity{pieces}}}});
    must(engine, ApproveOrder{OrderId{number}});
    must(engine, PlanWave{.method = PickMethod::discrete,
                          .carrier = "POST",
                          .orders = {OrderId{number}},
                          .release = release});
}

store::EventKey key_of(std::uint64_t client, std::uint64_t index) {
    store::EventKey key{};
    key[14] = static_cast<std::uint8_t>(client + 1);
    key[15] = static_cast<std::uint8_t>(index + 1);
    return key;
}

Envelope scan(std::uint64_t picker, std::uint64_t index, AnyCommand command) {
    return {.device = DeviceId{picker + 1},
            .request = key_of(picker, index),
            .device_seq = index + 1,
            .captured_at = Instant{1'767'600'000'000 + static_cast<std::int64_t>(index) * 1000},
            .command = std::move(command)};
}

void go_to_shelf(Engine& engine, std::uint64_t picker) {
    AnyCommand const steps[set_up_messages] = {ScanCode{.raw = fmt::format("U-{}", picker + 1)},
                                               PressButton{.button = Button::pick, .argument = {}},
                                               ScanCode{.raw = fmt::format("T-{}", picker + 1)},
                                               ScanCode{.raw = "L-A-1"}};
    for (std::uint64_t i = 0; i < set_up_messages; ++i) {
        Outcome const done = engine.decide(scan(picker, i, steps[i]));
        ensure(!done.refusal, "a picker stands at the shelf");
    }
}

// --- what everybody does; it follows from the seed

struct Task {
    What what = What::read;
    std::int64_t pieces = 0;
    std::size_t promise = 0;
};

Task task_of(std::uint64_t seed, std::uint64_t client, std::uint64_t index) {
    test::Random random{seed * 1'000'003 + client * 101 + index};
    (void)random.next();
    Task task{.promise = random.below(planners)};
    if (client < pickers) {
        task.what = What::pick;
        task.pieces = 1;
    } else if (client < pickers + planners) {
        constexpr What orders[][operations_each] = {{What::promise, What::read, What::cancel},
                                                    {What::read, What::promise, What::read},
                                                    {What::promise, What::cancel, What::read},
                                                    {What::cancel, What::promise, What::read}};
        task.promise = client - pickers;
        task.what = orders[(seed + client) % 4][index];
    } else if (client < pickers + planners + suppliers) {
        task.what = index == 1 ? What::read : What::put;
        task.pieces = random.between(1, 4);
    }
    return task;
}

Envelope envelope_of(Task const& task, std::uint64_t client, std::uint64_t index) {
    if (task.what == What::pick) return scan(client, set_up_messages + index, ScanCode{.raw = "G"});
    Envelope envelope{
        .device = office, .request = key_of(client, index), .captured_at = {}, .command = {}};
    if (task.what == What::promise) envelope.command = ReleaseWave{wave_of(task.promise)};
    if (task.what == What::cancel)
        envelope.command = CancelOrder{
            .order = order_of(task.promise), .lines = {}, .source = "shop", .reason = "customer"};
    if (task.what == What::put)
        envelope.command = ImportStock{
            .rows = {{.location = "A-1", .sku = "G", .quantity = Quantity{task.pieces}}},
            .reason = "delivered"};
    return envelope;
}

// --- the record, in memory that outlives a kill

struct Line {
    std::atomic<std::uint64_t> called;
    std::atomic<std::uint64_t> returned;
    std::uint64_t hint;
    std::int64_t on_hand;
    std::int64_t promised;
    Kept kept;
};
struct Record {
    Line lines[clients][operations_each];
    std::atomic<std::uint64_t> refused;
};

class SharedRecord {
public:
    SharedRecord() {
        void* const memory = mmap(nullptr, sizeof(Record), PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        ensure(memory != MAP_FAILED, "a record has memory");
        record_ = new (memory) Record{};
    }
    SharedRecord(SharedRecord const&) = delete;
    SharedRecord& operator=(SharedRecord const&) = delete;
    ~SharedRecord() { munmap(record_, sizeof(Record)); }
    Record* operator->() const { return record_; }
    Record& operator*() const { return *record_; }

private:
    Record* record_;
};

std::uint64_t now() {
    return static_cast<std::uint64_t>(Clock::now().time_since_epoch().count());
}

QuantKey quant_key() {
    return {.warehouse = WarehouseId{1},
            .owner = OwnerId{1},
            .sku = sku,
            .lot = {},
            .serial = {},
            .holder = holder::at(shelf)};
}

void look(Read const& read, std::size_t promise, Line& line) {
    Quant const quant = tables::quants.find(read, quant_key()).value_or(Quant{});
    line.on_hand = quant.on_hand;
    line.promised = quant.allocated.value();
    OrderState const state = tables::orders.at(read, order_of(promise)).state;
    line.kept = state == OrderState::cancelled  ? Kept::cancelled
                : state == OrderState::released ? Kept::yes
                                                : Kept::no;
    line.hint = 2 * applied_seq_of(read) + 1;
}

// The same id until it is answered, whatever happened to the server meanwhile.
void perform(Engine& engine, Record& record, Task const& task, std::uint64_t client,
             std::uint64_t index) {
    Line& line = record.lines[client][index];
    if (line.called == 0) line.called = now();
    if (task.what == What::read) {
        look(engine.read_at(engine.durable_seq()), task.promise, line);
    } else {
        Outcome const outcome = engine.submit(envelope_of(task, client, index)).get();
        if (outcome.refusal) ++record.refused;
        line.hint = 2 * outcome.seq;
    }
    line.returned = now();
}

void work(std::string const& folder, Record& record, std::uint64_t seed) {
    Engine engine{{.folder = folder,
                   .state_commit_after = std::chrono::milliseconds{3},
                   .map_bytes = std::uint64_t{1} << 26}};
    std::vector<std::thread> threads;
    for (std::uint64_t client = 0; client < clients; ++client) {
        threads.emplace_back([&, client] {
            for (std::uint64_t i = 0; i < operations_each; ++i) {
                if (record.lines[client][i].returned != 0) continue;  // before the kill
                perform(engine, record, task_of(seed, client, i), client, i);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

// The exit code of a process that works on the store; it is killed after `life`, if there is one.
int live(std::string const& folder, Record& record, std::uint64_t seed,
         std::chrono::microseconds life) {
    pid_t const child = fork();
    ensure(child >= 0, "a process for the clients");
    if (child == 0) {
        try {
            work(folder, record, seed);
        } catch (std::exception const&) {
            _exit(2);
        }
        _exit(0);
    }
    if (life.count() > 0) {
        std::this_thread::sleep_for(life);
        kill(child, SIGKILL);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

Operation operation_of(Task const& task, Line const& line) {
    return {.what = task.what,
            .called = line.called,
            .returned = line.returned != 0 ? line.returned.load() : not_returned,
            .hint = line.hint,
            .pieces = task.pieces,
            .promise = task.promise,
            .on_hand = line.on_hand,
            .promised = line.promised,
            .kept = line.kept};
}

Shelf shelf_in(std::string const& folder) {
    Engine engine{{.folder = folder, .mode = Engine::Mode::manual}};
    Quant const quant = tables::quants.at(engine.newest(), quant_key());
    return {.on_hand = quant.on_hand, .promised = quant.allocated.value()};
}

Operation last_look(std::string const& folder, std::size_t promise) {
    Engine engine{{.folder = folder, .mode = Engine::Mode::manual}};
    Line line{};
    line.called = now();
    look(engine.newest(), promise, line);
    line.hint = UINT64_MAX - 1;
    line.returned = now();
    return operation_of({.what = What::read, .promise = promise}, line);
}

void copy_store(std::string const& from, std::string const& to) {
    for (char const* part : {"/journal", "/state"}) {
        fs::create_directories(to + part);
        fs::copy_file(from + part + "/data.mdb", to + part + "/data.mdb");
    }
}

}  // namespace

void furnish_shelf(std::string const& folder) {
    Engine engine{
        {.folder = folder, .mode = Engine::Mode::manual, .map_bytes = std::uint64_t{1} << 26}};
    must(engine, master_data());
    put(engine, static_cast<std::int64_t>(pickers) * pieces_of_picker);
    for (std::uint64_t i = 1; i <= pickers; ++i) order(engine, i, pieces_of_picker, true);
    for (std::uint64_t i = 0; i < pickers; ++i) go_to_shelf(engine, i);
    constexpr auto wanted = static_cast<std::int64_t>(planners) * pieces_promised;
    put(engine, wanted + 1);
    for (std::uint64_t i = 0; i < planners; ++i)
        order(engine, order_of(i).value(), pieces_promised, false);
    // A large one takes nearly all of it: whether a promise can be given depends on who comes
    // first.
    order(engine, order_of(planners).value(), wanted - 5, true);
}

Witness witness(std::string const& furnished, std::string const& folder, std::uint64_t seed,
                std::uint64_t kills) {
    copy_store(furnished, folder);
    Witness seen{.history = {}, .begin = shelf_in(folder), .kills = 0, .failure = {}};
    SharedRecord const record;
    test::Random random{seed + 17};
    for (std::uint64_t i = 0; i < kills; ++i) {
        int const code =
            live(folder, *record, seed, std::chrono::microseconds{random.between(500, 12'000)});
        if (code == 128 + SIGKILL) ++seen.kills;
    }
    int const code = live(folder, *record, seed, {});
    if (code != 0) seen.failure = fmt::format("the clients' process ended with {}", code);
    if (record->refused != 0) seen.failure = fmt::format("{} refused", record->refused.load());
    for (std::uint64_t client = 0; client < clients; ++client) {
        for (std::uint64_t i = 0; i < operations_each; ++i)
            seen.history.push_back(
                operation_of(task_of(seed, client, i), record->lines[client][i]));
    }
    for (std::size_t promise = 0; promise < 8; ++promise)
        seen.history.push_back(last_look(folder, promise));
    return seen;
}

}  // namespace wms::simulation
