// SPDX-License-Identifier: Apache-2.0
// A store and the senders of store/workload.hpp with a network between them: what they send is
// bytes, and the bytes arrive in order or as badly as a network can bring them.
#pragma once

#include "store/workload.hpp"
#include "support/random.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace wms::simulation {

// A message as it travels, and back; nothing when it is not whole.
[[nodiscard]] std::string message_of(Envelope const& envelope);
[[nodiscard]] std::optional<Envelope> message_from(std::string_view bytes);
// What an answer says, besides whether it is a repeat and how the screen looks by now.
[[nodiscard]] std::string answer_bytes(Outcome const& outcome);

struct Carried {
    std::uint64_t requests = 0, messages = 0, cut = 0, repeated = 0, gaps = 0;
    std::string fault;  // two answers for one id differ, a cut message was taken for a whole one
};

class Town {
public:
    Town(std::string folder, std::uint64_t senders);

    void carry_in_order(std::uint64_t requests);
    // Each 1–5 times, shuffled within 50, one in twenty cut short; who got no answer sends again.
    [[nodiscard]] Carried carry_badly(std::uint64_t requests, std::uint64_t seed);

    [[nodiscard]] std::string journal_head();
    // The first table that differs from the other's.
    [[nodiscard]] std::string difference(Town& other);
    // By place and SKU.
    [[nodiscard]] std::map<std::string, std::int64_t> pieces();
    // How far each sender has come, who is signed in there, what is asked of them.
    [[nodiscard]] std::vector<std::string> senders();

private:
    struct Sent {  // one request of the window
        std::string id;
        std::string bytes;
    };
    [[nodiscard]] Envelope request(std::uint64_t number) const;
    void bring(std::vector<std::string> const& messages, Carried& carried);
    void answered(Envelope const& envelope, Outcome const& outcome, Carried& carried);

    std::uint64_t senders_;
    std::unique_ptr<Engine> engine_;
    std::map<std::string, std::string> answers_;  // id → bytes
};

}  // namespace wms::simulation
