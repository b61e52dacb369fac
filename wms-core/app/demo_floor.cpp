// SPDX-License-Identifier: Apache-2.0
#include "app/demo_floor.hpp"

#include "base/json.hpp"
#include "domain/change.hpp"

#include <algorithm>

namespace wms {
namespace {

std::string sku_code(Read const& read, SkuId id) {
    return tables::skus.at(read, id).code;
}

DayFloor::Pieces* pieces_at(Read const& read, Holder place, DayFloor& floor) {
    if (place.kind == HolderKind::location)
        return &floor.shelf(tables::locations.at(read, LocationId{place.id}).code);
    if (place.kind == HolderKind::container)
        return &floor.container(tables::containers.at(read, ContainerId{place.id}).code);
    return nullptr;
}

void lay_goods(Read const& read, DayFloor& floor) {
    tables::quants.scan_all(read, [&](QuantKey const& key, Quant const& quant) {
        DayFloor::Pieces* const pieces = pieces_at(read, key.holder, floor);
        if (pieces == nullptr || quant.on_hand <= 0) return true;
        std::string const sku = sku_code(read, key.sku);
        (*pieces)[sku] += quant.on_hand;
        if (key.holder.kind == HolderKind::container && key.lot) {
            auto& lots =
                floor.lots(tables::containers.at(read, ContainerId{key.holder.id}).code, sku);
            lots.insert(lots.end(), static_cast<std::size_t>(quant.on_hand),
                        tables::lots.at(read, key.lot).code);
        }
        return true;
    });
}

// The station a container waits at, if it stands at one.
std::optional<std::string> station_at(Read const& read, Holder parent) {
    std::optional<std::string> found;
    tables::stations.scan_all(read, [&](StationId, Station const& station) {
        if (holder::at(station.location) == parent) found = station.code;
        return !found;
    });
    return found;
}

void stand_containers(Read const& read, DayFloor& floor) {
    floor.free_totes.clear();
    floor.free_carts.clear();
    tables::containers.scan_all(read, [&](ContainerId id, Container const& container) {
        if (container.state == ContainerState::empty) {
            if (container.type == ContainerType::tote) floor.free_totes.push_back(container.code);
            if (container.type == ContainerType::cart) floor.free_carts.push_back(container.code);
            return true;
        }
        bool const holds = holds_goods(read, holder::at(id));
        bool const packable =
            container.type == ContainerType::tote || container.type == ContainerType::cart_bin;
        if (!holds || !packable || container.state != ContainerState::at_station) return true;
        auto const station = station_at(read, container.parent);
        floor.at_station[station.value_or("S-PACK1")].push_back(container.code);
        if (container.type == ContainerType::cart_bin)
            ++floor.bins_to_pack[container.code.substr(0, container.code.rfind('-'))];
        return true;
    });
}

void lay_parcels(Read const& read, DayFloor& floor) {
    tables::parcels.scan_all(read, [&](ParcelId, Parcel const& parcel) {
        if (parcel.waybill.empty() || !parcel.stop.empty()) return true;
        if (parcel.state == ParcelState::closed) floor.outbound.push_back(parcel.waybill);
        auto const job = tables::print_jobs.find(read, parcel.print_job);
        bool const came_out = job && job->state == PrintState::device_done;
        if (parcel.state == ParcelState::label_sent && came_out)
            floor.labels[station_of_printer(job->printer)].push_back(parcel.waybill);
        return true;
    });
}

bool is_carried(Posting posting) {
    return posting == Posting::move || posting == Posting::pick || posting == Posting::pack ||
           posting == Posting::receive;
}

void move_goods(Read const& read, StockPosted const& posted, DayFloor& floor) {
    if (!is_carried(posted.posting)) return;
    std::string const sku = sku_code(read, posted.sku);
    std::int64_t const pieces = posted.quantity.value();
    if (auto* const from = pieces_at(read, posted.from.holder, floor)) {
        (*from)[sku] -= pieces;
        if (posted.from.holder.kind == HolderKind::container) {
            auto& lots = floor.lots(
                tables::containers.at(read, ContainerId{posted.from.holder.id}).code, sku);
            for (std::int64_t i = 0; i < pieces && !lots.empty(); ++i) lots.pop_front();
        }
    }
    if (auto* const to = pieces_at(read, posted.to.holder, floor)) (*to)[sku] += pieces;
}

// A tote or a cart's bin that somebody has brought to a station is packed there; one that somebody
// has taken is not free any more.
void move_container(Read const& read, ContainerChanged const& event, DayFloor& floor) {
    std::erase(floor.free_totes, event.row.code);
    std::erase(floor.free_carts, event.row.code);
    if (event.row.state == ContainerState::empty) {
        if (event.row.type == ContainerType::tote) floor.free_totes.push_back(event.row.code);
        if (event.row.type == ContainerType::cart) floor.free_carts.push_back(event.row.code);
    }
    bool const goods = holds_goods(read, holder::at(event.id));
    auto const station = event.row.state == ContainerState::at_station && goods
                             ? station_at(read, event.row.parent)
                             : std::nullopt;
    if (!station || event.row.type == ContainerType::cart) return;
    auto& queue = floor.at_station[*station];
    if (std::ranges::find(queue, event.row.code) == queue.end()) queue.push_back(event.row.code);
}

void move_label(Read const& read, ParcelChanged const& event, DayFloor& floor) {
    if (event.row.state != ParcelState::closed || event.row.waybill.empty()) return;
    auto const printer = tables::print_jobs.find(read, event.row.print_job);
    if (printer) std::erase(floor.labels[station_of_printer(printer->printer)], event.row.waybill);
    if (std::ranges::find(floor.outbound, event.row.waybill) == floor.outbound.end())
        floor.outbound.push_back(event.row.waybill);
}

template <class Event>
std::optional<Event> event_from(NamedEvent const& named, std::string_view name) {
    if (named.name != name) return std::nullopt;
    Event event{};
    if (!from_json(boost::json::parse(named.json), event, std::string{name})) return std::nullopt;
    return event;
}

}  // namespace

void lay_out_from_books(Read const& read, DayFloor& floor) {
    lay_goods(read, floor);
    stand_containers(read, floor);
    lay_parcels(read, floor);
}

void move_on_floor(Read const& read, store::Entry const& entry,
                   std::set<DeviceId> const& virtual_devices, DayFloor& floor) {
    if (entry.refused != 0 || virtual_devices.contains(entry.device)) return;
    for (NamedEvent const& named : events_of(entry.events)) {
        if (auto const posted = event_from<StockPosted>(named, "StockPosted"))
            move_goods(read, *posted, floor);
        if (auto const changed = event_from<ContainerChanged>(named, "ContainerChanged"))
            move_container(read, *changed, floor);
        if (auto const parcel = event_from<ParcelChanged>(named, "ParcelChanged"))
            move_label(read, *parcel, floor);
    }
}

}  // namespace wms
