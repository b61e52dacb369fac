// SPDX-License-Identifier: Apache-2.0
// Every setting by file, environment and flag, which of them wins, and what is no value for it.
#include "app/config.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace wms::app {
namespace {

using Kind = Setting::Kind;

class File {
public:
    explicit File(std::string const& text)
        : path_{(std::filesystem::temp_directory_path() / "wms-config-XXXXXX").string()} {
        int const handle = ::mkstemp(path_.data());
        REQUIRE(handle >= 0);
        std::ofstream{path_} << text;
    }
    File(File const&) = delete;
    File& operator=(File const&) = delete;
    ~File() { std::filesystem::remove(path_); }
    [[nodiscard]] std::string const& path() const { return path_; }

private:
    std::string path_;
};

class Environment {
public:
    Environment(std::string name, std::string const& value) : name_{std::move(name)} {
        ::setenv(name_.c_str(), value.c_str(), 1);
    }
    Environment(Environment const&) = delete;
    Environment& operator=(Environment const&) = delete;
    ~Environment() { ::unsetenv(name_.c_str()); }

private:
    std::string name_;
};

std::string variable(std::string_view key) {
    std::string name = "WMS_";
    for (char const c : key) name += static_cast<char>(c == '_' ? c : c - 'a' + 'A');
    return name;
}

// Three values that are good for this setting and differ from its default.
std::string good(Setting const& setting, int which) {
    if (setting.kind == Kind::number) return fmt::format("{}", 71 + which);
    if (setting.kind == Kind::yes_no) {
        bool const other = setting.default_value == "false";
        return (which % 2 == 0) == other ? "true" : "false";
    }
    if (setting.kind == Kind::pairs) return fmt::format("POST-{}=pool", which);
    bool const address = setting.key.starts_with("listen");
    return address ? fmt::format("127.0.0.1:{}", 7000 + which) : fmt::format("value-{}", which);
}

std::string in_toml(Setting const& setting, std::string const& value) {
    bool const bare = setting.kind == Kind::number || setting.kind == Kind::yes_no;
    return fmt::format("{} = {}\n", setting.key, bare ? value : '"' + value + '"');
}

// TLS wants its certificate named, whatever is tested.
std::map<std::string, std::string> flags_for(Setting const& setting) {
    std::map<std::string, std::string> flags;
    if (setting.key == "listen_tls" || setting.key == "listen_ca")
        flags = {{"certificate", "c"}, {"certificate_key", "k"}};
    if (setting.key == "listen_ca") flags.insert({{"authority", "a"}, {"listen_tls", "[::1]:0"}});
    return flags;
}

std::string problems_of(std::string const& file, std::map<std::string, std::string> const& flags) {
    try {
        (void)Config::read(file, flags);
    } catch (std::invalid_argument const& problems) {
        return problems.what();
    }
    return {};
}

TEST_CASE("each setting by file, by environment and by flag; the later one wins") {
    for (Setting const& setting : all_settings()) {
        std::string const key{setting.key};
        CAPTURE(key);
        auto flags = flags_for(setting);
        CHECK(Config::read("", flags).text(key) == setting.default_value);
        File const file{in_toml(setting, good(setting, 0))};
        CHECK(Config::read(file.path(), flags).text(key) == good(setting, 0));
        Environment const environment{variable(key), good(setting, 1)};
        CHECK(Config::read(file.path(), flags).text(key) == good(setting, 1));
        flags[key] = good(setting, 2);
        Config const config = Config::read(file.path(), flags);
        CHECK(config.text(key) == good(setting, 2));
        CHECK(config.listing().find(key) != std::string::npos);
    }
}

TEST_CASE("secrets are used and never printed, wherever they come from") {
    std::size_t secrets = 0;
    for (Setting const& setting : all_settings()) {
        if (setting.kind != Kind::secret) continue;
        ++secrets;
        std::string const key{setting.key};
        std::string const value = "HUSH-138 0013 8000";
        CAPTURE(key);
        auto const check_hidden = [&](Config const& config) {
            CHECK(config.text(key) == value);
            CHECK(config.listing().find("HUSH") == std::string::npos);
            CHECK(config.listing().find(key) != std::string::npos);  // that it is set is no secret
        };
        check_hidden(Config::read("", {{key, value}}));
        File const file{in_toml(setting, value)};
        check_hidden(Config::read(file.path(), {}));
        {
            Environment const environment{variable(key), value};
            check_hidden(Config::read("", {}));
        }
        // nor when something else is wrong with the file
        File const broken{in_toml(setting, value) + "threads = \"two\"\nno_such = 1\n"};
        auto const said = problems_of(broken.path(), {});
        CHECK(said.find("threads") != std::string::npos);
        CHECK(said.find("HUSH") == std::string::npos);
        File const cut{fmt::format("{} = \"{}\n", key, value)};
        CHECK(problems_of(cut.path(), {}).find("HUSH") == std::string::npos);
        File const list{fmt::format("{} = [[\"{}\"]]\n", key, value)};
        CHECK(problems_of(list.path(), {}).find("HUSH") == std::string::npos);
    }
    CHECK(secrets > 0);
}

TEST_CASE("wrong values are refused with the place") {
    for (Setting const& setting : all_settings()) {
        std::string const key{setting.key};
        CAPTURE(key);
        bool const checked = setting.kind == Kind::number || setting.kind == Kind::yes_no;
        std::vector<std::string> wrong;
        if (setting.kind == Kind::number) wrong = {"-1", "1.5", "x", "", "99999999999999999999"};
        if (setting.kind == Kind::yes_no) wrong = {"yes", "1", "", "True"};
        if (key.starts_with("listen")) wrong = {"8080", "127.0.0.1", "127.0.0.1:99999", "a b:1"};
        for (std::string const& value : wrong) {
            CAPTURE(value);
            auto flags = flags_for(setting);
            flags[key] = value;
            CHECK(problems_of("", flags).find("command line") != std::string::npos);
            Environment const environment{variable(key), value};
            CHECK(problems_of("", flags_for(setting)).find(variable(key)) != std::string::npos);
        }
        // a table is no value for anything
        File const file{fmt::format("# a line before\n[{}]\nx = 1\n", key)};
        auto const said = problems_of(file.path(), flags_for(setting));
        CHECK(said.find(file.path() + ":2") != std::string::npos);
        if (!checked) continue;
        File const text{fmt::format("{} = \"nonsense\"\n", key)};
        CHECK(problems_of(text.path(), {}).find(text.path() + ":1") != std::string::npos);
    }
}

TEST_CASE("what is no setting, no TOML and no file is told, all of it at once") {
    File const file{"lissten = \"127.0.0.1:1\"\nthreads = \"many\"\n"};
    auto const said = problems_of(file.path(), {{"colour", "red"}});
    CHECK(said.find("no setting 'lissten'") != std::string::npos);
    CHECK(said.find("threads wants a number") != std::string::npos);
    CHECK(said.find("no setting 'colour'") != std::string::npos);
    File const broken{"threads = \n"};
    CHECK(problems_of(broken.path(), {}).find(broken.path() + ":1") != std::string::npos);
    CHECK(!problems_of("/no/such/file.toml", {}).empty());
    CHECK(problems_of("", {{"listen_tls", "127.0.0.1:1"}}).find("certificate") !=
          std::string::npos);
}

}  // namespace
}  // namespace wms::app
