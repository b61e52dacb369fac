// SPDX-License-Identifier: Apache-2.0
#include "server/live.hpp"

#include "engine/apply.hpp"
#include "server/screen_json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::web {
namespace {

constexpr std::string_view screen_prefix = "screen:";

boost::json::value screen_of(Read const& read, DeviceId device, Instant now) {
    Device const row = tables::devices.at(read, device);
    return boost::json::object{{"screen", screen_json(draw(read, device), now)},
                               {"next_seq", row.last_seq + 1}};
}
constexpr std::uint16_t policy_code = 1008;  // of RFC 6455

struct Wish {
    std::vector<std::string> subscribe;
    std::vector<std::string> unsubscribe;
    std::uint64_t since = 0;
};
BOOST_DESCRIBE_STRUCT(Wish, (), (subscribe, unsubscribe, since))

std::string frame(std::string_view topic, std::uint64_t seq, std::string_view data) {
    return fmt::format(R"({{"topic":{},"seq":{},"data":{}}})",
                       boost::json::serialize(boost::json::string{topic}), seq, data);
}

// The minute in which UNDO works runs down by itself: that alone is no news.
std::string without_countdown(std::string text) {
    constexpr std::string_view name = R"("undo_ms":)";
    std::size_t const from = text.find(name);
    if (from == text.npos) return text;
    std::size_t const digits = from + name.size();
    return text.erase(digits, text.find(',', digits) - digits);
}

}  // namespace

Live::Live(Engine& engine, Gate& gate, Options options)
    : engine_{engine}, gate_{gate}, options_{options} {
    device_topics_.push_back(
        {std::string{screen_prefix}, [this](Read const& read, DeviceId device) {
             return screen_of(read, device, engine_.now());
         }});
    durable_ = engine.durable_seq();
    subscription_ = engine.subscribe([this](std::uint64_t seq) {
        durable_ = seq;
        woken_.notify_one();
    });
    thread_ = std::thread{[this] { run(); }};
}

Live::~Live() {
    engine_.unsubscribe(subscription_);
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    woken_.notify_one();
    thread_.join();
}

void Live::add(Topic topic) {
    std::lock_guard const lock{mutex_};
    topics_.push_back(std::move(topic));
}

void Live::add(DeviceTopic topic) {
    std::lock_guard const lock{mutex_};
    device_topics_.push_back(std::move(topic));
}

SocketHandler Live::handler() {
    return [this](Request const& request, std::shared_ptr<Socket> socket) {
        return accept(request, std::move(socket));
    };
}

std::size_t Live::sockets() const {
    std::lock_guard const lock{mutex_};
    return connections_.size();
}

SocketAnswer Live::accept(Request const& request, std::shared_ptr<Socket> socket) {
    if (request.path != "/api/v1/live") return {.refused = not_found()};
    auto connection = std::make_shared<Connection>();
    if (auto refused = gate_.identify_socket(request, connection->caller))
        return {.refused = std::move(refused)};
    connection->socket = std::move(socket);
    {
        std::lock_guard const lock{mutex_};
        if (connections_.size() >= options_.sockets_max)
            return {.refused = problem(Refusal{Why::overloaded, {}})};
        connections_.push_back(connection);
    }
    SocketEvents events{
        .on_text = [this, connection](std::string_view text) { on_text(connection, text); },
        .on_close =
            [this, connection] {
                std::lock_guard const lock{mutex_};
                connection->gone = true;
                std::erase(connections_, connection);
            }};
    return {.refused = std::nullopt, .events = std::move(events)};
}

bool Live::may_see(Caller const& caller, std::string const& topic) const {
    for (DeviceTopic const& known : device_topics_) {
        if (!topic.starts_with(known.prefix)) continue;
        auto const device = tables::devices.find(engine_.read(), caller.device);
        bool const own = device && topic.substr(known.prefix.size()) == device->code;
        return own || caller.has(Role::lead);
    }
    return std::any_of(topics_.begin(), topics_.end(), [&](Topic const& known) {
        return known.name == topic && allows(known.access, caller);
    });
}

void Live::on_text(std::shared_ptr<Connection> const& connection, std::string_view text) {
    auto const wish = struct_from_json<Wish>(text);
    if (!wish) return connection->socket->close(policy_code, "not a subscription");
    std::lock_guard const lock{mutex_};
    std::uint64_t const newest = durable_;
    bool const gap =
        wish->since != 0 && (wish->since > newest || newest - wish->since > options_.resume_max);
    if (gap) connection->socket->send(fmt::format(R"({{"topic":"gap","seq":{}}})", newest));
    for (std::string const& topic : wish->unsubscribe) connection->topics.erase(topic);
    for (std::string const& topic : wish->subscribe) {
        if (connection->topics.size() >= options_.topics_max || !may_see(connection->caller, topic))
            continue;
        connection->topics.insert(topic);
        // Whoever has seen everything up to now is only told what changes from now on.
        if (wish->since == 0 || gap || wish->since < newest) connection->fresh.insert(topic);
    }
    subscribed_anew_ = true;
    woken_.notify_one();
}

// --- the live thread

void Live::run() {
    while (true) {
        wait_for_work();
        {
            std::lock_guard const lock{mutex_};
            if (stopping_) return;
            subscribed_anew_ = false;
        }
        try {
            work();
        } catch (StoreFailure const&) {
            throw;
        } catch (std::exception const&) {
            // A document that cannot be computed now is computed next time.
        }
    }
}

void Live::wait_for_work() {
    std::uint64_t const seen = durable_;
    std::unique_lock lock{mutex_};
    bool const busy = !connections_.empty();
    auto const woken = [&] { return stopping_ || subscribed_anew_; };
    // A tenth of a pause: what changed meanwhile goes out together.
    auto const nap = busy ? options_.pause / 10 : options_.check_every;
    woken_.wait_for(lock, nap, [&] { return woken() || (!busy && durable_ != seen); });
}

bool Live::is_due(std::string const& topic, std::uint64_t seq) const {
    auto const known = documents_.find(topic);
    if (known == documents_.end()) return true;
    // Ages and forecasts move by themselves: looked at again once a second or so.
    bool const old = Clock::now() - known->second.at >= options_.check_every;
    bool const changed =
        known->second.seq != seq && Clock::now() - known->second.at >= options_.pause;
    return changed || (old && !topic.starts_with(screen_prefix));
}

void Live::work() {
    std::set<std::string> wanted;
    std::set<std::string> fresh;
    {
        std::lock_guard const lock{mutex_};
        for (auto const& connection : connections_) {
            wanted.insert(connection->topics.begin(), connection->topics.end());
            fresh.insert(connection->fresh.begin(), connection->fresh.end());
        }
    }
    std::erase_if(documents_, [&](auto const& entry) { return !wanted.contains(entry.first); });
    bool const check = Clock::now() - checked_at_ >= options_.check_every;
    // What is there without forcing a commit of the tables: at most a tenth of a second old.
    Read const read = engine_.read();
    std::uint64_t const seq = applied_seq_of(read);
    if (check) close_ended(read);
    for (std::string const& topic : wanted) {
        if (fresh.contains(topic) || is_due(topic, seq)) publish(topic, read, seq);
    }
}

std::optional<std::string> Live::compute(std::string const& topic, Read const& read) {
    for (DeviceTopic const& known : device_topics_) {
        if (!topic.starts_with(known.prefix)) continue;
        auto const device = device_by_code(read, topic.substr(known.prefix.size()));
        if (!device) return std::nullopt;
        return boost::json::serialize(known.document(read, *device));
    }
    for (Topic const& known : topics_) {
        if (known.name == topic) return boost::json::serialize(known.document(read));
    }
    return std::nullopt;
}

void Live::publish(std::string const& topic, Read const& read, std::uint64_t seq) {
    auto text = compute(topic, read);
    if (!text) return;
    Document& document = documents_[topic];
    bool const changed = without_countdown(document.text) != without_countdown(*text);
    document.text = std::move(*text);
    document.at = Clock::now();
    document.seq = seq;
    Connections connections;
    {
        std::lock_guard const lock{mutex_};
        connections = connections_;
    }
    send_to(connections, topic, document, changed);
}

void Live::send_to(Connections const& connections, std::string const& topic,
                   Document const& document, bool changed) {
    std::string const text = frame(topic, document.seq, document.text);
    for (auto const& connection : connections) {
        {
            std::lock_guard const lock{mutex_};
            bool const first = connection->fresh.erase(topic) > 0;
            bool const wants = connection->topics.contains(topic) && (first || changed);
            if (!wants || connection->gone) continue;
        }
        connection->socket->send(text);
    }
}

// Signed out, locked, other rights, twelve hours over: nobody goes on looking.
void Live::close_ended(Read const& read) {
    checked_at_ = Clock::now();
    Connections ended;
    {
        std::lock_guard const lock{mutex_};
        for (auto const& connection : connections_) {
            connection->gone = connection->gone || !gate_.is_open(read, connection->caller);
            if (connection->gone) ended.push_back(connection);
        }
        std::erase_if(connections_, [](auto const& each) { return each->gone; });
    }
    for (auto const& connection : ended) connection->socket->close(policy_code, "session ended");
}

}  // namespace wms::web
