// SPDX-License-Identifier: Apache-2.0
// Every text of a screen in English and Chinese. Refusals have their own sentences in
// base/refusal.cpp.
#pragma once

#include "base/refusal.hpp"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wms {

enum class Phrase : std::uint8_t {
    none = 0,
    scan_badge = 1,
    choose_work = 2,
    scan_tote = 3,
    scan_cart = 4,
    go_to_location = 5,
    take_item = 6,
    scan_lot = 7,
    scan_serial = 8,
    put_into = 9,
    is_it_empty = 10,
    bring_to_station = 11,
    choose_reason = 12,
    scan_tote_to_pack = 13,
    scan_item_to_pack = 14,
    scan_carton = 15,
    waiting_for_waybill = 16,
    scan_label = 17,
    scan_parcels = 18,
    scan_count_location = 19,
    count_items = 20,
    review_count = 21,
    count_again = 45,
    scan_station = 22,
    courier_signs = 23,
    acknowledge_stop = 24,
    lead_badge = 25,
    order = 26,
    item = 27,
    location = 28,
    lot = 29,
    tote = 30,
    parcel = 32,
    carrier = 33,
    printer = 34,
    counted = 36,
    expected = 37,
    no_work = 38,
    parcels = 39,
    waybill = 40,
    bin = 42,
    scan_manifest_carrier = 43,
    label_wait = 44,
    left_to_pack = 60,
    not_on_manifest = 61,
    confirm_move = 62,
    manifest = 63,
    weight = 64,
    found_here = 65,
    no_longer_wanted = 66,
    fewer_wanted = 67,
    lead_pin = 68,
    no_numbers = 69,
    moved_into = 70,
    just_scanned = 71,
    closed_manifest = 72,
    round_taken_over = 73,
    taken_over_choose_work = 74,
    how_many_found = 75,
    how_many_damaged = 76,
    reporting_short = 77,
    // of problems, and so in the journal: their numbers stay
    problem_short = 78,
    problem_found = 79,
    problem_found_more = 80,
    problem_of = 81,
    problem_offline = 82,
    problem_number_taken = 83,
    problem_second_number = 84,
    take_carton = 220,
    no_carton_fits = 221,
    carton_proposed = 222,
    carton_unmeasured = 223,
    why_weight_typed = 224,
    why_weight_right = 225,
    weight_off = 226,
    weight_typed = 227,
    weight_expected = 228,
    weight_too_few = 229,
    weight_too_many = 230,
    weight_approved = 231,
    the_weight = 232,
    problem_weight = 233,
    the_approval = 234,
    problem_pack_short = 200,
    // short at pack
    what_is_wrong = 201,
    which_is_missing = 202,
    scan_damaged = 203,
    what_was_wanted = 204,
    how_many_missing = 205,
    scan_other_item = 206,
    parked = 207,
    parked_complete = 208,
    bring_to_parcel = 209,
    parcels_per_hour = 210,
    // the picker's round
    next_location = 240,
    fill_slot = 241,
    slot = 242,
    order_called_off = 243,
    wave_called_off = 244,
    order_called_off_choose_work = 245,
    wave_called_off_choose_work = 246,
    round_lines = 247,
    round_pieces = 248,
    lines_per_hour = 249,
    bring_one_to_station = 250,
    label_torn_approved = 251,
    problem_label_torn = 252,  // in the journal
};
// BOOST_DESCRIBE_ENUM takes 52 names; what came after them is an entry of its own.
BOOST_DESCRIBE_ENUM_BEGIN(Phrase)
BOOST_DESCRIBE_PP_FOR_EACH(BOOST_DESCRIBE_ENUM_ENTRY, Phrase, none, scan_badge, choose_work,
                           scan_tote, scan_cart, go_to_location, take_item, scan_lot, scan_serial,
                           put_into, is_it_empty, bring_to_station, choose_reason,
                           scan_tote_to_pack, scan_item_to_pack, scan_carton, waiting_for_waybill,
                           scan_label, scan_parcels, scan_count_location, count_items, review_count,
                           count_again, scan_station, courier_signs, acknowledge_stop, lead_badge,
                           order, item, location, lot, tote, parcel, carrier, printer, counted,
                           expected, no_work, parcels, waybill, bin, scan_manifest_carrier,
                           label_wait, left_to_pack, not_on_manifest, confirm_move, manifest,
                           weight, found_here, no_longer_wanted, fewer_wanted, lead_pin)
BOOST_DESCRIBE_PP_FOR_EACH(BOOST_DESCRIBE_ENUM_ENTRY, Phrase, no_numbers, moved_into, just_scanned,
                           closed_manifest, round_taken_over, taken_over_choose_work,
                           how_many_found, how_many_damaged, reporting_short, problem_short,
                           problem_found, problem_found_more, problem_of, problem_offline,
                           problem_number_taken, problem_second_number)
BOOST_DESCRIBE_PP_FOR_EACH(BOOST_DESCRIBE_ENUM_ENTRY, Phrase, take_carton, no_carton_fits,
                           carton_proposed, carton_unmeasured, why_weight_typed, why_weight_right,
                           weight_off, weight_typed, weight_expected, weight_too_few,
                           weight_too_many, weight_approved, the_weight, problem_weight,
                           the_approval, problem_pack_short, what_is_wrong, which_is_missing,
                           scan_damaged, what_was_wanted, how_many_missing, scan_other_item, parked,
                           parked_complete, bring_to_parcel, parcels_per_hour, next_location,
                           fill_slot, slot, order_called_off, wave_called_off,
                           order_called_off_choose_work, wave_called_off_choose_work, round_lines,
                           round_pieces, lines_per_hour, bring_one_to_station, label_torn_approved,
                           problem_label_torn)
BOOST_DESCRIBE_ENUM_END(Phrase)

// "{0}" … are filled with `about`.
[[nodiscard]] std::string text_of(Phrase phrase, Language language,
                                  std::vector<std::string> const& about = {});

// What a printer says (media-empty) in plain words; what is not known is its own word.
[[nodiscard]] std::string printer_word(std::string const& keyword, Language language);
// A printer's reasons as they are kept, "media-empty,cover-open": one by one.
[[nodiscard]] std::vector<std::string> printer_keywords(std::string_view reasons);

}  // namespace wms
