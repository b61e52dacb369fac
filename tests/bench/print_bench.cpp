// SPDX-License-Identifier: Apache-2.0
// From the scan of a parcel's last item (its number comes from the pool), and from the wish for
// another copy, to the first byte at the printer: decided, durable, drawn with its codes read back,
// written down, leave given. And 40 printers at once. With a file's name the figures are
// added to that JSON file, as `wms bench --json` has begun it (./dev bench).
#include "app/label_maker.hpp"
#include "app/sheet_data.hpp"
#include "domain/process/order_intake.hpp"
#include "domain/process/waves.hpp"
#include "domain/process/waybill.hpp"

#include "labels/template.hpp"
#include "print/print_house.hpp"
#include "store/outbox_work.hpp"
#include "store/process.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>

namespace {
using namespace wms;
using namespace wms::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using test::Place;

constexpr std::size_t labels_one_by_one = 100;
constexpr std::size_t printers_at_once = 40;
constexpr std::size_t rounds = 3;

// The shipped waybill with its sample's values and the job's own number.
LabelMaker waybills() {
    auto const design = labels::shipped_template("waybill.100x180");
    ensure(design.has_value(), "the waybill is shipped");
    return label_maker(
        [sample = design->sample](
            Read const&, PrintJob const& job) -> std::expected<labels::LabelData, std::string> {
            labels::LabelData data = sample;
            data.fields["copy"] = std::to_string(job.copy);
            return data;
        });
}

using Figures = boost::json::object;

double ms(Clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

double at(std::vector<double> sorted, double share) {
    std::ranges::sort(sorted);
    return sorted[std::min(sorted.size() - 1,
                           static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

OperatorId a_packer(PrintHouse& house) {
    ImportMasterData import{};
    import.operators = {{.badge = "U-P", .name = "Packer", .roles = {Role::packer}}};
    ensure(!house.submit(import).refusal, "there is a packer");
    return operator_by_badge(house.engine.read_at(house.engine.durable_seq()), "U-P").value();
}

void another_copy(PrintHouse& house, OperatorId packer, std::uint64_t parcel) {
    auto const outcome = house.engine
                             .submit({.device = {},
                                      .captured_at = house.engine.now(),
                                      .actor = packer,
                                      .command = ReprintLabel{ParcelId{parcel}, "bench"}})
                             .get();
    ensure(!outcome.refusal, "the next copy is wanted");
}

Printer at_port(std::string const& name, std::uint16_t port) {
    return {.name = name, .uri = fmt::format("tcp://127.0.0.1:{}", port), .profile = "zpl"};
}

void one_by_one(Figures& figures) {
    Place const place;
    make_parcels(place / "store");
    MisbehavingPrinter const printer{{}};
    PrintHouse house{{.folder = place / "store", .maker = waybills()}};
    OperatorId const packer = a_packer(house);
    house.define(at_port("P-1", printer.port()));
    house.ask_for(1);
    ensure(house.reaches(1, PrintState::device_done), "the first label comes out");
    std::vector<double> times;
    for (std::size_t n = 0; n < labels_one_by_one; ++n) {
        auto const begun = Clock::now();
        another_copy(house, packer, 1);
        ensure(printer.came_out(n + 2, 10s), "each label comes out");
        times.push_back(ms(printer.first_byte_at() - begun));
        ensure(house.reaches(1, PrintState::device_done), "and is reported");
    }
    fmt::print(
        "command to first byte, {} waybills 100x180 as ZPL: p50 {:.1f} ms, p95 {:.1f} ms, "
        "max {:.1f} ms\n",
        times.size(), at(times, 0.5), at(times, 0.95), at(times, 1.0));
    figures["print_first_byte_ms_p50"] = at(times, 0.5);
    figures["print_first_byte_ms_p95"] = at(times, 0.95);
}

// A house with so many single-piece orders, picked into T-1 that stands at S-PACK1.
class PackedHouse {
public:
    explicit PackedHouse(std::string const& folder, std::uint16_t printer)
        : house{{.folder = folder, .maker = label_maker([](Read const& read, PrintJob const& job) {
                                       return print_data(read, job, {.sender_name = "House"});
                                   })}} {
        furnish(printer);
        order();
        pick();
    }
    void scan(std::string const& device, std::string const& code) {
        enter(device, ScanCode{.raw = code});
    }
    void press(std::string const& device, Button button, std::string const& argument = {}) {
        enter(device, PressButton{.button = button, .argument = argument});
    }
    static std::string number(std::size_t parcel) { return fmt::format("RM{:08}", parcel); }
    PrintHouse house;

private:
    Outcome enter(std::string const& device, AnyCommand command) {
        Read const read = house.engine.read_at(house.engine.durable_seq());
        DeviceId const id =
            device.empty() ? DeviceId{} : device_by_code(read, device).value_or(DeviceId{});
        Outcome outcome = house.engine
                              .submit({.device = id,
                                       .captured_at = house.engine.now(),
                                       .command = std::move(command)})
                              .get();
        if (outcome.refusal) fmt::print(stderr, "{}\n", sentence(*outcome.refusal, Language::en));
        ensure(!outcome.refusal, "the bench's people know what to do");
        return outcome;
    }
    void furnish(std::uint16_t printer) {
        ImportMasterData import{};
        import.warehouses = {{.code = "W1", .name = "House"}};
        import.owners = {{.code = "SHOP", .name = "Shop"}};
        import.zones.resize(1);
        import.zones[0].zone.code = "PICK";
        for (char const* const code : {"A-1", "A-2"}) {
            LocationRow row{};
            row.location.code = code;
            row.location.type =
                import.locations.empty() ? LocationType::pick : LocationType::packing;
            row.zone = "PICK";
            import.locations.push_back(row);
        }
        SkuRow sku{};
        sku.sku.code = "G-1";
        sku.sku.name_zh = "陶瓷马克杯 350ml";
        import.skus = {sku};
        import.containers = {{.code = "T-1"}};
        import.stations = {{.code = "S-PACK1", .location = "A-2", .printer = "P-1"}};
        import.carriers = {{.code = "RM", .name = "Mail"}};
        import.devices = {{.code = "H-1"},
                          {.code = "PC-1", .kind = DeviceKind::station, .station = "S-PACK1"}};
        import.operators = {{.badge = "U-PICK", .name = "Pim", .roles = {Role::picker}},
                            {.badge = "U-PACK", .name = "Anna", .roles = {Role::packer}}};
        enter({}, import);
        house.define(at_port("P-1", printer));
        ImportStock stock{};
        stock.rows = {
            {.location = "A-1", .sku = "G-1", .quantity = Quantity{labels_one_by_one + 10}}};
        enter({}, stock);
        LoadNumberPool pool{.carrier = "RM", .numbers = {}};
        for (std::size_t n = 1; n <= labels_one_by_one; ++n) pool.numbers.push_back(number(n));
        enter({}, pool);
    }
    void order() {
        PlanWave wave{.method = PickMethod::total_pick, .carrier = "RM", .orders = {}};
        for (std::size_t n = 1; n <= labels_one_by_one; ++n) {
            Outcome const placed =
                enter({}, PlaceOrder{.key = {.external_id = fmt::format("O{}", n), .channel = "s"},
                                     .carrier = "RM",
                                     .recipient = {"王小明", "13812345678",
                                                   "浙江省杭州市西湖区文三路100号3幢2单元501室",
                                                   "CN", "送货上门"},
                                     .lines = {{.sku = "G-1", .quantity = Quantity{1}}},
                                     .cod = Money{12'850},
                                     .sort_code = "571-W3-018"});
            wave.orders.push_back(OrderId{placed.object});
            enter({}, ApproveOrder{wave.orders.back()});
        }
        enter({}, wave);
    }
    void pick() {
        scan("H-1", "U-PICK");
        press("H-1", Button::pick);
        while (true) {
            Read const read = house.engine.read_at(house.engine.durable_seq());
            Screen const screen = draw(read, device_by_code(read, "H-1").value());
            if (screen.process == Process::home) return;
            scan("H-1", screen.step == Step::scan_container  ? "T-1"
                        : screen.step == Step::scan_location ? "L-A-1"
                        : screen.step == Step::scan_item     ? "G-1"
                                                             : "S-PACK1");
            if (screen.step == Step::scan_item)
                press("H-1", Button::quantity, fmt::format("{}", labels_one_by_one - 1));
        }
    }
};

void scan_by_scan(Figures& figures) {
    Place const place;
    MisbehavingPrinter const printer{{}};
    PackedHouse packed{place / "store", printer.port()};
    packed.scan("PC-1", "U-PACK");
    packed.press("PC-1", Button::pack);
    packed.scan("PC-1", "T-1");
    std::vector<double> times;
    for (std::size_t parcel = 1; parcel <= labels_one_by_one; ++parcel) {
        auto const begun = Clock::now();
        packed.scan("PC-1", "G-1");
        ensure(printer.came_out(parcel, 10s), "each label comes out");
        times.push_back(ms(printer.first_byte_at() - begun));
        ensure(packed.house.reaches(parcel, PrintState::device_done), "and is reported");
        packed.scan("PC-1", PackedHouse::number(parcel));
    }
    times.erase(times.begin());  // fonts are loaded with the first
    fmt::print(
        "last item's scan to first byte, {} parcels with numbers of the pool: p50 {:.1f} ms, "
        "p95 {:.1f} ms, max {:.1f} ms\n",
        times.size(), at(times, 0.5), at(times, 0.95), at(times, 1.0));
    figures["print_scan_to_first_byte_ms_p50"] = at(times, 0.5);
    figures["print_scan_to_first_byte_ms_p95"] = at(times, 0.95);
}

void all_at_once(Figures& figures) {
    Place const place;
    make_parcels(place / "store");
    std::vector<std::unique_ptr<MisbehavingPrinter>> printers;
    PrintHouse house{{.folder = place / "store", .maker = waybills()}};
    OperatorId const packer = a_packer(house);
    Printer pool{.name = "P-1", .uri = "", .profile = ""};
    for (std::size_t n = 0; n < printers_at_once; ++n) {
        printers.push_back(
            std::make_unique<MisbehavingPrinter>(MisbehavingPrinter::Options{.print_time = 200ms}));
        pool.members.push_back(fmt::format("P-1{:02}", n));
        house.define(at_port(pool.members.back(), printers.back()->port()));
    }
    house.define(pool);
    for (std::uint64_t parcel = 1; parcel <= printers_at_once; ++parcel) house.ask_for(parcel);
    for (std::uint64_t parcel = 1; parcel <= printers_at_once; ++parcel)
        ensure(house.reaches(parcel, PrintState::device_done, 60s), "each label comes out");
    auto const begun = Clock::now();
    for (std::size_t round = 0; round < rounds; ++round) {
        for (std::uint64_t parcel = 1; parcel <= printers_at_once; ++parcel)
            another_copy(house, packer, parcel);
        for (std::uint64_t parcel = 1; parcel <= printers_at_once; ++parcel)
            ensure(house.reaches(parcel, PrintState::device_done, 60s), "each label comes out");
    }
    double const took = ms(Clock::now() - begun);
    std::size_t busy = 0, out = 0;
    for (auto const& printer : printers) {
        out += printer->came_out();
        busy += printer->came_out() > rounds / 2 ? 1U : 0U;
    }
    fmt::print(
        "{} printers at once (200 ms a label): {} labels in {:.0f} ms, {:.0f} a second, "
        "{} printers took part\n",
        printers_at_once, out - printers_at_once, took,
        static_cast<double>(out - printers_at_once) * 1000 / took, busy);
    figures["print_40_printers_labels_s"] =
        static_cast<double>(out - printers_at_once) * 1000 / took;
    figures["print_40_printers_busy"] = busy;
}

void add_to(std::string const& path, Figures const& figures) {
    std::ifstream before{path};
    std::string const text{std::istreambuf_iterator<char>{before}, {}};
    Figures all = text.empty() ? Figures{} : boost::json::parse(text).as_object();
    for (auto const& each : figures) all[each.key()] = each.value();
    std::ofstream{path} << boost::json::serialize(all) << '\n';
}

}  // namespace

int main(int count, char** arguments) {
    Figures figures;
    scan_by_scan(figures);
    one_by_one(figures);
    all_at_once(figures);
    if (count > 1) add_to(arguments[1], figures);
}
