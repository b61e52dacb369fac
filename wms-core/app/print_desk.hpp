// SPDX-License-Identifier: Apache-2.0
// The print desk: what the outbox wants printed is drawn, written down, sent once and reported.
//
// The order is the whole point. The bytes stand in a file and their hash in the journal before a
// printer hears of them; leave to send is a journal entry that is on the disk before the first byte
// and is given once for each copy; whatever breaks after it ends as `unknown`, and a person looks.
// Nothing here ever decides to send again. Before leave was given everything may be tried again,
// also at the station's other printer.
#pragma once

#include "app/print_files.hpp"
#include "domain/process/sheets.hpp"
#include "engine/outbox_workers.hpp"

#include "devices/cups_client.hpp"
#include "devices/cups_news.hpp"
#include "devices/journal_link.hpp"
#include "devices/label_sender.hpp"
#include "devices/printer_profile.hpp"

#include <atomic>
#include <expected>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>

namespace wms {

struct LabelTarget {
    Printer printer;
    devices::PrinterProfile profile;
    friend bool operator==(LabelTarget const&, LabelTarget const&) = default;
};
struct MadeLabel {
    std::string bytes;
    std::uint32_t codes_read = 0;  // barcodes read back from the very picture
};
// As CUPS calls what a profile's language makes.
[[nodiscard]] std::string_view document_format(devices::PrintLanguage language);
// The paper of an office printer in IPP's words: A4 unless its row names another.
[[nodiscard]] std::string paper_of(Printer const& printer);

// The sentence is for people: which field is missing, which code could not be read back.
using LabelResult = std::expected<MadeLabel, std::string>;
// Reads what the label needs; what it returns draws without the tables, on another thread.
using LabelMaker =
    std::function<std::function<LabelResult()>(Read const&, PrintJob const&, LabelTarget const&)>;

class PrintErrand;

class PrintDesk : public std::enable_shared_from_this<PrintDesk> {
public:
    // Whether the socket takes orders of other programs (`custom`, `state`), not only questions of
    // our backend: an order is for a desk with an outbox, or nobody would perform it.
    enum class Orders : std::uint8_t { taken, refused };
    struct Options {
        std::string files;  // folder of the bytes
        std::vector<devices::PrinterProfile> profiles;
        LabelMaker maker;
        devices::SendTimes times = {};
        // Standing for so long, a label that was not sent goes to the station's backup printer.
        std::chrono::milliseconds backup_after{10'000};
        std::chrono::milliseconds look_every{250};  // whether the job is still ours
        devices::CupsClient::Options cups = {};
        // Of a job that CUPS has, when CUPS does not say by itself that something happened.
        std::chrono::milliseconds cups_poll{2000};
        std::chrono::milliseconds cups_silence{30'000};   // then nobody knows
        std::chrono::milliseconds backend_silence{2000};  // then CUPS is asked about its job
        std::string socket = {};  // where our CUPS backend asks for leave; empty: no such queues
        Orders orders = Orders::taken;
        std::function<void(std::string const&)> log = {};
    };
    [[nodiscard]] static std::shared_ptr<PrintDesk> make(Engine& engine, Options options);

    // For the outbox; keeps the desk alive.
    [[nodiscard]] OutboxWorkers::Performer performer();
    // A custom label whose request is kept in files(): drawn for a try first, so that what cannot
    // be printed makes no job. `again` is the job that the key had before; nothing is printed for
    // it.
    struct Ordered {
        PrintJobId job;
        bool again = false;
    };
    // The error is a sentence in both languages.
    [[nodiscard]] std::expected<Ordered, std::string> order(PrintCustom const& command);
    // As the committed tables have it: asked for often, it makes no commits.
    [[nodiscard]] std::optional<PrintJob> job_of(PrintJobId id);
    // Its effect on this thread, for a program without an outbox; returns when it has come to an
    // end, and at once when it had.
    void perform(PrintJobId id);
    // What is under way ends within a moment; from then on the engine is not touched. A label that
    // was being sent is found again at the next start and asked about.
    void stop();

    [[nodiscard]] PrintFiles const& files() const { return files_; }

private:
    friend class PrintErrand;
    PrintDesk(Engine& engine, Options options);

    // The backend finds the errand by the key, as long as it is on its way.
    class Registered {
    public:
        Registered(PrintDesk& desk, std::string key, PrintErrand& errand);
        Registered(Registered const&) = delete;
        Registered& operator=(Registered const&) = delete;
        ~Registered();

    private:
        PrintDesk& desk_;
        std::string key_;
    };
    std::string heard(std::vector<std::string> const& words);
    std::string answer_to(std::vector<std::string> const& words);
    std::string backend_says(std::vector<std::string> const& words);
    std::string order_says(std::vector<std::string> const& words);
    std::string state_says(std::string const& number);
    bool is_to_come(std::string const& key);

    // Again and again until it is on the disk (there may be no room); nothing after stop(), or when
    // it is not within the time.
    std::optional<Outcome> tell(AnyCommand command, std::chrono::milliseconds patience);
    std::optional<Outcome> tell(AnyCommand command);
    LabelResult drawn_for_a_try(PrintJob const& job);
    // Nothing after stop().
    template <class Look>
    auto look_at_newest(Look&& look) -> std::optional<decltype(look(std::declval<Read const&>()))> {
        std::shared_lock const use{engine_use_};
        if (engine_ == nullptr) return std::nullopt;
        Read const read = engine_->read_at(engine_->durable_seq());
        return look(read);
    }
    template <class Look>
    auto look(Look&& look) -> std::optional<decltype(look(std::declval<Read const&>()))> {
        std::shared_lock const use{engine_use_};
        if (engine_ == nullptr) return std::nullopt;
        Read const read = engine_->read();
        return look(read);
    }
    [[nodiscard]] std::optional<LabelTarget> target_of(Read const& read, PrintJob const& job) const;
    void log(std::string const& line) const;

    Options const options_;
    PrintFiles const files_;
    std::shared_mutex engine_use_;  // shared: the engine is used; alone: it is let go
    Engine* engine_;
    std::atomic<bool> stopping_{false};
    devices::CupsClient const cups_;
    devices::CupsNews news_;
    std::mutex errands_mutex_;  // held while an errand answers: it stays until then
    std::multimap<std::string, PrintErrand*> errands_;
    std::optional<devices::JournalSocket> socket_;
};

}  // namespace wms
