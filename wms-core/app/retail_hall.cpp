// SPDX-License-Identifier: Apache-2.0
#include "app/retail_hall.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace wms::retail {
namespace {

using import_files::CountClass;
using import_files::LocationRow;
using import_files::LocationType;
using import_files::Mixing;

constexpr std::size_t bays = 20;  // odd ones on the left, even ones on the right of the aisle
constexpr std::size_t levels = 4;
constexpr std::size_t bins_per_aisle = bays * levels;
constexpr std::int64_t aisle_pitch_mm = 3'200;
constexpr std::int64_t face_offset_mm = 700;
constexpr std::int64_t bay_width_mm = 1'400;
constexpr std::int64_t front_mm = 5'000;          // packing, staging and docks lie before the racks
constexpr std::int64_t reserve_from_mm = 22'000;  // behind the picking racks
constexpr std::int64_t bin_weight_g_max = 200'000;
constexpr std::int64_t pallet_weight_g_max = 1'000'000;
constexpr std::int32_t sequence_step = 10;  // room for locations put in later

struct Rack {
    std::string_view zone;
    LocationType type;
    CountClass count_class;
    std::size_t first_column;  // aisles to the left of it
    std::int64_t y_mm;
};

std::string check_digits_of(std::string_view location) {
    return fmt::format("{:02}", draw("check digits", location, 100));
}

class Builder {
public:
    std::vector<std::string> rack(Rack const& rack, std::size_t bins) {
        std::size_t const aisles = (bins + bins_per_aisle - 1) / bins_per_aisle;
        std::size_t const first = locations_.size();
        for (std::size_t aisle = 1; aisle <= aisles; ++aisle) add_aisle(rack, aisle);
        return nearest_first(first);
    }

    void places(std::string_view name, LocationType type, std::int32_t count) {
        for (std::int32_t i = 1; i <= count; ++i) {
            LocationRow place{.code = fmt::format("{}-{:02}", name, i),
                              .zone = std::string{name},
                              .type = type,
                              .x_mm = Length{place_x_mm_},
                              .y_mm = Length{type == LocationType::dock ? 0 : front_mm / 2}};
            place.check_digits = check_digits_of(place.code);
            locations_.push_back(std::move(place));
            place_x_mm_ += 2'500;
        }
    }

    std::vector<LocationRow> finish() { return std::move(locations_); }

private:
    // Serpentine: away from the front in odd aisles, back in even ones.
    void add_aisle(Rack const& rack, std::size_t aisle) {
        for (std::size_t i = 1; i <= bays; ++i) {
            std::size_t const bay = aisle % 2 == 1 ? i : bays + 1 - i;
            for (std::size_t level = 1; level <= levels; ++level) {
                sequence_ += sequence_step;
                add_bin(rack, {aisle, bay, level});
            }
        }
    }

    void add_bin(Rack const& rack, std::array<std::size_t, 3> place) {
        auto const [aisle, bay, level] = place;
        auto const column = static_cast<std::int64_t>(rack.first_column + aisle - 1);
        auto const depth = static_cast<std::int64_t>((bay - 1) / 2);
        bool const pallet = rack.type == LocationType::reserve;
        std::int64_t const side = bay % 2 == 1 ? -face_offset_mm : face_offset_mm;
        LocationRow bin{.code = fmt::format("{}-{:02}-{:02}-{}", rack.zone, aisle, bay, level),
                        .zone = std::string{rack.zone},
                        .type = rack.type,
                        .pick_sequence = sequence_,
                        .x_mm = Length{aisle_pitch_mm / 2 + column * aisle_pitch_mm + side},
                        .y_mm = Length{rack.y_mm + bay_width_mm / 2 + depth * bay_width_mm},
                        .max_containers = pallet ? 1 : 0,
                        .max_weight_g = Weight{pallet ? pallet_weight_g_max : bin_weight_g_max},
                        .mixing = pallet ? Mixing::mixed : Mixing::one_sku,
                        .count_class = rack.count_class};
        bin.check_digits = check_digits_of(bin.code);
        locations_.push_back(std::move(bin));
    }

    // By the walk from the corner where packing stands, then by how easily the level is reached.
    std::vector<std::string> nearest_first(std::size_t first) const {
        constexpr std::array<int, levels + 1> reach{0, 3, 1, 2, 4};
        std::vector<std::tuple<std::int64_t, int, std::string>> bins;
        for (std::size_t i = first; i < locations_.size(); ++i) {
            LocationRow const& bin = locations_[i];
            auto const level = static_cast<std::size_t>(bin.code.back() - '0');
            bins.emplace_back(bin.x_mm.value() + bin.y_mm.value(), reach.at(level), bin.code);
        }
        std::ranges::sort(bins);
        std::vector<std::string> codes;
        codes.reserve(bins.size());
        for (auto const& bin : bins) codes.push_back(std::get<2>(bin));
        return codes;
    }

    std::vector<LocationRow> locations_;
    std::int32_t sequence_ = 0;
    std::int64_t place_x_mm_ = 1'500;
};

std::size_t aisles_for(std::size_t bins) {
    return (bins + bins_per_aisle - 1) / bins_per_aisle;
}

}  // namespace

std::uint64_t draw(std::string_view purpose, std::string_view word, std::uint64_t n) {
    std::uint64_t hash = 0xCBF2'9CE4'8422'2325ULL;
    auto const take = [&](char c) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x0000'0100'0000'01B3ULL;
    };
    for (char const c : purpose) take(c);
    take('\0');
    for (char const c : word) take(c);
    // FNV leaves the last letters' effect in the low bits; this spreads it (Murmur3's finish).
    hash ^= hash >> 33;
    hash *= 0xFF51'AFD7'ED55'8CCDULL;
    hash ^= hash >> 33;
    hash *= 0xC4CE'B9FE'1A85'EC53ULL;
    hash ^= hash >> 33;
    return hash % n;
}

Hall build_hall(HallNeeds needs) {
    Builder builder;
    std::size_t const columns = aisles_for(needs.fast);
    Hall hall;
    hall.fast = builder.rack({"A", LocationType::pick, CountClass::a, 0, front_mm}, needs.fast);
    hall.slow =
        builder.rack({"B", LocationType::pick, CountClass::b, columns, front_mm}, needs.slow);
    hall.reserve = builder.rack({"R", LocationType::reserve, CountClass::c, 0, reserve_from_mm},
                                needs.reserve);
    builder.places("PACK", LocationType::packing, 4);
    builder.places("STAGE", LocationType::stage, 4);
    builder.places("QC", LocationType::qc, 1);
    builder.places("RETURN", LocationType::return_, 1);
    builder.places("DAMAGE", LocationType::damage, 1);
    builder.places("DOCK", LocationType::dock, 2);
    hall.locations = builder.finish();
    return hall;
}

}  // namespace wms::retail
