// SPDX-License-Identifier: Apache-2.0
#include "app/bench/web_clients.hpp"

#include "base/ensure.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <optional>

namespace wms::bench {
namespace {

using std::chrono::milliseconds;

int make_poll() {
    int const poll = ::epoll_create1(EPOLL_CLOEXEC);
    ensure(poll >= 0, "the benchmark has an epoll");
    return poll;
}

void watch(int poll, int socket, std::size_t number) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = number;
    ensure(::epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event) == 0, "a socket is watched");
}

void never_wait(int socket) {
    ensure(::fcntl(socket, F_SETFL, O_NONBLOCK) == 0, "a socket does not wait");
}

// False when the other side is gone.
bool receive(int socket, std::string& into) {
    std::array<char, 65536> bytes{};
    while (true) {
        ssize_t const got = ::recv(socket, bytes.data(), bytes.size(), 0);
        if (got > 0) into.append(bytes.data(), static_cast<std::size_t>(got));
        if (got == 0) return false;
        if (got < 0) return errno == EAGAIN || errno == EINTR;
    }
}

// The length of the first whole answer in `bytes`.
std::optional<std::size_t> answer_in(std::string_view bytes) {
    std::size_t const head = bytes.find("\r\n\r\n");
    if (head == bytes.npos) return std::nullopt;
    constexpr std::string_view field = "Content-Length: ";
    std::size_t const at = bytes.substr(0, head).find(field);
    std::size_t length = 0;
    if (at != bytes.npos)
        std::from_chars(bytes.data() + at + field.size(), bytes.data() + head, length);
    std::size_t const whole = head + 4 + length;
    return whole <= bytes.size() ? std::optional{whole} : std::nullopt;
}

// The size of the first whole frame of a server in `bytes`, and whether a text ends with it.
struct Frame {
    std::size_t size = 0;
    bool ends_text = false;
};
std::optional<Frame> frame_in(std::string_view bytes) {
    auto const byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    if (bytes.size() < 2) return std::nullopt;
    std::uint64_t length = byte(1) & 0x7f;
    std::size_t const more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (bytes.size() < 2 + more) return std::nullopt;
    if (more > 0) length = 0;
    for (std::size_t i = 0; i < more; ++i) length = length << 8 | byte(2 + i);
    std::size_t const whole = 2 + more + length;
    if (bytes.size() < whole) return std::nullopt;
    bool const is_text = (byte(0) & 0x0f) <= 2;
    return Frame{whole, is_text && (byte(0) & 0x80) != 0};
}

// A text as a client sends it: masked, here with zeros.
std::string text_frame(std::string_view text) {
    ensure(text.size() < 126, "a wish is short");
    std::string frame{"\x81", 1};
    frame += static_cast<char>(0x80 | text.size());
    frame.append(4, '\0');
    return frame.append(text);
}

}  // namespace

double cpu_seconds() {
    rusage used{};
    ensure(::getrusage(RUSAGE_SELF, &used) == 0, "a process knows its time");
    auto const of = [](timeval const& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return of(used.ru_utime) + of(used.ru_stime);
}

int connect_to(std::uint16_t port) {
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ensure(socket >= 0, "the benchmark has a socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bool const connected =
        ::connect(socket, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0;
    ensure(connected, "the server lets a client in");
    int const yes = 1;
    (void)::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return socket;
}

// --- requests

WebClients::WebClients(std::uint16_t port, std::size_t connections) : poll_{make_poll()} {
    peers_.resize(connections);
    for (std::size_t n = 0; n < connections; ++n) {
        peers_[n].socket = connect_to(port);
        never_wait(peers_[n].socket);
        watch(poll_, peers_[n].socket, n);
    }
}

WebClients::~WebClients() {
    for (Peer const& peer : peers_) ::close(peer.socket);
    ::close(poll_);
}

void WebClients::write(Peer& peer) {
    while (peer.sent < peer.out.size()) {
        ssize_t const sent = ::send(peer.socket, peer.out.data() + peer.sent,
                                    peer.out.size() - peer.sent, MSG_NOSIGNAL);
        ensure(sent > 0, "a request fits into a socket");
        peer.sent += static_cast<std::size_t>(sent);
    }
}

void WebClients::ask(std::size_t number, Next const& next) {
    Peer& peer = peers_[number];
    peer.out = next(number);
    peer.sent = 0;
    write(peer);
}

void WebClients::read(std::size_t number, Next const& next, Good const& good) {
    Peer& peer = peers_[number];
    bool const open = receive(peer.socket, peer.in);
    while (auto const size = answer_in(peer.in)) {
        std::string_view const answer{peer.in.data(), *size};
        if (!good(number, answer) && ++result_.bad == 1) result_.first_bad = answer;
        result_.times.add(Clock::now() - peer.due.front());
        peer.in.erase(0, *size);
        peer.due.pop_front();
        ++answered_;
        bool const again = load_.per_second == 0 && started_ < load_.count;
        if (again) {
            peer.due.push_back(Clock::now());
            ++started_;
        }
        if (!peer.due.empty()) ask(number, next);
    }
    ensure(open, "the server keeps a connection open");
}

LoadResult WebClients::run(Load const& load, Next const& next, Good const& good) {
    load_ = load;
    result_ = {};
    started_ = answered_ = 0;
    auto const began = Clock::now();
    double const cpu_before = cpu_seconds();
    auto const start = [&](std::size_t number, Clock::time_point due) {
        ++started_;
        peers_[number].due.push_back(due);
        if (peers_[number].due.size() == 1) ask(number, next);
    };
    auto const all_started = [&] {
        return load.count > 0 ? started_ >= load.count : load.stop->load();
    };
    if (load.per_second == 0) {
        for (std::size_t n = 0; n < peers_.size() && !all_started(); ++n) start(n, Clock::now());
    }
    std::array<epoll_event, 256> events{};
    while (!all_started() || answered_ < started_) {
        for (; load.per_second > 0 && !all_started();) {
            auto const due = began + std::chrono::nanoseconds{1'000'000'000 / load.per_second} *
                                         static_cast<std::int64_t>(started_);
            if (due > Clock::now()) break;
            start(started_ % peers_.size(), due);
        }
        int const patience = load.per_second > 0 ? 1 : 1000;
        int const count =
            ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), patience);
        for (int i = 0; i < count; ++i)
            read(events.at(static_cast<std::size_t>(i)).data.u64, next, good);
        ensure(Clock::now() - began < std::chrono::minutes{5}, "the server answers");
    }
    result_.elapsed_s = seconds(Clock::now() - began);
    result_.cpu_s = cpu_seconds() - cpu_before;
    return std::move(result_);
}

// --- listeners

WebListeners::WebListeners(std::uint16_t port, std::vector<Listener> const& listeners)
    : poll_{make_poll()} {
    peers_.resize(listeners.size());
    for (std::size_t n = 0; n < listeners.size(); ++n) {
        Peer& peer = peers_[n];
        peer.socket = connect_to(port);
        std::string const& upgrade = listeners[n].upgrade;
        std::string const wish = text_frame(listeners[n].wish);
        ensure(::send(peer.socket, upgrade.data(), upgrade.size(), MSG_NOSIGNAL) > 0,
               "it goes out");
        std::string head;
        while (head.find("\r\n\r\n") == head.npos) {
            char byte = 0;
            ensure(::recv(peer.socket, &byte, 1, 0) == 1, "the server answers an upgrade");
            head += byte;
        }
        ensure(head.starts_with("HTTP/1.1 101"), "the server opens a socket");
        ensure(::send(peer.socket, wish.data(), wish.size(), MSG_NOSIGNAL) > 0, "it goes out");
        never_wait(peer.socket);
        watch(poll_, peer.socket, n);
    }
    thread_ = std::thread{[this] { run(); }};
}

WebListeners::~WebListeners() {
    stop_ = true;
    thread_.join();
    for (Peer const& peer : peers_) ::close(peer.socket);
    ::close(poll_);
}

void WebListeners::run() {
    std::array<epoll_event, 256> events{};
    while (!stop_) {
        int const count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 50);
        std::lock_guard const lock{mutex_};
        for (int i = 0; i < count; ++i)
            read(peers_[events.at(static_cast<std::size_t>(i)).data.u64]);
    }
}

void WebListeners::read(Peer& peer) {
    std::size_t const before = peer.in.size();
    ensure(receive(peer.socket, peer.in), "the server keeps a socket open");
    bytes_ += peer.in.size() - before;
    std::size_t used = 0;
    while (auto const frame = frame_in(std::string_view{peer.in}.substr(used))) {
        used += frame->size;
        if (!frame->ends_text) continue;
        ++messages_;
        peer.arrived.push_back(Clock::now());
    }
    peer.in.erase(0, used);
}

bool WebListeners::all_have_one() {
    std::lock_guard const lock{mutex_};
    return std::ranges::none_of(peers_, [](Peer const& peer) { return peer.arrived.empty(); });
}

void WebListeners::mark() {
    std::lock_guard const lock{mutex_};
    for (Peer& peer : peers_) peer.arrived.clear();
}

Times WebListeners::spreads() {
    std::lock_guard const lock{mutex_};
    Times spreads;
    for (std::size_t n = 0;; ++n) {
        bool const all =
            std::ranges::all_of(peers_, [&](Peer const& peer) { return peer.arrived.size() > n; });
        if (!all) return spreads;
        auto const at = [&](Peer const& peer) { return peer.arrived[n]; };
        auto const first = std::ranges::min_element(peers_, {}, at);
        auto const last = std::ranges::max_element(peers_, {}, at);
        spreads.add(last->arrived[n] - first->arrived[n]);
    }
}

}  // namespace wms::bench
