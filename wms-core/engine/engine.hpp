// SPDX-License-Identifier: Apache-2.0
// The single writer. Commands come in from any thread and are decided one after another; a second
// thread makes the journal durable, and all that was decided while a commit was running share the
// next one; nobody is answered before the journal is durable. Readers take snapshots of the tables
// and never wait for the writer (architecture §1, §4, §6).
#pragma once

#include "domain/registry.hpp"
#include "store/folder.hpp"
#include "store/journal.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

namespace wms {

// What a device or an office program sends (§4.0.3).
struct Envelope {
    DeviceId device;
    store::EventKey request{};  // UUIDv7 made by the sender; all zero for the system's own commands
    std::uint64_t device_seq = 0;  // last + 1, or 0 for senders that do not number
    Instant captured_at;           // the sender's time of the scan
    OperatorId actor =
        {};  // office and machine: who was authenticated; terminals: from the session
    AnyCommand command;
};

struct Outcome {
    std::uint64_t seq = 0;  // 0 = not decided, may be sent again
    bool replayed = false;
    std::optional<Refusal> refusal = {};
    Tone tone = Tone::ok;
    std::uint64_t object = 0;
    Screen screen = {};
};

using Reply = std::function<void(Outcome)>;

class Engine {
public:
    enum class Mode : std::uint8_t {
        threaded,  // a writer thread of its own
        manual,    // the caller pumps run_once(), always on one thread: simulations and tools
    };
    struct Options {
        std::string folder;
        Mode mode = Mode::threaded;
        std::uint64_t site = 1;
        WarehouseId warehouse{1};
        // Stamps each command; must not go below `floor`. The default is a SteadyClock. One call at
        // a time; now() asks with an empty envelope.
        std::function<Instant(Envelope const&, Instant floor)> clock = {};
        std::size_t batch_max = 256;
        std::size_t queue_max = 100'000;
        std::chrono::milliseconds state_commit_after{100};
        std::uint64_t state_commit_changes = 100'000;
        std::uint64_t map_bytes = std::uint64_t{1} << 32;
        std::chrono::milliseconds reader_age_max{5000};
        std::function<void(std::string const&)> log = {};       // one line, no personal data
        std::function<void(std::string const&)> on_fatal = {};  // default: end the process
    };

    // Opens the store, applies the journal's tail. Throws StoreFailure with the place when it is
    // damaged, locked by another process, or of a newer schema.
    explicit Engine(Options options);
    Engine(Engine const&) = delete;
    Engine& operator=(Engine const&) = delete;
    ~Engine();  // decides what is queued, commits, closes

    // From any thread. The reply is called on the committer's thread after the commit; it must be
    // quick.
    void submit(Envelope envelope, Reply reply);
    [[nodiscard]] std::future<Outcome> submit(Envelope envelope);
    // Manual mode: decides up to batch_max queued commands; false when there was nothing to do.
    bool run_once();
    // Manual mode: submit, pump, answer.
    Outcome decide(Envelope envelope);

    // A snapshot of the tables, at most state_commit_after behind the journal.
    [[nodiscard]] Read read();
    // One that contains everything up to `seq` (waits for a state commit if need be; on a full disk
    // it is what there is after two seconds).
    [[nodiscard]] Read read_at(std::uint64_t seq);

    // The last entry the committed tables contain. While it stays the same so does every snapshot:
    // what was read may be remembered until then.
    [[nodiscard]] std::uint64_t tables_seq() const { return committed_seq_; }

    // Manual mode: the tables as the last decided command left them, without waiting for a commit.
    [[nodiscard]] Read const& newest();

    // Plays on the newest tables, durable or not, in a transaction that is thrown away; nothing of
    // it is decided. On the writer's thread and before the next commands: it must be brief. Waits
    // for it; false when the store takes no more work or there is no room for it. What `play`
    // throws comes out here.
    using Branch = std::function<Write(Write&)>;
    using Play = std::function<void(Write& trial, Branch const& branch)>;
    [[nodiscard]] bool rehearse(Play const& play);

    // Called with the last durable seq after every commit, on the committer's thread. Who wants to
    // know what changed since a seq reads the journal from there.
    std::uint64_t subscribe(std::function<void(std::uint64_t last_seq)> listener);
    void unsubscribe(std::uint64_t subscription);
    [[nodiscard]] std::vector<store::SealedEntry> entries_since(std::uint64_t seq, std::size_t max);

    // A consistent copy into `folder`/state and `folder`/journal while work goes on. The folder
    // appears when the copy is whole and on the disk. Throws StoreFailure.
    void backup(std::string const& folder);
    // Commits the tables now (manual mode and tests).
    void flush();
    // The time a command would be stamped with now, from any thread: for whoever waits until then.
    [[nodiscard]] Instant now();
    // Frees dead readers, cuts off old snapshots, reports. Call every few seconds.
    void tend();

    [[nodiscard]] std::uint64_t durable_seq() const { return durable_seq_; }
    [[nodiscard]] store::Journal& journal() { return *journal_; }
    struct Figures {
        std::uint64_t decided = 0, batches = 0, state_commits = 0, rebuilds = 0, tail_applied = 0;
    };
    [[nodiscard]] Figures figures() const;

private:
    struct Waiting {
        Envelope envelope;
        Reply reply;
    };
    struct Decided {
        Reply reply;
        Outcome outcome;
    };
    void open_state();
    void prepare_tables();
    void rebuild_open_state();
    void reapply(std::uint64_t changes_max);
    void apply_tail(std::uint64_t changes_max);
    void run();
    bool work();
    void decide_batch(std::deque<Waiting>& batch);
    Outcome decide_one(Envelope const& envelope);
    Outcome decide_once(Envelope const& envelope);
    [[nodiscard]] Screen screen_for(DeviceId device) const;
    std::optional<Outcome> answer_without_deciding(Envelope const& envelope,
                                                   store::Hash const& body, Device const& device);
    Outcome replay(Envelope const& envelope, tables::Request const& request);
    void execute(store::Entry& entry, AnyCommand const& command);
    void answer_all(std::vector<Decided>& decided);
    void refuse_all(std::vector<Decided>& decided);
    // Threaded mode: the writer hands over what it has decided, the committer makes it durable.
    struct Batch {
        store::Journal::Sealed sealed;
        std::vector<Decided> decided;
    };
    void hand_over(Batch batch);
    void run_committer();
    [[nodiscard]] bool commit_next();
    void wait_until_durable();
    void recover_failed_commit();
    void forget_durable_entries();
    void commit_state();
    void commit_open_tables();
    [[nodiscard]] Instant stamp(Envelope const& envelope, Instant floor);
    [[nodiscard]] bool reader_waits() const;
    [[nodiscard]] bool state_commit_due() const;
    void give_way();
    Write& open_write();
    void rehearse_next();
    void log(std::string const& line) const;
    void copy_with_room(store::Environment& environment, std::string const& folder);
    [[noreturn]] void fatal(std::string const& what);

    Options options_;
    std::unique_ptr<store::FolderLock> lock_;
    std::unique_ptr<store::Journal> journal_;
    std::unique_ptr<store::Environment> state_;
    std::optional<Write> write_;       // the open state transaction; belongs to the writer's thread
    std::deque<store::Entry> staged_;  // decided, perhaps not durable yet
    // The store has failed: what is open here is on record nowhere, nothing may be built on it.
    std::atomic<bool> store_failed_{false};
    std::chrono::steady_clock::time_point write_opened_{};
    std::chrono::steady_clock::duration last_state_commit_took_{};
    std::chrono::steady_clock::time_point state_retry_at_{};  // after a commit found no room
    std::uint64_t applied_seq_ = 0;                           // in the open state transaction
    std::atomic<std::uint64_t> committed_seq_{0};
    std::atomic<std::uint64_t> durable_seq_{0};
    std::atomic<std::uint64_t> wanted_seq_{0};
    std::atomic<std::uint64_t> decided_{0}, batches_{0}, state_commits_{0}, rebuilds_{0};
    std::atomic<std::uint64_t> tail_applied_{0};

    std::mutex queue_mutex_;
    std::condition_variable queue_filled_;
    std::condition_variable state_committed_;
    std::deque<Waiting> queue_;
    std::deque<std::packaged_task<bool()>> rehearsals_;
    std::atomic<bool> stopping_{false};
    std::atomic<std::atomic<bool>*> copy_started_{
        nullptr};  // a backup wants the writer's lock for a moment

    std::mutex clock_mutex_;
    Instant last_stamp_{};

    std::mutex listeners_mutex_;
    std::vector<std::pair<std::uint64_t, std::function<void(std::uint64_t)>>> listeners_;
    std::uint64_t next_listener_ = 1;
    std::mutex backup_mutex_;

    std::mutex commit_mutex_;  // guards the four below
    std::optional<Batch> handed_over_;
    std::optional<Batch> failed_batch_;  // the disk was full; the writer takes it back
    bool committing_ = false;
    bool committer_stops_ = false;
    std::condition_variable commit_changed_;
    std::atomic<bool> commit_failed_{false};
    std::thread committer_;
    std::thread writer_;
};

}  // namespace wms
