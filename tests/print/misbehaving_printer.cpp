// SPDX-License-Identifier: Apache-2.0
#include "print/misbehaving_printer.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace wms::test {
namespace {

constexpr std::chrono::milliseconds late{8};

int listen_on(std::uint16_t port) {
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int const yes = 1;
    (void)::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    // a small buffer, as printers have: what they do not read stays with the sender
    int const buffer = 4096;
    (void)::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    // mdns.sh has it in a network where nobody else is
    bool const everywhere = std::getenv("WMS_PRINTER_EVERYWHERE") != nullptr;
    address.sin_addr.s_addr = htonl(everywhere ? INADDR_ANY : INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket, 8) != 0)
        throw std::runtime_error{"the test's printer found no port"};
    return socket;
}

std::uint16_t port_of(int socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    (void)::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

bool readable(int socket, int ms) {
    pollfd watched{.fd = socket, .events = POLLIN, .revents = 0};
    return ::poll(&watched, 1, ms) > 0;
}

}  // namespace

MisbehavingPrinter::MisbehavingPrinter(Options options)
    : options_{options},
      listener_{listen_on(options.port)},
      port_{port_of(listener_)},
      stream_{options.language},
      thread_{[this] { run(); }} {}

MisbehavingPrinter::~MisbehavingPrinter() {
    stopping_ = true;
    thread_.join();
    if (connection_ >= 0) ::close(connection_);
    if (listener_ >= 0) ::close(listener_);
}

void MisbehavingPrinter::behave(Trouble trouble, std::size_t bytes) {
    break_after_ = bytes;
    trouble_ = trouble;
}

std::vector<MisbehavingPrinter::Label> MisbehavingPrinter::labels() const {
    std::lock_guard const lock{mutex_};
    return labels_;
}

bool MisbehavingPrinter::came_out(std::size_t count, std::chrono::milliseconds patience) const {
    auto const until = Clock::now() + patience;
    while (came_out() < count) {
        if (Clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return true;
}

std::chrono::steady_clock::time_point MisbehavingPrinter::first_byte_at() const {
    std::lock_guard const lock{mutex_};
    return first_byte_;
}

void MisbehavingPrinter::run() {
    while (!stopping_) {
        print_due();
        bool const off = trouble_ == Trouble::off;
        if (off && connection_ >= 0) break_off(true);
        if (off && listener_ >= 0) {
            ::close(listener_);
            listener_ = -1;
        }
        if (!off && listener_ < 0) listener_ = listen_on(port_);
        if (connection_ >= 0)
            serve_connection();
        else if (off)
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
        else if (readable(listener_, 2))
            connection_ = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    }
}

void MisbehavingPrinter::serve_connection() {
    write_late_answers();
    if (trouble_ == Trouble::stalls) {
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
        return;
    }
    if (trouble_ == Trouble::slow) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    if (readable(connection_, 1)) read_some();
}

void MisbehavingPrinter::read_some() {
    std::array<char, 16384> bytes;
    std::size_t const most = trouble_ == Trouble::slow ? 2048 : bytes.size();
    ssize_t const got = ::recv(connection_, bytes.data(), most, 0);
    if (got <= 0) {
        ::close(connection_);
        connection_ = -1;
        stream_.forget();  // half a label is dropped at the end of a connection
        late_answers_.clear();
        return;
    }
    for (ssize_t n = 0; n < got && connection_ >= 0; ++n) take(bytes[static_cast<std::size_t>(n)]);
}

void MisbehavingPrinter::take(char byte) {
    bool const was_inside = stream_.inside_label();
    auto const event = stream_.take(byte);
    bool const question = event && event->kind == StreamEvent::Kind::status_query;
    if (!was_inside && stream_.inside_label()) {
        std::lock_guard const lock{mutex_};
        first_byte_ = Clock::now();
    }
    if (event && !question) {
        label_seen_ = true;
        if (inside_.empty()) next_out_ = Clock::now() + options_.print_time;
        if (trouble_ != Trouble::lies) inside_.push_back(event->bytes);
    }
    if (question) return answer(event->bytes);
    bool const breaks = trouble_ == Trouble::resets || trouble_ == Trouble::loses_power;
    bool const inside = event || stream_.inside_label();
    std::size_t const bytes = event ? event->bytes.size() : stream_.label_bytes();
    if (!breaks || !inside || bytes < break_after_) return;
    break_off(trouble_ == Trouble::loses_power);
    trouble_ = Trouble::none;
}

// As a printer does that is switched off: the connection is reset, not closed.
void MisbehavingPrinter::break_off(bool forget) {
    linger const hard{.l_onoff = 1, .l_linger = 0};
    (void)::setsockopt(connection_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    ::close(connection_);
    connection_ = -1;
    stream_.forget();
    late_answers_.clear();
    if (forget) inside_.clear();
}

void MisbehavingPrinter::answer(std::string const& question) {
    ++questions_;
    Trouble const trouble = trouble_;
    if (trouble == Trouble::silent) return;
    if (trouble == Trouble::silent_after && label_seen_) return;
    std::string const line = trouble == Trouble::babbles ? "\x02"
                                                           "03x,,\x03\r\n\xFF"
                                                         : status_line(question);
    (void)::send(connection_, line.data(), line.size(), MSG_NOSIGNAL);
    if (trouble == Trouble::doubles_status) late_answers_.emplace_back(Clock::now() + late, line);
}

void MisbehavingPrinter::write_late_answers() {
    std::erase_if(late_answers_, [this](auto const& each) {
        if (each.first > Clock::now()) return false;
        (void)::send(connection_, each.second.data(), each.second.size(), MSG_NOSIGNAL);
        return true;
    });
}

std::string MisbehavingPrinter::status_line(std::string const& question) const {
    Trouble const trouble = trouble_;
    bool const paper = trouble == Trouble::paper_out;
    bool const cover = trouble == Trouble::cover_open;
    bool const paused = trouble == Trouble::paused;
    bool const busy = !inside_.empty();
    switch (options_.language) {
        case PrinterLanguage::zpl: {
            std::string one =
                "\x02"
                "030,P,S,1440,00F,0,0,0,000,0,0,0\x03\r\n";
            one[one.find('P')] = paper ? '1' : '0';
            one[one.find('S')] = paused ? '1' : '0';
            one[one.find('F')] = busy ? '1' : '0';
            std::string two =
                "\x02"
                "000,0,H,0,1,2,6,0,0000000L,1,000\x03\r\n";
            two[two.find('H')] = cover ? '1' : '0';
            two[two.find('L')] = busy ? '1' : '0';
            return one + two +
                   "\x02"
                   "1234,0\x03\r\n";
        }
        case PrinterLanguage::tspl: {
            if (question.back() == 'S')
                return std::string{"\x02"} +
                       (paused  ? '`'
                        : busy  ? 'P'
                        : cover ? 'E'
                                : '@') +
                       "@@" + (paper ? 'A' : '@') + "\x03\r\n";
            return {static_cast<char>((cover ? 1 : 0) | (paper ? 4 : 0) | (paused ? 16 : 0) |
                                      (busy ? 32 : 0))};
        }
        case PrinterLanguage::escpos: {
            // busy is not said: an ESC/POS printer takes the next receipt while it prints
            bool const offline = paper || cover || paused;
            unsigned bits = 0;
            if (question.back() == '\x01') bits = offline ? 0x08 : 0;
            if (question.back() == '\x02') bits = (cover ? 0x04U : 0U) | (paper ? 0x20U : 0U);
            if (question.back() == '\x04') bits = paper ? 0x60 : 0;
            return {static_cast<char>(0x12U | bits)};
        }
        case PrinterLanguage::epl:
            return paper ? "07\r\n" : cover ? "11\r\n" : paused ? "12\r\n" : "00\r\n";
        case PrinterLanguage::cpcl:
            return {static_cast<char>((busy ? 1 : 0) | (paper ? 2 : 0) | (cover ? 4 : 0))};
    }
    return {};
}

void MisbehavingPrinter::print_due() {
    Trouble const trouble = trouble_;
    bool const stands = trouble == Trouble::paper_out || trouble == Trouble::cover_open ||
                        trouble == Trouble::paused || trouble == Trouble::off;
    if (stands || inside_.empty() || Clock::now() < next_out_) return;
    std::lock_guard const lock{mutex_};
    labels_.push_back({.bytes = inside_.front(),
                       .blank = trouble == Trouble::prints_blank,
                       .came_out_at = Clock::now()});
    inside_.pop_front();
    next_out_ = Clock::now() + options_.print_time;
}

}  // namespace wms::test
