// SPDX-License-Identifier: Apache-2.0
// The lead's desk: what waits for a person and the one thing to do about it; parcels, prints,
// manifests; blocking and counting a location.
#include "server/office.hpp"

#include "server/views/card.hpp"
#include "server/views/exceptions.hpp"
#include "server/views/tell.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace wms::web {
namespace {

constexpr Access reads_desk = Access::role(Role::lead, "stock:read");
constexpr Access writes_desk = Access::role(Role::lead, "exceptions:write");

struct ReasonBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (reason))
struct CountNowBody {
    std::string reason;
    std::string sku;
};
BOOST_DESCRIBE_STRUCT(CountNowBody, (), (reason, sku))
struct BlockBody {
    bool out = true;
    bool in = true;
    std::string until;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(BlockBody, (), (out, in, until, reason))

struct AdjustBody {
    std::string location;
    std::string sku;
    std::string lot;
    std::string serial;
    StockStatus status = StockStatus::available;
    std::int64_t difference = 0;
    std::string reason;
    std::string owner;
};
BOOST_DESCRIBE_STRUCT(AdjustBody, (),
                      (location, sku, lot, serial, status, difference, reason, owner))

// The page asks for its list at once: what was done is in it.
void answer_accepted(Call&& back, Outcome&& outcome) {
    (void)back.engine().read_at(outcome.seq);
    back.answer(accepted(outcome));
}

// A command about the object in the path, with a reason in the body.
template <class Command, class AnId>
auto with_reason() {
    return [](Call&& call) {
        auto const body = call.body<ReasonBody>();
        if (!body) return call.refuse(body.error());
        AnId const id{call.number("id").value_or(0)};
        std::move(call).submit(AnyCommand{Command{id, body->reason}}, answer_accepted);
    };
}

auto decide_count(CountVerdict verdict) {
    return [verdict](Call&& call) {
        auto const body = call.body<ReasonBody>();
        if (!body) return call.refuse(body.error());
        CountId const id{call.number("id").value_or(0)};
        std::move(call).submit(AnyCommand{ApproveCount{id, verdict, body->reason}},
                               answer_accepted);
    };
}

void retry_waybill(Call&& call) {
    ParcelId const id{call.number("id").value_or(0)};
    std::move(call).submit(AnyCommand{RetryWaybill{id}}, answer_accepted);
}

void block_location(Call&& call) {
    auto const body = call.body<BlockBody>();
    if (!body) return call.refuse(body.error());
    Instant until = Instant{4'102'444'800'000};  // 2100: until somebody opens it
    if (!body->until.empty()) {
        auto const time = parse_instant(body->until);
        if (!time)
            return call.refuse({Why::bad_field, {"/until", "an RFC 3339 time in UTC is wanted"}});
        until = *time;
    }
    LocationId const id{call.number("id").value_or(0)};
    std::move(call).submit(AnyCommand{BlockLocation{id, until, body->reason, body->out, body->in}},
                           answer_accepted);
}

void unblock_location(Call&& call) {
    LocationId const id{call.number("id").value_or(0)};
    std::move(call).submit(AnyCommand{BlockLocation{id, Instant{}, "opened", true, true}},
                           answer_accepted);
}

// 201 with the number of what waits for another lead, 200 when it is posted.
void adjust_stock(Call&& call) {
    auto body = call.body<AdjustBody>();
    if (!body) return call.refuse(body.error());
    AdjustStock command{body->location, body->sku,        body->lot,    body->serial,
                        body->status,   body->difference, body->reason, body->owner};
    std::move(call).submit(AnyCommand{std::move(command)}, [](Call&& back, Outcome&& outcome) {
        if (outcome.refusal) return back.refuse(*outcome.refusal);
        (void)back.engine().read_at(outcome.seq);
        bool const waits = outcome.object != 0;
        back.answer(json(static_cast<std::uint16_t>(waits ? 201 : 200),
                         {{"posted", !waits},
                          {"adjustment", waits ? boost::json::value(outcome.object) : nullptr}}));
    });
}

auto decide_adjustment(bool approve) {
    return [approve](Call&& call) {
        auto const body = call.body<ReasonBody>();
        if (!body) return call.refuse(body.error());
        AdjustmentId const id{call.number("id").value_or(0)};
        std::move(call).submit(AnyCommand{DecideAdjustment{id, approve, body->reason}},
                               answer_accepted);
    };
}

void count_now(Call&& call) {
    auto const body = call.body<CountNowBody>();
    if (!body) return call.refuse(body.error());
    SkuId sku{};
    if (!body->sku.empty()) {
        auto const found = sku_by_code(call.latest(), body->sku);
        if (!found) return call.refuse({Why::unknown_sku, {body->sku}});
        sku = *found;
    }
    LocationId const id{call.number("id").value_or(0)};
    std::move(call).submit(AnyCommand{RequestCount{id, sku, body->reason}}, answer_accepted);
}

// --- lists, newest first, by number; of one state where one is named

constexpr std::size_t looked_at_max = 100'000;  // rows for one page, which may then be short

template <class AnId, class Table, class ToJson>
void list_newest(Call const& call, Table const& table, tables::Counter counter, ToJson to_row) {
    auto const page = page_of(call.request);
    if (!page) return call.refuse(page.error());
    auto const after = number_after(*page);
    if (!after) return call.refuse(after.error());
    decltype(Table::value_type::state) state{};
    std::string const wanted{call.request.parameter("state")};
    if (!wanted.empty() && !boost::describe::enum_from_string(wanted.c_str(), state))
        return call.refuse({Why::bad_field, {"state", "not one of the known names"}});
    Read const read = call.engine().read();
    auto const last = tables::counters.find(read, counter);
    std::uint64_t id = *after == 0 ? (last ? last->last : 0) + 1 : *after;
    boost::json::array items;
    for (std::size_t n = 0; id > 1 && items.size() < page->limit && n < looked_at_max; ++n) {
        auto const row = table.find(read, AnId{--id});
        if (row && (wanted.empty() || row->state == state))
            items.push_back(to_row(read, AnId{id}, *row));
    }
    call.answer(
        paged(std::move(items), id > 1 ? std::optional{fmt::format("{}", id)} : std::nullopt));
}

boost::json::object parcel_json(Read const& read, ParcelId id, Parcel const& row) {
    auto const station = tables::stations.find(read, row.station);
    return {{"id", id.value()},
            {"code", parcel_name(id)},
            {"order", tell::order(read, row.order)},
            {"state", tell::name(row.state)},
            {"station", station ? boost::json::value(station->code) : nullptr},
            {"packer", tell::person(read, row.packer)},
            {"pieces", row.pieces.value()},
            {"weight_g", row.weight.value()},
            {"weight_manual", row.weight_manual},
            {"weight_approved", row.weight_approved},
            {"carrier", tell::carrier(read, row.carrier)},
            {"service", row.service},
            {"waybill", row.waybill},
            {"waybill_state", tell::name(row.waybill_state)},
            {"stop", row.stop},
            {"manifest", row.manifest ? boost::json::value(row.manifest.value()) : nullptr}};
}

boost::json::object print_json(Read const& read, PrintJobId id, PrintJob const& row) {
    auto const station = tables::stations.find(read, row.station);
    return {{"id", id.value()},
            {"kind", tell::name(row.kind)},
            {"parcel", row.parcel ? boost::json::value(tell::card("parcel", row.parcel.value(),
                                                                  parcel_name(row.parcel)))
                                  : nullptr},
            {"station", station ? boost::json::value(station->code) : nullptr},
            {"printer", row.printer},
            {"document", row.document},
            {"copy", row.copy},
            {"state", tell::name(row.state)},
            {"printer_reason", row.printer_reason},
            {"reprint_reason", row.reprint_reason},
            {"device_done_at", tell::time(row.device_done_at)}};
}

boost::json::object manifest_json(Read const& read, ManifestId id, Manifest const& row) {
    return {{"id", id.value()},
            {"carrier", tell::carrier(read, row.carrier)},
            {"state", tell::name(row.state)},
            {"parcels", row.parcels},
            {"signed", !row.courier.empty()},
            {"handed_over_at", tell::time(row.handed_over_at)}};
}

boost::json::object count_json(Read const& read, CountId id, Count const& row) {
    boost::json::array rounds;
    for (CountResult const& round : row.results)
        rounds.push_back({{"counter", tell::person(read, round.counter)},
                          {"expected", round.expected},
                          {"counted", round.counted},
                          {"variance", variance(round)}});
    return {{"id", id.value()},
            {"location", tell::of(read, holder::at(row.location))},
            {"sku", tell::sku(read, row.sku)},
            {"state", tell::name(row.state)},
            {"reason", tell::reason(row.reason)},
            {"rounds", std::move(rounds)},
            {"approver", tell::person(read, row.approver)},
            {"decision", row.decision}};
}

boost::json::object adjustment_json(Read const& read, AdjustmentId id, Adjustment const& row) {
    auto const lot = tables::lots.find(read, row.quant.lot);
    return {{"id", id.value()},
            {"location", tell::of(read, row.quant.holder)},
            {"sku", tell::sku(read, row.quant.sku)},
            {"lot", lot ? boost::json::value(lot->code) : nullptr},
            {"status", tell::name(row.quant.status)},
            {"difference", row.difference},
            {"reason", row.reason},
            {"state", tell::name(row.state)},
            {"asked_by", tell::person(read, row.asked_by)},
            {"asked_at", tell::time(row.asked_at)},
            {"decided_by", tell::person(read, row.decided_by)},
            {"verdict", row.verdict}};
}

void list_adjustments(Call&& call) {
    list_newest<AdjustmentId>(call, tables::adjustments, tables::Counter::adjustment,
                              adjustment_json);
}
void list_parcels(Call&& call) {
    list_newest<ParcelId>(call, tables::parcels, tables::Counter::parcel, parcel_json);
}
void list_prints(Call&& call) {
    list_newest<PrintJobId>(call, tables::print_jobs, tables::Counter::print_job, print_json);
}
void list_manifests(Call&& call) {
    list_newest<ManifestId>(call, tables::manifests, tables::Counter::manifest, manifest_json);
}
void list_counts(Call&& call) {
    list_newest<CountId>(call, tables::counts, tables::Counter::count, count_json);
}

// --- cards

boost::json::array actions(std::string_view kind, Read const& read, std::uint64_t id, Instant at) {
    boost::json::array can;
    if (kind == "location") {
        auto const row = tables::locations.find(read, LocationId{id});
        bool const blocked = row && (row->locked_out_until > at || row->locked_in_until > at);
        can.emplace_back(blocked ? "unblock" : "block");
        can.emplace_back("count_now");
        can.emplace_back("adjust");
    } else if (kind == "order") {
        auto const row = tables::orders.find(read, OrderId{id});
        if (row && row->state == OrderState::created) can.emplace_back("approve");
        if (row && row->state < OrderState::packed) can.emplace_back("cancel");
    } else if (kind == "parcel") {
        auto const row = tables::parcels.find(read, ParcelId{id});
        if (row && row->waybill_state == WaybillState::failed) can.emplace_back("retry_waybill");
        if (row && !row->waybill.empty() && row->state < ParcelState::manifested)
            can.emplace_back("reprint");
    }
    return can;
}

void show_card(Call&& call) {
    std::string const kind{call.part("kind")};
    std::uint64_t const id = call.number("id").value_or(0);
    Read const read = call.engine().read();
    auto card = views::card_of(read, kind, id);
    if (!card) return call.answer(not_found());
    call.answer(json(200, {{"card", tell::card(kind, id, card->code)},
                           {"title", text_json(card->code, card->code)},
                           {"facts", std::move(card->facts)},
                           {"can", actions(kind, read, id, call.engine().now())}}));
}

void look_up(Call&& call) {
    std::string const code{call.request.parameter("code")};
    if (code.empty()) return call.refuse({Why::missing_field, {"code"}});
    Read const read = call.engine().read();
    auto const scanned = resolve(read, code, day_of(call.engine().now(), 0));
    if (!scanned) return call.refuse(scanned.error());
    boost::json::array cards;
    for (Candidate const& found : scanned->candidates) {
        if (found.kind == Kind::command) continue;
        std::string const kind = found.kind == Kind::badge     ? "operator"
                                 : found.kind == Kind::waybill ? "parcel"
                                                               : tell::name(found.kind);
        cards.push_back(tell::card(kind, found.id, found.name));
    }
    call.answer(json(200, {{"cards", std::move(cards)}}));
}

}  // namespace

std::vector<Route> desk_routes() {
    constexpr auto worker = Route::Lane::worker;
    return {
        {Method::post, "/api/v1/orders/{id}/send-short", writes_desk,
         with_reason<SendShort, OrderId>()},
        {Method::get, "/api/v1/counts", reads_desk, list_counts, worker},
        {Method::post, "/api/v1/counts/{id}/approve", writes_desk,
         decide_count(CountVerdict::approve)},
        {Method::post, "/api/v1/counts/{id}/reject", writes_desk,
         decide_count(CountVerdict::reject)},
        {Method::get, "/api/v1/parcels", reads_desk, list_parcels, worker},
        {Method::post, "/api/v1/parcels/{id}/retry", writes_desk, retry_waybill},
        {Method::post, "/api/v1/parcels/{id}/reprint", writes_desk,
         with_reason<ReprintLabel, ParcelId>()},
        {Method::get, "/api/v1/prints", reads_desk, list_prints, worker},
        {Method::get, "/api/v1/manifests", reads_desk, list_manifests, worker},
        {Method::post, "/api/v1/locations/{id}/block", writes_desk, block_location},
        {Method::post, "/api/v1/locations/{id}/unblock", writes_desk, unblock_location},
        {Method::post, "/api/v1/locations/{id}/count-now", writes_desk, count_now, worker},
        {Method::post, "/api/v1/stock/adjustments", writes_desk, adjust_stock},
        {Method::get, "/api/v1/stock/adjustments", reads_desk, list_adjustments, worker},
        {Method::post, "/api/v1/stock/adjustments/{id}/approve", writes_desk,
         decide_adjustment(true)},
        {Method::post, "/api/v1/stock/adjustments/{id}/reject", writes_desk,
         decide_adjustment(false)},
        {Method::get, "/api/v1/cards/{kind}/{id}", reads_desk, show_card, worker},
        {Method::get, "/api/v1/lookup", reads_desk, look_up, worker},
    };
}

}  // namespace wms::web
