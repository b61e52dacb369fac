// SPDX-License-Identifier: Apache-2.0
// Keys whose bytes sort like the values: a length byte and the big-endian digits for numbers (small
// ids stay short), texts ended by 0x00 (texts in keys are checked to hold none), enums as one byte.
#pragma once

#include "base/bytes.hpp"
#include "base/ensure.hpp"

#include <array>
#include <cstring>
#include <string_view>

namespace wms::store {

class KeyBuffer {
public:
    static constexpr std::size_t size_max = 500;  // LMDB takes 511 bytes

    void byte(std::uint8_t value) { *claim(1) = static_cast<char>(value); }
    void number(std::uint64_t value) {
        auto const digits = static_cast<unsigned>((71 - __builtin_clzll(value | 1)) / 8);
        char* to = claim(digits + 1);
        *to++ = static_cast<char>(digits);
        for (unsigned i = digits; i-- > 0;) *to++ = static_cast<char>(value >> (8 * i));
    }
    void text(std::string_view value) {
        ensure(value.find('\0') == std::string_view::npos, "a text in a key has no zero byte");
        char* to = claim(value.size() + 1);
        std::memcpy(to, value.data(), value.size());
        to[value.size()] = '\0';
    }
    void raw(std::string_view bytes) {
        std::memcpy(claim(bytes.size()), bytes.data(), bytes.size());
    }
    [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }

private:
    char* claim(std::size_t count) {
        ensure(size_ + count <= size_max, "a key fits into its table");
        char* const place = bytes_.data() + size_;
        size_ += count;
        return place;
    }
    std::array<char, size_max> bytes_;
    std::size_t size_ = 0;
};

template <class T>
void encode_key(KeyBuffer& to, T const& value) {
    if constexpr (std::is_enum_v<T>) {
        static_assert(sizeof(T) == 1, "enums in keys are one byte");
        to.byte(static_cast<std::uint8_t>(value));
    } else if constexpr (std::unsigned_integral<T>) {
        to.number(value);
    } else if constexpr (std::signed_integral<T>) {
        // The sign bit flipped: negative numbers sort before positive ones.
        to.number(static_cast<std::uint64_t>(std::int64_t{value}) ^ (std::uint64_t{1} << 63));
    } else if constexpr (Wrapped<T>) {
        encode_key(to, value.value());
    } else if constexpr (std::is_same_v<T, std::string>) {
        to.text(value);
    } else if constexpr (is_byte_array<T>) {
        to.raw({reinterpret_cast<char const*>(value.data()), value.size()});
    } else {
        for_each_field<T>([&](auto field) { encode_key(to, value.*field.pointer); });
    }
}

class KeyReader {
public:
    explicit KeyReader(std::string_view key) : rest_{key} {}
    [[nodiscard]] std::string_view raw(std::size_t count) {
        if (count > rest_.size()) throw DecodeError{"key ends early"};
        std::string_view const bytes = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return bytes;
    }
    [[nodiscard]] std::uint64_t number() {
        auto const digits = static_cast<std::uint8_t>(raw(1)[0]);
        if (digits > 8) throw DecodeError{"key number too long"};
        std::uint64_t value = 0;
        for (char const c : raw(digits)) value = (value << 8) | static_cast<std::uint8_t>(c);
        return value;
    }
    [[nodiscard]] std::string_view text() {
        std::size_t const end = rest_.find('\0');
        if (end == std::string_view::npos) throw DecodeError{"key text has no end"};
        std::string_view const bytes = raw(end);
        rest_.remove_prefix(1);
        return bytes;
    }

private:
    std::string_view rest_;
};

template <class T>
void decode_key(KeyReader& from, T& value) {
    if constexpr (std::is_enum_v<T>) {
        value = static_cast<T>(static_cast<std::uint8_t>(from.raw(1)[0]));
    } else if constexpr (std::unsigned_integral<T>) {
        value = static_cast<T>(from.number());
    } else if constexpr (std::signed_integral<T>) {
        value = static_cast<T>(static_cast<std::int64_t>(from.number() ^ (std::uint64_t{1} << 63)));
    } else if constexpr (Wrapped<T>) {
        typename T::rep number{};
        decode_key(from, number);
        value = T::from_value(number);
    } else if constexpr (std::is_same_v<T, std::string>) {
        value = from.text();
    } else if constexpr (is_byte_array<T>) {
        std::string_view const bytes = from.raw(value.size());
        std::memcpy(value.data(), bytes.data(), bytes.size());
    } else {
        for_each_field<T>([&](auto field) { decode_key(from, value.*field.pointer); });
    }
}

}  // namespace wms::store
