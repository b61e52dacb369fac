// SPDX-License-Identifier: Apache-2.0
#include "store/workload.hpp"

#include "domain/process/housekeeping.hpp"

#include <fmt/format.h>

#include <map>

namespace wms::test {
namespace {

constexpr Instant start{1'750'000'000'000};

store::EventKey key_of(std::uint64_t device, std::uint64_t n) {
    store::EventKey key = event_key_at(start + Elapsed{static_cast<std::int64_t>(n) * 2000});
    key[15] = static_cast<std::uint8_t>(device);
    return key;
}

AnyCommand command_of(std::uint64_t device, std::uint64_t n) {
    if (n % 6 == 1) return ScanCode{.raw = fmt::format("U-{}", device)};  // in, and out again
    if (n % 6 == 4) return ScanCode{.raw = fmt::format("NOWHERE-{}", n)};
    if (n % 6 == 5) return PressButton{.button = Button::acknowledge, .argument = {}};
    return ImportStock{.rows = {{.location = fmt::format("A-{}", n % 4 + 1),
                                 .sku = fmt::format("G-{}", device % 3 + 1),
                                 .quantity = Quantity{pieces_of(device, n)}}},
                       .reason = "delivered"};
}

struct Seen {
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> seq_of;  // (device, n)
    std::int64_t pieces = 0;
};

std::string look(store::Entry const& entry, Seen& seen) {
    std::uint64_t const device = entry.device.value();
    std::uint64_t const n = entry.device_seq;
    if (device == 0 || n == 0) return {};  // the system's own; an id used twice
    if (!seen.seq_of.emplace(std::pair{device, n}, entry.seq).second)
        return fmt::format("command {} of device {} is in the journal twice", n, device);
    if (n > 1 && !seen.seq_of.contains({device, n - 1}))
        return fmt::format("command {} of device {} comes before the one before it", n, device);
    if (entry.request != key_of(device, n))
        return fmt::format("entry {} has another event id", entry.seq);
    if (entry.refused == 0 && entry.command_tag == ImportStock::tag)
        seen.pieces += pieces_of(device, n);
    return {};
}

}  // namespace

void furnish(Engine& engine) {
    ImportMasterData import{};
    import.warehouses = {{.code = "W1", .name = "Small house"}};
    import.owners = {{.code = "SHOP", .name = "Shop"}};
    ZoneRow zone{.zone = {}};
    zone.zone.code = "PICK";
    import.zones = {zone};
    for (int i = 1; i <= 4; ++i) {
        LocationRow row{.location = {}, .zone = "PICK"};
        row.location.code = fmt::format("A-{}", i);
        import.locations.push_back(row);
    }
    for (int i = 1; i <= 3; ++i) {
        SkuRow row{.sku = {}};
        row.sku.code = fmt::format("G-{}", i);
        import.skus.push_back(row);
    }
    for (std::uint64_t i = 1; i <= workload_devices; ++i) {
        import.devices.push_back({.code = fmt::format("HT-{}", i)});
        import.operators.push_back({.badge = fmt::format("U-{}", i),
                                    .name = fmt::format("Worker {}", i),
                                    .roles = {Role::picker}});
    }
    Outcome const outcome = engine.decide({.device = {}, .captured_at = start, .command = import});
    ensure(!outcome.refusal, "the house is furnished");
}

Envelope envelope_of(std::uint64_t device, std::uint64_t n) {
    return {.device = DeviceId{device},
            .request = key_of(device, n),
            .device_seq = n,
            .captured_at = start + Elapsed{static_cast<std::int64_t>(n) * 2000},
            .command = command_of(device, n)};
}

std::int64_t pieces_of(std::uint64_t device, std::uint64_t n) {
    return static_cast<std::int64_t>((device * 7 + n * 3) % 11 + 1);
}

std::int64_t pieces_in(Read const& read) {
    std::int64_t pieces = 0;
    tables::quants.scan_all(read, [&](QuantKey const& key, Quant const& quant) {
        if (holder::is_real(key.holder)) pieces += quant.on_hand;
        return true;
    });
    return pieces;
}

std::string broken_promise(Engine& engine, std::vector<Ack> const& acks) {
    Seen seen;
    std::string broken;
    try {
        engine.journal().replay_checked(1, [&](store::SealedEntry const& sealed) {
            broken = look(sealed.entry, seen);
            return broken.empty();
        });
    } catch (DecodeError const& error) {
        return error.what();
    }
    if (!broken.empty()) return broken;
    for (Ack const& ack : acks) {
        auto const found = seen.seq_of.find({ack.device, ack.n});
        if (found == seen.seq_of.end())
            return fmt::format("command {} of device {} was acknowledged as entry {} and is lost",
                               ack.n, ack.device, ack.seq);
        if (found->second != ack.seq)
            return fmt::format("command {} of device {} was acknowledged as entry {}, is {}", ack.n,
                               ack.device, ack.seq, found->second);
    }
    std::int64_t const lying = pieces_in(engine.read_at(engine.durable_seq()));
    if (lying == seen.pieces) return {};
    return fmt::format("{} pieces lie in the house, the journal brought {}", lying, seen.pieces);
}

std::vector<std::uint64_t> last_sent(Engine& engine) {
    std::vector<std::uint64_t> last(workload_devices, 0);
    Read const read = engine.read_at(engine.durable_seq());
    for (std::uint64_t i = 0; i < workload_devices; ++i) {
        auto const device = tables::devices.find(read, DeviceId{i + 1});
        if (device) last[i] = device->last_seq;
    }
    return last;
}

}  // namespace wms::test
