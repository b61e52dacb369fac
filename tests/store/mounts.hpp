// SPDX-License-Identifier: Apache-2.0
// File systems of the test's own, in a mount namespace of its own: a small one to fill, one behind
// a loop device whose power is cut. Needs root.
#pragma once

#include <cstdint>
#include <string>

namespace wms::test {

// Makes this process's mounts private. Nothing when it works, else why not.
[[nodiscard]] std::string enter_private_mounts();

enum class FileSystem : std::uint8_t { tmpfs, ext4 };

class Mount {
public:
    // `folder` is made; the image of an ext4 lies beside it.
    Mount(FileSystem kind, std::string folder, std::uint64_t megabytes);
    Mount(Mount const&) = delete;
    Mount& operator=(Mount const&) = delete;
    ~Mount();

    // Takes all the room but `left` bytes, and gives it back.
    void fill_up(std::uint64_t left) const;
    void make_room() const;
    // Everything that has not reached the device is gone, and nothing reaches it any more.
    void cut_power();
    // Comes back with what is on the device. Nobody may have a file open.
    void mount_again();
    [[nodiscard]] std::string path() const { return folder_; }

private:
    void mount_image();
    FileSystem kind_;
    std::string folder_;
    std::string image_;
};

}  // namespace wms::test
