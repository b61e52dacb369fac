// SPDX-License-Identifier: Apache-2.0
// Imports are the dearest thing one person can ask for: each holds a worker and its files in
// memory. So one at a time for each person, and no more of them in an hour than a long day's work
// wants (reliability 3.9). Dry runs count: they cost the same.
#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>

namespace wms::web {

struct ImportLimits {
    std::size_t imports_max = 60;
    std::size_t bytes_max = std::size_t{1} << 30;
    Elapsed window{60LL * 60'000};
};

class ImportQuota {
public:
    explicit ImportQuota(ImportLimits limits = {}) : limits_{limits} {}

    // How long this person must wait, or nothing: then it has begun, and end() must follow.
    [[nodiscard]] std::optional<Elapsed> begin(OperatorId who, std::size_t bytes, Instant now);
    void end(OperatorId who);

private:
    struct Import {
        Instant at;
        std::size_t bytes;
    };
    struct Person {
        bool busy = false;
        std::deque<Import> imports = {};  // of the last window
    };
    ImportLimits limits_;
    std::mutex mutex_;
    std::map<OperatorId, Person> people_;
};

}  // namespace wms::web
