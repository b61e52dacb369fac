// SPDX-License-Identifier: Apache-2.0
// What a lead has said to people and terminals and nobody has confirmed yet (L5), as the journal
// tells it.
#pragma once

#include "server/answers.hpp"

#include "domain/change.hpp"
#include "store/record.hpp"

#include <boost/json.hpp>

#include <deque>

namespace wms::web {

struct Message {
    std::uint64_t seq = 0;  // its number
    Instant at;
    OperatorId from;
    OperatorId who = {};
    DeviceId device = {};
    std::string en, zh;  // what a person wrote is the same in both
};

class Messages {
public:
    static constexpr std::size_t waiting_max = 200;

    // The journal's entries in their order.
    void take(store::Entry const& entry, Read const& read);
    // Of a terminal and of whoever is signed in there, oldest first. A shift later nobody needs it.
    [[nodiscard]] std::vector<Message> at(Read const& read, DeviceId device, Instant now) const;
    [[nodiscard]] bool waits_at(Read const& read, DeviceId device, std::uint64_t seq) const;
    // How many a person has not confirmed.
    [[nodiscard]] std::int64_t unread(OperatorId who, Instant now) const;

private:
    void add(store::Entry const& entry, std::optional<Message> message);

    std::deque<Message> waiting_;
};

namespace views {
// The topic `messages:DEVICE`; null while there is none.
[[nodiscard]] boost::json::value messages(Read const& read, std::vector<Message> const& waiting);
}  // namespace views

}  // namespace wms::web
