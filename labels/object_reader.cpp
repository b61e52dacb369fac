// SPDX-License-Identifier: Apache-2.0
#include "labels/object_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wms::labels {

namespace json = boost::json;

ObjectReader::ObjectReader(json::value const& value, std::string path, Problems& problems)
    : path_{std::move(path)}, problems_{problems} {
    object_ = value.if_object();
    if (object_ == nullptr) problems_.add(path_, "an object is wanted");
}

bool ObjectReader::has(std::string_view name) const {
    return object_ != nullptr && object_->contains(name);
}

std::string ObjectReader::path_of(std::string_view name) const {
    return fmt::format("{}/{}", path_, name);
}

void ObjectReader::complain(std::string_view name, std::string detail) {
    problems_.add(path_of(name), std::move(detail));
}

json::value const* ObjectReader::member(std::string_view name, Need need) {
    asked_.emplace(name);
    if (object_ == nullptr) return nullptr;
    auto const* const found = object_->if_contains(name);
    if (found == nullptr && need == Need::required)
        problems_.add(path_, fmt::format("'{}' is missing", name));
    return found;
}

std::string ObjectReader::text(std::string_view name, Need need, std::size_t size_max) {
    auto const* const value = member(name, need);
    if (value == nullptr) return {};
    if (!value->is_string()) {
        complain(name, "a text is wanted");
        return {};
    }
    if (value->get_string().size() > size_max) complain(name, "the text is too long");
    return std::string{value->get_string()};
}

double ObjectReader::number(std::string_view name, double otherwise, double min, double max) {
    auto const* const value = member(name, Need::optional);
    if (value == nullptr) return otherwise;
    if (!value->is_number()) {
        complain(name, "a number is wanted");
        return otherwise;
    }
    auto const number = value->to_number<double>();
    if (number < min || number > max) {
        complain(name, fmt::format("a number from {} to {} is wanted", min, max));
        return otherwise;
    }
    return number;
}

bool ObjectReader::flag(std::string_view name) {
    auto const* const value = member(name, Need::optional);
    if (value == nullptr) return false;
    if (!value->is_bool()) complain(name, "true or false is wanted");
    return value->is_bool() && value->get_bool();
}

std::size_t ObjectReader::choice(std::string_view name, std::vector<std::string_view> const& names,
                                 Need need) {
    auto const* const value = member(name, need);
    if (value == nullptr) return 0;
    for (std::size_t at = 0; at < names.size(); ++at) {
        if (value->is_string() && std::string_view{value->get_string()} == names[at]) return at;
    }
    complain(name, fmt::format("one of these is wanted: {}", fmt::join(names, ", ")));
    return 0;
}

json::array const& ObjectReader::list(std::string_view name, Need need, std::size_t size_max) {
    static json::array const none;
    auto const* const value = member(name, need);
    if (value == nullptr) return none;
    if (!value->is_array()) {
        complain(name, "a list is wanted");
        return none;
    }
    if (value->get_array().size() > size_max) {
        complain(name, fmt::format("{} at most", size_max));
        return none;
    }
    return value->get_array();
}

void ObjectReader::done() {
    if (object_ == nullptr) return;
    for (auto const& each : *object_) {
        if (!asked_.contains(std::string_view{each.key()}))
            complain(std::string_view{each.key()},
                     fmt::format("unknown member '{}'", std::string_view{each.key()}));
    }
}

}  // namespace wms::labels
