// SPDX-License-Identifier: Apache-2.0
#include "devices/journal_link.hpp"

#include "base/file_handle.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <system_error>

namespace wms::devices {
namespace {

using Clock = std::chrono::steady_clock;
constexpr Patience line_patience{1000};

bool address_of(std::string const& path, sockaddr_un& address) {
    address = {};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path) return false;
    std::copy(path.begin(), path.end(), static_cast<char*>(address.sun_path));
    return true;
}

bool may_speak(int connection) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == 0 || peer.uid == ::geteuid());
}

std::optional<std::string> read_line(int socket, Patience patience) {
    auto const until = Clock::now() + patience;
    std::string line;
    while (line.size() <= journal_line_max) {
        auto const left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        pollfd watched{.fd = socket, .events = POLLIN, .revents = 0};
        if (left.count() <= 0 || ::poll(&watched, 1, static_cast<int>(left.count())) <= 0)
            return std::nullopt;
        std::array<char, 256> bytes{};
        ssize_t const got = ::recv(socket, bytes.data(), bytes.size(), 0);
        if (got <= 0) return std::nullopt;
        line.append(bytes.data(), static_cast<std::size_t>(got));
        std::size_t const end = line.find('\n');
        if (end != std::string::npos) return line.substr(0, end);
    }
    return std::nullopt;
}

bool write_line(int socket, std::string line) {
    line += '\n';
    return ::send(socket, line.data(), line.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(line.size());
}

// Leave that nobody takes any more would count as sent; an order whose asker is gone would come
// out unasked. Both are asked for again. What was done is heard, whoever has gone.
bool is_asked_in_vain(std::string const& what, int connection) {
    if (what != "begin" && what != "custom") return false;
    pollfd watched{.fd = connection, .events = 0, .revents = 0};
    return ::poll(&watched, 1, 0) > 0 && (watched.revents & (POLLHUP | POLLERR)) != 0;
}

bool is_plain(char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
           (each >= '0' && each <= '9') ||
           std::string_view{"-._#,%"}.find(each) != std::string_view::npos;
}

}  // namespace

std::optional<std::vector<std::string>> journal_words(std::string_view line) {
    if (line.empty() || line.size() > journal_line_max) return std::nullopt;
    std::vector<std::string> words;
    while (true) {
        std::size_t const space = std::min(line.find(' '), line.size());
        std::string_view const word = line.substr(0, space);
        if (word.empty() || !std::all_of(word.begin(), word.end(), is_plain)) return std::nullopt;
        words.emplace_back(word);
        if (space == line.size()) return words;
        line.remove_prefix(space + 1);
    }
}

std::string journal_word(std::string_view text) {
    std::string word;
    for (char const each : text) {
        bool const plain = is_plain(each) && each != '%' && each != ',';
        if (plain)
            word += each;
        else
            word += fmt::format("%{:02X}", static_cast<unsigned char>(each));
    }
    return word.empty() ? "-" : word;
}

std::string journal_text(std::string_view word) {
    std::string text;
    while (!word.empty()) {
        unsigned byte = 0;
        bool const escape =
            word.size() >= 3 && word[0] == '%' &&
            std::from_chars(word.data() + 1, word.data() + 3, byte, 16).ptr == word.data() + 3;
        text += escape ? static_cast<char>(byte) : word[0];
        word.remove_prefix(escape ? 3 : 1);
    }
    return text;
}

std::optional<std::string> ask_journal(std::string const& path, std::string const& line,
                                       Patience patience) {
    sockaddr_un address{};
    if (!address_of(path, address)) return std::nullopt;
    FileHandle const socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (socket.get() < 0) return std::nullopt;
    if (::connect(socket.get(), reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0)
        return std::nullopt;
    if (!write_line(socket.get(), line)) return std::nullopt;
    return read_line(socket.get(), patience);
}

JournalSocket::JournalSocket(std::string path, Answer answer)
    : path_{std::move(path)}, answer_{std::move(answer)} {
    sockaddr_un address{};
    if (!address_of(path_, address))
        throw std::runtime_error{"the path of the print journal's socket is too long: " + path_};
    ::unlink(path_.c_str());  // of an earlier run; the store's lock says that we are alone
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool const open =
        listener_ >= 0 &&
        ::bind(listener_, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0 &&
        ::listen(listener_, 64) == 0;
    if (!open) {
        int const error = errno;
        if (listener_ >= 0) ::close(listener_);
        throw std::system_error{error, std::generic_category(), "print journal's socket " + path_};
    }
    thread_ = std::thread{[this] { run(); }};
}

JournalSocket::~JournalSocket() {
    stopping_ = true;
    thread_.join();
    ::close(listener_);
    ::unlink(path_.c_str());
}

void JournalSocket::run() {
    while (!stopping_) {
        pollfd watched{.fd = listener_, .events = POLLIN, .revents = 0};
        if (::poll(&watched, 1, 50) <= 0) continue;
        FileHandle const connection{::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)};
        if (connection.get() >= 0 && may_speak(connection.get())) serve(connection.get());
    }
}

void JournalSocket::serve(int connection) const {
    auto const line = read_line(connection, line_patience);
    auto const words = line ? journal_words(*line) : std::nullopt;
    if (words && is_asked_in_vain(words->front(), connection)) return;
    (void)write_line(connection, words ? answer_(*words) : std::string{"what"});
}

}  // namespace wms::devices
