// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

namespace wms {
namespace {

struct Digits {
    explicit Digits(std::uint64_t number) {
        for (; number >= 0x80; number >>= 7)
            bytes[count++] = static_cast<char>((number & 0x7F) | 0x80);
        bytes[count++] = static_cast<char>(number);
    }
    std::array<char, 10> bytes{};
    std::size_t count = 0;
};

}  // namespace

void ByteWriter::long_number(std::uint64_t number) {
    Digits const digits{number};
    out_.append(digits.bytes.data(), digits.count);
}

std::uint64_t ByteReader::long_number() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (rest_.empty()) throw DecodeError{"record ends inside a number"};
        auto const byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if (byte < 0x80) return number;
    }
    throw DecodeError{"number too long"};
}

void put_length_in_front(std::string& out, std::size_t start) {
    Digits const digits{out.size() - start};
    out.insert(start, digits.bytes.data(), digits.count);
}

}  // namespace wms
