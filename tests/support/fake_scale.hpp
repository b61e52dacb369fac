// SPDX-License-Identifier: Apache-2.0
// A scale without hardware: what a program opens is a terminal, this is its other end.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

namespace wms::test {

class FakeScale {
public:
    FakeScale() : handle_{::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK)} {
        REQUIRE(handle_ >= 0);
        REQUIRE(::grantpt(handle_) == 0);
        REQUIRE(::unlockpt(handle_) == 0);
        std::array<char, 100> name{};
        REQUIRE(::ptsname_r(handle_, name.data(), name.size()) == 0);
        name_ = name.data();
    }
    FakeScale(FakeScale const&) = delete;
    FakeScale& operator=(FakeScale const&) = delete;
    ~FakeScale() { ::close(handle_); }
    [[nodiscard]] std::string const& name() const { return name_; }
    void say(std::string_view bytes) const { (void)!::write(handle_, bytes.data(), bytes.size()); }
    [[nodiscard]] std::string heard() const {
        std::array<char, 256> bytes{};
        ssize_t const got = ::read(handle_, bytes.data(), bytes.size());
        return got > 0 ? std::string{bytes.data(), static_cast<std::size_t>(got)} : std::string{};
    }

private:
    int handle_;
    std::string name_;
};

}  // namespace wms::test
