// SPDX-License-Identifier: Apache-2.0
#include "app/journal_dump.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <set>

namespace wms {
namespace {

struct Wanted {
    std::optional<std::set<std::uint64_t>> entries;  // by the history indexes; nothing = all
    OperatorId actor;
    Instant from{};
    Instant to{INT64_MAX};
};

std::set<std::uint64_t> traced(Read const& read, tables::Trace kind, std::uint64_t id) {
    std::set<std::uint64_t> entries;
    tables::history.scan(read, tables::TraceObject{kind, id},
                         [&](tables::TraceKey const& key, tables::Nothing) {
                             entries.insert(key.seq);
                             return true;
                         });
    return entries;
}

void narrow(Wanted& wanted, std::set<std::uint64_t> entries) {
    if (wanted.entries) {
        std::erase_if(entries, [&](std::uint64_t seq) { return !wanted.entries->contains(seq); });
    }
    wanted.entries = std::move(entries);
}

// Entries that name the order in their events or command, not only those that moved its goods.
std::set<std::uint64_t> entries_of_order(Engine& engine, OrderId order) {
    std::set<std::uint64_t> entries;
    std::string const in_event = fmt::format("\"order\":{}", order.value());
    std::string const placed = fmt::format("{{\"id\":{},\"order\":{{", order.value());
    auto const names_it = [&](std::string const& json) {
        std::size_t const at = json.find(in_event);
        bool const whole = at != std::string::npos &&
                           (json[at + in_event.size()] == ',' || json[at + in_event.size()] == '}');
        return whole || json.starts_with(placed);
    };
    engine.journal().replay(1, [&](store::SealedEntry const& sealed) {
        for (NamedEvent const& event : events_of(sealed.entry.events)) {
            if (names_it(event.json)) entries.insert(sealed.entry.seq);
        }
        return true;
    });
    return entries;
}

std::optional<OrderId> find_order(Read const& read, std::string const& external_id) {
    std::optional<OrderId> found;
    tables::orders.scan_index<tables::orders_by_key>(read, external_id,
                                                     [&](OrderKey const&, OrderId id) {
                                                         found = id;
                                                         return false;
                                                     });
    return found;
}

std::optional<OperatorId> find_actor(Read const& read, std::string const& who) {
    if (auto const by_badge = operator_by_badge(read, who)) return by_badge;
    std::optional<OperatorId> found;
    tables::operators.scan_all(read, [&](OperatorId id, Operator const& row) {
        if (row.name == who) found = id;
        return !found;
    });
    return found;
}

Result<> read_time(std::string const& text, Instant& into) {
    if (text.empty()) return {};
    auto at = parse_instant(text);
    if (!at) {
        if (auto const day = parse_day(text)) at = midnight(*day);
    }
    if (!at) return refuse(Why::bad_date, visible(text));
    into = *at;
    return {};
}

Result<Wanted> wanted_by(Engine& engine, JournalFilter const& filter) {
    Read const read = engine.read_at(engine.durable_seq());
    Wanted wanted{};
    if (!filter.order.empty()) {
        auto const order = find_order(read, filter.order);
        if (!order) return refuse(Why::unknown_order, visible(filter.order));
        narrow(wanted, entries_of_order(engine, *order));
    }
    if (!filter.sku.empty()) {
        auto const sku = sku_by_code(read, filter.sku);
        if (!sku) return refuse(Why::unknown_sku, visible(filter.sku));
        narrow(wanted, traced(read, tables::Trace::sku, sku->value()));
    }
    if (!filter.actor.empty()) {
        auto const actor = find_actor(read, filter.actor);
        if (!actor) return refuse(Why::unknown_actor, visible(filter.actor));
        wanted.actor = *actor;
    }
    if (auto const ok = read_time(filter.from, wanted.from); !ok)
        return std::unexpected(ok.error());
    if (auto const ok = read_time(filter.to, wanted.to); !ok) return std::unexpected(ok.error());
    return wanted;
}

// Names, phones and addresses never leave the store in a dump.
void mask(boost::json::value& json) {
    if (json.is_array()) {
        for (auto& item : json.get_array()) mask(item);
    } else if (json.is_object()) {
        for (auto& member : json.get_object()) {
            if (member.key() == "recipient") {
                member.value() = "masked";
            } else {
                mask(member.value());
            }
        }
    }
}

std::string masked(std::string const& json) {
    boost::json::value value = boost::json::parse(json);
    mask(value);
    return boost::json::serialize(value);
}

std::string outcome_text(store::Entry const& entry) {
    if (entry.refused == 0) return "accepted";
    return sentence({static_cast<Why>(entry.refused), entry.subject}, Language::en);
}

void print_text(Read const& read, store::SealedEntry const& sealed, std::ostream& out) {
    store::Entry const& entry = sealed.entry;
    std::string const actor = entry.actor ? operator_name(read, entry.actor) : "system";
    fmt::print(out, "{:>9}  {}  {:<12} {:<18} {}\n", entry.seq, to_text(entry.at), visible(actor),
               command_name(entry.command_tag), outcome_text(entry));
    for (NamedEvent const& event : events_of(entry.events))
        fmt::print(out, "           {} {}\n", event.name, masked(event.json));
}

void print_json(store::SealedEntry const& sealed, std::ostream& out) {
    store::Entry const& entry = sealed.entry;
    boost::json::object line;
    line["seq"] = entry.seq;
    line["at"] = to_text(entry.at);
    line["actor"] = entry.actor.value();
    line["device"] = entry.device.value();
    line["command"] = std::string{command_name(entry.command_tag)};
    line["body"] = boost::json::parse(masked(command_json(entry.command_tag, entry.command)));
    line["refused"] = nullptr;
    if (entry.refused != 0) line["refused"] = external_code(static_cast<Why>(entry.refused));
    boost::json::array events;
    for (NamedEvent const& event : events_of(entry.events))
        events.push_back(boost::json::object{{"event", event.name},
                                             {"data", boost::json::parse(masked(event.json))}});
    line["events"] = std::move(events);
    line["hash"] = to_hex({reinterpret_cast<char const*>(sealed.hash.data()), sealed.hash.size()});
    fmt::print(out, "{}\n", boost::json::serialize(line));
}

}  // namespace

Result<std::uint64_t> dump_journal(Engine& engine, JournalFilter const& filter, std::ostream& out) {
    auto const wanted = wanted_by(engine, filter);
    if (!wanted) return std::unexpected(wanted.error());
    std::uint64_t shown = 0;
    std::uint64_t const first =
        wanted->from.value() > 0
            ? std::max(filter.first, engine.journal().first_at_or_after(wanted->from))
            : filter.first;
    engine.journal().replay(first, [&](store::SealedEntry const& sealed) {
        store::Entry const& entry = sealed.entry;
        if (entry.at >= wanted->to) return false;
        bool const listed = !wanted->entries || wanted->entries->contains(entry.seq);
        bool const by_actor = !wanted->actor || entry.actor == wanted->actor;
        if (!listed || !by_actor) return true;
        ++shown;
        if (filter.as_json) {
            print_json(sealed, out);
        } else {
            print_text(engine.read(), sealed, out);
        }
        return filter.count_max == 0 || shown < filter.count_max;
    });
    return shown;
}

}  // namespace wms
