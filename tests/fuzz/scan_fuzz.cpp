// SPDX-License-Identifier: Apache-2.0
// Whatever a scanner, a keyboard or an attacker with a label printer sends: parsing never throws,
// and what it accepts is sound. The build with sanitizers finds what the properties do not name.
#include "app/scan_parse.hpp"
#include "base/text.hpp"
#include "domain/barcode.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {
using namespace wms;

void demand(bool holds) {
    if (!holds) std::abort();
}

bool has_check_digit(std::string_view digits) {
    return check_digit(digits.substr(0, digits.size() - 1)) == digits.back();
}

void check_elements(gs1::Elements const& elements) {
    if (elements.empty()) return;
    demand(gs1::parse_elements(gs1::element_string(elements)) == elements);
    demand(gs1::parse_bracketed(gs1::bracketed(elements)) == elements);
    demand(gs1::check_exclusions(elements).has_value());
}

void check_scan(std::string_view raw, Day today) {
    auto const scan = parse_scan(raw, today);
    if (!scan) {
        demand(!has_control(sentence(scan.error(), Language::en)));
        demand(is_utf8(sentence(scan.error(), Language::zh)));
        return;
    }
    demand(raw.size() <= scan_length_max && scan->raw == raw);
    demand(!scan->data.empty() && is_utf8(scan->data) && scan->count >= 0);
    demand(!scan->gtin || has_check_digit(scan->gtin->digits()));
    demand(!scan->sscc || has_check_digit(scan->sscc->digits()));
    demand(scan->kind != ScanKind::gs1 || !scan->elements.empty());
    check_elements(scan->elements);
    demand(scan->kind != ScanKind::text || (scan->elements.empty() && !scan->gtin));
}

void check_line(std::string_view line, Day today) {
    std::string const answer = scan_parse_line(line, today);
    demand(is_utf8(answer) && answer.find('\n') == std::string::npos);
    auto const json = boost::json::parse(answer).as_object();
    demand(json.size() == 6);
    demand(json.at("error").is_null() || json.at("ais").as_array().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    if (size < 1) return 0;
    // The first byte moves today through two centuries, the rest is the scan.
    int const year = 1950 + bytes[0] % 200;
    Day const today{year * 10000 + 615};
    std::string const scan(bytes + 1, bytes + size);
    check_scan(scan, today);
    check_line(scan, today);
    return 0;
}
