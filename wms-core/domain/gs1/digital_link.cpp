// SPDX-License-Identifier: Apache-2.0
// GS1 Digital Link URIs: https://any.domain/stem/01/GTIN/10/LOT?17=… (scanners.md is the source of
// the rules: keys and qualifiers are the dlpkey attributes, attributes carry the flag "?").
#include "domain/gs1.hpp"
#include "domain/gs1/ai_table.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace wms::gs1 {
namespace {

// A URI in two halves; the fragment is dropped.
struct Link {
    std::vector<std::string_view> path;  // from the primary key on: AI, value, AI, value …
    std::string_view query;
};

bool is_uri_text(std::string_view uri) {
    return std::ranges::all_of(uri, [](char c) {
        bool const plain =
            (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        return plain ||
               std::string_view{"-._~:/?#[]@!$&'()*+,;=%"}.find(c) != std::string_view::npos;
    });
}

std::vector<std::string_view> split(std::string_view text, char joint) {
    std::vector<std::string_view> parts;
    for (;;) {
        auto const end = std::min(text.find(joint), text.size());
        parts.push_back(text.substr(0, end));
        if (end == text.size()) return parts;
        text.remove_prefix(end + 1);
    }
}

// From the last "/key/value" of the path on; a stem before it may look like anything.
bool cut_stem(std::vector<std::string_view>& path) {
    for (std::size_t at = path.size(); at >= 2; at -= 2) {
        AiRow const* row = find_exact_ai(path[at - 2]);
        if (row == nullptr) return false;
        if (row->link_key) {
            path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(at - 2));
            return true;
        }
    }
    return false;
}

std::optional<Link> split_link(std::string_view uri) {
    bool known = false;
    // The scheme is all small or all capital; a mixed one is no Digital Link.
    for (std::string_view const scheme : {"https://", "HTTPS://", "http://", "HTTP://"}) {
        if (known || !uri.starts_with(scheme)) continue;
        known = true;
        uri.remove_prefix(scheme.size());
    }
    if (!known || !is_uri_text(uri)) return std::nullopt;
    uri = uri.substr(0, uri.find('#'));
    auto const query = uri.find('?');
    auto const slash = uri.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash > query) return std::nullopt;
    if (uri.substr(0, slash).find_first_of("_~?#@!$&'()*+,;=%") != std::string_view::npos)
        return std::nullopt;
    Link link{split(uri.substr(0, query).substr(slash + 1), '/'), {}};
    if (query != std::string_view::npos) link.query = uri.substr(query + 1);
    if (!cut_stem(link.path)) return std::nullopt;
    return link;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

// What is no percent sequence stays as it is; the value's own checks decide about it.
std::string percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        bool const coded = text[at] == '%' && at + 2 < text.size() &&
                           hex_digit(text[at + 1]) >= 0 && hex_digit(text[at + 2]) >= 0;
        if (coded) {
            decoded += static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2]));
            at += 2;
        } else {
            decoded += text[at];
        }
    }
    return decoded;
}

// A GTIN may stand there as short as it is printed.
std::string padded(std::string_view ai, std::string value) {
    bool const is_gtin = ai == "01" || ai == "02" || ai == "03";
    bool const is_short = value.size() == 8 || value.size() == 12 || value.size() == 13;
    if (is_gtin && is_short) value.insert(0, 14 - value.size(), '0');
    return value;
}

std::unexpected<Refusal> refuse_element(std::string_view ai, std::string_view value,
                                        std::string_view detail) {
    std::string shown;
    shown.append("(").append(ai).append(") ").append(value);
    return refuse(Why::malformed_code, std::move(shown), detail);
}

// The AIs after the key are some of one allowed sequence, in its order.
bool is_qualifier_sequence(AiRow const& key, std::vector<std::string_view> const& qualifiers) {
    for (std::string_view const alternative : split(key.link_qualifiers, '|')) {
        auto const allowed = split(alternative, ',');
        auto next = allowed.begin();
        bool const fits = std::ranges::all_of(qualifiers, [&](std::string_view ai) {
            next = std::find(next, allowed.end(), ai);
            if (next == allowed.end()) return false;
            ++next;
            return true;
        });
        if (fits) return true;
    }
    return false;
}

bool belongs_in_path(AiRow const& key, std::vector<std::string_view> const& qualifiers,
                     std::string_view ai) {
    for (std::size_t at = 0; at <= qualifiers.size(); ++at) {
        auto tried = qualifiers;
        tried.insert(tried.begin() + static_cast<std::ptrdiff_t>(at), ai);
        if (is_qualifier_sequence(key, tried)) return true;
    }
    return false;
}

class Reader {
public:
    explicit Reader(Link const& link) : link_{link}, key_{*find_exact_ai(link.path.front())} {}

    Result<Elements> read() {
        for (std::size_t at = 0; at < link_.path.size(); at += 2) {
            auto const added = add(link_.path[at], percent_decoded(link_.path[at + 1]));
            if (!added) return std::unexpected(added.error());
            if (at > 0) qualifiers_.push_back(link_.path[at]);
        }
        if (!is_qualifier_sequence(key_, qualifiers_))
            return refuse_element(elements_.front().ai, elements_.front().value,
                                  "qualifiers in the wrong order");
        for (std::string_view const parameter : split(link_.query, '&')) {
            auto const added = add_attribute(parameter);
            if (!added) return std::unexpected(added.error());
        }
        return std::move(elements_);
    }

private:
    Result<> add(std::string_view ai, std::string value) {
        value = padded(ai, std::move(value));
        auto const checked = check_value(ai, value);
        if (!checked) return checked;
        if (!value_of(elements_, ai).empty())
            return refuse_element(ai, value, "stands there twice");
        elements_.push_back({std::string{ai}, std::move(value)});
        return {};
    }

    // Words are for the web server behind the address; numbers must be AIs.
    Result<> add_attribute(std::string_view parameter) {
        auto const equal = parameter.find('=');
        if (equal == std::string_view::npos) return {};
        std::string_view const ai = parameter.substr(0, equal);
        if (ai.empty() || ai.find_first_not_of("0123456789") != std::string_view::npos) return {};
        std::string coded{parameter.substr(equal + 1)};
        std::ranges::replace(coded, '+', ' ');  // as forms encode it; only in the query
        std::string value = percent_decoded(coded);
        AiRow const* row = find_exact_ai(ai);
        if (row == nullptr) return refuse_element(ai, value, "no known AI");
        if (!row->link_attribute) return refuse_element(ai, value, "may not stand in a query");
        if (belongs_in_path(key_, qualifiers_, ai))
            return refuse_element(ai, value, "belongs in the path");
        return add(ai, std::move(value));
    }

    Link const& link_;
    AiRow const& key_;
    std::vector<std::string_view> qualifiers_;
    Elements elements_;
};

}  // namespace

bool is_digital_link(std::string_view uri) {
    return split_link(uri).has_value();
}

Result<Elements> parse_digital_link(std::string_view uri) {
    auto const link = split_link(uri);
    if (!link) return refuse(Why::malformed_code, uri, "no GS1 key in its path");
    return Reader{*link}.read();
}

}  // namespace wms::gs1
