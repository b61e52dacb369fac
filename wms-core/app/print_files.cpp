// SPDX-License-Identifier: Apache-2.0
#include "app/print_files.hpp"

#include "base/file_handle.hpp"
#include "store/record.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace wms {
namespace {

namespace fs = std::filesystem;

// Links are not followed: `wms labels print` may be root, in a folder of the service's user.
constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr int fresh_names_max = 100;  // left by programs that were killed, under our number

[[noreturn]] void fail() {
    throw std::system_error{errno, std::generic_category(),
                            "a label cannot be kept · 标签无法保存"};
}

// A site may have put the folder elsewhere by a link: its own user follows it, root does not.
int open_folder(std::string const& folder) {
    return ::open(folder.c_str(),
                  ::geteuid() == 0 ? folder_flags : folder_flags & ~int{O_NOFOLLOW});
}

// What root keeps (beside a server with a user of its own) belongs to whom the folder belongs, or
// the server could not read it.
bool give_to_owner_of(int folder, int file) {
    struct stat place{};
    if (::geteuid() != 0) return true;
    if (::fstat(folder, &place) != 0) return false;
    return place.st_uid == 0 || ::fchown(file, place.st_uid, place.st_gid) == 0;
}

int open_shelf(int folder, std::string const& name) {
    bool const made = ::mkdirat(folder, name.c_str(), 0700) == 0;
    if (!made && errno != EEXIST) return -1;
    int const shelf = ::openat(folder, name.c_str(), folder_flags);
    if (shelf < 0 || !made || give_to_owner_of(folder, shelf)) return shelf;
    int const error = errno;
    ::close(shelf);
    errno = error;
    return -1;
}

bool write_durably(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        ssize_t const written = ::write(file, bytes.data(), bytes.size());
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fdatasync(file) == 0;
}

// A file that nobody else has, on a shelf that others may write to at the same time.
struct FreshFile {
    std::string name;
    int handle = -1;
};
FreshFile open_fresh(int shelf, std::string_view sha256) {
    static std::atomic<std::uint64_t> number{0};
    FreshFile fresh;
    for (int tries = 0; tries < fresh_names_max; ++tries) {
        fresh.name = fmt::format("{}.{}.{}", sha256, ::getpid(), ++number);
        fresh.handle = ::openat(shelf, fresh.name.c_str(),
                                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fresh.handle >= 0 || errno != EEXIST) break;
    }
    return fresh;
}

std::string hex_of(store::Hash const& hash) {
    std::string hex;
    for (std::uint8_t const byte : hash) hex += fmt::format("{:02x}", byte);
    return hex;
}

}  // namespace

PrintFiles::PrintFiles(std::string folder) : folder_{std::move(folder)} {
    fs::create_directories(folder_);
    FileHandle const place{open_folder(folder_)};
    if (!place.open() || ::fchmod(place.get(), 0700) != 0) fail();
}

std::string PrintFiles::keep(std::string_view bytes) const {
    std::string sha256 = hex_of(store::sha256(bytes));
    FileHandle const folder{open_folder(folder_)};
    if (!folder.open()) fail();
    FileHandle const shelf{open_shelf(folder.get(), sha256.substr(0, 2))};
    if (!shelf.open()) fail();
    // one that is there already is as good, and as young as a new one
    bool const there = bytes_of(sha256).has_value();
    if (there && ::utimensat(shelf.get(), sha256.c_str(), nullptr, AT_SYMLINK_NOFOLLOW) == 0)
        return sha256;
    // renamed when it is whole: a file under a hash has that hash
    auto const [name, handle] = open_fresh(shelf.get(), sha256);
    FileHandle const file{handle};
    if (!file.open()) fail();
    bool const kept = write_durably(file.get(), bytes) &&
                      give_to_owner_of(folder.get(), file.get()) &&
                      ::renameat(shelf.get(), name.c_str(), shelf.get(), sha256.c_str()) == 0;
    if (kept) return sha256;
    int const error = errno;
    ::unlinkat(shelf.get(), name.c_str(), 0);
    errno = error;
    fail();
}

std::optional<std::string> PrintFiles::bytes_of(std::string const& sha256) const {
    if (sha256.size() != 64 || sha256.find_first_not_of("0123456789abcdef") != sha256.npos)
        return std::nullopt;
    FileHandle const folder{open_folder(folder_)};
    FileHandle const shelf{::openat(folder.get(), sha256.substr(0, 2).c_str(), folder_flags)};
    // a pipe in its place must not hold us up
    FileHandle const file{
        ::openat(shelf.get(), sha256.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    std::string bytes;
    std::array<char, 65536> part{};
    ssize_t got = file.open() ? 1 : -1;
    while (got > 0) {
        got = ::read(file.get(), part.data(), part.size());
        if (got > 0) bytes.append(part.data(), static_cast<std::size_t>(got));
    }
    if (got < 0 || hex_of(store::sha256(bytes)) != sha256) return std::nullopt;
    return bytes;
}

std::size_t PrintFiles::forget_older_than(std::chrono::hours age) const {
    std::size_t removed = 0;
    auto const oldest = fs::file_time_type::clock::now() - age;
    std::error_code ignored;
    for (auto const& entry : fs::recursive_directory_iterator{folder_, ignored}) {
        bool const old = entry.is_regular_file(ignored) && entry.last_write_time(ignored) < oldest;
        if (old && fs::remove(entry.path(), ignored)) ++removed;
    }
    return removed;
}

}  // namespace wms
