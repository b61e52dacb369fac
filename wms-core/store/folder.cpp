// SPDX-License-Identifier: Apache-2.0
#include "store/folder.hpp"

#include "base/ensure.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>

namespace wms::store {
namespace {

namespace fs = std::filesystem;

std::string holder_of(int handle) {
    std::array<char, 32> text{};
    ssize_t const size = pread(handle, text.data(), text.size(), 0);
    std::string_view const line{text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    return std::string{line.substr(0, line.find('\n'))};
}

void sync_path(std::string const& path) {
    int const handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0) throw StoreFailure{"cannot open " + path, errno};
    int const code = fsync(handle) == 0 ? 0 : errno;
    ::close(handle);
    if (code != 0) throw StoreFailure{fmt::format("sync {}: {}", path, strerror(code)), code};
}

}  // namespace

FolderLock::FolderLock(std::string const& folder) {
    fs::create_directories(folder);
    chmod(folder.c_str(), 0700);
    std::string const file = folder + "/lock";
    handle_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (handle_ < 0)
        throw StoreFailure{fmt::format("cannot open {}: {}", file, strerror(errno)), errno};
    if (flock(handle_, LOCK_EX | LOCK_NB) == 0) {
        // Only for the sentence below: on a full disk it stays as it was.
        std::string const pid = fmt::format("{}\n", getpid());
        if (pwrite(handle_, pid.data(), pid.size(), 0) == static_cast<ssize_t>(pid.size()))
            (void)!ftruncate(handle_, static_cast<off_t>(pid.size()));
        return;
    }
    std::string const holder = holder_of(handle_);
    ::close(handle_);
    throw StoreFailure{fmt::format("the store {} is in use by process {}", folder, holder),
                       EWOULDBLOCK};
}

FolderLock::~FolderLock() {
    ::close(handle_);
}

void make_durable(std::string const& folder) {
    for (fs::directory_entry const& entry : fs::recursive_directory_iterator{folder})
        sync_path(entry.path().string());
    sync_path(folder);
}

void rename_durably(std::string const& from, std::string const& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error)
        throw StoreFailure{fmt::format("cannot rename {} to {}: {}", from, to, error.message()),
                           error.value()};
    fs::path const parent = fs::absolute(to).lexically_normal().parent_path();
    sync_path(parent.string());
}

bool is_absent_or_empty(std::string const& folder) {
    return !fs::exists(folder) || (fs::is_directory(folder) && fs::is_empty(folder));
}

}  // namespace wms::store
