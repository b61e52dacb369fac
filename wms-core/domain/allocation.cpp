// SPDX-License-Identifier: Apache-2.0
#include "domain/allocation.hpp"

#include "domain/process/counting.hpp"

#include <algorithm>
#include <tuple>

namespace wms {
namespace {

constexpr std::size_t rejected_kept = 3;  // "the first rejected alternatives with reason"

AllocationRule deciding_rule(auto const& first, auto const& second) {
    if (first.expiry != second.expiry) return AllocationRule::first_expired;
    if (first.received != second.received) return AllocationRule::first_received;
    if (first.free != second.free && first.pick_rule == PickRule::small_remainder_first)
        return AllocationRule::smallest_remainder;
    return AllocationRule::shortest_path;
}

bool has_open_count(Read const& read, LocationId place, SkuId sku) {
    bool open = false;
    tables::counts.scan_index<tables::counts_by_place>(read, CountPlaceKey{place, sku},
                                                       [&](CountPlaceKey const&, CountId) {
                                                           open = true;
                                                           return false;
                                                       });
    return open;
}

}  // namespace

std::optional<Rejection> rejection_of(Read const& read, QuantKey const& key, Instant now) {
    if (key.holder.kind != HolderKind::location) return Rejection::not_pickable;
    LocationId const place{key.holder.id};
    Location const location = tables::locations.at(read, place);
    if (location.type != LocationType::pick) return Rejection::not_pickable;
    if (location.locked_out_until > now) return Rejection::locked;
    // Its own result is pending, or somebody stands there and counts (§4.11, soft lock).
    bool const counting =
        has_open_count(read, place, key.sku) || counting::is_being_counted(read, place, now);
    if (counting) return Rejection::being_counted;
    std::optional<Lot> const lot = tables::lots.find(read, key.lot);
    if (lot && lot->state != LotState::ok) return Rejection::lot_on_hold;
    Sku const sku = tables::skus.at(read, key.sku);
    if (sku.expiry_mode == ExpiryMode::none) return std::nullopt;
    if (!lot || !lot->expiry) return Rejection::expiry_missing;  // A5: not allocatable
    Day const day = today(read, key.warehouse, now);
    std::int64_t const remaining = days_since_epoch(lot->expiry) - days_since_epoch(day);
    if (remaining < std::max<std::int32_t>(sku.min_remaining_days, 0))
        return Rejection::expires_too_soon;
    return std::nullopt;
}

Allocator::Allocator(Read const& read, WarehouseId warehouse, Instant now)
    : read_{read}, warehouse_{warehouse}, now_{now} {}

void Allocator::consider(Candidates& into, QuantKey const& key, Quant const& quant) {
    if (key.holder.kind != HolderKind::location) return;
    auto const reject = [&](Rejection reason) {
        if (into.rejected.size() < rejected_kept) into.rejected.push_back({key.holder, reason});
    };
    if (auto const reason = rejection_of(read_, key, now_)) return reject(*reason);
    Location const location = tables::locations.at(read_, LocationId{key.holder.id});
    Day const expiry = key.lot ? tables::lots.at(read_, key.lot).expiry : Day{};
    std::int64_t const free = quant.on_hand - quant.allocated.value();
    if (free <= 0) return reject(Rejection::nothing_free);
    Zone const zone = tables::zones.at(read_, location.zone);
    into.fitting.push_back({.key = key,
                            .free = Quantity{free},
                            .expiry = expiry,
                            .received = day_of(quant.received_at, 0),
                            .sequence = location.pick_sequence,
                            .pick_rule = zone.pick_rule});
}

Allocator::Candidates& Allocator::candidates(OwnerId owner, SkuId sku) {
    auto const [place, fresh] = known_.try_emplace({owner, sku});
    if (!fresh) return place->second;
    Candidates& loaded = place->second;
    tables::quants.scan(read_, SkuStatusKey{warehouse_, owner, sku, StockStatus::available},
                        [&](QuantKey const& key, Quant const& quant) {
                            consider(loaded, key, quant);
                            return true;
                        });
    std::ranges::sort(loaded.fitting, [](Candidate const& a, Candidate const& b) {
        auto const remainder = [](Candidate const& c) {
            return c.pick_rule == PickRule::small_remainder_first ? c.free : Quantity{};
        };
        return std::tuple{a.expiry, a.received, remainder(a), a.sequence, a.key} <
               std::tuple{b.expiry, b.received, remainder(b), b.sequence, b.key};
    });
    return loaded;
}

std::vector<Choice> Allocator::take(OwnerId owner, SkuId sku, LotId requested, Quantity wanted) {
    Candidates& from = candidates(owner, sku);
    std::vector<Choice> choices;
    std::vector<RejectedQuant> rejected = from.rejected;
    Candidate const* runner_up = nullptr;
    for (std::size_t i = 0; i < from.fitting.size() && !wanted.is_zero(); ++i) {
        Candidate& candidate = from.fitting[i];
        if (candidate.free.is_zero()) continue;
        if (requested && candidate.key.lot != requested) {
            if (rejected.size() < rejected_kept)
                rejected.push_back({candidate.key.holder, Rejection::other_lot});
            continue;
        }
        runner_up = i + 1 < from.fitting.size() ? &from.fitting[i + 1] : nullptr;
        AllocationRule const rule = requested   ? AllocationRule::requested_lot
                                    : runner_up ? deciding_rule(candidate, *runner_up)
                                                : AllocationRule::only_choice;
        Quantity const given = std::min(candidate.free, wanted);
        candidate.free -= given;
        wanted -= given;
        choices.push_back({candidate.key, given, candidate.sequence, rule, rejected});
    }
    return choices;
}

void Allocator::give_back(Choice const& choice) {
    for (Candidate& candidate : candidates(choice.quant.owner, choice.quant.sku).fitting) {
        if (candidate.key == choice.quant) candidate.free += choice.quantity;
    }
}

std::int64_t available_to_promise(Read const& read, SkuKey const& key) {
    SkuStock const stock = tables::sku_stock.find(read, key).value_or(SkuStock{});
    return stock.available - stock.allocated - stock.reserved;
}

}  // namespace wms
