// SPDX-License-Identifier: Apache-2.0
#include "devices/scale_port.hpp"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>

namespace wms::devices {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds ask_every{200};
constexpr std::chrono::milliseconds again_after{1000};

struct Speed {
    std::uint32_t baud;
    speed_t code;
};
constexpr Speed speeds[] = {{300, B300},     {1200, B1200},   {2400, B2400},
                            {4800, B4800},   {9600, B9600},   {19200, B19200},
                            {38400, B38400}, {57600, B57600}, {115200, B115200}};

speed_t speed_of(std::uint32_t baud) {
    for (Speed const& each : speeds)
        if (each.baud == baud) return each.code;
    return B9600;
}

void set_up_line(int file, ScaleProfile const& profile) {
    termios line{};
    if (::tcgetattr(file, &line) != 0) return;  // hidraw is no line
    ::cfmakeraw(&line);
    line.c_cflag |= CLOCAL | CREAD;
    line.c_cflag &= ~static_cast<tcflag_t>(CSIZE | PARENB | PARODD | CSTOPB | CRTSCTS);
    line.c_cflag |= profile.data_bits == 7 ? CS7 : CS8;
    if (profile.parity != Parity::none) line.c_cflag |= PARENB;
    if (profile.parity == Parity::odd) line.c_cflag |= PARODD;
    (void)::cfsetspeed(&line, speed_of(profile.baud));
    (void)::tcsetattr(file, TCSANOW, &line);
    (void)::tcflush(file, TCIOFLUSH);
}

}  // namespace

ScalePort::ScalePort(std::string device, ScaleProfile profile)
    : device_{std::move(device)},
      profile_{std::move(profile)},
      watch_{profile_},
      thread_{[this] { run(); }} {}

ScalePort::~ScalePort() {
    stopping_ = true;
    thread_.join();
}

WeightDoubt ScalePort::doubt() const {
    std::lock_guard const lock{mutex_};
    return watch_.doubt(Clock::now());
}

std::optional<std::int64_t> ScalePort::grams() const {
    std::lock_guard const lock{mutex_};
    return watch_.grams(Clock::now());
}

void ScalePort::used() {
    std::lock_guard const lock{mutex_};
    watch_.used();
}

void ScalePort::run() {
    while (!stopping_) {
        int const file = ::open(device_.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        if (file >= 0) {
            set_up_line(file, profile_);
            read_until_gone(file);
            ::close(file);
        }
        auto const until = Clock::now() + again_after;
        while (!stopping_ && Clock::now() < until)
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
}

void ScalePort::send(int file, std::string const& bytes) const {
    if (!bytes.empty()) (void)!::write(file, bytes.data(), bytes.size());
}

void ScalePort::read_until_gone(int file) {
    ScaleFrames frames{profile_};
    auto ask_at = Clock::now();
    while (!stopping_) {
        Wanted const wanted = wanted_.exchange(Wanted::nothing);
        if (wanted == Wanted::tare) send(file, profile_.tare);
        if (wanted == Wanted::zero) send(file, profile_.zero);
        if (Clock::now() >= ask_at) {
            send(file, profile_.request);
            ask_at = Clock::now() + ask_every;
        }
        pollfd watched{.fd = file, .events = POLLIN, .revents = 0};
        if (::poll(&watched, 1, 50) <= 0) continue;
        std::array<char, 256> bytes{};
        ssize_t const got = ::read(file, bytes.data(), bytes.size());
        if (got <= 0) return;  // unplugged
        for (std::string const& frame :
             frames.take({bytes.data(), static_cast<std::size_t>(got)})) {
            auto const reading = read_scale_frame(profile_, frame);
            std::lock_guard const lock{mutex_};
            if (reading) watch_.take(*reading, Clock::now());
        }
    }
}

}  // namespace wms::devices
