// SPDX-License-Identifier: Apache-2.0
// How the business says no. One enum, stable numbers (they are in the journal for ever), grouped by
// what to do next; each with one sentence in English and one in Chinese. Nobody outside refusal.cpp
// switches over single codes: the group decides colour and HTTP status, the tone decides the sound
// (§4.0.8).
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace wms {

enum class Why : std::uint16_t {
    // 1xx fix_scan: scan something else
    unknown_barcode = 100,
    wrong_kind = 101,
    ambiguous = 102,
    wrong_sku = 103,
    wrong_lot = 104,
    wrong_location = 105,
    wrong_container = 106,
    wrong_order = 107,
    wrong_serial = 108,
    wrong_label = 109,
    wrong_carrier = 110,
    over = 111,
    already_scanned = 112,
    malformed_code = 113,
    code_too_long = 114,
    bad_check_digit = 115,
    container_in_use = 116,
    scan_location_first = 117,
    lot_missing = 118,
    serial_missing = 119,
    lot_expired = 120,
    bad_date = 121,
    wrong_station = 122,
    parcel_not_closed = 123,
    badge_first = 124,
    not_needed_here = 125,
    reason_missing = 126,
    wrong_key = 127,
    ack_required = 128,
    unknown_button = 129,
    wrong_check_digits = 130,
    label_void = 131,
    other_sku = 132,
    lot_blocked = 133,
    contradicting_elements = 134,
    scan_item_first = 135,
    nothing_to_undo = 136,
    pick_here_instead = 137,
    pin_wanted = 138,
    undo_too_late = 139,
    carton_too_small = 145,
    carton_missing = 146,
    weight_off = 147,
    item_wanted_here = 140,
    // 2xx wait: the same again may succeed later
    seq_gap = 200,
    readonly = 201,
    overloaded = 202,
    claimed_by_other = 203,
    nothing_to_do = 204,
    waybill_pending = 205,
    label_unverified = 206,
    shutting_down = 207,
    round_of_other = 208,
    parcel_waits = 209,
    parcel_elsewhere = 210,
    goods_set_apart = 211,
    order_not_to_pick = 219,
    order_of_other = 220,
    order_in_round = 221,
    // 3xx ask_supervisor
    need_approval = 300,
    role_missing = 301,
    own_work = 302,
    operator_blocked = 303,
    // 4xx stale: look again, things changed
    stale = 400,
    event_reused = 401,
    order_cancelled = 402,
    already_picked = 403,
    already_done = 404,
    not_enough_stock = 405,
    nothing_to_cancel = 406,
    parcel_stopped = 407,
    location_locked = 408,
    wave_started = 409,
    count_outdated = 410,
    manifest_closed = 411,
    changed_elsewhere = 412,
    order_on_hold = 413,
    imported_before = 420,
    // 5xx malformed: the caller must mend the request
    bad_field = 500,
    missing_field = 501,
    bad_quantity = 502,
    unknown_actor = 503,
    unknown_device = 504,
    unknown_sku = 505,
    unknown_location = 506,
    unknown_order = 507,
    unknown_object = 508,
    duplicate_code = 509,
    too_many_lines = 510,
    bad_encoding = 511,
    duplicate_order_changed = 512,
    bad_address = 513,
    // 9xx ours to mend
    internal = 900,
};

enum class Group : std::uint8_t { fix_scan, wait, ask_supervisor, stale, malformed, internal };

// What the terminal plays and paints (§4.0.8). `stop` must be acknowledged before the next scan
// counts.
enum class Tone : std::uint8_t { ok, step_complete, attention, error, stop, tick };
BOOST_DESCRIBE_ENUM(Group, fix_scan, wait, ask_supervisor, stale, malformed, internal)
BOOST_DESCRIBE_ENUM(Tone, ok, step_complete, attention, error, stop, tick)

enum class Language : std::uint8_t { en, zh };
BOOST_DESCRIBE_ENUM(Language, en, zh)

// The subject holds what the sentence names: what was scanned, what is wanted ("{0}", "{1}" …).
struct Refusal {
    Why why = Why::internal;
    std::vector<std::string> subject = {};
    friend bool operator==(Refusal const&, Refusal const&) = default;
};
BOOST_DESCRIBE_STRUCT(Refusal, (), (why, subject))

template <class T = void>
using Result = std::expected<T, Refusal>;

template <class... Texts>
[[nodiscard]] std::unexpected<Refusal> refuse(Why why, Texts&&... subject) {
    return std::unexpected{Refusal{why, {std::string{std::forward<Texts>(subject)}...}}};
}

[[nodiscard]] Group group_of(Why why);
[[nodiscard]] Tone tone_of(Why why);
// The enumerator's name: "wrong_location"; and its outside form "E_WRONG_LOCATION".
[[nodiscard]] std::string_view name_of(Why why);
// Every refusal there is, in the order of the numbers.
[[nodiscard]] std::vector<Why> all_refusals();
[[nodiscard]] std::string external_code(Why why);
// One sentence for a person, the subject filled in (control characters made visible).
[[nodiscard]] std::string sentence(Refusal const& refusal, Language language);

}  // namespace wms
