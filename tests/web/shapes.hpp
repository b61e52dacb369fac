// SPDX-License-Identifier: Apache-2.0
// Requests that can be read in more than one way, or not at all (reliability §3.7, §3.9).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace web_test {

struct Shape {
    std::string_view name;
    std::string bytes;
    int status = 400;  // of our answer
};

// A good request but for what a test puts in.
[[nodiscard]] std::string get(std::string_view target, std::string_view headers = "");
[[nodiscard]] std::string post(std::string_view headers, std::string_view body = "hello");
inline constexpr std::string_view chunks = "5\r\nhello\r\n0\r\n\r\n";

[[nodiscard]] std::vector<Shape> framing();
[[nodiscard]] std::vector<Shape> headers();
[[nodiscard]] std::vector<Shape> targets();
[[nodiscard]] std::vector<Shape> sizes();

// The 31 shapes of §3.7 that a bare Beast was measured with.
[[nodiscard]] std::vector<Shape> measured();

}  // namespace web_test
