// SPDX-License-Identifier: Apache-2.0
#include "simulation/promises.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::simulation {
namespace {

std::string body_of(Envelope const& envelope) {
    return fmt::format("{}:{}", tag_of(envelope.command), bytes_of(envelope.command));
}

bool is_own(Envelope const& envelope) {
    return !envelope.device;  // the system's own: no id, no promise
}

}  // namespace

void Promises::sent(Envelope const& envelope) {
    if (is_own(envelope)) return;
    auto const [place, fresh] = requests_.try_emplace({envelope.device, envelope.request});
    if (fresh) place->second.device_seq = envelope.device_seq;
    std::string body = body_of(envelope);
    auto& bodies = place->second.bodies;
    if (std::ranges::find(bodies, body) == bodies.end()) bodies.push_back(std::move(body));
}

std::string Promises::entered(store::SealedEntry const& sealed) {
    store::Entry const& entry = sealed.entry;
    if (entry.seq != entries_.size() + 1)
        return fmt::format("entry {} follows entry {}", entry.seq, entries_.size());
    if (!entries_.empty() && entry.at < entries_.back().at)
        return fmt::format("entry {} is older than the one before", entry.seq);
    if (entry.refused == static_cast<std::uint16_t>(Why::internal))
        return fmt::format("entry {} failed inside", entry.seq);
    entries_.push_back({.key = {entry.device, entry.request},
                        .hash = sealed.hash,
                        .at = entry.at,
                        .refused = entry.refused,
                        .subject = entry.subject,
                        .tone = entry.tone,
                        .object = entry.object});
    return entry.device ? entered_request(entry) : std::string{};
}

std::string Promises::entered_request(store::Entry const& entry) {
    if (entry.request == store::EventKey{}) {
        bool const reused = entry.refused == static_cast<std::uint16_t>(Why::event_reused);
        ++reused_entries_;
        return reused ? "" : fmt::format("entry {} has lost its event id", entry.seq);
    }
    auto const found = requests_.find({entry.device, entry.request});
    if (found == requests_.end())
        return fmt::format("entry {} was never sent by device {}", entry.seq, entry.device.value());
    Request& request = found->second;
    if (request.seq != 0)
        return fmt::format("what entry {} did is done again by entry {}", request.seq, entry.seq);
    if (entry.device_seq != request.device_seq)
        return fmt::format("entry {} has another device number", entry.seq);
    std::string const body = fmt::format("{}:{}", entry.command_tag, entry.command);
    if (body != request.bodies.front())
        return fmt::format("entry {} has another content than was sent", entry.seq);
    request.seq = entry.seq;
    if (entry.device_seq == 0) return {};
    std::uint64_t& last = last_seq_[entry.device];
    if (entry.device_seq != last + 1)
        return fmt::format("entry {}: number {} of the device after {}", entry.seq,
                           entry.device_seq, last);
    last = entry.device_seq;
    return {};
}

std::string Promises::told(Envelope const& envelope, Outcome const& outcome) {
    if (is_own(envelope)) return {};
    Request& request = requests_.at({envelope.device, envelope.request});
    if (outcome.seq == 0) {
        if (!outcome.refusal) return "an answer without an entry accepts";
        return told_undecided(envelope, *outcome.refusal, request);
    }
    if (outcome.seq > entries_.size())
        return fmt::format("entry {} was promised and is not in the journal", outcome.seq);
    if (auto wrong = compare(outcome); !wrong.empty()) return wrong;
    if (body_of(envelope) != request.bodies.front()) return told_reused(envelope, outcome, request);
    if (request.seq != outcome.seq)
        return fmt::format("one request, two entries: {} and {}", request.seq, outcome.seq);
    if (outcome.replayed != request.settled)
        return fmt::format("entry {}: answered as a {}, but it is not", outcome.seq,
                           outcome.replayed ? "repeat" : "first time");
    replayed_ += outcome.replayed ? 1 : 0;
    request.settled = true;
    request.told = true;
    return {};
}

std::string Promises::told_reused(Envelope const& envelope, Outcome const& outcome,
                                  Request const& request) const {
    bool const said = outcome.refusal && outcome.refusal->why == Why::event_reused;
    if (!said) return fmt::format("entry {}: an id used twice was not refused", outcome.seq);
    if (request.seq == 0 || outcome.seq == request.seq)
        return fmt::format("device {}: the first use of an id was refused",
                           envelope.device.value());
    return {};
}

std::string Promises::told_undecided(Envelope const& envelope, Refusal const& refusal,
                                     Request const& request) const {
    bool const done = request.seq != 0;
    if (refusal.why == Why::seq_gap && !done) {
        std::string const expected = fmt::format("{}", last_of(envelope.device) + 1);
        if (refusal.subject.size() == 2 && refusal.subject[1] == expected) return {};
        return fmt::format("device {} is told to go on at a wrong number", envelope.device.value());
    }
    bool const later = refusal.why == Why::readonly;
    if (later) return {};
    return fmt::format("device {} number {} ({}) was not decided: {}", envelope.device.value(),
                       envelope.device_seq, done ? "decided before" : "new", name_of(refusal.why));
}

std::string Promises::compare(Outcome const& outcome) const {
    Entry const& entry = entries_.at(outcome.seq - 1);
    std::uint16_t const refused =
        outcome.refusal ? static_cast<std::uint16_t>(outcome.refusal->why) : std::uint16_t{0};
    bool const same = refused == entry.refused && outcome.tone == entry.tone &&
                      outcome.object == entry.object &&
                      (!outcome.refusal || outcome.refusal->subject == entry.subject);
    return same ? "" : fmt::format("entry {} says something else than its answer", outcome.seq);
}

void Promises::settle() {
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
        auto const request = requests_.find(entry->key);
        if (request == requests_.end()) continue;
        if (request->second.settled) return;
        request->second.settled = true;
    }
}

std::string Promises::still_there(store::Journal& journal) const {
    std::string wrong;
    std::uint64_t count = 0;
    journal.replay_checked(1, [&](store::SealedEntry const& sealed) {
        ++count;
        if (count > entries_.size()) return true;  // came through, nobody had heard of it
        if (sealed.hash != entries_[count - 1].hash)
            wrong = fmt::format("entry {} has changed", count);
        return wrong.empty();
    });
    if (wrong.empty() && count < entries_.size())
        return fmt::format("entries after {} are lost, {} had been promised", count,
                           entries_.size());
    return wrong;
}

std::string Promises::all_told() const {
    for (auto const& [key, request] : requests_) {
        if (request.seq == 0)
            return fmt::format("number {} of device {} was never decided", request.device_seq,
                               key.device.value());
        if (!request.told) return fmt::format("nobody was told about entry {}", request.seq);
    }
    return {};
}

std::uint64_t Promises::last_of(DeviceId device) const {
    auto const found = last_seq_.find(device);
    return found == last_seq_.end() ? 0 : found->second;
}

bool Promises::is_decided(Envelope const& envelope) const {
    auto const found = requests_.find({envelope.device, envelope.request});
    return found != requests_.end() && found->second.seq != 0;
}

}  // namespace wms::simulation
