// SPDX-License-Identifier: Apache-2.0
// What is too deep, too long or too large (reliability §3.9): refused within a second, and the
// process does not grow by it.
#include "web/served.hpp"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <string>

namespace wms::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t growth_kb_max = 50'000;
constexpr auto answer_time_max = 1s;

// "VmRSS:    1234 kB" → 1234.
std::size_t kb_of(std::string_view field) {
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(field)) return std::strtoul(line.c_str() + field.size(), nullptr, 10);
    }
    return 0;
}

// The most this process held since `begin`, over what it held then.
class Growth {
public:
    Growth() {
        std::ofstream{"/proc/self/clear_refs"} << "5\n";  // the peak begins anew
        begin_kb_ = kb_of("VmRSS:");
        REQUIRE(begin_kb_ > 0);
        REQUIRE(kb_of("VmHWM:") < begin_kb_ + growth_kb_max / 2);  // it was taken back
    }
    [[nodiscard]] std::size_t kb() const {
        std::size_t const peak = kb_of("VmHWM:");
        return peak > begin_kb_ ? peak - begin_kb_ : 0;
    }

private:
    std::size_t begin_kb_ = 0;
};

web::Limits upload_limits() {
    web::Limits limits;
    limits.upload_paths = {"/api/v1/imports", "/api/v1/scans/image"};
    return limits;
}

// An import that gets as far as its rows has been let in.
web::OfficePorts import_ports() {
    web::OfficePorts ports;
    ports.import = [](auto const&...) -> web::ImportAnswer {
        throw std::logic_error{"let in"};  // 500, which no case below wants
    };
    return ports;
}

struct Large {
    Served served{upload_limits(), import_ports()};
    Client admin = served.house.signed_in("U-ADMIN", "DESK", lead_pin);

    // Sends the request, and tells how it was answered.
    void refused(std::string const& name, std::string const& path, std::string const& body,
                 std::vector<int> const& statuses) {
        CAPTURE(name);
        std::string const bytes = Served::post(admin, path, body);
        auto const durable = served.house.engine().durable_seq();
        Growth const growth;
        web_test::RawClient client{served.port()};
        auto const begun = Clock::now();
        client.send(bytes);
        int const status = web_test::status_of(client.read_answer(5s));
        auto const took = Clock::now() - begun;
        CAPTURE(status);
        CHECK(std::ranges::find(statuses, status) != statuses.end());
        CHECK(took < answer_time_max);
        CHECK(growth.kb() < growth_kb_max);
        CHECK(served.house.engine().durable_seq() == durable);
        std::string const told = fmt::format(
            "{}: {} bytes, {} in {} ms, {} kB", name, body.size(), status,
            std::chrono::duration_cast<std::chrono::milliseconds>(took).count(), growth.kb());
        MESSAGE(told);
    }
};

std::string many(std::string_view piece, std::size_t count) {
    std::string text;
    text.reserve(piece.size() * count);
    for (std::size_t n = 0; n < count; ++n) text += piece;
    return text;
}

TEST_CASE("JSON that is 100,000 deep is refused") {
    constexpr std::size_t depth = 100'000;
    Large large;
    for (char const* path : {"/api/v1/orders", "/api/v1/scans", "/api/v1/imports?dry_run=true"}) {
        large.refused(fmt::format("lists at {}", path), path, std::string(depth, '['), {400});
        large.refused(fmt::format("closed lists at {}", path), path,
                      std::string(depth, '[') + std::string(depth, ']'), {400});
        large.refused(fmt::format("objects at {}", path), path, many(R"({"a":)", depth), {400});
    }
    large.refused("in a known field", "/api/v1/orders",
                  R"({"lines":)" + std::string(depth, '[') + std::string(depth, ']') + "}", {400});
}

TEST_CASE("arrays of a million elements are refused") {
    constexpr std::size_t count = 1'000'000;
    Large large;
    std::string const numbers = "[" + many("0,", count) + "0]";
    // larger than a body may be
    large.refused("numbers as a scan", "/api/v1/scans", numbers, {413});
    large.refused("lines of an order", "/api/v1/orders",
                  R"({"lines":[)" + many("{},", count) + "{}]}", {413});
    // as large as an import may be
    large.refused("numbers as an import", "/api/v1/imports?dry_run=true", numbers, {400});
    large.refused("numbers as files", "/api/v1/imports?dry_run=true",
                  R"({"files":)" + numbers + "}", {400});
    large.refused("numbers as a file", "/api/v1/imports?dry_run=true",
                  R"({"files":{"skus.csv":)" + numbers + "}}", {400});
    // and what fits into a body
    large.refused("lines of an order in a megabyte", "/api/v1/orders",
                  R"({"lines":[)" + many("{},", 300'000) + "{}]}", {400, 404, 422});
    large.refused("scopes of a key in a megabyte", "/api/v1/keys",
                  R"({"name":"K","scopes":[)" + many(R"("",)", 300'000) + R"(""]})", {400, 422});
}

TEST_CASE("an upload of two gigabytes is refused when it is announced, and when it is not") {
    constexpr std::size_t size = std::size_t{2} << 30;
    Large large;
    std::string const piece(65'536, 'a');
    for (std::string const path : {"/api/v1/scans", "/api/v1/imports", "/api/v1/scans/image"}) {
        for (bool const announced : {true, false}) {
            CAPTURE(path);
            CAPTURE(announced);
            std::string head = fmt::format(
                "POST {} HTTP/1.1\r\nHost: wms.test\r\nContent-Type: application/json\r\n"
                "Cookie: wms_session={}\r\nX-CSRF-Token: {}\r\n",
                path, large.admin.cookie, large.admin.csrf);
            head += announced ? fmt::format("Content-Length: {}\r\n\r\n", size)
                              : std::string{"Transfer-Encoding: chunked\r\n\r\n"};
            Growth const growth;
            web_test::RawClient client{large.served.port()};
            auto const begun = Clock::now();
            client.send(head);
            std::size_t sent = 0;
            std::string const chunk = announced ? piece : "10000\r\n" + piece + "\r\n";
            while (sent < size && client.send(chunk)) sent += piece.size();
            int const status = web_test::status_of(client.read_answer(5s));
            auto const took = Clock::now() - begun;
            CHECK(status == 413);
            CHECK(took < answer_time_max);
            CHECK(growth.kb() < growth_kb_max);
            std::string const told = fmt::format(
                "{} {}: {} after {} kB and {} ms, {} kB", path,
                announced ? "announced" : "in chunks", status, sent >> 10,
                std::chrono::duration_cast<std::chrono::milliseconds>(took).count(), growth.kb());
            MESSAGE(told);
        }
    }
    CHECK(large.served.house.ask(large.admin, Method::get, "/api/v1/session").status == 200);
}

}  // namespace
}  // namespace wms::test
