// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

namespace wms {

void put_length_in_front(std::string& out, std::size_t start) {
    std::uint64_t length = out.size() - start;
    std::array<char, 10> prefix{};
    std::size_t count = 0;
    while (length >= 0x80) {
        prefix[count++] = static_cast<char>((length & 0x7F) | 0x80);
        length >>= 7;
    }
    prefix[count++] = static_cast<char>(length);
    out.insert(start, prefix.data(), count);
}

}  // namespace wms
