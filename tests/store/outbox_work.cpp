// SPDX-License-Identifier: Apache-2.0
#include "store/outbox_work.hpp"

#include "store/workload.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace wms::test {
namespace {

constexpr Instant start{1'750'000'000'000};

class Notebook {  // survives whoever writes into it
public:
    explicit Notebook(std::string const& file)
        : handle_{::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)} {
        ensure(handle_ >= 0, "the notebook can be written");
    }
    Notebook(Notebook const&) = delete;
    Notebook& operator=(Notebook const&) = delete;
    ~Notebook() { ::close(handle_); }
    void note(std::string const& key) {
        std::string const line = key + "\n";
        ensure(::write(handle_, line.data(), line.size()) == static_cast<ssize_t>(line.size()),
               "the notebook has room");
    }

private:
    int handle_;
};

Parcel refused_parcel(std::uint64_t number) {
    Parcel parcel{};
    parcel.order = OrderId{1};
    parcel.warehouse = WarehouseId{1};
    parcel.station = StationId{1};
    parcel.carrier = CarrierId{number % 2 == 1 ? 1U : 2U};
    parcel.state = ParcelState::waybill_wait;
    parcel.waybill_state = WaybillState::failed;
    return parcel;
}

}  // namespace

// Straight into the tables: how a parcel comes to be is not the matter here.
void make_parcels(std::string const& folder) {
    {
        Engine engine{{.folder = folder,
                       .mode = Engine::Mode::manual,
                       .clock = [](Envelope const& envelope, Instant floor) {
                           return std::max(envelope.captured_at, floor);
                       }}};
        furnish(engine);
        ImportMasterData import{};
        import.carriers = {{.code = "A", .name = "A"}, {.code = "B", .name = "B"}};
        import.stations = {{.code = "S-1", .location = "A-1", .printer = "P-1"}};
        ensure(!engine.decide({.device = {}, .captured_at = start, .command = import}).refusal,
               "there are carriers");
    }
    store::Environment state{{.path = folder + "/state", .tables = tables::names}};
    Write write = state.begin_write();
    tables::orders.put(write, OrderId{1}, Order{});
    for (std::uint64_t i = 1; i <= parcels_to_ask_for; ++i)
        tables::parcels.put(write, ParcelId{i}, refused_parcel(i));
    write.commit();
}

Outcome ask_again(Engine& engine, std::uint64_t parcel) {
    return engine
        .submit({.device = {}, .captured_at = start, .command = RetryWaybill{ParcelId{parcel}}})
        .get();
}

std::string lane_of(std::uint64_t parcel) {
    return parcel % 2 == 1 ? "carrier/A" : "carrier/B";
}

OutboxWorkers::Reports issued(Effect const& effect) {
    return {WaybillAnswered{.parcel = ParcelId{effect.object},
                            .key = effect.key,
                            .outcome = WaybillOutcome::issued,
                            .number = "N-" + effect.key}};
}

OutboxWorkers::Options noting_in(std::string const& file) {
    auto const notebook = std::make_shared<Notebook>(file);
    auto const ask = [notebook](Read const&, EffectId, Effect const& effect) {
        return [notebook, effect] {
            notebook->note(effect.key);
            std::this_thread::sleep_for(std::chrono::milliseconds{1});  // killed here as a rule
            return issued(effect);
        };
    };
    return {.performers = {{EffectKind::request_waybill, ask}}};
}

}  // namespace wms::test
