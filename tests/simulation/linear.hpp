// SPDX-License-Identifier: Apache-2.0
// Whether a history of overlapping operations on the stock of one place could have happened one
// after another (Wing and Gong's search, as Porcupine does it). Each operation takes effect at one
// moment between its call and its return; a read says what was there at that moment.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <vector>

namespace wms::simulation {

inline constexpr std::size_t history_max = 256;
inline constexpr std::size_t promises_max = 64;
inline constexpr std::uint64_t not_returned = UINT64_MAX;

enum class What : std::uint8_t { put, pick, promise, cancel, read };

// What may be said of a promise: pieces that are kept for an order.
enum class Kept : std::uint8_t { no, yes, cancelled };

struct Operation {
    What what = What::read;
    std::uint64_t called = 0;
    std::uint64_t returned = not_returned;
    std::uint64_t hint = UINT64_MAX;  // when it probably took effect: tried first, proves nothing
    std::int64_t pieces = 0;          // of put, pick, promise
    std::size_t promise = 0;          // of promise, cancel, read
    // What a read said.
    std::int64_t on_hand = 0;
    std::int64_t promised = 0;
    Kept kept = Kept::no;
};

// The stock as one after another would have it.
struct Shelf {
    std::int64_t on_hand = 0;
    std::int64_t promised = 0;
    std::bitset<promises_max> tried = {};  // asked for, kept or not
    std::bitset<promises_max> kept = {};   // and given
    std::bitset<promises_max> cancelled = {};
    friend bool operator==(Shelf const&, Shelf const&) = default;

    // False when the operation cannot have had this outcome here.
    [[nodiscard]] bool apply(Operation const& operation, std::int64_t promise_pieces);
};

struct Verdict {
    bool linearizable = false;
    bool decided = true;  // false: given up after too many tries
    std::uint64_t tried = 0;
};
// `promise_pieces` is what each promise takes.
[[nodiscard]] Verdict linearize(std::vector<Operation> const& history, Shelf const& begin,
                                std::int64_t promise_pieces);

// For failures: the history as people read it.
[[nodiscard]] std::string text_of(std::vector<Operation> const& history);

}  // namespace wms::simulation
