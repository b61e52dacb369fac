// SPDX-License-Identifier: Apache-2.0
// Printers that announce themselves: the names, what they call themselves, and (suite print-mdns,
// run by mdns.sh in a network of its own) the way from an announcement to a label printer that
// answers.
#include "app/printers.hpp"
#include "base/ensure.hpp"

#include "devices/mdns.hpp"

#include "print/cups_house.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <thread>

namespace wms::test {
namespace {

using namespace std::chrono_literals;
using devices::DnssdName;
using devices::MdnsFault;

TEST_SUITE_BEGIN("print");

struct NameRow {
    std::string_view name;
    std::string_view uri;
    std::optional<DnssdName> parts;
};
NameRow const name_rows[] = {
    {"as CUPS lists it",
     "dnssd://ZDesigner%20ZD421._pdl-datastream._tcp.local/",
     {{"ZDesigner ZD421", "_pdl-datastream._tcp", "local"}}},
    {"with what stands behind it",
     "dnssd://A._printer._tcp.local/?uuid=1-2",
     {{"A", "_printer._tcp", "local"}}},
    {"dots, underscores and Chinese in the name",
     "dnssd://%E4%BB%93%E5%BA%93%201.2%20._x._ipp._tcp.local/",
     {{"仓库 1.2 ._x", "_ipp._tcp", "local"}}},
    {"a slash in the name", "dnssd://A%2FB._ipp._tcp.local/", {{"A/B", "_ipp._tcp", "local"}}},
    {"a domain of more parts, with its last dot",
     "dnssd://A._ipp._tcp.print.example.com./",
     {{"A", "_ipp._tcp", "print.example.com"}}},
    {"the name of another service inside",
     "dnssd://a._ipp._tcp.b._printer._tcp.local",
     {{"a._ipp._tcp.b", "_printer._tcp", "local"}}},
    {"another scheme", "socket://192.0.2.10:9100", {}},
    {"no name", "dnssd://._ipp._tcp.local/", {}},
    {"no service", "dnssd://A._tcp.local/", {}},
    {"no domain", "dnssd://A._ipp._tcp/", {}},
    {"no domain but its dot", "dnssd://A._ipp._tcp./", {}},
    {"half an escape", "dnssd://A%2._ipp._tcp.local/", {}},
    {"an escape cut off", "dnssd://A._ipp._tcp.local%2", {}},
    {"a zero byte", "dnssd://A%00B._ipp._tcp.local/", {}},
    {"nothing", "dnssd://", {}},
};

TEST_CASE("a dnssd URI is taken apart") {
    for (NameRow const& row : name_rows) {
        CAPTURE(row.name);
        auto const parts = devices::read_dnssd_uri(row.uri);
        REQUIRE(parts.has_value() == row.parts.has_value());
        if (!parts) continue;
        CHECK(parts->instance == row.parts->instance);
        CHECK(parts->type == row.parts->type);
        CHECK(parts->domain == row.parts->domain);
    }
}

TEST_CASE("what CUPS speaks itself is not reached directly") {
    CHECK(direct_uri("socket://192.0.2.10") == "tcp://192.0.2.10:9100");
    CHECK(direct_uri("socket://192.0.2.10:9101/?waiteof=false") == "tcp://192.0.2.10:9101");
    CHECK(!direct_uri("dnssd://A._pdl-datastream._tcp.local/"));
    CHECK(!direct_uri("ipp://192.0.2.10/ipp/print"));
    CHECK(!direct_uri("lpd://192.0.2.10/queue"));
    CHECK(!direct_uri("socket"));
}

struct IdentityRow {
    std::string_view name;
    devices::CupsDevice listed;
    std::optional<devices::MdnsPlace> announced;
    std::string_view called;
    std::string_view profile;  // empty: none fits
};
IdentityRow const identity_rows[] = {
    {"by its device-id",
     {.info = "Packing 1", .make_and_model = "Zebra ZD421", .device_id = "MFG:Zebra;MDL:ZD421;"},
     {},
     "Zebra ZD421",
     "zebra-203"},
    {"by make and model",
     {.info = "Packing 1", .make_and_model = "Zebra ZD421"},
     {},
     "Zebra ZD421",
     "zebra-203"},
    {"by the name people gave it, when CUPS lists it as unknown",
     {.info = "ZDesigner ZD421", .make_and_model = "unknown"},
     {},
     "ZDesigner ZD421",
     "zebra-203"},
    {"by its own announcement, when CUPS did not wait for it",
     {.info = "Packing 1", .make_and_model = "unknown"},
     {{.address = "192.0.2.10",
       .port = 9100,
       .device_id = "MFG:Zebra;MDL:ZD421;",
       .model = "ZDesigner ZD421"}},
     "ZDesigner ZD421",
     "zebra-203"},
    {"by nothing", {.info = "Packing 1", .make_and_model = "unknown"}, {}, "Packing 1", ""},
};

TEST_CASE("a printer's profile is proposed from whatever it says about itself") {
    auto const profiles = devices::printer_profiles();
    for (IdentityRow const& row : identity_rows) {
        CAPTURE(row.name);
        auto const identity = identity_of(row.listed, row.announced ? &*row.announced : nullptr);
        CHECK(identity.called == row.called);
        auto const* const profile = profiles.propose(identity.id);
        CHECK((profile == nullptr ? std::string{} : profile->id) == row.profile);
    }
}

TEST_CASE("every reason why a printer cannot be taken over has words in both languages") {
    for (MdnsFault const fault :
         {MdnsFault::no_service, MdnsFault::no_answer, MdnsFault::no_raw_port}) {
        std::string const word{devices::keyword(fault)};
        CHECK(printer_word(word, Language::en) != word);
        CHECK(printer_word(word, Language::zh) != word);
        CHECK(printer_word(word, Language::en) != printer_word(word, Language::zh));
    }
}

TEST_SUITE_END();
TEST_SUITE_BEGIN("print-mdns");

FoundPrinter const* called(std::vector<FoundPrinter> const& found, std::string_view uri) {
    auto const row = std::ranges::find(found, uri, &FoundPrinter::uri);
    return row == found.end() ? nullptr : &*row;
}

// CUPS lists a printer of which it has not heard all yet a moment later.
std::vector<FoundPrinter> find_all(PrinterRoom const& room, std::size_t wanted) {
    std::vector<FoundPrinter> found;
    for (int n = 0; n < 5 && found.size() < wanted; ++n) found = room.find();
    for (FoundPrinter const& each : found)
        MESSAGE(
            fmt::format("{} | {} | {} | {}", each.uri, each.called, each.profile, each.problem));
    return found;
}

pid_t avahi() {
    char const* const text = std::getenv("WMS_MDNS_AVAHI");
    ensure(text != nullptr, "mdns.sh runs these tests");
    pid_t pid = 0;
    std::string_view const digits = text;
    std::from_chars(digits.data(), digits.data() + digits.size(), pid);
    return pid;
}

// Four printers, five services: mdns.sh.
TEST_CASE("printers that announce themselves are found, and one of them is asked how it is") {
    CupsHouse house;
    PrinterRoom const room{{.cups = {.server = house.server()}}};
    auto const found = find_all(room, 4);
    auto const* const zebra = called(found, "tcp://10.99.0.2:9100");
    REQUIRE(zebra != nullptr);
    CHECK(zebra->problem.empty());
    CHECK(zebra->profile == "zebra-203");
    CHECK(room.ask({.name = "P-1", .uri = zebra->uri, .profile = zebra->profile}).state == "ready");
    // announces LPD too, which CUPS prefers
    auto const* const tsc = called(found, "tcp://10.99.0.2:9101");
    REQUIRE(tsc != nullptr);
    CHECK(tsc->problem.empty());
    CHECK(tsc->profile.starts_with("tsc"));
    auto const* const paper = called(found, "dnssd://Office%20paper._ipp._tcp.local/");
    REQUIRE(paper != nullptr);
    CHECK(paper->problem == "mdns-no-raw-port");
    auto const* const gone = called(found, "dnssd://Godex%20away._pdl-datastream._tcp.local/");
    REQUIRE(gone != nullptr);
    CHECK(gone->problem == "mdns-no-answer");
}

TEST_CASE("an Avahi that hangs costs its patience and is told") {
    std::vector<DnssdName> const names{{"TSC TE210", "_printer._tcp", "local"}};
    REQUIRE(devices::find_raw_ports(names, 3000ms).front().has_value());
    ::kill(avahi(), SIGSTOP);
    auto const since = std::chrono::steady_clock::now();
    auto const answers = devices::find_raw_ports(names, 1000ms);
    auto const took = std::chrono::steady_clock::now() - since;
    ::kill(avahi(), SIGCONT);
    REQUIRE(answers.size() == 1);
    REQUIRE(!answers.front());
    CHECK(answers.front().error() == MdnsFault::no_service);
    CHECK(took < 2500ms);
    CHECK(devices::find_raw_ports(names, 3000ms).front().has_value());
}

TEST_CASE("a machine without Avahi says so at once") {
    ::kill(avahi(), SIGKILL);
    std::this_thread::sleep_for(200ms);
    auto const answers = devices::find_raw_ports({{"A", "_ipp._tcp", "local"}}, 3000ms);
    REQUIRE(answers.size() == 1);
    REQUIRE(!answers.front());
    CHECK(answers.front().error() == MdnsFault::no_service);
}

TEST_SUITE_END();

}  // namespace
}  // namespace wms::test
