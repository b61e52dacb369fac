// SPDX-License-Identifier: Apache-2.0
#include "store/lmdb.hpp"

#include <fmt/format.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <thread>

namespace wms::store {
namespace {

void check(int code, char const* doing) {
    if (code == MDB_SUCCESS) return;
    std::string const text = fmt::format("{}: {}", doing, mdb_strerror(code));
    if (code == ENOSPC || code == EDQUOT || code == EFBIG) throw StoreFull{text, code};
    throw StoreFailure{text, code};
}

MDB_val to_val(std::string_view bytes) {
    return {bytes.size(), const_cast<char*>(bytes.data())};  // LMDB does not write through it
}

std::string_view to_view(MDB_val const& value) {
    return {static_cast<char const*>(value.mv_data), value.mv_size};
}

// LMDB needs a local file system: maps and locks of network ones do not keep its promises.
void refuse_network_file_system(std::string const& path) {
    struct statfs info{};
    if (statfs(path.c_str(), &info) != 0) throw StoreFailure{"cannot examine " + path, errno};
    constexpr long network[] = {0x6969 /*nfs*/, 0xFF534D42 /*cifs*/, 0xFE534D42 /*smb2*/,
                                0x01021997 /*9p*/, 0x00C36400 /*ceph*/};
    for (long const magic : network) {
        if (info.f_type == magic)
            throw StoreFailure{path + " is on a network file system; use a local disk", EINVAL};
    }
}

}  // namespace

// --- Read

Read::Read(Read&& other) noexcept
    : environment_{other.environment_},
      txn_{other.txn_},
      ticket_{other.ticket_},
      is_snapshot_{other.is_snapshot_} {
    other.txn_ = nullptr;
}

Read::~Read() {
    if (txn_ == nullptr) return;
    mdb_txn_abort(txn_);
    if (is_snapshot_) environment_->end_snapshot(*this);
}

void Read::check_age() const {
    if (is_snapshot_ && ticket_->expired.load(std::memory_order_relaxed)) {
        throw SnapshotExpired{"a snapshot was kept too long and has been cut off"};
    }
}

std::optional<std::string_view> Read::find(TableRef table, std::string_view key) const {
    check_age();
    MDB_val wanted = to_val(key);
    MDB_val found{};
    int const code = mdb_get(txn_, environment_->dbi(table), &wanted, &found);
    if (code == MDB_NOTFOUND) return std::nullopt;
    check(code, "read");
    return to_view(found);
}

std::uint64_t Read::count(TableRef table) const {
    MDB_stat stat{};
    check(mdb_stat(txn_, environment_->dbi(table), &stat), "count");
    return stat.ms_entries;
}

// --- Write

void Write::put(TableRef table, std::string_view key, std::string_view value) {
    MDB_val k = to_val(key);
    MDB_val v = to_val(value);
    ++changes_;
    check(mdb_put(txn_, environment_->dbi(table), &k, &v, 0), "write");
}

void Write::append(TableRef table, std::string_view key, std::string_view value) {
    MDB_val k = to_val(key);
    MDB_val v = to_val(value);
    ++changes_;
    check(mdb_put(txn_, environment_->dbi(table), &k, &v, MDB_APPEND), "append");
}

void Write::erase(TableRef table, std::string_view key) {
    MDB_val k = to_val(key);
    ++changes_;
    int const code = mdb_del(txn_, environment_->dbi(table), &k, nullptr);
    if (code != MDB_NOTFOUND) check(code, "erase");
}

void Write::clear(TableRef table) {
    ++changes_;
    check(mdb_drop(txn_, environment_->dbi(table), 0), "clear");
}

void Write::commit() {
    MDB_txn* const txn = txn_;
    txn_ = nullptr;
    check(mdb_txn_commit(txn), "commit");
}

// --- Cursor

Cursor::Cursor(Read const& read, TableRef table) : read_{&read} {
    read.check_age();
    check(mdb_cursor_open(read.txn_, read.environment_->dbi(table), &cursor_), "open cursor");
}

Cursor::~Cursor() {
    mdb_cursor_close(cursor_);
}

bool Cursor::step(int operation, std::string_view from) {
    read_->check_age();
    MDB_val key = to_val(from);
    MDB_val value{};
    int const code = mdb_cursor_get(cursor_, &key, &value, static_cast<MDB_cursor_op>(operation));
    if (code == MDB_NOTFOUND) return false;
    check(code, "walk");
    key_ = to_view(key);
    value_ = to_view(value);
    return true;
}

bool Cursor::seek(std::string_view key) {
    return step(key.empty() ? MDB_FIRST : MDB_SET_RANGE, key);
}
bool Cursor::next() {
    return step(MDB_NEXT, {});
}
bool Cursor::last() {
    return step(MDB_LAST, {});
}
bool Cursor::previous() {
    return step(MDB_PREV, {});
}

// --- Environment

Environment::Environment(EnvironmentOptions const& options)
    : path_{options.path}, reader_age_max_{options.reader_age_max} {
    std::filesystem::create_directories(path_);
    chmod(path_.c_str(), 0700);
    refuse_network_file_system(path_);
    check(mdb_env_create(&env_), "create environment");
    check(mdb_env_set_maxdbs(env_, static_cast<MDB_dbi>(options.tables.size() + 4)), "set tables");
    check(mdb_env_set_maxreaders(env_, 1024), "set readers");
    check(mdb_env_set_mapsize(env_, options.map_bytes), "set map size");
    int const code = mdb_env_open(env_, path_.c_str(), MDB_NOTLS, 0600);
    if (code != MDB_SUCCESS) {
        mdb_env_close(env_);
        throw StoreFailure{fmt::format("open {}: {}", path_, mdb_strerror(code)), code};
    }
    try {
        open_tables(options.tables);
    } catch (StoreFailure const&) {
        mdb_env_close(env_);
        throw;
    }
}

void Environment::open_tables(std::span<std::string_view const> tables) {
    // A store that was larger when it was closed keeps its size (LMDB takes the file's own map
    // size).
    Write write = begin_write();
    for (std::string_view const name : tables) {
        MDB_dbi dbi = 0;
        names_.emplace_back(name);
        check(mdb_dbi_open(write.txn_, names_.back().c_str(), MDB_CREATE, &dbi), "open table");
        dbis_.push_back(dbi);
    }
    write.commit();
}

Environment::~Environment() {
    mdb_env_close(env_);
}

Read Environment::snapshot() {
    map_gate_.lock_shared();
    MDB_txn* txn = nullptr;
    int const code = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn);
    if (code != MDB_SUCCESS) map_gate_.unlock_shared();
    check(code, "begin reading");
    Read read{*this, txn};
    read.is_snapshot_ = true;
    std::lock_guard const lock{readers_mutex_};
    read.ticket_ = readers_.emplace(readers_.end());
    read.ticket_->since = std::chrono::steady_clock::now();
    return read;
}

void Environment::end_snapshot(Read& read) {
    {
        std::lock_guard const lock{readers_mutex_};
        readers_.erase(read.ticket_);
    }
    map_gate_.unlock_shared();
}

Write Environment::begin_write() {
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(env_, nullptr, 0, &txn), "begin writing");
    return Write{*this, txn};
}

void Environment::grow_if_needed() {
    Usage const now = usage();
    if (now.used_bytes < now.map_bytes / 2) return;
    bool const urgent = now.used_bytes > now.map_bytes - now.map_bytes / 8;
    std::unique_lock gate{map_gate_, std::defer_lock};
    if (urgent) {
        gate.lock();
    } else if (!gate.try_lock()) {
        return;
    }
    check(mdb_env_set_mapsize(env_, now.map_bytes * 2), "grow map");
}

void Environment::copy_to(std::string const& folder, std::atomic<bool>& started) {
    std::filesystem::create_directories(folder);
    chmod(folder.c_str(), 0700);
    std::string const file = folder + "/data.mdb";
    mode_t const mask = umask(0077);
    std::shared_lock const gate{map_gate_};
    // The first bytes appear once LMDB has got, used and released the writer's lock.
    std::jthread const watcher{[&](std::stop_token const& stop) {
        while (!stop.stop_requested()) {
            std::error_code error;
            if (std::filesystem::file_size(file, error) > 0 && !error) break;
            std::this_thread::sleep_for(std::chrono::microseconds{200});
        }
        started = true;
    }};
    int const code = mdb_env_copy2(env_, folder.c_str(), 0);
    umask(mask);
    check(code, "copy");
    chmod(file.c_str(), 0600);
}

std::size_t Environment::tend_readers() {
    int dead = 0;
    check(mdb_reader_check(env_, &dead), "check readers");
    auto const now = std::chrono::steady_clock::now();
    std::size_t cut = 0;
    std::lock_guard const lock{readers_mutex_};
    for (Read::Ticket& ticket : readers_) {
        if (now - ticket.since > reader_age_max_ && !ticket.expired.exchange(true)) ++cut;
    }
    return cut;
}

Environment::Usage Environment::usage() const {
    MDB_envinfo info{};
    MDB_stat stat{};
    check(mdb_env_info(env_, &info), "usage");
    check(mdb_env_stat(env_, &stat), "usage");
    Usage usage{.map_bytes = info.me_mapsize,
                .used_bytes = (info.me_last_pgno + 1) * stat.ms_psize,
                .readers = 0,
                .oldest_reader_ms = 0};
    auto const now = std::chrono::steady_clock::now();
    std::lock_guard const lock{readers_mutex_};
    usage.readers = readers_.size();
    for (Read::Ticket const& ticket : readers_) {
        auto const age = std::chrono::duration_cast<std::chrono::milliseconds>(now - ticket.since);
        usage.oldest_reader_ms = std::max<std::int64_t>(usage.oldest_reader_ms, age.count());
    }
    return usage;
}

bool Environment::is_fully_durable() const {
    unsigned flags = 0;
    check(mdb_env_get_flags(env_, &flags), "flags");
    return (flags & (MDB_NOSYNC | MDB_NOMETASYNC | MDB_WRITEMAP | MDB_MAPASYNC)) == 0;
}

}  // namespace wms::store
