// SPDX-License-Identifier: Apache-2.0
// Comma-separated files as people and spreadsheets make them (RFC 4180): UTF-8 with or without BOM
// or GB18030, CRLF or LF, quoted cells with line breaks inside. The reader walks over the bytes
// once and keeps one record; every fault names its line and the reading goes on, so that one run
// lists all of them. It knows nothing of what the columns mean (import_files does).
#pragma once

#include "base/refusal.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace wms::csv {

// Limits on everything: a hostile file costs time in proportion to its size and one record of
// memory.
inline constexpr std::uint64_t file_bytes_max = 1ULL << 30;
inline constexpr std::size_t field_bytes_max = std::size_t{64} * 1024;
inline constexpr std::size_t record_bytes_max = std::size_t{256} * 1024;
inline constexpr std::size_t columns_max = 64;
inline constexpr std::uint64_t records_max = 5'000'000;
inline constexpr std::uint64_t faults_max = 10'000;

enum class Encoding : std::uint8_t { utf8, gb18030 };

// Neither UTF-8 nor GB18030; the physical line, from 1.
struct BadText {
    std::uint64_t line;
};
[[nodiscard]] Refusal to_refusal(BadText bad);

// BOM → UTF-8; valid UTF-8 → UTF-8; else GB18030 if the whole file converts (§4.6 of the
// interfaces). Looks at every byte, keeps none.
[[nodiscard]] std::expected<Encoding, BadText> detect_encoding(std::string_view bytes);

enum class Fault : std::uint8_t {
    none,
    unterminated_quote,
    stray_quote,
    nul_byte,
    field_too_long,
    record_too_long,
    too_many_columns,
    wrong_column_count,
    too_many_records,
    too_many_faults,
};

// Reused from record to record: the cells beyond `count` are left-overs.
struct Record {
    std::uint64_t line = 0;  // physical line on which the record starts, from 1
    Fault fault = Fault::none;
    std::size_t fault_column = 0;  // from 1
    std::size_t count = 0;
    std::vector<std::string> cells = {};

    [[nodiscard]] std::span<std::string const> fields() const { return {cells.data(), count}; }
};

class Reader {
public:
    // `bytes` must outlive the reader. The first record decides the number of columns.
    [[nodiscard]] static std::expected<Reader, BadText> open(std::string_view bytes);

    // False at the end of the file. A record with a fault has no usable fields (except
    // wrong_column_count); after too_many_records and too_many_faults nothing more comes. Empty
    // lines are skipped.
    [[nodiscard]] bool next(Record& record);

private:
    struct CloseConverter {
        void operator()(void* converter) const;
    };
    enum class After : std::uint8_t { field, record };

    Reader(std::string_view bytes, Encoding encoding);
    void skip_line_ends();
    void skip_rest_of_line();
    [[nodiscard]] Fault read_fields(Record& record);
    [[nodiscard]] std::expected<After, Fault> read_field(std::string& cell);
    [[nodiscard]] std::expected<After, Fault> read_plain(std::string& cell);
    [[nodiscard]] std::expected<After, Fault> read_quoted(std::string& cell);
    [[nodiscard]] Fault append_quoted(std::string& cell);
    [[nodiscard]] std::expected<After, Fault> after_quote();
    void convert(std::string& cell);

    char const* at_;
    char const* end_;
    std::uint64_t line_ = 1;
    std::uint64_t records_ = 0;
    std::uint64_t faults_ = 0;
    std::size_t width_ = 0;
    std::unique_ptr<void, CloseConverter> converter_;
    std::string converted_;
};

enum class Bom : std::uint8_t { without, with };
enum class LineEnd : std::uint8_t { lf, crlf };

// For people: what Excel in China opens without asking.
struct Style {
    Bom bom = Bom::with;
    LineEnd line_end = LineEnd::crlf;
};

// A cell that a spreadsheet would take for a formula (= + - @ or a control character in front) gets
// an apostrophe in front; so does one that already has apostrophes before such a character, which
// makes `without_guard` the exact inverse.
class Writer {
public:
    Writer(std::string& out, Style style);
    void row(std::span<std::string const> cells);

private:
    void cell(std::string_view text);

    std::string& out_;
    LineEnd line_end_;
};

[[nodiscard]] bool looks_like_formula(std::string_view cell);
[[nodiscard]] std::string_view without_guard(std::string_view cell);

// A file's bytes without copying them. Whoever shortens the file while it is mapped ends the
// process (SIGBUS), so this is for the command line, not for uploads.
class MappedFile {
public:
    [[nodiscard]] static std::expected<MappedFile, std::error_code> open(std::string const& path);
    [[nodiscard]] std::string_view bytes() const {
        return {memory_.get(), memory_.get_deleter().size};
    }

private:
    struct Unmap {
        std::size_t size;
        void operator()(char* memory) const;
    };
    MappedFile(char* memory, std::size_t size) : memory_{memory, Unmap{size}} {}
    std::unique_ptr<char, Unmap> memory_;
};

}  // namespace wms::csv
