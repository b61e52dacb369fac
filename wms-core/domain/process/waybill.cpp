// SPDX-License-Identifier: Apache-2.0
#include "domain/process/waybill.hpp"

#include "base/text.hpp"
#include "domain/field.hpp"
#include "domain/outbox.hpp"
#include "domain/parcels.hpp"
#include "domain/problem.hpp"
#include "domain/process/printing.hpp"
#include "domain/terminal.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <set>

namespace wms {
namespace {

constexpr std::size_t number_length_max = 60;
constexpr std::string_view pool_is_empty = "the number pool is empty";

// It becomes a barcode and a key.
bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= number_length_max && is_utf8(text) && !has_control(text);
}

bool awaits_answer(WaybillState state) {
    return state == WaybillState::requested || state == WaybillState::unknown;
}

// The packer who stands before "waiting for the waybill" is asked for the label now.
void lead_on_packer(Change& change, ParcelId parcel, OperatorId packer) {
    auto session = tables::sessions.find(change.tables(), packer);
    bool const waits = session && session->process == Process::packing &&
                       session->step == Step::wait_waybill && session->parcel == parcel;
    if (!waits) return;
    session->step = Step::scan_label;
    session->step_no += 1;
    change.post(SessionChanged{packer, *session});
}

enum class Source : std::uint8_t { carrier, pool };

// Where the carrier sends it. What cannot stand on a label is left out: the number is good all the
// same.
struct Route {
    std::string sort_code = {};
    std::string bag_place = {};
};
Route route_of(WaybillAnswered const& answer) {
    auto const printable = [](std::string const& text) {
        return check_prose("", text, code_characters_max) ? text : std::string{};
    };
    return {printable(answer.sort_code), printable(answer.bag_place)};
}

void bind_number(Change& change, ParcelId id, std::string const& number, Source source,
                 Route const& route = {}) {
    Parcel const parcel = tables::parcels.at(change.tables(), id);
    bool const may_leave = guard_not_stopped(change.tables(), id, parcel).has_value();
    change.post(WaybillBound{number, Waybill{.parcel = id, .carrier = parcel.carrier}});
    change_parcel(change, id, [&](Parcel& row) {
        row.waybill = number;
        row.waybill_state = WaybillState::issued;
        row.from_pool = source == Source::pool;
        row.sort_code = route.sort_code;
        row.bag_place = route.bag_place;
        row.state = may_leave ? ParcelState::label_sent : ParcelState::waybill_wait;
    });
    if (!may_leave) return;  // the number exists and has to be cancelled; nothing is printed
    printing::send_label(change, {.parcel = id});
    lead_on_packer(change, id, parcel.packer);
}

// The smallest number of the pool; one that came into use otherwise is dropped.
std::optional<std::string> take_from_pool(Change& change, CarrierId carrier) {
    Read const& read = change.tables();
    for (;;) {
        std::optional<std::pair<PoolKey, std::string>> first;
        tables::pool.scan(read, carrier, [&](PoolKey const& key, PoolNumber const& row) {
            first = {key, row.number};
            return false;
        });
        if (!first) return std::nullopt;
        change.post(PoolNumberUsed{first->first});
        if (!tables::waybills.contains(read, first->second)) return first->second;
    }
}

void ask_carrier(Change& change, ParcelId id) {
    Parcel const parcel = tables::parcels.at(change.tables(), id);
    auto const carrier = tables::carriers.find(change.tables(), parcel.carrier);
    EffectId const effect =
        add_effect(change, {.kind = EffectKind::request_waybill,
                            .key = waybill::request_key(id, parcel),
                            .lane = "carrier/" + (carrier ? carrier->code : std::string{"?"}),
                            .object = id.value()});
    change_parcel(change, id, [&](Parcel& row) {
        row.state = ParcelState::waybill_wait;
        row.waybill_state = WaybillState::requested;
        row.request = effect;
    });
}

// The parcel stays on the shelf and a person looks at it; a second number is never asked for
// blindly.
Done fail(Change& change, ParcelId id, std::string const& why, ProblemText const& text) {
    Parcel const parcel = tables::parcels.at(change.tables(), id);
    abandon_effect(change, parcel.request, why);
    change_parcel(change, id, [](Parcel& row) { row.waybill_state = WaybillState::failed; });
    raise_problem(change, ProblemKind::waybill, text);
    return Done{Tone::attention, id.value()};
}

Done fail(Change& change, ParcelId id, std::string const& why) {
    return fail(change, id, why, {Phrase::problem_of, {parcel_name(id), why}});
}

void set_state(Change& change, ParcelId id, WaybillState state) {
    if (tables::parcels.at(change.tables(), id).waybill_state == state) return;
    change_parcel(change, id, [&](Parcel& row) { row.waybill_state = state; });
}

Done take_number(Change& change, WaybillAnswered const& answer, Parcel const& parcel) {
    ParcelId const id = answer.parcel;
    std::string const number{trim(answer.number)};
    auto const owner = tables::waybills.find(change.tables(), number);
    if (owner)  // I9
        return fail(
            change, id, fmt::format("{} belongs to {}", number, parcel_name(owner->parcel)),
            {Phrase::problem_number_taken, {parcel_name(id), number, parcel_name(owner->parcel)}});
    finish_effect(change, parcel.request);
    bind_number(change, id, number, Source::carrier, route_of(answer));
    return Done{Tone::ok, id.value()};
}

Done already_exists(Change& change, ParcelId id, Parcel const& parcel) {
    if (parcel.waybill_state == WaybillState::unknown)  // even the query does not tell it
        return fail(change, id, "the carrier has a number and does not tell it");
    set_state(change, id, WaybillState::unknown);
    retry_effect_now(change, parcel.request);
    return Done{Tone::tick, id.value()};
}

// An answer after the matter was settled. Two numbers for one request do happen.
Result<Done> answered_again(Change& change, WaybillAnswered const& answer, Parcel const& parcel) {
    std::string const number{trim(answer.number)};
    if (number.empty() || number == parcel.waybill) return Done{Tone::tick};
    raise_problem(
        change, ProblemKind::waybill,
        {Phrase::problem_second_number, {parcel_name(answer.parcel), number, parcel.waybill}});
    return Done{Tone::attention, answer.parcel.value()};
}

Done decide(Change& change, WaybillAnswered const& answer, Parcel const& parcel) {
    switch (answer.outcome) {
        case WaybillOutcome::issued: return take_number(change, answer, parcel);
        case WaybillOutcome::already_exists:
            return trim(answer.number).empty() ? already_exists(change, answer.parcel, parcel)
                                               : take_number(change, answer, parcel);
        case WaybillOutcome::unknown:
            set_state(change, answer.parcel, WaybillState::unknown);
            retry_effect(change, parcel.request, "no answer");
            break;
        case WaybillOutcome::none_found:
            set_state(change, answer.parcel, WaybillState::requested);
            retry_effect_now(change, parcel.request);
            break;
        case WaybillOutcome::refused:
            if (!answer.retryable) return fail(change, answer.parcel, answer.code);
            retry_effect(change, parcel.request, answer.code);
            break;
    }
    return Done{Tone::tick, answer.parcel.value()};
}

Result<> guard_pool(Read const& read, LoadNumberPool const& command) {
    constexpr std::size_t numbers_max = 10'000;
    if (command.numbers.size() > numbers_max)
        return refuse(Why::too_many_lines, "numbers", fmt::format("{}", command.numbers.size()),
                      fmt::format("{}", numbers_max));
    auto const carrier = carrier_by_code(read, command.carrier);
    if (!carrier) return refuse(Why::unknown_object, "carrier", command.carrier);
    std::set<std::string, std::less<>> known;
    tables::pool.scan(read, *carrier, [&](PoolKey const&, PoolNumber const& row) {
        known.insert(row.number);
        return true;
    });
    for (std::string const& raw : command.numbers) {
        std::string const number{trim(raw)};
        if (!is_number(number)) return refuse(Why::bad_field, "number", visible(raw));
        auto const owner = tables::waybills.find(read, number);
        if (owner) return refuse(Why::duplicate_code, number, parcel_name(owner->parcel));
        if (!known.insert(number).second) return refuse(Why::duplicate_code, number, "the pool");
    }
    return {};
}

// Whoever waits for numbers of this carrier and heard that there are none.
void wake_waiting(Change& change, std::string const& carrier) {
    std::vector<EffectId> waiting;
    std::string const lane = "carrier/" + carrier;
    tables::outbox.scan_index<0>(change.tables(), lane, [&](tables::DueKey const&, EffectId id) {
        if (tables::outbox.at(change.tables(), id).last_error == pool_is_empty)
            waiting.push_back(id);
        return true;
    });
    for (EffectId const id : waiting) retry_effect_now(change, id);
}

}  // namespace

namespace waybill {

std::string request_key(ParcelId id, Parcel const& parcel) {
    return fmt::format("{}#{}", id.value(), parcel.attempt_group);
}

void obtain(Change& change, ParcelId id) {
    CarrierId const carrier = tables::parcels.at(change.tables(), id).carrier;
    if (auto const number = take_from_pool(change, carrier)) {
        bind_number(change, id, *number, Source::pool);
    } else {
        ask_carrier(change, id);
    }
}

bool waits_for_pool(Read const& read, Parcel const& parcel) {
    if (parcel.waybill_state != WaybillState::requested) return false;
    auto const effect = tables::outbox.find(read, parcel.request);
    return effect && effect->last_error == pool_is_empty;
}

}  // namespace waybill

Result<Done> handle(Change& change, WaybillAnswered const& command) {
    auto const parcel = tables::parcels.find(change.tables(), command.parcel);
    if (!parcel) return refuse(Why::unknown_object, "parcel", parcel_name(command.parcel));
    if (command.key != waybill::request_key(command.parcel, *parcel))
        return refuse(Why::stale, command.key);
    std::string_view const number = trim(command.number);
    bool const needs_number = command.outcome == WaybillOutcome::issued || !number.empty();
    if (needs_number && !is_number(number))
        return refuse(Why::bad_field, "number", visible(command.number));
    if (awaits_answer(parcel->waybill_state)) return decide(change, command, *parcel);
    bool const has_number = !parcel->waybill.empty();
    if (has_number) return answered_again(change, command, *parcel);
    return refuse(Why::stale, boost::describe::enum_to_string(parcel->waybill_state, "?"));
}

Result<Done> handle(Change& change, LoadNumberPool const& command) {
    if (auto const guard = guard_pool(change.tables(), command); !guard)
        return std::unexpected(guard.error());
    CarrierId const carrier = carrier_by_code(change.tables(), command.carrier).value();
    auto const last = tables::counters.find(change.tables(), tables::Counter::pool);
    std::uint64_t sequence = last ? last->last : 0;
    for (std::string const& number : command.numbers)
        change.post(PoolNumberAdded{{carrier, ++sequence}, std::string{trim(number)}});
    if (!command.numbers.empty()) wake_waiting(change, command.carrier);
    return Done{Tone::step_complete};
}

Result<Done> handle(Change& change, TakePoolNumber const& command) {
    auto const parcel = tables::parcels.find(change.tables(), command.parcel);
    if (!parcel) return refuse(Why::unknown_object, "parcel", parcel_name(command.parcel));
    bool const open = command.key == waybill::request_key(command.parcel, *parcel) &&
                      parcel->waybill_state == WaybillState::requested;
    if (!open) return refuse(Why::stale, command.key);
    auto const number = take_from_pool(change, parcel->carrier);
    if (!number) {
        retry_effect(change, parcel->request, std::string{pool_is_empty});
        return Done{Tone::tick, command.parcel.value()};
    }
    finish_effect(change, parcel->request);
    bind_number(change, command.parcel, *number, Source::pool);
    return Done{Tone::ok, command.parcel.value()};
}

Result<Done> handle(Change& change, RetryWaybill const& command) {
    auto const parcel = tables::parcels.find(change.tables(), command.parcel);
    if (!parcel) return refuse(Why::unknown_object, "parcel", parcel_name(command.parcel));
    if (parcel->waybill_state != WaybillState::failed || !parcel->waybill.empty())
        return refuse(Why::stale, boost::describe::enum_to_string(parcel->waybill_state, "?"));
    if (auto const guard = guard_not_stopped(change.tables(), command.parcel, *parcel); !guard)
        return std::unexpected(guard.error());
    change_parcel(change, command.parcel, [](Parcel& row) { row.attempt_group += 1; });
    waybill::obtain(change, command.parcel);
    return Done{Tone::ok, command.parcel.value()};
}

void apply(Write& write, WaybillBound const& event, EntryHeader const&) {
    tables::waybills.put(write, event.number, event.row);
}

void apply(Write& write, PoolNumberAdded const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::pool, event.key.sequence);
    tables::pool.put(write, event.key, {event.number});
}

void apply(Write& write, PoolNumberUsed const& event, EntryHeader const&) {
    tables::pool.erase(write, event.key);
}

}  // namespace wms
