// SPDX-License-Identifier: Apache-2.0
// The only place that talks to LMDB. An Environment is one memory-mapped store with numbered
// tables; a Read is a snapshot, a Write is the one transaction that may change it. Bytes in, bytes
// out: keys and values get their types in table.hpp.
//
// Default flags only: NOSYNC and NOMETASYNC lose acknowledged scans at a power cut, WRITEMAP dies
// with SIGBUS on a full disk (decisions/0002). Readers use MDB_NOTLS, so any thread may end them.
#pragma once

#include "base/ensure.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct MDB_env;
struct MDB_txn;
struct MDB_cursor;

namespace wms::store {

// A table's place in the list of names the environment was opened with.
struct TableRef {
    std::uint16_t number = 0;
};

enum class Access : std::uint8_t {
    write,
    read_only,  // for verify: nothing in the folder is changed, a missing table is a failure
};

struct EnvironmentOptions {
    std::string path;  // folder, made if absent (mode 0700)
    std::span<std::string_view const> tables;
    std::uint64_t map_bytes = std::uint64_t{1}
                              << 32;  // grows by itself; a smaller value is for tests
    std::chrono::milliseconds reader_age_max{5000};
    Access access = Access::write;
};

// The disk has no room: nothing was changed; reading goes on, postings are refused (§4.0.8).
class StoreFull : public StoreFailure {
public:
    using StoreFailure::StoreFailure;
};

// The map is too small for the transaction: nothing was changed; grow() and do it again.
class MapFull : public StoreFailure {
public:
    using StoreFailure::StoreFailure;
};

// A snapshot was kept longer than allowed. It pins old pages, so it is cut off and reported.
class SnapshotExpired : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Environment;

class Read {
public:
    Read(Read const&) = delete;
    Read& operator=(Read const&) = delete;
    Read(Read&& other) noexcept;
    Read& operator=(Read&&) = delete;
    ~Read();

    // The bytes live until the transaction ends or (in a Write) changes something.
    [[nodiscard]] std::optional<std::string_view> find(TableRef table, std::string_view key) const;
    [[nodiscard]] std::uint64_t count(TableRef table) const;
    [[nodiscard]] Environment const& environment() const { return *environment_; }

protected:
    friend class Environment;
    friend class Cursor;
    struct Ticket {
        std::chrono::steady_clock::time_point since;
        std::atomic<bool> expired{false};
    };
    Read(Environment& environment, MDB_txn* txn) : environment_{&environment}, txn_{txn} {}
    void check_age() const;

    [[nodiscard]] MDB_cursor* cursor_at(TableRef table) const;

    Environment* environment_;
    MDB_txn* txn_;
    // In a Write, one cursor per table that stays: rows beside the last one are found without a
    // search from the root. LMDB frees them with the transaction.
    mutable std::vector<MDB_cursor*> cursors_;
    std::list<Ticket>::iterator ticket_{};
    bool is_snapshot_ = false;
};

class Write : public Read {
public:
    Write(Write&&) noexcept = default;

    void put(TableRef table, std::string_view key, std::string_view value);
    // False, and nothing is changed, when the key is there.
    [[nodiscard]] bool insert(TableRef table, std::string_view key, std::string_view value);
    // For keys that only grow: writes at the end without a search.
    void append(TableRef table, std::string_view key, std::string_view value);
    void erase(TableRef table, std::string_view key);
    void clear(TableRef table);
    // Durable when it returns. Throws StoreFull or StoreFailure; the transaction is over either
    // way.
    void commit();
    // How many changes were made in this transaction (a measure of its dirty pages).
    [[nodiscard]] std::uint64_t changes() const { return changes_; }

private:
    friend class Environment;
    using Read::Read;
    std::uint64_t changes_ = 0;
};

// Walks one table in key order from a starting key.
class Cursor {
public:
    Cursor(Read const& read, TableRef table);
    Cursor(Cursor const&) = delete;
    Cursor& operator=(Cursor const&) = delete;
    ~Cursor();

    bool seek(std::string_view key);  // first entry at or after key
    bool next();
    bool last();
    bool previous();
    [[nodiscard]] std::string_view key() const { return key_; }
    [[nodiscard]] std::string_view value() const { return value_; }

private:
    bool step(int operation, std::string_view from);
    Read const* read_;
    MDB_cursor* cursor_ = nullptr;
    std::string_view key_;
    std::string_view value_;
};

class Environment {
public:
    explicit Environment(EnvironmentOptions const& options);
    Environment(Environment const&) = delete;
    Environment& operator=(Environment const&) = delete;
    ~Environment();

    [[nodiscard]] Read snapshot();
    [[nodiscard]] Write begin_write();
    // A transaction inside another one: what it changes is thrown away with it. `parent` must not
    // be used before that.
    [[nodiscard]] Write begin_trial(Write& parent);

    // Doubles the map when it is more than half used. Call between write transactions. Waits a
    // moment for the running snapshots when the map is nearly full; otherwise tries again next
    // time.
    void grow_if_needed();
    // Doubles the map; new snapshots wait until the running ones have ended. Throws StoreFailure
    // when one does not end.
    void grow();
    // A consistent copy while others read and write. The copy needs the writer's lock for a moment:
    // `started` is called once it has got it, so that a busy writer can make room (decisions/0003).
    void copy_to(std::string const& folder, std::atomic<bool>& started);
    // Frees reader slots of dead processes, cuts off snapshots that are too old. Returns how many
    // were cut.
    std::size_t tend_readers();

    struct Usage {
        std::uint64_t map_bytes = 0;
        std::uint64_t used_bytes = 0;
        std::uint64_t readers = 0;
        std::int64_t oldest_reader_ms = 0;
    };
    [[nodiscard]] Usage usage() const;
    [[nodiscard]] std::string const& path() const { return path_; }
    [[nodiscard]] std::span<std::string const> table_names() const { return names_; }
    // The flags LMDB really runs with, for the test that forbids the unsafe ones.
    [[nodiscard]] bool is_fully_durable() const;

private:
    friend class Read;
    friend class Write;
    friend class Cursor;
    void open_map(std::uint64_t map_bytes);
    void open_tables(std::span<std::string_view const> tables);
    void refuse_truncated();
    [[nodiscard]] bool is_free(std::uint64_t first_page, std::uint64_t last_page);
    void claim_lock_file();
    bool try_grow(std::chrono::milliseconds patience);
    void end_snapshot(Read& read);
    void check_written(int code, char const* doing) const;
    [[nodiscard]] unsigned dbi(TableRef table) const { return dbis_[table.number]; }

    std::string path_;
    MDB_env* env_ = nullptr;
    std::vector<unsigned> dbis_;
    std::vector<std::string> names_;
    std::chrono::milliseconds reader_age_max_;
    Access access_;
    // The map moves when it grows, so it grows only while there is neither snapshot nor copy.
    mutable std::mutex readers_mutex_;
    std::condition_variable map_free_;
    std::list<Read::Ticket> readers_;
    std::size_t copies_ = 0;
    bool growing_ = false;  // who wants to read waits until it is done
};

}  // namespace wms::store
