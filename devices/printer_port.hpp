// SPDX-License-Identifier: Apache-2.0
// The way to one printer: a TCP port, a USB interface, in tests a few lines. Bytes only. Every call
// ends after its patience; what goes wrong is a value.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace wms::devices {

using Patience = std::chrono::milliseconds;

enum class PortResult : std::uint8_t { moved, timed_out, closed };

struct PortMoved {
    PortResult result = PortResult::closed;
    std::size_t bytes = 0;  // moved; of a write that failed: nothing has left then
};

class PrinterPort {
public:
    PrinterPort() = default;
    PrinterPort(PrinterPort const&) = delete;
    PrinterPort& operator=(PrinterPort const&) = delete;
    virtual ~PrinterPort() = default;

    [[nodiscard]] virtual bool open(Patience patience) = 0;
    // Moves at least one byte or says why not.
    [[nodiscard]] virtual PortMoved write(std::string_view bytes, Patience patience) = 0;
    [[nodiscard]] virtual PortMoved read(std::span<char> into, Patience patience) = 0;
    // Nothing more will be written; true when the other side has acknowledged all of it.
    [[nodiscard]] virtual bool finish(Patience patience) = 0;
    // Written and not yet taken by the other side, as far as that is known.
    [[nodiscard]] virtual std::size_t under_way() const = 0;
    virtual void close() = 0;
    [[nodiscard]] virtual bool is_open() const = 0;
    // Why the last call failed, for the log: "Connection refused".
    [[nodiscard]] virtual std::string problem() const = 0;
};

}  // namespace wms::devices
