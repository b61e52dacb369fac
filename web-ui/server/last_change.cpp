// SPDX-License-Identifier: Apache-2.0
#include "server/last_change.hpp"

#include "domain/process/waves.hpp"
#include "domain/registry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::web {
namespace {

constexpr std::uint64_t entries_looked_at = 5000;  // a 412 is about a moment ago

bool has_number(std::string const& json, std::string const& member) {
    for (std::size_t at = json.find(member); at != json.npos; at = json.find(member, at)) {
        at += member.size();
        if (at < json.size() && (json[at] == ',' || json[at] == '}')) return true;
    }
    return false;
}

// An event names what it is about as a member ("order":7), and what it makes by its own id.
struct Named {
    std::string member, made;
    [[nodiscard]] bool in(std::string const& json) const {
        return json.starts_with(made) || has_number(json, member);
    }
};

LastChange last_of(Engine& engine, Read const& read, Named const& named) {
    std::uint64_t const newest = engine.durable_seq();
    std::uint64_t const oldest = newest > entries_looked_at ? newest - entries_looked_at : 0;
    for (std::uint64_t seq = newest; seq > oldest; --seq) {
        store::Entry const entry = engine.journal().read(seq).entry;
        auto const events = events_of(entry.events);
        bool const about = std::ranges::any_of(
            events, [&](NamedEvent const& event) { return named.in(event.json); });
        if (!about) continue;
        return {entry.actor ? operator_name(read, entry.actor) : std::string{}, entry.at};
    }
    return {};
}

}  // namespace

LastChange last_change(Engine& engine, Read const& read, OrderId order) {
    return last_of(engine, read,
                   {fmt::format("\"order\":{}", order.value()),
                    fmt::format("{{\"id\":{},\"order\":{{", order.value())});
}

LastChange last_change(Engine& engine, Read const& read, WaveId wave) {
    return last_of(engine, read,
                   {fmt::format("\"wave\":{}", wave.value()),
                    fmt::format("{{\"id\":{},\"row\":{{\"warehouse\":", wave.value())});
}

}  // namespace wms::web
