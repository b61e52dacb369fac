// SPDX-License-Identifier: Apache-2.0
#include "devices/printer_uri.hpp"

#include "devices/tcp_port.hpp"
#include "devices/usb_port.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace wms::devices {
namespace {

constexpr std::size_t uri_max = 300;

struct WayWord {
    std::string_view scheme;
    PrinterWay way;
};
constexpr WayWord way_words[] = {{"tcp", PrinterWay::tcp},
                                 {"usb", PrinterWay::usb},
                                 {"cups", PrinterWay::cups},
                                 {"wmslabel", PrinterWay::wmslabel},
                                 {"office", PrinterWay::office}};

bool is_word(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
               (each >= '0' && each <= '9') || each == '-' || each == '_' || each == '.';
    });
}

std::optional<std::uint16_t> number_in(std::string_view text, int base) {
    std::uint16_t value = 0;
    char const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, value, base);
    if (error != std::errc{} || stop != end || text.empty()) return std::nullopt;
    return value;
}

std::optional<PrinterUri> read_tcp(std::string_view rest) {
    PrinterUri uri{.way = PrinterWay::tcp};
    std::string_view port;
    if (rest.starts_with('[')) {  // IPv6
        std::size_t const end = rest.find(']');
        if (end == rest.npos) return std::nullopt;
        uri.host = rest.substr(1, end - 1);
        port = rest.substr(end + 1);
        bool const plain = !uri.host.empty() &&
                           uri.host.find_first_not_of("0123456789abcdefABCDEF:.") == uri.host.npos;
        if (!plain) return std::nullopt;
    } else {
        std::size_t const colon = std::min(rest.find(':'), rest.size());
        uri.host = rest.substr(0, colon);
        port = rest.substr(colon);
        if (!is_word(uri.host)) return std::nullopt;
    }
    if (port.empty()) return uri;
    auto const number = port.front() == ':' ? number_in(port.substr(1), 10) : std::nullopt;
    if (!number || *number == 0) return std::nullopt;
    uri.port = *number;
    return uri;
}

std::optional<PrinterUri> read_usb(std::string_view rest) {
    PrinterUri uri{.way = PrinterWay::usb};
    std::size_t const slash = std::min(rest.find('/'), rest.size());
    std::string_view const ids = rest.substr(0, slash);
    if (ids.size() != 9 || ids[4] != ':') return std::nullopt;
    auto const vendor = number_in(ids.substr(0, 4), 16);
    auto const product = number_in(ids.substr(5), 16);
    if (!vendor || !product) return std::nullopt;
    uri.vendor = *vendor;
    uri.product = *product;
    if (slash == rest.size()) return uri;
    uri.serial = rest.substr(slash + 1);
    return is_word(uri.serial) ? std::optional{uri} : std::nullopt;
}

}  // namespace

std::optional<PrinterUri> read_printer_uri(std::string_view text) {
    std::size_t const colon = text.find("://");
    if (colon == text.npos || text.size() > uri_max) return std::nullopt;
    auto const* const word =
        std::find_if(std::begin(way_words), std::end(way_words),
                     [&](WayWord const& row) { return row.scheme == text.substr(0, colon); });
    if (word == std::end(way_words)) return std::nullopt;
    std::string_view const rest = text.substr(colon + 3);
    if (word->way == PrinterWay::tcp) return read_tcp(rest);
    if (word->way == PrinterWay::usb) return read_usb(rest);
    if (!is_word(rest)) return std::nullopt;
    return PrinterUri{.way = word->way, .host = std::string{rest}};
}

std::string PrinterUri::text() const {
    switch (way) {
        case PrinterWay::tcp: {
            bool const v6 = host.find(':') != std::string::npos;
            return v6 ? fmt::format("tcp://[{}]:{}", host, port)
                      : fmt::format("tcp://{}:{}", host, port);
        }
        case PrinterWay::usb: {
            std::string const ids = fmt::format("usb://{:04x}:{:04x}", vendor, product);
            return serial.empty() ? ids : ids + "/" + serial;
        }
        case PrinterWay::cups: return "cups://" + host;
        case PrinterWay::wmslabel: return "wmslabel://" + host;
        case PrinterWay::office: return "office://" + host;
    }
    return {};
}

std::unique_ptr<PrinterPort> port_to(PrinterUri const& uri) {
    if (uri.way == PrinterWay::tcp) return std::make_unique<TcpPort>(uri.host, uri.port);
    if (uri.way == PrinterWay::usb)
        return std::make_unique<UsbPort>(uri.vendor, uri.product, uri.serial);
    return nullptr;
}

}  // namespace wms::devices
