// SPDX-License-Identifier: Apache-2.0
// The installed udev rules, read as udev reads them: a line udev does not understand is skipped by
// it in silence, and then the server may not open its guns.
#include "devices/scanner_profile.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>

namespace {

struct Token {
    std::string key;
    std::string attribute;
    std::string op;
    std::string value;
};

// udev(7): KEY{attribute}OPERATOR"value", with commas between; nothing for anything else.
std::vector<Token> tokens_of(std::string const& line) {
    static std::regex const token{
        R"re(\s*([A-Z]+)(\{([^}]+)\})?\s*(==|!=|=|\+=|:=)\s*"([^"]*)"\s*(,|$))re"};
    std::vector<Token> tokens;
    auto at = line.cbegin();
    for (std::smatch match; at != line.cend(); at = match[0].second) {
        auto const flags = std::regex_constants::match_continuous;
        if (!std::regex_search(at, line.cend(), match, token, flags)) return {};
        tokens.push_back({match[1], match[3], match[4], match[5]});
    }
    return tokens;
}

bool is_known(Token const& token) {
    bool const compares = token.op == "==" || token.op == "!=";
    std::set<std::string> const compared{"ACTION", "SUBSYSTEM", "ENV", "ATTR", "ATTRS"};
    std::set<std::string> const set{"GOTO", "LABEL", "MODE", "GROUP", "TAG", "ATTR", "ENV"};
    return compares ? compared.contains(token.key) : set.contains(token.key);
}

std::vector<std::vector<Token>> rules() {
    std::ifstream file{WMS_UDEV_RULES};
    std::vector<std::vector<Token>> rules;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        rules.push_back(tokens_of(line));
        CAPTURE(line);
        REQUIRE_FALSE(rules.back().empty());
    }
    return rules;
}

}  // namespace

TEST_CASE("every udev rule is one, and every jump has its goal further down") {
    auto const all = rules();
    REQUIRE(all.size() > 10);
    for (std::size_t at = 0; at < all.size(); ++at) {
        for (Token const& token : all[at]) {
            CAPTURE(token.key);
            CHECK(is_known(token));
            if (token.key == "MODE") CHECK(token.value == "0660");
            if (token.key == "GROUP") CHECK(token.value == "wms");
            if (token.key != "GOTO") continue;
            bool found = false;
            for (std::size_t to = at + 1; to < all.size(); ++to)
                found |= all[to][0].key == "LABEL" && all[to][0].value == token.value;
            CHECK(found);
        }
    }
}

TEST_CASE("every maker of a profile may be opened, and is left alone by ModemManager") {
    auto const all = rules();
    auto const has = [&](std::string const& key, std::string const& vendor) {
        return std::ranges::any_of(all, [&](auto const& rule) {
            return rule[0].key == key && rule[0].attribute == "idVendor" && rule[0].value == vendor;
        });
    };
    std::size_t vendors = 0;
    for (auto const& profile : wms::devices::shipped_scanner_profiles().list) {
        for (auto const& rule : profile.match) {
            if (!rule.vid) continue;
            std::string const vendor = fmt::format("{:04x}", *rule.vid);
            CAPTURE(vendor);
            CHECK(has("ATTR", vendor));
            CHECK(has("ATTRS", vendor));
            ++vendors;
        }
    }
    CHECK(vendors > 20);
}
