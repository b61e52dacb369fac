// SPDX-License-Identifier: Apache-2.0
#include "app/import_effects.hpp"

#include "app/import_store.hpp"
#include "domain/process/setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace wms::import_files {
namespace {

template <class Enum>
Enum of_number(auto from) {
    return static_cast<Enum>(static_cast<std::uint8_t>(from));
}

LocationType type_in_file(wms::LocationType type) {
    switch (type) {
        case wms::LocationType::pick: return LocationType::pick;
        case wms::LocationType::reserve: return LocationType::reserve;
        case wms::LocationType::stage: return LocationType::stage;
        case wms::LocationType::packing: return LocationType::packing;
        case wms::LocationType::quality: return LocationType::qc;
        case wms::LocationType::returns: return LocationType::return_;
        case wms::LocationType::damage: return LocationType::damage;
        case wms::LocationType::dock: return LocationType::dock;
    }
    return LocationType::pick;
}

// The row as the warehouse has it now; nothing when it has none. What the warehouse does not keep
// is taken from the file's row.

std::optional<SkuRow> row_now(Read const& read, SkuRow const& row) {
    auto const id = sku_by_code(read, row.code);
    if (!id) return std::nullopt;
    Sku const sku = tables::skus.at(read, *id);
    bool const own = row.owner.empty() && sku.owner == OwnerId{1};
    return SkuRow{.code = sku.code,
                  .name_en = sku.name_en,
                  .name_zh = sku.name_zh,
                  .weight_g = sku.weight,
                  .length_mm = sku.length,
                  .width_mm = sku.width,
                  .height_mm = sku.height,
                  .lot_mode = of_number<LotMode>(sku.lot_mode),
                  .expiry_mode = of_number<ExpiryMode>(sku.expiry_mode),
                  .serial_mode = of_number<SerialMode>(sku.serial_mode),
                  .shelf_life_days = sku.shelf_life_days,
                  .unit_price_minor = sku.unit_price,
                  .owner = own ? "" : tables::owners.at(read, sku.owner).code};
}

std::optional<BarcodeRow> row_now(Read const& read, BarcodeRow const& row) {
    auto const sku = sku_by_code(read, row.sku);
    auto const barcode =
        sku ? tables::barcodes.find(read, {stored_barcode(row.code), *sku}) : std::nullopt;
    if (!barcode) return std::nullopt;
    return BarcodeRow{.code = row.code,
                      .sku = row.sku,
                      .level = of_number<PackLevel>(barcode->level),
                      .factor = Quantity{barcode->factor}};
}

std::optional<LocationRow> row_now(Read const& read, LocationRow const& row) {
    auto const id = location_by_code(read, row.code);
    if (!id) return std::nullopt;
    Location const location = tables::locations.at(read, *id);
    LocationRow now = row;
    now.zone = tables::zones.at(read, location.zone).code;
    now.type = type_in_file(location.type);
    now.pick_sequence = static_cast<std::int32_t>(location.pick_sequence);
    now.x_mm = Length{location.x_mm};
    now.y_mm = Length{location.y_mm};
    now.check_digits = location.check_digits;
    return now;
}

std::optional<ContainerRow> row_now(Read const& read, ContainerRow const& row) {
    auto const id = container_by_code(read, row.code);
    if (!id) return std::nullopt;
    Container const container = tables::containers.at(read, *id);
    ContainerRow now = row;  // a row without a cart leaves a bin where it hangs
    now.type = of_number<ContainerType>(container.type);
    bool const hangs = container.parent.kind == HolderKind::container;
    if (!row.cart.empty())
        now.cart = hangs ? tables::containers.at(read, ContainerId{container.parent.id}).code : "";
    return now;
}

class Foreseeing {
public:
    Foreseeing(Read const& read, std::size_t list_max) : read_{read}, list_max_{list_max} {}

    template <class Row>
    void master_data(ImportFile<Row> const& file) {
        if (!begin(file.file, file.rows.size())) return;
        for (std::size_t i = 0; i < file.rows.size(); ++i) {
            Row const& row = file.rows[i];
            auto const now = row_now(read_, row);
            if (!now) {
                add(file.lines[i], row.code, Effect::create);
                continue;
            }
            auto changes = changes_between(*now, row);
            Effect const effect = changes.empty() ? Effect::keep : Effect::change;
            add(file.lines[i], row.code, effect, std::move(changes));
        }
    }

    void stock(ImportFile<StockRow> const& file) {
        if (!begin(file.file, file.rows.size())) return;
        std::map<std::pair<std::string, std::string>, std::int64_t> on_hand;
        for (std::size_t i = 0; i < file.rows.size(); ++i) {
            StockRow const& row = file.rows[i];
            auto const [pieces, first] = on_hand.try_emplace({row.location, row.sku});
            if (first) pieces->second = on_hand_at(row);
            std::int64_t const before = pieces->second;
            pieces->second += row.quantity.value();
            add(file.lines[i], row.location + " " + row.sku, Effect::add,
                {{"quantity", fmt::format("{}", before), fmt::format("{}", pieces->second)}});
        }
    }

    // Orders are counted, not their rows.
    void orders(ImportFile<OrderRow> const& file, ImportFile<SkuRow> const& skus) {
        if (!begin(file.file, file.rows.size())) return;
        for (SkuRow const& row : skus.rows) new_skus_.insert(row.code);
        std::map<std::pair<std::string, std::string>, std::uint64_t> lines;  // of its first row
        for (std::size_t i = 0; i < file.rows.size(); ++i)
            lines.try_emplace({file.rows[i].channel, file.rows[i].external_id}, file.lines[i]);
        for (PlaceOrder const& order : orders_of(file.rows)) {
            std::uint64_t const line = lines.at({order.key.channel, order.key.external_id});
            auto const unknown = std::ranges::find_if(order.lines, [&](PlacedLine const& one) {
                return !new_skus_.contains(one.sku) && !sku_by_code(read_, one.sku);
            });
            if (unknown == order.lines.end()) {
                add(line, order.key.external_id, effect_of(order));
            } else {
                add(line, order.key.external_id, Effect::unknown_sku, {{"sku", "", unknown->sku}});
            }
        }
    }

    void cancellations(ImportFile<CancellationRow> const& file) {
        if (!begin(file.file, file.rows.size())) return;
        for (std::size_t i = 0; i < file.rows.size(); ++i) {
            CancellationRow const& row = file.rows[i];
            std::int64_t const open = open_pieces(row);
            std::int64_t const after = std::max<std::int64_t>(0, open - row.quantity.value());
            if (open == 0) {
                add(file.lines[i], row.external_id, Effect::keep);
            } else {
                add(file.lines[i], row.external_id, Effect::cancel,
                    {{"quantity", fmt::format("{}", open), fmt::format("{}", after)}});
            }
        }
    }

    Effects take() { return std::move(effects_); }

private:
    // The same number with the same content is the same request; with another one it is a change
    // until the order is released, and until it was imported (§4.4).
    Effect effect_of(PlaceOrder const& order) const {
        auto const known = order_by_key(read_, order.key);
        if (!known) return Effect::create;
        AnyCommand const command{order};
        std::uint16_t const tag = tag_of(command);
        store::Hash const body =
            store::sha256({reinterpret_cast<char const*>(&tag), sizeof tag}, bytes_of(command));
        Order const now = tables::orders.at(read_, *known);
        if (now.body_hash == body) return Effect::keep;
        auto const importer = device_by_code(read_, importer_code);
        bool const imported =
            importer && tables::requests.contains(read_, {order_event(order), *importer});
        return imported || now.state >= OrderState::released ? Effect::differs : Effect::change;
    }

    // False for a file that was not sent.
    bool begin(std::string const& file, std::size_t rows) {
        if (file.empty()) return false;
        effects_.files.push_back({.file = file, .rows = rows});
        return true;
    }

    void add(std::uint64_t line, std::string code, Effect effect,
             std::vector<CellChange> changes = {}) {
        FileEffects& file = effects_.files.back();
        if (effect == Effect::keep) {
            ++file.kept;
            return;
        }
        if (effect == Effect::create) ++file.created;
        if (effect == Effect::unknown_sku || effect == Effect::differs) ++file.refused;
        if (effect == Effect::change || effect == Effect::add || effect == Effect::cancel)
            ++file.changed;
        if (effects_.count++ < list_max_)
            effects_.list.push_back({file.file, line, std::move(code), effect, std::move(changes)});
    }

    std::int64_t on_hand_at(StockRow const& row) const {
        auto const location = location_by_code(read_, row.location);
        auto const sku = sku_by_code(read_, row.sku);
        std::int64_t pieces = 0;
        if (!location || !sku) return pieces;
        tables::quants.scan_index<0>(read_, holder::at(*location),
                                     [&](Holder, QuantKey const& key) {
                                         if (key.sku == *sku)
                                             pieces += tables::quants.at(read_, key).on_hand;
                                         return true;
                                     });
        return pieces;
    }

    // Of the line that a cancellation would take from.
    std::int64_t open_pieces(CancellationRow const& row) const {
        if (row.order_external_id.empty()) return 0;
        auto const order = order_by_key(read_, {row.order_external_id, row.channel});
        auto const sku = sku_by_code(read_, row.sku);
        std::int64_t open = 0;
        if (!order || !sku) return open;
        tables::order_lines.scan(read_, *order, [&](OrderLineKey const&, OrderLine const& line) {
            if (line.sku == *sku) open = open_quantity(line).value();
            return open == 0;
        });
        return open;
    }

    Read const& read_;
    std::size_t list_max_;
    Effects effects_;
    std::set<std::string_view> new_skus_;
};

}  // namespace

Effects effects_of(Read const& read, ImportSet const& set, std::size_t list_max) {
    Foreseeing seen{read, list_max};
    seen.master_data(set.skus);
    seen.master_data(set.barcodes);
    seen.master_data(set.locations);
    seen.master_data(set.containers);
    seen.stock(set.stock);
    seen.orders(set.orders, set.skus);
    seen.cancellations(set.cancellations);
    return seen.take();
}

}  // namespace wms::import_files
