// SPDX-License-Identifier: Apache-2.0
#include "app/print_desk.hpp"

#include "app/print_errand.hpp"
#include "base/text.hpp"
#include "domain/process/printing.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <charconv>
#include <thread>

namespace wms {
namespace {

constexpr std::size_t spoken_max = 300;  // characters of a sentence on one line of the socket
// Somebody waits for an answer: our backend for five seconds, `wms labels print` for ten.
constexpr std::chrono::milliseconds answer_patience{2000};
constexpr std::string_view prints_for_nobody =
    "another program has the store and prints nothing for others: wait for its end · "
    "数据正被另一进程使用，且它不代为打印：请等它结束";

}  // namespace

std::string_view document_format(devices::PrintLanguage language) {
    switch (language) {
        case devices::PrintLanguage::pdf: return "application/pdf";
        case devices::PrintLanguage::pwg: return "image/pwg-raster";
        case devices::PrintLanguage::zpl:
        case devices::PrintLanguage::tspl:
        case devices::PrintLanguage::cpcl:
        case devices::PrintLanguage::epl2:
        case devices::PrintLanguage::escpos: break;
    }
    return "application/vnd.cups-raw";
}

std::string paper_of(Printer const& printer) {
    bool const named = printer.media.find('_') != std::string::npos;
    return named ? printer.media : "iso_a4_210x297mm";
}

std::shared_ptr<PrintDesk> PrintDesk::make(Engine& engine, Options options) {
    return std::shared_ptr<PrintDesk>{new PrintDesk{engine, std::move(options)}};
}

PrintDesk::PrintDesk(Engine& engine, Options options)
    : options_{std::move(options)},
      files_{options_.files},
      engine_{&engine},
      cups_{options_.cups},
      news_{cups_, {}} {
    if (options_.socket.empty()) return;
    socket_.emplace(options_.socket,
                    [this](std::vector<std::string> const& words) { return heard(words); });
}

void PrintDesk::stop() {
    stopping_ = true;
    news_.stop();
    socket_.reset();
    std::unique_lock const lock{engine_use_};
    engine_ = nullptr;
}

OutboxWorkers::Performer PrintDesk::performer() {
    return [desk = shared_from_this()](Read const& read, EffectId,
                                       Effect const& effect) -> OutboxWorkers::Attempt {
        PrintJobId const id{effect.object};
        PrintJob const job = tables::print_jobs.at(read, id);
        auto const errand =
            std::make_shared<PrintErrand>(desk, id, job, desk->target_of(read, job));
        if (printing::has_begun(job)) return [errand] { return errand->find_out(); };
        if (!errand->target()) return [errand] { return errand->hold("unknown-printer"); };
        return [errand, make = desk->options_.maker(read, job, *errand->target())] {
            return errand->print(make());
        };
    };
}

PrintDesk::Registered::Registered(PrintDesk& desk, std::string key, PrintErrand& errand)
    : desk_{desk}, key_{devices::journal_word(key)} {
    std::lock_guard const lock{desk_.errands_mutex_};
    desk_.errands_.emplace(key_, &errand);
}

PrintDesk::Registered::~Registered() {
    std::lock_guard const lock{desk_.errands_mutex_};
    desk_.errands_.erase(desk_.errands_.find(key_));
}

std::expected<PrintDesk::Ordered, std::string> PrintDesk::order(PrintCustom const& command) {
    PrintJob const wanted{.parcel = {},
                          .station = {},
                          .printer = command.printer,
                          .document = command.key,
                          .printer_reason = {},
                          .reprint_reason = {},
                          .device_done_at = {},
                          .kind = PrintKind::custom,
                          .request_sha256 = command.request_sha256};
    if (auto const made = drawn_for_a_try(wanted); !made) return std::unexpected{made.error()};
    auto const outcome = tell(command, answer_patience);
    if (!outcome)
        return std::unexpected{
            std::string{"it cannot be written down now (a full disk, or the server is being "
                        "stopped) · 现在无法记录（磁盘已满，或服务器正在停止）"}};
    if (outcome->refusal)
        return std::unexpected{sentence(*outcome->refusal, Language::en) + " · " +
                               sentence(*outcome->refusal, Language::zh)};
    return Ordered{.job = PrintJobId{outcome->object}, .again = outcome->tone != Tone::ok};
}

// Empty bytes where nothing can be drawn yet: a pool, or the journal says what is wrong.
LabelResult PrintDesk::drawn_for_a_try(PrintJob const& job) {
    auto const trial = look_at_newest([&](Read const& read) -> std::function<LabelResult()> {
        auto const target = target_of(read, job);
        if (!target) return {};
        return options_.maker(read, job, *target);
    });
    return trial && *trial ? (*trial)() : LabelResult{};
}

std::optional<PrintJob> PrintDesk::job_of(PrintJobId id) {
    auto const find = [&](Read const& read) { return tables::print_jobs.find(read, id); };
    if (auto job = look(find); job && *job) return std::move(*job);
    auto job = look_at_newest(find);  // ordered a moment ago
    return job ? std::move(*job) : std::nullopt;
}

void PrintDesk::perform(PrintJobId id) {
    auto const attempt = look_at_newest([&](Read const& read) -> OutboxWorkers::Attempt {
        EffectId const effect = tables::print_jobs.at(read, id).effect;
        auto const row = tables::outbox.find(read, effect);
        if (!row) return {};
        return performer()(read, effect, *row);
    });
    if (!attempt || !*attempt) return;
    for (AnyCommand& report : (*attempt)()) (void)tell(std::move(report));
}

// On the socket's thread: what is thrown here has nowhere to go. A backend asks again.
std::string PrintDesk::heard(std::vector<std::string> const& words) {
    try {
        return answer_to(words);
    } catch (std::exception const& error) {
        log(fmt::format("print journal, {}: {}", words.front(), error.what()));
        if (words.front() != "custom") return "what";
        return fmt::format("no it cannot be drawn or kept: {} · 无法绘制或保存",
                           visible(error.what(), spoken_max));
    }
}

std::string PrintDesk::answer_to(std::vector<std::string> const& words) {
    bool const order = words.size() == 4 && words[0] == "custom";
    bool const state = words.size() == 2 && words[0] == "state";
    if (!order && !state) return backend_says(words);
    if (options_.orders == Orders::refused) return fmt::format("no {}", prints_for_nobody);
    return order ? order_says(words) : state_says(words[1]);
}

std::string PrintDesk::order_says(std::vector<std::string> const& words) {
    auto const ordered = order({.key = devices::journal_text(words[1]),
                                .printer = devices::journal_text(words[3]),
                                .request_sha256 = words[2]});
    if (!ordered) return "no " + visible(ordered.error(), spoken_max);
    return fmt::format("{} {}", ordered->again ? "again" : "job", ordered->job.value());
}

std::string PrintDesk::state_says(std::string const& number) {
    std::uint64_t id = 0;
    auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), id);
    bool const sound = error == std::errc{} && end == number.data() + number.size();
    auto const job = sound ? job_of(PrintJobId{id}) : std::nullopt;
    if (!job) return "what";
    return fmt::format("{} {}", boost::describe::enum_to_string(job->state, "?"),
                       devices::journal_word(job->printer_reason));
}

std::string PrintDesk::backend_says(std::vector<std::string> const& words) {
    if (words.size() != 4) return "what";
    std::lock_guard const lock{errands_mutex_};
    auto const found = errands_.find(words[1]);
    if (found != errands_.end()) return found->second->backend_says(words);
    return is_to_come(devices::journal_text(words[1])) ? "wait" : "no";
}

// A key that nobody carries: after a restart its errand comes in a moment. CUPS may also have kept
// an old job and started it again.
bool PrintDesk::is_to_come(std::string const& key) {
    std::string const document = key.substr(0, key.rfind('#'));
    auto const waits = [&](PrintJob const& job) {
        bool const unsent = job.state == PrintState::created || job.state == PrintState::spooled ||
                            job.state == PrintState::held_printer;
        return unsent && !printing::has_begun(job) && printing::job_key(job) == key;
    };
    return look([&](Read const& read) {
               if (auto const waybill = tables::waybills.find(read, document)) {
                   Parcel const parcel = tables::parcels.at(read, waybill->parcel);
                   auto const job = tables::print_jobs.find(read, parcel.print_job);
                   return job && waits(*job);
               }
               bool found = false;  // sheets and locations belong to no station
               tables::print_jobs.scan_index<0>(read, StationId{}, [&](StationId, PrintJobId id) {
                   found = waits(tables::print_jobs.at(read, id));
                   return !found;
               });
               return found;
           })
        .value_or(true);
}

std::optional<Outcome> PrintDesk::tell(AnyCommand command) {
    return tell(std::move(command), std::chrono::hours{24 * 365});  // until stop()
}

std::optional<Outcome> PrintDesk::tell(AnyCommand command, std::chrono::milliseconds patience) {
    auto const until = std::chrono::steady_clock::now() + patience;
    while (!stopping_) {
        {
            std::shared_lock const use{engine_use_};
            if (engine_ == nullptr) return std::nullopt;
            Outcome outcome =
                engine_->submit({.device = {}, .captured_at = engine_->now(), .command = command})
                    .get();
            if (outcome.seq != 0) return outcome;
        }
        if (std::chrono::steady_clock::now() > until) break;
        std::this_thread::sleep_for(std::chrono::milliseconds{50});  // no room, full disk
    }
    return std::nullopt;
}

std::optional<LabelTarget> PrintDesk::target_of(Read const& read, PrintJob const& job) const {
    auto const printer = tables::printers.find(read, job.printer);
    if (!printer) return std::nullopt;
    for (devices::PrinterProfile const& profile : options_.profiles)
        if (profile.id == printer->profile) return LabelTarget{*printer, profile};
    return std::nullopt;
}

void PrintDesk::log(std::string const& line) const {
    if (options_.log) options_.log(line);
}

}  // namespace wms
