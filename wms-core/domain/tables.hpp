// SPDX-License-Identifier: Apache-2.0
// Every table of the state, with its key, value and indexes. Only `apply` functions write to them.
// The order of `names` is free: a table is found by its name.
#pragma once

#include "domain/catalogue.hpp"
#include "domain/rules.hpp"
#include "domain/work.hpp"

#include "store/table.hpp"

#include <array>

namespace wms::tables {

inline constexpr auto names = std::to_array<std::string_view>({
    "meta",
    "counters",
    "requests",
    "history",
    "owners",
    "owners_by_code",
    "skus",
    "skus_by_code",
    "barcodes",
    "lots",
    "lots_by_code",
    "serials",
    "serials_by_code",
    "warehouses",
    "warehouses_by_code",
    "zones",
    "zones_by_code",
    "locations",
    "locations_by_code",
    "containers",
    "containers_by_code",
    "containers_by_parent",
    "stations",
    "stations_by_code",
    "carriers",
    "carriers_by_code",
    "quants",
    "quants_by_holder",
    "sku_stock",
    "allocations",
    "allocations_by_quant",
    "allocations_by_order",
    "allocations_by_task",
    "orders",
    "orders_by_key",
    "orders_queue",
    "order_lines",
    "recipients",
    "waves",
    "waves_open",
    "wave_orders",
    "batches",
    "batches_open",
    "tasks",
    "tasks_on_path",
    "tasks_by_wave",
    "parcels",
    "parcels_by_order",
    "parcels_open",
    "pack_pace",
    "waybills",
    "pool",
    "print_jobs",
    "print_jobs_open",
    "manifests",
    "manifests_open",
    "manifest_parcels",
    "counts",
    "counts_open",
    "counts_by_place",
    "operators",
    "operators_by_badge",
    "devices",
    "devices_by_code",
    "sessions",
    "outbox",
    "outbox_due",
    "problems",
    "ledger_counters",
    "credentials",
    "web_sessions",
    "web_sessions_by_operator",
    "web_sessions_by_device",
    "machine_keys",
    "machine_keys_by_hash",
    "printers",
    "rules",
    "imports",
    "adjustments",
    "adjustments_waiting",
    "sheets",
});

consteval store::TableRef ref(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) return {static_cast<std::uint16_t>(i)};
    }
    throw "no such table";
}

// --- house-keeping

struct MetaValue {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(MetaValue, (), (text))
inline constexpr auto meta = store::table_of<std::string, MetaValue>(ref("meta"));

enum class Counter : std::uint8_t {
    owner = 0,
    sku = 1,
    lot = 2,
    serial = 3,
    warehouse = 4,
    zone = 5,
    location = 6,
    container = 7,
    station = 8,
    carrier = 9,
    allocation = 10,
    order = 11,
    wave = 12,
    batch = 13,
    task = 14,
    parcel = 15,
    print_job = 16,
    manifest = 17,
    count = 18,
    operator_ = 19,
    device = 20,
    effect = 21,
    problem = 22,
    pool = 23,
    wave_code = 24,
    machine_key = 25,
    adjustment = 26
};
struct CounterValue {
    std::uint64_t last = 0;
};
BOOST_DESCRIBE_STRUCT(CounterValue, (), (last))
inline constexpr auto counters = store::table_of<Counter, CounterValue>(ref("counters"));
inline constexpr auto ledger_counters =
    store::table_of<WarehouseId, CounterValue>(ref("ledger_counters"));

// Event ids are time-ordered, so this table grows at its end. Kept 30 days (reliability rule 3) by
// our own time: the time in an id is the sender's, whose clock may be years off.
struct RequestKey {
    store::EventKey event{};
    DeviceId device;
};
BOOST_DESCRIBE_STRUCT(RequestKey, (), (event, device))
struct Request {
    store::Hash body_hash{};
    std::uint64_t seq = 0;
    Instant at = {};  // of its entry
};
BOOST_DESCRIBE_STRUCT(Request, (), (body_hash, seq, at))
inline constexpr auto requests = store::table_of<RequestKey, Request>(ref("requests"));

// Ledger rows by what they touched: (kind, id, journal seq) → nothing.
enum class Trace : std::uint8_t {
    sku = 0,
    location = 1,
    container = 2,
    parcel = 3,
    order = 4,
    actor = 5,
    lot = 6,
    serial = 7
};
struct TraceKey {
    Trace kind = Trace::sku;
    std::uint64_t id = 0;
    std::uint64_t seq = 0;
};
BOOST_DESCRIBE_STRUCT(TraceKey, (), (kind, id, seq))
struct TraceObject {
    Trace kind = Trace::sku;
    std::uint64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(TraceObject, (), (kind, id))
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())
inline constexpr auto history = store::table_of<TraceKey, Nothing>(ref("history"));

// --- catalogue

template <class Code>
struct ByCode {  // an index by a unique code
    std::optional<std::string> operator()(auto const&, Code const& row) const { return row.code; }
};

inline constexpr auto owners = store::table_of<OwnerId, Owner>(
    ref("owners"), store::index_on<std::string>(ref("owners_by_code"), ByCode<Owner>{}));
inline constexpr auto skus = store::table_of<SkuId, Sku>(
    ref("skus"), store::index_on<std::string>(ref("skus_by_code"), ByCode<Sku>{}));
inline constexpr auto barcodes = store::table_of<BarcodeKey, Barcode>(ref("barcodes"));
inline constexpr auto lots = store::table_of<LotId, Lot>(
    ref("lots"), store::index_on<LotCodeKey>(ref("lots_by_code"), [](LotId, Lot const& lot) {
        return std::optional{LotCodeKey{lot.sku, lot.code}};
    }));
inline constexpr auto serials = store::table_of<SerialId, Serial>(
    ref("serials"), store::index_on<std::string>(ref("serials_by_code"), ByCode<Serial>{}));

// --- layout

struct ZoneCodeKey {
    WarehouseId warehouse;
    std::string code;
    friend bool operator==(ZoneCodeKey const&, ZoneCodeKey const&) = default;
};
BOOST_DESCRIBE_STRUCT(ZoneCodeKey, (), (warehouse, code))

inline constexpr auto warehouses = store::table_of<WarehouseId, Warehouse>(
    ref("warehouses"),
    store::index_on<std::string>(ref("warehouses_by_code"), ByCode<Warehouse>{}));
inline constexpr auto zones = store::table_of<ZoneId, Zone>(
    ref("zones"), store::index_on<ZoneCodeKey>(ref("zones_by_code"), [](ZoneId, Zone const& zone) {
        return std::optional{ZoneCodeKey{zone.warehouse, zone.code}};
    }));
inline constexpr auto locations = store::table_of<LocationId, Location>(
    ref("locations"), store::index_on<std::string>(ref("locations_by_code"), ByCode<Location>{}));
inline constexpr auto containers = store::table_of<ContainerId, Container>(
    ref("containers"), store::index_on<std::string>(ref("containers_by_code"), ByCode<Container>{}),
    store::index_on<Holder>(ref("containers_by_parent"), [](ContainerId,
                                                            Container const& container) {
        return container.parent == holder::nowhere ? std::nullopt : std::optional{container.parent};
    }));
inline constexpr auto stations = store::table_of<StationId, Station>(
    ref("stations"), store::index_on<std::string>(ref("stations_by_code"), ByCode<Station>{}));
inline constexpr auto carriers = store::table_of<CarrierId, Carrier>(
    ref("carriers"), store::index_on<std::string>(ref("carriers_by_code"), ByCode<Carrier>{}));

// --- stock

inline constexpr auto quants = store::table_of<QuantKey, Quant>(
    ref("quants"),
    store::index_on<Holder>(ref("quants_by_holder"), [](QuantKey const& key, Quant const&) {
        return holder::is_real(key.holder) ? std::optional{key.holder} : std::nullopt;
    }));
// Where a serial stands now, if it is in the house.
[[nodiscard]] std::optional<QuantKey> serial_place(Read const& read, SerialId serial);
inline constexpr auto sku_stock = store::table_of<SkuKey, SkuStock>(ref("sku_stock"));

// Allocations on one quant, the order with the least slack first.
struct AllocationUrgencyKey {
    QuantKey quant;
    Instant ship_by;
    OrderId order;
    friend bool operator==(AllocationUrgencyKey const&, AllocationUrgencyKey const&) = default;
};
BOOST_DESCRIBE_STRUCT(AllocationUrgencyKey, (), (quant, ship_by, order))
inline constexpr auto allocations = store::table_of<AllocationId, Allocation>(
    ref("allocations"),
    store::index_on<AllocationUrgencyKey>(ref("allocations_by_quant"),
                                          [](AllocationId, Allocation const& a) {
                                              return std::optional{AllocationUrgencyKey{
                                                  a.quant, a.ship_by, a.order}};
                                          }),
    store::index_on<OrderLineKey>(ref("allocations_by_order"),
                                  [](AllocationId, Allocation const& a) {
                                      return std::optional{OrderLineKey{a.order, a.line}};
                                  }),
    // Only what the task still has to fetch.
    store::index_on<TaskId>(ref("allocations_by_task"), [](AllocationId, Allocation const& a) {
        bool const waiting = a.task && a.stage == Stage::reserved;
        return waiting ? std::optional{a.task} : std::nullopt;
    }));
inline constexpr std::size_t allocations_by_quant = 0;
inline constexpr std::size_t allocations_by_order = 1;
inline constexpr std::size_t allocations_by_task = 2;

// --- orders

inline constexpr auto orders = store::table_of<OrderId, Order>(
    ref("orders"),
    store::index_on<OrderKey>(ref("orders_by_key"),
                              [](OrderId, Order const& order) { return std::optional{order.key}; }),
    // Waiting orders only: created, held, approved, wait_stock.
    store::index_on<QueueKey>(ref("orders_queue"), [](OrderId, Order const& order) {
        bool const waiting = order.state <= OrderState::wait_stock;
        return waiting ? std::optional{QueueKey{order.state, order.priority, order.paid_at}}
                       : std::nullopt;
    }));
inline constexpr std::size_t orders_by_key = 0;
inline constexpr std::size_t orders_queue = 1;
inline constexpr auto order_lines = store::table_of<OrderLineKey, OrderLine>(ref("order_lines"));
inline constexpr auto recipients = store::table_of<OrderId, Recipient>(ref("recipients"));

// --- waves and picking

inline constexpr auto waves = store::table_of<WaveId, Wave>(
    ref("waves"), store::index_on<WarehouseId>(ref("waves_open"), [](WaveId, Wave const& wave) {
        return wave.state < WaveState::closed ? std::optional{wave.warehouse} : std::nullopt;
    }));
inline constexpr auto wave_orders = store::table_of<WaveOrderKey, WaveOrder>(ref("wave_orders"));

struct OpenBatchKey {
    WarehouseId warehouse;
    std::int64_t urgency = 0;
    friend bool operator==(OpenBatchKey const&, OpenBatchKey const&) = default;
};
BOOST_DESCRIBE_STRUCT(OpenBatchKey, (), (warehouse, urgency))
inline constexpr auto batches = store::table_of<BatchId, Batch>(
    ref("batches"),
    store::index_on<OpenBatchKey>(ref("batches_open"), [](BatchId, Batch const& batch) {
        bool const unfinished = batch.state < BatchState::done;
        return unfinished ? std::optional{OpenBatchKey{batch.warehouse, batch.urgency}}
                          : std::nullopt;
    }));

inline constexpr auto tasks = store::table_of<TaskId, Task>(
    ref("tasks"),
    store::index_on<TaskPathKey>(ref("tasks_on_path"),
                                 [](TaskId, Task const& task) {
                                     bool const open = task.state < TaskState::done;
                                     return open ? std::optional{TaskPathKey{task.batch, task.skips,
                                                                             task.sequence}}
                                                 : std::nullopt;
                                 }),
    store::index_on<WaveId>(ref("tasks_by_wave"),
                            [](TaskId, Task const& task) { return std::optional{task.wave}; }));
inline constexpr std::size_t tasks_on_path = 0;
inline constexpr std::size_t tasks_by_wave = 1;

// --- packing and shipping

struct OpenParcelKey {  // not yet handed over
    CarrierId carrier;
    ParcelState state = ParcelState::open;
    friend bool operator==(OpenParcelKey const&, OpenParcelKey const&) = default;
};
BOOST_DESCRIBE_STRUCT(OpenParcelKey, (), (carrier, state))
inline constexpr auto parcels = store::table_of<ParcelId, Parcel>(
    ref("parcels"),
    store::index_on<OrderId>(
        ref("parcels_by_order"),
        [](ParcelId, Parcel const& parcel) { return std::optional{parcel.order}; }),
    store::index_on<OpenParcelKey>(ref("parcels_open"), [](ParcelId, Parcel const& parcel) {
        bool const here = parcel.state < ParcelState::handed_over;
        return here ? std::optional{OpenParcelKey{parcel.carrier, parcel.state}} : std::nullopt;
    }));
inline constexpr std::size_t parcels_by_order = 0;
inline constexpr std::size_t parcels_open = 1;
// When somebody's parcels of the last hour were done, oldest first.
struct PackPace {
    std::vector<Instant> done;
};
BOOST_DESCRIBE_STRUCT(PackPace, (), (done))
inline constexpr auto pack_pace = store::table_of<OperatorId, PackPace>(ref("pack_pace"));
inline constexpr auto waybills = store::table_of<std::string, Waybill>(ref("waybills"));
inline constexpr auto pool = store::table_of<PoolKey, PoolNumber>(ref("pool"));
inline constexpr auto print_jobs = store::table_of<PrintJobId, PrintJob>(
    ref("print_jobs"),
    store::index_on<StationId>(ref("print_jobs_open"), [](PrintJobId, PrintJob const& job) {
        // nobody scans a sheet: it ends when the printer has it
        bool const sheet = job.kind != PrintKind::waybill;
        bool const ended = job.state == PrintState::verified ||
                           job.state == PrintState::cancelled ||
                           (sheet && job.state == PrintState::device_done);
        return ended ? std::nullopt : std::optional{job.station};
    }));
// The newest copy of what is no parcel's label.
struct SheetKey {
    PrintKind kind = PrintKind::manifest;
    std::uint64_t object = 0;
};
BOOST_DESCRIBE_STRUCT(SheetKey, (), (kind, object))
struct SheetCopies {
    PrintJobId job;
    std::uint32_t copies = 0;
};
BOOST_DESCRIBE_STRUCT(SheetCopies, (), (job, copies))
inline constexpr auto sheets = store::table_of<SheetKey, SheetCopies>(ref("sheets"));
inline constexpr auto printers = store::table_of<std::string, Printer>(ref("printers"));
inline constexpr auto manifests = store::table_of<ManifestId, Manifest>(
    ref("manifests"),
    store::index_on<CarrierId>(ref("manifests_open"), [](ManifestId, Manifest const& manifest) {
        bool const here = manifest.state < ManifestState::handed_over;
        return here ? std::optional{manifest.carrier} : std::nullopt;
    }));
inline constexpr auto manifest_parcels =
    store::table_of<ManifestParcelKey, ManifestParcel>(ref("manifest_parcels"));

inline constexpr auto counts = store::table_of<CountId, Count>(
    ref("counts"),
    store::index_on<CountState>(ref("counts_open"),
                                [](CountId, Count const& count) {
                                    bool const open = count.state < CountState::accepted;
                                    return open ? std::optional{count.state} : std::nullopt;
                                }),
    store::index_on<CountPlaceKey>(ref("counts_by_place"), [](CountId, Count const& count) {
        bool const open = count.state < CountState::accepted;
        return open ? std::optional{CountPlaceKey{count.location, count.sku}} : std::nullopt;
    }));
inline constexpr std::size_t counts_open = 0;
inline constexpr std::size_t counts_by_place = 1;

// --- people, devices, outside world

inline constexpr auto operators = store::table_of<OperatorId, Operator>(
    ref("operators"),
    store::index_on<std::string>(ref("operators_by_badge"), [](OperatorId, Operator const& who) {
        return std::optional{who.badge};
    }));
inline constexpr auto devices = store::table_of<DeviceId, Device>(
    ref("devices"), store::index_on<std::string>(ref("devices_by_code"), ByCode<Device>{}));
inline constexpr auto sessions = store::table_of<OperatorId, Session>(ref("sessions"));

inline constexpr auto credentials = store::table_of<OperatorId, Credential>(ref("credentials"));
inline constexpr auto web_sessions = store::table_of<store::Hash, WebSession>(
    ref("web_sessions"),
    store::index_on<OperatorId>(
        ref("web_sessions_by_operator"),
        [](store::Hash const&, WebSession const& session) { return std::optional{session.who}; }),
    store::index_on<DeviceId>(ref("web_sessions_by_device"),
                              [](store::Hash const&, WebSession const& session) {
                                  return std::optional{session.device};
                              }));
inline constexpr std::size_t web_sessions_by_operator = 0;
inline constexpr std::size_t web_sessions_by_device = 1;
inline constexpr auto machine_keys = store::table_of<KeyId, MachineKey>(
    ref("machine_keys"),
    store::index_on<store::Hash>(ref("machine_keys_by_hash"), [](KeyId, MachineKey const& key) {
        return key.revoked ? std::nullopt : std::optional{key.hash};
    }));

struct DueKey {
    std::string lane;
    Instant not_before;
    friend bool operator==(DueKey const&, DueKey const&) = default;
};
BOOST_DESCRIBE_STRUCT(DueKey, (), (lane, not_before))
inline constexpr auto outbox = store::table_of<EffectId, Effect>(
    ref("outbox"), store::index_on<DueKey>(ref("outbox_due"), [](EffectId, Effect const& effect) {
        bool const pending = effect.state == EffectState::pending;
        return pending ? std::optional{DueKey{effect.lane, effect.not_before}} : std::nullopt;
    }));
// Files whose stock was posted, by the hash of their content.
struct Imported {
    std::uint64_t seq = 0;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(Imported, (), (seq, at))
inline constexpr auto imports = store::table_of<store::Hash, Imported>(ref("imports"));
inline constexpr auto adjustments = store::table_of<AdjustmentId, Adjustment>(
    ref("adjustments"), store::index_on<WarehouseId>(
                            ref("adjustments_waiting"), [](AdjustmentId, Adjustment const& row) {
                                bool const waits = row.state == AdjustmentState::waiting;
                                return waits ? std::optional{row.quant.warehouse} : std::nullopt;
                            }));
inline constexpr auto rules = store::table_of<WarehouseId, Rules>(ref("rules"));
inline constexpr auto problems = store::table_of<ProblemId, Problem>(ref("problems"));

}  // namespace wms::tables
