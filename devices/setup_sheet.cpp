// SPDX-License-Identifier: Apache-2.0
#include "devices/setup_sheet.hpp"

#include "devices/scanner_calibration.hpp"

#include <algorithm>

namespace wms::devices {
namespace {

// A change of mode makes the gun another device, which forgets nothing scanned after it.
constexpr SetupRole order[] = {SetupRole::defaults, SetupRole::mode,   SetupRole::layout,
                               SetupRole::other,    SetupRole::suffix, SetupRole::aim,
                               SetupRole::gs};

}  // namespace

std::expected<SetupSheet, SheetFault> setup_sheet(ScannerProfile const& profile,
                                                  std::string_view mode) {
    ScannerMode const* const wanted = profile.mode(mode);
    if (wanted == nullptr) return std::unexpected(SheetFault::unknown_mode);
    SetupSheet sheet;
    sheet.en = profile.maker + " – " + wanted->en;
    sheet.zh = profile.maker + " – " + wanted->zh;
    sheet.manual_en = profile.manual_en;
    sheet.manual_zh = profile.manual_zh;
    for (SetupRole const role : order) {
        for (SetupCode const& code : profile.setup_codes) {
            bool const here =
                code.wanted && code.role == role && (code.mode.empty() || code.mode == mode);
            if (!here) continue;
            if (code.verified) {
                sheet.steps.push_back({code.en, code.zh, code.text, code.fnc3, false});
            } else {
                sheet.unverified_en.push_back(code.en);
                sheet.unverified_zh.push_back(code.zh);
            }
        }
    }
    sheet.steps.push_back({"calibration: the server learns how the gun sends",
                           "校准：让系统了解扫描枪的发送方式", calibration_text(), false, true});
    return sheet;
}

}  // namespace wms::devices
