// SPDX-License-Identifier: Apache-2.0
#include "domain/process/pack_pace.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms {
namespace {

constexpr Elapsed pace_window = 60_min;
constexpr Elapsed pace_window_min = 10_min;  // a rate of less would jump about

}  // namespace

void apply(Write& write, ParcelFinished const& event, EntryHeader const& header) {
    tables::PackPace row = tables::pack_pace.find(write, event.by).value_or(tables::PackPace{});
    std::erase_if(row.done, [&](Instant at) { return header.at - at >= pace_window; });
    row.done.push_back(header.at);
    tables::pack_pace.put(write, event.by, row);
}

namespace packing {

std::optional<ScreenLine> pace_of(Read const& read, OperatorId who, Instant signed_in) {
    auto const row = tables::pack_pace.find(read, who);
    if (!row || row->done.empty() || row->done.back() < signed_in) return std::nullopt;
    auto const first = std::ranges::lower_bound(row->done, signed_in);
    std::int64_t const parcels = row->done.end() - first;
    Elapsed const window = std::min(pace_window, row->done.back() - signed_in);
    if (window < pace_window_min) return ScreenLine{Phrase::parcels, {fmt::format("{}", parcels)}};
    std::int64_t const per_hour =
        (parcels * pace_window.value() + window.value() / 2) / window.value();
    return ScreenLine{Phrase::parcels_per_hour, {fmt::format("{}", per_hour)}};
}

}  // namespace packing
}  // namespace wms
