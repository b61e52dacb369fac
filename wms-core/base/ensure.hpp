// SPDX-License-Identifier: Apache-2.0
// Broken invariants and failed stores: the two things that end a process (style: four kinds of
// error). `ensure` stays on in release builds and never checks input; input is refused with a
// Refusal.
#pragma once

#include <source_location>
#include <stdexcept>
#include <string>

namespace wms {

// Our own logic is wrong. Inside a command the engine turns it into the refusal `internal`.
class BrokenInvariant : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

// The store cannot be trusted or reached. `code` is LMDB's or errno's number.
class StoreFailure : public std::runtime_error {
public:
    StoreFailure(std::string const& what, int error_code)
        : std::runtime_error{what}, code_{error_code} {}
    [[nodiscard]] int code() const { return code_; }

private:
    int code_;
};

[[noreturn]] void fail_invariant(char const* sentence, std::source_location where);

constexpr void ensure(bool condition, char const* sentence,
                      std::source_location where = std::source_location::current()) {
    if (!condition) [[unlikely]]
        fail_invariant(sentence, where);
}

}  // namespace wms
