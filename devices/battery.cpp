// SPDX-License-Identifier: Apache-2.0
#include "devices/battery.hpp"

namespace wms::devices {
namespace {

constexpr hid::Usage charge_usages[] = {
    hid::usage(0x06, 0x20),  // Battery Strength
    hid::usage(0x85, 0x65),  // Absolute State Of Charge
    hid::usage(0x85, 0x64),  // Relative State Of Charge
};
constexpr auto charging_usage = hid::usage(0x85, 0x44);
constexpr std::uint32_t charge_bits_max = 16;

std::optional<std::uint32_t> bits_at(Bytes report, hid::Place const& place) {
    if ((std::uint64_t{place.bit} + place.bits + 7) / 8 > report.size()) return std::nullopt;
    std::uint32_t value = 0;
    for (std::uint32_t i = 0; i < place.bits; ++i) {
        std::uint32_t const bit = place.bit + i;
        value |= (std::uint32_t{report[bit / 8]} >> (bit % 8) & 1) << i;
    }
    return value;
}

}  // namespace

std::optional<BatteryPlaces> battery_places(hid::Reports const& reports) {
    for (hid::Kind const kind : {hid::Kind::feature, hid::Kind::input}) {
        for (hid::Usage const usage : charge_usages) {
            auto const charge = find_usage(reports, kind, usage);
            if (!charge || charge->bits > charge_bits_max || charge->most <= charge->least)
                continue;
            BatteryPlaces places{.kind = kind,
                                 .charge = *charge,
                                 .numbered = reports.numbered,
                                 .report_bytes = reports.bytes_of(kind, charge->report_id)};
            auto const charging = find_usage(reports, kind, charging_usage);
            if (charging && charging->report_id == charge->report_id && charging->bits == 1)
                places.charging = charging;
            return places;
        }
    }
    return std::nullopt;
}

std::optional<Battery> battery_in(BatteryPlaces const& places, Bytes report) {
    if (report.empty()) return std::nullopt;
    if (places.numbered && report[0] != places.charge.report_id) return std::nullopt;
    auto const raw = bits_at(report, places.charge);
    if (!raw) return std::nullopt;
    auto const value = std::int64_t{*raw};
    std::int64_t const least = places.charge.least;
    std::int64_t const most = places.charge.most;
    if (value < least || value > most) return std::nullopt;
    Battery battery{.percent = static_cast<unsigned>((value - least) * 100 / (most - least))};
    if (places.charging) {
        if (auto const charging = bits_at(report, *places.charging))
            battery.charging = *charging != 0;
    }
    return battery;
}

}  // namespace wms::devices
