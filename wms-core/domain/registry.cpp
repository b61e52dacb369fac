// SPDX-License-Identifier: Apache-2.0
#include "domain/registry.hpp"

#include "base/json.hpp"

#include <fmt/format.h>
#include <boost/core/demangle.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <array>

namespace wms {
namespace {

template <class T>
std::string_view type_name() {
    std::string_view const spelling = __PRETTY_FUNCTION__;  // "… [with T = wms::ScanCode; …"
    std::size_t const start = spelling.find("T = ") + 4;
    std::string_view const name =
        spelling.substr(start, spelling.find_first_of(";]", start) - start);
    return name.substr(name.rfind(':') + 1);
}

struct EventType {
    std::uint16_t tag;
    std::string_view (*name)();
    void (*apply_bytes)(Write&, std::string_view, EntryHeader const&);
    std::string (*json)(std::string_view);
};
struct CommandType {
    std::uint16_t tag;
    std::string_view (*name)();
    AnyCommand (*from)(std::string_view);
    std::string (*json)(std::string_view);
};

template <class Event>
constexpr EventType event_type{Event::tag, &type_name<Event>,
                               [](Write& write, std::string_view bytes, EntryHeader const& header) {
                                   apply(write, from_bytes<Event>(bytes), header);
                               },
                               [](std::string_view bytes) {
                                   return boost::json::serialize(to_json(from_bytes<Event>(bytes)));
                               }};

template <class Command>
constexpr CommandType command_type{
    Command::tag, &type_name<Command>,
    [](std::string_view bytes) { return AnyCommand{from_bytes<Command>(bytes)}; },
    [](std::string_view bytes) {
        return boost::json::serialize(to_json(from_bytes<Command>(bytes)));
    }};

template <class... T>
consteval auto event_types(boost::mp11::mp_list<T...>) {
    std::array types{event_type<T>...};
    std::ranges::sort(types, {}, &EventType::tag);
    if (std::ranges::adjacent_find(types, {}, &EventType::tag) != types.end())
        throw "two events have the same tag";
    return types;
}
template <class... T>
consteval auto command_types(boost::mp11::mp_list<T...>) {
    std::array types{command_type<T>...};
    std::ranges::sort(types, {}, &CommandType::tag);
    if (std::ranges::adjacent_find(types, {}, &CommandType::tag) != types.end())
        throw "two commands have the same tag";
    return types;
}

constexpr auto all_events = event_types(Events{});
constexpr auto all_commands = command_types(Commands{});

template <class Types>
auto const& by_tag(Types const& types, std::uint64_t tag, char const* what) {
    auto const found =
        std::ranges::lower_bound(types, tag, {}, [](auto const& t) { return t.tag; });
    if (found == types.end() || found->tag != tag)
        throw DecodeError{fmt::format("unknown {} {}", what, tag)};
    return *found;
}

template <class Visit>
void for_each_event(std::string_view events, Visit&& visit) {
    ByteReader reader{events};
    while (!reader.at_end()) {
        std::uint64_t const tag = reader.unsigned_number();
        std::string_view const bytes = reader.raw(reader.unsigned_number());
        visit(by_tag(all_events, tag, "event"), bytes);
    }
}

}  // namespace

std::uint16_t tag_of(AnyCommand const& command) {
    return std::visit([](auto const& c) { return std::remove_cvref_t<decltype(c)>::tag; }, command);
}

std::string bytes_of(AnyCommand const& command) {
    return std::visit([](auto const& c) { return to_bytes(c); }, command);
}

AnyCommand command_from_bytes(std::uint16_t tag, std::string_view bytes) {
    return by_tag(all_commands, tag, "command").from(bytes);
}

std::string_view command_name(std::uint16_t tag) {
    return by_tag(all_commands, tag, "command").name();
}

bool is_captured_offline(AnyCommand const& command) {
    auto const* const scan = std::get_if<ScanCode>(&command);
    auto const* const press = std::get_if<PressButton>(&command);
    return (scan != nullptr && scan->offline) || (press != nullptr && press->offline);
}

Result<Done> handle_any(Change& change, AnyCommand const& command) {
    return std::visit([&](auto const& c) { return handle(change, c); }, command);
}

void apply_events(Write& write, std::string_view events, EntryHeader const& header) {
    for_each_event(events, [&](EventType const& type, std::string_view bytes) {
        type.apply_bytes(write, bytes, header);
    });
}

std::vector<RawEvent> raw_events_of(std::string_view events) {
    std::vector<RawEvent> raw;
    ByteReader reader{events};
    while (!reader.at_end()) {
        std::uint64_t const tag = reader.unsigned_number();
        raw.push_back({tag, reader.raw(reader.unsigned_number())});
    }
    return raw;
}

std::vector<NamedEvent> events_of(std::string_view events) {
    std::vector<NamedEvent> named;
    for_each_event(events, [&](EventType const& type, std::string_view bytes) {
        named.push_back({std::string{type.name()}, type.json(bytes)});
    });
    return named;
}

std::string command_json(std::uint16_t tag, std::string_view bytes) {
    return by_tag(all_commands, tag, "command").json(bytes);
}

}  // namespace wms
