// SPDX-License-Identifier: Apache-2.0
// What was promised: every answer somebody has heard, and what the journal must therefore say for
// ever. Knows requests, numbers and answers, nothing about goods.
#pragma once

#include "engine/engine.hpp"

#include <map>
#include <string>
#include <vector>

namespace wms::simulation {

class Promises {
public:
    // Sent for the first time or again; the id names the content for ever.
    void sent(Envelope const& envelope);
    // A new entry of the journal, in its order. What is wrong with it, or nothing.
    [[nodiscard]] std::string entered(store::SealedEntry const& sealed);
    // Somebody got this answer.
    [[nodiscard]] std::string told(Envelope const& envelope, Outcome const& outcome);
    // The run in which the last entries were written is over: who asks again gets a repeat.
    void settle();
    // The journal as it was opened again still says what it said, and no more than was sent.
    [[nodiscard]] std::string still_there(store::Journal& journal) const;
    // Everything that was sent has been decided and heard.
    [[nodiscard]] std::string all_told() const;

    [[nodiscard]] std::uint64_t entries() const { return entries_.size(); }
    [[nodiscard]] std::uint64_t replayed() const { return replayed_; }
    [[nodiscard]] std::uint64_t last_of(DeviceId device) const;
    [[nodiscard]] bool is_decided(Envelope const& envelope) const;

private:
    struct Key {
        DeviceId device;
        store::EventKey id{};
        friend auto operator<=>(Key const&, Key const&) = default;
    };
    struct Request {
        std::vector<std::string> bodies;  // the first is what it means, others misuse its id
        std::uint64_t device_seq = 0;
        std::uint64_t seq = 0;  // of its entry, 0 = not decided
        bool settled = false;   // the next answer is a repeat
        bool told = false;
    };
    struct Entry {
        Key key;
        store::Hash hash{};
        Instant at;
        std::uint16_t refused = 0;
        std::vector<std::string> subject;
        Tone tone = Tone::ok;
        std::uint64_t object = 0;
    };
    [[nodiscard]] std::string entered_request(store::Entry const& entry);
    [[nodiscard]] std::string told_undecided(Envelope const& envelope, Refusal const& refusal,
                                             Request const& request) const;
    [[nodiscard]] std::string told_reused(Envelope const& envelope, Outcome const& outcome,
                                          Request const& request) const;
    [[nodiscard]] std::string compare(Outcome const& outcome) const;

    std::map<Key, Request> requests_;
    std::vector<Entry> entries_;  // [seq - 1]
    std::map<DeviceId, std::uint64_t> last_seq_;
    std::uint64_t reused_entries_ = 0;
    std::uint64_t replayed_ = 0;
};

}  // namespace wms::simulation
