// SPDX-License-Identifier: Apache-2.0
#include "app/serve.hpp"

#include "app/authority_door.hpp"
#include "app/auto_planner.hpp"
#include "app/build_commit.hpp"
#include "app/carrier_desk.hpp"
#include "app/custom_label.hpp"
#include "app/demo.hpp"
#include "app/label_maker.hpp"
#include "app/local_authority.hpp"
#include "app/office_ports.hpp"
#include "app/picture_scan.hpp"
#include "app/print_desk.hpp"
#include "app/printer_office.hpp"
#include "app/sandbox_world.hpp"
#include "app/scale_desk.hpp"
#include "app/scan_desk.hpp"
#include "app/scanner_ports.hpp"
#include "app/server_figures.hpp"
#include "app/server_log.hpp"
#include "app/sheet_data.hpp"
#include "domain/process/access.hpp"
#include "domain/process/housekeeping.hpp"
#include "server/api.hpp"
#include "server/assets.hpp"
#include "server/office.hpp"
#include "server/request_head.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>
#include <boost/json.hpp>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <future>
#include <optional>
#include <thread>

namespace wms::app {
namespace {

using web::Answer;
using web::Request;
using web::Response;
using Clock = std::chrono::steady_clock;

Engine::Options engine_options(std::string const& data) {
    return {.folder = data, .log = [](std::string const& line) {
                log_event(LogLevel::info, "engine", {{"message", line}});
            }};
}

web::Api::Options api_options(std::string const& data, Config const& config) {
    std::string folder = config.text("secrets");
    if (folder.empty()) folder = data + "/secrets";
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    web::Api::Options options{.gate = {.secrets_folder = folder}};
    options.workers = static_cast<std::size_t>(config.number("workers"));
    return options;
}

// Time passes for the core, and readers that lived too long are cut, until the end.
class Housekeeper {
public:
    explicit Housekeeper(Engine& engine) : thread_{[this, &engine] { run(engine); }} {}
    Housekeeper(Housekeeper const&) = delete;
    Housekeeper& operator=(Housekeeper const&) = delete;
    ~Housekeeper() {
        {
            std::lock_guard const lock{mutex_};
            stopping_ = true;
        }
        woken_.notify_all();
        thread_.join();
    }

private:
    void run(Engine& engine) {
        std::unique_lock lock{mutex_};
        for (std::uint64_t number = 1; !stopping_; ++number) {
            engine.submit({.device = {}, .captured_at = engine.now(), .command = Tick{number}},
                          [](Outcome const&) {});
            if (number % 5 == 0) engine.tend();
            woken_.wait_for(lock, std::chrono::seconds{1}, [this] { return stopping_; });
        }
    }
    std::mutex mutex_;
    std::condition_variable woken_;
    bool stopping_ = false;
    std::thread thread_;
};

std::string verdict_of(Response const& response) {
    if (response.status != 200) return response.status == 409 ? "conflict" : "malformed";
    std::size_t const at = response.body.find("\"refusal\":{");
    if (at == std::string::npos) return "accepted";
    constexpr std::string_view field = "\"code\":\"";
    std::size_t const code = response.body.find(field, at);
    if (code == std::string::npos) return "refused";
    std::size_t const begin = code + field.size();
    return response.body.substr(begin, response.body.find('"', begin) - begin);
}

class Serving {
public:
    Serving(std::string const& data, Config const& config)
        : data_{data},
          config_{config},
          assets_{config.text("web_root").empty() ? web::Assets{}
                                                  : web::Assets{config.text("web_root")}},
          engine_{engine_options(data)},
          api_{engine_, api_options(data, config)} {
        bool const demo = !config.text("demo").empty();
        bool const sandbox = demo || config.yes("sandbox");
        if (!sandbox) start_print_desk();
        start_outbox(sandbox);
        if (demo) start_demo();
        if (config.yes("usb_scanners")) start_scan_desk();
        start_scales();
        add_routes();
        server_.emplace(server_options());
        if (!config.text("listen_ca").empty()) door_.emplace(config, server_->ports().tls.front());
        housekeeper_.emplace(engine_);
        // the sample day plans by its own clock
        if (!demo && config.yes("planner"))
            planner_.emplace(engine_, AutoPlanner::Options{.log = [](std::string const& line) {
                                 log_event(LogLevel::info, "planner", {{"message", line}});
                             }});
    }

    void run() {
        server_->start();
        if (door_) door_->start();
        say_where();
        wait_for_signal();
        log_event(LogLevel::info, "stopping");
        bool const clean = server_->stop(std::chrono::seconds{config_.number("stop_seconds")});
        door_.reset();
        planner_.reset();
        guns_.reset();
        stop_printing();
        scales_.reset();
        housekeeper_.reset();
        log_event(LogLevel::info, "stopped", {{"cut", !clean}, {"seq", engine_.durable_seq()}});
    }

private:
    void start_outbox(bool sandbox) {
        world_ = SandboxWorld::make();
        CarrierDesk desk{.sources = {},
                         .others = sandbox ? NumberSource::sandbox : NumberSource::pool,
                         .sandbox = world_};
        for (auto const& [carrier, source] : config_.pairs("carriers"))
            desk.sources[carrier] =
                source == "sandbox" ? NumberSource::sandbox : NumberSource::pool;
        OutboxWorkers::Options options{.performers = {}, .log = log_of("outbox")};
        if (sandbox) options.performers = world_->performers();
        if (desk_) options.performers[EffectKind::print] = desk_->performer();
        options.performers[EffectKind::request_waybill] = carrier_performer(std::move(desk));
        outbox_.emplace(engine_, std::move(options));
    }
    void start_scan_desk() {
        guns_ = std::make_unique<ScanDesk>(
            engine_, ScanDesk::Options{.data = data_,
                                       .profiles = config_.text("scanner_profiles"),
                                       .log = [](std::string const& event, std::string const& gun,
                                                 std::string const& what) {
                                           log_event(
                                               LogLevel::info, "scanner",
                                               {{"what", event}, {"gun", gun}, {"message", what}});
                                       }});
    }
    void start_print_desk() {
        devices::PrinterProfiles profiles =
            devices::printer_profiles(config_.text("printer_profiles"));
        for (devices::ProfileProblem const& each : profiles.problems)
            log_event(LogLevel::error, "printer_profile",
                      {{"problem", devices::sentence(each, Language::en)}});
        desk_ = PrintDesk::make(
            engine_,
            {.files = data_ + "/labels",
             .profiles = std::move(profiles.list),
             .maker = with_custom_labels(label_maker([settings = waybill_settings()](
                                                         Read const& read, PrintJob const& job) {
                                             return print_data(read, job, settings);
                                         }),
                                         data_ + "/labels"),
             .backup_after = std::chrono::seconds{config_.number("backup_printer_seconds")},
             .cups = {.server = config_.text("cups")},
             .socket = print_socket(),
             .log = log_of("print")});
        auto const removed = desk_->files().forget_older_than(
            std::chrono::hours{24 * config_.number("labels_days")});
        if (removed > 0) log_event(LogLevel::info, "labels_forgotten", {{"files", removed}});
    }
    void start_scales() {
        devices::ScaleProfiles const profiles = devices::scale_profiles();
        std::vector<StationScale> scales;
        for (std::string const& text : config_.texts("scales")) {
            auto scale = read_station_scale(text, profiles);
            if (!scale) throw std::runtime_error(scale.error());
            scales.push_back(std::move(*scale));
        }
        if (!scales.empty()) scales_.emplace(engine_, std::move(scales), log_of("scale"));
    }
    WaybillSettings waybill_settings() {
        return {.language = config_.text("label_language") == "en" ? Language::en : Language::zh,
                .sender_name = config_.text("sender_name"),
                .sender_phone = config_.text("sender_phone"),
                .sender_address = config_.text("sender_address"),
                .now = [this] { return engine_.now(); }};
    }
    [[nodiscard]] std::string print_socket() const {
        return std::filesystem::absolute(data_ + "/print.sock").string();
    }
    static std::function<void(std::string const&)> log_of(std::string event) {
        return [event = std::move(event)](std::string const& line) {
            log_event(LogLevel::info, event, {{"message", line}});
        };
    }
    // Both at once: the lanes end when the desk lets go of its printers.
    void stop_printing() {
        if (!desk_) return;
        auto const stopped = std::async(std::launch::async,
                                        [this] { return outbox_->stop(std::chrono::seconds{5}); });
        desk_->stop();
    }
    void start_demo() {
        demo_ = std::make_unique<DemoDay>(engine_, world_,
                                          DemoDay::Options{.folder = config_.text("demo")});
        if (auto const opened = demo_->open(); !opened)
            throw std::runtime_error(sentence(opened.error(), Language::en));
        for (web::DemoPerson const& person : demo_people()) set_demo_pin(person);
    }
    // The demo's lead and admin have a PIN that everybody may know.
    void set_demo_pin(web::DemoPerson const& person) {
        if (person.pin.empty()) return;
        auto const who = operator_by_badge(engine_.read_at(engine_.durable_seq()), person.badge);
        if (!who) return;
        (void)engine_
            .submit(Envelope{.device = {},
                             .captured_at = engine_.now(),
                             .command = SetPin{*who, api_.gate().hash_pin(person.pin)}})
            .get();
    }
    [[nodiscard]] OfficeFacts office_facts() const {
        std::string const backups = config_.text("backups");
        OfficeFacts facts{.data = data_,
                          .backups = backups.empty() ? data_ + "/backups" : backups,
                          .version = WMS_VERSION,
                          .commit = std::string{build_commit()}};
        if (config_.text("listen_tls").empty()) return facts;
        auto const in_use = certificate_facts(config_.text("certificate"));
        facts.certificate_subject = in_use.subject;
        facts.certificate_until = in_use.until;
        return facts;
    }
    [[nodiscard]] std::string authority_page(Request const& request) const {
        if (config_.text("authority").empty()) return {};
        if (door_) return door_->page(request);
        return fmt::format("{}://{}/ca", request.secure ? "https" : "http", request.header("Host"));
    }
    void add_routes() {
        auto ports = office_ports(engine_, office_facts(), demo_ ? demo_->port() : web::DemoPort{});
        ports.authority_page = [this](Request const& request) { return authority_page(request); };
        auto const room = std::make_shared<PrinterRoom>(
            PrinterRoom::Options{.cups = {.server = config_.text("cups")},
                                 .profiles_folder = config_.text("printer_profiles"),
                                 .socket = print_socket()});
        ports.printers = printer_port(engine_, room);
        if (scales_) {
            ports.scale = [this](std::string const& station) -> std::optional<web::ScaleNow> {
                auto const now = scales_->now_at(station);
                if (!now) return std::nullopt;
                return web::ScaleNow{boost::describe::enum_to_string(now->doubt, "?"), now->grams};
            };
        }
        office_.emplace(engine_, std::move(ports));
        office_->add_to(api_);
        web::ScannerPorts scanners = profile_ports(config_.text("scanner_profiles"));
        if (guns_) add_guns(scanners, *guns_);
        api_.add(web::scanner_routes(std::move(scanners)));
        api_.add(web::picture_routes(picture_port(picture_reader_options())));
    }

    web::Server::Options server_options() {
        return {
            .plain = config_.addresses("listen"),
            .tls = config_.addresses("listen_tls"),
            .certificate = {.chain_file = config_.text("certificate"),
                            .key_file = config_.text("certificate_key")},
            .hsts = config_.yes("hsts"),
            .threads = static_cast<std::size_t>(config_.number("threads")),
            .hosts = config_.texts("hosts"),
            .limits = config_.limits(),
            .handler =
                [this, api = api_.handler()](Request request, Answer answer) {
                    answer_one(api, std::move(request), std::move(answer));
                },
            .socket_handler = api_.socket_handler(),
            .may_upload = [this](Request const& request) { return api_.gate().knows(request); }};
    }

    void answer_one(web::Handler const& api, Request request, Answer answer) {
        if (auto own = answer_ourselves(request)) return answer(std::move(*own));
        if (!request.path.starts_with("/api/")) return answer(assets_.answer(request));
        bool const scan = request.path == "/api/v1/scans" || request.path == "/api/v1/presses";
        auto const counted = [this, scan, begun = Clock::now(),
                              method = web::name_of(request.method),
                              path = request.path](Response response) {
            auto const took =
                std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun);
            if (scan) figures_.scan(verdict_of(response), took);
            if (response.status >= 500 || config_.yes("log_requests"))
                log_event(response.status >= 500 ? LogLevel::error : LogLevel::info, "request",
                          {{"method", method},
                           {"path", path},
                           {"status", response.status},
                           {"us", took.count()}});
            response.headers.push_back({"Cache-Control", "no-store"});
            return response;
        };
        api(std::move(request), [counted, answer = std::move(answer)](Response response) {
            if (!response.later) return answer(counted(std::move(response)));
            // what is not made yet is counted on the thread that makes it
            response.later = [counted, make = std::move(response.later)] {
                return counted(make());
            };
            answer(std::move(response));
        });
    }

    std::optional<Response> answer_ourselves(Request const& request) {
        if (request.path == "/healthz")
            return Response{.content_type = "text/plain", .body = "ok\n"};
        if (request.path == "/readyz") return ready();
        if (request.path == "/version")
            return web::json(200, boost::json::object{{"version", WMS_VERSION}, {"api", "v1"}});
        if (request.path == "/metrics") return metrics(request);
        if (request.path == "/ca" || request.path == "/ca.crt")
            return authority_answer(request, config_.text("authority"), authority_page(request));
        bool const moved = config_.yes("redirect") && !request.secure;
        if (moved && server_->ports().tls.empty()) return web::not_found();
        if (moved) return to_tls(request, server_->ports().tls.front());
        return std::nullopt;
    }

    Response ready() const {
        struct statvfs disk{};
        bool const known = ::statvfs(data_.c_str(), &disk) == 0;
        auto const free_mb = static_cast<std::int64_t>(disk.f_bavail * disk.f_frsize >> 20);
        bool const room = known && free_mb >= config_.number("disk_free_mb");
        return web::json(room ? 200 : 503,
                         boost::json::object{{"ready", room}, {"disk_free_mb", free_mb}});
    }

    Response metrics(Request const& request) {
        auto const allowed = config_.texts("metrics_for");
        bool const may = std::any_of(allowed.begin(), allowed.end(), [&](std::string const& each) {
            return request.peer.starts_with(each);
        });
        if (!may) return web::not_found();
        auto const outbox = outbox_ ? std::optional{outbox_->figures()} : std::nullopt;
        return {.content_type = "text/plain; version=0.0.4",
                .body = figures_.text(engine_, server_->figures(), outbox ? &*outbox : nullptr) +
                        (guns_ ? guns_->figures() : "")};
    }

    void say_where() const {
        auto const say = [](std::string_view scheme, std::string const& host, std::uint16_t port) {
            log_event(LogLevel::info, "listening", {{"url", url_of(scheme, host, port)}});
        };
        auto const ports = server_->ports();
        auto const plain = config_.addresses("listen");
        auto const tls = config_.addresses("listen_tls");
        for (std::size_t n = 0; n < plain.size(); ++n) say("http", plain[n].host, ports.plain[n]);
        for (std::size_t n = 0; n < tls.size(); ++n) say("https", tls[n].host, ports.tls[n]);
        if (door_) door_->say_where();
        if (std::string const file = config_.text("authority"); !file.empty())
            log_event(LogLevel::info, "authority", {{"sha256", fingerprint_of(file)}});
    }

    static void wait_for_signal() {
        sigset_t wanted;
        sigemptyset(&wanted);
        sigaddset(&wanted, SIGTERM);
        sigaddset(&wanted, SIGINT);
        int signal = 0;
        sigwait(&wanted, &signal);
    }

    std::string const data_;
    Config const& config_;
    web::Assets assets_;
    ServerFigures figures_;
    Engine engine_;
    std::shared_ptr<SandboxWorld> world_;
    std::optional<ScaleDesk> scales_;
    std::shared_ptr<PrintDesk> desk_;
    std::optional<OutboxWorkers> outbox_;
    std::unique_ptr<DemoDay> demo_;
    std::unique_ptr<ScanDesk> guns_;
    std::optional<web::Office> office_;
    web::Api api_;
    std::optional<web::Server> server_;
    std::optional<AuthorityDoor> door_;
    std::optional<Housekeeper> housekeeper_;
    std::optional<AutoPlanner> planner_;
};

}  // namespace

int serve(std::string const& data, Config const& config) {
    // every thread started from here on leaves the signals to wait_for_signal
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGINT);
    pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    Serving serving{data, config};
    serving.run();
    return 0;
}

}  // namespace wms::app
