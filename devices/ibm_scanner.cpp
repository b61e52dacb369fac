// SPDX-License-Identifier: Apache-2.0
#include "devices/ibm_scanner.hpp"

#include "devices/symbology.hpp"

namespace wms::devices {
namespace {

constexpr std::size_t head_bytes = 4;
constexpr std::size_t command_bytes = 11;
constexpr std::uint8_t long_id_mark = 0x0B;

// What ends a report: one byte, `mm tt 0B`, or the same with a zero behind.
struct Trailer {
    NamedSymbology symbology;
    std::size_t bytes = 1;
    bool more_follows = false;
    bool is_short = true;
};
Trailer trailer_of(Bytes body) {
    std::size_t const n = body.size();
    if (n >= 3 && body[n - 1] == long_id_mark)
        return {symbology_of_ibm_long(body[n - 2]), 3, body[n - 3] == 0x10, false};
    if (n >= 4 && body[n - 1] == 0 && body[n - 2] == long_id_mark)
        return {symbology_of_ibm_long(body[n - 3]), 4, (body[n - 4] & 0x10) != 0, false};
    return {symbology_of_ibm_short(body[n - 1]), 1, false, true};
}

}  // namespace

std::string ibm_command(IbmCommand command) {
    std::string report(command_bytes, '\0');
    report[0] = static_cast<char>(command);
    return report;
}

IbmDecoder::IbmDecoder(IbmKind kind, ScannerSettings settings)
    : kind_{kind}, settings_{std::move(settings)} {}

void IbmDecoder::take(Bytes report, Millis now, Decoded& out) {
    if (report.empty()) return;
    pass(now, out);
    std::size_t const length = report[0];
    if (length < head_bytes || length > report.size()) {
        abandon(out);
        out.faults.push_back(Fault::nonsense);
        return;
    }
    unsigned const status = report[1] | unsigned{report[2]} << 8 | unsigned{report[3]} << 16;
    status_ = Status{.hardware_error = (status & 0x20) != 0,
                     .not_ready = (status & 0x80) != 0,
                     .enabled = (status & 0x200) != 0};
    constexpr unsigned not_a_scan = 0x02 | 0x40;  // configuration data, direct input and output
    if (length == head_bytes || (status & not_a_scan) != 0) return;
    Bytes const body = report.subspan(head_bytes, length - head_bytes);
    Trailer const trailer = trailer_of(body);
    std::string part{body.begin(), body.end() - static_cast<std::ptrdiff_t>(trailer.bytes)};
    if (kind_ == IbmKind::table_top && trailer.is_short) {
        for (char& c : part) {  // a table-top sends EAN digits as 0…9, not as ASCII
            if (c >= 0 && c <= 9) c = static_cast<char>(c + '0');
        }
    }
    if (data_.size() + part.size() > settings_.framing.length_max) {
        if (!skipping_) out.faults.push_back(Fault::too_long);
        skipping_ = true;
        data_.clear();
    }
    if (!skipping_) data_ += part;
    last_part_ = now;
    if (trailer.more_follows) return;
    last_part_.reset();
    Scan scan{.data = std::exchange(data_, {})};
    if (std::exchange(skipping_, false) || scan.data.empty()) return;
    scan.aim = trailer.symbology.aim;
    scan.aim_derived = !scan.aim.empty();
    scan.symbology = trailer.symbology.name;
    scan.certainty = scan.symbology.empty() ? Certainty::guessed : Certainty::known;
    name_symbology(scan);
    out.scans.push_back(std::move(scan));
}

std::optional<Millis> IbmDecoder::due() const {
    if (!last_part_) return std::nullopt;
    return *last_part_ + settings_.continued;
}

void IbmDecoder::pass(Millis now, Decoded& out) {
    if (last_part_ && now >= *due()) abandon(out);
}

void IbmDecoder::abandon(Decoded& out) {
    bool const lost = last_part_ && !skipping_;
    last_part_.reset();
    data_.clear();
    skipping_ = false;
    if (lost) out.faults.push_back(Fault::incomplete);
}

}  // namespace wms::devices
