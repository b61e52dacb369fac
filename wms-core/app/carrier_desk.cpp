// SPDX-License-Identifier: Apache-2.0
#include "app/carrier_desk.hpp"

#include "domain/process/waybill.hpp"

namespace wms {
namespace {

NumberSource source_of(CarrierDesk const& desk, std::string const& lane) {
    auto const found = desk.sources.find(lane.substr(lane.find('/') + 1));
    return found == desk.sources.end() ? desk.others : found->second;
}

}  // namespace

OutboxWorkers::Performer carrier_performer(CarrierDesk desk) {
    OutboxWorkers::Performer sandbox;
    if (desk.sandbox) sandbox = desk.sandbox->performers().at(EffectKind::request_waybill);
    return [desk = std::move(desk), sandbox](Read const& read, EffectId id,
                                             Effect const& effect) -> OutboxWorkers::Attempt {
        if (source_of(desk, effect.lane) == NumberSource::sandbox) return sandbox(read, id, effect);
        return [effect] {
            return OutboxWorkers::Reports{TakePoolNumber{ParcelId{effect.object}, effect.key}};
        };
    };
}

}  // namespace wms
