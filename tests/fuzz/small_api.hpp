// SPDX-License-Identifier: Apache-2.0
// The API of a small warehouse without a socket, for fuzz targets: made once, called many times by
// a machine whose key may read the board and import. What comes in changes nothing.
#pragma once

#include "app/office_ports.hpp"
#include "domain/process/access.hpp"
#include "engine/engine.hpp"
#include "server/api.hpp"
#include "server/office.hpp"

#include <stdlib.h>

#include <filesystem>
#include <future>
#include <limits>
#include <memory>
#include <string>

namespace wms::fuzz {

inline void demand(bool holds) {
    if (!holds) std::abort();
}

class SmallApi {
public:
    SmallApi() : engine_{{.folder = folder_.path + "/store"}} {
        ImportMasterData import{};
        import.warehouses = {{.code = "W1", .name = "Small house"}};
        import.owners = {{.code = "SHOP", .name = "Shop"}};
        import.devices = {{.code = "H-1"}};
        decide(import);
        decide(AddMachineKey{"FUZZ", store::sha256(key), {"board:read", "admin:write"}});
        web::OfficePorts ports = office_ports(engine_, {.data = folder_.path});
        ports.import_limits.imports_max = std::numeric_limits<std::size_t>::max();
        ports.import_limits.bytes_max = std::numeric_limits<std::size_t>::max();
        // what is added up is forgotten at once
        ports.import_limits.window = 0_ms;
        office_.emplace(engine_, std::move(ports));
        api_.emplace(engine_, web::Api::Options{.gate = {.secrets_folder = folder_.path,
                                                         .key_calls_per_s = 1e9,
                                                         .key_calls_burst = 1e9}});
        office_->add_to(*api_);
        quiet_ = engine_.durable_seq();
    }

    static constexpr char const* key = "wms_fuzz";

    web::Response send(web::Request request) {
        request.headers.push_back({"Authorization", std::string{"Bearer "} + key});
        auto promise = std::make_shared<std::promise<web::Response>>();
        auto future = promise->get_future();
        api_->handler()(std::move(request), [promise](web::Response response) {
            promise->set_value(std::move(response));
        });
        return future.get();
    }
    web::SocketAnswer connect(std::shared_ptr<web::Socket> socket) {
        web::Request request{.method = web::Method::get, .path = "/api/v1/live"};
        request.headers = {{"Cookie", std::string{"wms_kiosk="} + key}};
        return api_->socket_handler()(request, std::move(socket));
    }
    [[nodiscard]] bool is_unchanged() const { return engine_.durable_seq() == quiet_; }

private:
    struct Folder {
        Folder() : path{(std::filesystem::temp_directory_path() / "wms-fuzz-XXXXXX").string()} {
            demand(::mkdtemp(path.data()) != nullptr);
        }
        Folder(Folder const&) = delete;
        Folder& operator=(Folder const&) = delete;
        ~Folder() {
            std::error_code ignored;
            std::filesystem::remove_all(path, ignored);
        }
        std::string path;
    };
    void decide(AnyCommand command) {
        Outcome const outcome =
            engine_.submit({.device = {}, .captured_at = {}, .command = std::move(command)}).get();
        demand(!outcome.refusal);
        (void)engine_.read_at(outcome.seq);
    }

    Folder folder_;
    Engine engine_;
    std::optional<web::Office> office_;
    std::optional<web::Api> api_;
    std::uint64_t quiet_ = 0;
};

inline SmallApi& small_api() {
    static SmallApi api;
    return api;
}

}  // namespace wms::fuzz
