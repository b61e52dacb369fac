// SPDX-License-Identifier: Apache-2.0
#include "simulation/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace wms::simulation {
namespace {

// UUIDv7: the sender's milliseconds first. Unique by device and number.
store::EventKey key_of(Instant at, DeviceId device, std::uint64_t number) {
    store::EventKey key{};
    auto const ms = static_cast<std::uint64_t>(at.value());
    for (unsigned i = 0; i < 6; ++i) key[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    key[6] = 0x70;
    key[8] = static_cast<std::uint8_t>(0x80 | device.value());
    for (unsigned i = 0; i < 4; ++i)
        key[12 + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
    return key;
}

}  // namespace

void Client::ask(AnyCommand command, Instant at, OperatorId actor) {
    ++asked_;
    waiting_.push_back({.device = device_,
                        .request = key_of(at, device_, asked_),
                        .device_seq = is_terminal() ? asked_ : 0,
                        .captured_at = at,
                        .actor = actor,
                        .command = std::move(command)});
}

std::size_t Client::due() const {
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
        if (waiting_[i].device_seq == expected_) return i;
    }
    return 0;
}

std::string Client::hear(Envelope const& envelope, Outcome const& outcome) {
    auto const asked = std::ranges::find(waiting_, envelope.request, &Envelope::request);
    bool const gap = outcome.refusal && outcome.refusal->why == Why::seq_gap;
    if (asked == waiting_.end()) {
        bool const full = outcome.refusal && outcome.refusal->why == Why::readonly;
        if (outcome.seq != 0 || gap || full) return {};  // an old message came in late
        return fmt::format("{}: an answered request is not decided any more", code_);
    }
    if (gap) {
        expected_ = std::strtoull(outcome.refusal->subject.at(1).c_str(), nullptr, 10);
        if (expected_ < waiting_.front().device_seq)
            return fmt::format("{} has forgotten number {}", code_, expected_);
        return {};
    }
    if (outcome.seq == 0) return {};  // later
    expected_ = 0;
    shown_ = outcome.screen;
    waiting_.erase(asked);
    return {};
}

}  // namespace wms::simulation
