// SPDX-License-Identifier: Apache-2.0
// A file, folder or socket of the kernel that is closed once.
#pragma once

#include <unistd.h>

namespace wms {

class FileHandle {
public:
    explicit FileHandle(int handle) : handle_{handle} {}
    FileHandle(FileHandle const&) = delete;
    FileHandle& operator=(FileHandle const&) = delete;
    ~FileHandle() {
        if (handle_ >= 0) ::close(handle_);
    }
    [[nodiscard]] int get() const { return handle_; }
    [[nodiscard]] bool open() const { return handle_ >= 0; }

private:
    int handle_;
};

}  // namespace wms
