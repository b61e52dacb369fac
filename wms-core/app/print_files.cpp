// SPDX-License-Identifier: Apache-2.0
#include "app/print_files.hpp"

#include "store/record.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace wms {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(std::string const& what) {
    throw std::system_error{errno, std::generic_category(), what};
}

void write_durably(std::string const& path, std::string_view bytes) {
    int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) fail("a label cannot be kept");
    bool good = true;
    while (good && !bytes.empty()) {
        ssize_t const written = ::write(file, bytes.data(), bytes.size());
        good = written > 0;
        if (good) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    good = good && ::fdatasync(file) == 0;
    int const error = errno;
    ::close(file);
    errno = error;
    if (!good) fail("a label cannot be kept");
}

// What root keeps (`wms labels print` beside a server with a user of its own) belongs to whom the
// folder belongs, or the server could not read it.
void give_to_owner_of(std::string const& folder, std::string const& path) {
    struct stat place{};
    if (::geteuid() != 0 || ::stat(folder.c_str(), &place) != 0 || place.st_uid == 0) return;
    if (::chown(path.c_str(), place.st_uid, place.st_gid) != 0) fail("a label cannot be kept");
}

std::string hex_of(store::Hash const& hash) {
    std::string hex;
    for (std::uint8_t const byte : hash) hex += fmt::format("{:02x}", byte);
    return hex;
}

}  // namespace

PrintFiles::PrintFiles(std::string folder) : folder_{std::move(folder)} {
    fs::create_directories(folder_);
    fs::permissions(folder_, fs::perms::owner_all);
}

std::string PrintFiles::path_of(std::string_view sha256) const {
    return fmt::format("{}/{}/{}", folder_, sha256.substr(0, 2), sha256);
}

std::string PrintFiles::keep(std::string_view bytes) const {
    static std::atomic<std::uint64_t> number{0};
    std::string sha256 = hex_of(store::sha256(bytes));
    std::string const path = path_of(sha256);
    std::string const shelf = fs::path{path}.parent_path();
    if (fs::create_directories(shelf)) give_to_owner_of(folder_, shelf);
    // renamed when it is whole: a file under a hash has that hash
    std::string const fresh = fmt::format("{}.{}", path, ++number);
    write_durably(fresh, bytes);
    give_to_owner_of(folder_, fresh);
    fs::rename(fresh, path);
    return sha256;
}

std::optional<std::string> PrintFiles::bytes_of(std::string const& sha256) const {
    if (sha256.size() != 64 || sha256.find_first_not_of("0123456789abcdef") != sha256.npos)
        return std::nullopt;
    std::ifstream file{path_of(sha256), std::ios::binary};
    if (!file) return std::nullopt;
    std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    if (hex_of(store::sha256(bytes)) != sha256) return std::nullopt;
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
