// SPDX-License-Identifier: Apache-2.0
// The sender against a printer that misbehaves, over real TCP connections.
#include "devices/label_sender.hpp"
#include "devices/tcp_port.hpp"

#include "print/misbehaving_printer.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

namespace {
using namespace wms;
using namespace wms::devices;
using namespace wms::test;
using namespace std::chrono_literals;

constexpr SendTimes quick{.open = 300ms,
                          .answer = 300ms,
                          .stall = 300ms,
                          .poll = 5ms,
                          .silence = 1000ms,  // a busy machine is no silent printer
                          .at_work = 2000ms};

struct Kind {
    std::string_view name;
    PrinterLanguage language;
    StatusDialect dialect;
};
constexpr Kind kinds[] = {
    {"zpl", PrinterLanguage::zpl, StatusDialect::zpl_hs},
    {"tspl byte", PrinterLanguage::tspl, StatusDialect::tspl_byte},
    {"tspl full", PrinterLanguage::tspl, StatusDialect::tspl_full},
    {"escpos", PrinterLanguage::escpos, StatusDialect::escpos},
    {"epl", PrinterLanguage::epl, StatusDialect::epl},
    {"cpcl", PrinterLanguage::cpcl, StatusDialect::cpcl},
};

// Pixels that contain every command of every language on purpose.
std::string pixels(std::size_t size) {
    std::string_view const nasty = "~HS^XZ\r\nPRINT 1,1\r\nP1\r\n\x1B!?\x1DV\x01";
    std::string bytes;
    while (bytes.size() < size) bytes += nasty;
    bytes.resize(size);
    return bytes;
}

std::string label_in(PrinterLanguage language, std::string const& key) {
    using namespace std::string_literals;
    switch (language) {
        case PrinterLanguage::zpl:
            return "^XA^FX" + key + "^FS^FO0,0^GFA,8,8,2,FFFF0000FFFF0000^FS" +
                   std::string(300, ' ') + "^XZ";
        case PrinterLanguage::tspl:
            return "SIZE 100 mm,10 mm\r\nCLS\r\nBITMAP 0,0,40,10,0," + pixels(400) + "\r\nTEXT \"" +
                   key + "\"\r\nPRINT 1,1\r\n";
        case PrinterLanguage::escpos:
            return "\x1B@\x1Dv0\0\x28\0\x0A\0"s + pixels(400) + key + "\x1DV\x01";
        case PrinterLanguage::epl:
            return "N\r\nq320\r\n;" + key + "\r\nGW0,0,40,10," + pixels(400) + "\r\nP1\r\n";
        case PrinterLanguage::cpcl:
            return "! 0 200 200 10 1\r\nCG 40 10 0 0 " + pixels(400) + "\r\n;" + key +
                   "\r\nPRINT\r\n";
    }
    return {};
}

struct Desk {
    explicit Desk(MisbehavingPrinter const& printer, StatusDialect dialect)
        : port{"127.0.0.1", printer.port()}, sender{port, dialect, quick} {}

    SendEnd send(std::string const& bytes) {
        return sender.send(bytes,
                           {.go_on = [this] { return std::chrono::steady_clock::now() < give_up; },
                            .waits =
                                [this](PrinterReasons reasons) {
                                    if (!reasons.empty()) seen = reasons.text();
                                    if (on_wait) on_wait();
                                },
                            .may_send =
                                [this] {
                                    ++leaves;
                                    return allowed;
                                }});
    }
    TcpPort port;
    LabelSender sender;
    std::chrono::steady_clock::time_point give_up = std::chrono::steady_clock::now() + 10s;
    bool allowed = true;
    int leaves = 0;
    std::string seen;
    std::function<void()> on_wait;
};

std::size_t from_environment(char const* name, std::size_t otherwise) {
    char const* const text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoul(text, nullptr, 10);
}

std::size_t count_of(MisbehavingPrinter const& printer, std::string const& key) {
    std::size_t count = 0;
    for (auto const& label : printer.labels())
        if (label.bytes.find(key) != std::string::npos) ++count;
    return count;
}

}  // namespace

TEST_SUITE_BEGIN("print");

TEST_CASE("every language: a label is sent once and comes out whole") {
    for (Kind const& kind : kinds) {
        SUBCASE(std::string{kind.name}.c_str()) {
            MisbehavingPrinter printer{{.language = kind.language}};
            Desk desk{printer, kind.dialect};
            std::string const label = label_in(kind.language, "SF1234567890123");
            SendEnd const end = desk.send(label);
            CHECK(end.result == SendResult::sent);
            CHECK(end.bytes == label.size());
            CHECK(desk.leaves == 1);
            REQUIRE(printer.came_out(1, 2s));
            CHECK(printer.labels().front().bytes == label);
        }
    }
}

TEST_CASE("every language: waits for paper with the true reason, then prints once") {
    for (Kind const& kind : kinds) {
        SUBCASE(std::string{kind.name}.c_str()) {
            MisbehavingPrinter printer{{.language = kind.language}};
            Desk desk{printer, kind.dialect};
            printer.behave(Trouble::paper_out);
            desk.on_wait = [&] {
                CHECK(printer.labels().empty());
                printer.behave(Trouble::none);
            };
            CHECK(desk.send(label_in(kind.language, "K1")).result == SendResult::sent);
            CHECK(desk.seen == "media-empty");
            CHECK(printer.came_out(1, 2s));
        }
    }
}

TEST_CASE("an open cover, a pause and a printer that is off have their own words") {
    struct Row {
        Trouble trouble;
        std::string_view words;
    };
    for (Row const& row : {Row{Trouble::cover_open, "cover-open"}, Row{Trouble::paused, "paused"},
                           Row{Trouble::off, "offline"}, Row{Trouble::silent, "no-answer"},
                           Row{Trouble::babbles, "no-answer"}}) {
        CAPTURE(row.words);
        MisbehavingPrinter printer{{}};
        Desk desk{printer, StatusDialect::zpl_hs};
        printer.behave(row.trouble);
        std::this_thread::sleep_for(10ms);
        desk.give_up = std::chrono::steady_clock::now() + 300ms;
        SendEnd const end = desk.send(label_in(PrinterLanguage::zpl, "K1"));
        CHECK(end.result == SendResult::not_sent);
        CHECK(desk.seen == row.words);
        CHECK(desk.leaves == 0);
        printer.behave(Trouble::none);
        std::this_thread::sleep_for(30ms);
        CHECK(printer.came_out() == 0);
    }
}

TEST_CASE("without leave nothing is sent") {
    MisbehavingPrinter printer{{}};
    Desk desk{printer, StatusDialect::zpl_hs};
    desk.allowed = false;
    CHECK(desk.send(label_in(PrinterLanguage::zpl, "K1")).result == SendResult::not_sent);
    std::this_thread::sleep_for(30ms);
    CHECK(printer.came_out() == 0);
}

TEST_CASE("a printer that takes no more bytes, or answers no more, leaves a doubt") {
    std::string label = label_in(PrinterLanguage::zpl, "K1");
    SUBCASE("stalls") {
        MisbehavingPrinter printer{{}};
        Desk desk{printer, StatusDialect::zpl_hs};
        label.insert(30, std::string(8'000'000, ' '));
        std::thread later{[&] {
            std::this_thread::sleep_for(15ms);
            printer.behave(Trouble::stalls);
        }};
        SendEnd const end = desk.send(label);
        later.join();
        CHECK(end.result == SendResult::unknown);
        CHECK(end.bytes < label.size());
        printer.behave(Trouble::none);
        CHECK(!printer.came_out(1, 100ms));
    }
    SUBCASE("silent afterwards") {
        MisbehavingPrinter printer{{}};
        Desk desk{printer, StatusDialect::zpl_hs};
        printer.behave(Trouble::silent_after);
        CHECK(desk.send(label).result == SendResult::unknown);
        CHECK(printer.came_out(1, 1s));
    }
    SUBCASE("paper ends in the label") {
        MisbehavingPrinter printer{{.print_time = 700ms}};
        Desk desk{printer, StatusDialect::zpl_hs};
        std::thread later{[&] {
            CHECK(printer.came_out() == 0);
            std::this_thread::sleep_for(40ms);
            printer.behave(Trouble::paper_out);
            std::this_thread::sleep_for(1s);
            printer.behave(Trouble::none);
        }};
        CHECK(desk.send(label).result == SendResult::sent);
        later.join();
        CHECK(desk.seen == "media-empty");
        CHECK(printer.came_out() == 1);
    }
}

TEST_CASE("a late double of the answer before the label is not taken for the one after it") {
    MisbehavingPrinter printer{{.print_time = 60ms}};
    Desk desk{printer, StatusDialect::zpl_hs};
    printer.behave(Trouble::doubles_status);
    CHECK(desk.send(label_in(PrinterLanguage::zpl, "K1")).result == SendResult::sent);
    CHECK(printer.came_out() == 1);  // already, not soon
}

TEST_CASE("a printer without answers: the bytes are acknowledged, no more is said") {
    MisbehavingPrinter printer{{}};
    Desk desk{printer, StatusDialect::none};
    CHECK(desk.send(label_in(PrinterLanguage::zpl, "K1")).result == SendResult::sent);
    CHECK(printer.came_out(1, 1s));
}

TEST_CASE("a slow printer gets its label whole") {
    MisbehavingPrinter printer{{}};
    Desk desk{printer, StatusDialect::zpl_hs};
    std::string label = label_in(PrinterLanguage::zpl, "K1");
    label.insert(30, std::string(100'000, ' '));
    printer.behave(Trouble::slow);
    CHECK(desk.send(label).result == SendResult::sent);
    REQUIRE(printer.came_out(1, 1s));
    CHECK(printer.labels().front().bytes == label);
}

// T16: `./dev soak print` plays every offset of 20 labels.
TEST_CASE("a printer that vanishes at any byte: at most one label, and never a false 'sent'") {
    std::size_t const wanted = from_environment("WMS_PRINT_OFFSETS", 300);
    for (Trouble const trouble : {Trouble::resets, Trouble::loses_power}) {
        for (Kind const& kind : {kinds[0], kinds[1]}) {
            MisbehavingPrinter printer{{.language = kind.language, .print_time = 1ms}};
            std::size_t const length = label_in(kind.language, "K00000000").size();
            std::size_t const rounds = wanted / 4;
            for (std::size_t n = 0; n < rounds; ++n) {
                std::string const key = "K" + std::to_string(10'000'000 + n);
                std::string const label = label_in(kind.language, key);
                // all offsets in turn; with few rounds they are spread
                std::size_t const offset = 1 + (rounds < length ? n * length / rounds : n % length);
                printer.behave(trouble, offset);
                Desk desk{printer, kind.dialect};
                SendEnd const end = desk.send(label);
                CAPTURE(kind.name);
                CAPTURE(offset);
                CHECK(end.result == SendResult::unknown);
                std::this_thread::sleep_for(2ms);
                CHECK(count_of(printer, key) <= (offset >= label.size() ? 1 : 0));
            }
        }
    }
}

TEST_SUITE_END();
