// SPDX-License-Identifier: Apache-2.0
// Strict reading of a profile file: every field is asked for, one that nobody asked for is a
// problem, every problem has its line and field. A fact is written as
// {"value": …, "source": "KEY", "verified": true, "why": "…"}.
#pragma once

#include "devices/scanner_profile.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/json.hpp>

#include <set>

namespace wms::devices {

// "modes[0].framing" of a text that is JSON: the line where it stands; of a field that is missing,
// the line of the object it is missing in.
[[nodiscard]] std::size_t line_of(std::string_view text, std::string_view field);

// The JSON of a file, or nothing and one more problem.
[[nodiscard]] std::optional<boost::json::value> parse_profile(
    std::string_view file, std::string_view text, std::vector<ProfileProblem>& problems);

struct Place {
    boost::json::value const* value = nullptr;
    std::string field;
};

class ProfileReader {
public:
    ProfileReader(std::string_view file, std::string_view text) : file_{file}, text_{text} {}

    void problem(std::string field, std::string_view en, std::string_view zh);

    std::string text(Place const& place);
    // One line, not empty.
    std::string name(Place const& place);
    // Small letters, digits and hyphens.
    std::string id(Place const& place);
    bool flag(Place const& place);
    std::uint32_t number(Place const& place, std::uint32_t min, std::uint32_t max);
    // "0c2e", as USB ids are written.
    std::uint32_t hex(Place const& place, std::size_t digits);
    // "fe 01"
    std::string bytes(Place const& place);
    std::vector<Place> list(Place const& place);
    template <class E>
    E choice(Place const& place) {
        E value{};
        auto const* const text = place.value->if_string();
        if (text == nullptr || !boost::describe::enum_from_string(text->c_str(), value))
            problem(place.field, "not one of the known words", "不是已知的取值");
        return value;
    }

    std::vector<ProfileProblem>& problems() { return problems_; }
    std::vector<Evidence>& evidence() { return evidence_; }

private:
    std::string_view file_;
    std::string_view text_;
    std::vector<ProfileProblem> problems_;
    std::vector<Evidence> evidence_;
};

// An object whose fields are asked for by name.
class ProfileObject {
public:
    ProfileObject(ProfileReader& reader, Place place);
    ProfileObject(ProfileObject const&) = delete;
    ProfileObject& operator=(ProfileObject const&) = delete;
    // Tells the fields nobody asked for.
    ~ProfileObject();

    [[nodiscard]] std::string const& field() const { return place_.field; }
    std::optional<Place> may_have(std::string_view key);
    std::optional<Place> must_have(std::string_view key);
    // The value of a fact; its source goes to the evidence.
    std::optional<Place> fact(std::string_view key);
    // "source" and "verified" of this object itself.
    Evidence source();

private:
    ProfileReader& reader_;
    Place place_;
    boost::json::object const* object_ = nullptr;
    std::set<std::string, std::less<>> asked_;
};

}  // namespace wms::devices
