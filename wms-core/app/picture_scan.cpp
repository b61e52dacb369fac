// SPDX-License-Identifier: Apache-2.0
#include "app/picture_scan.hpp"

#include "app/scan_parse.hpp"
#include "base/text.hpp"
#include "domain/gs1.hpp"

#include <unistd.h>
#include <boost/json.hpp>

#include <climits>
#include <fstream>
#include <iterator>
#include <memory>
#include <ostream>
#include <semaphore>

namespace wms {
namespace {

namespace json = boost::json;
using devices::PictureReading;
using devices::ReadFault;

constexpr int pictures_at_a_time = 2;

std::string own_program() {
    char path[PATH_MAX];
    auto const size = readlink("/proc/self/exe", path, sizeof path);
    return size > 0 ? std::string{path, static_cast<std::size_t>(size)} : std::string{};
}

std::span<std::uint8_t const> bytes_of(std::string_view text) {
    return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

json::object text_of(PictureReading const& reading) {
    return {{"en", sentence(reading, Language::en)}, {"zh", sentence(reading, Language::zh)}};
}

// As on the command line of `wms scan parse`: "<GS>" for the separator.
std::string typed(std::string_view raw) {
    std::string line;
    for (char const c : raw) {
        if (c == gs1::separator) {
            line += "<GS>";
        } else {
            line += c;
        }
    }
    return line;
}

json::object line_of(std::string const& file, PictureReading const& reading, Day today) {
    json::array codes;
    for (devices::PictureCode const& code : reading.found.codes) {
        json::object parsed = json::parse(scan_parse_line(typed(scan_of(code)), today)).as_object();
        parsed["format"] = code.format;
        if (code.programming) parsed["programming"] = true;
        codes.push_back(std::move(parsed));
    }
    json::object line{{"file", is_utf8(file) ? file : visible(file, file.size())},
                      {"width", reading.width},
                      {"height", reading.height},
                      {"codes", std::move(codes)},
                      {"message", nullptr}};
    if (reading.found.codes.empty()) line["message"] = text_of(reading);
    return line;
}

web::PictureAnswer::Kind kind_of(PictureReading const& reading) {
    using Kind = web::PictureAnswer::Kind;
    if (!reading.found.codes.empty()) return Kind::read;
    if (!reading.fault) return Kind::nothing;
    switch (*reading.fault) {
        case ReadFault::unknown_format: return Kind::unknown_format;
        case ReadFault::too_large: return Kind::too_large;
        case ReadFault::no_child: return Kind::busy;
        case ReadFault::damaged:
        case ReadFault::crashed:
        case ReadFault::too_slow: return Kind::unreadable;
    }
    return Kind::unreadable;
}

web::PictureAnswer answer_to(PictureReading const& reading) {
    web::PictureAnswer answer{
        .kind = kind_of(reading),
        .text = {sentence(reading, Language::en), sentence(reading, Language::zh)},
        .codes = {}};
    for (devices::PictureCode const& code : reading.found.codes) {
        std::string const scan = scan_of(code);
        answer.codes.push_back(
            {code.format, code.aim, scan.substr(code.aim.size()), code.programming});
    }
    return answer;
}

// Given back whatever happens in between.
class Seat {
public:
    explicit Seat(std::counting_semaphore<>& seats) : seats_{seats}, taken_{seats.try_acquire()} {}
    Seat(Seat const&) = delete;
    Seat& operator=(Seat const&) = delete;
    ~Seat() {
        if (taken_) seats_.release();
    }
    [[nodiscard]] bool taken() const { return taken_; }

private:
    std::counting_semaphore<>& seats_;
    bool taken_;
};

}  // namespace

std::string scan_of(devices::PictureCode const& code) {
    if (code.aim == "]e0") {
        if (gs1::is_bracketed(code.text)) {
            auto const elements = gs1::parse_bracketed(code.text);
            if (elements) return code.aim + gs1::element_string(*elements);
        }
        // the omnidirectional kind holds a bare GTIN
        if (code.format == "DataBar" && code.text.size() == 14) return code.aim + "01" + code.text;
    }
    return code.aim + code.text;
}

devices::PictureReaderOptions picture_reader_options() {
    return {.child = {own_program(), "scan", "picture-child"}};
}

int scan_pictures(std::vector<std::string> const& files, std::ostream& out, Day today) {
    devices::PictureReaderOptions const options = picture_reader_options();
    bool all = true;
    for (std::string const& name : files) {
        std::ifstream file{name, std::ios::binary};
        std::string const bytes{std::istreambuf_iterator<char>{file}, {}};
        if (!file.good() && !file.eof()) {
            out << json::serialize(json::object{
                       {"file", is_utf8(name) ? name : visible(name, name.size())},
                       {"width", 0},
                       {"height", 0},
                       {"codes", json::array{}},
                       {"message",
                        {{"en", "The file cannot be opened."}, {"zh", "无法打开文件。"}}}})
                << '\n';
            all = false;
            continue;
        }
        PictureReading const reading = devices::read_picture(bytes_of(bytes), options);
        all = all && !reading.found.codes.empty();
        out << json::serialize(line_of(name, reading, today)) << '\n';
    }
    out.flush();
    return all && out ? 0 : 1;
}

web::PicturePort picture_port(devices::PictureReaderOptions options) {
    auto const seats = std::make_shared<std::counting_semaphore<>>(pictures_at_a_time);
    return [seats, options = std::move(options)](std::string_view bytes) {
        Seat const seat{*seats};
        if (!seat.taken()) {
            PictureReading busy;
            busy.fault = ReadFault::no_child;
            return answer_to(busy);
        }
        return answer_to(devices::read_picture(bytes_of(bytes), options));
    };
}

}  // namespace wms
