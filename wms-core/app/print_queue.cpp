// SPDX-License-Identifier: Apache-2.0
// Labels that go through CUPS. With our backend CUPS only carries the bytes: it may start the
// backend again, lose the job or get it twice, because leave to send is the journal's. Without it
// leave is given before CUPS gets the job, and CUPS's "completed" is believed for what it is: the
// bytes left.
#include "app/print_errand.hpp"

#include "domain/process/printing.hpp"

#include "devices/journal_link.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms {
namespace {

using devices::CupsJob;
using devices::CupsJobState;
using devices::CupsQueue;
using devices::PrinterUri;

// Less than the five seconds our backend waits for an answer: it has to learn what was decided.
constexpr std::chrono::milliseconds backend_patience{2000};

bool is_waiting(CupsJobState state) {
    return state == CupsJobState::pending || state == CupsJobState::processing ||
           state == CupsJobState::stopped || state == CupsJobState::held;
}

// Why nothing will come out of this queue now; empty: something will.
std::string trouble_of(std::optional<CupsQueue> const& queue) {
    if (!queue) return "cups-down";
    if (queue->name.empty()) return "unknown-printer";
    std::string words;
    for (std::string const& reason : queue->reasons) {
        auto const known = devices::reason_of(reason == "media-needed" ? "media-empty" : reason);
        devices::PrinterReasons stops;
        if (known) stops.add(*known);
        if (stops.stops() && words.find(keyword(*known)) == std::string::npos)
            words += (words.empty() ? "" : ",") + std::string{keyword(*known)};
    }
    if (words.empty() && (queue->stopped || !queue->accepting)) words = "queue-stopped";
    return words;
}

}  // namespace

// --- our backend

PrintErrand::Reports PrintErrand::print_through_backend(PrinterUri const& uri,
                                                        std::string const& bytes) {
    queue_ = uri.host;
    PrintDesk::Registered const registered{*desk_, key_, *this};
    while (!begun_) {
        auto const job = desk_->cups_.job(uri.host, key_);
        if (!job) {
            hold_for("cups-down");
        } else if (!is_waiting(job->state)) {
            if (!begun_ && !hand_to_cups(uri, bytes)) hold_for("cups-down");
        } else if (job->state == CupsJobState::held ||
                   trouble_of(desk_->cups_.queue(uri.host)) == "queue-stopped") {
            hold_for("queue-stopped");
        }
        if (!sleep() && !begun_) {
            // stopped, withdrawn or moved: the backend will get no leave for it any more
            if (job && is_waiting(job->state)) (void)desk_->cups_.cancel(uri.host, job->id);
            return {};
        }
    }
    return follow_backend(uri);
}

// It may arrive twice, if an answer of CUPS was lost: one of the two gets no leave.
bool PrintErrand::hand_to_cups(PrinterUri const& uri, std::string const& bytes) {
    auto const sent =
        desk_->cups_.print({.queue = uri.host,
                            .name = key_,
                            .format = std::string{document_format(target_->profile.language)},
                            .bytes = bytes});
    log(sent ? "handed to CUPS" : "CUPS does not take it", sent ? "" : sent.error());
    return sent.has_value();
}

// The backend has leave. It tells its end itself; when it cannot (CUPS was killed with it), CUPS's
// word on the job is the next best, and after that a person's.
PrintErrand::Reports PrintErrand::follow_backend(PrinterUri const& uri) {
    queue_ = uri.host;
    PrintDesk::Registered const registered{*desk_, key_, *this};
    begun_ = true;
    heard_at_ = Clock::now().time_since_epoch().count();
    while (!desk_->stopping_) {
        std::this_thread::sleep_for(desk_->options_.look_every);
        if (!begun_) return {};  // no byte has left: tried again from the start
        if (has_end()) return {};
        auto const silent_for = Clock::now().time_since_epoch() - Clock::duration{heard_at_};
        if (silent_for < desk_->options_.backend_silence) continue;
        auto const job = desk_->cups_.job(uri.host, key_);
        bool const at_work = job && is_waiting(job->state) && job->state != CupsJobState::held;
        if (at_work) continue;
        if (has_end() || !begun_) return {};
        bool const done = job && job->state == CupsJobState::completed;
        log(done ? "sent" : "unknown", job ? job->message : "CUPS does not answer");
        return {said(done ? PrintState::device_done : PrintState::unknown, {})};
    }
    return {};
}

std::string PrintErrand::backend_says(std::vector<std::string> const& words) {
    heard_at_ = Clock::now().time_since_epoch().count();
    std::string const& what = words.front();
    if (what == "begin") {
        if (begun_ || words[3] != queue_ || words[2] != sha256_) return "no";
        auto const outcome =
            desk_->tell(BeginSending{id_, job_.printer, sha256_}, backend_patience);
        if (!outcome) return "wait";
        begun_ = !outcome->refusal;
        return begun_ ? "yes" : "no";
    }
    if (words[2] != queue_) return "no";
    std::string const reasons = words[3] == "-" ? std::string{} : words[3];
    if (what == "waits") {
        PrintState const free = begun_ ? PrintState::printing : PrintState::spooled;
        stands(!reasons.empty());
        bool const kept = report_soon(reasons.empty() ? free : PrintState::held_printer, reasons);
        return kept ? "ok" : "wait";
    }
    if (!begun_) return "no";
    if (what == "back") {
        if (!report_soon(PrintState::spooled, reasons)) return "wait";
        begun_ = false;
        return "ok";
    }
    if (what != "sent" && what != "unknown") return "what";
    log(what, reasons);
    bool const sent = what == "sent";
    return report_soon(sent ? PrintState::device_done : PrintState::unknown, reasons) ? "ok"
                                                                                      : "wait";
}

bool PrintErrand::report_soon(PrintState state, std::string const& reason) {
    return desk_->tell(said(state, reason), backend_patience).has_value();
}

// --- a queue that only CUPS knows

// Until CUPS has something to tell, at most one poll; false as go_on().
bool PrintErrand::wait_for_news(std::string const& queue, std::uint64_t heard) {
    auto const until = Clock::now() + desk_->options_.cups_poll;
    while (Clock::now() < until) {
        bool const news = desk_->news_.wait(queue, heard, desk_->options_.look_every);
        if (!go_on()) return false;
        if (news) return true;
    }
    return true;
}

bool PrintErrand::wait_for_queue(PrinterUri const& uri) {
    while (true) {
        std::uint64_t const heard = desk_->news_.heard(uri.host);
        std::string const why = trouble_of(desk_->cups_.queue(uri.host));
        if (why.empty()) return true;
        hold_for(why);
        if (!wait_for_news(uri.host, heard)) return false;
    }
}

PrintErrand::Reports PrintErrand::print_through_cups(PrinterUri const& uri,
                                                     std::string const& bytes) {
    if (!wait_for_queue(uri)) return {};
    if (!held_for_.empty()) waits({});
    if (!begin()) return {};
    auto const sent = desk_->cups_.print(
        {.queue = uri.host,
         .name = key_,
         .format = std::string{document_format(target_->profile.language)},
         .bytes = bytes,
         .media =
             uri.way == devices::PrinterWay::office ? paper_of(target_->printer) : std::string{}});
    if (!sent && sent.error() != devices::cups_no_answer) {  // refused: there is no job
        begun_ = false;
        log("CUPS refuses it", sent.error());
        report(PrintState::spooled, {});
        return hold("queue-stopped");
    }
    return follow_cups(uri);
}

PrintErrand::Reports PrintErrand::follow_cups(PrinterUri const& uri) {
    auto last_answer = Clock::now();
    while (!desk_->stopping_) {
        std::uint64_t const heard = desk_->news_.heard(uri.host);
        auto const job = desk_->cups_.job(uri.host, key_);
        if (has_end()) return {};
        if (job) last_answer = Clock::now();
        if (job && is_waiting(job->state) && job->state != CupsJobState::held) {
            std::string const why = trouble_of(desk_->cups_.queue(uri.host));
            if (why.empty() && !held_for_.empty()) waits({});
            if (!why.empty()) hold_for(why);
        } else if (job) {
            bool const done = job->state == CupsJobState::completed;
            log(done ? "sent" : "unknown", job->message);
            return {said(done ? PrintState::device_done : PrintState::unknown, {})};
        } else if (Clock::now() - last_answer > desk_->options_.cups_silence) {
            log("unknown", "CUPS does not answer");
            return {said(PrintState::unknown, "cups-down")};
        }
        (void)desk_->news_.wait(uri.host, heard, desk_->options_.cups_poll);
    }
    return {};
}

}  // namespace wms
