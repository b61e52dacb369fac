// SPDX-License-Identifier: Apache-2.0
#include "devices/profile_reader.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace wms::devices {
namespace {

constexpr std::size_t problems_max = 100;
constexpr std::size_t file_size_max = 1024UL * 1024;

bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Walks through text that is JSON already, so it need not ask whether it is.
class Walk {
public:
    explicit Walk(std::string_view text) : text_{text} {}

    [[nodiscard]] std::size_t line() const {
        auto const before = text_.substr(0, at_);
        return static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
    }

    // To the value of the key; false leaves the place.
    bool enter(std::string_view key) {
        std::size_t const here = at_;
        for (bool more = open('{'); more; more = next()) {
            if (string_token() == key) {
                blanks();
                ++at_;  // the colon
                blanks();
                return true;
            }
            blanks();
            ++at_;
            skip();
        }
        at_ = here;
        return false;
    }

    bool enter(std::size_t index) {
        std::size_t const here = at_;
        for (bool more = open('['); more; more = next()) {
            if (index-- == 0) return true;
            skip();
        }
        at_ = here;
        return false;
    }

private:
    void blanks() {
        while (at_ < text_.size() && std::string_view{" \t\r\n"}.find(text_[at_]) != text_.npos)
            ++at_;
    }
    bool open(char bracket) {
        blanks();
        if (at_ >= text_.size() || text_[at_] != bracket) return false;
        ++at_;
        blanks();
        return at_ < text_.size() && text_[at_] != '}' && text_[at_] != ']';
    }
    bool next() {
        blanks();
        if (at_ >= text_.size() || text_[at_] != ',') return false;
        ++at_;
        blanks();
        return true;
    }
    std::string_view string_token() {
        std::size_t const begin = ++at_;
        while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2U : 1U;
        auto const token = text_.substr(begin, std::min(at_, text_.size()) - begin);
        ++at_;
        return token;
    }
    // Over one value of any kind.
    void skip() {
        blanks();
        int depth = 0;
        while (at_ < text_.size()) {
            char const c = text_[at_];
            if (depth == 0 && (c == ',' || c == '}' || c == ']')) return;
            if (c == '"') {
                string_token();
            } else {
                if (c == '{' || c == '[') ++depth;
                if (c == '}' || c == ']') --depth;
                ++at_;
            }
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::size_t line_of(std::string_view text, std::string_view field) {
    Walk walk{text};
    while (!field.empty()) {
        if (field.starts_with('[')) {
            std::size_t index = 0;
            auto const end = std::min(field.find(']'), field.size());
            std::from_chars(field.data() + 1, field.data() + end, index);
            if (!walk.enter(index)) break;
            field.remove_prefix(std::min(end + 1, field.size()));
        } else {
            auto const end = std::min(field.find_first_of(".["), field.size());
            if (!walk.enter(field.substr(0, end))) break;
            field.remove_prefix(end);
        }
        if (field.starts_with('.')) field.remove_prefix(1);
    }
    return walk.line();
}

void ProfileReader::problem(std::string field, std::string_view en, std::string_view zh) {
    if (problems_.size() >= problems_max) return;
    auto const line = line_of(text_, field);
    problems_.push_back(
        {std::string{file_}, line, std::move(field), std::string{en}, std::string{zh}});
}

std::string ProfileReader::text(Place const& place) {
    if (auto const* const text = place.value->if_string()) return std::string{*text};
    problem(place.field, "a text is wanted", "此处应为文字");
    return {};
}

std::string ProfileReader::name(Place const& place) {
    std::string text_read = text(place);
    bool const is_text = place.value->is_string();
    if (is_text && (trim(text_read).empty() || has_control(text_read) || text_read.size() > 500))
        problem(place.field, "one line of at most 500 bytes is wanted",
                "此处应为一行文字，不超过 500 字节");
    return text_read;
}

std::string ProfileReader::id(Place const& place) {
    std::string text_read = text(place);
    bool const sound =
        !text_read.empty() && text_read.size() <= 64 &&
        std::ranges::all_of(text_read, [](char c) { return is_lower_or_digit(c) || c == '-'; });
    if (place.value->is_string() && !sound)
        problem(place.field, "small letters, digits and hyphens are wanted",
                "只能用小写字母、数字和连字符");
    return text_read;
}

bool ProfileReader::flag(Place const& place) {
    if (place.value->is_bool()) return place.value->get_bool();
    problem(place.field, "true or false is wanted", "此处应为 true 或 false");
    return false;
}

std::uint32_t ProfileReader::number(Place const& place, std::uint32_t min, std::uint32_t max) {
    boost::json::error_code error;
    auto const number = place.value->to_number<std::uint32_t>(error);
    if (!error && number >= min && number <= max) return number;
    std::string const from = std::to_string(min);
    std::string const to = std::to_string(max);
    problem(place.field, "a whole number from " + from + " to " + to + " is wanted",
            "此处应为 " + from + " 到 " + to + " 之间的整数");
    return min;
}

std::uint32_t ProfileReader::hex(Place const& place, std::size_t digits) {
    std::uint32_t number = 0;
    auto const* const text = place.value->if_string();
    if (text != nullptr && text->size() == digits) {
        auto const* const end = text->data() + text->size();
        auto const [stop, error] = std::from_chars(text->data(), end, number, 16);
        if (error == std::errc{} && stop == end) return number;
    }
    std::string const wanted = std::to_string(digits);
    problem(place.field, wanted + " hexadecimal digits are wanted",
            "此处应为 " + wanted + " 位十六进制数");
    return 0;
}

std::string ProfileReader::bytes(Place const& place) {
    std::string const written = text(place);
    std::string read;
    std::string_view rest = written;
    bool sound = rest.size() <= 400;
    while (sound && !rest.empty()) {
        unsigned byte = 0;
        auto const pair = rest.substr(0, rest.find(' '));
        auto const [stop, error] =
            std::from_chars(pair.data(), pair.data() + pair.size(), byte, 16);
        sound = pair.size() == 2 && error == std::errc{} && stop == pair.data() + pair.size();
        read += static_cast<char>(byte);
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    }
    if (!sound)
        problem(place.field, "bytes as hexadecimal pairs with blanks between are wanted",
                "此处应为以空格分隔的十六进制字节");
    return sound ? read : std::string{};
}

std::vector<Place> ProfileReader::list(Place const& place) {
    std::vector<Place> places;
    auto const* const array = place.value->if_array();
    if (array == nullptr) {
        problem(place.field, "a list is wanted", "此处应为列表");
        return places;
    }
    for (auto const& item : *array)
        places.push_back({&item, place.field + "[" + std::to_string(places.size()) + "]"});
    return places;
}

ProfileObject::ProfileObject(ProfileReader& reader, Place place)
    : reader_{reader}, place_{std::move(place)}, object_{place_.value->if_object()} {
    if (object_ == nullptr)
        reader_.problem(place_.field, "an object is wanted", "此处应为对象 { }");
}

ProfileObject::~ProfileObject() {
    if (object_ == nullptr) return;
    for (auto const& member : *object_) {
        std::string const key{member.key()};
        if (asked_.contains(key)) continue;
        reader_.problem(place_.field.empty() ? key : place_.field + "." + key, "unknown field",
                        "没有这个字段");
    }
}

std::optional<Place> ProfileObject::may_have(std::string_view key) {
    asked_.emplace(key);
    auto const* const found = object_ == nullptr ? nullptr : object_->if_contains(key);
    if (found == nullptr) return std::nullopt;
    std::string field = place_.field;
    if (!field.empty()) field += '.';
    return Place{found, field.append(key)};
}

std::optional<Place> ProfileObject::must_have(std::string_view key) {
    auto found = may_have(key);
    if (!found && object_ != nullptr) {
        std::string field = place_.field;
        if (!field.empty()) field += '.';
        reader_.problem(field.append(key), "is missing", "缺少这个字段");
    }
    return found;
}

Evidence ProfileObject::source() {
    Evidence evidence{.field = place_.field, .source = {}, .verified = false, .why = {}};
    if (auto const place = must_have("source")) evidence.source = reader_.name(*place);
    if (auto const place = must_have("verified")) evidence.verified = reader_.flag(*place);
    if (auto const place = may_have("why")) evidence.why = reader_.name(*place);
    reader_.evidence().push_back(evidence);
    return evidence;
}

std::optional<Place> ProfileObject::fact(std::string_view key) {
    auto const place = may_have(key);
    if (!place) return std::nullopt;
    ProfileObject object{reader_, *place};
    auto value = object.must_have("value");
    object.source();
    if (value) value->field = place->field;
    return value;
}

std::optional<boost::json::value> parse_profile(std::string_view file, std::string_view text,
                                                std::vector<ProfileProblem>& problems) {
    auto const tell = [&](std::size_t line, std::string_view en, std::string_view zh) {
        problems.push_back({std::string{file}, line, {}, std::string{en}, std::string{zh}});
        return std::nullopt;
    };
    if (text.size() > file_size_max) return tell(0, "larger than 1 MB", "文件超过 1 MB");
    boost::json::stream_parser parser;
    boost::json::error_code error;
    std::size_t const read = parser.write_some(text.data(), text.size(), error);
    if (!error) parser.finish(error);
    if (!error && trim(text.substr(read)).empty()) return parser.release();
    auto const before = text.substr(0, read);
    auto const line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
    return tell(line, "no JSON: " + (error ? error.message() : std::string{"text behind its end"}),
                "不是有效的 JSON");
}

}  // namespace wms::devices
