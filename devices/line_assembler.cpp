// SPDX-License-Identifier: Apache-2.0
#include "devices/line_assembler.hpp"

#include "devices/symbology.hpp"

#include <algorithm>

namespace wms::devices {
namespace {

constexpr char frame_start = '\x02';
constexpr char frame_end = '\x03';
constexpr std::size_t end_bytes_max = 8;

bool is_line_end(char c) {
    return c == '\r' || c == '\n' || c == '\t';
}

void replace_all(std::string& text, std::string const& what, char with) {
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1))
        text.replace(at, what.size(), 1, with);
}

}  // namespace

Scan scan_of_line(std::string line, ScannerSettings const& settings) {
    std::string const& prefix = settings.framing.prefix;
    if (!prefix.empty() && line.starts_with(prefix)) line.erase(0, prefix.size());
    Scan scan;
    // never guessed: data of its own may begin with "]"
    std::string_view const head = std::string_view{line}.substr(0, 3);
    if (settings.aim == AimPlace::prefix && looks_like_aim(head)) {
        scan.aim = head;
        line.erase(0, 3);
    }
    if (!settings.gs.empty()) replace_all(line, settings.gs, '\x1D');
    scan.data = std::move(line);
    name_symbology(scan);
    return scan;
}

LineAssembler::LineAssembler(ScannerSettings settings) : settings_{std::move(settings)} {
    std::string const& suffix = settings_.framing.suffix;
    each_ends_ = !suffix.empty() && std::all_of(suffix.begin(), suffix.end(), is_line_end);
}

void LineAssembler::take(Bytes bytes, Millis now, Decoded& out) {
    if (bytes.empty()) return;
    pass(now, out);
    if (last_byte_) slowest_ = std::max(slowest_, now - *last_byte_);
    for (std::uint8_t const byte : bytes) add(static_cast<char>(byte), out);
    last_byte_.reset();
    if (!line_.empty() || skipping_ || framed_) last_byte_ = now;
}

bool LineAssembler::ends_here() const {
    if (each_ends_) return settings_.framing.suffix.find(line_.back()) != std::string::npos;
    return !settings_.framing.suffix.empty() && line_.ends_with(settings_.framing.suffix);
}

void LineAssembler::add(char c, Decoded& out) {
    if (line_.empty() && !skipping_ && !framed_ && c == frame_start) {
        framed_ = true;
        return;
    }
    line_ += c;
    bool const ends = framed_ ? c == frame_end : ends_here();
    if (ends) {
        std::size_t const bytes = framed_ || each_ends_ ? 1 : settings_.framing.suffix.size();
        std::string end = line_.substr(line_.size() - bytes);
        line_.resize(line_.size() - bytes);
        return finish(std::move(end), out);
    }
    if (line_.size() <= settings_.framing.length_max) return;
    if (!skipping_) out.faults.push_back(ScanFault::too_long);
    skipping_ = true;  // up to the next end; what tells the end apart stays
    line_.erase(0, line_.size() - std::min(line_.size(), settings_.framing.suffix.size()));
}

// Without an end: by time.
void LineAssembler::finish(std::string end, Decoded& out) {
    std::string line = std::exchange(line_, {});
    framed_ = false;
    last_byte_.reset();
    Millis const slowest = std::exchange(slowest_, Millis{0});
    if (std::exchange(skipping_, false)) return;
    if (line.empty()) {  // the LF of CR LF
        bool const follows = !out.scans.empty() && out.scans.back().end.size() < end_bytes_max;
        if (follows) out.scans.back().end += end;
        return;
    }
    Scan scan = scan_of_line(std::move(line), settings_);
    scan.slowest = slowest;
    scan.ended_by_time = end.empty();
    scan.end = std::move(end);
    if (!scan.data.empty()) out.scans.push_back(std::move(scan));
}

std::optional<Millis> LineAssembler::due() const {
    if (!last_byte_) return std::nullopt;
    return *last_byte_ + settings_.framing.idle;
}

void LineAssembler::pass(Millis now, Decoded& out) {
    if (!last_byte_ || now < *due()) return;
    if (framed_ || settings_.framing.suffix_required) return abandon(out);
    finish({}, out);
}

void LineAssembler::abandon(Decoded& out) {
    bool const lost = (framed_ || !line_.empty()) && !skipping_;
    line_.clear();
    framed_ = false;
    skipping_ = false;
    last_byte_.reset();
    if (lost) out.faults.push_back(ScanFault::incomplete);
}

}  // namespace wms::devices
