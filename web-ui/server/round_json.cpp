// SPDX-License-Identifier: Apache-2.0
#include "server/round_json.hpp"

#include "base/json.hpp"
#include "server/screen_json.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace wms::web {
namespace {

boost::json::object difference(boost::json::object const& before,
                               boost::json::object const& after) {
    boost::json::object changed;
    for (auto const& [name, value] : after) {
        auto const* const old = before.if_contains(name);
        if (old != nullptr && *old == value) continue;
        // the words are most of a screen, and most of them stay
        bool const words = name == "text" && old != nullptr;
        changed[name] = words ? difference(old->as_object(), value.as_object()) : value;
    }
    return changed;
}

boost::json::array forward_json(std::vector<look_ahead::Forward> const& forward) {
    boost::json::array list;
    for (look_ahead::Forward const& one : forward) {
        boost::json::object json{{"to", one.to}};
        if (!one.codes.empty()) json["codes"] = to_json(one.codes);
        if (!one.typed.empty()) json["typed"] = to_json(one.typed);
        if (!one.begins.empty()) json["begins"] = one.begins;
        if (!one.ends.empty()) json["ends"] = one.ends;
        if (one.button) json["button"] = boost::describe::enum_to_string(*one.button, "?");
        if (one.counts > 0) json["counts"] = one.counts;
        list.push_back(std::move(json));
    }
    return list;
}

}  // namespace

boost::json::array round_json(std::vector<look_ahead::Ahead> const& round) {
    boost::json::array list;
    boost::json::object before;
    for (look_ahead::Ahead const& ahead : round) {
        boost::json::object screen = screen_json(ahead.screen, Instant{});
        list.push_back(
            {{"screen", difference(before, screen)}, {"forward", forward_json(ahead.forward)}});
        before = std::move(screen);
    }
    return list;
}

}  // namespace wms::web
