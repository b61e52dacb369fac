// SPDX-License-Identifier: Apache-2.0
// A printer behind a raw TCP port (9100).
#pragma once

#include "devices/printer_port.hpp"

namespace wms::devices {

class TcpPort final : public PrinterPort {
public:
    TcpPort(std::string host, std::uint16_t port);
    ~TcpPort() override;

    [[nodiscard]] bool open(Patience patience) override;
    [[nodiscard]] PortMoved write(std::string_view bytes, Patience patience) override;
    [[nodiscard]] PortMoved read(std::span<char> into, Patience patience) override;
    [[nodiscard]] bool finish(Patience patience) override;
    [[nodiscard]] std::size_t under_way() const override;
    void close() override;
    [[nodiscard]] bool is_open() const override { return socket_ >= 0; }
    [[nodiscard]] std::string problem() const override { return problem_; }

private:
    [[nodiscard]] bool fail(std::string_view what);
    [[nodiscard]] PortMoved lost(int error);

    std::string host_;
    std::uint16_t port_;
    int socket_ = -1;
    std::string problem_;
};

}  // namespace wms::devices
