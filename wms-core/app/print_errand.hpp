// SPDX-License-Identifier: Apache-2.0
// One label at one printer, on the thread of the printer's lane: straight to it, through a CUPS
// queue with our backend, or through a queue that only CUPS knows. Every way asks the journal for
// leave right before the first byte can leave this house's programs.
#pragma once

#include "app/print_desk.hpp"

#include "devices/cups_client.hpp"
#include "devices/printer_uri.hpp"

namespace wms {

class PrintErrand {
public:
    PrintErrand(std::shared_ptr<PrintDesk> desk, PrintJobId id, PrintJob const& job,
                std::optional<LabelTarget> target);

    using Reports = OutboxWorkers::Reports;
    [[nodiscard]] std::optional<LabelTarget> const& target() const { return target_; }
    Reports print(LabelResult const& made);
    // Until somebody sets the printer up, moves the label or stops the server.
    Reports hold(std::string const& reason);
    // An earlier run of the server had leave to send and did not live to say what became of it.
    Reports find_out();

    // From the backend, by the journal's socket: on that thread.
    std::string backend_says(std::vector<std::string> const& words);

private:
    using Clock = std::chrono::steady_clock;

    Reports send(devices::PrinterPort& port, std::string_view bytes);
    Reports print_through_backend(devices::PrinterUri const& uri, std::string const& bytes);
    Reports print_through_cups(devices::PrinterUri const& uri, std::string const& bytes);
    Reports follow_backend(devices::PrinterUri const& uri);
    Reports follow_cups(devices::PrinterUri const& uri);
    bool hand_to_cups(devices::PrinterUri const& uri, std::string const& bytes);
    bool wait_for_queue(devices::PrinterUri const& uri);
    std::optional<Reports> verdict_of(devices::CupsJob const& job);

    devices::SendWatch watch();
    void waits(devices::PrinterReasons reasons);
    bool begin();
    bool go_on();
    [[nodiscard]] bool is_ours(Read const& read) const;
    [[nodiscard]] bool has_end();
    bool move_to_backup();
    bool sleep();
    bool wait_for_news(std::string const& queue, std::uint64_t heard);
    Reports fail(std::string const& sentence);

    [[nodiscard]] AnyCommand said(PrintState state, std::string reason) const;
    void report(PrintState state, std::string const& reason);
    void hold_for(std::string const& reason);
    void stands(bool yes);
    bool tell(AnyCommand command);
    // On the socket's thread, while the backend waits: false when it could not be written down.
    bool report_soon(PrintState state, std::string const& reason);
    void log(std::string_view what, std::string_view detail) const;

    std::shared_ptr<PrintDesk> desk_;
    PrintJobId id_;
    PrintJob job_;
    std::optional<LabelTarget> target_;
    std::string key_;
    std::string queue_;  // where the backend must come from
    std::string sha256_;
    std::atomic<bool> begun_{false};
    std::atomic<Clock::rep> heard_at_{0};  // of the backend
    bool refused_ = false;
    bool ours_ = true;  // once it is not, it never is again
    std::string held_for_;
    Clock::time_point look_again_{};
    std::atomic<Clock::rep> standing_since_{0};  // 0: it does not stand
};

}  // namespace wms
