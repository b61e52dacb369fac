// SPDX-License-Identifier: Apache-2.0
// A report descriptor is what the device wrote: whatever it says, the places found in it lie in the
// report.
#include "devices/hid_descriptor.hpp"

#include "devices/battery.hpp"
#include "devices/hid_pos.hpp"
#include "devices/keyboard.hpp"
#include "devices/usb_facts.hpp"

#include <cstdlib>

namespace {
using namespace wms::devices;

void demand(bool holds) {
    if (!holds) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Bytes const bytes{data, size};
    auto const reports = hid::parse_reports(bytes);
    if (!reports) return 0;
    (void)mode_of(*reports);
    for (hid::Field const& field : reports->fields)
        demand(field.bits != 0 && (field.offset + std::uint64_t{field.bits} * field.count) / 8 <=
                                      reports->bytes_of(field.kind, field.report_id));
    if (auto const places = hid_pos_places(*reports)) {
        demand(places->data + places->data_bytes <= places->report_bytes);
        demand(!places->length || *places->length < places->report_bytes);
        demand(!places->continued || *places->continued / 8 < places->report_bytes);
        for (auto const& report : {places->good_report, places->bad_report}) {
            if (!report) continue;
            auto const id = static_cast<std::uint8_t>(reports->numbered ? report->at(0) : '\0');
            demand(report->size() == reports->bytes_of(hid::Kind::output, id));
        }
    }
    if (auto const places = battery_places(*reports)) {
        demand(places->charge.bit / 8 < places->report_bytes);
        auto const battery = battery_in(*places, bytes);  // the descriptor as a report
        demand(!battery || battery->percent <= 100);
    }
    if (auto const places = keyboard_places(*reports))
        demand(places->keys + places->keys_count <=
               reports->bytes_of(hid::Kind::input, places->report_id));
    return 0;
}
