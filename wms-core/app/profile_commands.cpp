// SPDX-License-Identifier: Apache-2.0
#include "app/profile_commands.hpp"

#include "app/setup_sheet.hpp"
#include "devices/scanner_profile.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>

namespace wms::app {
namespace {

using namespace devices;

struct Options {
    std::string folder;  // of the site's own profiles
    std::string language = "en";
    std::string profile;
    std::string mode;
    std::string out;
    std::vector<std::string> files;

    [[nodiscard]] Language spoken() const { return language == "zh" ? Language::zh : Language::en; }
    [[nodiscard]] std::string in(std::string_view en, std::string_view zh) const {
        return std::string{language == "zh" ? zh : en};
    }
};
using SharedOptions = std::shared_ptr<Options>;

ScannerProfiles known(Options const& options) {
    ScannerProfiles profiles =
        options.folder.empty() ? shipped_scanner_profiles() : scanner_profiles(options.folder);
    for (ProfileProblem const& problem : profiles.problems)
        fmt::print(stderr, "wms: {}\n", sentence(problem, options.spoken()));
    return profiles;
}

int list(Options const& options) {
    for (ScannerProfile const& profile : known(options).list) {
        std::string modes;
        for (ScannerMode const& mode : profile.modes)
            modes += (modes.empty() ? "" : ", ") + mode.id;
        auto const verified = std::ranges::count_if(profile.setup_codes, &SetupCode::verified);
        fmt::print("{:<17} {:<26} {:>3} {:<5} {:>2}/{:<2} {:<7} {}\n", profile.id, profile.maker,
                   profile.match.size(), options.in("rules", "条规则"), verified,
                   profile.setup_codes.size(), options.in("codes", "设置码"), modes);
    }
    return 0;
}

std::string condition(MatchRule const& rule) {
    std::string text;
    if (rule.vid) text += fmt::format("{:04x}:", *rule.vid);
    if (rule.pid) text += fmt::format("{:04x}", *rule.pid);
    if (rule.pid_base) text += fmt::format("{:04x}+", *rule.pid_base);
    if (!rule.pid && rule.vid) text += rule.pid_rule.empty() ? "*" : rule.pid_rule;
    if (rule.interface_class) text += fmt::format(" class {:02x}", *rule.interface_class);
    if (rule.usage_page) text += fmt::format(" page {:04x}", *rule.usage_page);
    if (rule.usage) text += fmt::format(" usage {:04x}", *rule.usage);
    if (!rule.product.empty()) text += " \"" + rule.product + "\"";
    return text;
}

std::string mark(Evidence const* evidence, Options const& options) {
    if (evidence == nullptr) return {};
    return fmt::format(
        "{} [{}]",
        evidence->verified ? options.in("verified", "已验证") : options.in("unverified", "未验证"),
        evidence->source);
}

int unknown_profile(Options const& options) {
    fmt::print(stderr, "wms: {}: {}\n", options.profile,
               options.in("no such profile; `wms devices profile list` names them",
                          "没有这个档案；wms devices profile list 可列出全部"));
    return 2;
}

int show(Options const& options) {
    ScannerProfiles const profiles = known(options);
    ScannerProfile const* const profile = profiles.find(options.profile);
    if (profile == nullptr) return unknown_profile(options);
    fmt::print("{}  {}\n{}\n", profile->id, profile->maker,
               options.in(profile->manual_en, profile->manual_zh));
    for (std::size_t at = 0; at < profile->match.size(); ++at) {
        MatchRule const& rule = profile->match[at];
        fmt::print("  {:<24} {:<14} {:<28} {}\n", condition(rule), rule.mode, rule.model,
                   mark(profile->evidence_of(fmt::format("match[{}]", at)), options));
    }
    for (std::size_t at = 0; at < profile->modes.size(); ++at) {
        ScannerMode const& mode = profile->modes[at];
        fmt::print("{}: {} ({})\n", mode.id, options.in(mode.en, mode.zh),
                   boost::describe::enum_to_string(mode.driver, "?"));
        std::string const prefix = fmt::format("modes[{}].", at);
        for (Evidence const& evidence : profile->evidence) {
            if (!evidence.field.starts_with(prefix)) continue;
            fmt::print("  {:<30} {:<24} {}\n", evidence.field.substr(prefix.size()),
                       mark(&evidence, options), evidence.why);
        }
    }
    for (SetupCode const& code : profile->setup_codes)
        fmt::print(
            "  {:<16} {:<14} {:<40} {} [{}]\n", code.id, code.text, options.in(code.en, code.zh),
            code.verified ? options.in("verified", "已验证") : options.in("unverified", "未验证"),
            code.source);
    for (ProfileSource const& source : profile->sources)
        fmt::print("[{}] {}\n", source.key, source.text);
    return 0;
}

int check(Options const& options) {
    bool sound = true;
    for (std::string const& name : options.files) {
        std::ifstream file{name, std::ios::binary};
        std::string const text{std::istreambuf_iterator<char>{file}, {}};
        if (!file) {
            fmt::print(stderr, "wms: {}: {}\n", name, options.in("cannot be read", "无法读取"));
            sound = false;
            continue;
        }
        ProfileRead const read = read_scanner_profile(name, text);
        for (ProfileProblem const& problem : read.problems)
            fmt::print("{}\n", sentence(problem, options.spoken()));
        if (read.profile) fmt::print("{}: {}\n", name, options.in("sound", "正确"));
        sound = sound && read.profile;
    }
    return sound ? 0 : 1;
}

int sheet(Options const& options) {
    ScannerProfiles const profiles = known(options);
    ScannerProfile const* const profile = profiles.find(options.profile);
    if (profile == nullptr) return unknown_profile(options);
    auto const made = setup_sheet(*profile, options.mode);
    if (!made) {
        fmt::print(stderr, "wms: {}: {}\n", options.mode,
                   options.in("no such mode of this profile", "该档案没有这个模式"));
        return 2;
    }
    bool const pdf = options.out.ends_with(".pdf");
    if (!pdf && !options.out.ends_with(".png")) {
        fmt::print(stderr, "wms: {}: {}\n", options.out,
                   options.in("a file .pdf or .png is wanted", "输出文件应为 .pdf 或 .png"));
        return 2;
    }
    auto const drawn =
        draw_sheet(*made, options.spoken(), pdf ? SheetFormat::pdf : SheetFormat::png);
    if (!drawn) {
        fmt::print(stderr, "wms: {}\n", options.in(drawn.error().en, drawn.error().zh));
        return 1;
    }
    std::ofstream file{options.out, std::ios::binary};
    file << *drawn;
    file.close();
    if (!file) {
        fmt::print(stderr, "wms: {}: {}\n", options.out,
                   options.in("cannot be written", "无法写入"));
        return 1;
    }
    for (std::string const& name :
         options.language == "zh" ? made->unverified_zh : made->unverified_en)
        fmt::print("{}: {}\n", name,
                   options.in("unverified, see the manual", "未经验证，请见说明书"));
    return 0;
}

}  // namespace

void add_profile_commands(CLI::App& devices, std::function<void(std::function<int()>)> choose) {
    auto const options = std::make_shared<Options>();
    auto const run = [choose, options](int (*command)(Options const&)) {
        return [choose, options, command] {
            choose([options, command] { return command(*options); });
        };
    };
    auto const common = [&options](CLI::App* command) {
        command->add_option("--language", options->language, "Of what is printed")
            ->check(CLI::IsMember({"en", "zh"}))
            ->capture_default_str();
        command->add_option("--profiles", options->folder, "Folder of the site's own profiles");
    };
    CLI::App* const profile =
        devices.add_subcommand("profile", "What is known about families of scanners");
    profile->require_subcommand(1);
    CLI::App* const list_cmd = profile->add_subcommand("list", "All profiles");
    common(list_cmd);
    list_cmd->callback(run(list));
    CLI::App* const show_cmd =
        profile->add_subcommand("show", "One of them, each fact with its source");
    show_cmd->add_option("profile", options->profile, "As in the list")->required();
    common(show_cmd);
    show_cmd->callback(run(show));
    CLI::App* const check_cmd =
        profile->add_subcommand("check", "Read files as strictly as the server does");
    check_cmd->add_option("files", options->files, "Profile files")->required();
    common(check_cmd);
    check_cmd->callback(run(check));

    CLI::App* const sheet_cmd =
        devices.add_subcommand("sheet", "A page with the bar codes that set a scanner up");
    sheet_cmd->add_option("profile", options->profile, "As in `profile list`")->required();
    sheet_cmd->add_option("mode", options->mode, "hidpos, cdc, ibm, keyboard …")->required();
    sheet_cmd->add_option("--out", options->out, "File .pdf or .png")->required();
    common(sheet_cmd);
    sheet_cmd->callback(run(sheet));
}

}  // namespace wms::app
