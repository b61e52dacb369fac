// SPDX-License-Identifier: Apache-2.0
#include "app/print_door.hpp"

#include "app/custom_label.hpp"
#include "app/label_maker.hpp"
#include "app/sheet_data.hpp"

#include "devices/journal_link.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_from_string.hpp>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <future>
#include <map>

namespace wms::app {
namespace {

// It draws the label for a try and waits for the disk.
constexpr devices::Patience server_patience{10'000};

std::string socket_of(std::string const& data) {
    return std::filesystem::absolute(data + "/print.sock").string();
}

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

class ServerDoor : public PrintDoor {
public:
    explicit ServerDoor(std::string const& data)
        : socket_{socket_of(data)}, files_{data + "/labels"} {}

    std::expected<PrintDesk::Ordered, std::string> order(std::string const& key,
                                                         std::string const& printer,
                                                         std::string const& request) override {
        using devices::journal_word;
        auto const answer =
            devices::ask_journal(socket_,
                                 fmt::format("custom {} {} {}", journal_word(key),
                                             files_.keep(request), journal_word(printer)),
                                 server_patience);
        if (!answer)
            return std::unexpected{
                std::string{"the server does not answer; the same key again is safe · "
                            "服务器没有应答；用同一个键重试是安全的"}};
        std::size_t const space = std::min(answer->find(' '), answer->size());
        std::string const word = answer->substr(0, space);
        std::string const rest = answer->substr(std::min(space + 1, answer->size()));
        auto const job = number_in(rest);
        if (job && (word == "job" || word == "again"))
            return PrintDesk::Ordered{.job = PrintJobId{*job}, .again = word == "again"};
        if (word == "no") return std::unexpected{rest};
        return std::unexpected{std::string{
            "the server is of another version than this program · 服务器与本程序版本不同"}};
    }

    std::optional<Now> now(PrintJobId job) override {
        auto const answer =
            devices::ask_journal(socket_, fmt::format("state {}", job.value()), server_patience);
        std::size_t const space = answer ? answer->find(' ') : std::string::npos;
        if (space == std::string::npos) return std::nullopt;
        Now now;
        std::string const state = answer->substr(0, space);
        if (!boost::describe::enum_from_string(state.c_str(), now.state)) return std::nullopt;
        std::string const reasons = answer->substr(space + 1);
        if (reasons != "-") now.reasons = devices::journal_text(reasons);
        return now;
    }

private:
    std::string socket_;
    PrintFiles files_;
};

// The server's print desk without its outbox: what else waits to be printed stays for the server.
class OwnDoor : public PrintDoor {
public:
    OwnDoor(std::string const& data, PrinterRoom::Options const& room)
        : engine_{{.folder = data}},
          desk_{PrintDesk::make(
              engine_,
              {.files = data + "/labels",
               .profiles = devices::printer_profiles(room.profiles_folder).list,
               .maker = with_custom_labels(label_maker([](Read const& read, PrintJob const& job) {
                                               return print_data(read, job, {});
                                           }),
                                           data + "/labels"),
               .cups = room.cups,
               .socket = socket_of(data),
               .orders = PrintDesk::Orders::refused})} {}
    ~OwnDoor() override { desk_->stop(); }
    OwnDoor(OwnDoor const&) = delete;
    OwnDoor& operator=(OwnDoor const&) = delete;

    std::expected<PrintDesk::Ordered, std::string> order(std::string const& key,
                                                         std::string const& printer,
                                                         std::string const& request) override {
        auto const ordered = desk_->order(
            {.key = key, .printer = printer, .request_sha256 = desk_->files().keep(request)});
        // also one that had the key before: an earlier run may not have come to its end
        if (ordered)
            work_ = std::async(std::launch::async,
                               [desk = desk_, job = ordered->job] { desk->perform(job); });
        return ordered;
    }

    std::optional<Now> now(PrintJobId job) override {
        bool const done =
            work_.valid() && work_.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
        if (done) work_.get();  // what it threw (a full disk) comes out here
        auto const row = desk_->job_of(job);
        if (!row) return std::nullopt;
        return Now{.state = row->state, .reasons = row->printer_reason};
    }

private:
    Engine engine_;
    std::shared_ptr<PrintDesk> desk_;
    std::future<void> work_;  // ends when desk_ is stopped
};

}  // namespace

std::expected<std::unique_ptr<PrintDoor>, std::string> open_print_door(
    std::string const& data, PrinterRoom::Options const& room) {
    if (!std::filesystem::exists(data + "/journal"))
        return std::unexpected{fmt::format("there is no store in {} · {} 中没有数据", data, data)};
    try {
        return std::make_unique<OwnDoor>(data, room);
    } catch (StoreFailure const& failure) {
        if (failure.code() != EWOULDBLOCK) throw;
        // "what" is the answer of a print desk to what it does not know; one of a program like this
        // says "no": it performs only its own order
        auto const answer = devices::ask_journal(socket_of(data), "state 0", server_patience);
        if (answer && !answer->starts_with("no ")) return std::make_unique<ServerDoor>(data);
        return std::unexpected{fmt::format(
            "{}, which prints nothing for others: print from its pages, wait for its end, or stop "
            "it first · "
            "数据正被另一进程使用，且它不代为打印：请在其页面上打印，等它结束，或先停止它",
            failure.what())};
    }
}

}  // namespace wms::app
