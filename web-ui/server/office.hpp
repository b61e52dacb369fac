// SPDX-License-Identifier: Apache-2.0
// The lead's and the admin's pages: their routes and live topics. Rules are the core's; documents
// are the views'.
#pragma once

#include "server/api.hpp"
#include "server/office_ports.hpp"
#include "server/views/activity.hpp"
#include "server/views/terminals.hpp"

#include <deque>

namespace wms::web {

class Office {
public:
    struct Options {
        int activity_days = 30;  // of the journal that figures are made of
    };
    Office(Engine& engine, OfficePorts ports, Options options);
    Office(Engine& engine, OfficePorts ports) : Office{engine, std::move(ports), Options{}} {}

    // Routes and topics; the office outlives the API.
    void add_to(Api& api);
    [[nodiscard]] Activity const& activity() const { return activity_; }

private:
    [[nodiscard]] std::vector<Route> board_routes();
    [[nodiscard]] std::vector<Route> wave_routes();
    [[nodiscard]] std::vector<Route> stock_routes();
    [[nodiscard]] std::vector<Route> system_routes();
    void add_topics(Api& api);

    void list_waves(Call&& call) const;
    void show_wave(Call&& call) const;
    void answer_with_wave(Call&& call, Outcome const& outcome, WaveId id,
                          std::uint16_t status) const;
    void change_wave(Call&& call, AnyCommand command, WaveId id) const;
    void split_wave(Call&& call) const;
    void preview(Call&& call);
    void make_wave(Call&& call);
    void show_system(Call&& call) const;

    // What was shown as a plan may be made within a while.
    struct Shown {
        std::string token;
        PlanWave command;
    };
    std::string remember(PlanWave const& command);
    std::optional<PlanWave> remembered(std::string const& token);

    Engine& engine_;
    OfficePorts ports_;
    Activity activity_;
    Terminals terminals_;
    std::mutex mutex_;
    std::deque<Shown> shown_;
};

// Exceptions, counts, parcels, prints, manifests: lists and their one action each.
[[nodiscard]] std::vector<Route> desk_routes();
// Operators, locations, zones, SKUs, barcodes, stations, carriers.
[[nodiscard]] std::vector<Route> admin_routes();

}  // namespace wms::web
