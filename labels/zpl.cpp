// SPDX-License-Identifier: Apache-2.0
// ZPL II: one ^GFA in hex, in runs ("ACS") or compressed ("Z64"). No ^POI: a turned label is turned
// dots. ^JZN: a label that was interrupted is not printed again by the printer; whether it came out
// is for a person to say (labels.md §2.2, "not both").
#include "labels/languages.hpp"

#include "base/ensure.hpp"

#include <boost/crc.hpp>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <zlib.h>

#include <span>
#include <vector>

namespace wms::labels {
namespace {

// g..z = 20, 40 … 400, then G..Y = 1 … 19: a run of 21 is gG.
void add_run(std::string& out, char digit, std::size_t count) {
    for (; count > 400; count -= 400) (out += 'z') += digit;
    if (count >= 20) out += static_cast<char>('g' + count / 20 - 1);
    if (count % 20 > 1 || (count >= 20 && count % 20 == 1))
        out += static_cast<char>('G' + count % 20 - 1);
    out += digit;
}

std::string row_in_runs(std::string_view hex) {
    std::string out;
    while (!hex.empty()) {
        char const digit = hex[0];
        std::size_t const end = std::min(hex.find_first_not_of(digit), hex.size());
        bool const rest = end == hex.size();
        if (rest && digit == '0') return out + ',';
        if (rest && digit == 'F') return out + '!';
        add_run(out, digit, end);
        hex.remove_prefix(end);
    }
    return out;
}

std::string runs(std::string_view bytes, std::size_t row_bytes) {
    std::string out;
    std::string_view before;
    for (std::size_t at = 0; at < bytes.size(); at += row_bytes) {
        std::string_view const row = bytes.substr(at, row_bytes);
        out += at > 0 && row == before ? std::string{":"} : row_in_runs(hex_of(row));
        before = row;
    }
    return out;
}

std::string base64(std::span<std::uint8_t const> bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    int const size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                     static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

// zlib's tables are 256 kB: fetching them from the system for each label cost more than the work.
class Packer {
public:
    // level 1: a third of the time of level 6 for a fifth more bytes (print-testbed.md §8)
    Packer() { ensure(deflateInit(&stream_, 1) == Z_OK, "zlib has memory"); }
    Packer(Packer const&) = delete;
    Packer& operator=(Packer const&) = delete;
    ~Packer() { deflateEnd(&stream_); }

    std::span<std::uint8_t const> pack(std::string_view bytes) {
        deflateReset(&stream_);
        std::size_t const most = deflateBound(&stream_, bytes.size());
        if (out_.size() < most) out_.resize(most);
        stream_.next_in = reinterpret_cast<Bytef z_const*>(const_cast<char*>(bytes.data()));
        stream_.avail_in = static_cast<uInt>(bytes.size());
        stream_.next_out = out_.data();
        stream_.avail_out = static_cast<uInt>(out_.size());
        ensure(deflate(&stream_, Z_FINISH) == Z_STREAM_END, "what deflateBound says is enough");
        return std::span{out_}.first(out_.size() - stream_.avail_out);
    }

private:
    z_stream stream_{};
    std::vector<std::uint8_t> out_;
};

std::string z64(std::string_view bytes) {
    static thread_local Packer packer;
    std::string const text = base64(packer.pack(bytes));
    boost::crc_optimal<16, 0x1021, 0, 0, false, false> crc;
    crc.process_bytes(text.data(), text.size());
    return fmt::format(":Z64:{}:{:04x}", text, crc.checksum());
}

char sensing(MediaSensing how) {
    switch (how) {
        case MediaSensing::gap: return 'Y';
        case MediaSensing::black_mark: return 'M';
        case MediaSensing::continuous: return 'N';
    }
    return 'Y';
}
char print_mode(MediaExit how) {
    switch (how) {
        case MediaExit::tear: return 'T';
        case MediaExit::cut: return 'C';
        case MediaExit::peel: return 'P';
    }
    return 'T';
}

}  // namespace

std::string zpl(PrintSheet const& sheet) {
    PrinterFacts const& printer = sheet.printer;
    // the dots as they lie there, unless this model wants them the other way round
    auto const& drawn = sheet.bitmap.bytes();
    std::string const flipped = printer.inverted ? dot_bytes(sheet, Black::is_one) : std::string{};
    std::string_view const bytes =
        printer.inverted
            ? std::string_view{flipped}
            : std::string_view{reinterpret_cast<char const*>(drawn.data()), drawn.size()};
    unsigned const row_bytes = sheet.bitmap.row_bytes();
    std::string out;
    if (auto const darkness = within(printer.darkness, 0, 30))
        out += fmt::format("~SD{:02}\n", *darkness);
    out += fmt::format("^XA^MN{}^MM{}", sensing(printer.sensing), print_mode(printer.exit));
    if (auto const speed = within(printer.speed, 1, 14))
        out += fmt::format("^PR{0},{0},{0}", *speed);
    out += fmt::format("^PW{}^LL{}^LH0,0^LT0^PON\n", sheet.bitmap.width(), sheet.bitmap.height());
    std::string data;
    switch (printer.compression) {
        case Compression::densest: data = z64(bytes); break;
        case Compression::runs: data = runs(bytes, row_bytes); break;
        case Compression::hex: data = hex_of(bytes); break;
    }
    // b: what the data says uncompressed; for Z64 and runs the printer ignores the first number
    out += fmt::format("^FO0,0^GFA,{0},{0},{1},", bytes.size(), row_bytes);
    out += data;
    out += "^FS\n^PQ1,0,0,N^JZN^XZ\n";
    return out;
}

}  // namespace wms::labels
