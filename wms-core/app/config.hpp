// SPDX-License-Identifier: Apache-2.0
// The settings of a running server: from a TOML file, from the environment (WMS_…), from the
// command line; the later wins. What is not known is an error: a mistyped limit must not be no
// limit.
#pragma once

#include "server/server.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wms::app {

struct Setting {
    // `pairs`: "POST=pool,SF=sandbox", in the file a table. `secret`: a text that is printed
    // nowhere, be it a password or somebody's phone number.
    enum class Kind : std::uint8_t { text, texts, number, yes_no, secret, pairs };
    std::string_view key;  // "listen_tls": WMS_LISTEN_TLS, --listen-tls
    Kind kind;
    std::string_view default_value;  // of a list: with commas
    std::string_view help;
};
[[nodiscard]] std::span<Setting const> all_settings();

class Config {
public:
    // Throws std::invalid_argument with every problem in one line each. `flags` are by key.
    [[nodiscard]] static Config read(std::string const& file,
                                     std::map<std::string, std::string> const& flags);

    [[nodiscard]] std::string const& text(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
    [[nodiscard]] std::map<std::string, std::string> pairs(std::string_view key) const;
    [[nodiscard]] std::int64_t number(std::string_view key) const;
    [[nodiscard]] bool yes(std::string_view key) const;

    // One line a key: key = value  # origin. Secrets are masked.
    [[nodiscard]] std::string listing() const;

    [[nodiscard]] std::vector<web::Server::Address> addresses(std::string_view key) const;
    [[nodiscard]] web::Limits limits() const;

private:
    struct Value {
        std::string text;
        std::string origin;
    };
    void set(std::string_view key, std::string text, std::string origin,
             std::vector<std::string>& problems);
    std::map<std::string, Value, std::less<>> values_;
};

// "127.0.0.1:8080", "[::1]:8443"; throws std::invalid_argument.
[[nodiscard]] web::Server::Address address_of(std::string_view text);

}  // namespace wms::app
