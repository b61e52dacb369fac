// SPDX-License-Identifier: Apache-2.0
#include "store/lmdb.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <thread>
#include <utility>

namespace wms::store {
namespace {

void check(int code, char const* doing) {
    if (code == MDB_SUCCESS) return;
    std::string const text = fmt::format("{}: {}", doing, mdb_strerror(code));
    if (code == ENOSPC || code == EDQUOT || code == EFBIG) throw StoreFull{text, code};
    if (code == MDB_MAP_FULL) throw MapFull{text, code};
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

bool is_disk_full(std::string const& path) {
    constexpr std::uint64_t room_min = 1 << 20;
    struct statfs info{};
    if (statfs(path.c_str(), &info) != 0) return false;
    return info.f_bavail * static_cast<std::uint64_t>(info.f_bsize) < room_min;
}

}  // namespace

// --- Read

Read::Read(Read&& other) noexcept
    : environment_{other.environment_},
      txn_{other.txn_},
      cursors_{std::move(other.cursors_)},
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
    int const code = is_snapshot_ ? mdb_get(txn_, environment_->dbi(table), &wanted, &found)
                                  : mdb_cursor_get(cursor_at(table), &wanted, &found, MDB_SET);
    if (code == MDB_NOTFOUND) return std::nullopt;
    check(code, "read");
    return to_view(found);
}

MDB_cursor* Read::cursor_at(TableRef table) const {
    if (table.number >= cursors_.size()) cursors_.resize(table.number + 1UL);
    MDB_cursor*& cursor = cursors_[table.number];
    if (cursor == nullptr)
        check(mdb_cursor_open(txn_, environment_->dbi(table), &cursor), "open cursor");
    return cursor;
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
    environment_->check_written(mdb_cursor_put(cursor_at(table), &k, &v, 0), "write");
}

bool Write::insert(TableRef table, std::string_view key, std::string_view value) {
    MDB_val k = to_val(key);
    MDB_val v = to_val(value);
    ++changes_;
    int const code = mdb_cursor_put(cursor_at(table), &k, &v, MDB_NOOVERWRITE);
    if (code == MDB_KEYEXIST) return false;
    environment_->check_written(code, "insert");
    return true;
}

void Write::append(TableRef table, std::string_view key, std::string_view value) {
    MDB_val k = to_val(key);
    MDB_val v = to_val(value);
    ++changes_;
    environment_->check_written(mdb_cursor_put(cursor_at(table), &k, &v, MDB_APPEND), "append");
}

void Write::erase(TableRef table, std::string_view key) {
    MDB_val k = to_val(key);
    ++changes_;
    // No cursor of ours stands in a table while pages of it are joined.
    if (table.number < cursors_.size() && cursors_[table.number] != nullptr)
        mdb_cursor_close(std::exchange(cursors_[table.number], nullptr));
    int const code = mdb_del(txn_, environment_->dbi(table), &k, nullptr);
    if (code != MDB_NOTFOUND) environment_->check_written(code, "erase");
}

void Write::clear(TableRef table) {
    ++changes_;
    environment_->check_written(mdb_drop(txn_, environment_->dbi(table), 0), "clear");
}

void Write::commit() {
    MDB_txn* const txn = txn_;
    txn_ = nullptr;
    cursors_.clear();
    environment_->check_written(mdb_txn_commit(txn), "commit");
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
    : path_{options.path}, reader_age_max_{options.reader_age_max}, access_{options.access} {
    if (access_ == Access::write) {
        std::filesystem::create_directories(path_);
        chmod(path_.c_str(), 0700);
    }
    refuse_network_file_system(path_);
    check(mdb_env_create(&env_), "create environment");
    try {
        check(mdb_env_set_maxdbs(env_, static_cast<MDB_dbi>(options.tables.size() + 4)),
              "set tables");
        open_map(options.map_bytes);
        open_tables(options.tables);
    } catch (StoreFailure const&) {
        mdb_env_close(env_);
        throw;
    }
}

void Environment::open_map(std::uint64_t map_bytes) {
    check(mdb_env_set_maxreaders(env_, 1024), "set readers");
    check(mdb_env_set_mapsize(env_, map_bytes), "set map size");
    unsigned const flags = MDB_NOTLS | (access_ == Access::read_only ? MDB_RDONLY : 0U);
    int const code = mdb_env_open(env_, path_.c_str(), flags, 0600);
    if (code == ENOSPC) throw StoreFull{fmt::format("open {}: {}", path_, strerror(code)), code};
    if (code != MDB_SUCCESS)
        throw StoreFailure{fmt::format("open {}: {}", path_, mdb_strerror(code)), code};
    if (access_ == Access::read_only) return;
    claim_lock_file();
    refuse_truncated();
}

// Readers write their slot into the mapped lock file: without a block behind it, the first reader
// of a page would die with SIGBUS on a full disk, when reading has to go on.
void Environment::claim_lock_file() {
    std::string const file = path_ + "/lock.mdb";
    int const handle = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (handle < 0) throw StoreFailure{"cannot open " + file, errno};
    struct stat info{};
    int const code = fstat(handle, &info) == 0 ? posix_fallocate(handle, 0, info.st_size) : errno;
    ::close(handle);
    if (code != EOPNOTSUPP && code != EINVAL) check(code, "claim lock file");
}

// A file that is shorter than its pages would end the process with SIGBUS at the first missing one.
// Only pages that are free may be missing: a transaction may take a page and give it back
// unwritten.
void Environment::refuse_truncated() {
    MDB_envinfo info{};
    MDB_stat stat{};
    check(mdb_env_info(env_, &info), "examine");
    check(mdb_env_stat(env_, &stat), "examine");
    std::string const file = path_ + "/data.mdb";
    std::uint64_t const wanted = (info.me_last_pgno + 1) * stat.ms_psize;
    std::uint64_t const there = std::filesystem::file_size(file);
    if (there >= wanted) return;
    std::filesystem::resize_file(file, wanted);  // zeros can be read: no signal while we look
    bool whole = false;
    try {
        whole = is_free(there / stat.ms_psize, info.me_last_pgno);
    } catch (StoreFailure const&) {
        whole = false;  // the list of free pages is itself among what is missing
    }
    if (whole) return;
    std::filesystem::resize_file(file, there);
    throw StoreFailure{
        fmt::format("{} is cut off: it has {} of {} bytes, page {} is missing; restore a backup",
                    file, there, wanted, there / stat.ms_psize),
        EIO};
}

bool Environment::is_free(std::uint64_t first_page, std::uint64_t last_page) {
    constexpr TableRef free_pages{};
    std::set<std::uint64_t> free;
    dbis_ = {0};  // LMDB's own table of free pages: transaction -> count, pages
    {
        Read const read = snapshot();
        Cursor cursor{read, free_pages};
        for (bool more = cursor.seek({}); more; more = cursor.next()) {
            std::string_view const list = cursor.value();
            for (std::size_t at = sizeof(std::size_t); at < list.size();
                 at += sizeof(std::size_t)) {
                std::size_t page = 0;
                std::memcpy(&page, list.data() + at, sizeof page);
                free.insert(page);
            }
        }
    }
    dbis_.clear();
    for (std::uint64_t page = first_page; page <= last_page; ++page) {
        if (!free.contains(page)) return false;
    }
    return true;
}

void Environment::open_tables(std::span<std::string_view const> tables) {
    // A store that was larger when it was closed keeps its size (LMDB takes the file's own map
    // size).
    bool const writing = access_ == Access::write;
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(env_, nullptr, writing ? 0 : MDB_RDONLY, &txn), "open tables");
    int code = MDB_SUCCESS;
    for (std::string_view const name : tables) {
        MDB_dbi dbi = 0;
        names_.emplace_back(name);
        code = mdb_dbi_open(txn, names_.back().c_str(), writing ? MDB_CREATE : 0U, &dbi);
        if (code != MDB_SUCCESS) break;
        dbis_.push_back(dbi);
    }
    if (code != MDB_SUCCESS) {
        mdb_txn_abort(txn);
        check(code, fmt::format("open table {} of {}", names_.back(), path_).c_str());
    }
    check_written(mdb_txn_commit(txn), "open tables");
}

Environment::~Environment() {
    mdb_env_close(env_);
}

// LMDB says EIO when a write stopped half-way, which is how a disk becomes full. Nothing points to
// the pages of a transaction that was not committed, so they are written again by the next one.
void Environment::check_written(int code, char const* doing) const {
    if (code == EIO && is_disk_full(path_))
        throw StoreFull{fmt::format("{}: no space left for the whole of it", doing), ENOSPC};
    check(code, doing);
}

Read Environment::snapshot() {
    Read read{*this, nullptr};
    {
        std::unique_lock lock{readers_mutex_};
        map_free_.wait_for(lock, reader_age_max_, [&] { return !growing_; });
        read.ticket_ = readers_.emplace(readers_.end());
        read.ticket_->since = std::chrono::steady_clock::now();
    }
    int const code = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &read.txn_);
    if (code != MDB_SUCCESS) end_snapshot(read);
    check(code, "begin reading");
    read.is_snapshot_ = true;
    return read;
}

void Environment::end_snapshot(Read& read) {
    std::lock_guard const lock{readers_mutex_};
    readers_.erase(read.ticket_);
    if (readers_.empty()) map_free_.notify_all();
}

Write Environment::begin_write() {
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(env_, nullptr, 0, &txn), "begin writing");
    return Write{*this, txn};
}

Write Environment::begin_trial(Write& parent) {
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(env_, parent.txn_, 0, &txn), "begin trying");
    return Write{*this, txn};
}

void Environment::grow_if_needed() {
    Usage const now = usage();
    if (now.used_bytes < now.map_bytes / 2) return;
    bool const urgent = now.used_bytes > now.map_bytes - now.map_bytes / 8;
    (void)try_grow(std::chrono::milliseconds{urgent ? 200 : 0});
}

void Environment::grow() {
    if (try_grow(2 * reader_age_max_)) return;
    throw StoreFailure{
        fmt::format("the map of {} is full and a snapshot that does not end pins it", path_),
        MDB_MAP_FULL};
}

bool Environment::try_grow(std::chrono::milliseconds patience) {
    int code = MDB_SUCCESS;
    bool free = false;
    {
        std::unique_lock lock{readers_mutex_};
        growing_ = true;
        free = map_free_.wait_for(lock, patience, [&] { return readers_.empty() && copies_ == 0; });
        MDB_envinfo info{};
        if (free) code = mdb_env_info(env_, &info);
        if (free && code == MDB_SUCCESS) code = mdb_env_set_mapsize(env_, info.me_mapsize * 2);
        growing_ = false;
    }
    map_free_.notify_all();
    check(code, "grow map");
    return free;
}

void Environment::copy_to(std::string const& folder, std::atomic<bool>& started) {
    std::filesystem::create_directories(folder);
    chmod(folder.c_str(), 0700);
    std::string const file = folder + "/data.mdb";
    {
        std::unique_lock lock{readers_mutex_};
        map_free_.wait_for(lock, reader_age_max_, [&] { return !growing_; });
        copies_ += 1;
    }
    mode_t const mask = umask(0077);
    int code = MDB_SUCCESS;
    {
        // The first bytes appear once LMDB has got, used and released the writer's lock.
        std::jthread const watcher{[&](std::stop_token const& stop) {
            while (!stop.stop_requested()) {
                std::error_code error;
                if (std::filesystem::file_size(file, error) > 0 && !error) break;
                std::this_thread::sleep_for(std::chrono::microseconds{200});
            }
            started = true;
        }};
        code = mdb_env_copy2(env_, folder.c_str(), 0);
    }
    umask(mask);
    {
        std::lock_guard const lock{readers_mutex_};
        copies_ -= 1;
    }
    map_free_.notify_all();
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
