// SPDX-License-Identifier: Apache-2.0
// People, devices and sessions; the outbox; problems that wait for a lead (§4.0.6, §4.0.8).
#pragma once

#include "domain/parcel.hpp"
#include "domain/words.hpp"

namespace wms {

enum class Role : std::uint8_t {
    picker = 0,
    packer = 1,
    counter = 2,
    dispatcher = 3,
    lead = 4,
    admin = 5,
    system = 6
};
BOOST_DESCRIBE_ENUM(Role, picker, packer, counter, dispatcher, lead, admin, system)

struct Operator {
    std::string badge;  // U-1042-7, the code on the card
    std::string name;
    Language language = Language::en;
    std::vector<Role> roles;
    bool blocked = false;
};
BOOST_DESCRIBE_STRUCT(Operator, (), (badge, name, language, roles, blocked))
[[nodiscard]] bool has_role(Operator const& who,
                            Role role);  // a lead may do what pickers … may, an admin all

enum class DeviceKind : std::uint8_t { handheld = 0, station = 1, office = 2, machine = 3 };
BOOST_DESCRIBE_ENUM(DeviceKind, handheld, station, office, machine)

struct Device {
    std::string code;
    DeviceKind kind = DeviceKind::handheld;
    StationId station = {};
    OperatorId actor = {};       // who is signed in here
    std::uint64_t last_seq = 0;  // device_seq of the last decided command (§4.0.3)
    store::Hash last_body = {};  // of the last scan that counted, for the debounce (§4.0.8)
    Instant last_captured_at = {};
    Instant last_at = {};  // renews the claims of whoever works here (§4.0.6)
};
BOOST_DESCRIBE_STRUCT(Device, (),
                      (code, kind, station, actor, last_seq, last_body, last_captured_at, last_at))

enum class Process : std::uint8_t {
    signed_out = 0,
    home = 1,
    picking = 2,
    packing = 3,
    shipping = 4,
    counting = 5
};
BOOST_DESCRIBE_ENUM(Process, signed_out, home, picking, packing, shipping, counting)

// What the operator does next. One list for all processes, so that a screen is (process, step).
enum class Step : std::uint8_t {
    scan_badge = 0,
    choose = 1,
    scan_container = 2,
    scan_location = 3,
    scan_item = 4,
    scan_lot = 5,
    scan_serial = 6,
    scan_target = 7,
    confirm_empty = 8,
    scan_destination = 9,
    choose_reason = 10,
    scan_carton = 11,
    enter_weight = 12,
    wait_waybill = 13,
    scan_label = 14,
    scan_parcel = 15,
    scan_manifest = 16,
    count_items = 17,
    review = 18,
    scan_station = 19,
    sign = 20,
    weight_reason = 24,   // why the weight was typed
    weight_verdict = 25,  // why a weight outside the tolerance is right
    choose_item = 21,
    enter_quantity = 22,
    scan_other_item = 23,
    fill_slots = 27
};
BOOST_DESCRIBE_ENUM(Step, scan_badge, choose, scan_container, scan_location, scan_item, scan_lot,
                    scan_serial, scan_target, confirm_empty, scan_destination, choose_reason,
                    scan_carton, enter_weight, wait_waybill, scan_label, scan_parcel, scan_manifest,
                    count_items, review, scan_station, sign, weight_reason, weight_verdict,
                    choose_item, enter_quantity, scan_other_item, fill_slots)

// --- coming in from outside (process/access.hpp)

// Kept, never shown: not on a page, not in a dump of the journal.
struct Secret {
    using hidden = void;
    std::string bytes;
    friend bool operator==(Secret const&, Secret const&) = default;
};
BOOST_DESCRIBE_STRUCT(Secret, (), (bytes))

struct Credential {
    Secret hash;  // slow hash of the PIN; worthless without the pepper
    Instant set_at;
};
BOOST_DESCRIBE_STRUCT(Credential, (), (hash, set_at))

struct WebSession {  // under the hash of its token
    OperatorId who;
    DeviceId device;
    Instant opened_at;
    Instant ends_at;
};
BOOST_DESCRIBE_STRUCT(WebSession, (), (who, device, opened_at, ends_at))

struct MachineKey {
    std::string name;
    store::Hash hash{};
    std::vector<std::string> scopes;
    DeviceId device;
    OperatorId made_by = {};
    Instant made_at;
    bool revoked = false;
};
BOOST_DESCRIBE_STRUCT(MachineKey, (), (name, hash, scopes, device, made_by, made_at, revoked))

// An action that waits for a lead's badge on the same terminal: one use, 60 s (§4.0.8).
struct PendingApproval {
    Why why = Why::need_approval;
    std::string action;
    std::uint64_t object = 0;
    Instant until;
    OperatorId approver = {};  // set once granted
    OperatorId asked = {};     // whose badge was scanned and whose PIN is still to come
};
BOOST_DESCRIBE_STRUCT(PendingApproval, (), (why, action, object, until, approver, asked))

// What the last scan moved, so that UNDO can take it back (§4.6): one part for each promise that
// went along.
struct MovedPart {
    std::uint64_t ledger_seq = 0;  // the row a reversal names
    AllocationId from;
    AllocationId into;
    Quantity quantity;
    QuantKey source;
    QuantKey target;
    Stage stage = Stage::reserved;  // before
};
BOOST_DESCRIBE_STRUCT(MovedPart, (), (ledger_seq, from, into, quantity, source, target, stage))
struct LastMove {
    TaskId task = {};      // of a pick
    ParcelId parcel = {};  // of a packed piece
    std::vector<MovedPart> parts = {};
    Instant at = {};
};
BOOST_DESCRIBE_STRUCT(LastMove, (), (task, parcel, parts, at))

// Who took the round over, and with which tote or cart: told until other work is begun (U20).
struct TakenOver {
    OperatorId by;
    ContainerId container;
};
BOOST_DESCRIBE_STRUCT(TakenOver, (), (by, container))

// A picker's own part of a round: what is told at its end (P8), or why it ended before it began.
struct PickRound {
    Instant since;
    BatchId batch;
    OrderId order = {};  // of a round for one order
    std::uint32_t lines = 0;
    Quantity pieces = {};
    Instant ended = {};       // told from then on, until other work is begun
    bool called_off = false;  // its orders were cancelled or taken back
};
BOOST_DESCRIBE_STRUCT(PickRound, (), (since, batch, order, lines, pieces, ended, called_off))

// Where one operator stands in the work, kept per operator: it survives restarts and moves with the
// badge to another device. Every screen is drawn from it (§4.0.8).
struct Session {
    DeviceId device;  // where it was last used
    Process process = Process::home;
    Step step = Step::choose;
    std::uint64_t step_no = 0;  // the step token: changes when another question is asked
    StationId station = {};
    BatchId batch = {};
    TaskId task = {};
    ContainerId container = {};
    LocationId location = {};
    OrderId order = {};
    ParcelId parcel = {};
    CountId count = {};
    ManifestId manifest = {};
    CarrierId carrier = {};
    LotId lot = {};
    SerialId serial = {};
    Quantity in_hand = {};     // scanned, not yet posted (cluster put, counting)
    std::string confirm = {};  // the code that must be scanned again to confirm (U11)
    std::string reason = {};   // of a short pick that is being told, of a count begun anew
    bool must_acknowledge = false;
    Instant started_at = {};  // signed in
    std::optional<PendingApproval> approval = {};
    SkuId sku = {};         // scanned, its lot or serial still missing
    Quantity pending = {};  // pieces in that scan
    std::optional<LastMove> last = {};
    std::optional<TakenOver> taken_over = {};
    std::optional<PickRound> round = {};
    ContainerId dropping = {};  // the one tote that is brought away before the others
};
BOOST_DESCRIBE_STRUCT(Session, (),
                      (device, process, step, step_no, station, batch, task, container, location,
                       order, parcel, count, manifest, carrier, lot, serial, in_hand, confirm,
                       reason, must_acknowledge, started_at, approval, sku, pending, last,
                       taken_over, round, dropping))

inline constexpr Elapsed claim_lease = 10_min;
inline constexpr Elapsed approval_lease = 60_s;
inline constexpr Elapsed debounce = 300_ms;
inline constexpr Elapsed confirm_within = 30_s;  // U11
inline constexpr Elapsed undo_within = 60_s;     // U12

// --- outbox: what the outside world must do, performed after the entry is durable, under one key
// for ever

enum class EffectKind : std::uint8_t { request_waybill = 0, print = 1, notify_channel = 2 };
BOOST_DESCRIBE_ENUM(EffectKind, request_waybill, print, notify_channel)
enum class EffectState : std::uint8_t { pending = 0, done = 1, failed = 2 };
BOOST_DESCRIBE_ENUM(EffectState, pending, done, failed)

struct Effect {
    EffectKind kind = EffectKind::print;
    std::string key;           // the same for every attempt
    std::string lane;          // one worker each: a carrier, a printer, a channel
    std::uint64_t object = 0;  // parcel or print job
    EffectState state = EffectState::pending;
    std::uint32_t attempts = 0;
    Instant not_before;
    std::string last_error = {};
};
BOOST_DESCRIBE_STRUCT(Effect, (),
                      (kind, key, lane, object, state, attempts, not_before, last_error))

// Something a person must look at (the lead's list).
enum class ProblemKind : std::uint8_t {
    device_fault = 0,
    internal_error = 1,
    short_pick = 2,
    oversold = 3,
    waybill = 4,
    print = 5,
    wave_removal = 6,
    clock = 7,
    found_stock = 8,
    offline_refused = 9,
    weight_off = 11,
    pack_short = 10,
    label_torn = 13
};
BOOST_DESCRIBE_ENUM(ProblemKind, device_fault, internal_error, short_pick, oversold, waybill, print,
                    wave_removal, clock, found_stock, offline_refused, weight_off, pack_short,
                    label_torn)
struct Problem {
    ProblemKind kind = ProblemKind::device_fault;
    Instant since;
    std::string subject;
    bool open = true;
    LocationId location = {};  // of goods found or missing: where, what and how many
    SkuId sku = {};
    Quantity quantity = {};
    // The same in both languages (problem_text); none in rows of earlier programs.
    Phrase told = Phrase::none;
    std::vector<std::string> about = {};
    OrderId order = {};  // of what was short at pack
};
BOOST_DESCRIBE_STRUCT(Problem, (),
                      (kind, since, subject, open, location, sku, quantity, told, about, order))

// A correction of the books that is worth more than one lead may decide alone.
enum class AdjustmentState : std::uint8_t { waiting = 0, posted = 1, rejected = 2 };
BOOST_DESCRIBE_ENUM(AdjustmentState, waiting, posted, rejected)
struct Adjustment {
    QuantKey quant;
    std::int64_t difference = 0;  // pieces more, or fewer
    std::string reason;
    OperatorId asked_by;
    Instant asked_at;
    AdjustmentState state = AdjustmentState::waiting;
    OperatorId decided_by = {};
    std::string verdict = {};
};
BOOST_DESCRIBE_STRUCT(Adjustment, (),
                      (quant, difference, reason, asked_by, asked_at, state, decided_by, verdict))

}  // namespace wms
