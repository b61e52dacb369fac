// SPDX-License-Identifier: Apache-2.0
// `wms serve` itself, at free ports of the loopback interface, with all that it writes.
#pragma once

#include "print/program.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::test {

class Started {
public:
    static constexpr char const* badge = "U-BOSS";  // the first admin
    static constexpr char const* pin = "correct horse battery";

    // `arguments`: what stands behind "wms serve", with addresses like 0.0.0.0:8443.
    Started(std::string const& data, std::vector<std::string> const& arguments);

    std::uint16_t plain = 0;
    std::uint16_t tls = 0;   // 0 = none
    std::uint16_t door = 0;  // of listen_ca

    // One request on a connection of its own, over plain HTTP: the whole answer.
    [[nodiscard]] static std::string ask(std::uint16_t port, std::string_view method,
                                         std::string_view path, std::string_view more = {},
                                         std::string_view body = {});
    // Stops it; everything it has written.
    std::string const& stopped();

private:
    [[nodiscard]] std::uint16_t port_in(std::string const& before, std::string_view after) const;
    std::optional<Program> program_;
};

[[nodiscard]] std::string header_in(std::string const& answer, std::string const& name);

}  // namespace wms::test
