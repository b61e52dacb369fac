// SPDX-License-Identifier: Apache-2.0
#include "store/mounts.hpp"

#include "base/ensure.hpp"
#include "base/file_handle.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

namespace wms::test {
namespace {

constexpr unsigned long shut_down = _IOR('X', 125, std::uint32_t);  // FS_IOC_SHUTDOWN
constexpr std::uint32_t without_log_flush = 2;

int run(std::string const& line) {
    return std::system(line.c_str());
}

// A process that was just killed may hold its files for a moment longer.
bool unmount(std::string const& folder) {
    for (int i = 0; i < 500; ++i) {
        if (umount2(folder.c_str(), 0) == 0) return true;
        if (errno != EBUSY) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return false;
}

}  // namespace

std::string enter_private_mounts() {
    static bool entered = false;
    if (entered) return {};
    if (geteuid() != 0) return "needs root";
    if (unshare(CLONE_NEWNS) != 0) return fmt::format("no mount namespace: {}", strerror(errno));
    if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return fmt::format("no private mounts: {}", strerror(errno));
    if (run("command -v mkfs.ext4 >/dev/null 2>&1") != 0) return "needs e2fsprogs";
    entered = true;
    return {};
}

Mount::Mount(FileSystem kind, std::string folder, std::uint64_t megabytes)
    : kind_{kind}, folder_{std::move(folder)}, image_{folder_ + ".image"} {
    std::filesystem::create_directories(folder_);
    if (kind_ == FileSystem::tmpfs) {
        std::string const size = fmt::format("size={}m", megabytes);
        ensure(mount("tmpfs", folder_.c_str(), "tmpfs", 0, size.c_str()) == 0, "a tmpfs");
        return;
    }
    ensure(run(fmt::format("truncate -s {}M {} && mkfs.ext4 -q -F -m 0 {}", megabytes, image_,
                           image_)) == 0,
           "an ext4 image");
    mount_image();
}

void Mount::mount_image() {
    ensure(run(fmt::format("mount -o loop {} {}", image_, folder_)) == 0, "a loop device");
}

Mount::~Mount() {
    (void)unmount(folder_);
    std::error_code ignored;
    std::filesystem::remove(image_, ignored);
}

void Mount::fill_up(std::uint64_t left) const {
    FileHandle const file{
        open((folder_ + "/filler").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600)};
    ensure(file.open(), "a file to fill the disk with");
    std::string const block(std::size_t{64} * 1024, 'x');
    while (std::filesystem::space(folder_).available > left) {
        std::uint64_t const room = std::filesystem::space(folder_).available - left;
        if (write(file.get(), block.data(), std::min<std::uint64_t>(room, block.size())) <= 0)
            break;
        fsync(file.get());
    }
}

void Mount::make_room() const {
    std::filesystem::remove(folder_ + "/filler");
}

void Mount::cut_power() {
    int const handle = open(folder_.c_str(), O_RDONLY | O_CLOEXEC);
    ensure(handle >= 0, "the mounted folder opens");
    ensure(ioctl(handle, shut_down, &without_log_flush) == 0, "the file system can be shut down");
    close(handle);
}

void Mount::mount_again() {
    ensure(unmount(folder_), "the dead file system can be unmounted");
    mount_image();
}

}  // namespace wms::test
