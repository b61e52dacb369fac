// SPDX-License-Identifier: Apache-2.0
// Parcels, waybills, print jobs, manifests (§4.8, §4.9.6).
#pragma once

#include "domain/wave.hpp"

namespace wms {

enum class ParcelState : std::uint8_t {
    open = 10,
    content_ok = 20,
    waybill_wait = 30,
    label_sent = 40,
    verified = 50,
    closed = 60,
    manifested = 70,
    handed_over = 80,
    void_ = 90
};
BOOST_DESCRIBE_ENUM(ParcelState, open, content_ok, waybill_wait, label_sent, verified, closed,
                    manifested, handed_over, void_)

enum class WaybillState : std::uint8_t {
    none = 0,
    requested = 1,
    unknown = 2,
    issued = 3,
    active = 4,
    failed = 5,
    manifested = 6,
    collected = 7,
    cancel_requested = 8,
    cancelled = 9,
    cancel_refused = 10
};
BOOST_DESCRIBE_ENUM(WaybillState, none, requested, unknown, issued, active, failed, manifested,
                    collected, cancel_requested, cancelled, cancel_refused)

struct Carrier {
    std::string code;
    std::string name;
    bool recycles_numbers = false;
    std::int64_t numbers_min = 0;  // a pool with fewer numbers is shown to the lead; 0 = never
};
BOOST_DESCRIBE_STRUCT(Carrier, (), (code, name, recycles_numbers, numbers_min))

struct Parcel {
    OrderId order;
    WaveId wave;
    WarehouseId warehouse;
    StationId station;
    OperatorId packer;
    ParcelState state = ParcelState::open;
    Quantity pieces;
    Weight weight;
    SkuId carton;  // packaging material, if one was chosen
    CarrierId carrier;
    std::string service;
    WaybillState waybill_state = WaybillState::none;
    std::uint32_t attempt_group =
        1;  // request key = parcel#attempt_group; retries keep it (§4.8.3)
    std::string waybill;
    bool from_pool = false;
    PrintJobId print_job;
    std::uint32_t copies = 0;
    std::string stop;  // why it must not leave; empty = free to go
    ManifestId manifest;
    ContainerId source;          // the tote it was packed from
    EffectId request = {};       // the question to the carrier that waits for its answer
    std::string sort_code = {};  // of the carrier's answer; empty = what the order brought
    std::string bag_place = {};
    SkuId proposed = {};                 // the carton the packer passed over for another one (J3)
    OperatorId own_package_by = {};      // the lead who let it go in a box that is not on stock
    std::string weight_manual = {};      // WEIGHT_MANUAL: why it was typed; empty = off a scale
    std::string weight_approved = {};    // why a weight outside the tolerance is right …
    OperatorId weight_approved_by = {};  // … and the lead who said so
    ProblemId weight_problem = {};       // told when it was put aside with its weight off
};
BOOST_DESCRIBE_STRUCT(Parcel, (),
                      (order, wave, warehouse, station, packer, state, pieces, weight, carton,
                       carrier, service, waybill_state, attempt_group, waybill, from_pool,
                       print_job, copies, stop, manifest, source, request, sort_code, bag_place,
                       proposed, own_package_by, weight_manual, weight_approved, weight_approved_by,
                       weight_problem))

// I9: each number belongs to exactly one parcel. A void one stays here, so that its label is
// refused.
struct Waybill {
    ParcelId parcel;
    CarrierId carrier;
    bool valid = true;
};
BOOST_DESCRIBE_STRUCT(Waybill, (), (parcel, carrier, valid))

// Numbers fetched from the carrier in advance; the smallest sequence is used next.
struct PoolKey {
    CarrierId carrier;
    std::uint64_t sequence = 0;
};
BOOST_DESCRIBE_STRUCT(PoolKey, (), (carrier, sequence))
struct PoolNumber {
    std::string number;
};
BOOST_DESCRIBE_STRUCT(PoolNumber, (), (number))

// The print journal. In the words of a print desk: rendered → checked (its codes were read back) →
// spooled (queued) → sending (durable before the first byte) → device_done (sent) → verified
// (confirmed: scanned on the parcel). From sending on, what breaks is `unknown`: a person looks.
enum class PrintState : std::uint8_t {
    created = 0,
    spooled = 1,
    printing = 2,
    held_printer = 3,
    device_done = 4,
    verified = 5,
    unconfirmed = 6,
    failed = 7,
    cancelled = 8,
    rendered = 9,
    checked = 10,
    sending = 11,
    unknown = 12
};
BOOST_DESCRIBE_ENUM(PrintState, created, spooled, printing, held_printer, device_done, verified,
                    unconfirmed, failed, cancelled, rendered, checked, sending, unknown)

// What is printed. Of all but a waybill the journal knows the thing it is about (sheets.hpp).
enum class PrintKind : std::uint8_t {
    waybill = 0,
    location = 1,
    manifest = 2,
    delivery_note = 3,
    pick_list = 4,
    count_sheet = 5,
    custom = 6  // design and values of a person's own choice
};
BOOST_DESCRIBE_ENUM(PrintKind, waybill, location, manifest, delivery_note, pick_list, count_sheet,
                    custom)

struct PrintJob {
    ParcelId parcel;
    StationId station;
    std::string printer;
    std::string document;  // the waybill number printed
    std::uint32_t copy =
        1;  // job key = (document, copy): sending the same key again prints nothing
    PrintState state = PrintState::created;
    std::string printer_reason;  // in the printer's own code: media-empty, cover-open …
    std::string reprint_reason;
    Instant device_done_at;
    EffectId effect = {};
    std::string content_sha256 = {};  // hex, of the bytes for the printer; they are in a file
    std::uint64_t content_bytes = 0;
    std::uint32_t codes_read = 0;    // barcodes that were read back from the picture
    Instant sending_at = {};         // leave to send was given, once
    std::string first_printer = {};  // when it was moved to another one before it was sent
    PrintKind kind = PrintKind::waybill;
    std::uint64_t object = 0;    // of a sheet or a location's label
    std::uint64_t run = 0;       // the first job of those ordered with it; their numbers follow on
    std::uint32_t run_size = 0;  // of the run; 0 = ordered alone
    std::string request_sha256 = {};  // hex, of the file with design and values of a custom label
};
BOOST_DESCRIBE_STRUCT(PrintJob, (),
                      (parcel, station, printer, document, copy, state, printer_reason,
                       reprint_reason, device_done_at, effect, content_sha256, content_bytes,
                       codes_read, sending_at, first_printer, kind, object, run, run_size,
                       request_sha256))

enum class ManifestState : std::uint8_t { open = 10, closed = 30, handed_over = 40 };
BOOST_DESCRIBE_ENUM(ManifestState, open, closed, handed_over)

struct Manifest {
    WarehouseId warehouse;
    CarrierId carrier;
    ManifestState state = ManifestState::open;
    std::uint32_t parcels = 0;
    std::string courier;  // who signed
    Instant handed_over_at;
    Instant closed_at = {};
};
BOOST_DESCRIBE_STRUCT(Manifest, (),
                      (warehouse, carrier, state, parcels, courier, handed_over_at, closed_at))
struct ManifestParcelKey {
    ManifestId manifest;
    ParcelId parcel;
};
BOOST_DESCRIBE_STRUCT(ManifestParcelKey, (), (manifest, parcel))
struct ManifestParcel {
    Instant scanned_at;
};
BOOST_DESCRIBE_STRUCT(ManifestParcel, (), (scanned_at))

// A control count of one SKU at one location (§4.6 short pick step 3, §4.11).
enum class CountState : std::uint8_t {
    open = 10,
    counting = 20,
    to_review = 30,
    recount = 35,
    accepted = 50,
    cancelled = 90
};
BOOST_DESCRIBE_ENUM(CountState, open, counting, to_review, recount, accepted, cancelled)

// One finished round. Rounds are compared by their variance: goods may have moved between them.
struct CountResult {
    OperatorId counter;
    std::int64_t expected = 0;
    std::int64_t counted = 0;
    std::vector<std::string> serials = {};  // of goods with serial numbers, sorted
};
BOOST_DESCRIBE_STRUCT(CountResult, (), (counter, expected, counted, serials))
[[nodiscard]] inline std::int64_t variance(CountResult const& result) {
    return result.counted - result.expected;
}

struct Count {
    WarehouseId warehouse;
    OwnerId owner;
    LocationId location;
    SkuId sku;
    std::string reason;
    CountState state = CountState::open;
    OperatorId counter = {};   // who has it now
    std::uint64_t seq_t0 = 0;  // journal position when the location was scanned
    std::int64_t expected = 0;
    std::uint64_t seq_t1 = 0;               // of the last finished round
    std::vector<CountResult> results = {};  // finished rounds, oldest first
    OperatorId approver = {};
    std::string decision = {};              // the approver's reason
    std::vector<std::string> serials = {};  // scanned in the running round
};
BOOST_DESCRIBE_STRUCT(Count, (),
                      (warehouse, owner, location, sku, reason, state, counter, seq_t0, expected,
                       seq_t1, results, approver, decision, serials))
struct CountPlaceKey {
    LocationId location;
    SkuId sku;
    friend bool operator==(CountPlaceKey const&, CountPlaceKey const&) = default;
};
BOOST_DESCRIBE_STRUCT(CountPlaceKey, (), (location, sku))

}  // namespace wms
