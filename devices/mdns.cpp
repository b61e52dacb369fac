// SPDX-License-Identifier: Apache-2.0
#include "devices/mdns.hpp"

#include <avahi-client/client.h>
#include <avahi-client/lookup.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/simple-watch.h>

#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <thread>

namespace wms::devices {
namespace {

using MdnsClock = std::chrono::steady_clock;

// Threads that wait for an Avahi that hangs; more than that many: it is not asked until one is
// back.
constexpr int mdns_threads_max = 4;
constexpr Patience mdns_grace{500};

// The right to one of them, given back wherever it ends.
class MdnsTurn {
public:
    MdnsTurn() {
        int count = running();
        while (count < mdns_threads_max && !taken_)
            taken_ = running().compare_exchange_weak(count, count + 1);
    }
    MdnsTurn(MdnsTurn const&) = delete;
    MdnsTurn& operator=(MdnsTurn const&) = delete;
    ~MdnsTurn() {
        if (taken_) --running();
    }
    [[nodiscard]] bool taken() const { return taken_; }

private:
    static std::atomic<int>& running() {
        static std::atomic<int> count{0};
        return count;
    }
    bool taken_ = false;
};

std::optional<std::string> unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            plain += text[at];
            continue;
        }
        unsigned value = 0;
        std::string_view const digits = text.substr(at + 1, 2);
        char const* const end = digits.data() + digits.size();
        auto const [stop, error] = std::from_chars(digits.data(), end, value, 16);
        if (digits.size() != 2 || error != std::errc{} || stop != end || value == 0)
            return std::nullopt;
        plain += static_cast<char>(value);
        at += 2;
    }
    return plain;
}

struct PollEnd {
    void operator()(AvahiSimplePoll* poll) const { avahi_simple_poll_free(poll); }
};
struct ClientEnd {  // and its resolvers with it
    void operator()(AvahiClient* client) const { avahi_client_free(client); }
};

// One printer that is asked about.
struct RawPortQuestion {
    DnssdName name;
    std::optional<MdnsPlace> v4 = {};
    std::optional<MdnsPlace> v6 = {};
    int open = 0;  // of the two
    int* all_open = nullptr;
};

std::string text_at(AvahiStringList* texts, char const* key) {
    AvahiStringList* const entry = avahi_string_list_find(texts, key);
    if (entry == nullptr) return {};
    char* name = nullptr;
    char* value = nullptr;
    std::size_t size = 0;
    if (avahi_string_list_get_pair(entry, &name, &value, &size) != 0) return {};
    std::string text = value == nullptr ? std::string{} : std::string{value, size};
    avahi_free(name);
    avahi_free(value);
    return text;
}

std::string device_id_in(AvahiStringList* texts) {
    struct Key {
        char const* text;
        char const* id;
    };
    constexpr std::array keys{Key{"usb_MFG", "MFG"}, Key{"usb_MDL", "MDL"}, Key{"usb_CMD", "CMD"}};
    std::string device_id;
    for (Key const& key : keys) {
        std::string const value = text_at(texts, key.text);
        if (!value.empty()) device_id += std::string{key.id} + ":" + value + ";";
    }
    return device_id;
}

// An address of one link (fe80::…) is worth nothing without the name of our interface.
bool is_of_one_link(AvahiAddress const& address) {
    auto const& bytes = address.data.ipv6.address;
    return address.proto == AVAHI_PROTO_INET6 && bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80;
}

// NOLINTNEXTLINE(readability-function-size): Avahi says what it is called with
void on_resolved(AvahiServiceResolver* resolver, AvahiIfIndex, AvahiProtocol,
                 AvahiResolverEvent event, char const*, char const*, char const*, char const*,
                 AvahiAddress const* address, std::uint16_t port, AvahiStringList* texts,
                 AvahiLookupResultFlags, void* context) {
    auto& question = *static_cast<RawPortQuestion*>(context);
    --question.open;
    --*question.all_open;
    if (event == AVAHI_RESOLVER_FOUND && port != 0 && !is_of_one_link(*address)) {
        std::array<char, AVAHI_ADDRESS_STR_MAX> written{};
        avahi_address_snprint(written.data(), written.size(), address);
        auto& place = address->proto == AVAHI_PROTO_INET ? question.v4 : question.v6;
        place = MdnsPlace{.address = written.data(),
                          .port = port,
                          .device_id = device_id_in(texts),
                          .model = text_at(texts, "ty")};
    }
    avahi_service_resolver_free(resolver);  // it would go on telling changes
}

MdnsAnswer answer_of(RawPortQuestion const& question) {
    if (question.v4) return *question.v4;
    if (question.v6) return *question.v6;
    return std::unexpected{question.name.type == raw_port_service ? MdnsFault::no_answer
                                                                  : MdnsFault::no_raw_port};
}

void ask_both(AvahiClient* client, RawPortQuestion& question) {
    for (AvahiProtocol const protocol : {AVAHI_PROTO_INET, AVAHI_PROTO_INET6}) {
        auto* const resolver = avahi_service_resolver_new(
            client, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, question.name.instance.c_str(),
            std::string{raw_port_service}.c_str(), question.name.domain.c_str(), protocol,
            AvahiLookupFlags{}, on_resolved, &question);
        if (resolver == nullptr) continue;  // a name that Avahi does not take
        ++question.open;
        ++*question.all_open;
    }
}

std::vector<MdnsAnswer> no_service_for(std::vector<DnssdName> const& names) {
    return std::vector<MdnsAnswer>(names.size(), std::unexpected{MdnsFault::no_service});
}

std::vector<MdnsAnswer> ask_avahi(std::vector<DnssdName> const& names, Patience patience) {
    auto const until = MdnsClock::now() + patience;
    std::unique_ptr<AvahiSimplePoll, PollEnd> const poll{avahi_simple_poll_new()};
    if (!poll) return no_service_for(names);
    int error = 0;
    bool lost = false;
    std::unique_ptr<AvahiClient, ClientEnd> const client{avahi_client_new(
        avahi_simple_poll_get(poll.get()), AvahiClientFlags{},
        [](AvahiClient*, AvahiClientState state, void* context) {
            if (state == AVAHI_CLIENT_FAILURE) *static_cast<bool*>(context) = true;
        },
        &lost, &error)};
    if (!client) return no_service_for(names);
    int open = 0;
    std::vector<RawPortQuestion> questions;
    for (DnssdName const& name : names) questions.push_back({.name = name, .all_open = &open});
    for (RawPortQuestion& question : questions) ask_both(client.get(), question);
    while (open > 0 && !lost) {
        auto const left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - MdnsClock::now());
        if (left.count() <= 0) break;
        if (avahi_simple_poll_iterate(poll.get(), static_cast<int>(left.count())) != 0) break;
    }
    if (lost) return no_service_for(names);
    std::vector<MdnsAnswer> answers;
    for (RawPortQuestion const& question : questions) answers.push_back(answer_of(question));
    return answers;
}

}  // namespace

std::optional<DnssdName> read_dnssd_uri(std::string_view uri) {
    constexpr std::string_view scheme = "dnssd://";
    constexpr std::string_view protocol = "._tcp.";
    if (!uri.starts_with(scheme)) return std::nullopt;
    uri.remove_prefix(scheme.size());
    auto const name = unescaped(uri.substr(0, uri.find_first_of("/?")));
    if (!name) return std::nullopt;
    // from behind: the instance may have dots and underscores of its own
    std::size_t const end = name->rfind(protocol);
    if (end == std::string::npos || end == 0) return std::nullopt;
    std::size_t const start = name->rfind("._", end - 1);
    if (start == std::string::npos || start == 0) return std::nullopt;
    DnssdName parts{.instance = name->substr(0, start),
                    .type = name->substr(start + 1, end + protocol.size() - start - 2),
                    .domain = name->substr(end + protocol.size())};
    if (parts.domain.ends_with('.')) parts.domain.pop_back();
    if (parts.domain.empty()) return std::nullopt;
    return parts;
}

std::string_view keyword(MdnsFault fault) {
    switch (fault) {
        case MdnsFault::no_service: return "mdns-down";
        case MdnsFault::no_answer: return "mdns-no-answer";
        case MdnsFault::no_raw_port: return "mdns-no-raw-port";
    }
    return "";
}

std::vector<MdnsAnswer> find_raw_ports(std::vector<DnssdName> const& names, Patience patience) {
    if (names.empty()) return {};
    auto turn = std::make_unique<MdnsTurn>();
    if (!turn->taken()) return no_service_for(names);
    auto promise = std::make_shared<std::promise<std::vector<MdnsAnswer>>>();
    auto future = promise->get_future();
    // libavahi asks D-Bus and waits for it up to half a minute when it is created
    try {
        std::thread{[promise, names, patience, turn = std::move(turn)] {
            try {
                promise->set_value(ask_avahi(names, patience));
            } catch (std::exception const&) {
                promise->set_exception(std::current_exception());
            }
        }}.detach();
        if (future.wait_for(patience + mdns_grace) == std::future_status::ready)
            return future.get();
    } catch (std::exception const&) {  // no thread, no memory: as if there were no service
    }
    return no_service_for(names);
}

}  // namespace wms::devices
