// SPDX-License-Identifier: Apache-2.0
// The CUPS backend wmslabel: CUPS hands it one label, it asks the printer how it is, asks the print
// journal of the server for leave, sends once and asks the printer again. CUPS may start it again
// after a crash as often as it likes: leave is given once.
//
// Device URI: wmslabel://192.0.2.10:9100/?status=zpl_hs&journal=/path/of/the/socket
//             wmslabel://usb-0a5f-0164-SERIAL/?status=…&journal=…
#include "devices/journal_link.hpp"
#include "devices/label_sender.hpp"
#include "devices/printer_uri.hpp"
#include "store/record.hpp"

#include <cups/backend.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace {
using namespace wms::devices;

constexpr std::size_t label_bytes_max = 16UL * 1024 * 1024;
constexpr Patience journal_patience{5000};
constexpr Patience journal_pause{500};
// So long it tries to tell the server how it ended.
constexpr std::chrono::seconds last_word_patience{20};

// NOLINTNEXTLINE(*-non-const-global-variables): a signal reaches nothing else
std::atomic<bool> cancelled{false};

struct Device {
    PrinterUri printer;
    StatusDialect status = StatusDialect::none;
    std::string journal = {};
};

// usb-0a5f-0164-SERIAL → usb://0a5f:0164/SERIAL
std::string printer_text(std::string_view host) {
    if (!host.starts_with("usb-") || host.size() < 13) return "tcp://" + std::string{host};
    std::string text =
        "usb://" + std::string{host.substr(4, 4)} + ":" + std::string{host.substr(9, 4)};
    if (host.size() > 14) text += "/" + std::string{host.substr(14)};
    return text;
}

std::optional<Device> read_device_uri(std::string_view uri) {
    constexpr std::string_view scheme = "wmslabel://";
    if (!uri.starts_with(scheme)) return std::nullopt;
    uri.remove_prefix(scheme.size());
    std::size_t const question = std::min(uri.find('?'), uri.size());
    std::string_view host = uri.substr(0, question);
    while (host.ends_with('/')) host.remove_suffix(1);
    auto const printer = read_printer_uri(printer_text(host));
    if (!printer) return std::nullopt;
    Device device{.printer = *printer};
    std::string_view options = question < uri.size() ? uri.substr(question + 1) : "";
    while (!options.empty()) {
        std::size_t const end = std::min(options.find('&'), options.size());
        std::string_view const option = options.substr(0, end);
        options.remove_prefix(std::min(end + 1, options.size()));
        if (option.starts_with("journal=")) device.journal = journal_text(option.substr(8));
        if (!option.starts_with("status=")) continue;
        auto const status = dialect_of(option.substr(7));
        if (!status) return std::nullopt;
        device.status = *status;
    }
    return device.journal.empty() ? std::nullopt : std::optional{device};
}

std::optional<std::string> read_all(int file) {
    std::string bytes;
    std::array<char, 65536> chunk{};
    while (true) {
        ssize_t const got = ::read(file, chunk.data(), chunk.size());
        if (got < 0) return std::nullopt;
        if (got == 0) return bytes;
        bytes.append(chunk.data(), static_cast<std::size_t>(got));
        if (bytes.size() > label_bytes_max) return std::nullopt;
    }
}

std::string hex_of(std::string_view bytes) {
    std::string hex;
    for (std::uint8_t const byte : wms::store::sha256(bytes)) hex += fmt::format("{:02x}", byte);
    return hex;
}

// CUPS reads what we write to stderr: STATE for programs, INFO for people.
void say(std::string const& line) {
    (void)std::fprintf(stderr, "%s\n", line.c_str());
}

// IPP's keyword where there is one.
std::string ipp_reason(PrinterReason reason) {
    if (reason == PrinterReason::offline) return "offline-report";
    if (reason == PrinterReason::no_answer) return "connecting-to-device";
    return std::string{keyword(reason)} + "-error";
}

class Backend {
public:
    Backend(Device device, std::string_view key, std::string_view queue, std::string bytes)
        : device_{std::move(device)},
          key_{journal_word(key)},
          queue_{journal_word(queue)},
          bytes_{std::move(bytes)},
          sha256_{hex_of(bytes_)} {}

    int print() {
        auto const port = port_to(device_.printer);
        LabelSender sender{*port, device_.status, {}};
        while (true) {
            SendEnd const end = sender.send(bytes_, watch());
            switch (end.result) {
                case SendResult::sent:
                    last_word("sent", {});
                    say("ATTR: job-impressions-completed=1\nPAGE: 1 1");
                    say(fmt::format("INFO: label sent, {} bytes", end.bytes));
                    return CUPS_BACKEND_OK;
                case SendResult::unknown:
                    last_word("unknown", end.reasons);
                    say("ERROR: " + end.detail + "; it is unknown whether the label came out");
                    return CUPS_BACKEND_HOLD;
                case SendResult::not_sent: break;
            }
            if (leave_) last_word("back", end.reasons);
            leave_ = false;
            if (refused_ || cancelled) {
                say("INFO: " + end.detail);
                return CUPS_BACKEND_CANCEL;
            }
        }
    }

private:
    SendWatch watch() {
        return {.go_on = [] { return !cancelled; },
                .waits = [this](PrinterReasons reasons) { waits(reasons); },
                .may_send = [this] { return may_send(); }};
    }

    void waits(PrinterReasons reasons) {
        for (PrinterReason const each : told_.list())
            if (!reasons.has(each)) say("STATE: -" + ipp_reason(each));
        for (PrinterReason const each : reasons.list())
            if (!told_.has(each)) say("STATE: +" + ipp_reason(each));
        told_ = reasons;
        say("INFO: " + (reasons.empty() ? std::string{"ready"} : reasons.text()));
        (void)tell("waits", reasons);
    }

    // Without an answer there is no leave; the server may come back.
    bool may_send() {
        std::string const line = fmt::format("begin {} {} {}", key_, sha256_, queue_);
        while (!cancelled) {
            auto const answer = ask_journal(device_.journal, line, journal_patience);
            if (answer == "yes") return leave_ = true;
            if (answer == "no") {
                refused_ = true;
                return false;
            }
            say(answer ? "INFO: the server is not ready yet" : "INFO: waiting for the server");
            std::this_thread::sleep_for(journal_pause);
        }
        return false;
    }

    bool tell(std::string_view what, PrinterReasons reasons) const {
        std::string const text = reasons.empty() ? "-" : reasons.text();
        auto const answer =
            ask_journal(device_.journal, fmt::format("{} {} {} {}", what, key_, queue_, text),
                        journal_patience);
        return answer == "ok";
    }
    void last_word(std::string_view what, PrinterReasons reasons) const {
        auto const until = std::chrono::steady_clock::now() + last_word_patience;
        while (!tell(what, reasons) && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(journal_pause);
    }

    Device device_;
    std::string key_;
    std::string queue_;
    std::string bytes_;
    std::string sha256_;
    PrinterReasons told_;
    bool leave_ = false;
    bool refused_ = false;
};

std::string environment(char const* name) {
    char const* const text = std::getenv(name);
    return text == nullptr ? std::string{} : std::string{text};
}

}  // namespace

// job-id user title copies options [file]
int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGTERM, [](int) { cancelled = true; });
    (void)std::setvbuf(stderr, nullptr, _IOLBF, 0);
    if (argc == 1) {
        std::puts("network wmslabel \"Unknown\" \"WMS label printer\"");
        return CUPS_BACKEND_OK;
    }
    if (argc < 6 || argc > 7) {
        say("ERROR: wmslabel job-id user title copies options [file]");
        return CUPS_BACKEND_STOP;
    }
    auto const device = read_device_uri(environment("DEVICE_URI"));
    if (!device) {
        say("ERROR: wmslabel://HOST:PORT/?status=DIALECT&journal=SOCKET is wanted as device URI");
        return CUPS_BACKEND_STOP;
    }
    if (std::string_view{argv[4]} != "1") {
        say("ERROR: copies are labels of their own, made by the server");
        return CUPS_BACKEND_CANCEL;
    }
    int const file = argc == 7 ? ::open(argv[6], O_RDONLY | O_CLOEXEC) : 0;
    auto bytes = file < 0 ? std::nullopt : read_all(file);
    if (!bytes || bytes->empty()) {
        say("ERROR: the label cannot be read, or is larger than 16 MB");
        return CUPS_BACKEND_CANCEL;
    }
    Backend backend{*device, argv[3], environment("PRINTER"), std::move(*bytes)};
    return backend.print();
}
