// SPDX-License-Identifier: Apache-2.0
#include "devices/hid_pos.hpp"

#include "devices/symbology.hpp"

#include <initializer_list>

namespace wms::devices {
namespace {

using hid::find_usage;
using hid::Kind;
using hid::Place;
using hid::usage;

constexpr auto byte_count = usage(0x01, 0x3B);
constexpr hid::Usage aim_usages[] = {usage(0x8C, 0xFB), usage(0x8C, 0xFC), usage(0x8C, 0xFD)};
constexpr auto decoded_data = usage(0x8C, 0xFE);
constexpr auto decode_continued = usage(0x8C, 0xFF);
constexpr auto good_read_led = usage(0x8C, 0x7D);
constexpr auto sound_not_on_file_beep = usage(0x8C, 0x87);
constexpr auto sound_error_beep = usage(0x8C, 0x85);
constexpr auto sound_good_beep = usage(0x8C, 0x86);
constexpr auto honeywell_code = usage(0xFF66, 0x04);
constexpr std::uint16_t honeywell_page = 0xFF66;
constexpr std::uint8_t redirect_report = 254;
constexpr std::uint8_t command_report = 253;
// The gun answers a menu command within a few reports.
constexpr Millis answer_time{1000};

bool has_report(hid::Reports const& reports, Kind kind, std::uint8_t id, std::uint16_t page) {
    for (hid::Field const& field : reports.fields) {
        if (field.kind == kind && field.report_id == id && field.usage_of(0) >> 16 == page)
            return true;
    }
    return false;
}

std::optional<std::size_t> byte_in(hid::Reports const& reports, hid::Usage wanted,
                                   std::uint8_t report_id) {
    auto const place = find_usage(reports, Kind::input, wanted);
    if (!place || place->report_id != report_id || !place->is_bytes()) return std::nullopt;
    return place->byte();
}

std::string bytes_text(Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

// The output report that sets these bits, as far as they stand in the report of the first one.
std::optional<std::string> signal_report(hid::Reports const& reports,
                                         std::initializer_list<hid::Usage> usages) {
    std::string report;
    std::uint8_t id = 0;
    for (hid::Usage const each : usages) {
        auto const place = find_usage(reports, Kind::output, each);
        if (!place || place->bits != 1) continue;
        if (report.empty()) {
            id = place->report_id;
            report.assign(reports.bytes_of(Kind::output, id), '\0');
            if (reports.numbered) report[0] = static_cast<char>(id);
        }
        if (place->report_id != id) continue;
        char& byte = report[place->byte()];
        byte = static_cast<char>(byte | 1 << (place->bit % 8));
    }
    return report.empty() ? std::nullopt : std::optional{report};
}

bool is_set(Bytes report, std::uint32_t bit) {
    return (report[bit / 8] >> (bit % 8) & 1) != 0;
}

}  // namespace

std::optional<HidPosPlaces> hid_pos_places(hid::Reports const& reports) {
    auto const data = find_usage(reports, Kind::input, decoded_data);
    if (!data || !data->is_bytes()) return std::nullopt;
    HidPosPlaces places;
    places.report_id = data->report_id;
    places.numbered = reports.numbered;
    places.report_bytes = reports.bytes_of(Kind::input, data->report_id);
    places.data = data->byte();
    places.data_bytes = data->count;
    places.length = byte_in(reports, byte_count, data->report_id);
    for (std::size_t i = 0; i < 3; ++i)
        places.aim[i] = byte_in(reports, aim_usages[i], data->report_id);
    places.honeywell_code = byte_in(reports, honeywell_code, data->report_id);
    auto const continued = find_usage(reports, Kind::input, decode_continued);
    if (continued && continued->report_id == data->report_id) places.continued = continued->bit;
    places.good_report = signal_report(reports, {sound_good_beep, good_read_led});
    places.bad_report = signal_report(reports, {sound_error_beep});
    if (!places.bad_report) places.bad_report = signal_report(reports, {sound_not_on_file_beep});
    places.has_redirect = has_report(reports, Kind::feature, redirect_report, honeywell_page);
    places.has_commands = has_report(reports, Kind::output, command_report, honeywell_page);
    return places;
}

HidPosDecoder::HidPosDecoder(HidPosPlaces places, ScannerSettings settings)
    : places_{std::move(places)}, settings_{std::move(settings)} {}

void HidPosDecoder::take(Bytes report, Millis now, Decoded& out) {
    if (report.empty()) return;
    if (places_.numbered && report[0] != places_.report_id) return;  // of another kind
    auto const part = part_of(report);
    if (!part) {
        abandon(out);
        out.faults.push_back(ScanFault::nonsense);
        return;
    }
    add(*part, now, out);
}

std::optional<HidPosDecoder::Part> HidPosDecoder::part_of(Bytes report) const {
    if (report.size() < places_.report_bytes) return std::nullopt;
    Part part;
    Bytes data = report.subspan(places_.data, places_.data_bytes);
    if (places_.length) {
        std::size_t const length = report[*places_.length];
        if (length > data.size()) return std::nullopt;
        data = data.first(length);
    } else {
        while (!data.empty() && data.back() == 0) data = data.first(data.size() - 1);
    }
    if (places_.aim[0] && places_.aim[1] && places_.aim[2]) {
        std::uint8_t const aim[] = {report[*places_.aim[0]], report[*places_.aim[1]],
                                    report[*places_.aim[2]]};
        part.aim = bytes_text(aim);
        // zeros and blanks where the gun has none to give
        if (!looks_like_aim(part.aim)) part.aim.clear();
    }
    if (places_.honeywell_code) part.code = report[*places_.honeywell_code];
    part.continued = places_.continued && is_set(report, *places_.continued);
    part.data = {reinterpret_cast<char const*>(data.data()), data.size()};
    return part;
}

bool HidPosDecoder::is_answer(std::string_view aim) const {
    // ]X0 is also an ordinary "other symbology": an answer only while one is awaited
    return aim == "]Z6" || (answer_until_ && aim == "]X0");
}

void HidPosDecoder::add(Part const& part, Millis now, Decoded& out) {
    if (answer_until_ && now > *answer_until_) answer_until_.reset();
    if (is_answer(part.aim)) {
        if (answer_.size() + part.data.size() <= scan_bytes_max) answer_ += part.data;
        if (part.aim != "]Z6") return;
        out.answers.push_back(std::move(answer_));
        answer_.clear();
        answer_until_.reset();
        return;
    }
    pass(now, out);  // the rest of the scan before never came
    if (!last_part_) aim_ = part.aim;
    code_ = part.code;
    if (data_.size() + part.data.size() > settings_.framing.length_max) {
        if (!skipping_) out.faults.push_back(ScanFault::too_long);
        skipping_ = true;
        data_.clear();
    }
    if (!skipping_) data_ += part.data;
    last_part_ = now;
    if (!part.continued) finish(false, out);
}

void HidPosDecoder::finish(bool by_time, Decoded& out) {
    last_part_.reset();
    std::string data = std::move(data_);
    data_.clear();
    bool const skipped = std::exchange(skipping_, false);
    if (skipped) return;
    bool const stripped = settings_.strip_suffix && data.ends_with(settings_.framing.suffix);
    if (stripped) data.resize(data.size() - settings_.framing.suffix.size());
    if (data.empty()) return;
    Scan scan{.data = std::move(data), .aim = aim_, .ended_by_time = by_time};
    if (stripped) scan.end = settings_.framing.suffix;
    if (std::string_view const name = symbology_of_honeywell(code_); !name.empty()) {
        scan.symbology = name;
        scan.certainty = Certainty::known;
    }
    name_symbology(scan);
    out.scans.push_back(std::move(scan));
}

std::optional<Millis> HidPosDecoder::due() const {
    if (!last_part_) return std::nullopt;
    return *last_part_ + settings_.continued;
}

// "Continued" and nothing more. Some firmware says so on the last report, too, when it is exactly
// full: then the scan is whole. A report with room left has lost its successor.
void HidPosDecoder::pass(Millis now, Decoded& out) {
    if (!last_part_ || now < *due()) return;
    if (!skipping_ && !data_.empty() && data_.size() % places_.data_bytes == 0)
        finish(true, out);
    else
        abandon(out);
}

void HidPosDecoder::abandon(Decoded& out) {
    bool const lost = last_part_ && !skipping_;
    last_part_.reset();
    data_.clear();
    skipping_ = false;
    if (lost) out.faults.push_back(ScanFault::incomplete);
}

void HidPosDecoder::expect_answer(Millis now) {
    answer_until_ = now + answer_time;
    answer_.clear();
}

}  // namespace wms::devices
