// SPDX-License-Identifier: Apache-2.0
// What a terminal shows: one question, what may be scanned, the buttons, the totals. Built by the
// server for every answer; the terminal only draws it. Texts are phrases with parameters, so that
// each person reads them in their own language (U1, U13, U23).
#pragma once

#include "domain/words.hpp"
#include "domain/work.hpp"

namespace wms {

// What a scan can turn out to be (§4.0.4, terminals.md §1.4).
enum class Kind : std::uint8_t {
    command = 0,
    badge = 1,
    location = 2,
    container = 3,
    station = 4,
    sku = 5,
    lot = 6,
    serial = 7,
    order = 8,
    waybill = 9,
    carton = 10,
    manifest = 11,
    carrier = 12,
    printer = 13
};
BOOST_DESCRIBE_ENUM(Kind, command, badge, location, container, station, sku, lot, serial, order,
                    waybill, carton, manifest, carrier, printer)
[[nodiscard]] std::string_view kind_word(Kind kind, Language language);

// Every button has a command barcode: !SKIP, !SHORT … (U16).
enum class Button : std::uint8_t {
    acknowledge = 0,
    done = 1,
    skip = 2,
    short_ = 3,
    full = 4,
    undo = 5,
    sign_out = 6,
    home = 7,
    get_work = 8,
    reprint = 9,
    quantity = 10,
    hand_over = 11,
    close = 12,
    approve = 13,
    reject = 14,
    pick = 15,
    pack = 16,
    ship = 17,
    count = 18,
    language = 19,
    weight = 20,
    take_over = 21,
    help = 22,
    lock = 23,
    own_package = 25,
    weight_ok = 26,
    label_torn = 27
};
BOOST_DESCRIBE_ENUM(Button, acknowledge, done, skip, short_, full, undo, sign_out, home, get_work,
                    reprint, quantity, hand_over, close, approve, reject, pick, pack, ship, count,
                    language, weight, take_over, help, lock, own_package, weight_ok, label_torn)

[[nodiscard]] std::string_view button_word(Button button, Language language);
// A reason to choose from; one that is not known is its own word.
[[nodiscard]] std::string choice_word(std::string const& choice, Language language);

struct ScreenLine {
    Phrase label = Phrase::none;
    std::vector<std::string> values;
};
BOOST_DESCRIBE_STRUCT(ScreenLine, (), (label, values))

struct Screen {
    Process process = Process::signed_out;
    Step step = Step::scan_badge;
    std::uint64_t step_token = 0;
    Phrase ask = Phrase::scan_badge;
    std::vector<std::string> ask_about = {};  // fills {0} … of the question
    std::vector<Kind> accepts = {};
    std::vector<Button> buttons = {};
    std::vector<std::string> choices = {};  // reasons to choose from
    std::int64_t done = 0;
    std::int64_t need = 0;
    std::int64_t left = 0;  // tasks or parcels after this one
    std::vector<ScreenLine> lines = {};
    bool must_acknowledge = false;
    std::string actor = {};
    Language language = Language::en;
    ScreenLine undo = {};  // what the undo button takes back (U12); none without the button
    // Until when it does so. Not described: a terminal gets how long that is (its clock may be
    // off).
    std::optional<Instant> undo_until = {};
};
BOOST_DESCRIBE_STRUCT(Screen, (),
                      (process, step, step_token, ask, ask_about, accepts, buttons, choices, done,
                       need, left, lines, must_acknowledge, actor, language, undo))

}  // namespace wms
