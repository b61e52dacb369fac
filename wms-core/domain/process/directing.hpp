// SPDX-License-Identifier: Apache-2.0
// What a lead says to the floor from the desk: a few words for a person or a terminal, a round that
// goes to somebody else, a code that need not be looked at any more. Words and dismissed codes
// change no table: whoever shows them reads them in the journal.
#pragma once

#include "domain/change.hpp"

namespace wms {

inline constexpr std::size_t message_characters_max = 120;  // what a handheld shows without turning

// For a person, wherever signed in, or for whoever is at a terminal: one of the two.
struct SendMessage {
    static constexpr std::uint16_t tag = 165;
    OperatorId who = {};
    DeviceId device = {};
    std::string text;
};
BOOST_DESCRIBE_STRUCT(SendMessage, (), (who, device, text))
[[nodiscard]] Result<Done> handle(Change& change, SendMessage const& command);

// Read on the terminal. A message's number is the one its command has in the journal.
struct ConfirmMessage {
    static constexpr std::uint16_t tag = 166;
    std::uint64_t message = 0;
};
BOOST_DESCRIBE_STRUCT(ConfirmMessage, (), (message))
[[nodiscard]] Result<Done> handle(Change& change, ConfirmMessage const& command);

// Takes a round from whoever has it, before all others for `to`, or for anybody. Goods that lie in
// its tote or cart are taken over as ever, by scanning it (§4.0.6).
struct ReassignRound {
    static constexpr std::uint16_t tag = 167;
    BatchId batch;
    OperatorId to = {};
};
BOOST_DESCRIBE_STRUCT(ReassignRound, (), (batch, to))
[[nodiscard]] Result<Done> handle(Change& change, ReassignRound const& command);

// A code that nobody knows, as the scanner sent it: not an exception until it is scanned again.
struct DismissCode {
    static constexpr std::uint16_t tag = 168;
    std::string raw;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(DismissCode, (), (raw, reason))
[[nodiscard]] Result<Done> handle(Change& change, DismissCode const& command);

}  // namespace wms
