// SPDX-License-Identifier: Apache-2.0
#include "domain/field.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace wms {
namespace {

// Four bytes are the most a character takes: no need to look into more.
bool is_too_long(std::string_view text, std::size_t characters_max) {
    return text.size() > 4 * characters_max || (is_utf8(text) && characters(text) > characters_max);
}

std::unexpected<Refusal> refuse_field(std::string_view field, std::string_view text,
                                      std::string_view what) {
    return refuse(Why::bad_field, std::string{field},
                  fmt::format("{} ({})", visible(text, 40), what));
}

std::unexpected<Refusal> refuse_length(std::string_view field, std::string_view text,
                                       std::size_t characters_max) {
    return refuse_field(field, text, fmt::format("longer than {} characters", characters_max));
}

Result<> check_given(std::string_view field, std::string_view code) {
    if (code.empty()) return refuse(Why::missing_field, std::string{field});
    if (!is_utf8(code)) return refuse_field(field, code, "not UTF-8");
    if (has_invisible(code)) return refuse_field(field, code, "invisible characters");
    return {};
}

}  // namespace

Result<> check_foreign_code(std::string_view field, std::string_view code) {
    if (is_too_long(code, code_characters_max))
        return refuse_length(field, code, code_characters_max);
    return check_given(field, code);
}

Result<> check_code(std::string_view field, std::string_view code) {
    if (auto const guard = check_foreign_code(field, code); !guard) return guard;
    if (code.find_first_of("^~") != std::string_view::npos)
        return refuse_field(field, code, "^ and ~ are printers' commands");
    return {};
}

Result<> check_external_id(std::string_view field, std::string_view id) {
    if (id.size() > external_id_bytes_max)
        return refuse_field(field, id, fmt::format("longer than {} bytes", external_id_bytes_max));
    return check_given(field, id);
}

Result<> check_prose(std::string_view field, std::string_view text, std::size_t characters_max) {
    if (is_too_long(text, characters_max)) return refuse_length(field, text, characters_max);
    if (!is_utf8(text)) return refuse_field(field, text, "not UTF-8");
    if (has_disturbing(text)) return refuse_field(field, text, "control characters");
    return {};
}

}  // namespace wms
