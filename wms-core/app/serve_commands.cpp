// SPDX-License-Identifier: Apache-2.0
#include "app/serve_commands.hpp"

#include "app/authority_door.hpp"
#include "app/config.hpp"
#include "app/local_authority.hpp"
#include "app/serve.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>
#include <vector>

namespace wms::app {
namespace {

// Beside the plain address of this machine alone, which is 8080.
constexpr std::uint16_t door_port = 8081;

struct Given {
    std::string file;
    std::map<std::string, std::string> values;  // by key; empty = not given
    std::vector<std::string> names;
    std::string folder = "data/certificates";
    std::string url;
};

// Every setting as --its-name, besides the file.
void add_settings(CLI::App& command, std::shared_ptr<Given> const& given) {
    command.add_option("--config", given->file, "TOML file with settings")->envname("WMS_CONFIG");
    for (Setting const& each : all_settings()) {
        std::string flag = "--" + std::string{each.key};
        std::replace(flag.begin(), flag.end(), '_', '-');
        command.add_option_function<std::string>(
            flag,
            [given, key = std::string{each.key}](std::string const& value) {
                given->values[key] = value;
            },
            std::string{each.help} + " [" + std::string{each.default_value} + "]");
    }
}

int with_config(Given const& given, std::function<int(Config const&)> const& run) {
    try {
        Config const config = Config::read(given.file, given.values);
        return run(config);
    } catch (std::invalid_argument const& problems) {
        fmt::print(stderr, "{}\n", problems.what());
        return 2;
    }
}

int make_certificates(Given const& given) {
    AuthorityFiles const files = make_authority(given.folder, given.names);
    fmt::print("authority      {}\ncertificate    {}\nkey            {}\n", files.authority,
               files.certificate, files.key);
    fmt::print("fingerprint    {}\n\n", fingerprint_of(files.authority));
    fmt::print(
        "wms serve --listen-tls 0.0.0.0:8443 --listen-ca 0.0.0.0:{} --certificate {} "
        "--certificate-key {} --authority {} --hosts {}\n\n",
        door_port, files.certificate, files.key, files.authority, fmt::join(given.names, ","));
    std::string const url =
        given.url.empty() ? url_of("http", given.names.front(), door_port) + "ca" : given.url;
    fmt::print("Each handheld opens this once · 每台手持终端打开一次：{}\n{}", url, qr_text(url));
    return 0;
}

}  // namespace

void add_serve_commands(CLI::App& app, std::string const& data,
                        std::function<void(std::function<int()>)> const& choose) {
    auto const given = std::make_shared<Given>();
    CLI::App* const serve_cmd =
        app.add_subcommand("serve", "Run the server: pages, API, workers of the outbox");
    add_settings(*serve_cmd, given);
    serve_cmd->callback([given, &data, choose] {
        choose([given, &data] {
            return with_config(*given,
                               [&data](Config const& config) { return serve(data, config); });
        });
    });

    CLI::App* const config_cmd = app.add_subcommand("config", "Settings of the server");
    config_cmd->require_subcommand(1);
    CLI::App* const check_cmd = config_cmd->add_subcommand(
        "check", "Print what serve would run with and where each value comes from");
    add_settings(*check_cmd, given);
    check_cmd->callback([given, choose] {
        choose([given] {
            return with_config(*given, [](Config const& config) {
                fmt::print("{}", config.listing());
                return 0;
            });
        });
    });

    CLI::App* const authority_cmd = app.add_subcommand("ca", "Certificates of one's own");
    authority_cmd->require_subcommand(1);
    CLI::App* const init_cmd = authority_cmd->add_subcommand(
        "init", "Make a local authority (kept if it is there) and a server certificate");
    init_cmd->add_option("names", given->names, "Names and IP addresses of the server")->required();
    init_cmd->add_option("--folder", given->folder, "Where to put them")->capture_default_str();
    init_cmd->add_option("--url", given->url, "Address in the QR code [http://<name>:8081/ca]");
    init_cmd->callback([given, choose] { choose([given] { return make_certificates(*given); }); });
}

}  // namespace wms::app
