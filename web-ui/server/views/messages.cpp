// SPDX-License-Identifier: Apache-2.0
#include "server/views/messages.hpp"

#include "domain/process/directing.hpp"
#include "domain/registry.hpp"
#include "server/views/tell.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::web {
namespace {

constexpr Elapsed told_for{12 * 3'600'000};
constexpr std::size_t shown_max = 5;

// Whoever is given a round reads how to come by it, while there is something left of it.
std::optional<Message> of_round(Read const& read, ReassignRound const& command) {
    auto const batch = tables::batches.find(read, command.batch);
    if (!command.to || !batch || batch->state >= BatchState::done) return std::nullopt;
    auto const container = tables::containers.find(read, batch->container);
    Message message{.seq = 0, .at = {}, .from = {}, .who = command.to, .en = {}, .zh = {}};
    message.en = container ? fmt::format("A round is yours now. Scan {} and go on", container->code)
                           : "A round is yours now. Press Pick";
    message.zh = container ? fmt::format("已将一个拣货轮分配给你，请扫 {} 继续", container->code)
                           : "已将一个拣货轮分配给你，请按“拣货”";
    return message;
}

// Whose round it was and is led home by it: told why.
std::optional<Message> of_loser(store::Entry const& entry) {
    for (RawEvent const& event : raw_events_of(entry.events)) {
        if (event.tag != SessionChanged::tag) continue;
        auto const changed = from_bytes<SessionChanged>(event.bytes);
        if (changed.session.process != Process::home) continue;
        return Message{.seq = 0,
                       .at = {},
                       .from = {},
                       .who = changed.who,
                       .en = "Your round was given to somebody else. Choose other work",
                       .zh = "你的拣货轮已改派他人，请选择其他工作"};
    }
    return std::nullopt;
}

bool is_for(Message const& message, DeviceId device, OperatorId actor) {
    return message.who ? message.who == actor : message.device == device;
}

OperatorId actor_at(Read const& read, DeviceId device) {
    auto const row = tables::devices.find(read, device);
    return row ? row->actor : OperatorId{};
}

}  // namespace

void Messages::add(store::Entry const& entry, std::optional<Message> message) {
    if (!message) return;
    message->seq = entry.seq;
    message->at = entry.at;
    message->from = entry.actor;
    waiting_.push_back(*std::move(message));
    if (waiting_.size() > waiting_max) waiting_.pop_front();
}

void Messages::take(store::Entry const& entry, Read const& read) {
    if (entry.refused != 0) return;
    switch (entry.command_tag) {
        case SendMessage::tag: {
            auto const sent = from_bytes<SendMessage>(entry.command);
            return add(entry, Message{.seq = 0,
                                      .at = {},
                                      .from = {},
                                      .who = sent.who,
                                      .device = sent.device,
                                      .en = sent.text,
                                      .zh = sent.text});
        }
        case ReassignRound::tag:
            add(entry, of_round(read, from_bytes<ReassignRound>(entry.command)));
            return add(entry, of_loser(entry));
        case ConfirmMessage::tag: {
            std::uint64_t const seq = from_bytes<ConfirmMessage>(entry.command).message;
            OperatorId const actor = entry.actor;
            std::erase_if(waiting_, [&](Message const& one) {
                return one.seq == seq && is_for(one, entry.device, actor);
            });
            return;
        }
        default: return;
    }
}

std::vector<Message> Messages::at(Read const& read, DeviceId device, Instant now) const {
    OperatorId const actor = actor_at(read, device);
    std::vector<Message> mine;
    for (Message const& one : waiting_) {
        bool const shown = is_for(one, device, actor) && now - one.at < told_for;
        if (shown && mine.size() < shown_max) mine.push_back(one);
    }
    return mine;
}

bool Messages::waits_at(Read const& read, DeviceId device, std::uint64_t seq) const {
    OperatorId const actor = actor_at(read, device);
    return std::ranges::any_of(
        waiting_, [&](Message const& one) { return one.seq == seq && is_for(one, device, actor); });
}

std::int64_t Messages::unread(OperatorId who, Instant now) const {
    return std::ranges::count_if(
        waiting_, [&](Message const& one) { return one.who == who && now - one.at < told_for; });
}

namespace views {

boost::json::value messages(Read const& read, std::vector<Message> const& waiting) {
    if (waiting.empty()) return nullptr;
    boost::json::array items;
    for (Message const& one : waiting)
        items.push_back({{"id", one.seq},
                         {"at", tell::time(one.at)},
                         {"from", tell::person(read, one.from)},
                         {"text", text_json(one.en, one.zh)}});
    return boost::json::object{{"items", std::move(items)}};
}

}  // namespace views

}  // namespace wms::web
