// SPDX-License-Identifier: Apache-2.0
#include "server/views/audit.hpp"

#include "server/views/history.hpp"
#include "server/views/tell.hpp"

#include "base/json.hpp"
#include "domain/registry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::web::views {
namespace {

constexpr std::size_t journal_looked_at = 20'000;  // entries for one page

// Personal data of orders never leaves the journal by this way.
void mask_personal(boost::json::value& value) {
    static constexpr std::string_view personal[] = {"recipient", "courier", "address", "phone"};
    if (auto* const object = value.if_object()) {
        for (auto& member : *object) {
            bool const is_personal =
                std::ranges::find(personal, std::string_view{member.key()}) != std::end(personal);
            if (is_personal)
                member.value() = "***";
            else
                mask_personal(member.value());
        }
    } else if (auto* const array = value.if_array()) {
        for (auto& item : *array) mask_personal(item);
    }
}

boost::json::value masked(std::string const& json) {
    boost::json::error_code error;
    boost::json::value value = boost::json::parse(json, error);
    if (error) return nullptr;
    mask_personal(value);
    return value;
}

boost::json::object journal_row(Read const& read, store::Entry const& entry) {
    boost::json::array events;
    for (NamedEvent const& event : events_of(entry.events)) {
        if (events.size() < 20) events.emplace_back(event.name);
    }
    auto const device = tables::devices.find(read, entry.device);
    auto const station =
        device ? tables::stations.find(read, device->station) : std::optional<Station>{};
    auto const who = tables::operators.find(read, entry.actor);
    CommandTold told = told_of(read, command_from_bytes(entry.command_tag, entry.command));
    boost::json::value refusal = nullptr;
    if (entry.refused != 0)
        refusal = refusal_json({static_cast<Why>(entry.refused), entry.subject});
    return {{"seq", entry.seq},
            {"at", tell::time(entry.at)},
            {"command", command_name(entry.command_tag)},
            {"command_text", std::move(told.text)},
            {"actor", who ? boost::json::value(who->badge) : nullptr},
            {"actor_name", who ? boost::json::value(who->name) : nullptr},
            {"device", device ? boost::json::value(device->code) : nullptr},
            {"station", station ? boost::json::value(station->code) : nullptr},
            {"via", via_of(entry)},
            {"refusal", std::move(refusal)},
            {"subject", std::move(told.what)},
            {"events", std::move(events)}};
}

// By its name, or by part of its words in either language.
bool is_command(Read const& read, store::Entry const& entry, std::string const& asked) {
    if (command_name(entry.command_tag) == asked) return true;
    auto const lower = [](std::string text) {
        std::ranges::transform(text, text.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        return text;
    };
    auto const told = told_of(read, command_from_bytes(entry.command_tag, entry.command)).text;
    return lower(told.at("en").as_string().c_str()).find(lower(asked)) != std::string::npos ||
           std::string_view{told.at("zh").as_string()}.find(asked) != std::string_view::npos;
}

bool is_wanted(Read const& read, store::Entry const& entry, JournalQuery const& query) {
    if (query.actor && entry.actor != query.actor) return false;
    if (query.device && entry.device != query.device) return false;
    if (query.refused_only && entry.refused == 0) return false;
    if (query.from != Instant{} && entry.at < query.from) return false;
    if (query.to != Instant{} && entry.at > query.to) return false;
    return query.command.empty() || is_command(read, entry, query.command);
}

}  // namespace

// Newest first. A page ends after so many entries even if few of them were wanted.
StockPage journal(Read const& read, Engine& engine, JournalQuery const& query, Page const& page) {
    StockPage result{};
    std::uint64_t seq = number_after(page).value_or(0);
    if (seq == 0) seq = engine.durable_seq() + 1;
    std::size_t looked_at = 0;
    while (seq > 1 && result.items.size() < page.limit && looked_at++ < journal_looked_at) {
        store::Entry const entry = engine.journal().read(--seq).entry;
        if (query.from != Instant{} && entry.at < query.from) return result;
        if (is_wanted(read, entry, query)) result.items.push_back(journal_row(read, entry));
    }
    if (seq > 1) result.next = fmt::format("{}", seq);
    return result;
}

std::optional<boost::json::object> journal_entry(Read const& read, Engine& engine,
                                                 std::uint64_t seq) {
    if (seq == 0 || seq > engine.durable_seq()) return std::nullopt;
    store::Entry const entry = engine.journal().read(seq).entry;
    boost::json::object json = journal_row(read, entry);
    json["command_json"] = masked(command_json(entry.command_tag, entry.command));
    boost::json::array events;
    for (NamedEvent const& event : events_of(entry.events))
        events.push_back({{"name", event.name}, {"body", masked(event.json)}});
    json["events_json"] = std::move(events);
    return json;
}

}  // namespace wms::web::views
