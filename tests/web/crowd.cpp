// SPDX-License-Identifier: Apache-2.0
#include "web/crowd.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <utility>

namespace web_test {
namespace {

constexpr std::size_t members_of_an_address = 50;  // under the limit of 64
constexpr auto pause_between_bytes = std::chrono::milliseconds{500};
constexpr int tiny_window_bytes = 2048;

sockaddr address_of(std::uint32_t ip, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(ip);
    sockaddr general{};
    static_assert(sizeof general == sizeof address);
    __builtin_memcpy(&general, &address, sizeof address);
    return general;
}

std::string beginning(Slow mode, std::string const& target) {
    std::string const host = "Host: 127.0.0.1\r\n";
    switch (mode) {
        case Slow::head: return "GET / HTTP/1.1\r\n" + host;
        case Slow::body:
            return "POST /api/v1/scans HTTP/1.1\r\n" + host +
                   "Content-Type: application/json\r\nContent-Length: 65536\r\n\r\n";
        case Slow::read: break;
    }
    std::string requests;
    for (int n = 0; n < 10; ++n) requests += "GET " + target + " HTTP/1.1\r\n" + host + "\r\n";
    return requests;
}

}  // namespace

class Crowd::Member {
public:
    Member(std::uint16_t port, std::uint32_t ip, Slow mode, std::string begin)
        : port_{port}, ip_{ip}, mode_{mode}, begin_{std::move(begin)} {}
    Member(Member const&) = delete;
    Member& operator=(Member const&) = delete;
    ~Member() { leave(); }

    void leave() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }
    bool enter() {
        socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
        if (socket_ < 0) return false;
        if (mode_ == Slow::read)
            ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &tiny_window_bytes,
                         sizeof tiny_window_bytes);
        sockaddr const mine = address_of(ip_, 0);
        sockaddr const theirs = address_of(INADDR_LOOPBACK, port_);
        bool const connected = ::bind(socket_, &mine, sizeof mine) == 0 &&
                               ::connect(socket_, &theirs, sizeof theirs) == 0;
        if (!connected) leave();
        if (connected) ::fcntl(socket_, F_SETFL, O_NONBLOCK);
        return connected && ::send(socket_, begin_.data(), begin_.size(), MSG_NOSIGNAL) > 0;
    }
    // A byte more, or as good as none read. False when the server has had enough.
    bool go_on() {
        char byte = 0;
        bool const reads = mode_ == Slow::read && ++turn_ % 10 == 0;
        if (mode_ != Slow::read) {
            constexpr std::string_view header = "X-A: b\r\n";
            byte = mode_ == Slow::head ? header[turn_++ % header.size()] : ' ';
            if (::send(socket_, &byte, 1, MSG_NOSIGNAL) <= 0 && errno != EAGAIN) return false;
        }
        if (was_reset()) return false;
        // without taking it: whether the server has said goodbye
        ssize_t const got = ::recv(socket_, &byte, 1, reads ? 0 : MSG_PEEK);
        if (got < 0) return errno == EAGAIN;
        return got > 0 && mode_ == Slow::read;
    }
    [[nodiscard]] bool is_in() const { return socket_ >= 0; }

private:
    // Told even while bytes from before it are still to be read.
    [[nodiscard]] bool was_reset() const {
        pollfd one{.fd = socket_, .events = 0, .revents = 0};
        return ::poll(&one, 1, 0) > 0 && (one.revents & POLLERR) != 0;
    }
    std::uint16_t port_;
    std::uint32_t ip_;
    Slow mode_;
    std::string begin_;
    int socket_ = -1;
    std::size_t turn_ = 0;
};

Crowd::Crowd(std::uint16_t port, Slow mode, std::size_t count, std::string target) {
    for (std::size_t n = 0; n < count; ++n) {
        auto const ip =
            static_cast<std::uint32_t>(INADDR_LOOPBACK + 256 + 1 + n / members_of_an_address);
        members_.push_back(std::make_unique<Member>(port, ip, mode, beginning(mode, target)));
    }
    thread_ = std::thread{[this] { run(); }};
}

Crowd::~Crowd() {
    stopping_ = true;
    thread_.join();
}

void Crowd::run() {
    auto next = std::chrono::steady_clock::now();
    while (!stopping_) {
        for (auto const& member : members_) {
            if (stopping_) return;
            if (!member->is_in()) {
                if (member->enter()) ++connected_;
                continue;
            }
            if (member->go_on()) continue;
            member->leave();
            ++dropped_;
        }
        next += pause_between_bytes;
        std::this_thread::sleep_until(next);
    }
}

}  // namespace web_test
