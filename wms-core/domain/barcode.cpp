// SPDX-License-Identifier: Apache-2.0
#include "domain/barcode.hpp"
#include "base/text.hpp"
namespace wms {
Result<ParsedScan> parse_scan(std::string_view raw, Day) {
    std::string const data{trim(raw)};
    if (data.empty() || has_control(data) || !is_utf8(data))
        return refuse(Why::malformed_code, data);
    ParsedScan p{};
    p.raw = raw;
    p.data = data;
    if (data[0] == '!') p.kind = ScanKind::command;
    bool digits = data.size() == 13;
    for (char c : data) digits = digits && c >= '0' && c <= '9';
    if (digits) {
        p.kind = ScanKind::gtin;
        p.gtin = Gtin{"0" + data};
        p.guessed = true;
    }
    return p;
}
}  // namespace wms
