// SPDX-License-Identifier: Apache-2.0
#include "devices/scanner_profile.hpp"

#include "devices/embedded_profiles.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace wms::devices {
namespace {

constexpr std::size_t files_max = 500;

void take(ScannerProfiles& profiles, std::string_view file, std::string_view text) {
    ProfileRead read = read_scanner_profile(file, text);
    std::ranges::move(read.problems, std::back_inserter(profiles.problems));
    if (!read.profile) return;
    auto const same = std::ranges::find(profiles.list, read.profile->id, &ScannerProfile::id);
    if (same == profiles.list.end()) {
        profiles.list.push_back(std::move(*read.profile));
    } else {
        *same = std::move(*read.profile);
    }
}

std::optional<std::string> text_of(std::filesystem::path const& path) {
    std::ifstream file{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (!file && !file.eof()) return std::nullopt;
    return text;
}

}  // namespace

ScannerMode const* ScannerProfile::mode(std::string_view mode_id) const {
    auto const found = std::ranges::find(modes, mode_id, &ScannerMode::id);
    return found == modes.end() ? nullptr : &*found;
}

Evidence const* ScannerProfile::evidence_of(std::string_view field) const {
    auto const found = std::ranges::find(evidence, field, &Evidence::field);
    return found == evidence.end() ? nullptr : &*found;
}

std::string sentence(ProfileProblem const& problem, Language language) {
    std::string text = problem.file;
    if (problem.line != 0) text += ":" + std::to_string(problem.line);
    text += ": ";
    if (!problem.field.empty()) text += problem.field + ": ";
    return text + (language == Language::zh ? problem.zh : problem.en);
}

ScannerProfile const* ScannerProfiles::find(std::string_view id) const {
    auto const found = std::ranges::find(list, id, &ScannerProfile::id);
    return found == list.end() ? nullptr : &*found;
}

ScannerProfiles shipped_scanner_profiles() {
    ScannerProfiles profiles;
    for (EmbeddedProfile const& each : embedded_scanner_profiles())
        take(profiles, each.name, each.text);
    return profiles;
}

ScannerProfiles scanner_profiles(std::string const& folder) {
    ScannerProfiles profiles = shipped_scanner_profiles();
    std::error_code error;
    std::vector<std::filesystem::path> paths;
    for (auto const& entry : std::filesystem::directory_iterator{folder, error}) {
        if (entry.path().extension() == ".json") paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    if (paths.size() > files_max) paths.resize(files_max);
    for (auto const& path : paths) {
        std::string const name = path.filename().string();
        if (auto const text = text_of(path)) {
            take(profiles, name, *text);
        } else {
            profiles.problems.push_back({name, 0, {}, "cannot be read", "无法读取"});
        }
    }
    return profiles;
}

}  // namespace wms::devices
