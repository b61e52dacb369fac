// SPDX-License-Identifier: Apache-2.0
#include "devices/picture_passes.hpp"

#include <ZXing/ReadBarcode.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace wms::devices {
namespace {

using Clock = std::chrono::steady_clock;
using ZXing::BarcodeFormat;
using ZXing::Binarizer;

constexpr auto pass_time_max = std::chrono::milliseconds{2500};
constexpr std::size_t pass_bytes_max = 256UL * 1024;

// What a warehouse meets. No Codabar: it has no check digit, and any fence reads as one.
constexpr auto formats = BarcodeFormat::Code128 | BarcodeFormat::Code39 | BarcodeFormat::Code93 |
                         BarcodeFormat::EAN13 | BarcodeFormat::EAN8 | BarcodeFormat::UPCA |
                         BarcodeFormat::UPCE | BarcodeFormat::ITF | BarcodeFormat::DataBar |
                         BarcodeFormat::DataBarExpanded | BarcodeFormat::QRCode |
                         BarcodeFormat::MicroQRCode | BarcodeFormat::DataMatrix |
                         BarcodeFormat::PDF417 | BarcodeFormat::Aztec | BarcodeFormat::MaxiCode;

enum class Want : std::uint8_t { one, all };

struct Pass {
    Want want = Want::one;
    std::size_t side_max = 0;  // longer side after shrinking; 0: as it is
    std::size_t percent = 100;
    std::size_t enlarge = 1;
    int turn = 0;  // degrees
    bool sharpen = false;
    bool invert = false;
    int crops = 1;  // overlapping windows each way
    Binarizer binarizer = Binarizer::LocalAverage;
    bool shrink_inside = true;  // the decoder's own smaller copies
};

// Best first, measured on photographs (tests/devices/picture_test.cpp). The first one is trusted
// alone; the second and third see several codes on one label, and abort most.
constexpr Pass passes[] = {
    {},
    {.want = Want::all},
    {.want = Want::all, .shrink_inside = false},
    {.side_max = 2400, .binarizer = Binarizer::GlobalHistogram},
    {.side_max = 1000, .enlarge = 2, .sharpen = true},
    {.side_max = 1000, .enlarge = 2},
    {.side_max = 1600, .sharpen = true},
    {.percent = 33},
    {.percent = 50},
    {.percent = 70},
    {.side_max = 700, .enlarge = 3},
    {.side_max = 1000, .enlarge = 2, .binarizer = Binarizer::GlobalHistogram},
    {.side_max = 1400, .turn = 15},
    {.side_max = 1400, .turn = -15},
    {.side_max = 1400, .turn = 30},
    {.side_max = 1400, .turn = -30},
    {.side_max = 1400, .turn = 45},
    {.side_max = 2400, .binarizer = Binarizer::FixedThreshold},
    {.side_max = 2400, .invert = true},
    {.side_max = 2400, .crops = 3},
    {.side_max = 1000, .enlarge = 2, .crops = 3},
};
constexpr std::size_t passes_trusted = 1;
constexpr std::size_t passes_for_several = 3;

Picture prepared(Picture const& picture, Pass const& pass) {
    std::size_t const longer = std::max(picture.width, picture.height);
    std::size_t width = picture.width * pass.percent / 100;
    std::size_t height = picture.height * pass.percent / 100;
    if (pass.side_max != 0 && longer > pass.side_max) {
        width = picture.width * pass.side_max / longer;
        height = picture.height * pass.side_max / longer;
    }
    bool const smaller = width < picture.width || height < picture.height;
    Picture ready = smaller ? shrunk(picture, width, height) : picture;
    if (pass.enlarge > 1) ready = enlarged(ready, pass.enlarge);
    if (pass.turn != 0) ready = turned(ready, pass.turn);
    if (pass.sharpen) ready = sharpened(ready);
    if (pass.invert) {
        for (std::uint8_t& dot : ready.grey) dot = static_cast<std::uint8_t>(255 - dot);
    }
    return ready;
}

PictureCode code_of(ZXing::Result const& result) {
    return {.format = ZXing::ToString(result.format()),
            .aim = result.symbologyIdentifier(),
            .text = result.text(),
            .linear = ZXing::BarcodeFormats{BarcodeFormat::LinearCodes}.testFlag(result.format()),
            .programming = result.readerInit()};
}

void keep(std::vector<PictureCode>& codes, ZXing::Result const& result) {
    if (!result.isValid() || result.isPartOfSequence()) return;
    PictureCode code = code_of(result);
    if (code.text.empty()) return;
    if (std::ranges::find(codes, code) == codes.end()) codes.push_back(std::move(code));
}

std::vector<PictureCode> look(Picture const& picture, Pass const& pass) {
    Picture const ready = prepared(picture, pass);
    auto const width = static_cast<int>(ready.width);
    auto const height = static_cast<int>(ready.height);
    ZXing::ImageView const whole{ready.grey.data(), width, height, ZXing::ImageFormat::Lum};
    auto const hints = ZXing::DecodeHints()
                           .setFormats(formats)
                           .setTryDownscale(pass.shrink_inside)
                           .setBinarizer(pass.binarizer);
    std::vector<PictureCode> codes;
    if (pass.want == Want::all) {
        for (ZXing::Result const& result : ZXing::ReadBarcodes(whole, hints)) keep(codes, result);
        return codes;
    }
    // n windows each way, each half as large as the picture
    for (int row = 0; row < pass.crops; ++row) {
        for (int column = 0; column < pass.crops; ++column) {
            int const share = pass.crops > 1 ? 2 : 1;
            int const steps = 2 * std::max(pass.crops - 1, 1);
            auto const window = whole.cropped(width * column / steps, height * row / steps,
                                              width / share, height / share);
            keep(codes, ZXing::ReadBarcode(window, hints));
        }
    }
    return codes;
}

// Length and bytes; read back only from a child of our own program.
void put(std::string& out, std::string_view text) {
    auto const size = static_cast<std::uint32_t>(text.size());
    char bytes[sizeof size];
    std::memcpy(bytes, &size, sizeof size);
    out.append(bytes, sizeof size).append(text);
}

std::optional<std::string> take(std::string_view& in) {
    std::uint32_t size = 0;
    if (in.size() < sizeof size) return std::nullopt;
    std::memcpy(&size, in.data(), sizeof size);
    in.remove_prefix(sizeof size);
    if (in.size() < size) return std::nullopt;
    std::string text{in.substr(0, size)};
    in.remove_prefix(size);
    return text;
}

std::string packed(std::vector<PictureCode> const& codes) {
    std::string out;
    for (PictureCode const& code : codes) {
        put(out, code.format);
        put(out, code.aim);
        put(out, code.text);
        out += code.linear ? '1' : '0';
        out += code.programming ? '1' : '0';
    }
    return out;
}

std::vector<PictureCode> unpacked(std::string_view in) {
    std::vector<PictureCode> codes;
    for (;;) {
        auto format = take(in);
        auto aim = take(in);
        auto text = take(in);
        // cut off where the child died: what came whole is kept
        if (!format || !aim || !text || in.size() < 2) return codes;
        codes.push_back(
            {std::move(*format), std::move(*aim), std::move(*text), in[0] == '1', in[1] == '1'});
        in.remove_prefix(2);
    }
}

[[noreturn]] void run_pass(int out, Picture const& picture, Pass const& pass, PassDoes does) {
    // no handler of the parent's program here
    std::signal(SIGABRT, SIG_DFL);
    if (does == PassDoes::abort) std::abort();
    while (does == PassDoes::hang) pause();
    std::string const answer = packed(look(picture, pass));
    std::string_view rest = answer;
    while (!rest.empty()) {
        auto const written = write(out, rest.data(), rest.size());
        if (written <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    _exit(0);
}

struct PassResult {
    std::vector<PictureCode> codes;
    bool crashed = false;
    bool hung = false;
};

// All that comes until the end or the deadline.
std::string read_until(int in, Clock::time_point deadline, bool& in_time) {
    std::string answer;
    char bytes[4096];
    for (;;) {
        auto const left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        pollfd wait{in, POLLIN, 0};
        in_time = left.count() > 0 && poll(&wait, 1, static_cast<int>(left.count())) > 0;
        if (!in_time || answer.size() > pass_bytes_max) return answer;
        auto const got = read(in, bytes, sizeof bytes);
        if (got <= 0) return answer;
        answer.append(bytes, static_cast<std::size_t>(got));
    }
}

PassResult pass_apart(Picture const& picture, Pass const& pass, Clock::time_point deadline,
                      PassDoes does) {
    PassResult result;
    int ends[2];
    if (pipe(ends) != 0) return {{}, true, false};
    pid_t const child = fork();
    if (child == 0) {
        close(ends[0]);
        run_pass(ends[1], picture, pass, does);
    }
    close(ends[1]);
    bool in_time = true;
    std::string const answer =
        child > 0 ? read_until(ends[0], std::min(deadline, Clock::now() + pass_time_max), in_time)
                  : std::string{};
    close(ends[0]);
    result.hung = child > 0 && !in_time;
    if (result.hung) kill(child, SIGKILL);
    int status = 0;
    if (child > 0) waitpid(child, &status, 0);
    result.crashed = child < 0 || (!result.hung && status != 0);
    result.codes = unpacked(answer);
    return result;
}

// Who was seen how often.
class Votes {
public:
    unsigned add(PictureCode const& code) {
        for (auto& [known, count] : seen_) {
            if (known == code) return ++count;
        }
        seen_.emplace_back(code, 1);
        return 1;
    }

private:
    std::vector<std::pair<PictureCode, unsigned>> seen_;
};

}  // namespace

PictureCodes find_codes(Picture const& picture, std::chrono::milliseconds budget,
                        PassDoes first_pass) {
    auto const deadline = Clock::now() + budget;
    PictureCodes found;
    Votes votes;
    for (Pass const& pass : passes) {
        bool const enough = !found.codes.empty() && found.passes >= passes_for_several;
        if (enough || Clock::now() >= deadline) break;
        bool const trusted = found.passes < passes_trusted;
        PassDoes const does = found.passes == 0 ? first_pass : PassDoes::look;
        PassResult const result = pass_apart(picture, pass, deadline, does);
        ++found.passes;
        found.crashes += result.crashed ? 1 : 0;
        found.hangs += result.hung ? 1 : 0;
        for (PictureCode const& code : result.codes) {
            bool const sure = votes.add(code) >= 2 || trusted || !code.linear;
            bool const known = std::ranges::find(found.codes, code) != found.codes.end();
            if (sure && !known) found.codes.push_back(code);
        }
    }
    return found;
}

PictureCodes find_codes(Picture const& picture, std::chrono::milliseconds budget) {
    return find_codes(picture, budget, PassDoes::look);
}

}  // namespace wms::devices
