// SPDX-License-Identifier: Apache-2.0
#include "engine/verify.hpp"

#include "domain/audit.hpp"
#include "engine/apply.hpp"
#include "engine/engine.hpp"
#include "engine/schema.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>

namespace wms {
namespace {

namespace fs = std::filesystem;

using Difference = std::optional<std::string>;

// A folder of one's own that is gone afterwards, and was not there before.
class Scratch {
public:
    explicit Scratch(std::string path) : path_{std::move(path)} {
        if (!store::is_absent_or_empty(path_))
            throw StoreFailure{fmt::format("the scratch folder {} is not empty", path_), EEXIST};
    }
    Scratch(Scratch const&) = delete;
    Scratch& operator=(Scratch const&) = delete;
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }

private:
    std::string path_;
};

// Text stays text, other bytes are hexadecimal: "\x01\x07A-01-03".
std::string readable(std::string_view key) {
    std::string text;
    for (char const c : key) {
        bool const plain = c >= ' ' && c <= '~' && c != '\\';
        text += plain ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    return text;
}

// --- the journal's chain

Difference check_chain(store::Journal& journal, VerifyRequest const& request,
                       VerifyReport& report) {
    std::optional<store::Hash> noted;
    journal.replay_checked(1, [&](store::SealedEntry const& sealed) {
        report.head = {sealed.entry.seq, sealed.hash};
        report.entries += 1;
        if (request.noted && request.noted->seq == sealed.entry.seq) noted = sealed.hash;
        return true;
    });
    std::uint64_t const stored = journal.stored();
    if (stored != report.entries)
        return fmt::format("the journal holds {} entries, {} of them in its chain", stored,
                           report.entries);
    if (!request.noted || request.noted->seq == 0) return {};
    if (!noted)
        return fmt::format(
            "the journal ends with entry {}, but entry {} was noted: its tail is cut",
            report.head.seq, request.noted->seq);
    if (*noted != request.noted->hash)
        return fmt::format("journal entry {} is not the one that was noted", request.noted->seq);
    return {};
}

// --- the tables against the journal

class Replica {
public:
    explicit Replica(std::string const& folder)
        : environment_{{.path = folder, .tables = tables::names}} {
        write_.emplace(environment_.begin_write());
        set_schema(*write_, schema_version);
    }
    // The name of the entry that cannot be applied is the difference.
    Difference apply(store::Journal& journal, std::uint64_t last) {
        Difference difference;
        journal.replay(applied_ + 1, [&](store::SealedEntry const& sealed) {
            if (sealed.entry.seq > last) return false;
            difference = apply_one(sealed.entry);
            return !difference;
        });
        return difference;
    }
    [[nodiscard]] Read const& tables() {
        set_applied_seq(*write_, applied_);
        return *write_;
    }

private:
    static constexpr std::uint64_t changes_max = 100'000;

    Difference apply_one(store::Entry const& entry) {
        try {
            apply_entry(*write_, entry);
        } catch (DecodeError const& error) {
            return fmt::format("journal entry {} cannot be applied: {}", entry.seq, error.what());
        } catch (BrokenInvariant const& error) {
            return fmt::format("journal entry {} cannot be applied: {}", entry.seq, error.what());
        }
        applied_ = entry.seq;
        if (write_->changes() > changes_max) {
            write_->commit();
            write_.reset();
            environment_.grow_if_needed();
            write_.emplace(environment_.begin_write());
        }
        return {};
    }

    store::Environment environment_;
    std::optional<Write> write_;
    std::uint64_t applied_ = 0;
};

// The first row in which a table differs from the journal's word.
Difference compare_table(std::uint16_t number, Read const& stored, Read const& wanted,
                         std::uint64_t& rows) {
    store::Cursor left{stored, {number}};
    store::Cursor right{wanted, {number}};
    auto const place = [&](std::string_view key, std::string_view what) {
        return fmt::format("table {}, row {}: {}", tables::names[number], readable(key), what);
    };
    bool has_left = left.seek({});
    bool has_right = right.seek({});
    while (has_left && has_right) {
        if (left.key() < right.key()) return place(left.key(), "not in the journal");
        if (left.key() > right.key()) return place(right.key(), "missing");
        if (left.value() != right.value()) return place(left.key(), "differs from the journal");
        rows += 1;
        has_left = left.next();
        has_right = right.next();
    }
    if (has_left) return place(left.key(), "not in the journal");
    if (has_right) return place(right.key(), "missing");
    return {};
}

Difference compare_tables(Read const& stored, Read const& wanted, VerifyReport& report) {
    for (std::uint16_t number = 0; number < tables::names.size(); ++number) {
        if (auto difference = compare_table(number, stored, wanted, report.rows)) return difference;
        bool const counted = stored.count({number}) == wanted.count({number});
        if (!counted)
            return fmt::format("table {}: its number of rows is wrong", tables::names[number]);
        report.tables += 1;
    }
    return {};
}

Difference check_schema(Read const& stored) {
    std::uint32_t const schema = schema_of(stored).value_or(0);
    if (schema == schema_version) return {};
    return fmt::format(
        "the tables have schema {}, this program {}: open the store once to bring "
        "them up to date",
        schema, schema_version);
}

// The invariants of §4.0.5 over tables that the journal has proved, and I1 from the ledger itself.
std::vector<std::string> audit_findings(Read const& read, store::Journal& journal) {
    LedgerSums sums;
    journal.replay(1, [&](store::SealedEntry const& sealed) {
        sums.add_events(sealed.entry.events);
        return true;
    });
    std::vector<std::string> texts;
    for (auto const& findings : {audit(read), sums.compare(read)}) {
        for (Finding const& finding : findings)
            texts.push_back(fmt::format("{}: {}", finding.check, finding.what));
    }
    return texts;
}

Difference check_tables(store::Journal& journal, VerifyRequest const& request,
                        VerifyReport& report) {
    Replica replica{request.scratch};
    {
        store::Environment state{{.path = request.folder + "/state",
                                  .tables = tables::names,
                                  .access = store::Access::read_only}};
        Read const stored = state.snapshot();
        if (auto difference = check_schema(stored)) return difference;
        std::uint64_t const applied = applied_seq_of(stored);
        if (applied > report.head.seq)
            return fmt::format("the tables have entry {}, the journal ends with {}", applied,
                               report.head.seq);
        if (auto difference = replica.apply(journal, applied)) return difference;
        if (auto difference = compare_tables(stored, replica.tables(), report)) return difference;
    }
    // What opening the store will do: the entries that the tables have not seen.
    if (auto difference = replica.apply(journal, report.head.seq)) return difference;
    report.findings = audit_findings(replica.tables(), journal);
    return {};
}

// --- the child process

void write_all(int handle, std::string_view bytes) {
    while (!bytes.empty()) {
        ssize_t const written = ::write(handle, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

[[noreturn]] void report_and_exit(VerifyRequest const& request, int handle) {
    rlimit const no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    VerifyReport report;
    try {
        report = verify(request);
    } catch (std::exception const& error) {
        report.first_difference = error.what();
    }
    write_all(handle, to_bytes(report));
    ::close(handle);
    _exit(0);
}

enum class Ended : std::uint8_t { by_itself, too_late };

// Everything the child says until it closes the pipe.
Ended read_until(int handle, std::chrono::steady_clock::time_point deadline, std::string& bytes) {
    std::array<char, 4096> buffer{};
    while (true) {
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        pollfd wait{.fd = handle, .events = POLLIN, .revents = 0};
        int const ready = left.count() > 0 ? poll(&wait, 1, static_cast<int>(left.count())) : 0;
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return Ended::too_late;
        ssize_t const size = ::read(handle, buffer.data(), buffer.size());
        if (size <= 0) return Ended::by_itself;
        bytes.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

std::string signal_name(int signal) {
    char const* const name = sigabbrev_np(signal);
    return name != nullptr ? fmt::format("SIG{}", name) : fmt::format("signal {}", signal);
}

}  // namespace

VerifyReport verify(VerifyRequest const& request) {
    for (char const* part : {"/journal/data.mdb", "/state/data.mdb"}) {
        if (!fs::exists(request.folder + part))
            throw StoreFailure{fmt::format("{}{} is missing", request.folder, part), ENOENT};
    }
    store::FolderLock const lock{request.folder};
    Scratch const scratch{request.scratch};
    VerifyReport report;
    try {
        store::Journal journal{request.folder + "/journal", std::uint64_t{1} << 33,
                               store::Access::read_only};
        report.first_difference = check_chain(journal, request, report);
        if (!report.first_difference)
            report.first_difference = check_tables(journal, request, report);
    } catch (StoreFailure const& failure) {
        report.first_difference = failure.what();
    } catch (DecodeError const& error) {
        report.first_difference = error.what();
    }
    return report;
}

VerifyReport verify_in_child(VerifyRequest const& request) {
    std::array<int, 2> pipe_ends{};
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw StoreFailure{"no pipe", errno};
    pid_t const child = fork();
    if (child < 0) throw StoreFailure{"no child process", errno};
    if (child == 0) {
        ::close(pipe_ends[0]);
        report_and_exit(request, pipe_ends[1]);
    }
    ::close(pipe_ends[1]);
    std::string bytes;
    Ended const ended =
        read_until(pipe_ends[0], std::chrono::steady_clock::now() + request.time_max, bytes);
    ::close(pipe_ends[0]);
    if (ended == Ended::too_late) kill(child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (ended == Ended::by_itself && WIFEXITED(status)) return from_bytes<VerifyReport>(bytes);
    std::error_code ignored;
    fs::remove_all(request.scratch, ignored);  // the child could not
    VerifyReport report;
    report.first_difference =
        ended == Ended::too_late
            ? fmt::format("the store cannot be read: not done after {} s", request.time_max.count())
            : fmt::format("the store cannot be read: {}", signal_name(WTERMSIG(status)));
    return report;
}

Restored restore(std::string const& backup, std::string const& target) {
    if (!store::is_absent_or_empty(target))
        throw StoreFailure{fmt::format("the target {} is not empty", target), EEXIST};
    for (char const* part : {"/journal/data.mdb", "/state/data.mdb"}) {
        if (!fs::exists(backup + part))
            throw StoreFailure{fmt::format("{}{} is missing: no backup", backup, part), ENOENT};
    }
    fs::remove_all(target + ".part");  // of a restore that was broken off
    Scratch const part{target + ".part"};
    for (char const* folder : {"/journal", "/state"}) {
        fs::create_directories(target + ".part" + folder);
        fs::copy_file(backup + folder + "/data.mdb", target + ".part" + folder + "/data.mdb");
    }
    Restored restored;
    {
        Engine const engine{{.folder = target + ".part", .mode = Engine::Mode::manual}};
        restored.tail_applied = engine.figures().tail_applied;
    }
    VerifyReport const report =
        verify({.folder = target + ".part", .scratch = target + ".part/scratch"});
    if (report.first_difference)
        throw StoreFailure{fmt::format("the backup is not sound: {}", *report.first_difference), 0};
    if (!report.findings.empty())
        throw StoreFailure{fmt::format("the backup is not sound: {}", report.findings.front()), 0};
    store::make_durable(target + ".part");
    store::rename_durably(target + ".part", target);
    restored.entries = report.entries;
    restored.rows = report.rows;
    return restored;
}

}  // namespace wms
