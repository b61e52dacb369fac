// SPDX-License-Identifier: Apache-2.0
// The child of the picture reader, good or in one of the ways a child can go wrong.
#include "devices/picture_reader.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

int main(int count, char** words) {
    std::string_view const way = count > 1 ? words[1] : "";
    if (way == "abort") std::abort();
    while (way == "hang") pause();
    if (way == "flood") {
        char const bytes[4096] = {};
        while (write(STDOUT_FILENO, bytes, sizeof bytes) > 0) {
        }
    }
    if (way == "nonsense") return write(STDOUT_FILENO, "{\"codes\": 7}", 12) == 12 ? 0 : 1;
    if (way == "silent") return 0;
    return wms::devices::picture_child(std::chrono::milliseconds{4000});
}
