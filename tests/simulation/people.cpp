// SPDX-License-Identifier: Apache-2.0
#include "simulation/people.hpp"

#include "simulation/house.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::simulation {

std::uint64_t People::token(Screen const& screen) {
    return often(150) ? 0 : screen.step_token;  // some terminals do not say which screen it was
}

People::Command People::scan(Screen const& screen, std::string code) {
    if (often(50)) code += "\r\n";
    return ScanCode{.raw = std::move(code), .step_token = token(screen), .typed = often(50)};
}

People::Command People::press(Screen const& screen, Button button, std::string argument) {
    return PressButton{
        .button = button, .argument = std::move(argument), .step_token = token(screen)};
}

People::Command People::act(std::string const& badge, Screen const& screen) {
    bool const signed_out = screen.process == Process::signed_out || screen.actor.empty();
    if (signed_out && !often(habits_.hostile)) return scan(screen, badge);
    if (often(habits_.wrong)) return act_wrongly(screen);
    if (often(habits_.leaves))
        return scan(screen, often(500) ? badge : any({"U-PIM", "U-ANN", "U-CAT", "U-EVE"}));
    return act_rightly(badge, screen);
}

People::Command People::act_rightly(std::string const& badge, Screen const& screen) {
    if (screen.must_acknowledge) return press(screen, Button::acknowledge);
    if (screen.ask == Phrase::lead_badge && often(700)) return scan(screen, house::lead_badge);
    switch (screen.process) {
        case Process::picking: return pick(screen);
        case Process::packing: return pack(screen);
        case Process::shipping: return ship(screen);
        case Process::counting: return count(screen);
        case Process::home: return at_home(badge);
        case Process::signed_out: return scan(screen, badge);
    }
    return std::nullopt;
}

People::Command People::at_home(std::string const& badge) {
    Screen const nothing{};
    if (often(30) && !labels_.empty()) return scan(nothing, any(labels_));
    if (badge == "U-PIM") return press(nothing, Button::pick);
    if (badge == "U-PAT") return press(nothing, often(700) ? Button::pick : Button::count);
    if (badge == "U-CAT") return press(nothing, Button::count);
    if (badge == "U-DEE") return press(nothing, Button::ship);
    if (badge == house::lead_badge)
        return press(nothing, often(400)   ? Button::count
                              : often(500) ? Button::pick
                                           : Button::ship);
    return often(300) ? scan(nothing, container_to_pack()) : press(nothing, Button::pack);
}

// --- what is on things

std::string People::item_code(std::string const& sku, std::int64_t most) {
    std::vector<std::string> fitting;
    for (auto const& [code, meaning] : house::item_codes()) {
        if (meaning.sku == sku && meaning.factor <= most) fitting.push_back(code);
    }
    return fitting.empty() ? sku : any(fitting);
}

std::string People::any_code() {
    std::vector<std::string> const things{
        any(house::totes()),
        any(house::carts()),
        any(house::stations()),
        "L-" + any(house::pick_locations()),
        any(house::goods()[random_.below(5)].lots.empty() ? house::totes()
                                                          : house::goods()[2].lots),
        house::goods()[random_.below(5)].sku,
        "4006381333931",
        "SN3",
        "O-S7",
        "U-BOB",
        "C-1-4",
        "B-RED",
        "L-Q-1",
        labels_.empty() ? "W1" : any(labels_)};
    return any(things);
}

People::Command People::act_wrongly(Screen const& screen) {
    static std::vector<std::string> const hostile{"",
                                                  "!QTY99999999999999999999",
                                                  "!",
                                                  "!NOTHING",
                                                  std::string("\0\x1d\x1d", 3),
                                                  "]C1" + std::string(300, '9'),
                                                  "(01)04006381333931(10)",
                                                  "]C101040063813339311726023110LOT-A",
                                                  "'; DROP TABLE quants; --",
                                                  "\xff\xfe\xc3",
                                                  "4006381333932",
                                                  std::string(5000, 'A')};
    static std::vector<std::string> const arguments{
        "", "1", "-1", "0", "7", "bin_empty", "no such reason", "99999999999"};
    if (often(habits_.hostile)) return scan(screen, any(hostile));
    if (often(600)) return scan(screen, any_code());
    constexpr int buttons = 24;
    auto const button = static_cast<Button>(random_.below(buttons));
    return press(screen, button, any(arguments));
}

// --- picking

People::Command People::pick(Screen const& screen) {
    bool const over = screen.ask == Phrase::round_taken_over ||
                      screen.ask == Phrase::order_called_off ||
                      screen.ask == Phrase::wave_called_off;
    if (over) return press(screen, Button::done);
    switch (screen.step) {
        case Step::scan_container:
            return scan(screen,
                        any(screen.ask == Phrase::scan_cart ? house::carts() : house::totes()));
        case Step::scan_location:
            if (often(30)) return press(screen, Button::skip, often(500) ? "blocked" : "");
            if (often(20)) return press(screen, Button::short_, "inaccessible");
            return scan(screen, "L-" + line_of(screen, Phrase::location));
        case Step::scan_item: return take(screen);
        case Step::scan_lot:
        case Step::scan_serial: return part_of(screen, code_in(line_of(screen, Phrase::item)));
        case Step::scan_target: return scan(screen, line_of(screen, Phrase::bin));
        case Step::confirm_empty:
            if (often(200)) return scan(screen, "L-" + line_of(screen, Phrase::location));
            return press(screen, Button::done);
        case Step::choose_reason: return press(screen, Button::short_, "bin_empty");
        case Step::scan_destination: return scan(screen, any(house::stations()));
        default: return press(screen, Button::home);
    }
}

People::Command People::take(Screen const& screen) {
    static std::vector<std::string> const reasons{"bin_empty",  "fewer_than_system", "damaged",
                                                  "wrong_item", "lot_mismatch",      ""};
    if (often(habits_.vanished)) return press(screen, Button::short_, any(reasons));
    if (often(30)) return press(screen, Button::full);
    if (often(50)) return press(screen, Button::done);
    std::string const sku = code_in(line_of(screen, Phrase::item));
    // fewer than none: an order was cancelled while its goods were in the hand
    std::int64_t const open = std::max<std::int64_t>(screen.need - screen.done, 0);
    if (often(250))
        return press(screen, Button::quantity, fmt::format("{}", random_.between(1, open + 1)));
    return scan(screen, item_code(sku, open));
}

// Lot or serial number: the screen's, else one that is known of these goods.
People::Command People::part_of(Screen const& screen, std::string const& sku) {
    if (often(50)) return press(screen, Button::undo);
    std::string const lot = line_of(screen, Phrase::lot);
    if (!lot.empty() && screen.step == Step::scan_lot && often(800)) return scan(screen, lot);
    Goods const& goods = house::goods_of(sku);
    auto const& parts = screen.step == Step::scan_lot ? goods.lots : goods.serials;
    return parts.empty() ? press(screen, Button::home) : scan(screen, any(parts));
}

// --- packing

People::Command People::pack(Screen const& screen) {
    switch (screen.step) {
        case Step::scan_station: return scan(screen, any(house::stations()));
        case Step::scan_container:
            if (!labels_.empty() && often(400)) return scan(screen, any(labels_));
            if (often(50)) return press(screen, Button::home);
            return scan(screen, container_to_pack());
        case Step::scan_item: return pack_next(screen);
        case Step::scan_lot:
        case Step::scan_serial:
            return part_of(screen, code_in(screen.ask_about.empty() ? "" : screen.ask_about[0]));
        case Step::scan_carton:
            if (often(100)) return press(screen, Button::weight, "750");
            return press(screen, Button::done);
        case Step::wait_waybill: return often(500) ? Command{} : press(screen, Button::done);
        case Step::scan_label: return prove(screen);
        case Step::weight_reason: return press(screen, Button::weight, "no_scale");
        default: return press(screen, Button::home);
    }
}

// One that people see goods in, mostly.
std::string People::container_to_pack() {
    std::vector<std::string> full;
    for (auto const& [place, goods] : books_.places()) {
        bool const container = place.starts_with("T-") || place.starts_with("C-");
        bool const goods_in_it =
            std::ranges::any_of(goods, [](auto const& entry) { return entry.second > 0; });
        if (container && goods_in_it) full.push_back(place);
    }
    if (full.empty() || often(200)) return any(often(400) ? house::carts() : house::totes());
    return any(full);
}

People::Command People::pack_next(Screen const& screen) {
    if (often(30)) return press(screen, Button::full);
    if (often(20)) return press(screen, Button::home);
    std::string const container = screen.ask_about.empty() ? "" : screen.ask_about.front();
    auto const lying = books_.places().find(container);
    std::vector<std::string> there;
    if (lying != books_.places().end()) {
        for (auto const& [sku, pieces] : lying->second) {
            if (pieces > 0) there.push_back(sku);
        }
    }
    if (there.empty()) return press(screen, Button::home);
    std::string const sku = any(there);
    std::string const code = item_code(sku, books_.at(container, sku));
    bool const two_meanings = house::item_codes().count(code) > 1;
    return scan(screen, two_meanings ? sku : code);
}

People::Command People::prove(Screen const& screen) {
    std::string const wanted = line_of(screen, Phrase::waybill);
    bool const printed = std::ranges::find(labels_, wanted) != labels_.end();
    if (printed && often(900)) return scan(screen, wanted);
    if (!labels_.empty() && often(100)) return scan(screen, any(labels_));
    if (often(250)) return press(screen, Button::skip);
    if (often(150)) return press(screen, Button::reprint, often(900) ? "did not come out" : "");
    if (often(50)) return scan(screen, any(house::stations()));
    return std::nullopt;
}

// --- the manifest desk

People::Command People::ship(Screen const& screen) {
    if (screen.step == Step::sign) {
        if (often(700)) return press(screen, Button::hand_over, "Li Wei");
        if (often(300)) return press(screen, Button::undo);
        if (!labels_.empty() && often(500)) return scan(screen, any(labels_));
        return press(screen, Button::home);
    }
    if (labels_.empty() || often(60)) return press(screen, Button::home);
    if (often(120)) return press(screen, Button::close);
    return scan(screen, any(labels_));
}

// --- counting

People::Command People::count(Screen const& screen) {
    std::string const place = line_of(screen, Phrase::location);
    std::string const sku = code_in(line_of(screen, Phrase::item));
    switch (screen.step) {
        case Step::scan_location:
            if (often(50)) return press(screen, Button::skip);
            return scan(screen, "L-" + place);
        case Step::count_items: {
            if (often(30)) return press(screen, Button::home);
            // Some of what the books say has gone, or a piece is overlooked.
            std::int64_t const book = books_.at(place, sku);
            std::int64_t const there = often(500) ? book : std::max<std::int64_t>(0, book - 1);
            if (screen.done == there || often(200)) return press(screen, Button::done);
            if (often(300)) return scan(screen, item_code(sku, 6));
            return press(screen, Button::quantity, fmt::format("{}", there));
        }
        case Step::confirm_empty: return scan(screen, "L-" + place);
        case Step::review:
            if (often(700)) return press(screen, Button::approve, "counted");
            return press(screen, often(500) ? Button::reject : Button::skip, "again");
        default: return press(screen, Button::home);
    }
}

}  // namespace wms::simulation
