// SPDX-License-Identifier: Apache-2.0
#include "labels/bitmap_readers.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace printer_reader {
namespace {

using wms::labels::Bitmap;

[[noreturn]] void fail(std::string const& what) {
    throw std::runtime_error{what};
}
void must(bool holds, std::string const& what) {
    if (!holds) fail(what);
}

// Numbers between commas or blanks.
std::vector<long> numbers(std::string_view text) {
    std::vector<long> found;
    char const* at = text.data();
    char const* const end = at + text.size();
    while (at < end) {
        if ((*at < '0' || *at > '9') && *at != '-') {
            ++at;
            continue;
        }
        long value = 0;
        auto const read = std::from_chars(at, end, value);
        must(read.ec == std::errc{}, "a number");
        found.push_back(value);
        at = read.ptr;
    }
    return found;
}

Bitmap bitmap_of(std::string_view bytes, long row_bytes, long rows, bool black_is_one) {
    must(row_bytes > 0 && rows > 0, "a size");
    must(bytes.size() == static_cast<std::size_t>(row_bytes * rows), "as many bytes as announced");
    Bitmap bitmap{static_cast<unsigned>(row_bytes * 8), static_cast<unsigned>(rows)};
    std::size_t at = 0;
    for (unsigned y = 0; y < bitmap.height(); ++y) {
        for (std::uint8_t& byte : bitmap.row(y)) {
            auto const given = static_cast<unsigned char>(bytes[at++]);
            byte = static_cast<std::uint8_t>(black_is_one ? given : ~given);
        }
    }
    return bitmap;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    fail(fmt::format("'{}' is no hexadecimal digit", c));
}

std::string from_hex(std::string_view hex) {
    must(hex.size() % 2 == 0, "whole bytes");
    std::string bytes;
    for (std::size_t at = 0; at < hex.size(); at += 2)
        bytes += static_cast<char>(hex_digit(hex[at]) * 16 + hex_digit(hex[at + 1]));
    return bytes;
}

// Takes the line up to CR LF.
std::string take_line(std::string_view& bytes) {
    std::size_t const end = bytes.find("\r\n");
    must(end != bytes.npos, "a line that ends with CR LF");
    std::string line{bytes.substr(0, end)};
    bytes.remove_prefix(end + 2);
    for (char const c : line) must(c >= ' ' && c < 0x7F, "a command of printable ASCII: " + line);
    return line;
}

std::string inflated(std::string_view packed, std::size_t size) {
    std::string out(size, '\0');
    uLongf length = size;
    int const done = uncompress(reinterpret_cast<Bytef*>(out.data()), &length,
                                reinterpret_cast<Bytef const*>(packed.data()), packed.size());
    must(done == Z_OK && length == size, "zlib data of the announced size");
    return out;
}

std::string from_base64(std::string_view text) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (char const c : text) {
        if (c == '=') break;
        std::size_t const value = alphabet.find(c);
        must(value != alphabet.npos, "base64");
        bits = bits << 6 | static_cast<unsigned>(value);
        if ((count += 6) < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 0xFFU);
    }
    return bytes;
}

std::string acs(std::string_view text, std::size_t row_digits) {
    std::string all;
    std::string row;
    std::string before;
    std::size_t repeat = 0;
    auto const end_row = [&](char fill) {
        row.resize(row_digits, fill);
        all += row;
        before = std::exchange(row, {});
    };
    for (char const c : text) {
        if (c >= 'G' && c <= 'Y') {
            repeat += static_cast<std::size_t>(c - 'G' + 1);
        } else if (c >= 'g' && c <= 'z') {
            repeat += static_cast<std::size_t>(c - 'g' + 1) * 20;
        } else if (c == ',' || c == '!') {
            end_row(c == ',' ? '0' : 'F');
        } else if (c == ':') {
            must(!before.empty() && row.empty(), "a row to repeat");
            all += before;
        } else {
            std::size_t const count = std::exchange(repeat, 0);
            row.append(count == 0 ? 1 : count, c);
        }
        must(row.size() <= row_digits, "a run that ends in its row");
        if (row.size() == row_digits) end_row('0');
    }
    must(row.empty(), "whole rows");
    return from_hex(all);
}

}  // namespace

Printed zpl(std::string_view bytes) {
    Printed printed;
    long width = 0;
    while (!bytes.empty()) {
        if (bytes[0] == '\n') {
            bytes.remove_prefix(1);
            continue;
        }
        must(bytes[0] == '^' || bytes[0] == '~', "a command");
        std::size_t const end = std::min(bytes.find_first_of("^~", 1), bytes.size());
        std::string_view command = bytes.substr(0, end);
        bytes.remove_prefix(end);
        while (command.ends_with('\n')) command.remove_suffix(1);
        if (command.starts_with("^PW")) width = numbers(command.substr(3)).at(0);
        if (command.starts_with("^PQ")) printed.copies = static_cast<int>(numbers(command)[0]);
        if (!command.starts_with("^GFA,")) {
            printed.commands.emplace_back(command);
            continue;
        }
        command.remove_prefix(5);
        std::vector<long> head;
        for (int at = 0; at < 3; ++at) {
            std::size_t const comma = command.find(',');
            head.push_back(numbers(command.substr(0, comma)).at(0));
            command.remove_prefix(comma + 1);
        }
        auto const size = static_cast<std::size_t>(head[1]);
        std::string data;
        if (command.starts_with(":Z64:")) {
            std::size_t const check = command.rfind(':');
            data = inflated(from_base64(command.substr(5, check - 5)), size);
        } else {
            data = acs(command, static_cast<std::size_t>(head[2]) * 2);
        }
        printed.bitmap = bitmap_of(data, head[2], head[1] / head[2], true);
        printed.commands.emplace_back("^GFA");
    }
    must(printed.commands.back() == "^XZ" && width > 0, "a format that ends");
    return printed;
}

Printed tspl(std::string_view bytes) {
    Printed printed;
    bool clear = false;
    while (!bytes.empty()) {
        if (bytes.starts_with("BITMAP ")) {
            must(clear, "CLS before the first dot");
            std::string_view rest = bytes.substr(7);
            std::size_t comma = 0;
            for (int at = 0; at < 5; ++at) comma = rest.find(',', comma) + 1;
            auto const head = numbers(rest.substr(0, comma));
            must(head.size() == 5 && head[0] == 0 && head[1] == 0 && head[4] == 0, "BITMAP 0,0,…");
            auto const size = static_cast<std::size_t>(head[2] * head[3]);
            must(rest.size() > comma + size, "the whole graphic");
            printed.bitmap = bitmap_of(rest.substr(comma, size), head[2], head[3], false);
            bytes.remove_prefix(7 + comma + size);
            must(take_line(bytes).empty(), "the end of the line behind the graphic");
            printed.commands.emplace_back("BITMAP");
            continue;
        }
        std::string const line = take_line(bytes);
        clear = clear || line == "CLS";
        if (line.starts_with("PRINT ")) {
            auto const counts = numbers(line);
            must(counts.size() == 2 && counts[0] > 0, "PRINT m,n that prints");
            printed.copies += static_cast<int>(counts[0] * counts[1]);
        }
        printed.commands.push_back(line);
    }
    return printed;
}

Printed cpcl(std::string_view bytes) {
    Printed printed;
    std::string const session = take_line(bytes);
    must(session.starts_with("! 0 "), "a session");
    printed.copies = static_cast<int>(numbers(session).at(4));
    printed.commands.push_back(session);
    while (!bytes.empty()) {
        bool const binary = bytes.starts_with("CG ");
        if (!binary && !bytes.starts_with("EG ")) {
            printed.commands.push_back(take_line(bytes));
            continue;
        }
        std::size_t blank = 2;
        for (int at = 0; at < 4; ++at) blank = bytes.find(' ', blank + 1);
        auto const head = numbers(bytes.substr(2, blank - 2));
        must(head.size() == 4 && head[2] == 0 && head[3] == 0, "width, height, 0, 0");
        auto const size = static_cast<std::size_t>(head[0] * head[1]) * (binary ? 1 : 2);
        must(bytes.size() > blank + 1 + size, "the whole graphic");
        std::string_view const data = bytes.substr(blank + 1, size);
        printed.bitmap =
            bitmap_of(binary ? std::string{data} : from_hex(data), head[0], head[1], true);
        bytes.remove_prefix(blank + 1 + size);
        must(take_line(bytes).empty(), "the end of the line behind the graphic");
        printed.commands.emplace_back(binary ? "CG" : "EG");
    }
    must(printed.commands.back() == "PRINT", "a session that prints");
    return printed;
}

Printed epl2(std::string_view bytes) {
    Printed printed;
    while (!bytes.empty()) {
        if (bytes.starts_with("GW")) {
            std::size_t comma = 0;
            for (int at = 0; at < 4; ++at) comma = bytes.find(',', comma + 1);
            auto const head = numbers(bytes.substr(2, comma - 2));
            must(head.size() == 4 && head[0] == 0 && head[1] == 0, "GW0,0,…");
            auto const size = static_cast<std::size_t>(head[2] * head[3]);
            must(bytes.size() > comma + 1 + size, "the whole graphic");
            printed.bitmap = bitmap_of(bytes.substr(comma + 1, size), head[2], head[3], false);
            bytes.remove_prefix(comma + 1 + size);
            must(take_line(bytes).empty(), "the end of the line behind the graphic");
            printed.commands.emplace_back("GW");
            continue;
        }
        std::string const line = take_line(bytes);
        if (line.starts_with('P')) printed.copies += static_cast<int>(numbers(line).at(0));
        printed.commands.push_back(line);
    }
    return printed;
}

Printed escpos(std::string_view bytes) {
    Printed printed;
    std::string dots;
    long row_bytes = 0;
    auto const take = [&](std::size_t count) {
        must(bytes.size() >= count, "the whole command");
        std::string_view const part = bytes.substr(0, count);
        bytes.remove_prefix(count);
        return part;
    };
    auto const number = [&](std::string_view two) {
        return static_cast<unsigned char>(two[0]) + 256L * static_cast<unsigned char>(two[1]);
    };
    while (!bytes.empty()) {
        std::string const command{take(2)};
        printed.commands.push_back(command);
        if (command == "\x1B@") {
            printed.copies = 1;
        } else if (command ==
                   "\x1B"
                   "d") {
            take(1);
        } else if (command == "\x1DV") {
            take(2);
        } else if (command == "\x1Dv") {
            must(take(2) == std::string_view("0\0", 2), "GS v 0, plain");
            row_bytes = number(take(2));
            long const rows = number(take(2));
            dots += take(static_cast<std::size_t>(row_bytes * rows));
        } else {
            fail("an unknown command");
        }
    }
    must(row_bytes > 0, "dots");
    printed.bitmap = bitmap_of(dots, row_bytes, static_cast<long>(dots.size()) / row_bytes, true);
    return printed;
}

namespace {

std::size_t big_endian(std::string_view bytes) {
    std::size_t value = 0;
    for (int at = 0; at < 4; ++at)
        value = value << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(at)]);
    return value;
}

}  // namespace

// PWG 5102.4: "RaS2", a header of 1796 bytes, rows as a count of repetitions and packed runs.
Printed pwg(std::string_view bytes) {
    Printed printed;
    must(bytes.starts_with("RaS2") && bytes.size() > 1800, "a PWG raster");
    std::string_view const header = bytes.substr(4, 1796);
    must(header.starts_with("PwgRaster"), "PwgRaster");
    std::size_t const width = big_endian(header.substr(372));
    std::size_t const height = big_endian(header.substr(376));
    must(big_endian(header.substr(384)) == 1 && big_endian(header.substr(388)) == 1, "one bit");
    std::size_t const row_bytes = big_endian(header.substr(392));
    must(big_endian(header.substr(400)) == 3, "black");
    must(row_bytes == (width + 7) / 8, "rows of whole bytes");
    bytes.remove_prefix(1800);
    std::string dots;
    while (!bytes.empty()) {
        auto const take = [&] {
            must(!bytes.empty(), "the whole row");
            auto const byte = static_cast<unsigned char>(bytes[0]);
            bytes.remove_prefix(1);
            return byte;
        };
        int const times = take() + 1;
        std::string row;
        while (row.size() < row_bytes) {
            unsigned char const run = take();
            if (run < 128) {
                row.append(run + 1U, static_cast<char>(take()));
            } else {
                for (int at = 0; at < 257 - run; ++at) row += static_cast<char>(take());
            }
        }
        for (int at = 0; at < times; ++at) dots += row;
    }
    printed.copies = 1;
    printed.bitmap = bitmap_of(dots, static_cast<long>(row_bytes), static_cast<long>(height), true);
    return printed;
}

Printed png(std::string_view bytes) {
    Printed printed;
    must(bytes.starts_with("\x89PNG\r\n\x1a\n"), "a PNG");
    bytes.remove_prefix(8);
    std::size_t width = 0;
    std::size_t height = 0;
    while (bytes.size() >= 12) {
        std::size_t const size = big_endian(bytes);
        std::string_view const kind = bytes.substr(4, 4);
        std::string_view const data = bytes.substr(8, size);
        must(crc32(0, reinterpret_cast<Bytef const*>(bytes.data() + 4),
                   static_cast<uInt>(size + 4)) == big_endian(bytes.substr(8 + size)),
             "the chunk's check");
        if (kind == "IHDR") {
            width = big_endian(data);
            height = big_endian(data.substr(4));
        } else if (kind == "IDAT") {
            std::size_t const row = (width + 7) / 8;
            std::string const raw = inflated(data, (row + 1) * height);
            std::string dots;
            for (std::size_t y = 0; y < height; ++y) dots += raw.substr(y * (row + 1) + 1, row);
            printed.bitmap =
                bitmap_of(dots, static_cast<long>(row), static_cast<long>(height), false);
        }
        bytes.remove_prefix(12 + size);
    }
    printed.copies = 1;
    return printed;
}

}  // namespace printer_reader
