// SPDX-License-Identifier: Apache-2.0
// Sends one label to one printer, once: ask how the printer is; wait, with the true reason, until a
// label can come out; ask for leave; send; ask until the printer has nothing of it left. The same
// code works inside the server (TCP, USB) and inside the CUPS backend.
//
// After the first byte there is no way back: whatever breaks then, the label may or may not be on
// paper, the end is `unknown`, and nobody here tries again. Knows no job and no warehouse.
#pragma once

#include "devices/printer_port.hpp"
#include "devices/printer_status.hpp"

#include <functional>

namespace wms::devices {

struct SendTimes {
    Patience open{2000};
    Patience answer{2000};
    Patience stall{4500};       // the printer takes no byte for so long
    Patience poll{250};         // between two questions while it waits or prints
    Patience silence{4000};     // after sending: neither an answer nor a byte taken for so long
    Patience at_work{120'000};  // after sending: it answers, is ready and still not done
};

enum class SendResult : std::uint8_t {
    not_sent,  // no byte has left
    sent,      // the printer says that it has worked it off, or it says nothing, ever
    unknown    // it may or may not have come out
};

struct SendEnd {
    SendResult result = SendResult::not_sent;
    PrinterReasons reasons = {};
    std::size_t bytes = 0;    // that left
    std::string detail = {};  // for the log and the lead: "connection closed after 2000 bytes"
};

struct SendWatch {
    // Asked again and again while waiting. False: the server stops, the job was withdrawn.
    std::function<bool()> go_on;
    // The printer stands still for these reasons; told when they change. Empty: no longer.
    std::function<void(PrinterReasons)> waits;
    // Right before the first byte: the journal has it on the disk, this key was never sent before.
    std::function<bool()> may_send;
};

class LabelSender {
public:
    LabelSender(PrinterPort& port, StatusDialect dialect, SendTimes times)
        : port_{port}, dialect_{dialect}, times_{times} {}

    [[nodiscard]] SendEnd send(std::string_view bytes, SendWatch const& watch);
    // One question, for people: how is it now? Opens and closes the port.
    [[nodiscard]] PrinterStatus ask();

private:
    using Clock = std::chrono::steady_clock;

    bool wait_until_ready(SendWatch const& watch);
    [[nodiscard]] PrinterStatus look();
    // Nothing: no answer, or the port is closed now.
    [[nodiscard]] std::optional<PrinterStatus> status_now();
    std::optional<PrinterStatus> answer();
    [[nodiscard]] std::optional<StatusRead> answer_in(std::string const& bytes) const;
    void drop_old_answers();
    [[nodiscard]] SendEnd write_all(std::string_view bytes);
    [[nodiscard]] SendEnd wait_until_done(SendEnd end, SendWatch const& watch);
    void tell(SendWatch const& watch, PrinterReasons reasons);
    [[nodiscard]] bool pause(SendWatch const& watch) const;

    PrinterPort& port_;
    StatusDialect dialect_;
    SendTimes times_;
    PrinterReasons told_;
};

}  // namespace wms::devices
