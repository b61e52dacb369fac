// SPDX-License-Identifier: Apache-2.0
// Described structs to bytes and back: one description (Boost.Describe) serves journal, tables and
// JSON.
//
// Integers are variable-length (signed ones zigzag), texts and lists carry their length, a struct
// inside another carries its size. Growth rule: fields are only ever added at the end; a reader
// fills fields that are missing with their defaults and skips fields it does not know. So old
// records stay readable for ever.
#pragma once

#include <boost/describe/enum.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace wms {

// Stored bytes that are not what they should be. The place is added by whoever knows it.
class DecodeError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class ByteWriter {
public:
    explicit ByteWriter(std::string& out) : out_{out} {}
    // Nearly all numbers of a record are below 128.
    void unsigned_number(std::uint64_t number) {
        if (number >= 0x80) return long_number(number);
        out_.push_back(static_cast<char>(number));
    }
    void signed_number(std::int64_t number) {
        auto const bits = static_cast<std::uint64_t>(number);
        unsigned_number((bits << 1) ^ (number < 0 ? ~std::uint64_t{0} : 0));
    }
    void raw(std::string_view bytes) { out_.append(bytes); }
    [[nodiscard]] std::string& out() { return out_; }

private:
    void long_number(std::uint64_t number);

    std::string& out_;
};

class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : rest_{bytes} {}
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }
    [[nodiscard]] std::uint64_t unsigned_number() {
        if (rest_.empty() || static_cast<unsigned char>(rest_.front()) >= 0x80)
            return long_number();
        auto const number = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return number;
    }
    [[nodiscard]] std::int64_t signed_number() {
        std::uint64_t const bits = unsigned_number();
        return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
    }
    [[nodiscard]] std::string_view raw(std::uint64_t count) {
        if (count > rest_.size()) throw DecodeError{"record ends inside a text"};
        std::string_view const bytes = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return bytes;
    }

private:
    [[nodiscard]] std::uint64_t long_number();

    std::string_view rest_;
};

// A strong type over one integer: Id, Amount, Instant, Day …
template <class T>
concept Wrapped = requires(T const& t) {
    { T::from_value(t.value()) } -> std::same_as<T>;
};
// One that is counted (Quantity, Weight …): it has arithmetic and no negative value.
template <class T>
concept Counted = Wrapped<T> && requires { T{} -= T{}; };
// A described struct that is shown to nobody.
template <class T>
concept Hidden = requires { typename T::hidden; };
template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !Wrapped<T>;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_byte_array = false;
template <std::size_t n>
inline constexpr bool is_byte_array<std::array<std::uint8_t, n>> = true;

template <class T>
inline constexpr std::size_t field_count =
    boost::mp11::mp_size<boost::describe::describe_members<T, boost::describe::mod_public>>::value;
template <class T, class Visit>
void for_each_field(Visit&& visit) {
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
        visit);
}

template <class T>
void encode(ByteWriter& to, T const& value);
template <class T>
void decode(ByteReader& from, T& value);

// The fields one after another, without a size in front.
template <Described T>
void encode_fields(ByteWriter& to, T const& value) {
    for_each_field<T>([&](auto field) { encode(to, value.*field.pointer); });
}
template <Described T>
void decode_fields(ByteReader& from, T& value) {
    for_each_field<T>([&](auto field) {
        if (!from.at_end()) decode(from, value.*field.pointer);
    });
}

// Moves the bytes written since `start` behind their own length.
void put_length_in_front(std::string& out, std::size_t start);

template <class T>
void encode(ByteWriter& to, T const& value) {
    if constexpr (std::is_same_v<T, bool>) {
        to.unsigned_number(value ? 1 : 0);
    } else if constexpr (std::is_enum_v<T>) {
        to.unsigned_number(static_cast<std::uint64_t>(value));
    } else if constexpr (std::unsigned_integral<T>) {
        to.unsigned_number(value);
    } else if constexpr (std::signed_integral<T>) {
        to.signed_number(value);
    } else if constexpr (Wrapped<T>) {
        encode(to, value.value());
    } else if constexpr (std::is_same_v<T, std::string>) {
        to.unsigned_number(value.size());
        to.raw(value);
    } else if constexpr (is_byte_array<T>) {
        to.raw({reinterpret_cast<char const*>(value.data()), value.size()});
    } else if constexpr (is_optional<T>) {
        to.unsigned_number(value ? 1 : 0);
        if (value) encode(to, *value);
    } else if constexpr (is_vector<T>) {
        to.unsigned_number(value.size());
        for (auto const& item : value) encode(to, item);
    } else {
        static_assert(Described<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        std::size_t const start = to.out().size();
        encode_fields(to, value);
        put_length_in_front(to.out(), start);
    }
}

template <class T>
void decode(ByteReader& from, T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        value = from.unsigned_number() != 0;
    } else if constexpr (std::is_enum_v<T>) {
        value = static_cast<T>(from.unsigned_number());
    } else if constexpr (std::unsigned_integral<T>) {
        value = static_cast<T>(from.unsigned_number());
    } else if constexpr (std::signed_integral<T>) {
        value = static_cast<T>(from.signed_number());
    } else if constexpr (Wrapped<T>) {
        typename T::rep number{};
        decode(from, number);
        if constexpr (Counted<T>) {
            if (number < 0) throw DecodeError{"negative amount"};
        }
        value = T::from_value(number);
    } else if constexpr (std::is_same_v<T, std::string>) {
        value = from.raw(from.unsigned_number());
    } else if constexpr (is_byte_array<T>) {
        std::string_view const bytes = from.raw(value.size());
        std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(value.data()));
    } else if constexpr (is_optional<T>) {
        value.reset();
        if (from.unsigned_number() != 0) decode(from, value.emplace());
    } else if constexpr (is_vector<T>) {
        std::uint64_t const count = from.unsigned_number();
        if (count > from.rest().size()) throw DecodeError{"list longer than its record"};
        value.clear();
        value.resize(count);
        for (auto& item : value) decode(from, item);
    } else {
        static_assert(Described<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        ByteReader inner{from.raw(from.unsigned_number())};
        decode_fields(inner, value);
    }
}

// A whole record: its fields until the end.
template <Described T>
[[nodiscard]] std::string to_bytes(T const& value) {
    std::string out;
    if constexpr (field_count<T> > 2) out.reserve(192);  // most records: no growing by doubling
    ByteWriter writer{out};
    encode_fields(writer, value);
    return out;
}
// Throws DecodeError.
template <Described T>
[[nodiscard]] T from_bytes(std::string_view bytes) {
    T value{};
    ByteReader reader{bytes};
    decode_fields(reader, value);
    return value;
}

}  // namespace wms
