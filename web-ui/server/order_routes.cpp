// SPDX-License-Identifier: Apache-2.0
#include "server/order_routes.hpp"

#include "base/text.hpp"
#include "domain/process/order_intake.hpp"
#include "server/intake_problem.hpp"
#include "server/last_change.hpp"

#include <fmt/format.h>

namespace wms::web {
namespace {

struct OrderBody {  // PlaceOrder with times as people and programs write them
    std::string channel;
    std::string external_id;
    std::string placed_at;
    std::string paid_at;
    std::int64_t priority = 100;
    std::string carrier;
    std::string service;
    std::string ship_by;
    ShortPolicy short_policy = ShortPolicy::ship_short;
    Recipient recipient;
    std::vector<PlacedLine> lines;
    std::string owner;
    std::string warehouse;
    Money cod_minor;
    std::string sort_code;
    std::string bag_place;
};
BOOST_DESCRIBE_STRUCT(OrderBody, (),
                      (channel, external_id, placed_at, paid_at, priority, carrier, service,
                       ship_by, short_policy, recipient, lines, owner, warehouse, cod_minor,
                       sort_code, bag_place))

struct CancelBody {
    std::vector<CancelledLine> lines;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CancelBody, (), (lines, reason))

struct HoldBody {
    std::vector<Hold> holds;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(HoldBody, (), (holds, reason))

Result<Instant> time_in(std::string const& text, std::string const& path) {
    if (text.empty()) return Instant{};
    auto const time = parse_instant(text);
    if (!time) return refuse(Why::bad_field, path, "an RFC 3339 time in UTC is wanted");
    return *time;
}

Result<PlaceOrder> command_of(OrderBody body) {
    auto const placed_at = time_in(body.placed_at, "/placed_at");
    if (!placed_at) return std::unexpected(placed_at.error());
    auto const paid_at = time_in(body.paid_at, "/paid_at");
    if (!paid_at) return std::unexpected(paid_at.error());
    auto const ship_by = time_in(body.ship_by, "/ship_by");
    if (!ship_by) return std::unexpected(ship_by.error());
    return PlaceOrder{.key = {.external_id = body.external_id, .channel = body.channel},
                      .placed_at = *placed_at,
                      .paid_at = *paid_at,
                      .priority = body.priority,
                      .carrier = body.carrier,
                      .service = body.service,
                      .ship_by = *ship_by,
                      .short_policy = body.short_policy,
                      .recipient = std::move(body.recipient),
                      .lines = std::move(body.lines),
                      .owner = body.owner,
                      .warehouse = body.warehouse,
                      .cod = body.cod_minor,
                      .sort_code = body.sort_code,
                      .bag_place = body.bag_place};
}

// Personal data is masked: what is needed to talk about a parcel stays (GB/T 41833).
std::string masked_name(std::string const& name) {
    std::size_t first = 1;
    while (first < name.size() && (static_cast<unsigned char>(name[first]) & 0xC0U) == 0x80U)
        ++first;
    return name.empty() ? name : name.substr(0, first) + "**";
}

std::string masked_phone(std::string const& phone) {
    std::size_t const kept = phone.size() > 8 ? 4 : 0;
    return phone.empty() ? phone : "***" + phone.substr(phone.size() - kept);
}

boost::json::value time_json(Instant at) {
    if (at == Instant{}) return nullptr;
    return boost::json::string{to_text(at)};
}

boost::json::array lines_json(Read const& read, OrderId id) {
    boost::json::array lines;
    for (auto const& [number, line] : lines_of(read, id)) {
        lines.push_back({{"line", number},
                         {"sku", tables::skus.at(read, line.sku).code},
                         {"name", sku_name(read, line.sku)},
                         {"ordered", line.ordered.value()},
                         {"cancelled", line.cancelled.value()},
                         {"short", line.short_.value()},
                         {"allocated", line.allocated.value()},
                         {"packed", line.packed.value()},
                         {"open", open_quantity(line).value()}});
    }
    return lines;
}

boost::json::array parcels_json(Read const& read, OrderId id) {
    boost::json::array parcels;
    tables::parcels.scan_index<tables::parcels_by_order>(read, id, [&](OrderId, ParcelId parcel) {
        Parcel const row = tables::parcels.at(read, parcel);
        parcels.push_back({{"id", parcel.value()},
                           {"code", parcel_name(parcel)},
                           {"state", boost::describe::enum_to_string(row.state, "?")},
                           {"waybill", row.waybill},
                           {"sort_code", row.sort_code}});
        return true;
    });
    return parcels;
}

boost::json::object order_json(Read const& read, OrderId id, Order const& order) {
    auto const recipient = tables::recipients.find(read, id).value_or(Recipient{});
    return {{"id", id.value()},
            {"channel", order.key.channel},
            {"external_id", order.key.external_id},
            {"state", boost::describe::enum_to_string(order.state, "?")},
            {"holds", to_json(order.holds)},
            {"priority", order.priority},
            {"carrier", order.carrier ? tables::carriers.at(read, order.carrier).code : ""},
            {"service", order.service},
            {"short_policy", boost::describe::enum_to_string(order.short_policy, "?")},
            {"placed_at", time_json(order.placed_at)},
            {"paid_at", time_json(order.paid_at)},
            {"ship_by", time_json(order.ship_by)},
            {"wave", order.wave ? boost::json::value(order.wave.value()) : nullptr},
            {"cod_minor", order.cod.value()},
            {"sort_code", order.sort_code},
            {"bag_place", order.bag_place},
            {"ordered", order.ordered.value()},
            {"cancelled", order.cancelled.value()},
            {"short", order.short_.value()},
            {"picked", order.picked.value()},
            {"packed", order.packed.value()},
            {"recipient",
             {{"name", masked_name(recipient.name)},
              {"phone", masked_phone(recipient.phone)},
              {"country", recipient.country}}},
            {"lines", lines_json(read, id)},
            {"parcels", parcels_json(read, id)}};
}

Response order_response(Request const& request, Read const& read, OrderId id,
                        std::uint16_t status) {
    auto const order = tables::orders.find(read, id);
    if (!order) return problem(Refusal{Why::unknown_order, {fmt::format("{}", id.value())}});
    return with_etag(request, json(status, order_json(read, id, *order)), etag_of(*order));
}

constexpr std::size_t searched_max = 20'000;  // rows of one page of a filtered list

// Without the recipients: a list is no place for personal data.
boost::json::object listed_json(Read const& read, OrderId id, Order const& order) {
    return {{"id", id.value()},
            {"channel", order.key.channel},
            {"external_id", order.key.external_id},
            {"state", boost::describe::enum_to_string(order.state, "?")},
            {"holds", to_json(order.holds)},
            {"carrier", order.carrier ? tables::carriers.at(read, order.carrier).code : ""},
            {"placed_at", time_json(order.placed_at)},
            {"ship_by", time_json(order.ship_by)},
            {"wave", order.wave ? boost::json::value(order.wave.value()) : nullptr},
            {"lines", order.lines},
            {"ordered", order.ordered.value()},
            {"packed", order.packed.value()},
            {"parcels", order.parcels}};
}

// By number, those in ?state= if it is given. A page may be short and still have a next one.
void list_orders(Call&& call) {
    auto const page = page_of(call.request);
    if (!page) return call.refuse(page.error());
    auto const after = number_after(*page);
    if (!after) return call.refuse(after.error());
    std::string const wanted{call.request.parameter("state")};
    OrderState state{};
    if (!wanted.empty() && !boost::describe::enum_from_string(wanted.c_str(), state))
        return call.refuse({Why::bad_field, {"state", "not one of the known names"}});
    Read const read = call.engine().read();
    boost::json::array items;
    std::uint64_t last = 0;
    std::size_t looked_at = 0;
    bool more = false;
    tables::orders.scan_from(read, tables::Nothing{}, OrderId{*after + 1},
                             [&](OrderId id, Order const& order) {
                                 more = items.size() == page->limit || looked_at == searched_max;
                                 if (more) return false;
                                 ++looked_at;
                                 last = id.value();
                                 if (wanted.empty() || order.state == state)
                                     items.emplace_back(listed_json(read, id, order));
                                 return true;
                             });
    call.answer(
        paged(std::move(items), more ? std::optional{fmt::format("{}", last)} : std::nullopt));
}

void show_order(Call&& call) {
    OrderId const id{call.number("id").value_or(0)};
    call.answer(order_response(call.request, call.engine().read(), id, 200));
}

// Sent again it answers 200 with the order as it is now; sent changed before release it replaces.
void place_order(Call&& call) {
    auto const refuse = [](Call const& to, Refusal const& refusal) {
        to.answer(intake_problem(refusal, to.request.body));
    };
    auto body = call.body<OrderBody>();
    if (!body) return refuse(call, body.error());
    // The core says so too; what is that long need not get there and into the journal.
    if (body->lines.size() > order_lines_max)
        return refuse(call, {Why::too_many_lines,
                             {body->external_id, fmt::format("{}", body->lines.size()),
                              fmt::format("{}", order_lines_max)}});
    auto command = command_of(std::move(*body));
    if (!command) return refuse(call, command.error());
    std::move(call).submit(
        AnyCommand{std::move(*command)}, [refuse](Call&& back, Outcome&& outcome) {
            if (outcome.refusal) return refuse(back, *outcome.refusal);
            bool const unchanged = outcome.tone == Tone::tick;
            Read const read = back.engine().read_at(outcome.seq);
            back.answer(
                order_response(back.request, read, OrderId{outcome.object}, unchanged ? 200 : 201));
        });
}

void answer_with_order(Call&& back, Outcome const& outcome, OrderId order) {
    if (outcome.refusal) return back.refuse(*outcome.refusal);
    back.answer(order_response(back.request, back.engine().read_at(outcome.seq), order, 200));
}

void change_order(Call&& call, AnyCommand command) {
    OrderId const order{call.number("id").value_or(0)};
    if (!call.request.header("If-Match").empty()) {
        Read const read = call.latest();
        auto const row = tables::orders.find(read, order);
        auto stale = row ? check_if_match(call.request, etag_of(*row), {}) : std::nullopt;
        if (stale)
            stale = check_if_match(call.request, etag_of(*row),
                                   last_change(call.engine(), read, order));
        if (stale) return call.answer(*stale);
    }
    std::move(call).submit(std::move(command), [order](Call&& back, Outcome&& outcome) {
        answer_with_order(std::move(back), outcome, order);
    });
}

void approve_order(Call&& call) {
    if (auto const body = call.body<EmptyBody>(); !body) return call.refuse(body.error());
    OrderId const order{call.number("id").value_or(0)};
    change_order(std::move(call), ApproveOrder{order});
}

void cancel_order(Call&& call) {
    auto body = call.body<CancelBody>();
    if (!body) return call.refuse(body.error());
    OrderId const order{call.number("id").value_or(0)};
    std::string const source = call.caller.is_machine ? call.caller.name : "lead";
    change_order(std::move(call), CancelOrder{order, body->lines, source, body->reason});
}

void hold_order(Call&& call) {
    auto body = call.body<HoldBody>();
    if (!body) return call.refuse(body.error());
    OrderId const order{call.number("id").value_or(0)};
    change_order(std::move(call), ChangeHold{order, body->holds, body->reason});
}

}  // namespace

std::vector<Route> order_routes() {
    constexpr Access reads = Access::role(Role::lead, "orders:read");
    constexpr Access writes = Access::role(Role::lead, "orders:write");
    constexpr auto worker = Route::Lane::worker;
    return {
        {Method::get, "/api/v1/orders", reads, list_orders, worker},
        {Method::post, "/api/v1/orders", writes, place_order},
        {Method::get, "/api/v1/orders/{id}", reads, show_order},
        {Method::post, "/api/v1/orders/{id}/approve", writes, approve_order, worker},
        {Method::post, "/api/v1/orders/{id}/cancel", writes, cancel_order, worker},
        {Method::post, "/api/v1/orders/{id}/holds", writes, hold_order, worker},
    };
}

}  // namespace wms::web
