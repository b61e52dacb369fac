// SPDX-License-Identifier: Apache-2.0
#include "labels/label_data.hpp"

#include "labels/json_place.hpp"
#include "labels/read_json.hpp"

#include "base/text.hpp"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <optional>

namespace wms::labels {
namespace {

namespace json = boost::json;

LabelError wrong(std::string subject, std::string detail) {
    return {
        .fault = Fault::data_syntax, .subject = std::move(subject), .detail = std::move(detail)};
}

// Numbers and truth values are taken as what they would be written as.
std::optional<std::string> text_of(json::value const& value) {
    if (value.is_string()) return std::string{value.get_string()};
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (value.is_uint64()) return std::to_string(value.get_uint64());
    if (value.is_double()) return fmt::format("{}", value.get_double());
    if (value.is_bool()) return value.get_bool() ? "1" : "";
    if (value.is_null()) return "";
    return std::nullopt;
}

class DataReader {
public:
    Outcome<LabelData> read(json::object const& object) {
        for (auto const& member : object) {
            std::string const name{member.key()};
            if (member.value().is_array()) {
                list(name, member.value().get_array());
            } else {
                value(data_.fields, name, member.value());
            }
        }
        if (error_) return std::unexpected(*error_);
        return std::move(data_);
    }

private:
    void value(Fields& into, std::string const& name, json::value const& given) {
        if (error_) return;
        if (given.is_object()) {
            for (auto const& member : given.get_object())
                value(into, name + "." + std::string{member.key()}, member.value());
            return;
        }
        auto const text = text_of(given);
        if (!text) {
            error_ = wrong(visible(name), "a text or a number is wanted");
        } else if (text->size() > value_bytes_max) {
            error_ = LabelError{.fault = Fault::text_too_long,
                                .subject = visible(name),
                                .detail = fmt::format("{} > {}", text->size(), value_bytes_max)};
        } else {
            into[name] = *text;
        }
    }

    void list(std::string const& name, json::array const& rows) {
        if (rows.size() > rows_max) {
            error_ = LabelError{.fault = Fault::rows_overflow,
                                .subject = visible(name),
                                .detail = fmt::format("{} > {}", rows.size(), rows_max)};
            return;
        }
        auto& into = data_.lists[name];
        for (json::value const& row : rows) {
            if (!row.is_object()) error_ = wrong(visible(name), "a list of objects is wanted");
            if (error_) return;
            Fields& fields = into.emplace_back();
            for (auto const& member : row.get_object())
                value(fields, std::string{member.key()}, member.value());
        }
    }

    LabelData data_;
    std::optional<LabelError> error_;
};

}  // namespace

Outcome<LabelData> read_data(std::string_view text) {
    if (text.size() > data_bytes_max)
        return std::unexpected(wrong("", fmt::format("{} bytes", text.size())));
    auto const parsed = parse_json(text);
    if (!parsed.value) {
        TextPlace const place = place_of(text, parsed.offset);
        return std::unexpected(
            wrong(fmt::format("{}:{}", place.line, place.column), parsed.problem));
    }
    if (!parsed.value->is_object()) return std::unexpected(wrong("", "an object is wanted"));
    return DataReader{}.read(parsed.value->get_object());
}

}  // namespace wms::labels
