// SPDX-License-Identifier: Apache-2.0
#include "app/print_errand.hpp"

#include "base/text.hpp"
#include "domain/process/printing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace wms {
namespace {

using devices::PrinterReasons;
using devices::PrinterWay;
using devices::SendEnd;
using devices::SendResult;

constexpr std::size_t sentence_max = 150;

bool is_over(PrintState state) {
    return state == PrintState::device_done || state == PrintState::verified ||
           state == PrintState::unconfirmed || state == PrintState::failed ||
           state == PrintState::unknown || state == PrintState::cancelled;
}

std::string_view words_of(SendResult result) {
    switch (result) {
        case SendResult::not_sent: return "not sent";
        case SendResult::sent: return "sent";
        case SendResult::unknown: return "unknown";
    }
    return "";
}

}  // namespace

PrintErrand::PrintErrand(std::shared_ptr<PrintDesk> desk, PrintJobId id, PrintJob const& job,
                         std::optional<LabelTarget> target)
    : desk_{std::move(desk)},
      id_{id},
      job_{job},
      target_{std::move(target)},
      key_{printing::job_key(job)},
      sha256_{job.content_sha256},
      begun_{printing::has_begun(job)} {}

PrintErrand::Reports PrintErrand::print(LabelResult const& made) {
    if (!made) return fail(made.error());
    sha256_ = desk_->files_.keep(made->bytes);
    bool const written = tell(LabelPrepared{.job = id_,
                                            .printer = job_.printer,
                                            .sha256 = sha256_,
                                            .bytes = made->bytes.size(),
                                            .codes_read = made->codes_read});
    if (!written) return {};
    auto const uri = devices::read_printer_uri(target_->printer.uri);
    if (!uri) return hold("unknown-printer");
    switch (uri->way) {
        case PrinterWay::tcp:
        case PrinterWay::usb: return send(*devices::port_to(*uri), made->bytes);
        case PrinterWay::wmslabel: return print_through_backend(*uri, made->bytes);
        case PrinterWay::cups:
        case PrinterWay::office: return print_through_cups(*uri, made->bytes);
    }
    return {};
}

PrintErrand::Reports PrintErrand::hold(std::string const& reason) {
    hold_for(reason);
    while (sleep()) {
    }
    return {};
}

PrintErrand::Reports PrintErrand::find_out() {
    auto const uri = target_ ? devices::read_printer_uri(target_->printer.uri) : std::nullopt;
    if (uri && uri->way == PrinterWay::wmslabel) return follow_backend(*uri);
    if (uri && uri->is_queue()) return follow_cups(*uri);
    log("unknown", "the server ended while it was sending");
    return {said(PrintState::unknown, {})};
}

PrintErrand::Reports PrintErrand::send(devices::PrinterPort& port, std::string_view bytes) {
    devices::LabelSender sender{port, target_->profile.status, desk_->options_.times};
    while (true) {
        SendEnd const end = sender.send(bytes, watch());
        log(words_of(end.result), end.detail);
        switch (end.result) {
            case SendResult::sent: return {said(PrintState::device_done, {})};
            case SendResult::unknown: return {said(PrintState::unknown, end.reasons.text())};
            case SendResult::not_sent: break;
        }
        if (begun_) report(PrintState::spooled, end.reasons.text());  // no byte has left
        begun_ = false;
        if (refused_ || !go_on()) return {};
    }
}

devices::SendWatch PrintErrand::watch() {
    return {.go_on = [this] { return go_on(); },
            .waits = [this](PrinterReasons reasons) { waits(reasons); },
            .may_send = [this] { return begin(); }};
}

bool PrintErrand::begin() {
    begun_ = tell(BeginSending{id_, job_.printer, sha256_});
    refused_ = !begun_;
    return begun_;
}

void PrintErrand::waits(PrinterReasons reasons) {
    if (!reasons.empty()) return hold_for(reasons.text());
    stands(false);
    held_for_.clear();
    report(begun_ ? PrintState::printing : PrintState::spooled, {});
}

void PrintErrand::hold_for(std::string const& reason) {
    if (held_for_ == reason) return;
    held_for_ = reason;
    stands(true);
    report(PrintState::held_printer, reason);
}

void PrintErrand::stands(bool yes) {
    if (!yes)
        standing_since_ = 0;
    else if (standing_since_ == 0)
        standing_since_ = Clock::now().time_since_epoch().count();
}

bool PrintErrand::go_on() {
    if (desk_->stopping_ || !ours_) return false;
    if (Clock::now() < look_again_) return true;
    look_again_ = Clock::now() + desk_->options_.look_every;
    ours_ = desk_->look([&](Read const& read) { return is_ours(read); }).value_or(false);
    Clock::rep const since = standing_since_;
    bool const late =
        !begun_ && since != 0 &&
        Clock::now().time_since_epoch() - Clock::duration{since} > desk_->options_.backup_after;
    if (ours_ && late && move_to_backup()) ours_ = false;
    return ours_;
}

// One look later; false as go_on().
bool PrintErrand::sleep() {
    std::this_thread::sleep_for(desk_->options_.look_every);
    return go_on();
}

// Nobody has withdrawn, moved or reprinted it. Before leave was given a printer that is set up anew
// is another printer: the label is drawn again.
bool PrintErrand::is_ours(Read const& read) const {
    auto const job = tables::print_jobs.find(read, id_);
    if (!job || is_over(job->state) || job->printer != job_.printer) return false;
    return begun_ || desk_->target_of(read, *job) == target_;
}

bool PrintErrand::has_end() {
    return desk_
        ->look([&](Read const& read) {
            auto const job = tables::print_jobs.find(read, id_);
            return !job || is_over(job->state);
        })
        .value_or(true);
}

bool PrintErrand::move_to_backup() {
    standing_since_ = 0;
    stands(true);                                   // not asked again for a while
    if (!job_.first_printer.empty()) return false;  // moved once, it stays
    auto const backup = desk_->look([&](Read const& read) {
        auto const station = tables::stations.find(read, job_.station);
        return station ? station->backup_printer : std::string{};
    });
    if (!backup || backup->empty() || *backup == job_.printer) return false;
    bool const moved = tell(MovePrintJob{id_, *backup});
    if (moved) log("moved to", *backup);
    return moved;
}

// The station and the lead read what is missing; commas part the reasons.
PrintErrand::Reports PrintErrand::fail(std::string const& sentence) {
    log("not drawn", sentence);
    std::string reason = visible(sentence, sentence_max);
    std::ranges::replace(reason, ',', ';');
    return {said(PrintState::failed, "not-drawn," + reason)};
}

AnyCommand PrintErrand::said(PrintState state, std::string reason) const {
    return PrintReported{id_, state, std::move(reason)};
}

void PrintErrand::report(PrintState state, std::string const& reason) {
    (void)tell(said(state, reason));
}

// True when it was accepted (and is on the disk).
bool PrintErrand::tell(AnyCommand command) {
    auto const outcome = desk_->tell(std::move(command));
    return outcome && !outcome->refusal;
}

void PrintErrand::log(std::string_view what, std::string_view detail) const {
    desk_->log(fmt::format("{}, print job {}: {} {}", job_.printer, id_.value(), what, detail));
}

}  // namespace wms
