// SPDX-License-Identifier: Apache-2.0
// A label printer behind a TCP port of this machine, with a thread of its own, that does on command
// what printers do to people. Keeps every label that came out.
#pragma once

#include "print/label_stream.hpp"

#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace wms::test {

enum class Trouble : std::uint8_t {
    none,
    off,  // takes no connection
    paper_out,
    cover_open,
    paused,
    stalls,       // stops reading
    slow,         // reads 2 kB every 10 ms
    resets,       // breaks the connection after some bytes of the label
    loses_power,  // likewise, and forgets what it has not printed
    lies,         // says that all is well, nothing comes out
    prints_blank,
    doubles_status,  // each answer twice, the second one late
    silent,          // never answers
    silent_after,    // answers no more once a label has begun
    babbles          // answers nonsense
};

class MisbehavingPrinter {
public:
    struct Options {
        PrinterLanguage language = PrinterLanguage::zpl;
        std::uint16_t port = 0;
        std::chrono::milliseconds print_time{5};
    };
    struct Label {
        std::string bytes;
        bool blank = false;
        std::chrono::steady_clock::time_point came_out_at = {};
    };

    explicit MisbehavingPrinter(Options options);
    MisbehavingPrinter(MisbehavingPrinter const&) = delete;
    MisbehavingPrinter& operator=(MisbehavingPrinter const&) = delete;
    ~MisbehavingPrinter();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    // `bytes`: of the next label, for resets and loses_power. The trouble ends with them.
    void behave(Trouble trouble, std::size_t bytes = 0);
    [[nodiscard]] std::vector<Label> labels() const;
    [[nodiscard]] std::size_t came_out() const { return labels().size(); }
    // Waits until so many have come out.
    [[nodiscard]] bool came_out(std::size_t count, std::chrono::milliseconds patience) const;
    // When the first byte of the last label arrived.
    [[nodiscard]] std::chrono::steady_clock::time_point first_byte_at() const;
    [[nodiscard]] std::uint64_t questions() const { return questions_; }

private:
    using Clock = std::chrono::steady_clock;
    void run();
    void serve_connection();
    void read_some();
    void take(char byte);
    void answer(std::string const& question);
    [[nodiscard]] std::string status_line(std::string const& question) const;
    void print_due();
    void break_off(bool forget);
    void write_late_answers();

    Options options_;
    int listener_ = -1;
    int connection_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<Trouble> trouble_{Trouble::none};
    std::atomic<std::size_t> break_after_{0};
    std::atomic<std::uint64_t> questions_{0};
    LabelStream stream_;
    bool label_seen_ = false;
    std::deque<std::string> inside_;  // received whole, not printed yet
    Clock::time_point next_out_{};
    std::vector<std::pair<Clock::time_point, std::string>> late_answers_;
    mutable std::mutex mutex_;
    std::vector<Label> labels_;
    Clock::time_point first_byte_{};
    std::thread thread_;
};

}  // namespace wms::test
