// SPDX-License-Identifier: Apache-2.0
// The folder a store lives in: one process at a time, and what is written there is on the disk.
#pragma once

#include <string>

namespace wms::store {

// Held as long as the process works on the folder; the kernel releases it when the process dies.
// LMDB itself would let two processes in, and each would number its own entries.
class FolderLock {
public:
    // Makes the folder if absent (mode 0700). Throws StoreFailure "the store … is in use by process
    // N".
    explicit FolderLock(std::string const& folder);
    FolderLock(FolderLock const&) = delete;
    FolderLock& operator=(FolderLock const&) = delete;
    ~FolderLock();

private:
    int handle_ = -1;
};

// Waits until every file below the folder, and every name in it, is on the disk.
void make_durable(std::string const& folder);
// Gives a finished folder its name, durably. Throws StoreFailure.
void rename_durably(std::string const& from, std::string const& to);
[[nodiscard]] bool is_absent_or_empty(std::string const& folder);

}  // namespace wms::store
