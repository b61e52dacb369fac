// SPDX-License-Identifier: Apache-2.0
#include "simulation/network.hpp"

#include <fmt/format.h>

namespace wms::simulation {
namespace {

constexpr std::uint64_t window = 50;
constexpr std::uint64_t copies_max = 5;

struct Message {
    DeviceId device;
    store::EventKey request{};
    std::uint64_t device_seq = 0;
    Instant captured_at;
    OperatorId actor;
    std::uint16_t tag = 0;
    std::string command;
};
BOOST_DESCRIBE_STRUCT(Message, (), (device, request, device_seq, captured_at, actor, tag, command))

struct AnswerText {
    std::uint64_t seq = 0;
    std::uint16_t refused = 0;
    std::vector<std::string> subject;
    Tone tone = Tone::ok;
    std::uint64_t object = 0;
};
BOOST_DESCRIBE_STRUCT(AnswerText, (), (seq, refused, subject, tone, object))

std::string id_of(Envelope const& envelope) {
    return {reinterpret_cast<char const*>(envelope.request.data()), envelope.request.size()};
}

std::vector<std::string> rows_of(Read const& read, std::uint16_t table) {
    std::vector<std::string> rows;
    store::Cursor cursor{read, {table}};
    for (bool more = cursor.seek({}); more; more = cursor.next())
        rows.push_back(std::string{cursor.key()} + "=" + std::string{cursor.value()});
    return rows;
}

}  // namespace

// With its length in front, so that a part of it is not taken for an older, shorter message.
std::string message_of(Envelope const& envelope) {
    std::string bytes;
    ByteWriter writer{bytes};
    encode(writer, Message{.device = envelope.device,
                           .request = envelope.request,
                           .device_seq = envelope.device_seq,
                           .captured_at = envelope.captured_at,
                           .actor = envelope.actor,
                           .tag = tag_of(envelope.command),
                           .command = bytes_of(envelope.command)});
    return bytes;
}

std::optional<Envelope> message_from(std::string_view bytes) {
    try {
        ByteReader reader{bytes};
        Message message{};
        decode(reader, message);
        if (!reader.at_end()) return std::nullopt;
        return Envelope{.device = message.device,
                        .request = message.request,
                        .device_seq = message.device_seq,
                        .captured_at = message.captured_at,
                        .actor = message.actor,
                        .command = command_from_bytes(message.tag, message.command)};
    } catch (DecodeError const&) {
        return std::nullopt;
    }
}

std::string answer_bytes(Outcome const& outcome) {
    AnswerText text{
        .seq = outcome.seq, .subject = {}, .tone = outcome.tone, .object = outcome.object};
    if (outcome.refusal) {
        text.refused = static_cast<std::uint16_t>(outcome.refusal->why);
        text.subject = outcome.refusal->subject;
    }
    return to_bytes(text);
}

Town::Town(std::string folder, std::uint64_t senders) : senders_{senders} {
    // Time as the senders stamp it, so that both runs have the same.
    engine_ = std::make_unique<Engine>(Engine::Options{
        .folder = std::move(folder),
        .mode = Engine::Mode::manual,
        .clock = [](Envelope const& envelope,
                    Instant floor) { return std::max(floor, envelope.captured_at); },
        .state_commit_after = std::chrono::hours{24}});
    test::furnish(*engine_);
}

Envelope Town::request(std::uint64_t number) const {
    return test::envelope_of(number % senders_ + 1, number / senders_ + 1);
}

void Town::carry_in_order(std::uint64_t requests) {
    constexpr std::uint64_t at_once = 10'000;  // the engine's queue is bounded
    for (std::uint64_t i = 0; i < requests; ++i) {
        engine_->submit(request(i), Reply{});
        bool const rest = i + 1 == requests || i % at_once == 0;
        while (rest && engine_->run_once()) {
        }
    }
}

void Town::answered(Envelope const& envelope, Outcome const& outcome, Carried& carried) {
    if (outcome.seq == 0) {
        bool const gap = outcome.refusal && outcome.refusal->why == Why::seq_gap;
        if (!gap) carried.fault = "a whole message was not decided";
        ++carried.gaps;
        return;
    }
    std::string const bytes = answer_bytes(outcome);
    auto const [first, fresh] = answers_.emplace(id_of(envelope), bytes);
    if (first->second != bytes) carried.fault = "two answers for one id differ";
    if (fresh == outcome.replayed) carried.fault = "a repeat is not what it says it is";
    carried.repeated += fresh ? 0 : 1;
}

void Town::bring(std::vector<std::string> const& messages, Carried& carried) {
    std::vector<Envelope> whole;
    for (std::string const& bytes : messages) {
        ++carried.messages;
        if (auto envelope = message_from(bytes)) whole.push_back(std::move(*envelope));
    }
    for (Envelope const& envelope : whole) {
        engine_->submit(
            envelope, [&, this](Outcome const& outcome) { answered(envelope, outcome, carried); });
    }
    while (engine_->run_once()) {
    }
}

Carried Town::carry_badly(std::uint64_t requests, std::uint64_t seed) {
    test::Random random{seed};
    Carried carried{.requests = requests, .fault = {}};
    for (std::uint64_t begin = 0; begin < requests; begin += window) {
        std::vector<Sent> waiting;
        for (std::uint64_t i = begin; i < std::min(begin + window, requests); ++i)
            waiting.push_back({id_of(request(i)), message_of(request(i))});
        while (!waiting.empty() && carried.fault.empty()) {
            std::vector<std::string> messages;
            for (Sent const& sent : waiting) {
                for (std::uint64_t n = random.below(copies_max) + 1; n > 0; --n)
                    messages.push_back(sent.bytes);
            }
            random.shuffle(messages);
            for (std::string& bytes : messages) {
                if (random.below(20) != 0) continue;
                ++carried.cut;
                bytes.resize(random.below(bytes.size()));
            }
            bring(messages, carried);
            std::erase_if(waiting, [&](Sent const& sent) { return answers_.contains(sent.id); });
        }
    }
    return carried;
}

std::string Town::journal_head() {
    store::Hash const& hash = engine_->journal().last_hash();
    return fmt::format("{} {}", engine_->journal().last_seq(),
                       std::string{reinterpret_cast<char const*>(hash.data()), hash.size()});
}

std::string Town::difference(Town& other) {
    // how far the tables were committed stands in one of them
    engine_->flush();
    other.engine_->flush();
    for (std::uint16_t table = 0; table < tables::names.size(); ++table) {
        if (rows_of(engine_->newest(), table) != rows_of(other.engine_->newest(), table))
            return fmt::format("table {} differs", tables::names[table]);
    }
    return {};
}

std::map<std::string, std::int64_t> Town::pieces() {
    std::map<std::string, std::int64_t> sums;
    Read const& read = engine_->newest();
    tables::quants.scan_all(read, [&](QuantKey const& key, Quant const& quant) {
        sums[sku_name(read, key.sku) + " at " + name_of(read, key.holder)] += quant.on_hand;
        return true;
    });
    return sums;
}

std::vector<std::string> Town::senders() {
    std::vector<std::string> texts;
    Read const& read = engine_->newest();
    for (std::uint64_t i = 1; i <= senders_; ++i) {
        Device const device = tables::devices.at(read, DeviceId{i});
        Screen const screen = draw(read, DeviceId{i});
        texts.push_back(fmt::format("{} at {}, {} asks {}, {} {}", device.code, device.last_seq,
                                    operator_name(read, device.actor),
                                    static_cast<int>(screen.step), screen.step_token,
                                    screen.must_acknowledge));
    }
    return texts;
}

}  // namespace wms::simulation
