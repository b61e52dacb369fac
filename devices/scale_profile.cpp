// SPDX-License-Identifier: Apache-2.0
// The fields of a scale's profile; firmware-profiles/README.md explains them.
#include "devices/embedded_profiles.hpp"
#include "devices/profile_reader.hpp"
#include "devices/scale.hpp"

#include <algorithm>
#include <iterator>

namespace wms::devices {
namespace {

class ScaleProfileReader {
public:
    ScaleProfileReader(std::string_view file, std::string_view text) : reader_{file, text} {}

    ScaleProfile read(Place const& root) {
        ProfileObject object{reader_, root};
        if (auto const place = object.must_have("schema"))
            static_cast<void>(reader_.number(*place, 1, 1));
        if (auto const place = object.must_have("id")) profile_.id = reader_.id(*place);
        if (auto const place = object.must_have("maker")) profile_.maker = reader_.name(*place);
        if (auto const place = object.must_have("models")) {
            for (Place const& model : reader_.list(*place))
                profile_.models.push_back(reader_.name(model));
        }
        if (auto const place = object.must_have("sources")) read_sources(*place);
        if (auto const place = object.fact("form"))
            profile_.form = reader_.choice<ScaleForm>(*place);
        else
            reader_.problem("form", "is missing", "缺少");
        read_line(object);
        read_frames(object);
        return std::move(profile_);
    }

    ProfileReader& reader() { return reader_; }
    [[nodiscard]] std::vector<std::string> const& sources() const { return sources_; }

private:
    void read_sources(Place const& place) {
        auto const* const object = place.value->if_object();
        if (object == nullptr)
            return reader_.problem(place.field, "an object is wanted", "此处应为对象 { }");
        for (auto const& member : *object) {
            sources_.emplace_back(member.key());
            static_cast<void>(reader_.name({&member.value(), place.field + "." + sources_.back()}));
        }
    }

    void read_line(ProfileObject& object) {
        if (auto const place = object.fact("baud"))
            profile_.baud = reader_.number(*place, 300, 230'400);
        if (auto const place = object.fact("data_bits"))
            profile_.data_bits = reader_.number(*place, 7, 8);
        if (auto const place = object.fact("parity"))
            profile_.parity = reader_.choice<Parity>(*place);
        if (auto const place = object.fact("request")) profile_.request = reader_.bytes(*place);
        if (auto const place = object.fact("tare")) profile_.tare = reader_.bytes(*place);
        if (auto const place = object.fact("zero")) profile_.zero = reader_.bytes(*place);
    }

    void read_frames(ProfileObject& object) {
        if (auto const place = object.fact("frame_start"))
            profile_.frame_start = reader_.bytes(*place);
        if (auto const place = object.fact("frame_end")) profile_.frame_end = reader_.bytes(*place);
        bool const wants_end = profile_.form != ScaleForm::hid && profile_.frame_end.empty();
        if (wants_end) reader_.problem("frame_end", "is missing", "缺少");
        if (auto const place = object.fact("unit")) profile_.unit = reader_.name(*place);
        if (auto const place = object.fact("says_stable"))
            profile_.says_stable = reader_.flag(*place);
        auto const words = object.fact("words");
        if (!words) return;
        for (Place const& each : reader_.list(*words)) {
            ProfileObject word{reader_, each};
            ScaleWord row;
            if (auto const text = word.must_have("text")) row.text = reader_.name(*text);
            if (auto const state = word.must_have("state"))
                row.state = reader_.choice<ScaleState>(*state);
            profile_.words.push_back(std::move(row));
        }
    }

    ProfileReader reader_;
    ScaleProfile profile_;
    std::vector<std::string> sources_;
};

}  // namespace

ScaleProfileRead read_scale_profile(std::string_view file, std::string_view text) {
    ScaleProfileRead result;
    auto const root = parse_profile(file, text, result.problems);
    if (!root) return result;
    ScaleProfileReader scale{file, text};
    ScaleProfile profile = scale.read({&*root, {}});
    ProfileReader& reader = scale.reader();
    for (Evidence const& evidence : reader.evidence()) {
        bool const known =
            std::ranges::find(scale.sources(), evidence.source) != scale.sources().end();
        if (!known && !evidence.source.empty())
            reader.problem(evidence.field, "its source is not in `sources`",
                           "来源没有写在 sources 里");
    }
    result.problems = std::move(reader.problems());
    if (result.problems.empty()) result.profile = std::move(profile);
    return result;
}

ScaleProfile const* ScaleProfiles::find(std::string_view id) const {
    auto const found = std::ranges::find(list, id, &ScaleProfile::id);
    return found == list.end() ? nullptr : &*found;
}

ScaleProfiles scale_profiles() {
    ScaleProfiles profiles;
    for (EmbeddedProfile const& each : embedded_scale_profiles()) {
        ScaleProfileRead read = read_scale_profile(each.name, each.text);
        std::ranges::move(read.problems, std::back_inserter(profiles.problems));
        if (read.profile) profiles.list.push_back(std::move(*read.profile));
    }
    return profiles;
}

}  // namespace wms::devices
