// SPDX-License-Identifier: Apache-2.0
#include "domain/process/pack_weight.hpp"

#include "base/text.hpp"
#include "domain/parcels.hpp"
#include "domain/problem.hpp"
#include "domain/process/pack_flow.hpp"
#include "domain/process/site_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <set>

namespace wms::packing {
namespace {

constexpr std::int64_t grams_max = 1'000'000;
constexpr std::size_t suspects_max = 3;
constexpr std::int64_t pieces_off_max = 9;

using Reasons = std::array<std::string_view, 3>;
constexpr Reasons reasons_typed{"scale_down", "not_stable", "no_scale"};
constexpr Reasons reasons_right{"content_counted", "sku_weight_wrong", "box_or_filling"};

bool is_one_of(Reasons const& reasons, std::string const& reason) {
    return std::ranges::find(reasons, reason) != reasons.end();
}

struct Expected {
    std::int64_t grams = 0;  // goods, and the carton where it is known
    std::int64_t tolerance = 0;
    bool carton_known = false;
};

std::optional<Expected> expected_of(Read const& read, ParcelId id, Parcel const& parcel) {
    Rules const rules = rules_of(read, parcel.warehouse);
    bool const off = rules.weight_tolerance_g == 0 && rules.weight_tolerance_percent == 0;
    auto const goods = off ? std::nullopt : goods_weight(read, id);
    if (!goods) return std::nullopt;
    auto const carton = tables::skus.find(read, parcel.carton);
    Expected expected{.grams = goods->value()};
    expected.carton_known = carton && !carton->weight.is_zero();
    if (expected.carton_known) expected.grams += carton->weight.value();
    std::int64_t const share = expected.grams / 100 * rules.weight_tolerance_percent +
                               expected.grams % 100 * rules.weight_tolerance_percent / 100;
    expected.tolerance = std::max(share, rules.weight_tolerance_g);
    return expected;
}

// "520 ± 50"; of a box that nobody knows "≥ 470".
std::string range_of(Expected const& expected) {
    if (expected.carton_known) return fmt::format("{} ± {}", expected.grams, expected.tolerance);
    return fmt::format("≥ {}", std::max<std::int64_t>(expected.grams - expected.tolerance, 0));
}

// Grams too many, or too few below zero; 0 within the tolerance.
std::int64_t off_by(Parcel const& parcel, Expected const& expected) {
    std::int64_t const off = parcel.weight.value() - expected.grams;
    bool const light = off < -expected.tolerance;
    bool const heavy = off > expected.tolerance && expected.carton_known;
    return light || heavy ? off : 0;
}

// What would explain a weight that is off, by how nearly it does.
struct Suspect {
    std::int64_t rest = 0;  // grams that stay unexplained
    SkuId sku;
    std::int64_t pieces = 0;
    friend auto operator<=>(Suspect const&, Suspect const&) = default;
};

std::optional<Suspect> suspect_of(SkuId sku, std::int64_t weight, std::int64_t off) {
    std::int64_t const grams = std::abs(off);
    if (weight == 0) return std::nullopt;
    std::int64_t const pieces = std::max<std::int64_t>((grams + weight / 2) / weight, 1);
    if (pieces > pieces_off_max) return std::nullopt;
    return Suspect{std::abs(grams - pieces * weight), sku, pieces};
}

std::vector<Suspect> suspects(Read const& read, Parcel const& parcel, Expected const& expected) {
    std::int64_t const off = off_by(parcel, expected);
    std::set<Suspect> found;
    tables::order_lines.scan(read, parcel.order, [&](OrderLineKey const&, OrderLine const& line) {
        auto const one = suspect_of(line.sku, tables::skus.at(read, line.sku).weight.value(), off);
        bool const there = off > 0 || (one && one->pieces <= line.packed.value());
        if (one && there && one->rest <= expected.tolerance) found.insert(*one);
        return true;
    });
    std::vector<Suspect> first{found.begin(), found.end()};
    first.resize(std::min(first.size(), suspects_max));
    return first;
}

// The packer is led to the scale, or to a lead; without a label in hand the work goes on first.
void show_off(Read const& read, Parcel const& parcel, ParcelId id, Screen& screen) {
    auto const expected = expected_of(read, id, parcel).value();
    bool const few = off_by(parcel, expected) < 0;
    for (Suspect const& one : suspects(read, parcel, expected))
        screen.lines.push_back({few ? Phrase::weight_too_few : Phrase::weight_too_many,
                                {sku_name(read, one.sku), fmt::format("{} ×", one.pieces)}});
    if (screen.step == Step::scan_carton) return;
    std::erase(screen.buttons, Button::weight);
    screen.buttons.insert(screen.buttons.begin(), {Button::weight, Button::weight_ok});
    if (screen.step != Step::scan_label) return;
    screen.ask = Phrase::weight_off;
    screen.ask_about = {parcel_name(id)};
}

bool may_be_weighed(Read const& read, ParcelId id) {
    auto const parcel = tables::parcels.find(read, id);
    if (!parcel) return false;
    ParcelState const state = parcel->state;
    return state == ParcelState::content_ok || state == ParcelState::waybill_wait ||
           state == ParcelState::label_sent;
}

std::optional<std::int64_t> grams_in(std::string const& text) {
    std::int64_t grams = 0;
    char const* const end = text.data() + text.size();
    auto const [rest, error] = std::from_chars(text.data(), end, grams);
    bool const whole = error == std::errc{} && rest == end;
    return whole && grams >= 1 && grams <= grams_max ? std::optional{grams} : std::nullopt;
}

// Back to what is asked of the parcel as it stands now: its number may have come meanwhile.
void go_back(Change& change, Session session) {
    session.pending = {};
    if (asks_about_weight(session.step))
        go_to(change, session, step_now(change.tables(), change.actor(), session));
}

Done take_weight(Change& change, Session const& session, Weight weight,
                 std::string const& reason_typed) {
    change_parcel(change, session.parcel, [&](Parcel& row) {
        row.weight = weight;
        row.weight_manual = reason_typed;
        row.weight_approved.clear();
        row.weight_approved_by = {};
    });
    go_back(change, session);
    if (is_weight_off(change.tables(), session.parcel)) return Done{Tone::attention};
    settle_weight(change, session.parcel);
    return Done{Tone::ok};
}

}  // namespace

std::optional<Weight> goods_weight(Read const& read, ParcelId parcel) {
    std::int64_t grams = 0;
    bool known = true;
    tables::quants.scan_index<0>(read, holder::at(parcel), [&](Holder, QuantKey const& key) {
        std::int64_t const pieces = tables::quants.at(read, key).on_hand;
        std::int64_t const weight = tables::skus.at(read, key.sku).weight.value();
        std::int64_t together = 0;
        known = weight != 0 && !__builtin_mul_overflow(weight, pieces, &together) &&
                !__builtin_add_overflow(grams, together, &grams);
        return known;
    });
    return known && grams != 0 ? std::optional{Weight{grams}} : std::nullopt;
}

bool is_weight_off(Read const& read, ParcelId parcel) {
    return !guard_weight(read, parcel);
}

Result<> guard_weight(Read const& read, ParcelId id) {
    Parcel const parcel = tables::parcels.at(read, id);
    if (parcel.weight.is_zero() || parcel.weight_approved_by) return {};
    auto const expected = expected_of(read, id, parcel);
    if (!expected || off_by(parcel, *expected) == 0) return {};
    return refuse(Why::weight_off, parcel_name(id), fmt::format("{}", parcel.weight.value()),
                  range_of(*expected));
}

Result<Done> weigh(Change& change, Session const& session, PressButton const& command) {
    if (!may_be_weighed(change.tables(), session.parcel))
        return refuse(Why::wrong_key, "weight", "");
    bool const told = session.step == Step::weight_reason && !session.pending.is_zero() &&
                      is_one_of(reasons_typed, command.argument);
    if (told)
        return take_weight(change, session, Weight{session.pending.value()}, command.argument);
    auto const grams = grams_in(command.argument);
    if (!grams)
        return refuse(Why::bad_quantity, visible(command.argument), "1",
                      fmt::format("{}", grams_max));
    if (command.measured) return take_weight(change, session, Weight{*grams}, {});
    Session asked = session;
    asked.pending = Quantity{*grams};
    go_to(change, asked, Step::weight_reason);
    return Done{Tone::ok};
}

Result<Done> approve_weight(Change& change, Session const& session, std::string const& reason) {
    Read const& read = change.tables();
    bool const off = may_be_weighed(read, session.parcel) && is_weight_off(read, session.parcel);
    if (!off) return refuse(Why::wrong_key, "weight_ok", "");
    if (reason.empty()) {
        go_to(change, session, Step::weight_verdict);
        return Done{Tone::ok};
    }
    if (!is_one_of(reasons_right, reason))
        return refuse(Why::reason_missing, fmt::format("{}", fmt::join(reasons_right, ", ")));
    auto const lead = approval_for(change, session, "weight_ok", session.parcel.value());
    if (!lead) return std::unexpected(lead.error());
    change_parcel(change, session.parcel, [&](Parcel& row) {
        row.weight_approved = reason;
        row.weight_approved_by = *lead;
    });
    settle_weight(change, session.parcel);
    go_to(change, session, step_now(read, change.actor(), session));
    return Done{Tone::ok, session.parcel.value()};
}

Result<Done> leave_weight(Change& change, Session const& session) {
    go_back(change, session);
    return Done{Tone::ok};
}

Done weigh_again(Change& change, Session session, ParcelId parcel) {
    session.parcel = parcel;
    session.order = tables::parcels.at(change.tables(), parcel).order;
    session.container = {};
    go_to(change, session, step_now(change.tables(), change.actor(), session));
    return Done{Tone::attention, parcel.value()};
}

void tell_if_off(Change& change, ParcelId id) {
    auto const guard = guard_weight(change.tables(), id);
    if (guard || tables::parcels.at(change.tables(), id).weight_problem) return;
    ProblemId const problem = raise_problem(change, ProblemKind::weight_off,
                                            {Phrase::problem_weight, guard.error().subject});
    change_parcel(change, id, [&](Parcel& row) { row.weight_problem = problem; });
}

void settle_weight(Change& change, ParcelId id) {
    ProblemId const problem = tables::parcels.at(change.tables(), id).weight_problem;
    if (!problem) return;
    close_problem(change, problem);
    change_parcel(change, id, [&](Parcel& row) { row.weight_problem = {}; });
}

bool asks_about_weight(Step step) {
    return step == Step::weight_reason || step == Step::weight_verdict;
}

void show_weight(Read const& read, ParcelId id, Screen& screen) {
    Parcel const parcel = tables::parcels.at(read, id);
    if (parcel.weight.is_zero()) return;
    Phrase const label = parcel.weight_manual.empty() ? Phrase::weight : Phrase::weight_typed;
    screen.lines.push_back({label, {fmt::format("{}", parcel.weight.value())}});
    if (parcel.weight_approved_by)
        screen.lines.push_back(
            {Phrase::weight_approved, {operator_name(read, parcel.weight_approved_by)}});
    if (auto const expected = expected_of(read, id, parcel))
        screen.lines.push_back({Phrase::weight_expected, {range_of(*expected)}});
    if (may_be_weighed(read, id) && is_weight_off(read, id)) show_off(read, parcel, id, screen);
}

void draw_weight_question(Read const& read, Session const& session, Screen& screen) {
    if (tables::parcels.contains(read, session.parcel)) show_weight(read, session.parcel, screen);
    bool const typed = session.step == Step::weight_reason;
    std::string const grams = fmt::format("{}", session.pending.value());
    screen.ask = typed ? Phrase::why_weight_typed : Phrase::why_weight_right;
    screen.ask_about = {typed ? grams : parcel_name(session.parcel)};
    Reasons const& reasons = typed ? reasons_typed : reasons_right;
    screen.choices.assign(reasons.begin(), reasons.end());
    screen.buttons = {typed ? Button::weight : Button::weight_ok, Button::undo, Button::home};
    if (typed) screen.undo = {Phrase::the_weight, {grams}};
    if (!typed) screen.undo = {Phrase::the_approval, {}};
}

}  // namespace wms::packing
