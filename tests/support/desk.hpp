// SPDX-License-Identifier: Apache-2.0
// A store on disk and one open transaction: commands are handled and recorded as the engine does
// it, without its threads. Time goes on by a second with every command.
#pragma once

#include "domain/audit.hpp"
#include "domain/registry.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

namespace wms::test {

class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "wms-desk-XXXXXX").string();
        ensure(::mkdtemp(name.data()) != nullptr, "a test has a folder");
        path_ = name;
    }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

class Desk {
public:
    Result<Done> run(AnyCommand const& command, DeviceId device = {}) {
        return enter(device, tag_of(command), bytes_of(command),
                     [&](Change& change) { return handle_any(change, command); });
    }
    // A process that is not there yet, posting by hand in one entry.
    template <class Process>
    void post(Process process) {
        auto const done = enter({}, 0, {}, [&](Change& change) -> Result<Done> {
            process(change);
            return Done{};
        });
        REQUIRE(done);
    }
    Result<Done> scan(DeviceId device, std::string const& raw) {
        return run(ScanCode{.raw = raw}, device);
    }
    Result<Done> press(DeviceId device, Button button, std::string const& argument = {}) {
        return run(PressButton{.button = button, .argument = argument}, device);
    }
    [[nodiscard]] Screen screen(DeviceId device) const { return draw(write_, device); }
    [[nodiscard]] Write& tables() { return write_; }
    [[nodiscard]] std::vector<store::Entry> const& entries() const { return entries_; }
    [[nodiscard]] std::uint64_t last_seq() const { return entries_.size(); }
    // What the audit finds first, or nothing. Looked at after every entry.
    [[nodiscard]] std::string first_finding() const {
        std::vector<Finding> findings = audit(write_);
        std::ranges::move(ledger_.compare(write_), std::back_inserter(findings));
        return findings.empty() ? "" : findings.front().check + ": " + findings.front().what;
    }
    [[nodiscard]] LedgerSums const& ledger() const { return ledger_; }
    // Every row of every table, but of `devices`: a device's last command is noted even when it was
    // refused.
    [[nodiscard]] std::vector<std::vector<std::string>> contents() const {
        std::vector<std::vector<std::string>> all;
        for (std::uint16_t i = 0; i < wms::tables::names.size(); ++i) {
            if (wms::tables::names[i] != "devices") all.push_back(rows_of(write_, {i}));
        }
        return all;
    }
    void wait(Elapsed time) { now_ = now_ + time; }

    // Applies all entries to an empty store; the name of the first table that differs, or nothing.
    [[nodiscard]] std::string difference_after_replay() const {
        Folder const folder;
        store::Environment environment{{.path = folder.path(), .tables = wms::tables::names}};
        Write replayed = environment.begin_write();
        for (store::Entry const& entry : entries_) {
            apply_events(replayed, entry.events, header_of(entry));
            record_outcome(replayed, entry);
        }
        for (std::uint16_t i = 0; i < wms::tables::names.size(); ++i) {
            if (rows_of(write_, {i}) != rows_of(replayed, {i}))
                return std::string{wms::tables::names[i]};
        }
        return {};
    }

private:
    static EntryHeader header_of(store::Entry const& entry) {
        return {.seq = entry.seq,
                .at = entry.at,
                .captured_at = entry.captured_at,
                .actor = entry.actor,
                .device = entry.device,
                .body_hash = entry.body_hash};
    }
    static std::vector<std::string> rows_of(Read const& read, store::TableRef table) {
        std::vector<std::string> rows;
        store::Cursor cursor{read, table};
        for (bool more = cursor.seek({}); more; more = cursor.next())
            rows.push_back(std::string{cursor.key()} + "=" + std::string{cursor.value()});
        return rows;
    }
    template <class Process>
    Result<Done> enter(DeviceId device, std::uint16_t tag, std::string const& bytes,
                       Process process) {
        now_ = now_ + 1_s;
        auto const row = wms::tables::devices.find(write_, device);
        store::Entry entry{};
        entry.seq = entries_.size() + 1;
        entry.at = now_;
        entry.captured_at = now_;
        entry.actor = row ? row->actor : OperatorId{};
        entry.device = device;
        entry.body_hash = store::sha256(bytes);
        entry.command_tag = tag;
        entry.command = bytes;
        Change change{write_, header_of(entry), entry.events};
        Result<Done> const done = process(change);
        if (done) {
            entry.tone = done->tone;
            entry.object = done->object;
        } else {
            CHECK_MESSAGE(!change.has_posted(), "a command refused after its first post");
            entry.refused = static_cast<std::uint16_t>(done.error().why);
            entry.subject = done.error().subject;
            entry.tone = tone_of(done.error().why);
        }
        record_outcome(write_, entry);
        ledger_.add_events(entry.events);
        entries_.push_back(std::move(entry));
        CHECK(first_finding().empty());
        return done;
    }

    Folder folder_;
    store::Environment environment_{{.path = folder_.path(), .tables = wms::tables::names}};
    Write write_ = environment_.begin_write();
    std::vector<store::Entry> entries_;
    LedgerSums ledger_;
    Instant now_{1'750'000'000'000};
};

// The refusal of a result, for checks; nothing when it was accepted.
inline std::optional<Why> why(Result<Done> const& result) {
    return result ? std::nullopt : std::optional{result.error().why};
}

// A warehouse small enough to keep in mind: two SKUs, two pick locations, quarantine, one tote, a
// handheld for each of three people. X is cheap, Y is worth more than a control count's limit.
struct House {
    DeviceId anna;  // picker and counter
    DeviceId bo;    // counter
    DeviceId lin;   // lead
    SkuId x;
    SkuId y;
    LocationId a01;
    LocationId b07;
    LocationId q01;
    ContainerId tote;
    WarehouseId warehouse{1};
    OwnerId owner{1};

    [[nodiscard]] QuantKey quant(SkuId sku, Holder place,
                                 StockStatus status = StockStatus::available) const {
        return {.warehouse = warehouse,
                .owner = owner,
                .sku = sku,
                .status = status,
                .lot = {},
                .serial = {},
                .holder = place};
    }
};

inline SkuRow sku_row(std::string const& code, Money price) {
    SkuRow row{.sku = {}};
    row.sku.code = code;
    row.sku.unit_price = price;
    return row;
}

inline LocationRow location_row(std::string const& code, std::string const& zone) {
    LocationRow row{.location = {}, .zone = zone};
    row.location.code = code;
    return row;
}

inline House furnish(Desk& desk) {
    ImportMasterData import{};
    import.warehouses = {{.code = "W1", .name = "Small house"}};
    import.owners = {{.code = "SHOP", .name = "Shop"}};
    ZoneRow pick{.zone = {}};
    pick.zone.code = "PICK";
    ZoneRow quarantine = pick;
    quarantine.zone.code = "QUARANTINE";
    quarantine.zone.forbids_available = true;
    import.zones = {pick, quarantine};
    import.locations = {location_row("A-01", "PICK"), location_row("B-07", "PICK"),
                        location_row("Q-01", "QUARANTINE")};
    import.skus = {sku_row("X", Money{1'00}), sku_row("Y", Money{500'00})};
    import.barcodes = {{.code = "X-CASE", .sku = "X", .barcode = {PackLevel::case_, 12}}};
    import.containers = {{.code = "T-1"}};
    import.devices = {{.code = "HT-1"}, {.code = "HT-2"}, {.code = "HT-3"}};
    import.operators = {{.badge = "U-1", .name = "Anna", .roles = {Role::picker, Role::counter}},
                        {.badge = "U-2", .name = "Bo", .roles = {Role::counter}},
                        {.badge = "U-3", .name = "Lin", .roles = {Role::lead}}};
    import.carriers = {{.code = "POST", .name = "Post"}};
    REQUIRE(desk.run(import));
    Read const& read = desk.tables();
    House const house{.anna = device_by_code(read, "HT-1").value(),
                      .bo = device_by_code(read, "HT-2").value(),
                      .lin = device_by_code(read, "HT-3").value(),
                      .x = sku_by_code(read, "X").value(),
                      .y = sku_by_code(read, "Y").value(),
                      .a01 = location_by_code(read, "A-01").value(),
                      .b07 = location_by_code(read, "B-07").value(),
                      .q01 = location_by_code(read, "Q-01").value(),
                      .tote = container_by_code(read, "T-1").value()};
    REQUIRE(desk.scan(house.anna, "U-1"));
    REQUIRE(desk.scan(house.bo, "U-2"));
    REQUIRE(desk.scan(house.lin, "U-3"));
    return house;
}

inline void stock_up(Desk& desk, std::string const& location, std::string const& sku,
                     Quantity quantity) {
    REQUIRE(desk.run(ImportStock{.rows = {{.location = location, .sku = sku, .quantity = quantity}},
                                 .reason = "opening"}));
}

inline OrderId place_order(Desk& desk, std::string const& number, std::vector<PlacedLine> lines) {
    PlaceOrder order{.key = {.external_id = number, .channel = "shop"},
                     .carrier = "POST",
                     .recipient = {.name = "Ann Example",
                                   .phone = "0",
                                   .address = "1 Sample Street, Town",
                                   .country = "GB"},
                     .lines = std::move(lines)};
    auto const placed = desk.run(order);
    REQUIRE(placed);
    REQUIRE(desk.run(ApproveOrder{OrderId{placed->object}}));
    return OrderId{placed->object};
}

inline void release(Desk& desk, std::vector<OrderId> orders) {
    REQUIRE(desk.run(
        PlanWave{.method = PickMethod::discrete, .carrier = "POST", .orders = std::move(orders)}));
}

[[nodiscard]] inline std::int64_t promised(Desk& desk, QuantKey const& key) {
    auto const quant = tables::quants.find(desk.tables(), key);
    return quant ? quant->allocated.value() : 0;
}

[[nodiscard]] inline std::int64_t on_hand(Desk& desk, QuantKey const& key) {
    auto const quant = tables::quants.find(desk.tables(), key);
    return quant ? quant->on_hand : 0;
}

}  // namespace wms::test
