// SPDX-License-Identifier: Apache-2.0
#include "app/bench/web_bench.hpp"

#include "app/bench/bare_echo.hpp"
#include "app/bench/bench_house.hpp"
#include "app/bench/random.hpp"
#include "app/bench/web_clients.hpp"
#include "app/planner.hpp"
#include "domain/process/access.hpp"
#include "server/api.hpp"
#include "server/office.hpp"
#include "server/server.hpp"

#include <fmt/format.h>

#include <deque>
#include <fstream>
#include <thread>

namespace wms::bench {
namespace {

constexpr std::size_t io_threads = 2;
constexpr std::size_t terminals = 500;
constexpr char const* key = "wms_bench_key";
constexpr char const* lead_pin = "a pin of the bench";

// The whole server as `wms serve` runs it, without demo and printers.
class ServedHouse {
public:
    ServedHouse(std::string const& folder, std::size_t pickers) : house_{folder} {
        house_.set_up_pickers(pickers);
        engine_decides(AddMachineKey{"bench", store::sha256(key), {"stock:read"}});
        ImportMasterData import{};
        import.devices = {{.code = "DESK", .kind = DeviceKind::office}};
        import.operators = {{.badge = "U-LEAD", .name = "Lead", .roles = {Role::lead}}};
        engine_decides(import);
        web::Gate::Options gate{.secrets_folder = house_.folder() + "/secrets"};
        gate.key_calls_per_s = gate.key_calls_burst = 1e9;
        api_.emplace(house_.engine(), web::Api::Options{.gate = gate});
        office_.emplace(house_.engine(), web::OfficePorts{});
        office_->add_to(*api_);
        auto const lead = operator_by_badge(newest(), "U-LEAD");
        engine_decides(SetPin{lead.value(), api_->gate().hash_pin(lead_pin)});
        (void)newest();
        web::Limits limits;
        limits.connections_max = limits.connections_per_address_max = 4000;
        server_.emplace(web::Server::Options{.plain = {{}},
                                             .threads = io_threads,
                                             .limits = limits,
                                             .handler = api_->handler(),
                                             .socket_handler = api_->socket_handler()});
        server_->start();
    }

    [[nodiscard]] House& house() { return house_; }
    [[nodiscard]] std::uint16_t port() const { return server_->ports().plain.at(0); }
    [[nodiscard]] Read newest() { return house_.engine().read_at(house_.engine().durable_seq()); }
    // Signs every picker in at their terminal; their work goes on where it was.
    void sign_in() {
        std::size_t const count = house_.pickers().size();
        sessions_.resize(count);
        WebClients clients{port(), count};
        accepted(clients.run(
            {.count = count},
            [&](std::size_t n) {
                return request("POST /api/v1/session", {},
                               fmt::format(R"({{"badge":"U-{}","device":"HT-{}"}})", n, n));
            },
            [&](std::size_t n, std::string_view answer) {
                return keep_session(sessions_[n], answer);
            }));
    }
    [[nodiscard]] std::string lead_cookie() {
        WebClients clients{port(), 1};
        Session session;
        accepted(clients.run(
            {.count = 1},
            [&](std::size_t) {
                return request(
                    "POST /api/v1/session", {},
                    fmt::format(R"({{"badge":"U-LEAD","device":"DESK","pin":"{}"}})", lead_pin));
            },
            [&](std::size_t, std::string_view answer) { return keep_session(session, answer); }));
        return session.cookie;
    }
    // The picker's next pick as the terminal sends it.
    [[nodiscard]] std::string scan(std::size_t n) {
        Envelope const sent = house_.confirmation(house_.pickers()[n]);
        constexpr std::string_view digits = "0123456789abcdef";
        std::string id;
        for (std::size_t i = 0; i < sent.request.size(); ++i) {
            if (i == 4 || i == 6 || i == 8 || i == 10) id += '-';
            id += digits[sent.request[i] >> 4];
            id += digits[sent.request[i] & 15];
        }
        std::string const body = fmt::format(
            R"({{"raw":"{}","step_token":0,"typed":false,"via":"wedge","event_id":"{}",)"
            R"("device":"HT-{}","device_seq":{},"captured_at":"{}","offline":false}})",
            web::base64(house_.pickers()[n].item), id, n, sent.device_seq,
            to_text(sent.captured_at));
        return request("POST /api/v1/scans",
                       fmt::format("Cookie: wms_session={}\r\nX-CSRF-Token: {}\r\n",
                                   sessions_[n].cookie, sessions_[n].csrf),
                       body);
    }
    static bool is_accepted(std::string_view answer) {
        return answer.starts_with("HTTP/1.1 200") &&
               answer.find(R"("refusal":null)") != answer.npos;
    }
    static void accepted(LoadResult const& result) {
        if (result.bad > 0)
            throw BrokenInvariant{
                fmt::format("{} bad answers, the first: {}", result.bad, result.first_bad)};
    }
    [[nodiscard]] static std::string request(std::string_view line, std::string_view headers,
                                             std::string_view body) {
        return fmt::format(
            "{} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            "Accept-Encoding: gzip\r\n{}Content-Length: {}\r\n\r\n{}",
            line, headers, body.size(), body);
    }
    [[nodiscard]] std::string const& cookie(std::size_t n) const { return sessions_[n].cookie; }

private:
    struct Session {
        std::string cookie;
        std::string csrf;
    };
    static bool keep_session(Session& session, std::string_view answer) {
        auto const between = [&](std::string_view begin, char end) {
            std::size_t const at = answer.find(begin);
            if (at == answer.npos) return std::string{};
            std::size_t const from = at + begin.size();
            return std::string{answer.substr(from, answer.find(end, from) - from)};
        };
        session.cookie = between("wms_session=", ';');
        session.csrf = between(R"("csrf":")", '"');
        return answer.starts_with("HTTP/1.1 201") && !session.csrf.empty();
    }
    void engine_decides(AnyCommand command) {
        Outcome const outcome = house_.engine().decide(
            {.device = {}, .captured_at = {}, .command = std::move(command)});
        ensure(!outcome.refusal, "the house is set up");
    }

    House house_;
    std::optional<web::Office> office_;
    std::optional<web::Api> api_;
    std::optional<web::Server> server_;
    std::vector<Session> sessions_;
};

// Scans that are written down beforehand, as the echo's one is: the clients do the same in both.
class ReadyScans {
public:
    ReadyScans(ServedHouse& served, std::size_t pickers, std::size_t of_each)
        : served_{served}, ready_(pickers) {
        for (std::size_t n = 0; n < pickers; ++n)
            while (ready_[n].size() < of_each) ready_[n].push_back(served.scan(n));
    }
    ReadyScans(ReadyScans const&) = delete;
    ReadyScans& operator=(ReadyScans const&) = delete;
    // Numbers that were not used are given back.
    ~ReadyScans() {
        for (std::size_t n = 0; n < ready_.size(); ++n)
            served_.house().pickers()[n].last_seq -= ready_[n].size();
    }
    [[nodiscard]] std::string next(std::size_t n) {
        if (ready_[n].empty()) return served_.scan(n);
        std::string scan = std::move(ready_[n].front());
        ready_[n].pop_front();
        return scan;
    }

private:
    ServedHouse& served_;
    std::vector<std::deque<std::string>> ready_;
};

class WebBench {
public:
    WebBench(WebOptions const& options, Figures& figures) : options_{options}, figures_{figures} {}
    void run() {
        {
            ServedHouse served{options_.folder, 256};
            served.sign_in();
            measure_echo(served);
            measure_scans(served);
            measure_stock(served);
        }
        ServedHouse served{options_.folder, terminals};
        served.sign_in();
        measure_terminals(served);
        measure_fan_out(served);
    }

private:
    [[nodiscard]] std::uint64_t work(std::uint64_t full) const {
        return options_.quick ? full / 5 : full;
    }
    static double per_s(LoadResult const& result) {
        return static_cast<double>(result.times.count()) / result.elapsed_s;
    }

    // What is left of it on a machine that does other things too.
    static double cpu_us(LoadResult const& result) {
        return result.cpu_s * 1e6 / static_cast<double>(result.times.count());
    }

    // The echo gets the very scans the server will get.
    void measure_echo(ServedHouse& served) {
        BareEcho const echo{io_threads};
        std::string scan = served.scan(0);
        served.house().pickers()[0].last_seq -= 1;
        for (std::size_t const connections : {64U, 256U}) {
            WebClients clients{echo.port(), connections};
            auto const good = [](std::size_t, std::string_view answer) {
                return answer.starts_with("HTTP/1.1 200");
            };
            auto const result =
                clients.run({.count = work(50'000)}, [&](std::size_t) { return scan; }, good);
            ServedHouse::accepted(result);
            figures_.set(fmt::format("web_h_{}_per_s", connections), per_s(result));
            fmt::print("H({}), a bare Beast echo: {:.0f} answers/s, {:.0f} us of CPU each\n",
                       connections, per_s(result), cpu_us(result));
        }
    }

    void measure_scans(ServedHouse& served) {
        for (std::size_t const connections : {64U, 256U}) {
            double const cpu_before = cpu_seconds();
            ClosedResult const alone =
                scan_in_turn(served.house(), connections, work(connections * 250));
            auto const count = static_cast<double>(alone.times.count());
            double const engine = count / alone.elapsed_s;
            double const engine_us = (cpu_seconds() - cpu_before) * 1e6 / count;
            WebClients clients{served.port(), connections};
            ReadyScans scans{served, connections, work(250)};
            LoadResult result = clients.run(
                {.count = work(connections * 250)}, [&](std::size_t n) { return scans.next(n); },
                [](std::size_t, std::string_view answer) {
                    return ServedHouse::is_accepted(answer);
                });
            ServedHouse::accepted(result);
            double const h = figures_.at(fmt::format("web_h_{}_per_s", connections));
            std::string const name = fmt::format("web_scan_{}", connections);
            figures_.set(name + "_per_s", per_s(result));
            figures_.set(name + "_ratio_h", per_s(result) / h);
            figures_.set(name + "_ratio_engine", per_s(result) / engine);
            figures_.set(name + "_cpu_us", cpu_us(result));
            figures_.set(name + "_engine_cpu_us", engine_us);
            figures_.set(name + "_p50_ms", result.times.ms_at(0.5));
            figures_.set(name + "_p99_ms", result.times.ms_at(0.99));
            fmt::print(
                "durable scans over HTTP, {} connections: {:.0f}/s = {:.3f} H (aim {}), "
                "{:.2f} of the engine's own {:.0f}/s; p50 {:.1f} ms, p99 {:.1f} ms, {:.0f} us of "
                "CPU each, {:.0f} of the engine alone\n",
                connections, per_s(result), per_s(result) / h, connections == 64 ? 0.30 : 0.45,
                per_s(result) / engine, engine, result.times.ms_at(0.5), result.times.ms_at(0.99),
                cpu_us(result), engine_us);
        }
    }

    void measure_stock(ServedHouse& served) {
        WebClients clients{served.port(), 64};
        Random random{11};
        auto const ask = [&](std::size_t) {
            return fmt::format(
                "GET /api/v1/stock?sku=P-{} HTTP/1.1\r\nHost: localhost\r\n"
                "Authorization: Bearer {}\r\n\r\n",
                random.below(256), key);
        };
        auto const good = [](std::size_t, std::string_view answer) {
            return answer.starts_with("HTTP/1.1 200") && answer.find("P-") != answer.npos;
        };
        LoadResult result = clients.run({.count = work(50'000)}, ask, good);
        ServedHouse::accepted(result);
        double const ratio = per_s(result) / figures_.at("web_h_64_per_s");
        figures_.set("web_stock_per_s", per_s(result));
        figures_.set("web_stock_ratio_h", ratio);
        fmt::print(
            "stock of a SKU over HTTP, 64 connections: {:.0f}/s = {:.3f} H (aim 0.7), "
            "p99 {:.1f} ms, {:.0f} us of CPU each\n",
            per_s(result), ratio, result.times.ms_at(0.99), cpu_us(result));
    }

    [[nodiscard]] static WebListeners::Listener listener(std::string const& cookie,
                                                         std::string const& topic) {
        return {
            fmt::format("GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
                        "Cookie: wms_session={}\r\n\r\n",
                        cookie),
            fmt::format(R"({{"subscribe":["{}"]}})", topic)};
    }
    static void wait_until_quiet(WebListeners& listeners) {
        auto const end = Clock::now() + std::chrono::seconds{60};
        while (!listeners.all_have_one() && Clock::now() < end)
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
        ensure(listeners.all_have_one(), "every socket gets its snapshot");
    }

    // People at 500 terminals scan every three seconds or so while the office builds waves.
    void measure_terminals(ServedHouse& served) {
        Scale const scale{
            .skus = 2000, .quants_per_sku = 5, .orders = options_.quick ? 5'000U : 20'000U};
        served.house().set_up_goods(scale);
        served.house().place_orders(scale, 0, scale.orders);
        std::vector<WebListeners::Listener> all;
        for (std::size_t n = 0; n < terminals; ++n)
            all.push_back(listener(served.cookie(n), fmt::format("screen:HT-{}", n)));
        WebListeners listeners{served.port(), all};
        wait_until_quiet(listeners);
        WebClients clients{served.port(), terminals};
        std::atomic<bool> stop{false};
        std::size_t orders = 0;
        double waves_s = 0;
        std::thread office{[&] {
            std::this_thread::sleep_for(std::chrono::seconds{1});
            auto const began = Clock::now();
            for (std::size_t more = 1; more > 0;) orders += more = release_waves(served);
            waves_s = seconds(Clock::now() - began);
            std::this_thread::sleep_for(std::chrono::seconds{options_.quick ? 1 : 8});
            stop = true;
        }};
        LoadResult result = clients.run(
            {.per_second = 160, .stop = &stop}, [&](std::size_t n) { return served.scan(n); },
            [](std::size_t, std::string_view answer) { return ServedHouse::is_accepted(answer); });
        office.join();
        ServedHouse::accepted(result);
        figures_.set("web_500_p50_ms", result.times.ms_at(0.5));
        figures_.set("web_500_p95_ms", result.times.ms_at(0.95));
        figures_.set("web_500_p99_ms", result.times.ms_at(0.99));
        figures_.set("web_500_resident_mb", resident_mb());
        fmt::print(
            "500 terminals with sockets, 160 scans/s, {} scans, meanwhile {} orders into waves in "
            "{:.1f} s: scan to verdict p50 {:.1f} ms, p95 {:.1f} ms (aim 150), p99 {:.1f} ms; "
            "{:.0f} MB resident\n",
            result.times.count(), orders, waves_s, result.times.ms_at(0.5),
            result.times.ms_at(0.95), result.times.ms_at(0.99), resident_mb());
    }
    static std::size_t release_waves(ServedHouse& served) {
        WaveProposal proposal;
        {
            Read const read = served.newest();
            Instant const now = served.house().engine().now();
            proposal = propose_waves(read, WarehouseId{1}, now, wave_rules(read, WarehouseId{1}));
        }
        std::size_t orders = 0;
        for (PlanWave const& wave : proposal.commands) orders += wave.orders.size();
        ReleasedWaves const done =
            wms::release_waves(served.house().engine(), {}, std::move(proposal.commands));
        ensure(done.refused == 0, "the waves are released");
        return orders;
    }

    // One board on 500 screens: from the first that has a document to the last.
    void measure_fan_out(ServedHouse& served) {
        std::string const cookie = served.lead_cookie();
        std::vector<WebListeners::Listener> const all(terminals, listener(cookie, "now"));
        WebListeners listeners{served.port(), all};
        wait_until_quiet(listeners);
        std::this_thread::sleep_for(std::chrono::milliseconds{700});
        listeners.mark();
        std::uint64_t const messages = listeners.messages();
        std::uint64_t const bytes = listeners.bytes();
        std::atomic<bool> stop{false};
        std::thread end{[&] {
            std::this_thread::sleep_for(std::chrono::seconds{options_.quick ? 4 : 12});
            stop = true;
        }};
        WebClients clients{served.port(), 16};
        LoadResult result = clients.run(
            {.per_second = 20, .stop = &stop}, [&](std::size_t n) { return served.scan(n); },
            [](std::size_t, std::string_view answer) { return ServedHouse::is_accepted(answer); });
        end.join();
        ServedHouse::accepted(result);
        Times spreads = listeners.spreads();
        double const sent = static_cast<double>(listeners.messages() - messages);
        double const size = static_cast<double>(listeners.bytes() - bytes) / sent;
        figures_.set("web_fan_out_documents", static_cast<double>(spreads.count()));
        figures_.set("web_fan_out_p50_ms", spreads.ms_at(0.5));
        figures_.set("web_fan_out_p95_ms", spreads.ms_at(0.95));
        figures_.set("web_fan_out_messages_per_s", sent / result.elapsed_s);
        figures_.set("web_fan_out_scan_p95_ms", result.times.ms_at(0.95));
        fmt::print(
            "a board on 500 sockets: {} documents, each from the first socket to the last in p50 "
            "{:.1f} ms, p95 {:.1f} ms; {:.0f} messages/s of {:.0f} bytes; scans meanwhile p95 "
            "{:.1f} "
            "ms\n",
            spreads.count(), spreads.ms_at(0.5), spreads.ms_at(0.95), sent / result.elapsed_s, size,
            result.times.ms_at(0.95));
    }
    static double resident_mb() {
        std::ifstream file{"/proc/self/statm"};
        double total = 0;
        double resident = 0;
        file >> total >> resident;
        return resident * 4096 / (1 << 20);
    }

    WebOptions options_;
    Figures& figures_;
};

}  // namespace

void measure_web(WebOptions const& options, Figures& figures) {
    WebBench{options, figures}.run();
}

}  // namespace wms::bench
