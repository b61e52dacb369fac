// SPDX-License-Identifier: Apache-2.0
// What a running server counts, as Prometheus text.
#pragma once

#include "engine/outbox_workers.hpp"
#include "server/server.hpp"

#include <array>
#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace wms::app {

class ServerFigures {
public:
    // A scan or a press and how it was answered: "accepted", a refusal's code, "malformed".
    void scan(std::string const& verdict, std::chrono::microseconds took);
    [[nodiscard]] std::string text(Engine& engine, web::Server::Figures const& server,
                                   OutboxWorkers::Figures const* outbox) const;

private:
    static constexpr std::array<double, 10> bounds_s{0.005, 0.01, 0.025, 0.05, 0.1,
                                                     0.15,  0.25, 0.5,   1,    2.5};
    mutable std::mutex mutex_;
    std::map<std::string, std::uint64_t> verdicts_;
    std::array<std::uint64_t, bounds_s.size() + 1> buckets_{};
    double seconds_ = 0;
};

// Labels not yet proved by their state, printers by what they do with the next label.
[[nodiscard]] std::string printer_figures(Read const& read);

}  // namespace wms::app
