// SPDX-License-Identifier: Apache-2.0
#include "app/bench/bench.hpp"

#include "app/bench/bare_loop.hpp"
#include "app/bench/bench_house.hpp"
#include "app/bench/label_bench.hpp"
#include "app/bench/random.hpp"
#include "app/bench/web_bench.hpp"
#include "app/planner.hpp"
#include "domain/scan.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace wms::bench {
namespace {

class Bench {
public:
    explicit Bench(Options options) : options_{std::move(options)} {}

    void run() {
        if (options_.only == "labels") return measure_labels(figures_, work(1'000));
        measure_disk();
        measure_bare_loop();
        if (wanted("confirm")) measure_confirmations();
        if (wanted("million")) measure_million();
        if (wanted("scans")) measure_scans();
        if (wanted("web")) measure_web({options_.folder, options_.quick}, figures_);
        bool const small = options_.only == "confirm" || options_.only == "million" ||
                           options_.only == "scans" || options_.only == "web";
        if (!small) measure_large_house();
        if (wanted("labels")) measure_labels(figures_, work(1'000));
    }
    [[nodiscard]] Figures const& figures() const { return figures_; }

private:
    [[nodiscard]] bool wanted(std::string const& name) const {
        return options_.only.empty() || options_.only == name ||
               (options_.only == "large" && name != "confirm" && name != "million" &&
                name != "scans" && name != "web" && name != "labels");
    }
    [[nodiscard]] std::uint64_t work(std::uint64_t full) const {
        return options_.quick ? full / 5 : full;
    }
    void accepted(std::uint64_t refused) {
        if (refused > 0) throw BrokenInvariant{fmt::format("{} scans were refused", refused)};
    }

    // F: what the disk needs to keep 4 KiB, without any of us.
    void measure_disk() {
        std::string path = options_.folder + "/wms-bench-file-XXXXXX";
        int const file = ::mkstemp(path.data());
        ensure(file >= 0, "the benchmark has a file");
        ::unlink(path.c_str());
        std::vector<char> const page(4096, 'x');
        constexpr int pages = 1024;
        for (int i = 0; i < pages; ++i) (void)!::pwrite(file, page.data(), page.size(), i * 4096);
        ensure(::fsync(file) == 0, "the file is on the disk");
        Times times;
        for (std::uint64_t i = 0; i < work(1000); ++i) {
            auto const began = Clock::now();
            auto const offset = static_cast<off_t>(i % pages * 4096);
            bool const written =
                ::pwrite(file, page.data(), page.size(), offset) == 4096 && ::fdatasync(file) == 0;
            ensure(written, "the disk takes a page");
            times.add(Clock::now() - began);
        }
        ::close(file);
        figures_.set("f_us", times.us_at(0.5));
        fmt::print("F, 4 KiB and fdatasync: p50 {:.0f} us, p99 {:.0f} us\n", times.us_at(0.5),
                   times.us_at(0.99));
    }

    void measure_bare_loop() {
        std::string path = options_.folder + "/wms-bench-loop-XXXXXX";
        ensure(::mkdtemp(path.data()) != nullptr, "the benchmark has a folder");
        {
            BareLoop loop{path};
            for (std::uint64_t const in_flight : {1U, 16U, 64U, 256U}) {
                std::uint64_t const commits = work(1000);
                auto const began = Clock::now();
                for (std::uint64_t i = 0; i < commits; ++i) loop.commit(in_flight);
                double const per_s =
                    static_cast<double>(commits * in_flight) / seconds(Clock::now() - began);
                figures_.set(fmt::format("j_{}_per_s", in_flight), per_s);
                fmt::print("J({}), a bare loop: {:.0f} commands/s\n", in_flight, per_s);
            }
        }
        std::filesystem::remove_all(path);
    }

    void measure_confirmations() {
        House house{options_.folder};
        house.set_up_pickers(256);
        for (std::size_t const in_flight : {1U, 16U, 64U, 256U}) {
            std::uint64_t const count = work(in_flight == 1 ? 2000 : 1000 * in_flight / 4);
            ClosedResult result = scan_in_turn(house, in_flight, count);
            accepted(result.refused);
            double const per_s = static_cast<double>(result.times.count()) / result.elapsed_s;
            std::string const name = fmt::format("confirm_{}", in_flight);
            double const ratio = per_s / figures_.at(fmt::format("j_{}_per_s", in_flight));
            figures_.set(name + "_per_s", per_s);
            figures_.set(name + "_p50_us", result.times.us_at(0.5));
            figures_.set(name + "_p99_us", result.times.us_at(0.99));
            figures_.set(name + "_ratio", ratio);
            fmt::print(
                "pick confirmations, {} in flight: {:.0f}/s = {:.3f} J, p50 {:.0f} us, "
                "p99 {:.0f} us ({} scans)\n",
                in_flight, per_s, ratio, result.times.us_at(0.5), result.times.us_at(0.99), count);
        }
        double const over = figures_.at("confirm_1_p50_us") / figures_.at("f_us");
        figures_.set("device_p50_over_F", over);
        fmt::print("one device: p50 = {:.2f} F (aim 6); 64 in flight: {:.3f} J(64) (aim 0.25)\n",
                   over, figures_.at("confirm_64_ratio"));
    }

    // What a scan means, on one core: parsed, checked, looked up. Beside it one keyed read of the
    // same store, which no resolver can do without.
    void measure_scans() {
        constexpr std::uint64_t goods = 256;
        House house{options_.folder};
        house.set_up_pickers(goods);
        std::vector<std::string> gtins;
        for (std::uint64_t i = 0; i < goods; ++i) gtins.push_back(gtin_of(i));
        Day const today{20261124};
        double const bare = reads_per_s(house, "sku_code", [&](Read const& read, Random& random) {
            return sku_by_code(read, fmt::format("P-{}", random.below(goods))).has_value();
        });
        struct Form {
            std::string name;
            std::string before;
            std::string behind;
        };
        for (Form const& form :
             {Form{"ean13", "]E0", ""},
              Form{"gs1_128", "]C1010",
                   "17271231"
                   "10LOT-7\x1D"
                   "21SN0001"},
              Form{"digital_link", "]Q1https://id.example.org/01/0", "/10/LOT-7?17=271231"}}) {
            double const per_s = looks_per_s(house, [&](Read const& read, Random& random) {
                std::string const& gtin = gtins[random.below(goods)];
                auto const scanned = resolve(read, form.before + gtin + form.behind, today);
                return scanned && scanned->candidates.size() == 1;
            });
            figures_.set("resolve_" + form.name + "_per_s", per_s);
            figures_.set("resolve_" + form.name + "_ratio", per_s / bare);
            fmt::print("scans resolved, {}: {:.0f}/s on one core = {:.2f} of a keyed read\n",
                       form.name, per_s, per_s / bare);
        }
    }

    // 64 devices as fast as they go; then the store has to prove itself: the chain, the replay and
    // every invariant, so that no piece and no number is lost or there twice.
    void measure_million() {
        std::uint64_t const count = work(1'000'000);
        House house{options_.folder};
        house.set_up_pickers(64);
        ClosedResult result = scan_in_turn(house, 64, count);
        accepted(result.refused);
        double const per_s = static_cast<double>(result.times.count()) / result.elapsed_s;
        auto const began = Clock::now();
        VerifyReport const report = house.prove();
        double const proved_s = seconds(Clock::now() - began);
        if (!is_sound(report)) throw BrokenInvariant{report.first_difference.value_or("unsound")};
        figures_.set("million_per_s", per_s);
        figures_.set("million_p99_ms", result.times.ms_at(0.99));
        figures_.set("verify_entries_per_s", static_cast<double>(report.entries) / proved_s);
        fmt::print(
            "64 devices, {} confirmations: {:.0f}/s, p99 {:.1f} ms, none refused; verified in "
            "{:.1f} s: {} entries, {} MB on disk, sound\n",
            count, per_s, result.times.ms_at(0.99), proved_s, report.entries,
            house.bytes_on_disk() >> 20);
    }

    void measure_large_house() {
        Scale const& scale = options_.scale;
        House house{options_.folder};
        auto const began = Clock::now();
        house.set_up_pickers(64);
        house.set_up_goods(scale);
        house.place_orders(scale, 0, scale.orders);
        std::uint64_t const entries = house.engine().durable_seq();
        if (scale.entries > entries)
            accepted(scan_in_turn(house, 64, scale.entries - entries).refused);
        fmt::print("a house of {} quants and {} open orders, {} entries, set up in {:.0f} s\n",
                   scale.skus * scale.quants_per_sku, scale.orders, house.engine().durable_seq(),
                   seconds(Clock::now() - began));
        if (wanted("reads")) measure_reads(house);
        if (wanted("waves")) measure_waves(house);
        if (wanted("mixed")) measure_mixed(house);
    }

    struct Released {
        std::size_t waves = 0;
        std::size_t orders = 0;
        double planned_s = 0;
        double elapsed_s = 0;
    };
    // What the office does: plan on a snapshot, then hand the waves over.
    static Released release_waves(House& house) {
        Released released;
        auto const began = Clock::now();
        std::uint64_t const seq = house.engine().durable_seq();
        WaveProposal proposal;
        {
            Read const read = house.engine().read_at(seq);
            auto const rules = wave_rules(read, WarehouseId{1});
            Instant const now{std::chrono::duration_cast<std::chrono::milliseconds>(
                                  std::chrono::system_clock::now().time_since_epoch())
                                  .count()};
            proposal = propose_waves(read, WarehouseId{1}, now, rules);
        }
        released.planned_s = seconds(Clock::now() - began);
        for (PlanWave const& wave : proposal.commands) released.orders += wave.orders.size();
        ReleasedWaves const done =
            wms::release_waves(house.engine(), {}, std::move(proposal.commands));
        ensure(done.refused == 0, "the waves are released");
        released.waves = done.released;
        released.elapsed_s = seconds(Clock::now() - began);
        return released;
    }

    void measure_waves(House& house) {
        std::atomic<bool> stop{false};
        LoopResult scans;
        std::thread floor{[&] { scans = scan_at_rate(house, {.stop = &stop}); }};
        Released const released = release_waves(house);
        stop = true;
        floor.join();
        accepted(scans.refused);
        figures_.set("waves_orders", static_cast<double>(released.orders));
        figures_.set("waves_plan_s", released.planned_s);
        figures_.set("waves_100k_s", released.elapsed_s);
        figures_.set("waves_scan_p99_ms", scans.times.ms_at(0.99));
        fmt::print(
            "{} orders in {} released waves: {:.2f} s (aim 2.5 for 100000), {:.2f} s of it "
            "planning; {} scans meanwhile, p50 {:.1f} ms, p99 {:.1f} ms\n",
            released.orders, released.waves, released.elapsed_s, released.planned_s,
            scans.times.count(), scans.times.ms_at(0.5), scans.times.ms_at(0.99));
    }

    void measure_mixed(House& house) {
        std::uint64_t const more = options_.scale.orders / 10;
        house.place_orders(options_.scale, options_.scale.orders, more);
        std::uint64_t const scans_max = options_.quick ? 5'000 : 30'000;
        LoopResult scans;
        std::thread floor{[&] { scans = scan_at_rate(house, {.scans_max = scans_max}); }};
        std::this_thread::sleep_for(std::chrono::seconds{2});
        Released const released = release_waves(house);
        auto const began = Clock::now();
        house.engine().backup(house.folder() + "/backup");
        double const backup_s = seconds(Clock::now() - began);
        floor.join();
        accepted(scans.refused);
        figures_.set("mixed_p99_ms", scans.times.ms_at(0.99));
        figures_.set("mixed_p999_ms", scans.times.ms_at(0.999));
        fmt::print(
            "64 devices, 500 scans/s, {} scans, meanwhile {} orders into waves in {:.1f} s "
            "and a backup in {:.1f} s: p50 {:.1f} ms, p99 {:.1f} ms (aim 10), p99.9 {:.1f} "
            "ms (aim 50)\n",
            scans.times.count(), released.orders, released.elapsed_s, backup_s,
            scans.times.ms_at(0.5), scans.times.ms_at(0.99), scans.times.ms_at(0.999));
    }

    // --- keyed reads

    template <class Look>
    double reads_per_s(House& house, std::string const& name, Look look) {
        double const per_s = looks_per_s(house, look);
        fmt::print("{}: {:.0f}/s on one core\n", name, per_s);
        figures_.set("read_" + name + "_per_s", per_s);
        return per_s;
    }
    template <class Look>
    double looks_per_s(House& house, Look look) {
        Random random{7};
        std::uint64_t const rounds = work(50);
        constexpr std::uint64_t per_round = 10'000;
        auto const began = Clock::now();
        std::uint64_t found = 0;
        for (std::uint64_t round = 0; round < rounds; ++round) {
            Read const read = house.engine().read();
            for (std::uint64_t i = 0; i < per_round; ++i) found += look(read, random);
        }
        ensure(found == rounds * per_round, "every read finds its row");
        return static_cast<double>(rounds * per_round) / seconds(Clock::now() - began);
    }

    void measure_reads(House& house) {
        Scale const& scale = options_.scale;
        std::uint64_t sku_0 = 0;
        std::uint64_t place_0 = 0;
        {
            Read const read = house.engine().read_at(house.engine().durable_seq());
            sku_0 = sku_by_code(read, "G-0").value().value();
            place_0 = location_by_code(read, "G-0").value().value();
        }
        double const rates[] = {
            reads_per_s(house, "barcode",
                        [&](Read const& read, Random& random) {
                            std::string const code = gtin_of(10'000 + random.below(scale.skus));
                            return resolve(read, code, {})->candidates.size() == 1;
                        }),
            reads_per_s(house, "stock_by_sku",
                        [&](Read const& read, Random& random) {
                            SkuId const sku{sku_0 + random.below(scale.skus)};
                            SkuKey const key{WarehouseId{1}, OwnerId{1}, sku};
                            return tables::sku_stock.find(read, key).has_value();
                        }),
            reads_per_s(house, "stock_by_location",
                        [&](Read const& read, Random& random) {
                            LocationId const place{place_0 +
                                                   random.below(scale.skus * scale.quants_per_sku)};
                            return pieces_at(read, place) > 0;
                        }),
            reads_per_s(house, "order_status", [&](Read const& read, Random& random) {
                auto const id =
                    order_by_key(read, {fmt::format("{}", random.below(scale.orders)), "shop"});
                return id && tables::orders.at(read, *id).lines > 0;
            })};
        figures_.set("keyed_reads_per_s", *std::ranges::min_element(rates));
        measure_opening(house);
    }
    static std::int64_t pieces_at(Read const& read, LocationId place) {
        std::int64_t pieces = 0;
        tables::quants.scan_index<0>(read, holder::at(place),
                                     [&](Holder const&, QuantKey const& key) {
                                         pieces += tables::quants.at(read, key).on_hand;
                                         return true;
                                     });
        return pieces;
    }

    void measure_opening(House& house) {
        std::uint64_t const resident = resident_bytes();  // with what was read of the tables
        auto const began = Clock::now();
        house.reopen();
        double const opened_s = seconds(Clock::now() - began);
        Outcome const outcome = house.engine().decide(house.confirmation(house.pickers().front()));
        double const answered_s = seconds(Clock::now() - began);
        accepted(outcome.refusal ? 1 : 0);
        figures_.set("open_s", answered_s);
        figures_.set("store_bytes", static_cast<double>(house.bytes_on_disk()));
        figures_.set("resident_bytes", static_cast<double>(resident));
        fmt::print(
            "closed, opened ({:.2f} s) and the first scan answered: {:.2f} s; {} MB on "
            "disk, {} MB resident\n",
            opened_s, answered_s, house.bytes_on_disk() >> 20, resident >> 20);
    }
    static std::uint64_t resident_bytes() {
        std::ifstream file{"/proc/self/statm"};
        std::uint64_t total = 0;
        std::uint64_t resident = 0;
        file >> total >> resident;
        return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    }

    Options options_;
    Figures figures_;
};

void write_json(Figures const& figures, std::string const& path) {
    std::ofstream file{path};
    file << "{";
    char const* separator = "\n";
    for (auto const& [name, value] : figures.all()) {
        file << separator << fmt::format("  \"{}\": {:.6g}", name, value);
        separator = ",\n";
    }
    file << "\n}\n";
    file.close();
    ensure(!file.fail(), "the figures are written");
}

}  // namespace

std::vector<std::string> names_of_parts() {
    return {"confirm", "million", "scans", "web", "large", "waves", "mixed", "reads", "labels"};
}

void run_bench(Options const& options) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    Bench bench{options};
    bench.run();
    if (!options.json.empty()) write_json(bench.figures(), options.json);
}

}  // namespace wms::bench
