// SPDX-License-Identifier: Apache-2.0
#include "app/label_print_commands.hpp"

#include "app/label_maker.hpp"
#include "app/print_door.hpp"
#include "app/printer_commands.hpp"
#include "domain/process/printing.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <random>
#include <thread>

namespace wms::app {
namespace {

using devices::SendResult;

constexpr std::chrono::milliseconds journal_look_every{100};
constexpr std::chrono::milliseconds held_look_every{1000};  // somebody has to bring paper

class Progress {
public:
    explicit Progress(std::size_t count) : count_{count} {}
    void made(std::string const& name, std::string_view how) {
        ++done_;
        line(fmt::format("{}/{} {}{}", done_, count_, name, how));
    }
    void waits(std::string const& reasons) {
        if (reasons == said_) return;
        said_ = reasons;
        if (!reasons.empty())
            line(fmt::format("{}/{} waits: {}", done_, count_, said_reasons(reasons)));
    }
    void end() const {
        if (people_) fmt::print(stderr, "\n");
    }

private:
    void line(std::string const& text) const {
        if (people_)
            fmt::print(stderr, "\r\x1B[K  {}", text);
        else
            fmt::print(stderr, "{}\n", text);
        std::fflush(stderr);
    }
    bool const people_ = isatty(STDERR_FILENO) != 0;
    std::size_t count_;
    std::size_t done_ = 0;
    std::string said_;
};

// The time to the second, and chance: two people at two machines.
std::string made_up_key() {
    auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return fmt::format("{:%y%m%d-%H%M%S}-{:04x}", now, std::random_device{}() & 0xFFFFU);
}

enum class JobEnd : std::uint8_t { open, printed, unknown, not_printed };
JobEnd end_of(PrintState state) {
    if (!printing::is_settled(state)) return JobEnd::open;
    if (state == PrintState::unknown) return JobEnd::unknown;
    bool const never_came = state == PrintState::failed || state == PrintState::cancelled;
    return never_came ? JobEnd::not_printed : JobEnd::printed;
}

// What the person has to know to go on: nothing is sent a second time by itself.
int stopped(std::string const& name, std::string const& key, PrintDoor::Now const& now) {
    std::string const why = said_reasons(now.reasons);
    if (end_of(now.state) == JobEnd::unknown) {
        fmt::print(stderr,
                   "wms: {} may have come out or not, look at the printer: {}\n"
                   "wms: {} 可能已打印，请到打印机处确认\n"
                   "wms: one more copy is a new --key, or the page of exceptions · "
                   "要再打一份，请换一个 --key，或在异常页面处理\n",
                   name, why, name);
        return 3;
    }
    fmt::print(stderr, "wms: {} ({}) was not printed: {} · {} 未打印\n", name, key, why, name);
    return 1;
}

// Its end; nothing when whoever has the store went away.
std::optional<PrintDoor::Now> wait_for_end(PrintDoor& door, PrintJobId job, Progress& progress) {
    while (true) {
        auto const now = door.now(job);
        if (!now || end_of(now->state) != JobEnd::open) return now;
        bool const held = now->state == PrintState::held_printer;
        progress.waits(held ? now->reasons : std::string{});
        std::this_thread::sleep_for(held ? held_look_every : journal_look_every);
    }
}

// The labels of one command, one after the other.
class LabelRun {
public:
    LabelRun(PrintDoor& door, std::string printer, std::size_t count)
        : door_{door}, printer_{std::move(printer)}, count_{count}, progress_{count} {}

    // 0: go on with the next.
    int print(NamedLabel const& label, std::string const& key) {
        auto const ordered = door_.order(key, printer_, packed(label.label));
        if (!ordered) {
            progress_.end();
            fmt::print(stderr, "wms: {}: {}\n", label.name, ordered.error());
            return 1;
        }
        auto const end = wait_for_end(door_, ordered->job, progress_);
        if (!end) {
            progress_.end();
            fmt::print(stderr,
                       "wms: the server went away; it finds the label again when it is back · "
                       "服务器已离开；恢复后会继续处理此标签\n");
            return 3;
        }
        // it stopped an earlier run, which has said so: the others are not kept waiting for it
        bool const known = count_ > 1 && ordered->again && end_of(end->state) == JobEnd::unknown;
        if (known) {
            questions_.push_back(label.name);
            progress_.made(label.name, " may have come out or not · 可能已打印");
            return 0;
        }
        if (end_of(end->state) != JobEnd::printed) {
            progress_.end();
            return stopped(label.name, key, *end);
        }
        progress_.made(label.name, ordered->again
                                       ? " was printed before, not again · 之前已打印，不再打印"
                                       : "");
        return 0;
    }

    int finish() {
        progress_.end();
        std::size_t const printed = count_ - questions_.size();
        fmt::print("{} printed on {} · {} 已打印\n", printed, printer_, printed);
        if (questions_.empty()) return 0;
        std::string const names = fmt::format("{}", fmt::join(questions_, ", "));
        fmt::print(
            stderr,
            "wms: may have come out or not, look at the printer: {}\n"
            "wms: 可能已打印，请到打印机处确认：{}\n"
            "wms: one more copy of one of them: print it alone with a new --key, or the "
            "page of exceptions · 要再打其中一份，请换一个 --key 单独打印，或在异常页面处理\n",
            names, names);
        return 3;
    }

private:
    PrintDoor& door_;
    std::string printer_;
    std::size_t count_;
    Progress progress_;
    std::vector<std::string> questions_;  // of an earlier run, still open
};

}  // namespace

void add_print_options(CLI::App& command, PrintTo& to, PrinterName name) {
    command.add_option("--printer", to.name, "Name of a printer of the store")
        ->required(name == PrinterName::required);
    command.add_option("--key", to.key,
                       "Your name for this print: the same key again prints nothing again");
    command.add_option("--profiles", to.room.profiles_folder,
                       "Folder with printer profiles of the site's own");
    command.add_option("--cups", to.room.cups.server, "CUPS server, host:port");
}

int print_by_journal(PrintTo const& to, std::vector<NamedLabel> const& labels) {
    auto const door = open_print_door(to.data, to.room);
    if (!door) {
        fmt::print(stderr, "wms: {}\n", door.error());
        return 2;
    }
    std::string const key = to.key.empty() ? made_up_key() : to.key;
    fmt::print(stderr,
               "wms: key {}: the same --key again prints nothing again · 相同的键不会重复打印\n",
               key);
    LabelRun run{**door, to.name, labels.size()};
    for (NamedLabel const& label : labels) {
        bool const alone = labels.size() == 1;
        std::string const own = alone ? key : fmt::format("{}/{}", key, label.name);
        int const code = run.print(label, own);
        if (code == 0) continue;
        if (!alone)
            fmt::print(stderr,
                       "wms: go on with --key {}: what was printed is not printed again · "
                       "用 --key {} 继续：已打印的不再打印\n",
                       key, key);
        return code;
    }
    return run.finish();
}

void add_trial_options(CLI::App& command, TrialOn& on) {
    command
        .add_option("uri", on.row.uri,
                    "tcp://HOST[:PORT], usb://VID:PID[/SERIAL], cups://QUEUE, office://QUEUE")
        ->required();
    command.add_option("--profile", on.row.profile, "What it is (wms printers find)")->required();
    command.add_option("--media", on.row.media, "Its roll: 100x50, 70x35, 60x40");
    command.add_option("--profiles", on.room.profiles_folder,
                       "Folder with printer profiles of the site's own");
    command.add_option("--cups", on.room.cups.server, "CUPS server, host:port");
}

int print_trial(TrialOn const& on, labels::Template const& design, labels::LabelData const& data) {
    PrinterRoom const room{on.room};
    auto const target = room.target_of(on.row);
    if (!target) {
        fmt::print(stderr, "wms: no profile '{}' · 没有型号 '{}'\n", on.row.profile,
                   on.row.profile);
        return 2;
    }
    auto const fitting = on_roll(design, on.row);
    auto const made = fitting ? make_label(*fitting, data, *target)
                              : LabelResult{std::unexpected{fitting.error()}};
    if (!made) {
        fmt::print(stderr, "wms: {}\n", made.error());
        return 1;
    }
    Progress progress{1};
    SentByHand const sent =
        room.send(on.row, made->bytes, design.id,
                  {.go_on = [] { return true; },
                   .waits = [&](devices::PrinterReasons why) { progress.waits(why.text()); },
                   .may_send = [] { return true; }});
    if (sent.result == SendResult::sent) {
        fmt::print("a trial was sent to {} · 试打已发送\n", on.row.uri);
        return 0;
    }
    bool const unknown = sent.result == SendResult::unknown;
    fmt::print(stderr, "wms: {}: {}\n",
               unknown ? "it may have come out or not, look at the printer · 可能已打印，请确认"
                       : "it was not sent · 未发送",
               said_reasons(sent.problem));
    return unknown ? 3 : 1;
}

}  // namespace wms::app
