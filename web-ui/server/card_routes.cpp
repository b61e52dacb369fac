// SPDX-License-Identifier: Apache-2.0
#include "server/card_routes.hpp"

#include "server/views/card.hpp"

#include "domain/scan.hpp"

#include <fmt/format.h>

namespace wms::web {
namespace {

// A terminal shows texts only: no links.
boost::json::array facts_of(Read const& read, Candidate const& found) {
    auto const card =
        views::card_of(read, boost::describe::enum_to_string(found.kind, "?"), found.id);
    boost::json::array facts;
    if (!card) return facts;
    for (auto const& fact : card->facts)
        facts.push_back(
            {{"label", fact.at("label")}, {"value", fact.at("value")}, {"text", fact.at("text")}});
    return facts;
}

// "Where is this?": whatever is scanned, without changing anything. Several meanings are all shown.
void show_cards(Call&& call) {
    std::string raw{call.request.parameter("code")};
    if (call.request.parameter("encoding") == "base64") raw = bytes_of_base64(raw).value_or("");
    if (raw.empty()) return call.refuse({Why::missing_field, {"code"}});
    Read const read = call.engine().read();
    auto const scanned = resolve(read, raw, day_of(call.engine().now(), 0));
    if (!scanned) return call.refuse(scanned.error());
    boost::json::array cards;
    for (Candidate const& found : scanned->candidates) {
        // What a worker may know: nobody looks other people up by guessing badges.
        if (found.kind == Kind::badge && !call.caller.has(Role::lead)) continue;
        cards.push_back(
            {{"kind", boost::describe::enum_to_string(found.kind, "?")},
             {"id", found.id},
             {"code", found.name},
             {"title",
              text_json(fmt::format("{} {}", kind_word(found.kind, Language::en), found.name),
                        fmt::format("{} {}", kind_word(found.kind, Language::zh), found.name))},
             {"facts", facts_of(read, found)}});
    }
    call.answer(json(200, {{"code", shown(*scanned)}, {"cards", std::move(cards)}}));
}

}  // namespace

std::vector<Route> card_routes() {
    return {{Method::get, "/api/v1/cards", Access::person("stock:read"), show_cards,
             Route::Lane::worker}};
}

}  // namespace wms::web
