// SPDX-License-Identifier: Apache-2.0
#include "web/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace web_test {

using Clock = std::chrono::steady_clock;

RawClient::RawClient(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr general{};
    static_assert(sizeof general == sizeof address);
    __builtin_memcpy(&general, &address, sizeof address);
    if (::connect(socket_, &general, sizeof general) != 0)
        throw std::runtime_error("cannot connect to the server under test");
}

RawClient::~RawClient() {
    ::close(socket_);
}

bool RawClient::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        ssize_t const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void RawClient::finish_sending() const {
    ::shutdown(socket_, SHUT_WR);
}

bool RawClient::read_more(Clock::time_point end) {
    if (closed_) return false;
    auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    pollfd waits{.fd = socket_, .events = POLLIN, .revents = 0};
    if (left.count() < 0 || ::poll(&waits, 1, static_cast<int>(left.count())) <= 0) return false;
    char bytes[16384];
    ssize_t const count = ::recv(socket_, bytes, sizeof bytes, 0);
    closed_ = count <= 0;
    if (!closed_) got_.append(bytes, static_cast<std::size_t>(count));
    return !closed_;
}

std::string RawClient::read_all(std::chrono::milliseconds patience) {
    auto const end = Clock::now() + patience;
    while (read_more(end)) continue;
    return std::exchange(got_, {});
}

std::string RawClient::read_answer(std::chrono::milliseconds patience) {
    auto const end = Clock::now() + patience;
    while (true) {
        std::size_t const head = got_.find("\r\n\r\n");
        if (head != std::string::npos) {
            std::size_t size = head + 4;
            std::size_t const length = got_.find("Content-Length: ");
            if (length < head) size += std::strtoul(got_.c_str() + length + 16, nullptr, 10);
            if (got_.size() >= size) {
                std::string answer = got_.substr(0, size);
                got_.erase(0, size);
                return answer;
            }
        }
        if (!read_more(end)) return {};
    }
}

int status_of(std::string_view answer) {
    constexpr std::string_view version = "HTTP/1.1 ";
    if (!answer.starts_with(version) || answer.size() < version.size() + 3) return 0;
    int status = 0;
    for (char const digit : answer.substr(version.size(), 3)) status = status * 10 + (digit - '0');
    return status;
}

std::string_view body_of(std::string_view answer) {
    std::size_t const head = answer.find("\r\n\r\n");
    return head == std::string_view::npos ? std::string_view{} : answer.substr(head + 4);
}

}  // namespace web_test
