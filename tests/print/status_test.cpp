// SPDX-License-Identifier: Apache-2.0
// Answers of printers, byte for byte.
#include "devices/printer_status.hpp"

#include <doctest/doctest.h>

namespace {
using namespace wms::devices;
using namespace std::string_view_literals;

struct Row {
    std::string_view name;
    StatusDialect dialect;
    std::string_view bytes;
    std::string_view reasons;  // "idle", "busy", "incomplete", "nonsense" or keywords
};
constexpr auto zpl_ready =
    "\x02"
    "030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n\x02"
    "000,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x02"
    "1234,0\x03\r\n"sv;
constexpr Row rows[] = {
    {"zpl ready", StatusDialect::zpl_hs, zpl_ready, "idle"},
    {"zpl without the last line end", StatusDialect::zpl_hs,
     zpl_ready.substr(0, zpl_ready.size() - 2), "idle"},
    {"zpl cut", StatusDialect::zpl_hs, zpl_ready.substr(0, 60), "incomplete"},
    {"zpl nothing yet", StatusDialect::zpl_hs, "", "incomplete"},
    {"zpl paper out and paused", StatusDialect::zpl_hs,
     "\x02"
     "030,1,1,1218,000,0,0,0,000,0,0,0\x03\r\n\x02"
     "000,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x02"
     "1234,0\x03\r\n"sv,
     "media-empty,paused"},
    {"zpl head up, ribbon out, hot", StatusDialect::zpl_hs,
     "\x02"
     "030,0,0,1218,000,0,0,0,000,0,0,1\x03\r\n\x02"
     "000,0,1,1,1,2,6,0,00000000,1,000\x03\r\n\x02"
     "1234,0\x03\r\n"sv,
     "cover-open,marker-supply-empty,overheated"},
    {"zpl a label in the buffer", StatusDialect::zpl_hs,
     "\x02"
     "030,0,0,1218,001,0,0,0,000,0,0,0\x03\r\n\x02"
     "000,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x02"
     "1234,0\x03\r\n"sv,
     "busy"},
    {"zpl labels left in the batch", StatusDialect::zpl_hs,
     "\x02"
     "030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n\x02"
     "000,0,0,0,1,2,6,0,00000003,1,000\x03\r\n\x02"
     "1234,0\x03\r\n"sv,
     "busy"},
    {"zpl letters", StatusDialect::zpl_hs,
     "\x02"
     "03x,0\x03\r\n"sv,
     "nonsense"},
    {"zpl too few fields", StatusDialect::zpl_hs,
     "\x02"
     "030,0\x03\x02"
     "1\x03\x02"
     "1\x03"sv,
     "nonsense"},
    {"zpl no STX", StatusDialect::zpl_hs, "ready", "nonsense"},
    {"zpl a number too large", StatusDialect::zpl_hs,
     "\x02"
     "99999999999,0\x03"sv,
     "nonsense"},
    {"tspl ready", StatusDialect::tspl_byte, "\x00"sv, "idle"},
    {"tspl printing", StatusDialect::tspl_byte, "\x20"sv, "busy"},
    {"tspl head open", StatusDialect::tspl_byte, "\x01"sv, "cover-open"},
    {"tspl paper out", StatusDialect::tspl_byte, "\x04"sv, "media-empty"},
    {"tspl jam and pause", StatusDialect::tspl_byte, "\x12"sv, "paused,media-jam"},
    {"tspl full ready", StatusDialect::tspl_full, "\x02@@@@\x03\r\n"sv, "idle"},
    {"tspl full batch", StatusDialect::tspl_full, "\x02P@@@\x03\r\n"sv, "busy"},
    {"tspl full paper", StatusDialect::tspl_full,
     "\x02"
     "E@@A\x03\r\n"sv,
     "media-empty,other-fault"},
    {"tspl full unknown letter is no 'ready'", StatusDialect::tspl_full, "\x02@@z@\x03\r\n"sv,
     "other-fault"},
    {"tspl full cut", StatusDialect::tspl_full, "\x02@@@"sv, "incomplete"},
    {"tspl full wrong end", StatusDialect::tspl_full, "\x02@@@@@@@"sv, "nonsense"},
    {"escpos ready", StatusDialect::escpos, "\x12\x12\x12\x12"sv, "idle"},
    {"escpos paper out", StatusDialect::escpos, "\x1A\x32\x12\x72"sv, "media-empty"},
    {"escpos paper low goes on", StatusDialect::escpos, "\x12\x12\x12\x1E"sv, "media-low"},
    {"escpos cover", StatusDialect::escpos, "\x1A\x16\x12\x12"sv, "cover-open"},
    {"escpos off line for no reason told", StatusDialect::escpos, "\x1A\x12\x12\x12"sv, "paused"},
    {"escpos another's byte", StatusDialect::escpos, "\x80\x12\x12\x12"sv, "nonsense"},
    {"epl ready", StatusDialect::epl, "00\r\n", "idle"},
    {"epl two codes", StatusDialect::epl, "07,11\r\n", "media-empty,cover-open"},
    {"epl unknown code", StatusDialect::epl, "55\r\n", "other-fault"},
    {"epl cut", StatusDialect::epl, "0", "incomplete"},
    {"epl words", StatusDialect::epl, "OK\r\n", "nonsense"},
    {"cpcl ready", StatusDialect::cpcl, "\x00"sv, "idle"},
    {"cpcl busy", StatusDialect::cpcl, "\x01"sv, "busy"},
    {"cpcl paper and latch", StatusDialect::cpcl, "\x06"sv, "media-empty,cover-open"},
    {"cpcl low battery goes on", StatusDialect::cpcl, "\x08"sv, "battery-low"},
    {"cpcl a letter", StatusDialect::cpcl, "A", "nonsense"},
};

std::string text_of(StatusRead const& read) {
    if (read.verdict == StatusVerdict::incomplete) return "incomplete";
    if (read.verdict == StatusVerdict::nonsense) return "nonsense";
    if (!read.status.reasons.empty()) return read.status.reasons.text();
    return read.status.idle() ? "idle" : "busy";
}

}  // namespace

TEST_SUITE_BEGIN("printer-status");

TEST_CASE("answers are read") {
    for (Row const& row : rows) {
        CAPTURE(row.name);
        StatusRead const read = read_status(row.dialect, row.bytes);
        CHECK(text_of(read) == row.reasons);
        if (read.verdict == StatusVerdict::complete) CHECK(read.used == row.bytes.size());
    }
}

TEST_CASE("no part of an answer is an answer") {
    for (std::size_t n = 0; n + 6 < zpl_ready.size(); ++n)
        CHECK(read_status(StatusDialect::zpl_hs, zpl_ready.substr(0, n)).verdict ==
              StatusVerdict::incomplete);
}

TEST_CASE("of a doubled answer the first is taken and the second is left") {
    std::string const twice = std::string{zpl_ready} + std::string{zpl_ready};
    StatusRead const read = read_status(StatusDialect::zpl_hs, twice);
    CHECK(read.verdict == StatusVerdict::complete);
    CHECK(read.used == zpl_ready.size());
}

TEST_CASE("every reason has its word and back") {
    for (int n = 0; n <= static_cast<int>(PrinterReason::battery_low); ++n) {
        auto const reason = static_cast<PrinterReason>(n);
        CHECK(reason_of(keyword(reason)) == reason);
    }
}

TEST_SUITE_END();
