// SPDX-License-Identifier: Apache-2.0
#include "app/gun_book.hpp"

#include "base/json.hpp"
#include "devices/key_layouts.hpp"
#include "devices/symbology.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace wms::app {
namespace {

using devices::KeyMeaning;
using devices::Layout;

constexpr std::size_t guns_max = 1000;
constexpr Layout layouts[] = {Layout::us, Layout::de, Layout::fr,
                              Layout::gb, Layout::es, Layout::jp};

// Characters that tell the layouts apart: a code of Code 128 that no layout types alike.
constexpr std::string_view code_head = "W\"QZ-/:";

KeyMeaning const* key_for(Layout layout, char c) {
    auto const keys = devices::keys_of(layout);
    auto const found = std::find_if(keys.begin(), keys.end(), [&](KeyMeaning const& each) {
        return each.character == static_cast<char32_t>(static_cast<unsigned char>(c)) &&
               each.combining == 0;
    });
    return found == keys.end() ? nullptr : &*found;
}

// Held while one process changes the file.
class FileLock {
public:
    explicit FileLock(std::string const& path)
        : file_{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
        if (file_ >= 0) ::flock(file_, LOCK_EX);
    }
    FileLock(FileLock const&) = delete;
    FileLock& operator=(FileLock const&) = delete;
    ~FileLock() {
        if (file_ >= 0) ::close(file_);
    }
    [[nodiscard]] bool held() const { return file_ >= 0; }

private:
    int file_;
};

devices::GsForm gs_form_of(devices::GsKey key) {
    switch (key) {
        case devices::GsKey::none: return devices::GsForm::unknown;
        case devices::GsKey::control: return devices::GsForm::ctrl_bracket;
        case devices::GsKey::alt_number: return devices::GsForm::alt_number;
        case devices::GsKey::f8: return devices::GsForm::f8;
    }
    return devices::GsForm::unknown;
}

std::string random_digits() {
    std::random_device random;
    return fmt::format("{:06}", std::uniform_int_distribution<unsigned>{0, 999'999}(random));
}

}  // namespace

std::string typed_as(std::string_view text, Layout typed, Layout read_as) {
    std::string result;
    for (char const c : text) {
        KeyMeaning const* const key = key_for(typed, c);
        KeyMeaning const* const read =
            key == nullptr ? nullptr : devices::meaning_of(read_as, key->usage, key->level);
        // as the decoder does while it is finding the layout
        result +=
            read != nullptr && read->character < 0x80 ? static_cast<char>(read->character) : '\x7F';
    }
    return result;
}

std::optional<CodeRead> match_code(std::string_view code, std::string_view scanned,
                                   Layout read_as) {
    for (Layout const layout : layouts) {
        std::string const wanted =
            layout == read_as ? std::string{code} : typed_as(code, layout, read_as);
        if (scanned == wanted) return CodeRead{layout, false};
        bool const longer = scanned.size() == wanted.size() + 3 && scanned.ends_with(wanted);
        if (!longer) continue;
        // Code 128 or a QR code, whichever was on the screen
        for (std::string_view const aim : {"]C0", "]Q1", "]Q0"}) {
            if (scanned.starts_with(layout == read_as ? std::string{aim}
                                                      : typed_as(aim, layout, read_as)))
                return CodeRead{layout, true};
        }
    }
    return std::nullopt;
}

std::vector<devices::CalibrationReading> calibration_readings(devices::Scan const& scan,
                                                              devices::Mode mode, Layout read_as) {
    std::string const bytes = scan.aim + scan.data;
    if (mode != devices::Mode::keyboard) return {{.layout = {}, .bytes = bytes + scan.end}};
    devices::GsForm const gs = gs_form_of(scan.gs_key);
    std::vector<devices::CalibrationReading> readings{
        {.layout = std::string{devices::name_of(read_as)},
         .bytes = bytes + scan.end,
         .gs_key = gs}};
    for (Layout const layout : layouts) {
        if (layout == read_as) continue;
        std::string text;
        for (char const c : bytes)  // GS has no key of its own in any layout
            text += c == '\x1D' ? std::string{c} : typed_as({&c, 1}, read_as, layout);
        readings.push_back({.layout = std::string{devices::name_of(layout)},
                            .bytes = text + scan.end,
                            .gs_key = gs});
    }
    return readings;
}

RegisteredGun const* gun_by_key(GunList const& list, std::string_view key) {
    auto const found = std::find_if(list.guns.begin(), list.guns.end(),
                                    [&](RegisteredGun const& each) { return each.key == key; });
    return found == list.guns.end() ? nullptr : &*found;
}

GunBook::GunBook(std::string const& data_folder) : file_{data_folder + "/guns.json"} {}

std::int64_t GunBook::stamp() const {
    struct stat file{};
    if (::stat(file_.c_str(), &file) != 0) return 0;
    return file.st_mtim.tv_sec * 1'000'000'000 + file.st_mtim.tv_nsec;
}

Result<GunList> GunBook::read() const {
    std::ifstream file{file_};
    if (!file) return GunList{};
    std::ostringstream text;
    text << file.rdbuf();
    boost::json::error_code error;
    auto const json = boost::json::parse(text.str(), error);
    if (error) return refuse(Why::bad_field, file_, error.message());
    GunList list;
    if (auto const read = from_json(json, list, "guns.json"); !read)
        return std::unexpected(read.error());
    if (list.guns.size() > guns_max) return refuse(Why::bad_field, file_, "too many guns");
    return list;
}

Result<> GunBook::change(std::function<Result<>(GunList&)> const& edit) const {
    FileLock const lock{file_ + ".lock"};
    auto list = read();
    if (!list) return std::unexpected(list.error());
    if (auto const edited = edit(*list); !edited) return edited;
    std::string const fresh = file_ + ".new";
    {
        std::ofstream out{fresh, std::ios::trunc};
        auto json = to_json(*list);
        if (!list->asked) json.as_object().erase("asked");
        out << boost::json::serialize(json) << "\n";
        out.flush();
        if (!lock.held() || !out) return refuse(Why::bad_field, file_, "cannot be written");
    }
    if (::rename(fresh.c_str(), file_.c_str()) != 0)
        return refuse(Why::bad_field, file_, "cannot be written");
    return {};
}

Result<AskedRegistration> GunBook::ask(std::string const& device, std::string const& gun,
                                       Instant now) const {
    AskedRegistration const asked{.code = std::string{code_head} + random_digits(),
                                  .device = device,
                                  .gun = gun,
                                  .until = to_text(now + registration_time),
                                  .problem = {}};
    auto const done = change([&](GunList& list) -> Result<> {
        list.asked = asked;
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return asked;
}

}  // namespace wms::app
