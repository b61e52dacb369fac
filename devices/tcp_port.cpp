// SPDX-License-Identifier: Apache-2.0
#include "devices/tcp_port.hpp"

#include <linux/sockios.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>
#include <thread>

namespace wms::devices {
namespace {

std::string words_of(int error) {
    return std::generic_category().message(error);
}

// 1 ready, 0 too late, -1 broken.
int wait_for(int socket, short what, Patience patience) {
    auto const until = std::chrono::steady_clock::now() + patience;
    pollfd watched{.fd = socket, .events = what, .revents = 0};
    while (true) {
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(
            until - std::chrono::steady_clock::now());
        int const ready = ::poll(&watched, 1, static_cast<int>(std::max<long>(left.count(), 0)));
        if (ready >= 0 || errno != EINTR) return ready;
    }
}

void set(int socket, int level, int option, int value) {
    (void)::setsockopt(socket, level, option, &value, sizeof value);
}

struct AddressesEnd {
    void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, AddressesEnd>;

// A printer that lost its power says nothing more: without these the kernel waits for hours.
void prepare(int socket, Patience patience) {
    set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(socket, IPPROTO_TCP, TCP_KEEPIDLE, 5);
    set(socket, IPPROTO_TCP, TCP_KEEPINTVL, 2);
    set(socket, IPPROTO_TCP, TCP_KEEPCNT, 3);
    set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(patience.count()) + 10'000);
}

// 0 or the error.
int connect_to(int socket, addrinfo const& address, Patience patience) {
    if (::connect(socket, address.ai_addr, address.ai_addrlen) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    int const ready = wait_for(socket, POLLOUT, patience);
    if (ready == 0) return ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
    return error;
}

}  // namespace

TcpPort::TcpPort(std::string host, std::uint16_t port) : host_{std::move(host)}, port_{port} {}

TcpPort::~TcpPort() {
    close();
}

bool TcpPort::fail(std::string_view what) {
    close();
    problem_ = what;
    return false;
}

bool TcpPort::open(Patience patience) {
    close();
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* list = nullptr;
    int const found = ::getaddrinfo(host_.c_str(), std::to_string(port_).c_str(), &hints, &list);
    if (found != 0) return fail(::gai_strerror(found));
    Addresses const addresses{list};
    int error = EHOSTUNREACH;
    for (addrinfo const* each = addresses.get(); each != nullptr; each = each->ai_next) {
        socket_ = ::socket(each->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (socket_ < 0) return fail(words_of(errno));
        prepare(socket_, patience);
        error = connect_to(socket_, *each, patience);
        if (error == 0) return true;
        close();
    }
    return fail(words_of(error));
}

PortMoved TcpPort::lost(int error) {
    (void)fail(error == 0 ? "connection closed by the printer" : words_of(error));
    return {.result = PortResult::closed};
}

PortMoved TcpPort::write(std::string_view bytes, Patience patience) {
    if (!is_open()) return {.result = PortResult::closed};
    if (wait_for(socket_, POLLOUT, patience) == 0) {
        problem_ = "takes no more bytes";
        return {.result = PortResult::timed_out};
    }
    while (true) {
        ssize_t const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) return {.result = PortResult::moved, .bytes = static_cast<std::size_t>(sent)};
        if (errno == EAGAIN) return {.result = PortResult::timed_out};
        if (errno != EINTR) return lost(errno);
    }
}

PortMoved TcpPort::read(std::span<char> into, Patience patience) {
    if (!is_open()) return {.result = PortResult::closed};
    if (wait_for(socket_, POLLIN, patience) == 0) {
        problem_ = "no answer";
        return {.result = PortResult::timed_out};
    }
    ssize_t const got = ::recv(socket_, into.data(), into.size(), 0);
    if (got > 0) return {.result = PortResult::moved, .bytes = static_cast<std::size_t>(got)};
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return {.result = PortResult::timed_out};
    return lost(got < 0 ? errno : 0);
}

std::size_t TcpPort::under_way() const {
    int bytes = 0;
    if (!is_open() || ::ioctl(socket_, SIOCOUTQ, &bytes) != 0) return 0;
    return static_cast<std::size_t>(std::max(bytes, 0));
}

bool TcpPort::finish(Patience patience) {
    if (!is_open() || ::shutdown(socket_, SHUT_WR) != 0) return false;
    auto const until = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < until) {
        int error = 0;
        socklen_t size = sizeof error;
        bool const broken =
            ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0;
        if (broken) return fail(words_of(error));
        if (under_way() == 0) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    problem_ = "the printer does not take the rest";
    return false;
}

void TcpPort::close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
}

}  // namespace wms::devices
