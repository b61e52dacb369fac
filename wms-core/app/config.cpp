// SPDX-License-Identifier: Apache-2.0
#include "app/config.hpp"

#include "base/ensure.hpp"
#include "base/text.hpp"
#include "server/request_head.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <stdexcept>

namespace wms::app {
namespace {

using Kind = Setting::Kind;

constexpr Setting settings[] = {
    {"listen", Kind::texts, "127.0.0.1:8080", "Addresses without TLS, as IP:port"},
    {"listen_tls", Kind::texts, "", "Addresses with TLS"},
    {"listen_ca", Kind::texts, "",
     "Addresses without TLS that answer /ca alone: the authority, for who does not trust it yet"},
    {"certificate", Kind::text, "", "PEM file with the server's certificate (wms ca init)"},
    {"certificate_key", Kind::text, "", "PEM file with its key, readable by the server alone"},
    {"authority", Kind::text, "", "PEM file of the local authority, offered at /ca"},
    {"redirect", Kind::yes_no, "false", "Send browsers from plain addresses to the TLS one"},
    {"hsts", Kind::yes_no, "true", "Tell browsers to come back over TLS only"},
    {"hosts", Kind::texts, "", "Names this server is called by, besides its addresses"},
    {"threads", Kind::number, "2", "Threads that read and write connections"},
    {"workers", Kind::number, "3", "Threads for requests that take longer"},
    {"web_root", Kind::text, "", "A folder instead of the embedded pages"},
    {"secrets", Kind::text, "", "Folder of the server's own secrets; empty: in the data folder"},
    {"sandbox", Kind::yes_no, "false", "Carriers and printers are virtual ones"},
    {"usb_scanners", Kind::yes_no, "false", "Read the USB scanners plugged into this machine"},
    {"scanner_profiles", Kind::text, "", "A folder of scanner profiles beside the shipped ones"},
    {"carriers", Kind::pairs, "", "Where waybill numbers come from, by carrier: pool or sandbox"},
    {"planner", Kind::yes_no, "true", "Waves are released by the rules, not only by hand"},
    {"demo", Kind::text, "", "Folder of a sample day to be worked off"},
    {"cups", Kind::text, "", "CUPS server as host:port; empty: as this machine is set up"},
    {"printer_profiles", Kind::text, "", "Folder with printer profiles of the site's own"},
    {"backup_printer_seconds", Kind::number, "10",
     "A label that waits so long for its printer goes to the station's backup"},
    {"scales", Kind::texts, "", "Of pack stations: S-PACK1=/dev/ttyUSB0:sics"},
    {"backups", Kind::text, "", "Folder of the backups, best on another disk; empty: in the data"},
    {"labels_days", Kind::number, "90", "The bytes of printed labels are kept for so long"},
    {"label_language", Kind::text, "zh", "zh or en: of the words on labels"},
    {"sender_name", Kind::text, "", "Who sends parcels; empty: the owner of the goods"},
    {"sender_phone", Kind::secret, "", "On waybills"},
    {"sender_address", Kind::text, "", "On waybills"},
    {"metrics_for", Kind::texts, "127.0.0.1,::1", "Beginnings of addresses that may read /metrics"},
    {"log_requests", Kind::yes_no, "false", "A line for every request"},
    {"stop_seconds", Kind::number, "10", "Patience for requests under way at the end"},
    {"disk_free_mb", Kind::number, "256", "Less than that is not ready"},
    {"connections", Kind::number, "2000", "Connections at a time"},
    {"connections_per_address", Kind::number, "64", "Of them from one address"},
    {"connections_reserved", Kind::number, "100", "Of them for reserved_for"},
    {"reserved_for", Kind::texts, "", "Beginnings of the terminals' addresses: 10.20."},
    {"body_kb", Kind::number, "1024", "Size of a request's body"},
    {"upload_mb", Kind::number, "64", "Size of an import"},
    {"idle_seconds", Kind::number, "60", "A connection without request is closed"},
};

Setting const* setting_of(std::string_view key) {
    auto const* const found = std::find_if(std::begin(settings), std::end(settings),
                                           [&](Setting const& each) { return each.key == key; });
    return found == std::end(settings) ? nullptr : found;
}

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

bool are_pairs(std::string_view text) {
    while (!text.empty()) {
        std::string_view const item = text.substr(0, text.find(','));
        std::size_t const sign = item.find('=');
        bool const whole = sign != std::string_view::npos && sign > 0 && sign + 1 < item.size();
        if (!whole) return false;
        text.remove_prefix(std::min(item.size() + 1, text.size()));
    }
    return true;
}

std::string environment_name(std::string_view key) {
    std::string name = "WMS_";
    for (char const c : key) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return name;
}

// [carriers] POST = "pool" → "POST=pool".
std::optional<std::string> pairs_text(toml::table const& table) {
    std::vector<std::string> items;
    for (auto const& [key, node] : table) {
        auto const* const text = node.as_string();
        bool const split = key.str().find_first_of(",=") != std::string_view::npos;
        if (text == nullptr || split) return std::nullopt;
        items.push_back(fmt::format("{}={}", key.str(), text->get()));
    }
    return fmt::format("{}", fmt::join(items, ","));
}

// Scalars as they are written, lists with commas; nothing for what no setting can be.
std::optional<std::string> text_of(toml::node const& node) {
    if (auto const* const table = node.as_table()) return pairs_text(*table);
    if (auto const* const text = node.as_string()) return text->get();
    if (auto const* const number = node.as_integer()) return std::to_string(number->get());
    if (auto const* const flag = node.as_boolean()) return flag->get() ? "true" : "false";
    auto const* const list = node.as_array();
    if (list == nullptr) return std::nullopt;
    std::vector<std::string> items;
    for (toml::node const& item : *list) {
        if (!item.is_string()) return std::nullopt;
        items.push_back(item.as_string()->get());
    }
    return fmt::format("{}", fmt::join(items, ","));
}

}  // namespace

std::span<Setting const> all_settings() {
    return settings;
}

void Config::set(std::string_view key, std::string text, std::string origin,
                 std::vector<std::string>& problems) {
    Setting const* const setting = setting_of(key);
    if (setting == nullptr) {
        problems.push_back(fmt::format("{}: there is no setting '{}'", origin, key));
        return;
    }
    if (setting->kind == Kind::number && !number_of(text))
        problems.push_back(fmt::format("{}: {} wants a number, not '{}'", origin, key, text));
    if (setting->kind == Kind::yes_no && text != "true" && text != "false")
        problems.push_back(fmt::format("{}: {} wants true or false, not '{}'", origin, key, text));
    if (setting->kind == Kind::pairs && !are_pairs(text))
        problems.push_back(fmt::format("{}: {} wants name=value, not '{}'", origin, key, text));
    values_.insert_or_assign(std::string{key}, Value{std::move(text), std::move(origin)});
}

Config Config::read(std::string const& file, std::map<std::string, std::string> const& flags) {
    Config config;
    std::vector<std::string> problems;
    for (Setting const& each : settings)
        config.set(each.key, std::string{each.default_value}, "default", problems);
    if (!file.empty()) {
        try {
            toml::table const table = toml::parse_file(file);
            for (auto const& [key, node] : table) {
                auto const origin = fmt::format("{}:{}", file, node.source().begin.line);
                auto const text = text_of(node);
                if (text)
                    config.set(key.str(), *text, origin, problems);
                else
                    problems.push_back(fmt::format("{}: {} is no value for '{}'", origin,
                                                   "a table, date or fraction", key.str()));
            }
        } catch (toml::parse_error const& error) {
            problems.push_back(
                fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()));
        }
    }
    for (Setting const& each : settings) {
        std::string const name = environment_name(each.key);
        char const* const value = std::getenv(name.c_str());
        if (value != nullptr) config.set(each.key, value, name, problems);
    }
    for (auto const& [key, value] : flags) config.set(key, value, "command line", problems);
    for (std::string_view const key : {"listen", "listen_tls", "listen_ca"}) {
        try {
            (void)config.addresses(key);
        } catch (std::invalid_argument const& wrong) {
            problems.push_back(
                fmt::format("{}: {}", config.values_.find(key)->second.origin, wrong.what()));
        }
    }
    for (auto const& [carrier, source] : config.pairs("carriers")) {
        if (source != "pool" && source != "sandbox")
            problems.push_back(fmt::format("{}: carriers wants pool or sandbox for {}, not '{}'",
                                           config.values_.find("carriers")->second.origin, carrier,
                                           source));
    }
    if (!config.text("listen_tls").empty() &&
        (config.text("certificate").empty() || config.text("certificate_key").empty()))
        problems.emplace_back("listen_tls wants certificate and certificate_key (wms ca init)");
    if (!config.text("listen_ca").empty() &&
        (config.text("listen_tls").empty() || config.text("authority").empty()))
        problems.emplace_back("listen_ca wants authority and listen_tls (wms ca init)");
    if (!problems.empty())
        throw std::invalid_argument(fmt::format("{}", fmt::join(problems, "\n")));
    return config;
}

std::string const& Config::text(std::string_view key) const {
    auto const found = values_.find(key);
    ensure(found != values_.end(), "the setting is in the table");
    return found->second.text;
}

std::vector<std::string> Config::texts(std::string_view key) const {
    std::vector<std::string> items;
    std::string_view rest = text(key);
    while (!rest.empty()) {
        std::size_t const end = std::min(rest.find(','), rest.size());
        if (auto const item = trim(rest.substr(0, end)); !item.empty()) items.emplace_back(item);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return items;
}

std::map<std::string, std::string> Config::pairs(std::string_view key) const {
    std::map<std::string, std::string> found;
    for (std::string const& item : texts(key)) {
        std::size_t const sign = item.find('=');
        found.insert_or_assign(std::string{trim(item.substr(0, sign))},
                               std::string{trim(item.substr(sign + 1))});
    }
    return found;
}

std::int64_t Config::number(std::string_view key) const {
    return number_of(text(key)).value_or(0);
}

bool Config::yes(std::string_view key) const {
    return text(key) == "true";
}

std::string Config::listing() const {
    std::string lines;
    for (Setting const& each : settings) {
        Value const& value = values_.find(each.key)->second;
        bool const masked = each.kind == Kind::secret && !value.text.empty();
        lines += fmt::format("{:<24} = {:<32} # {}\n", each.key,
                             masked ? "********" : visible(value.text, 200), value.origin);
    }
    return lines;
}

std::vector<web::Server::Address> Config::addresses(std::string_view key) const {
    std::vector<web::Server::Address> list;
    for (std::string const& each : texts(key)) list.push_back(address_of(each));
    return list;
}

web::Limits Config::limits() const {
    auto const size = [this](std::string_view key) {
        return static_cast<std::size_t>(number(key));
    };
    web::Limits limits;
    limits.connections_max = size("connections");
    limits.connections_per_address_max = size("connections_per_address");
    limits.connections_reserved = size("connections_reserved");
    limits.reserved_for = texts("reserved_for");
    limits.body_bytes_max = size("body_kb") << 10;
    limits.upload_bytes_max = size("upload_mb") << 20;
    limits.upload_paths = {"/api/v1/imports", "/api/v1/scans/image"};
    limits.idle = std::chrono::seconds{number("idle_seconds")};
    return limits;
}

web::Server::Address address_of(std::string_view text) {
    auto const wrong = [&] {
        return std::invalid_argument(fmt::format("'{}' is no address like 127.0.0.1:8080", text));
    };
    auto const parsed = web::read_host(text);
    bool const port_given = text.find(':', text.find(']') + 1) != text.npos;
    if (!parsed || !port_given) throw wrong();
    return {.host = parsed->host, .port = parsed->port};
}

}  // namespace wms::app
