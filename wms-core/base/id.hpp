// SPDX-License-Identifier: Apache-2.0
// Identities. An Id<Tag> is a number that means nothing by itself; ids of different things do not
// mix and have no arithmetic. Ids are counters inside the state (never random), so a replay makes
// the same ones.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace wms {

template <class Tag>
class Id {
public:
    using rep = std::uint64_t;

    constexpr Id() = default;
    explicit constexpr Id(rep number) : value_{number} {}

    // 0 is "none": no counter hands it out.
    [[nodiscard]] constexpr rep value() const { return value_; }
    [[nodiscard]] static constexpr Id from_value(rep number) { return Id{number}; }
    [[nodiscard]] explicit constexpr operator bool() const { return value_ != 0; }

    friend constexpr auto operator<=>(Id const&, Id const&) = default;

private:
    rep value_ = 0;
};

using WarehouseId = Id<struct WarehouseTag>;
using OwnerId = Id<struct OwnerTag>;
using SkuId = Id<struct SkuTag>;
using LotId = Id<struct LotTag>;
using SerialId = Id<struct SerialTag>;
using ZoneId = Id<struct ZoneTag>;
using LocationId = Id<struct LocationTag>;
using ContainerId = Id<struct ContainerTag>;
using OperatorId = Id<struct OperatorTag>;
using DeviceId = Id<struct DeviceTag>;
using StationId = Id<struct StationTag>;
using OrderId = Id<struct OrderTag>;
using AllocationId = Id<struct AllocationTag>;
using WaveId = Id<struct WaveTag>;
using BatchId = Id<struct BatchTag>;
using TaskId = Id<struct TaskTag>;
using ParcelId = Id<struct ParcelTag>;
using PrintJobId = Id<struct PrintJobTag>;
using ManifestId = Id<struct ManifestTag>;
using CountId = Id<struct CountTag>;
using CarrierId = Id<struct CarrierTag>;
using EffectId = Id<struct EffectTag>;
using ProblemId = Id<struct ProblemTag>;
using KeyId = Id<struct MachineKeyTag>;
using AdjustmentId = Id<struct AdjustmentTag>;

}  // namespace wms

template <class Tag>
struct std::hash<wms::Id<Tag>> {
    std::size_t operator()(wms::Id<Tag> id) const noexcept {
        return std::hash<std::uint64_t>{}(id.value());
    }
};
