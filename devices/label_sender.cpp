// SPDX-License-Identifier: Apache-2.0
#include "devices/label_sender.hpp"

#include <array>
#include <thread>

namespace wms::devices {
namespace {

// Two answers in a row must say "nothing left": the first may be a late double of an answer to a
// question of before the label.
constexpr int idle_answers_wanted = 2;
constexpr int handing_over_looks = 20;
constexpr Patience handing_over_look{10};
constexpr Patience between_idle_answers{20};

PrinterStatus only(PrinterReason reason) {
    PrinterStatus status;
    status.reasons.add(reason);
    return status;
}

}  // namespace

SendEnd LabelSender::send(std::string_view bytes, SendWatch const& watch) {
    told_ = {};
    if (!wait_until_ready(watch)) {
        port_.close();
        return {.reasons = told_, .detail = "stopped before sending"};
    }
    if (!watch.may_send()) {
        port_.close();
        return {.detail = "no leave to send"};
    }
    SendEnd end = write_all(bytes);
    if (end.result == SendResult::sent) end = wait_until_done(std::move(end), watch);
    port_.close();
    return end;
}

PrinterStatus LabelSender::ask() {
    PrinterStatus const status = look();
    port_.close();
    return status;
}

PrinterStatus LabelSender::look() {
    if (!port_.is_open() && !port_.open(times_.open)) return only(PrinterReason::offline);
    if (auto const status = status_now()) return *status;
    bool const gone = !port_.is_open();
    port_.close();  // a late answer must not be taken for the next one's
    return only(gone ? PrinterReason::offline : PrinterReason::no_answer);
}

// A reason that is gone is told too: the station's screen then shows none.
void LabelSender::tell(SendWatch const& watch, PrinterReasons reasons) {
    if (reasons == told_) return;
    told_ = reasons;
    watch.waits(reasons);
}

// In small steps: whoever stops the server does not wait for a printer.
bool LabelSender::pause(SendWatch const& watch) const {
    auto const until = Clock::now() + times_.poll;
    while (Clock::now() < until) {
        if (!watch.go_on()) return false;
        std::this_thread::sleep_for(std::min(times_.poll, Patience{50}));
    }
    return watch.go_on();
}

bool LabelSender::wait_until_ready(SendWatch const& watch) {
    while (watch.go_on()) {
        PrinterStatus const status = look();
        if (status.idle()) {
            tell(watch, {});
            return true;
        }
        if (status.reasons.stops()) tell(watch, status.reasons);
        if (status.ready()) tell(watch, {});  // busy with somebody's label
        if (!pause(watch)) return false;
    }
    return false;
}

std::optional<PrinterStatus> LabelSender::status_now() {
    if (dialect_ == StatusDialect::none) return PrinterStatus{};
    drop_old_answers();
    std::string_view query = status_query(dialect_);
    while (!query.empty()) {
        PortMoved const moved = port_.write(query, times_.answer);
        if (moved.result != PortResult::moved) return std::nullopt;
        query.remove_prefix(moved.bytes);
    }
    return answer();
}

void LabelSender::drop_old_answers() {
    std::array<char, status_bytes_max> old;
    while (port_.is_open() && port_.read(old, Patience{0}).result == PortResult::moved) {
    }
}

// The last whole answer of what has come: a doubled status line leaves its first half behind.
std::optional<StatusRead> LabelSender::answer_in(std::string const& bytes) const {
    std::string_view rest = bytes;
    std::optional<StatusRead> last;
    while (!rest.empty()) {
        StatusRead const found = read_status(dialect_, rest);
        if (found.verdict == StatusVerdict::incomplete) break;
        if (found.verdict == StatusVerdict::complete) last = found;
        rest.remove_prefix(std::min(found.used, rest.size()));
    }
    return last;
}

std::optional<PrinterStatus> LabelSender::answer() {
    auto const until = Clock::now() + times_.answer;
    std::string bytes;
    std::array<char, status_bytes_max> chunk;
    while (Clock::now() < until && bytes.size() < 4 * status_bytes_max) {
        auto const left = std::chrono::duration_cast<Patience>(until - Clock::now());
        PortMoved const moved = port_.read(chunk, left);
        if (moved.result == PortResult::closed) return std::nullopt;
        if (moved.result == PortResult::timed_out) continue;
        bytes.append(chunk.data(), moved.bytes);
        if (auto const found = answer_in(bytes)) return found->status;
    }
    return std::nullopt;
}

SendEnd LabelSender::write_all(std::string_view bytes) {
    SendEnd end;
    while (end.bytes < bytes.size()) {
        PortMoved const moved = port_.write(bytes.substr(end.bytes), times_.stall);
        if (moved.result == PortResult::moved) {
            end.bytes += moved.bytes;
            continue;
        }
        end.result = end.bytes == 0 ? SendResult::not_sent : SendResult::unknown;
        end.reasons.add(moved.result == PortResult::closed ? PrinterReason::offline
                                                           : PrinterReason::no_answer);
        end.detail = port_.problem() + " after " + std::to_string(end.bytes) + " bytes";
        return end;
    }
    end.result = SendResult::sent;
    return end;
}

SendEnd LabelSender::wait_until_done(SendEnd end, SendWatch const& watch) {
    auto const doubt = [&](PrinterReasons reasons, std::string detail) {
        end.result = SendResult::unknown;
        end.reasons = reasons;
        end.detail = std::move(detail);
        return end;
    };
    if (dialect_ == StatusDialect::none) {
        if (port_.finish(times_.stall)) return end;
        return doubt(only(PrinterReason::offline).reasons, port_.problem());
    }
    int idle_answers = 0;
    // what the kernel is still handing over is not to be taken for a late sign of the printer
    for (int n = 0; n < handing_over_looks && port_.under_way() > 0; ++n)
        std::this_thread::sleep_for(handing_over_look);
    std::size_t left = port_.under_way();
    auto last_sign = Clock::now();
    auto last_stop = Clock::now();
    // no answer is waited for beyond the silence that makes a doubt
    auto const ask_in_time = [&] {
        auto const rest =
            times_.silence - std::chrono::duration_cast<Patience>(Clock::now() - last_sign);
        SendTimes times = times_;
        times.answer = std::clamp(rest, Patience{1}, times_.answer);
        return LabelSender{port_, dialect_, times}.status_now();
    };
    while (idle_answers < idle_answers_wanted) {
        auto const answered = ask_in_time();
        // a connection that breaks after the label says nothing about the label; and a printer
        // that was switched off and on again would say that it has nothing left
        if (!port_.is_open())
            return doubt(only(PrinterReason::offline).reasons,
                         port_.problem() + " after the whole label");
        std::size_t const still_left = port_.under_way();
        // a slow printer answers when it has read what stands before the question
        if (answered || still_left < left) last_sign = Clock::now();
        left = still_left;
        if (Clock::now() - last_sign > times_.silence)
            return doubt(only(PrinterReason::no_answer).reasons, "no answer after the label");
        PrinterStatus const status = answered.value_or(PrinterStatus{.printing = true});
        tell(watch, status.reasons.stops() ? status.reasons : PrinterReasons{});
        if (!status.ready()) last_stop = Clock::now();
        idle_answers = status.idle() ? idle_answers + 1 : 0;
        if (Clock::now() - last_stop > times_.at_work)
            return doubt(status.reasons, "the printer does not come to an end");
        if (idle_answers == 0 && !pause(watch))
            return doubt(status.reasons, "stopped while the printer was at work");
        if (idle_answers == 1) std::this_thread::sleep_for(between_idle_answers);
    }
    return end;
}

}  // namespace wms::devices
