// SPDX-License-Identifier: Apache-2.0
#include "devices/scanner_plan.hpp"

#include "devices/key_layouts.hpp"

#include <algorithm>

namespace wms::devices {
namespace {

std::optional<Mode> mode_of(ScannerDriver driver) {
    switch (driver) {
        case ScannerDriver::hidpos: return Mode::hid_pos;
        case ScannerDriver::cdc: return Mode::cdc;
        case ScannerDriver::ibm: return Mode::ibm;
        case ScannerDriver::keyboard: return Mode::keyboard;
        case ScannerDriver::none: return std::nullopt;
    }
    return std::nullopt;
}

// CR or LF or both: guns differ, and none uses one of them inside a code.
std::string suffix_of(ScannerMode const& mode) {
    std::string const& suffix = mode.framing.suffix;
    if (mode.driver == ScannerDriver::keyboard) return "\r\n\t";
    bool const line_end =
        std::ranges::all_of(suffix, [](char c) { return c == '\r' || c == '\n'; });
    return mode.driver == ScannerDriver::cdc && line_end ? "\r\n" : suffix;
}

std::string first_output(std::vector<DeviceReport> const& reports) {
    for (DeviceReport const& each : reports) {
        if (each.way == ReportWay::output) return each.bytes;
    }
    return {};
}

}  // namespace

UsbFacts facts_for_match(UsbDevice const& device) {
    UsbFacts facts{device.vendor, device.product, device.model, {}};
    for (UsbInterface const& each : device.interfaces) {
        InterfaceFacts interface{.interface_class = each.usb_class,
                                 .subclass = each.subclass,
                                 .protocol = each.protocol};
        auto const reports = hid::parse_reports(each.report_descriptor);
        if (reports && !reports->applications.empty()) {
            hid::Usage const usage = reports->applications.front();
            interface.usage_page = static_cast<std::uint16_t>(usage >> 16);
            interface.usage = static_cast<std::uint16_t>(usage & 0xFFFF);
        }
        facts.interfaces.push_back(interface);
    }
    return facts;
}

ScannerSettings settings_of(ScannerMode const& mode) {
    ScannerSettings settings{.mode = mode_of(mode.driver)};
    bool const framed = mode.driver == ScannerDriver::hidpos || mode.driver == ScannerDriver::ibm;
    settings.framing = {.prefix = mode.framing.prefix,
                        .suffix = suffix_of(mode),
                        .idle = Millis{mode.framing.idle_ms},
                        .length_max = std::min(mode.framing.length_max, scan_bytes_max)};
    settings.strip_suffix = framed && !mode.framing.suffix.empty();
    settings.aim = mode.aim == AimForm::prefix ? AimPlace::prefix : AimPlace::none;
    if (mode.gs == GsForm::f8) settings.gs = "F8";
    settings.layout = layout_by_name(mode.layout).value_or(Layout::us);
    if (!mode.code_page.empty()) settings.alt_code_page = mode.code_page;
    settings.continued = Millis{mode.quirks.continued_timeout_ms};
    for (DeviceReport const& each : mode.init) {
        if (each.way == ReportWay::feature) settings.init.push_back(each.bytes);
    }
    settings.beep_good = first_output(mode.feedback.good);
    settings.beep_bad = first_output(mode.feedback.bad);
    return settings;
}

Plan plan_by_profile(std::span<ScannerProfile const> profiles, UsbDevice const& device) {
    auto const match = match_scanner(profiles, facts_for_match(device));
    if (!match) return {};
    Plan plan{.settings = settings_of(*match->mode), .trusted = !match->needs_registration};
    plan.profile = match->profile->id;
    // the ids alone may be wrong: then the descriptors say what it is
    if (!match->interface) plan.settings.mode.reset();
    return plan;
}

}  // namespace wms::devices
