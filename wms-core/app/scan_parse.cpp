// SPDX-License-Identifier: Apache-2.0
#include "app/scan_parse.hpp"

#include "base/text.hpp"
#include "domain/barcode.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <boost/json.hpp>

#include <cstddef>
#include <istream>
#include <ostream>

namespace wms {
namespace {

namespace json = boost::json;

std::string with_separators(std::string_view line) {
    constexpr std::string_view mark = "<GS>";
    std::string raw;
    while (!line.empty()) {
        auto const next = line.find(mark);
        raw += line.substr(0, next);
        if (next == std::string_view::npos) break;
        raw += gs1::separator;
        line.remove_prefix(next + mark.size());
    }
    return raw;
}

char const* kind_name(ScanKind kind) {
    return boost::describe::enum_to_string(kind, "unknown");
}

json::array element_list(gs1::Elements const& elements) {
    json::array list;
    for (gs1::Element const& element : elements)
        list.push_back(json::object{{"ai", element.ai}, {"value", element.value}});
    return list;
}

json::object error_object(Refusal const& refusal) {
    std::string message = sentence(refusal, Language::en);
    // The sentence for the floor has no room for what exactly is wrong; here it is wanted.
    if (refusal.why == Why::malformed_code && refusal.subject.size() > 1)
        message += " (" + visible(refusal.subject[1]) + ")";
    return {{"code", external_code(refusal.why)}, {"message", message}};
}

// What it would have been, if the frame alone tells.
char const* claimed_name(std::string_view raw) {
    if (raw.size() > scan_length_max) return "unknown";
    ScanFrame const frame = frame_of(raw);
    ScanKind const kind = claimed_kind(frame);
    return kind == ScanKind::text ? "unknown" : kind_name(kind);
}

}  // namespace

std::string scan_parse_line(std::string_view line, Day today) {
    std::string const raw = with_separators(line);
    auto const scan = parse_scan(raw, today);
    json::object answer;
    answer["raw"] = is_utf8(line) ? std::string{line} : visible(line, line.size());
    answer["aim"] = scan ? scan->aim : std::string{frame_of(raw).aim};
    answer["kind"] = scan ? kind_name(scan->kind) : claimed_name(raw);
    answer["ais"] = scan ? element_list(scan->elements) : json::array{};
    answer["gtin"] = nullptr;
    answer["error"] = nullptr;
    if (scan && scan->gtin) answer["gtin"] = scan->gtin->digits();
    if (!scan) answer["error"] = error_object(scan.error());
    return json::serialize(answer);
}

int scan_parse(std::istream& in, std::ostream& out, Day today) {
    for (std::string line; std::getline(in, line);) out << scan_parse_line(line, today) << '\n';
    out.flush();
    return out ? 0 : 1;
}

}  // namespace wms
