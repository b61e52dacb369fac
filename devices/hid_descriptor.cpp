// SPDX-License-Identifier: Apache-2.0
#include "devices/hid_descriptor.hpp"

#include <algorithm>
#include <map>

namespace wms::devices::hid {
namespace {

constexpr std::size_t fields_max = 512;
constexpr std::size_t usages_max = 512;
constexpr std::size_t depth_max = 32;
constexpr std::uint32_t report_bits_max = 8 * 4096;

struct Globals {
    std::uint16_t page = 0;
    std::uint32_t bits = 0;
    std::uint32_t count = 0;
    std::uint8_t report_id = 0;
    std::int32_t least = 0;
    std::int32_t most = 0;
};

// A limit is as many bytes as its item has, the first bit its sign.
std::int32_t signed_value(std::uint32_t value, std::uint8_t bytes) {
    if (bytes == 1) return static_cast<std::int8_t>(value);
    if (bytes == 2) return static_cast<std::int16_t>(value);
    return static_cast<std::int32_t>(value);
}

struct Item {
    std::uint8_t type = 0;  // 0 main, 1 global, 2 local
    std::uint8_t tag = 0;
    std::uint32_t value = 0;
    std::uint8_t size = 0;
};

class Reader {
public:
    std::expected<Reports, std::string_view> read(Bytes bytes) {
        if (bytes.size() > descriptor_bytes_max) return std::unexpected("too long");
        for (std::size_t at = 0; at < bytes.size();) {
            Item item;
            auto const next = read_item(bytes, at, item);
            if (!next) return std::unexpected("an item is cut off");
            at = *next;
            std::string_view const problem = take(item);
            if (!problem.empty()) return std::unexpected(problem);
        }
        if (depth_ != 0) return std::unexpected("a collection is not closed");
        return std::move(reports_);
    }

private:
    static std::optional<std::size_t> read_item(Bytes bytes, std::size_t at, Item& item) {
        std::uint8_t const head = bytes[at];
        constexpr std::uint8_t long_item = 0xFE;
        if (head == long_item) {  // nobody defines one; it is skipped
            if (at + 2 >= bytes.size()) return std::nullopt;
            std::size_t const next = at + 3 + bytes[at + 1];
            item.type = 3;
            return next <= bytes.size() ? std::optional{next} : std::nullopt;
        }
        item.size = (head & 3) == 3 ? 4 : head & 3;
        item.type = (head >> 2) & 3;
        item.tag = head >> 4;
        if (at + 1 + item.size > bytes.size()) return std::nullopt;
        for (std::uint8_t i = 0; i < item.size; ++i)
            item.value |= std::uint32_t{bytes[at + 1 + i]} << (8 * i);
        return at + 1 + item.size;
    }

    std::string_view take(Item const& item) {
        switch (item.type) {
            case 0: return take_main(item);
            case 1: return take_global(item);
            case 2: return take_local(item);
            case 3: return {};
        }
        return {};
    }

    std::string_view take_global(Item const& item) {
        switch (item.tag) {
            case 0: globals_.page = static_cast<std::uint16_t>(item.value); break;
            case 1: globals_.least = signed_value(item.value, item.size); break;
            case 2: globals_.most = signed_value(item.value, item.size); break;
            case 7: globals_.bits = item.value; break;
            case 9: globals_.count = item.value; break;
            case 8:
                if (item.value == 0 || item.value > 255) return "a report id is out of range";
                globals_.report_id = static_cast<std::uint8_t>(item.value);
                reports_.numbered = true;
                break;
            case 10:
                if (stack_.size() == depth_max) return "too many pushes";
                stack_.push_back(globals_);
                break;
            case 11:
                if (stack_.empty()) return "a pop without a push";
                globals_ = stack_.back();
                stack_.pop_back();
                break;
            default: break;  // units: they change no place
        }
        return {};
    }

    std::string_view take_local(Item const& item) {
        // a four-byte usage carries its page
        Usage const whole = item.size == 4
                                ? item.value
                                : usage(globals_.page, static_cast<std::uint16_t>(item.value));
        switch (item.tag) {
            case 0:
                if (usages_.size() == usages_max) return "too many usages";
                usages_.push_back(whole);
                break;
            case 1: minimum_ = whole; break;
            case 2:
                if (minimum_) {
                    if (whole < *minimum_ || whole - *minimum_ >= usages_max) return "bad range";
                    if (usages_.size() + (whole - *minimum_) >= usages_max)
                        return "too many usages";
                    for (Usage each = *minimum_; each <= whole; ++each) usages_.push_back(each);
                    minimum_.reset();
                }
                break;
            default: break;
        }
        return {};
    }

    std::string_view take_main(Item const& item) {
        std::string_view problem;
        switch (item.tag) {
            case 8: problem = add_field(Kind::input, item.value); break;
            case 9: problem = add_field(Kind::output, item.value); break;
            case 11: problem = add_field(Kind::feature, item.value); break;
            case 10:
                if (depth_ == depth_max) return "collections too deep";
                if (depth_++ == 0) {
                    application_ = usages_.empty() ? 0 : usages_.front();
                    reports_.applications.push_back(application_);
                }
                break;
            case 12:
                if (depth_ == 0) return "a collection ends that did not begin";
                if (--depth_ == 0) application_ = 0;
                break;
            default: break;
        }
        usages_.clear();
        minimum_.reset();
        return problem;
    }

    std::string_view add_field(Kind kind, std::uint32_t flags) {
        if (globals_.bits == 0 || globals_.count == 0) return {};
        if (globals_.bits > report_bits_max || globals_.count > report_bits_max)
            return "a field is too large";
        std::uint64_t const size = std::uint64_t{globals_.bits} * globals_.count;
        std::uint32_t& end = ends_[{kind, globals_.report_id}];
        if (end + size > report_bits_max) return "a report is too large";
        if (reports_.fields.size() == fields_max) return "too many fields";
        reports_.fields.push_back({.kind = kind,
                                   .report_id = globals_.report_id,
                                   .offset = end,
                                   .bits = globals_.bits,
                                   .count = globals_.count,
                                   .is_array = (flags & 2) == 0,
                                   .is_padding = (flags & 1) != 0,
                                   .application = application_,
                                   .least = globals_.least,
                                   .most = globals_.most,
                                   .usages = usages_});
        end += static_cast<std::uint32_t>(size);
        return {};
    }

    Reports reports_;
    Globals globals_;
    std::vector<Globals> stack_;
    std::vector<Usage> usages_;
    std::optional<Usage> minimum_;
    std::size_t depth_ = 0;
    Usage application_ = 0;
    std::map<std::pair<Kind, std::uint8_t>, std::uint32_t> ends_;
};

}  // namespace

Usage Field::usage_of(std::uint32_t element) const {
    if (usages.empty()) return 0;
    return usages[std::min<std::size_t>(element, usages.size() - 1)];
}

std::size_t Reports::bytes_of(Kind kind, std::uint8_t report_id) const {
    std::uint32_t end = 0;
    for (Field const& field : fields) {
        if (field.kind == kind && field.report_id == report_id)
            end = std::max(end, field.offset + field.bits * field.count);
    }
    return (end + 7) / 8 + (numbered ? 1 : 0);
}

std::expected<Reports, std::string_view> parse_reports(Bytes descriptor) {
    return Reader{}.read(descriptor);
}

std::optional<Place> find_usage(Reports const& reports, Kind kind, Usage usage) {
    for (Field const& field : reports.fields) {
        if (field.kind != kind) continue;  // arrays too: clones mix the flags up
        std::uint32_t first = 0;
        while (first < field.count && field.usage_of(first) != usage) {
            // beyond the listed usages only the last one repeats
            if (first >= field.usages.size())
                first = field.count;
            else
                ++first;
        }
        if (first >= field.count) continue;
        std::uint32_t last = first;
        while (last + 1 < field.count && field.usage_of(last + 1) == usage) ++last;
        return Place{.report_id = field.report_id,
                     .bit = field.offset + first * field.bits + (reports.numbered ? 8 : 0),
                     .bits = field.bits,
                     .count = last - first + 1,
                     .least = field.least,
                     .most = field.most};
    }
    return std::nullopt;
}

}  // namespace wms::devices::hid
