// SPDX-License-Identifier: Apache-2.0
#include "app/bench/bench_house.hpp"

#include "app/bench/random.hpp"
#include "domain/process/housekeeping.hpp"

#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>

namespace wms::bench {
namespace {

constexpr Instant start{1'750'000'000'000};
constexpr Quantity long_task{1'000'000};

// UUIDv7 in spirit: the device's time in front, the device and its number behind.
store::EventKey key_of(DeviceId device, std::uint64_t n, Instant at) {
    store::EventKey key = event_key_at(at);
    for (std::size_t i = 0; i < 4; ++i) {
        key[15 - i] = static_cast<std::uint8_t>(device.value() >> (8 * i));
        key[11 - i] = static_cast<std::uint8_t>(n >> (8 * i));
    }
    return key;
}

LocationRow location_row(std::string code, std::uint64_t sequence) {
    LocationRow row{.location = {}, .zone = "PICK"};
    row.location.code = std::move(code);
    row.location.pick_sequence = static_cast<std::int64_t>(sequence);
    row.location.x_mm = static_cast<std::int32_t>(sequence / 100 % 100 * 3000);
    row.location.y_mm = static_cast<std::int32_t>(1000 + sequence % 100 * 500);
    return row;
}

SkuRow sku_row(std::string code) {
    SkuRow row{.sku = {}};
    row.sku.name_en = "Item " + code;
    row.sku.weight = Weight{300};
    row.sku.code = std::move(code);
    return row;
}

PlaceOrder order_of(std::string number, std::vector<PlacedLine> lines) {
    return {.key = {.external_id = std::move(number), .channel = "shop"},
            .carrier = "POST",
            .ship_by = start,
            .recipient = {.name = "Ann Example",
                          .phone = "0",
                          .address = "1 Sample Street, Town",
                          .country = "GB"},
            .lines = std::move(lines)};
}

std::string any_sku(Random& random, Scale const& scale) {
    std::uint64_t const draw = random.below(scale.skus);
    return fmt::format("G-{}", draw * draw / scale.skus);  // few are popular, many are rare
}

std::vector<PlacedLine> any_lines(Random& random, Scale const& scale) {
    std::uint64_t const kind = random.below(100);
    if (kind < 85) return {{any_sku(random, scale), Quantity{1}}};
    if (kind < 96) return {{any_sku(random, scale), Quantity{random.between(2, 6)}}};
    std::vector<PlacedLine> lines;
    for (std::int64_t n = random.between(2, 5); n > 0; --n)
        lines.push_back({any_sku(random, scale), Quantity{random.between(1, 3)}});
    return lines;
}

// The answers to many commands, waited for in portions.
class Crowd {
public:
    explicit Crowd(Engine& engine) : engine_{engine} {}
    void send(AnyCommand command) {
        waiting_.push_back(
            engine_.submit({.device = {}, .captured_at = {}, .command = std::move(command)}));
        if (waiting_.size() >= 5000) finish();
    }
    void finish() {
        for (auto& answer : waiting_) {
            Outcome const outcome = answer.get();
            ensure(!outcome.refusal, "the house takes the command");
            objects_.push_back(outcome.object);
        }
        waiting_.clear();
    }
    [[nodiscard]] std::vector<std::uint64_t> const& objects() const { return objects_; }

private:
    Engine& engine_;
    std::vector<std::future<Outcome>> waiting_;
    std::vector<std::uint64_t> objects_;
};

}  // namespace

std::string gtin_of(std::uint64_t number) {
    std::string const digits = fmt::format("690{:09}", number);
    return digits + check_digit(digits);
}

House::House(std::string const& parent) : folder_{parent + "/wms-bench-XXXXXX"} {
    ensure(::mkdtemp(folder_.data()) != nullptr, "the benchmark has a folder");
    open();
}

House::~House() {
    engine_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void House::open() {
    Engine::Options options{.folder = folder_ + "/store"};
    engine_ = std::make_unique<Engine>(std::move(options));
}

void House::reopen() {
    engine_.reset();
    open();
}

VerifyReport House::prove() {
    engine_.reset();
    VerifyReport report = verify({.folder = folder_ + "/store", .scratch = folder_ + "/scratch"});
    open();
    return report;
}

Outcome House::must(AnyCommand command) {
    Outcome outcome =
        engine_->decide({.device = {}, .captured_at = {}, .command = std::move(command)});
    if (outcome.refusal)
        throw BrokenInvariant{fmt::format("refused: {}", sentence(*outcome.refusal, Language::en))};
    return outcome;
}

Envelope House::from(Picker& picker, AnyCommand command) const {
    std::uint64_t const n = ++picker.last_seq;
    Instant const at = start + Elapsed{static_cast<std::int64_t>(n) * 1000};
    return {.device = picker.device,
            .request = key_of(picker.device, n, at),
            .device_seq = n,
            .captured_at = at,
            .command = std::move(command)};
}

Envelope House::confirmation(Picker& picker) {
    return from(picker, ScanCode{.raw = picker.item});
}

void House::at_device(Picker& picker, AnyCommand command) {
    Outcome const outcome = engine_->decide(from(picker, std::move(command)));
    if (outcome.refusal)
        throw BrokenInvariant{fmt::format("refused: {}", sentence(*outcome.refusal, Language::en))};
}

void House::import_picking_place(std::size_t count) {
    ImportMasterData import{};
    import.warehouses = {{.code = "W1", .name = "Measured house"}};
    import.owners = {{.code = "SHOP", .name = "Shop"}};
    import.carriers = {{.code = "POST", .name = "Post"}};
    ZoneRow zone{.zone = {}};
    zone.zone.code = "PICK";
    import.zones = {zone};
    ImportStock stock{.rows = {}, .reason = "opening"};
    for (std::size_t i = 0; i < count; ++i) {
        std::string const name = fmt::format("P-{}", i);
        import.locations.push_back(location_row(name, i));
        import.skus.push_back(sku_row(name));
        import.barcodes.push_back({.code = gtin_of(i), .sku = name, .barcode = {}});
        import.containers.push_back({.code = fmt::format("T-{}", i)});
        import.devices.push_back({.code = fmt::format("HT-{}", i)});
        import.operators.push_back({.badge = fmt::format("U-{}", i),
                                    .name = fmt::format("Picker {}", i),
                                    .roles = {Role::picker}});
        stock.rows.push_back({.location = name, .sku = name, .quantity = long_task});
    }
    must(import);
    must(stock);
}

void House::release_long_orders(std::size_t count) {
    PlanWave wave{.method = PickMethod::discrete, .carrier = "POST", .orders = {}};
    for (std::size_t i = 0; i < count; ++i) {
        Outcome const placed =
            must(order_of(fmt::format("long-{}", i), {{fmt::format("P-{}", i), long_task}}));
        must(ApproveOrder{OrderId{placed.object}});
        wave.orders.push_back(OrderId{placed.object});
    }
    must(wave);
}

void House::walk_to_the_goods(Picker& picker, std::size_t number) {
    at_device(picker, ScanCode{.raw = fmt::format("U-{}", number)});
    at_device(picker, PressButton{.button = Button::pick, .argument = {}});
    at_device(picker, ScanCode{.raw = fmt::format("T-{}", number)});
    Read const read = engine_->read_at(engine_->durable_seq());
    OperatorId const who = tables::devices.at(read, picker.device).actor;
    Session const session = tables::sessions.at(read, who);
    QuantKey const quant = tables::tasks.at(read, session.task).quant;
    std::string const location = tables::locations.at(read, LocationId{quant.holder.id}).code;
    picker.location = "L-" + location;
    picker.item = gtin_of(std::stoull(location.substr(2)));
}

void House::set_up_pickers(std::size_t count) {
    import_picking_place(count);
    release_long_orders(count);
    for (std::size_t i = 0; i < count; ++i) {
        auto const device =
            device_by_code(engine_->read_at(engine_->durable_seq()), fmt::format("HT-{}", i));
        pickers_.push_back({.device = device.value(), .location = {}, .item = {}});
        walk_to_the_goods(pickers_.back(), i);
        at_device(pickers_.back(), ScanCode{.raw = pickers_.back().location});
    }
}

void House::set_up_goods(Scale const& scale) {
    std::uint64_t const skus_at_once = std::max<std::uint64_t>(1, 20'000 / scale.quants_per_sku);
    for (std::uint64_t from = 0; from < scale.skus; from += skus_at_once) {
        ImportMasterData import{};
        ImportStock stock{.rows = {}, .reason = "opening"};
        for (std::uint64_t i = from; i < std::min(from + skus_at_once, scale.skus); ++i) {
            std::string const sku = fmt::format("G-{}", i);
            import.skus.push_back(sku_row(sku));
            import.barcodes.push_back({.code = gtin_of(10'000 + i), .sku = sku, .barcode = {}});
            for (std::uint64_t place = 0; place < scale.quants_per_sku; ++place) {
                std::uint64_t const number = place * scale.skus + i;
                std::string const code = fmt::format("G-{}", number);
                import.locations.push_back(location_row(code, 1000 + number));
                stock.rows.push_back({.location = code, .sku = sku, .quantity = Quantity{10'000}});
            }
        }
        must(import);
        must(stock);
    }
}

void House::place_orders(Scale const& scale, std::uint64_t first, std::uint64_t count) {
    Random random{first + 1};
    Crowd placing{*engine_};
    for (std::uint64_t i = first; i < first + count; ++i)
        placing.send(order_of(fmt::format("{}", i), any_lines(random, scale)));
    placing.finish();
    Crowd approving{*engine_};
    for (std::uint64_t const id : placing.objects()) approving.send(ApproveOrder{OrderId{id}});
    approving.finish();
}

std::uint64_t House::bytes_on_disk() const {
    std::uint64_t bytes = 0;
    for (auto const& file : std::filesystem::recursive_directory_iterator{folder_ + "/store"}) {
        struct stat status{};
        if (::stat(file.path().c_str(), &status) == 0 && S_ISREG(status.st_mode))
            bytes += static_cast<std::uint64_t>(status.st_blocks) * 512;
    }
    return bytes;
}

// --- scanning

namespace {

struct Answer {
    std::size_t picker = 0;
    bool refused = false;
};

// Answers come on the writer's thread; whoever scans takes them once per commit, as a network
// thread does.
class Answers {
public:
    explicit Answers(Engine& engine)
        : engine_{engine}, subscription_{engine.subscribe([this](std::uint64_t) {
              std::lock_guard const lock{mutex_};
              committed_ = !arrived_.empty();
              if (committed_) there_.notify_one();
          })} {}
    Answers(Answers const&) = delete;
    Answers& operator=(Answers const&) = delete;
    ~Answers() { engine_.unsubscribe(subscription_); }

    void submit(Envelope envelope, std::size_t picker) {
        engine_.submit(std::move(envelope), [this, picker](Outcome const& outcome) {
            std::lock_guard const lock{mutex_};
            arrived_.push_back({picker, outcome.refusal.has_value()});
        });
    }
    [[nodiscard]] std::vector<Answer> wait() {
        std::unique_lock lock{mutex_};
        there_.wait(lock, [this] { return committed_; });
        committed_ = false;
        return std::exchange(arrived_, {});
    }

private:
    Engine& engine_;
    std::mutex mutex_;
    std::condition_variable there_;
    std::vector<Answer> arrived_;
    bool committed_ = false;
    std::uint64_t subscription_;
};

}  // namespace

ClosedResult scan_in_turn(House& house, std::size_t in_flight, std::uint64_t count) {
    ClosedResult result;
    Answers answers{house.engine()};
    std::vector<Clock::time_point> sent(in_flight);
    auto const began = Clock::now();
    std::uint64_t submitted = 0;
    auto const scan = [&](std::size_t picker) {
        sent[picker] = Clock::now();
        answers.submit(house.confirmation(house.pickers()[picker]), picker);
        ++submitted;
    };
    for (std::size_t i = 0; i < in_flight; ++i) scan(i);
    for (std::uint64_t answered = 0; answered < submitted;) {
        for (Answer const& answer : answers.wait()) {
            ++answered;
            result.times.add(Clock::now() - sent[answer.picker]);
            result.refused += answer.refused;
            if (submitted < count) scan(answer.picker);
        }
    }
    result.elapsed_s = seconds(Clock::now() - began);
    return result;
}

LoopResult scan_at_rate(House& house, OpenLoop const& loop) {
    LoopResult result;
    std::mutex mutex;
    std::condition_variable all_answered;
    std::uint64_t answered = 0;
    std::uint64_t submitted = 0;
    auto const began = Clock::now();
    auto const over = [&] {
        return loop.scans_max > 0 ? submitted >= loop.scans_max : loop.stop->load();
    };
    for (; !over(); ++submitted) {
        auto const due = began + std::chrono::nanoseconds{1'000'000'000 / loop.per_second} *
                                     static_cast<std::int64_t>(submitted);
        std::this_thread::sleep_until(due);
        Picker& picker = house.pickers()[submitted % house.pickers().size()];
        house.engine().submit(house.confirmation(picker), [&, due](Outcome const& outcome) {
            auto const time = Clock::now() - due;
            std::lock_guard const lock{mutex};
            result.times.add(time);
            result.refused += outcome.refusal.has_value();
            ++answered;
            all_answered.notify_one();
        });
    }
    std::unique_lock lock{mutex};
    all_answered.wait(lock, [&] { return answered == submitted; });
    return result;
}

}  // namespace wms::bench
