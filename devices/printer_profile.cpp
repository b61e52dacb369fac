// SPDX-License-Identifier: Apache-2.0
// The fields of a printer profile and what each may hold; firmware-profiles/README.md explains them
// to those who write one.
#include "devices/printer_profile.hpp"

#include "devices/embedded_profiles.hpp"
#include "devices/profile_reader.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace wms::devices {
namespace {

constexpr std::size_t files_max = 500;
constexpr std::uint32_t scale_max = 100;

class PrinterProfileReader {
public:
    PrinterProfileReader(std::string_view file, std::string_view text) : reader_{file, text} {}

    PrinterProfile read(Place const& root) {
        ProfileObject object{reader_, root};
        if (auto const place = object.must_have("schema"))
            static_cast<void>(reader_.number(*place, 1, 1));
        if (auto const place = object.must_have("id")) profile_.id = reader_.id(*place);
        if (auto const place = object.must_have("maker")) profile_.maker = reader_.name(*place);
        if (auto const place = object.must_have("models")) profile_.models = names(*place);
        if (auto const place = object.must_have("match")) read_match(*place);
        if (auto const place = object.must_have("sources")) read_sources(*place);
        read_facts(object);
        if (auto const place = object.may_have("quirks")) read_quirks(*place);
        return std::move(profile_);
    }

    ProfileReader& reader() { return reader_; }
    [[nodiscard]] std::vector<std::string> const& sources() const { return sources_; }

private:
    // A label drawn with a guessed number is a wrong label.
    std::optional<Place> must_fact(ProfileObject& object, std::string const& key) {
        auto place = object.fact(key);
        if (!place) reader_.problem(key, "is missing", "缺少");
        return place;
    }

    void read_facts(ProfileObject& object) {
        if (auto const place = must_fact(object, "language"))
            profile_.language = reader_.choice<PrintLanguage>(*place);
        if (auto const place = must_fact(object, "dots_per_mm"))
            profile_.dots_per_mm = dots(*place);
        if (auto const place = must_fact(object, "width_dots"))
            profile_.width_dots = reader_.number(*place, 64, 20'000);
        if (auto const place = object.fact("length_max_mm"))
            profile_.length_max_mm = reader_.number(*place, 10, 10'000);
        if (auto const place = must_fact(object, "status")) read_status(*place);
        if (auto const place = object.fact("sensing"))
            profile_.sensing = reader_.choice<RollSensing>(*place);
        if (auto const place = object.fact("exit"))
            profile_.exit = reader_.choice<RollExit>(*place);
        if (auto const place = object.fact("speed")) profile_.speed = range(*place);
        if (auto const place = object.fact("darkness")) profile_.darkness = range(*place);
        if (auto const place = object.fact("packing"))
            profile_.packing = reader_.choice<PicturePacking>(*place);
        if (auto const place = object.fact("inverted")) profile_.inverted = reader_.flag(*place);
        if (auto const place = object.fact("head_first"))
            profile_.head_first = reader_.flag(*place);
    }

    std::vector<std::string> names(Place const& place) {
        std::vector<std::string> texts;
        for (Place const& each : reader_.list(place)) texts.push_back(reader_.name(each));
        return texts;
    }

    void read_match(Place const& place) {
        profile_.match = names(place);
        for (std::string const& text : profile_.match) {
            bool const small =
                std::ranges::none_of(text, [](char each) { return each >= 'A' && each <= 'Z'; });
            if (!small) reader_.problem(place.field, "small letters are wanted", "请用小写字母");
        }
    }

    void read_sources(Place const& place) {
        auto const* const object = place.value->if_object();
        if (object == nullptr)
            return reader_.problem(place.field, "an object is wanted", "此处应为对象 { }");
        for (auto const& member : *object) {
            sources_.emplace_back(member.key());
            static_cast<void>(reader_.name({&member.value(), place.field + "." + sources_.back()}));
        }
    }

    double dots(Place const& place) {
        boost::json::error_code error;
        double const value = place.value->to_number<double>(error);
        bool const sound = !error && std::isfinite(value) && value >= 3 && value <= 50;
        if (!sound)
            reader_.problem(place.field, "a number from 3 to 50 is wanted",
                            "此处应为 3 到 50 的数");
        return sound ? value : 8;
    }

    void read_status(Place const& place) {
        auto const dialect = dialect_of(reader_.name(place));
        if (!dialect)
            return reader_.problem(place.field, "not one of the known words", "不是已知的取值");
        profile_.status = *dialect;
    }

    Range range(Place const& place) {
        ProfileObject object{reader_, place};
        Range range;
        auto const part = [&](std::string_view key, std::int32_t& into) {
            if (auto const found = object.must_have(key))
                into = static_cast<std::int32_t>(reader_.number(*found, 0, scale_max));
        };
        part("normal", range.normal);
        part("least", range.least);
        part("most", range.most);
        if (range.least > range.normal || range.normal > range.most)
            reader_.problem(place.field, "least, normal and most are not in order",
                            "least、normal、most 的大小顺序不对");
        return range;
    }

    void read_quirks(Place const& place) {
        for (Place const& each : reader_.list(place)) {
            ProfileObject object{reader_, each};
            PrinterQuirk quirk;
            if (auto const what = object.must_have("what")) quirk.what = reader_.name(*what);
            if (auto const why = object.must_have("why")) quirk.why = reader_.name(*why);
            static_cast<void>(object.source());
            profile_.quirks.push_back(std::move(quirk));
        }
    }

    ProfileReader reader_;
    PrinterProfile profile_;
    std::vector<std::string> sources_;
};

std::string small_letters(std::string_view text) {
    std::string small{text};
    for (char& each : small)
        if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
    return small;
}

void take(PrinterProfiles& profiles, std::string_view file, std::string_view text) {
    PrinterProfileRead read = read_printer_profile(file, text);
    std::ranges::move(read.problems, std::back_inserter(profiles.problems));
    if (!read.profile) return;
    auto const same = std::ranges::find(profiles.list, read.profile->id, &PrinterProfile::id);
    if (same == profiles.list.end())
        profiles.list.push_back(std::move(*read.profile));
    else
        *same = std::move(*read.profile);
}

void take_folder(PrinterProfiles& profiles, std::string const& folder) {
    std::error_code error;
    std::vector<std::filesystem::path> paths;
    for (auto const& entry : std::filesystem::directory_iterator{folder, error}) {
        if (entry.path().extension() == ".json") paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    if (paths.size() > files_max) paths.resize(files_max);
    for (auto const& path : paths) {
        std::ifstream file{path, std::ios::binary};
        std::string const text{std::istreambuf_iterator<char>{file}, {}};
        std::string const name = path.filename().string();
        if (file || file.eof())
            take(profiles, name, text);
        else
            profiles.problems.push_back({name, 0, {}, "cannot be read", "无法读取"});
    }
}

}  // namespace

std::int32_t Range::with(std::int32_t steps) const {
    return std::clamp(normal + steps, least, most);
}

PrinterProfileRead read_printer_profile(std::string_view file, std::string_view text) {
    PrinterProfileRead result;
    auto const root = parse_profile(file, text, result.problems);
    if (!root) return result;
    PrinterProfileReader printer{file, text};
    PrinterProfile profile = printer.read({&*root, {}});
    ProfileReader& reader = printer.reader();
    for (Evidence const& evidence : reader.evidence()) {
        bool const known =
            std::ranges::find(printer.sources(), evidence.source) != printer.sources().end();
        if (!known && !evidence.source.empty())
            reader.problem(evidence.field, "its source is not in `sources`",
                           "来源没有写在 sources 里");
    }
    result.evidence = std::move(reader.evidence());
    result.problems = std::move(reader.problems());
    if (result.problems.empty()) result.profile = std::move(profile);
    return result;
}

PrinterProfile const* PrinterProfiles::find(std::string_view id) const {
    auto const found = std::ranges::find(list, id, &PrinterProfile::id);
    return found == list.end() ? nullptr : &*found;
}

PrinterProfile const* PrinterProfiles::propose(std::string_view device_id) const {
    std::string const text = small_letters(device_id);
    PrinterProfile const* best = nullptr;
    std::size_t best_length = 0;
    for (PrinterProfile const& profile : list) {
        for (std::string const& part : profile.match) {
            if (part.size() <= best_length || text.find(part) == std::string::npos) continue;
            best = &profile;
            best_length = part.size();
        }
    }
    return best;
}

PrinterProfiles printer_profiles(std::string const& folder) {
    PrinterProfiles profiles;
    for (EmbeddedProfile const& each : embedded_printer_profiles())
        take(profiles, each.name, each.text);
    if (!folder.empty()) take_folder(profiles, folder);
    return profiles;
}

}  // namespace wms::devices
