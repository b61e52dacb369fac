// SPDX-License-Identifier: Apache-2.0
// The end of a round (P8): the tote or the whole cart is brought to a station, or first one tote of
// it.
#include "domain/container.hpp"
#include "domain/process/picking_round.hpp"

namespace wms::picking {
namespace {

Result<Holder> lane_of(Read const& read, Candidate const& found) {
    Holder place = holder::at(LocationId{found.id});
    if (found.kind == Kind::station)
        place = holder::at(tables::stations.at(read, StationId{found.id}).location);
    // A station may have been imported without its place: no goods can be brought there.
    auto const location = tables::locations.find(read, LocationId{place.id});
    bool const lane = location && (location->type == LocationType::packing ||
                                   location->type == LocationType::stage);
    if (!lane) return refuse(Why::wrong_location, found.name, "a packing station");
    return place;
}

// A tote that was filled before and stands at a lane, or one in a slot of the cart, goes alone;
// scanned again, all go together.
Result<Done> scan_one_tote(Change& change, Session session, ContainerId id) {
    Read const& read = change.tables();
    Container const tote = tables::containers.at(read, id);
    bool const all = id == session.container || id == session.dropping;
    bool const on_cart = tote.parent == holder::at(session.container);
    bool const ours =
        on_cart || (tote.batch == session.batch && tote.state == ContainerState::closed);
    bool const alone =
        ours && tote.type == ContainerType::tote && holds_goods(read, holder::at(id));
    if (!all && !alone)
        return refuse(Why::wrong_container, tote.code,
                      on_cart ? "the whole cart" : name_of(read, holder::at(session.container)));
    if (all && !session.dropping) return Done{Tone::tick};  // it is what is asked about
    session.dropping = all ? ContainerId{} : id;
    go_to(change, std::move(session), Step::scan_destination);
    return Done{Tone::ok};
}

Done end_round(Change& change, Session session) {
    Batch batch = tables::batches.at(change.tables(), session.batch);
    batch.state = BatchState::done;
    batch.claim = {};
    change.post(BatchChanged{session.batch, batch});
    if (session.round) session.round->ended = change.now();
    go_home(change, std::move(session));
    return Done{Tone::step_complete};
}

void drop(Change& change, ContainerId container, Holder place) {
    if (holds_goods(change.tables(), holder::at(container))) {
        set_container_state(change, container, ContainerState::at_station, place);
    } else {
        free_container_if_empty(change, container);
    }
}

}  // namespace

Result<Done> scan_destination(Change& change, Session session, Scanned const& scanned) {
    Read const& read = change.tables();
    auto const found = choose(scanned, {Kind::station, Kind::location, Kind::container}, 0);
    if (!found) return std::unexpected(found.error());
    if (found->kind == Kind::container)
        return scan_one_tote(change, std::move(session), ContainerId{found->id});
    auto const place = lane_of(read, *found);
    if (!place) return std::unexpected(place.error());
    if (auto const late = next_task(read, session.batch)) {
        // Work was added while the picker was on the way.
        lead_on(change, std::move(session), late);
        return Done{Tone::attention};
    }
    session.last.reset();
    if (session.dropping) {
        drop(change, session.dropping, *place);
        session.dropping = {};
        if (holds_goods(read, holder::at(session.container))) {
            go_to(change, std::move(session), Step::scan_destination);
            return Done{Tone::step_complete};
        }
    }
    if (session.container) drop(change, session.container, *place);
    return end_round(change, std::move(session));
}

}  // namespace wms::picking
