// SPDX-License-Identifier: Apache-2.0
// H(c): the least that an answer over HTTP can cost with this library on this machine. Beast, its
// own parser, one JSON body read and written again, and nothing of ours: no limits, no session, no
// store.
#pragma once

#include <cstdint>
#include <memory>

namespace wms::bench {

class BareEcho {
public:
    explicit BareEcho(std::size_t threads);
    BareEcho(BareEcho const&) = delete;
    BareEcho& operator=(BareEcho const&) = delete;
    ~BareEcho();

    [[nodiscard]] std::uint16_t port() const;

private:
    class Core;
    std::unique_ptr<Core> core_;
};

}  // namespace wms::bench
