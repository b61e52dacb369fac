// SPDX-License-Identifier: Apache-2.0
#include "app/printers.hpp"

#include "app/label_maker.hpp"

#include "devices/label_sender.hpp"
#include "devices/printer_uri.hpp"
#include "devices/usb_port.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <thread>

namespace wms {
namespace {

using devices::PrinterUri;
using devices::PrinterWay;
using devices::SendResult;

constexpr devices::Patience search_patience{5000};
constexpr devices::Patience mdns_patience{3000};  // a printer that is on answers within a second
constexpr std::chrono::seconds test_patience{20};
constexpr std::chrono::seconds queue_patience{60};  // for a job that CUPS has
constexpr std::chrono::milliseconds queue_poll{250};
constexpr std::string_view test_template = "test.100x100";

std::string escaped(std::string_view path) {
    std::string text;
    for (char const each : path) {
        bool const plain = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
                           (each >= '0' && each <= '9') || each == '-' || each == '_' ||
                           each == '.';
        text +=
            plain ? std::string{each} : fmt::format("%{:02X}", static_cast<unsigned char>(each));
    }
    return text;
}

// wmslabel://192.0.2.10:9100/?… → the printer behind it.
std::optional<PrinterUri> behind(std::string_view device_uri) {
    constexpr std::string_view scheme = "wmslabel://";
    if (!device_uri.starts_with(scheme)) return std::nullopt;
    std::string_view const rest = device_uri.substr(scheme.size());
    return devices::read_printer_uri("tcp://" +
                                     std::string{rest.substr(0, rest.find_first_of("/?"))});
}

std::string reason_text(std::optional<devices::CupsQueue> const& queue) {
    if (!queue) return "cups-down";
    if (queue->name.empty()) return "unknown-printer";
    if (!queue->reasons.empty()) return fmt::format("{}", fmt::join(queue->reasons, ","));
    return queue->stopped || !queue->accepting ? "queue-stopped" : "";
}

}  // namespace

// How a printer of the house is reached for a question or a test.
struct PrinterRoom::Way {
    std::optional<PrinterUri> uri;  // of a port we open, or of a queue
    devices::PrinterProfile const* profile = nullptr;
    [[nodiscard]] bool is_port() const { return uri && !uri->is_queue(); }
};

std::optional<std::string> direct_uri(std::string_view cups_uri) {
    constexpr std::string_view scheme = "socket://";
    if (!cups_uri.starts_with(scheme)) return std::nullopt;
    std::string_view rest = cups_uri.substr(scheme.size());
    rest = rest.substr(0, rest.find_first_of("/?"));
    auto const uri = devices::read_printer_uri("tcp://" + std::string{rest});
    return uri ? std::optional{uri->text()} : std::nullopt;
}

PrinterIdentity identity_of(devices::CupsDevice const& listed,
                            devices::MdnsPlace const* announced) {
    auto const said = [](std::string const& text) {
        return text.empty() || text == "unknown" || text == "Unknown" ? std::string{} : text;
    };
    std::string model = said(listed.make_and_model);
    if (model.empty() && announced != nullptr) model = announced->model;
    PrinterIdentity identity{.called = model.empty() ? listed.info : model,
                             .id = said(listed.device_id)};
    if (identity.id.empty() && announced != nullptr) identity.id = announced->device_id;
    if (identity.id.empty()) identity.id = identity.called + " " + listed.info;
    return identity;
}

PrinterRoom::PrinterRoom(Options options)
    : options_{std::move(options)},
      cups_{options_.cups},
      profiles_{devices::printer_profiles(options_.profiles_folder)} {}

PrinterRoom::Way PrinterRoom::way_to(Printer const& printer) const {
    Way way{.uri = devices::read_printer_uri(printer.uri),
            .profile = profiles_.find(printer.profile)};
    if (!way.uri || way.uri->way != PrinterWay::wmslabel) return way;
    auto const queue = cups_.queue(way.uri->host);
    auto const printer_uri = queue ? behind(queue->device_uri) : std::nullopt;
    if (printer_uri) way.uri = printer_uri;
    return way;
}

std::vector<FoundPrinter> PrinterRoom::find() const {
    std::vector<FoundPrinter> found;
    auto const add = [&](std::string uri, std::string called, std::string_view id) {
        bool const known = std::ranges::find(found, uri, &FoundPrinter::uri) != found.end();
        if (known) return;
        auto const* const profile = profiles_.propose(id.empty() ? called : std::string{id});
        found.push_back({std::move(uri), std::move(called), profile ? profile->id : ""});
    };
    for (devices::UsbPrinter const& usb : devices::find_usb_printers()) {
        PrinterUri const uri{.way = PrinterWay::usb,
                             .vendor = usb.vendor,
                             .product = usb.product,
                             .serial = usb.serial};
        add(uri.text(), usb.device_id, {});
    }
    for (devices::CupsQueue const& queue :
         cups_.queues().value_or(std::vector<devices::CupsQueue>{})) {
        bool const ours = queue.device_uri.starts_with("wmslabel:");
        bool const sheets = queue.make_and_model.find("driverless") != std::string::npos ||
                            queue.make_and_model.find("IPP Everywhere") != std::string::npos;
        add((ours     ? "wmslabel://"
             : sheets ? "office://"
                      : "cups://") +
                queue.name,
            queue.make_and_model, {});
    }
    add_network(found, cups_.devices(search_patience).value_or(std::vector<devices::CupsDevice>{}));
    return found;
}

// Two ways of announcing (SNMP and mDNS) may lead to one printer: it is listed once.
void PrinterRoom::add_network(std::vector<FoundPrinter>& found,
                              std::vector<devices::CupsDevice> const& listed) const {
    auto const add = [&](std::string uri, PrinterIdentity identity, std::string_view problem) {
        if (std::ranges::find(found, uri, &FoundPrinter::uri) != found.end()) return;
        auto const* const profile = profiles_.propose(identity.id);
        found.push_back({.uri = std::move(uri),
                         .called = std::move(identity.called),
                         .profile = profile ? profile->id : "",
                         .problem = std::string{problem}});
    };
    std::vector<devices::DnssdName> names;
    std::vector<devices::CupsDevice const*> announcers;
    for (devices::CupsDevice const& device : listed) {
        if (auto const uri = direct_uri(device.uri)) add(*uri, identity_of(device, nullptr), {});
        auto name = devices::read_dnssd_uri(device.uri);
        if (!name) continue;
        names.push_back(std::move(*name));
        announcers.push_back(&device);
    }
    auto const answers = devices::find_raw_ports(names, mdns_patience);
    for (std::size_t at = 0; at < answers.size(); ++at) {
        devices::MdnsAnswer const& answer = answers[at];
        PrinterIdentity identity = identity_of(*announcers[at], answer ? &*answer : nullptr);
        if (!answer) {
            add(announcers[at]->uri, std::move(identity), devices::keyword(answer.error()));
            continue;
        }
        PrinterUri const uri{.way = PrinterWay::tcp, .host = answer->address, .port = answer->port};
        add(uri.text(), std::move(identity), {});
    }
}

PrinterAnswer PrinterRoom::ask(Printer const& printer) const {
    Way const way = way_to(printer);
    if (!way.uri || way.profile == nullptr) return {"stands", "unknown-printer"};
    if (!way.is_port()) {
        std::string const reasons = reason_text(cups_.queue(way.uri->host));
        return {reasons.empty() ? "ready" : "stands", reasons};
    }
    auto const port = devices::port_to(*way.uri);
    devices::PrinterStatus const status =
        devices::LabelSender{*port, way.profile->status, {}}.ask();
    std::string const state = !status.ready() ? "stands" : status.idle() ? "ready" : "busy";
    return {state, status.reasons.text()};
}

std::optional<LabelTarget> PrinterRoom::target_of(Printer const& printer) const {
    auto const* const profile = profiles_.find(printer.profile);
    if (profile == nullptr) return std::nullopt;
    return LabelTarget{printer, *profile};
}

SentByHand PrinterRoom::send(Printer const& printer, std::string const& bytes,
                             std::string const& name, devices::SendWatch const& watch) const {
    Way const way = way_to(printer);
    if (!way.uri || way.profile == nullptr) return {.problem = "unknown-printer"};
    if (!way.is_port()) return queue(way, printer, bytes, name);
    auto const port = devices::port_to(*way.uri);
    devices::LabelSender sender{*port, way.profile->status, {}};
    devices::SendEnd const end = sender.send(bytes, watch);
    return {end.result, end.reasons.empty() ? end.detail : end.reasons.text()};
}

// "Completed" is believed for what it is: the bytes left.
SentByHand PrinterRoom::queue(Way const& way, Printer const& printer, std::string const& bytes,
                              std::string const& name) const {
    std::string const& host = way.uri->host;
    bool const paper = way.uri->way == PrinterWay::office;
    auto const sent = cups_.print({.queue = host,
                                   .name = name,
                                   .format = std::string{document_format(way.profile->language)},
                                   .bytes = bytes,
                                   .media = paper ? paper_of(printer) : std::string{}});
    if (!sent && sent.error() != devices::cups_no_answer) return {.problem = sent.error()};
    auto const until = std::chrono::steady_clock::now() + queue_patience;
    while (std::chrono::steady_clock::now() < until) {
        auto const job = cups_.job(host, name);
        if (job && job->state == devices::CupsJobState::completed) return {SendResult::sent, {}};
        bool const ended = job && (job->state == devices::CupsJobState::cancelled ||
                                   job->state == devices::CupsJobState::aborted);
        if (ended) return {SendResult::unknown, job->message};
        std::this_thread::sleep_for(queue_poll);
    }
    return {SendResult::unknown, reason_text(cups_.queue(host))};
}

TestLabel PrinterRoom::print_test(Printer const& printer, std::uint64_t number) const {
    TestLabel test{.code = fmt::format("TEST-{:06}", number % 1'000'000), .problem = {}};
    auto const target = target_of(printer);
    if (!target) return test.problem = "unknown-printer", test;
    labels::LabelData const data{.fields = {{"code", test.code}, {"printer", printer.name}}};
    auto const made = make_label(std::string{test_template}, data, *target);
    if (!made) return test.problem = made.error(), test;
    auto const until = std::chrono::steady_clock::now() + test_patience;
    SentByHand const sent = send(printer, made->bytes, test.code,
                                 {.go_on = [&] { return std::chrono::steady_clock::now() < until; },
                                  .waits = [](devices::PrinterReasons) {},
                                  .may_send = [] { return true; }});
    if (sent.result != SendResult::sent) test.problem = sent.problem;
    return test;
}

std::string PrinterRoom::add_queue(std::string const& name, std::string const& uri,
                                   std::string const& profile_id) const {
    auto const printer = devices::read_printer_uri(uri);
    auto const* const profile = profiles_.find(profile_id);
    if (!printer || printer->is_queue()) return "tcp:// or usb:// is wanted";
    if (profile == nullptr) return "no profile '" + profile_id + "'";
    std::string const host = printer->way == PrinterWay::tcp
                                 ? fmt::format("{}:{}", printer->host, printer->port)
                                 : fmt::format("usb-{:04x}-{:04x}-{}", printer->vendor,
                                               printer->product, printer->serial);
    return cups_.add(
        {.name = name,
         .device_uri = fmt::format("wmslabel://{}/?status={}&journal={}", host,
                                   devices::name_of(profile->status), escaped(options_.socket)),
         .ppd = "raw",
         .info = "WMS labels"});
}

}  // namespace wms
