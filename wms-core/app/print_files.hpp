// SPDX-License-Identifier: Apache-2.0
// The bytes that were made for printers, kept as they were sent, each under its SHA-256: proof of
// what left the house. They hold names and addresses, so the folder is the program's alone and old
// files go after some time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace wms {

class PrintFiles {
public:
    // Makes the folder, readable for its owner only.
    explicit PrintFiles(std::string folder);

    // Its SHA-256 in hex; the bytes are on the disk when it returns. Throws when they cannot be.
    std::string keep(std::string_view bytes) const;
    // Nothing when they are gone or are no longer what they were.
    [[nodiscard]] std::optional<std::string> bytes_of(std::string const& sha256) const;
    // Files older than that; how many were removed.
    std::size_t forget_older_than(std::chrono::hours age) const;

private:
    std::string folder_;
};

}  // namespace wms
