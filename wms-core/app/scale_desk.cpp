// SPDX-License-Identifier: Apache-2.0
#include "app/scale_desk.hpp"

#include "domain/process/pack_weight.hpp"
#include "domain/registry.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace wms {
namespace {

constexpr std::chrono::milliseconds look_every{200};
// The last parcel may lie on the scale a moment longer; then it is said to be frozen.
constexpr std::chrono::milliseconds frozen_for{1500};

}  // namespace

std::expected<StationScale, std::string> read_station_scale(
    std::string const& text, devices::ScaleProfiles const& profiles) {
    std::size_t const equal = text.find('=');
    std::size_t const colon = text.rfind(':');
    bool const sound = equal != text.npos && colon != text.npos && equal > 0 && colon > equal + 1;
    if (!sound) return std::unexpected{text + ": STATION=/dev/NAME:PROFILE is wanted"};
    auto const* const profile = profiles.find(text.substr(colon + 1));
    if (profile == nullptr) return std::unexpected{text + ": there is no such profile of a scale"};
    return StationScale{text.substr(0, equal), text.substr(equal + 1, colon - equal - 1), *profile};
}

ScaleDesk::ScaleDesk(Engine& engine, std::vector<StationScale> scales,
                     std::function<void(std::string const&)> log)
    : engine_{engine}, log_{std::move(log)} {
    for (StationScale& each : scales)
        places_.push_back({each.station, std::make_unique<devices::ScalePort>(
                                             each.device, std::move(each.profile))});
    thread_ = std::thread{[this] { run(); }};
}

ScaleDesk::~ScaleDesk() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    woken_.notify_all();
    thread_.join();
}

void ScaleDesk::run() {
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        lock.unlock();
        for (Place& place : places_) look_at(place);
        lock.lock();
        woken_.wait_for(lock, look_every, [this] { return stopping_; });
    }
}

void ScaleDesk::look_at(Place& place) {
    using devices::WeightDoubt;
    WeightDoubt const doubt = place.port->doubt();
    auto const grams = place.port->grams();
    auto const waiting =
        grams || doubt == WeightDoubt::frozen ? parcel_at(place.station) : std::optional<Waiting>{};
    auto const now = std::chrono::steady_clock::now();
    if (doubt != WeightDoubt::frozen || !waiting || waiting->weighed) place.frozen_since = now;
    bool const frozen = now - place.frozen_since >= frozen_for;
    bool const gone = doubt == WeightDoubt::silent || doubt == WeightDoubt::fault || frozen;
    std::string const trouble = gone ? boost::describe::enum_to_string(doubt, "?") : "";
    if (trouble != place.trouble)
        log_(fmt::format("scale of {}: {}", place.station, gone ? trouble : "works"));
    place.trouble = trouble;
    if (!grams || !waiting) return;
    Outcome const outcome =
        engine_
            .submit({.device = waiting->device,
                     .captured_at = engine_.now(),
                     .command = PressButton{.button = Button::weight,
                                            .argument = fmt::format("{}", *grams),
                                            .measured = true}})
            .get();
    if (outcome.seq != 0 && !outcome.refusal) place.port->used();
}

std::optional<ScaleDesk::Now> ScaleDesk::now_at(std::string const& station) const {
    auto const place = std::ranges::find(places_, station, &Place::station);
    if (place == places_.end()) return std::nullopt;
    return Now{place->port->doubt(), place->port->grams()};
}

// The packer at this station has a parcel in hand, in its carton, that was not weighed or whose
// weight is off.
std::optional<ScaleDesk::Waiting> ScaleDesk::parcel_at(std::string const& station) {
    Read const read = engine_.read_at(engine_.durable_seq());
    auto const id = station_by_code(read, station);
    if (!id) return std::nullopt;
    std::optional<Waiting> found;
    tables::sessions.scan_all(read, [&](OperatorId, Session const& session) {
        bool const here = session.station == *id && session.process == Process::packing &&
                          session.parcel && session.device;
        auto const parcel =
            here ? tables::parcels.find(read, session.parcel) : std::optional<Parcel>{};
        bool const packed = parcel && (parcel->state == ParcelState::waybill_wait ||
                                       parcel->state == ParcelState::label_sent);
        bool const weighed = packed && !parcel->weight.is_zero();
        if (packed && (!weighed || packing::is_weight_off(read, session.parcel)))
            found = Waiting{session.device, session.parcel, weighed};
        return !found;
    });
    return found;
}

}  // namespace wms
