// SPDX-License-Identifier: Apache-2.0
#include "domain/process/pack_carton.hpp"

#include "domain/parcels.hpp"
#include "domain/process/pack_flow.hpp"
#include "domain/process/pack_weight.hpp"
#include "domain/process/site_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>

namespace wms::packing {
namespace {

constexpr std::size_t shelf_rows_max = 300;

// From the longest to the shortest, in mm; 0 = not measured.
using Edges = std::array<std::int64_t, 3>;

Edges edges_of(Sku const& sku) {
    Edges edges{sku.length.value(), sku.width.value(), sku.height.value()};
    std::ranges::sort(edges, std::greater{});
    return edges;
}

bool is_measured(Edges const& edges) {
    return edges.back() > 0;
}

// What is too large to be counted is larger than any carton.
constexpr std::int64_t volume_max = 1'000'000'000'000'000'000;

std::int64_t product(std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    bool const over = __builtin_mul_overflow(a, b, &result);
    return over ? volume_max : std::min(result, volume_max);
}

std::int64_t volume_of(Edges const& edges) {  // mm³
    return product(product(edges[0], edges[1]), edges[2]);
}

// What has to go into the carton. A piece lies with its longest edge along the carton's longest.
struct Load {
    Quantity pieces;
    std::int64_t volume = 0;
    Edges edges{};
    std::optional<Weight> weight = {};
    SkuId unmeasured = {};
};

Load load_of(Read const& read, ParcelId parcel) {
    Load load{.pieces = {}, .weight = goods_weight(read, parcel)};
    tables::quants.scan_index<0>(read, holder::at(parcel), [&](Holder, QuantKey const& key) {
        std::int64_t const pieces = tables::quants.at(read, key).on_hand;
        Edges const edges = edges_of(tables::skus.at(read, key.sku));
        load.pieces += Quantity{pieces};
        if (!is_measured(edges)) {
            load.unmeasured = key.sku;
            return true;
        }
        load.volume = std::min(load.volume + product(volume_of(edges), pieces), volume_max);
        for (std::size_t i = 0; i < edges.size(); ++i)
            load.edges[i] = std::max(load.edges[i], edges[i]);
        return true;
    });
    return load;
}

bool edges_fit(Load const& load, Edges const& carton) {
    return std::ranges::equal(load.edges, carton, std::less_equal{});
}

bool is_light_enough(Load const& load, Sku const& carton, Rules const& rules) {
    std::int64_t const most = rules.parcel_weight_max_g;
    return most == 0 || !load.weight || load.weight->value() + carton.weight.value() <= most;
}

std::set<SkuId> packaging_at(Read const& read, StationId station) {
    std::set<SkuId> found;
    auto const row = tables::stations.find(read, station);
    if (!row || !row->location) return found;
    std::size_t looked_at = 0;
    tables::quants.scan_index<0>(read, holder::at(row->location), [&](Holder, QuantKey const& key) {
        Quant const quant = tables::quants.at(read, key);
        bool const free =
            key.status == StockStatus::available && quant.on_hand > quant.allocated.value();
        if (free) found.insert(key.sku);
        return ++looked_at < shelf_rows_max;
    });
    return found;
}

Proposal proposal_of(Load const& load, SkuId id, Sku const& carton) {
    std::int64_t const percent = std::max<std::int64_t>(volume_of(edges_of(carton)) / 100, 1);
    Proposal proposal{.carton = id, .pieces = load.pieces, .full_percent = load.volume / percent};
    bool const known = load.weight && !carton.weight.is_zero();
    if (known) proposal.weight = *load.weight + carton.weight;
    return proposal;
}

// Why the goods surely do not go in; empty where they may.
std::string too_small(Read const& read, ParcelId parcel, SkuId carton) {
    Edges const inside = edges_of(tables::skus.at(read, carton));
    if (!is_measured(inside)) return {};
    Load const load = load_of(read, parcel);
    if (load.edges.front() > inside.front()) return "longest edge";
    return load.volume > volume_of(inside) ? "volume" : "";
}

Done finish_with(Change& change, Session const& session, SkuId carton, OperatorId lead) {
    auto const best = cartons_for(change.tables(), session.parcel).best;
    SkuId const passed_over = best && best->carton != carton ? best->carton : SkuId{};
    if (passed_over || lead) {
        change_parcel(change, session.parcel, [&](Parcel& row) {
            row.proposed = passed_over;
            row.own_package_by = lead;
        });
    }
    return finish_content(change, session, carton);
}

std::vector<std::string> values_of(Read const& read, Proposal const& proposal) {
    std::vector<std::string> values{carton_code(read, proposal.carton),
                                    fmt::format("{} ×", proposal.pieces.value()),
                                    fmt::format("{} %", proposal.full_percent)};
    if (proposal.weight) values.push_back(fmt::format("{} g", proposal.weight->value()));
    return values;
}

}  // namespace

Cartons cartons_for(Read const& read, ParcelId parcel) {
    Parcel const row = tables::parcels.at(read, parcel);
    std::set<SkuId> const packaging = packaging_at(read, row.station);
    Cartons cartons{.kept = !packaging.empty()};
    if (!cartons.kept) return cartons;
    Load const load = load_of(read, parcel);
    cartons.unmeasured = load.unmeasured;
    if (load.unmeasured) return cartons;
    Rules const rules = rules_of(read, row.warehouse);
    std::pair<std::int64_t, std::string> smallest{volume_max, {}};
    for (SkuId const id : packaging) {
        Sku const carton = tables::skus.at(read, id);
        Edges const inside = edges_of(carton);
        std::int64_t const volume = volume_of(inside);
        bool const fits = is_measured(inside) && edges_fit(load, inside) &&
                          load.volume <= volume / 100 * rules.carton_fill_percent &&
                          is_light_enough(load, carton, rules);
        std::pair const size{volume, carton.code};
        if (!fits || size >= smallest) continue;
        smallest = size;
        cartons.best = proposal_of(load, id, carton);
    }
    return cartons;
}

std::string carton_code(Read const& read, SkuId carton) {
    return "B-" + tables::skus.at(read, carton).code;
}

Result<Done> take_carton(Change& change, Session const& session, SkuId carton) {
    Read const& read = change.tables();
    std::string const code = carton_code(read, carton);
    std::string const lacks = too_small(read, session.parcel, carton);
    if (!lacks.empty() && !confirms(change, session, code))
        return refuse(Why::carton_too_small, code, lacks);
    return finish_with(change, session, carton, {});
}

Result<Done> take_proposal(Change& change, Session const& session) {
    if (auto const guard = guard_close(change.tables(), session.parcel); !guard)
        return std::unexpected(guard.error());
    Cartons const cartons = cartons_for(change.tables(), session.parcel);
    if (!cartons.kept) return finish_content(change, session, {});
    if (!cartons.best) return refuse(Why::carton_missing);
    return finish_with(change, session, cartons.best->carton, {});
}

Result<Done> take_own_package(Change& change, Session const& session) {
    bool const asked =
        session.step == Step::scan_carton && cartons_for(change.tables(), session.parcel).kept;
    if (!asked) return refuse(Why::wrong_key, "own_package", "");
    if (auto const guard = guard_close(change.tables(), session.parcel); !guard)
        return std::unexpected(guard.error());
    auto const lead = approval_for(change, session, "own_package", session.parcel.value());
    if (!lead) return std::unexpected(lead.error());
    return finish_with(change, session, {}, *lead);
}

void draw_carton(Read const& read, Session const& session, Screen& screen) {
    screen.ask = Phrase::scan_carton;
    screen.accepts = {Kind::carton};
    screen.buttons = {Button::done, Button::weight, Button::home};
    auto const parcel = tables::parcels.find(read, session.parcel);
    Cartons const cartons = parcel ? cartons_for(read, session.parcel) : Cartons{};
    if (!cartons.kept) return;
    if (cartons.best) {
        screen.ask = Phrase::take_carton;
        screen.ask_about = {carton_code(read, cartons.best->carton)};
        screen.buttons = {Button::done, Button::own_package, Button::weight, Button::home};
        screen.lines.push_back({Phrase::carton_proposed, values_of(read, *cartons.best)});
        return;
    }
    screen.ask = Phrase::no_carton_fits;
    screen.buttons = {Button::own_package, Button::weight, Button::home};
    if (cartons.unmeasured)
        screen.lines.push_back({Phrase::carton_unmeasured, {sku_name(read, cartons.unmeasured)}});
}

}  // namespace wms::packing
