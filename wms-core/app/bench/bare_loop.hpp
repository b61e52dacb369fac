// SPDX-License-Identifier: Apache-2.0
// J(c): the least that a durable command can cost with this library on this disk. LMDB and nothing
// of ours: 128 bytes more in a log and one of 64 rows changed per command, one commit for c of
// them.
#pragma once

#include <cstdint>
#include <string>

struct MDB_env;

namespace wms::bench {

class BareLoop {
public:
    explicit BareLoop(std::string const& folder);  // exists and is empty
    BareLoop(BareLoop const&) = delete;
    BareLoop& operator=(BareLoop const&) = delete;
    ~BareLoop();

    void commit(std::uint64_t commands);

private:
    MDB_env* environment_ = nullptr;
    unsigned log_ = 0;
    unsigned devices_ = 0;
    std::uint64_t next_ = 0;
};

}  // namespace wms::bench
