// SPDX-License-Identifier: Apache-2.0
#include "simulation/books.hpp"

#include "simulation/house.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace wms::simulation {
namespace {

constexpr char const* supplier = "SUPPLIER";
constexpr char const* customer = "CUSTOMER";
constexpr char const* adjustment = "ADJUSTMENT";

bool asks_for_part(Step step) {
    return step == Step::scan_lot || step == Step::scan_serial;
}

bool is_cart(std::string const& container) {
    return container.starts_with("C-");
}

// What is in the hand or half scanned does not count any more.
bool leaves_task(Button button) {
    return button == Button::short_ || button == Button::skip || button == Button::home ||
           button == Button::full || button == Button::undo;
}

std::int64_t number_in(std::string const& text) {
    return std::strtoll(text.c_str(), nullptr, 10);
}

// The code as the scanner sends it, without its line end.
std::string bare(std::string const& raw) {
    std::size_t const end = raw.find_last_not_of("\r\n\t");
    return end == std::string::npos ? std::string{} : raw.substr(0, end + 1);
}

// Command barcodes are buttons.
PressButton button_of(std::string const& code) {
    static std::map<std::string, Button> const buttons{
        {"!DONE", Button::done},      {"!SKIP", Button::skip}, {"!SHORT", Button::short_},
        {"!FULL", Button::full},      {"!UNDO", Button::undo}, {"!HOME", Button::home},
        {"!REPRINT", Button::reprint}};
    if (code.starts_with("!QTY")) return {.button = Button::quantity, .argument = code.substr(4)};
    auto const found = buttons.find(code);
    return {.button = found == buttons.end() ? Button::help : found->second, .argument = {}};
}

// Of the goods a code may mean, those that can be meant here.
template <class Fits>
std::optional<Code> meaning(std::string const& code, Fits fits) {
    auto const [first, last] = house::item_codes().equal_range(code);
    for (auto found = first; found != last; ++found) {
        if (fits(found->second.sku)) return found->second;
    }
    return std::nullopt;
}

bool is_listed(Screen const& screen, std::string const& sku) {
    return std::ranges::any_of(screen.lines, [&](ScreenLine const& line) {
        return line.label == Phrase::item && !line.values.empty() &&
               code_in(line.values.front()) == sku;
    });
}

bool is_serial(std::string const& code) {
    return std::ranges::any_of(house::goods(), [&](Goods const& goods) {
        return std::ranges::find(goods.serials, code) != goods.serials.end();
    });
}

}  // namespace

std::string line_of(Screen const& screen, Phrase label) {
    for (ScreenLine const& line : screen.lines) {
        if (line.label == label && !line.values.empty()) return line.values.front();
    }
    return {};
}

std::string code_in(std::string const& text) {
    std::size_t const open = text.rfind('(');
    bool const named = open != std::string::npos && text.ends_with(')');
    return named ? text.substr(open + 1, text.size() - open - 2) : text;
}

std::string parcel_place(std::uint64_t parcel) {
    return fmt::format("parcel {}", parcel);
}

std::int64_t Books::at(std::string const& place, std::string const& sku) const {
    auto const goods = places_.find(place);
    if (goods == places_.end()) return 0;
    auto const pieces = goods->second.find(sku);
    return pieces == goods->second.end() ? 0 : pieces->second;
}

Pieces const& Books::contents_shipped(std::uint64_t parcel) const {
    static Pieces const nothing;
    auto const found = contents_shipped_.find(parcel);
    return found == contents_shipped_.end() ? nothing : found->second;
}

void Books::fail(std::string what) {
    if (fault_.empty()) fault_ = std::move(what);
}

void Books::move(std::string const& from, std::string const& to, std::string const& sku,
                 std::int64_t pieces) {
    if (sku.empty() || from.empty() || to.empty())
        return fail(fmt::format("goods move from '{}' to '{}', '{}'", from, to, sku));
    bool const outside = from == supplier || from == adjustment;
    std::int64_t& left = places_[from][sku];
    left -= pieces;
    places_[to][sku] += pieces;
    if (left < 0 && !outside)
        fail(fmt::format("{} pieces of {} were taken from {} than there are", -left, sku, from));
}

void Books::learn(Deed const& deed) {
    if (deed.refused) return;
    if (auto const* scan = std::get_if<ScanCode>(&deed.command)) {
        std::string const raw = bare(scan->raw);
        bool const button = raw.starts_with('!');
        learn_terminal(deed, button ? "" : raw, button ? button_of(raw) : PressButton{});
    } else if (auto const* press = std::get_if<PressButton>(&deed.command)) {
        learn_terminal(deed, "", *press);
    } else {
        learn_office(deed);
    }
}

// --- the office

void Books::learn_office(Deed const& deed) {
    if (auto const* stock = std::get_if<ImportStock>(&deed.command)) {
        for (StockRow const& row : stock->rows) {
            move(supplier, row.location, row.sku, row.quantity.value());
            totals_.received += row.quantity.value();
        }
    } else if (auto const* placed = std::get_if<PlaceOrder>(&deed.command)) {
        learn_order(deed, *placed);
    } else if (auto const* cancel = std::get_if<CancelOrder>(&deed.command)) {
        learn_cancel(*cancel);
    } else if (auto const* verdict = std::get_if<ApproveCount>(&deed.command)) {
        if (verdict->verdict == CountVerdict::approve) adjust(verdict->count.value());
    } else if (std::holds_alternative<ReprintLabel>(deed.command)) {
        ++reprints_;
    }
}

void Books::learn_order(Deed const& deed, PlaceOrder const& placed) {
    auto const [place, fresh] = orders_.try_emplace(placed.key.external_id);
    BookedOrder& order = place->second;
    if (fresh && !order_ids_.insert(deed.object).second)
        fail(fmt::format("order number {} was given twice", deed.object));
    if (!fresh && order.id != deed.object)
        fail(fmt::format("order {} has become another one", placed.key.external_id));
    order.id = deed.object;
    if (!fresh && deed.tone == Tone::tick) return;  // the same once more
    order.ordered.clear();
    for (PlacedLine const& line : placed.lines) order.ordered.push_back(line.quantity.value());
    order.cancelled.assign(placed.lines.size(), 0);
    order.cancelled_whole = false;
}

void Books::learn_cancel(CancelOrder const& cancel) {
    for (auto& [number, order] : orders_) {
        if (order.id != cancel.order.value()) continue;
        order.cancelled_whole = order.cancelled_whole || cancel.lines.empty();
        for (CancelledLine const& line : cancel.lines)
            order.cancelled.at(line.line - 1) += line.quantity.value();
    }
}

// --- the terminals

void Books::learn_terminal(Deed const& deed, std::string const& raw, PressButton const& press) {
    bool const badge = raw.starts_with("U-");  // who works here changes, not the work
    if (badge || deed.tone == Tone::tick) return;
    switch (deed.before.process) {
        case Process::picking: return learn_pick(deed, raw, press);
        case Process::packing: return learn_pack(deed, raw, press);
        case Process::home:
        case Process::shipping: return learn_ship(deed, raw, press);
        case Process::counting: return learn_count(deed, raw, press);
        case Process::signed_out: return;
    }
}

// Pieces of the right goods were scanned: into the tote, or into the hand.
void Books::take(Deed const& deed, Hand& hand, std::int64_t pieces) {
    std::string const container = line_of(deed.before, Phrase::tote);
    hand.waiting = 0;
    if (is_cart(container)) {
        hand.taken += pieces;
        return;
    }
    totals_.picked += pieces;
    Last const last{line_of(deed.before, Phrase::location), container,
                    code_in(line_of(deed.before, Phrase::item)), pieces};
    move(last.from, last.to, last.sku, last.pieces);
    last_[deed.before.actor] = last;
}

// UNDO: the same goods go back the same way.
void Books::take_back(std::string const& actor, std::int64_t& total) {
    Last const last = last_[actor];
    total -= last.pieces;
    move(last.to, last.from, last.sku, last.pieces);
    last_.erase(actor);
}

void Books::learn_pick(Deed const& deed, std::string const& raw, PressButton const& press) {
    Hand& hand = hands_[deed.before.actor];
    Step const step = deed.before.step;
    std::string const item = code_in(line_of(deed.before, Phrase::item));
    std::int64_t pieces = hand.waiting;
    bool const counted = raw.empty() && press.button == Button::quantity;
    if (step == Step::scan_item && counted) pieces = number_in(press.argument);
    // asked why it is short, the picker scans the item: it is there after all
    bool const after_all = step == Step::choose_reason && !raw.empty();
    if (after_all || (step == Step::scan_item && !raw.empty())) {
        auto const code = meaning(raw, [&](std::string const& sku) { return sku == item; });
        pieces = code ? code->factor : 0;
    }
    bool const at_item = step == Step::scan_item || after_all || asks_for_part(step);
    if (deed.tone == Tone::attention) {
        bool const part = asks_for_part(deed.after.step) && at_item;
        if (!part) hand = {};
        hand.waiting = part ? pieces : 0;
        return;
    }
    if (step == Step::scan_target && !raw.empty()) {
        totals_.picked += hand.taken;
        Last const last{line_of(deed.before, Phrase::location), raw, item, hand.taken};
        move(last.from, last.to, last.sku, last.pieces);
        last_[deed.before.actor] = last;
        hand = {};
        return;
    }
    bool const goods = !raw.empty() || counted;
    if (after_all && pieces == 0) return;  // back to the item by its location
    if (goods && at_item) return take(deed, hand, pieces);
    bool const empty_hand = hand.taken == 0 && hand.waiting == 0;
    bool const told_back = step == Step::choose_reason;
    if (raw.empty() && press.button == Button::undo && empty_hand && !told_back)
        take_back(deed.before.actor, totals_.picked);
    if (raw.empty() && leaves_task(press.button)) hand = {};
}

void Books::learn_pack(Deed const& deed, std::string const& raw, PressButton const& press) {
    Hand& hand = hands_[deed.before.actor];
    Step const step = deed.before.step;
    if (raw.empty()) {
        if (press.button == Button::reprint) ++reprints_;
        if (press.button == Button::undo && step == Step::scan_item)
            take_back(deed.before.actor, totals_.packed);
        bool const keyed = press.button == Button::quantity && step == Step::scan_item;
        if (keyed && deed.object != 0) {  // more of what this person packed last (U18)
            Last const last = last_[deed.before.actor];
            pack(deed, last.from, last.sku, number_in(press.argument));
        }
        if (leaves_task(press.button)) hand = {};
        return;
    }
    if (step == Step::scan_label && raw.starts_with("S-")) ++reprints_;
    if (step == Step::scan_item) {
        hand = {};
        hand.container = deed.before.ask_about.empty() ? "" : deed.before.ask_about.front();
        // of two meanings the one the order wants, and before it is known the one that lies there
        auto code =
            meaning(raw, [&](std::string const& sku) { return is_listed(deed.before, sku); });
        if (!code)
            code =
                meaning(raw, [&](std::string const& sku) { return at(hand.container, sku) > 0; });
        if (!code && !is_serial(raw)) return;  // another tote, a label that came late
        hand.sku = code ? code->sku : "PHONE";
        hand.waiting = code ? code->factor : 1;
    } else if (!asks_for_part(step)) {
        return;
    }
    if (deed.object == 0) return;  // lot or serial number is asked for
    pack(deed, hand.container, hand.sku, hand.waiting);
    hand = {};
}

void Books::pack(Deed const& deed, std::string const& from, std::string const& sku,
                 std::int64_t pieces) {
    totals_.packed += pieces;
    Last const last{from, parcel_place(deed.object), sku, pieces};
    move(last.from, last.to, last.sku, last.pieces);
    last_[deed.before.actor] = last;
}

// At home a label leads straight to the manifest desk.
void Books::learn_ship(Deed const& deed, std::string const& raw, PressButton const& press) {
    bool const hands_over = raw.empty() && press.button == Button::hand_over;
    if (hands_over && deed.before.step == Step::sign) return ship(deed.object);
    bool const label = !raw.empty() && deed.object != 0 && deed.after.process == Process::shipping;
    if (!label) return;
    bool const off = deed.before.process == Process::shipping && deed.before.step == Step::sign;
    manifest_of_[deed.object] = off ? "" : line_of(deed.after, Phrase::manifest);
}

void Books::ship(std::uint64_t manifest) {
    std::string const name = fmt::format("M-{}", manifest);
    for (auto const& [parcel, on] : manifest_of_) {
        if (on != name) continue;
        if (!shipped_.insert(parcel).second) fail(fmt::format("parcel {} left twice", parcel));
        Pieces const contents = places_[parcel_place(parcel)];
        contents_shipped_[parcel] = contents;
        for (auto const& [sku, pieces] : contents) {
            totals_.shipped += pieces;
            move(parcel_place(parcel), customer, sku, pieces);
        }
    }
}

void Books::learn_count(Deed const& deed, std::string const& raw, PressButton const& press) {
    Hand& hand = hands_[deed.before.actor];
    Step const step = deed.before.step;
    bool const counting = step == Step::count_items || step == Step::confirm_empty;
    if (step == Step::review) {
        if (raw.empty() && press.button == Button::approve) adjust(deed.object);
        return;
    }
    if (!counting) {
        hand.counted = 0;
        return;
    }
    std::string const item = code_in(line_of(deed.before, Phrase::item));
    auto const code = meaning(raw, [&](std::string const& sku) { return sku == item; });
    if (code) {
        hand.counted += code->factor;
    } else if (raw.empty() && press.button == Button::quantity) {
        hand.counted = number_in(press.argument);
    } else if (deed.tone == Tone::step_complete) {
        counts_[deed.object] = {line_of(deed.before, Phrase::location), item, hand.counted};
        hand.counted = 0;
    } else if (deed.object != 0 || press.button == Button::home) {
        hand.counted = 0;  // goods moved meanwhile: from the beginning
    }
}

// Only an approved difference changes the books: then there is what was counted.
void Books::adjust(std::uint64_t count) {
    auto const found = counts_.find(count);
    if (found == counts_.end())
        return fail(fmt::format("count {} was approved, nobody finished it", count));
    Counted const& counted = found->second;
    std::int64_t const missing = at(counted.place, counted.sku) - counted.pieces;
    totals_.adjusted += std::abs(missing);
    if (missing > 0) move(counted.place, adjustment, counted.sku, missing);
    if (missing < 0) move(adjustment, counted.place, counted.sku, -missing);
}

}  // namespace wms::simulation
