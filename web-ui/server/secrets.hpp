// SPDX-License-Identifier: Apache-2.0
// Tokens, PIN hashes and the pepper (OpenSSL). A six-digit PIN has a million values: what makes a
// stolen store worthless is the pepper, which is kept in a file of its own and is never in a
// backup of the store (reliability 3.1).
#pragma once

#include "domain/work.hpp"

#include <string>
#include <string_view>

namespace wms::web {

class Secrets {
public:
    // Reads `folder`/pepper, or makes it (32 bytes of chance, 0600). Throws StoreFailure when it is
    // readable by others or cannot be read.
    explicit Secrets(std::string const& folder);

    // "scrypt:15:8:1:<salt>:<hash>"; takes about 0.2 s and 32 MiB: on a worker only.
    [[nodiscard]] Secret hash_pin(std::string_view pin) const;
    [[nodiscard]] bool is_pin(Secret const& hash, std::string_view pin) const;
    // As long as a true comparison, for a badge nobody has.
    void waste_time(std::string_view pin) const;

    // A page's proof that it can read what our pages can read; follows from the token.
    [[nodiscard]] std::string csrf_of(std::string_view token) const;

private:
    [[nodiscard]] std::string keyed(std::string_view purpose, std::string_view text) const;
    std::string pepper_;
};

// 256 bits of chance as 64 hex digits.
[[nodiscard]] std::string random_token();
// In constant time.
[[nodiscard]] bool same(std::string_view a, std::string_view b);

// What a PIN must be at least. Leads and admins need a longer one: they approve what others do.
struct PinPolicy {
    std::size_t floor_min = 6;
    std::size_t lead_min = 12;
};
[[nodiscard]] Result<> check_pin(PinPolicy const& policy, Operator const& who,
                                 std::string_view pin);

}  // namespace wms::web
