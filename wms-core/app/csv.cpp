// SPDX-License-Identifier: Apache-2.0
#include "app/csv.hpp"

#include "base/ensure.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <iconv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace wms::csv {
namespace {

constexpr std::string_view bom_utf8 = "\xEF\xBB\xBF";
constexpr std::string_view bom_gb18030 = "\x84\x31\x95\x33";
constexpr std::string_view formula_starts = "=+-@\t\r\n";

std::uint64_t lines_in(std::string_view bytes) {
    std::uint64_t count = 0;
    for (std::size_t at = bytes.find('\n'); at != std::string_view::npos; ++count) {
        at = bytes.find('\n', at + 1);
    }
    return count;
}

bool is_ascii(std::string_view bytes) {
    std::uint64_t word = 0;
    std::uint64_t seen = 0;
    while (bytes.size() >= sizeof word) {
        std::memcpy(&word, bytes.data(), sizeof word);
        seen |= word;
        bytes.remove_prefix(sizeof word);
    }
    for (char const c : bytes) seen |= static_cast<unsigned char>(c);
    return (seen & 0x8080'8080'8080'8080ULL) == 0;
}

void* open_converter() {
    iconv_t const converter = iconv_open("UTF-8", "GB18030");
    // iconv_t is a pointer in disguise, -1 its "none".
    return reinterpret_cast<std::intptr_t>(converter) == -1 ? nullptr : converter;
}

// Line feeds are never part of a longer character, in neither encoding, so lines may be looked at
// one by one.
std::optional<std::uint64_t> bad_line_as_utf8(std::string_view bytes) {
    std::uint64_t line = 1;
    while (!bytes.empty()) {
        std::string_view const text = bytes.substr(0, bytes.find('\n'));
        if (!is_ascii(text) && !is_utf8(text)) return line;
        bytes.remove_prefix(std::min(bytes.size(), text.size() + 1));
        ++line;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> bad_line_as_gb18030(std::string_view bytes) {
    std::unique_ptr<void, int (*)(void*)> const converter{open_converter(), iconv_close};
    if (!converter) return 1;
    std::array<char, 4096> sink{};
    char* in = const_cast<char*>(bytes.data());  // iconv's signature; it does not write there
    std::size_t left = bytes.size();
    while (left > 0) {
        char* out = sink.data();
        std::size_t room = sink.size();
        if (iconv(converter.get(), &in, &left, &out, &room) != static_cast<std::size_t>(-1)) break;
        if (errno != E2BIG) return 1 + lines_in(bytes.substr(0, bytes.size() - left));
    }
    return std::nullopt;
}

}  // namespace

Refusal to_refusal(BadText bad) {
    return Refusal{Why::bad_encoding, {fmt::format("line {}", bad.line)}};
}

std::expected<Encoding, BadText> detect_encoding(std::string_view bytes) {
    auto const as_utf8 = bad_line_as_utf8(bytes);
    if (!as_utf8) return Encoding::utf8;
    if (bytes.starts_with(bom_utf8)) return std::unexpected{BadText{*as_utf8}};
    auto const as_gb18030 = bad_line_as_gb18030(bytes);
    if (!as_gb18030) return Encoding::gb18030;
    // The encoding that got further is most likely the one that was meant.
    return std::unexpected{BadText{std::max(*as_utf8, *as_gb18030)}};
}

void Reader::CloseConverter::operator()(void* converter) const {
    iconv_close(converter);
}

std::expected<Reader, BadText> Reader::open(std::string_view bytes) {
    auto const encoding = detect_encoding(bytes);
    if (!encoding) return std::unexpected{encoding.error()};
    std::string_view const bom = *encoding == Encoding::utf8 ? bom_utf8 : bom_gb18030;
    if (bytes.starts_with(bom)) bytes.remove_prefix(bom.size());
    return Reader{bytes, *encoding};
}

Reader::Reader(std::string_view bytes, Encoding encoding)
    : at_{bytes.data()}, end_{bytes.data() + bytes.size()} {
    if (encoding == Encoding::gb18030) converter_.reset(open_converter());
}

bool Reader::next(Record& record) {
    skip_line_ends();
    record.count = 0;
    record.fault_column = 0;
    record.line = line_;
    if (at_ == end_) return false;
    record.fault = read_fields(record);
    if (record.fault == Fault::none) return true;
    record.fault_column = record.count;
    ++faults_;
    if (faults_ > faults_max) record.fault = Fault::too_many_faults;
    if (faults_ > faults_max || record.fault == Fault::too_many_records) at_ = end_;
    return true;
}

Fault Reader::read_fields(Record& record) {
    if (++records_ > records_max) return Fault::too_many_records;
    char const* const start = at_;
    After after = After::field;
    while (after == After::field) {
        if (record.count == columns_max) {
            skip_rest_of_line();
            return Fault::too_many_columns;
        }
        if (record.cells.size() == record.count) record.cells.emplace_back();
        auto const read = read_field(record.cells[record.count++]);
        if (!read) {
            skip_rest_of_line();
            return read.error();
        }
        after = *read;
        if (static_cast<std::size_t>(at_ - start) > record_bytes_max) {
            if (after == After::field) skip_rest_of_line();
            return Fault::record_too_long;
        }
    }
    if (width_ == 0) width_ = record.count;
    return width_ == record.count ? Fault::none : Fault::wrong_column_count;
}

void Reader::skip_line_ends() {
    while (at_ != end_ && (*at_ == '\n' || *at_ == '\r')) {
        if (*at_ == '\n') ++line_;
        ++at_;
    }
}

void Reader::skip_rest_of_line() {
    std::string_view const rest{at_, end_};
    std::size_t const feed = rest.find('\n');
    if (feed == std::string_view::npos) {
        at_ = end_;
        return;
    }
    at_ += feed + 1;
    ++line_;
}

std::expected<Reader::After, Fault> Reader::read_field(std::string& cell) {
    cell.clear();
    auto const after = at_ != end_ && *at_ == '"' ? read_quoted(cell) : read_plain(cell);
    if (after && converter_ && !is_ascii(cell)) convert(cell);
    return after;
}

std::expected<Reader::After, Fault> Reader::read_plain(std::string& cell) {
    char const* const start = at_;
    char const* p = start;
    while (p != end_ && *p != ',' && *p != '\n') {
        if (*p == '"') return std::unexpected{Fault::stray_quote};
        if (*p == '\0') return std::unexpected{Fault::nul_byte};
        ++p;
    }
    if (static_cast<std::size_t>(p - start) > field_bytes_max) {
        return std::unexpected{Fault::field_too_long};
    }
    bool const more = p != end_ && *p == ',';
    bool const carriage_return = !more && p != start && p[-1] == '\r';
    cell.assign(start, carriage_return ? p - 1 : p);
    at_ = p;
    if (more) {
        ++at_;
        return After::field;
    }
    skip_rest_of_line();
    return After::record;
}

// A quote nobody closes swallows the rest of the file. The reading goes on behind the line with the
// opening quote, so the rows after it are still checked.
std::expected<Reader::After, Fault> Reader::read_quoted(std::string& cell) {
    char const* const opening = at_;
    std::uint64_t const line = line_;
    ++at_;
    for (;;) {
        Fault const fault = append_quoted(cell);
        if (fault == Fault::unterminated_quote || fault == Fault::field_too_long) {
            at_ = opening;
            line_ = line;
        }
        if (fault != Fault::none) return std::unexpected{fault};
        if (at_ == end_ || *at_ != '"') return after_quote();
        cell += *at_++;
    }
}

// Up to and over the next quote.
Fault Reader::append_quoted(std::string& cell) {
    std::size_t const room = field_bytes_max - cell.size();
    std::string_view const window{at_, std::min(static_cast<std::size_t>(end_ - at_), room + 1)};
    std::size_t const quote = window.find('"');
    if (quote == std::string_view::npos) {
        return window.size() > room ? Fault::field_too_long : Fault::unterminated_quote;
    }
    std::string_view const piece = window.substr(0, quote);
    if (piece.find('\0') != std::string_view::npos) return Fault::nul_byte;
    line_ += lines_in(piece);
    cell += piece;
    at_ += quote + 1;
    return Fault::none;
}

std::expected<Reader::After, Fault> Reader::after_quote() {
    if (at_ != end_ && *at_ == ',') {
        ++at_;
        return After::field;
    }
    std::string_view const rest{at_, end_};
    bool const ends = rest.empty() || rest == "\r" || rest[0] == '\n' || rest.starts_with("\r\n");
    if (!ends) return std::unexpected{Fault::stray_quote};
    skip_rest_of_line();
    return After::record;
}

void Reader::convert(std::string& cell) {
    converted_.resize(cell.size() * 2 + 4);  // two bytes become three at most, four become four
    char* in = cell.data();
    std::size_t left = cell.size();
    char* out = converted_.data();
    std::size_t room = converted_.size();
    std::size_t const result = iconv(converter_.get(), &in, &left, &out, &room);
    ensure(result != static_cast<std::size_t>(-1), "the whole file was converted once before");
    cell.assign(converted_.data(), out);
}

Writer::Writer(std::string& out, Style style) : out_{out}, line_end_{style.line_end} {
    if (style.bom == Bom::with) out_ += bom_utf8;
}

void Writer::row(std::span<std::string const> cells) {
    ensure(!cells.empty() && cells.size() <= columns_max, "a row has between 1 and 64 columns");
    // A single empty cell would be an empty line, which a reader skips.
    if (cells.size() == 1 && cells[0].empty()) out_ += "\"\"";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) out_ += ',';
        cell(cells[i]);
    }
    out_ += line_end_ == LineEnd::crlf ? "\r\n" : "\n";
}

void Writer::cell(std::string_view text) {
    bool const guard = looks_like_formula(text);
    bool const quote = text.find_first_of(",\"\r\n") != std::string_view::npos;
    if (quote) out_ += '"';
    if (guard) out_ += '\'';
    for (char const c : text) {
        if (c == '"') out_ += '"';
        out_ += c;
    }
    if (quote) out_ += '"';
}

bool looks_like_formula(std::string_view cell) {
    std::size_t const first = cell.find_first_not_of('\'');
    return first != std::string_view::npos &&
           formula_starts.find(cell[first]) != std::string_view::npos;
}

std::string_view without_guard(std::string_view cell) {
    if (cell.starts_with('\'') && looks_like_formula(cell)) cell.remove_prefix(1);
    return cell;
}

void MappedFile::Unmap::operator()(char* memory) const {
    munmap(memory, size);
}

std::expected<MappedFile, std::error_code> MappedFile::open(std::string const& path) {
    auto const last_error = [] {
        return std::unexpected{std::error_code{errno, std::generic_category()}};
    };
    int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return last_error();
    auto const close_it = [](int const* number) { ::close(*number); };
    std::unique_ptr<int const, decltype(close_it)> const closer{&descriptor, close_it};
    struct stat about{};
    if (fstat(descriptor, &about) != 0) return last_error();
    if (!S_ISREG(about.st_mode)) {
        return std::unexpected{std::make_error_code(std::errc::invalid_argument)};
    }
    auto const size = static_cast<std::uint64_t>(about.st_size);
    if (size > file_bytes_max) {
        return std::unexpected{std::make_error_code(std::errc::file_too_large)};
    }
    if (size == 0) return MappedFile{nullptr, 0};
    void* const memory = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (memory == MAP_FAILED) return last_error();
    return MappedFile{static_cast<char*>(memory), size};
}

}  // namespace wms::csv
