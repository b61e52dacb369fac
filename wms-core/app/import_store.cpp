// SPDX-License-Identifier: Apache-2.0
#include "app/import_store.hpp"

#include <fmt/format.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

namespace wms {
namespace {

namespace files = import_files;

std::string slurp(std::string const& path) {
    std::ifstream in{path, std::ios::binary};
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return std::move(bytes).str();
}

template <class Enum>
Enum same_number(auto from) {
    return static_cast<Enum>(static_cast<std::uint8_t>(from));
}

LocationType location_type(files::LocationType type) {
    switch (type) {
        case files::LocationType::pick: return LocationType::pick;
        case files::LocationType::reserve: return LocationType::reserve;
        case files::LocationType::stage: return LocationType::stage;
        case files::LocationType::packing: return LocationType::packing;
        case files::LocationType::qc: return LocationType::quality;
        case files::LocationType::return_: return LocationType::returns;
        case files::LocationType::damage: return LocationType::damage;
        case files::LocationType::dock: return LocationType::dock;
    }
    return LocationType::pick;
}

bool keeps_unsellable(files::LocationType type) {
    return type == files::LocationType::qc || type == files::LocationType::return_ ||
           type == files::LocationType::damage;
}

Sku sku_of(files::SkuRow const& row) {
    return {.code = row.code,
            .name_en = row.name_en,
            .name_zh = row.name_zh,
            .owner = {},
            .weight = row.weight_g,
            .length = row.length_mm,
            .width = row.width_mm,
            .height = row.height_mm,
            .lot_mode = same_number<LotMode>(row.lot_mode),
            .expiry_mode = same_number<ExpiryMode>(row.expiry_mode),
            .serial_mode = same_number<SerialMode>(row.serial_mode),
            .shelf_life_days = row.shelf_life_days,
            .unit_price = row.unit_price_minor};
}

// What the warehouse knows already and no column tells: an import of goods or orders must not take
// back how a lead set up a zone or a carrier, nor sell a SKU again that was taken out of sale.
void keep_what_no_file_tells(Read const& read, ImportMasterData& import) {
    std::erase_if(import.warehouses, [&](Warehouse const& row) {
        return warehouse_by_code(read, row.code).has_value();
    });
    std::erase_if(import.owners,
                  [&](Owner const& row) { return owner_by_code(read, row.code).has_value(); });
    std::erase_if(import.zones, [&](ZoneRow const& row) {
        return zone_by_code(read, WarehouseId{1}, row.zone.code).has_value();
    });
    std::erase_if(import.carriers,
                  [&](Carrier const& row) { return carrier_by_code(read, row.code).has_value(); });
    for (SkuRow& row : import.skus) {
        auto const known = sku_by_code(read, row.sku.code);
        if (!known) continue;
        Sku const now = tables::skus.at(read, *known);
        row.sku.min_remaining_days = now.min_remaining_days;
        row.sku.state = now.state;
    }
}

struct Importer {
    DeviceId device;
    OperatorId actor;
};

// Office commands of the importer: no device numbers, but an event id each.
Envelope envelope(Importer const& by, store::EventKey const& id, Instant at, AnyCommand command) {
    return {.device = by.device,
            .request = id,
            .captured_at = at,
            .actor = by.actor,
            .command = std::move(command)};
}

std::optional<OrderId> order_of_cancellation(Read const& read, files::CancellationRow const& row) {
    if (row.order_external_id.empty()) return std::nullopt;
    return order_by_key(read, {row.order_external_id, row.channel});
}

std::vector<CancelledLine> cancelled_lines(Read const& read, OrderId order,
                                           files::CancellationRow const& row) {
    auto const sku = sku_by_code(read, row.sku);
    std::vector<CancelledLine> lines;
    tables::order_lines.scan(read, order, [&](OrderLineKey const& key, OrderLine const& line) {
        if (sku && line.sku == *sku && !open_quantity(line).is_zero())
            lines.push_back({key.line, std::min(open_quantity(line), row.quantity)});
        return lines.empty();
    });
    return lines;
}

bool is_cart(Read const& read, std::string const& code) {
    auto const found = container_by_code(read, code);
    return found && tables::containers.at(read, *found).type == ContainerType::cart;
}

// A file's bytes by its name; nothing when it is not there.
using Open = std::function<std::optional<std::string>(std::string const& name)>;

template <class Row, class ReadFile>
void take(Open const& open, std::string const& name, ImportFolder& into,
          files::ImportFile<Row>& file, ReadFile read_file) {
    auto const bytes = open(name);
    if (!bytes) return;
    into.files.push_back(name);
    file = read_file(*bytes, name);
    for (files::Problem const& problem : file.problems.list) into.problems.add(problem);
    into.problems.count = std::max(into.problems.count, file.problems.count);
}

ImportFolder read_import(Open const& open, Engine& engine) {
    ImportFolder found;
    take(open, "skus.csv", found, found.set.skus, files::read_skus);
    take(open, "barcodes.csv", found, found.set.barcodes, files::read_barcodes);
    take(open, "locations.csv", found, found.set.locations, files::read_locations);
    take(open, "containers.csv", found, found.set.containers, files::read_containers);
    take(open, "stock.csv", found, found.set.stock, files::read_stock);
    if (auto const bytes = open("stock.csv")) found.stock_content = store::sha256(*bytes);
    take(open, "orders.csv", found, found.set.orders, files::read_orders);
    take(open, "cancellations.csv", found, found.set.cancellations, files::read_cancellations);
    take(open, "shelf.csv", found, found.shelf, files::read_shelf);
    Read const read = engine.read_at(engine.durable_seq());
    auto const known = [&](files::CodeKind kind, std::string_view code) {
        std::string const text{code};
        switch (kind) {
            case files::CodeKind::sku: return sku_by_code(read, text).has_value();
            case files::CodeKind::location: return location_by_code(read, text).has_value();
            case files::CodeKind::cart: return is_cart(read, text);
        }
        return false;
    };
    files::Problems const between = files::check_references(found.set, known);
    for (files::Problem const& problem : between.list) found.problems.add(problem);
    return found;
}

}  // namespace

ImportFolder read_import_folder(std::string const& folder, Engine& engine) {
    auto const open = [&](std::string const& name) -> std::optional<std::string> {
        std::string const path = folder + "/" + name;
        if (!std::filesystem::exists(path)) return std::nullopt;
        return slurp(path);
    };
    return read_import(open, engine);
}

ImportFolder read_import_texts(std::map<std::string, std::string> const& texts, Engine& engine) {
    auto const open = [&](std::string const& name) -> std::optional<std::string> {
        auto const found = texts.find(name);
        if (found == texts.end()) return std::nullopt;
        return found->second;
    };
    return read_import(open, engine);
}

ImportMasterData master_data_of(files::ImportSet const& set) {
    ImportMasterData import{.warehouses = {{.code = "W1", .name = "Main warehouse"}},
                            .owners = {{.code = "OWN", .name = "Own goods"}}};
    std::set<std::string> zones;
    for (files::LocationRow const& row : set.locations.rows) {
        if (zones.insert(row.zone).second) {
            import.zones.push_back({.zone = {.warehouse = {},
                                             .code = row.zone,
                                             .forbids_available = keeps_unsellable(row.type)}});
        }
        import.locations.push_back(
            {.location = {.warehouse = {},
                          .zone = {},
                          .code = row.code,
                          .type = location_type(row.type),
                          .pick_sequence = row.pick_sequence,
                          .x_mm = static_cast<std::int32_t>(row.x_mm.value()),
                          .y_mm = static_cast<std::int32_t>(row.y_mm.value()),
                          .check_digits = row.check_digits,
                          .locked_out_until = {},
                          .locked_in_until = {}},
             .zone = row.zone});
    }
    for (files::ContainerRow const& row : set.containers.rows)
        import.containers.push_back(
            {.code = row.code, .type = same_number<ContainerType>(row.type), .parent = row.cart});
    std::set<std::string> owners{"OWN"};
    for (files::SkuRow const& row : set.skus.rows) {
        if (!row.owner.empty() && owners.insert(row.owner).second)
            import.owners.push_back({row.owner, row.owner});
        import.skus.push_back({.sku = sku_of(row), .owner = row.owner});
    }
    for (files::BarcodeRow const& row : set.barcodes.rows) {
        import.barcodes.push_back(
            {row.code, row.sku, {same_number<PackLevel>(row.level), row.factor.value()}});
    }
    std::set<std::string> carriers;
    for (files::OrderRow const& row : set.orders.rows) {
        if (carriers.insert(row.carrier).second)
            import.carriers.push_back({.code = row.carrier, .name = row.carrier});
    }
    return import;
}

ImportStock stock_of(std::vector<files::StockRow> const& rows, std::string const& reason) {
    ImportStock import{.rows = {}, .reason = reason};
    for (files::StockRow const& row : rows) {
        import.rows.push_back({.location = row.location,
                               .sku = row.sku,
                               .quantity = row.quantity,
                               .lot = row.lot,
                               .expiry = row.expiry,
                               .serial = row.serial,
                               .received_at = row.received_at.value_or(Instant{}),
                               .owner = row.owner});
    }
    return import;
}

std::vector<PlaceOrder> orders_of(std::vector<files::OrderRow> const& rows) {
    std::vector<PlaceOrder> orders;
    std::map<std::pair<std::string, std::string>, std::size_t> places;
    for (files::OrderRow const& row : rows) {
        auto const [place, fresh] =
            places.try_emplace({row.channel, row.external_id}, orders.size());
        if (fresh) {
            orders.push_back(
                {.key = {row.external_id, row.channel},
                 .placed_at = row.placed_at,
                 .paid_at = row.paid_at.value_or(row.placed_at),
                 .priority = row.priority,
                 .carrier = row.carrier,
                 .service = row.service,
                 .ship_by = row.ship_by.value_or(Instant{}),
                 .short_policy = same_number<ShortPolicy>(row.short_policy),
                 .recipient = {row.name, row.phone, row.address, row.country, row.remark},
                 .lines = {},
                 .cod = row.cod_minor,
                 .sort_code = row.sort_code,
                 .bag_place = row.bag_place});
        }
        orders[place->second].lines.push_back({.sku = row.sku, .quantity = row.quantity});
    }
    return orders;
}

store::EventKey event_key_of(std::string_view text, Instant at) {
    store::EventKey key = event_key_at(at);
    store::Hash const hash = store::sha256(text);
    std::memcpy(key.data() + 6, hash.data(), 10);
    key[6] = static_cast<std::uint8_t>((key[6] & 0x0F) | 0x70);  // UUID version 7
    key[8] = static_cast<std::uint8_t>((key[8] & 0x3F) | 0x80);  // variant
    return key;
}

store::EventKey order_event(PlaceOrder const& order) {
    return event_key_of("order/" + order.key.channel + "/" + order.key.external_id,
                        order.placed_at);
}

Result<ImportReport> import_into(Engine& engine, ImportFolder const& folder, OperatorId actor) {
    files::ImportSet const& set = folder.set;
    ImportReport report{.skus = set.skus.rows.size(),
                        .barcodes = set.barcodes.rows.size(),
                        .locations = set.locations.rows.size(),
                        .containers = set.containers.rows.size(),
                        .stock_rows = set.stock.rows.size()};
    if (!set.stock.rows.empty()) {  // before anything else is written
        Read const read = engine.read_at(engine.durable_seq());
        if (auto const guard = guard_not_imported(read, folder.stock_content); !guard)
            return std::unexpected(guard.error());
    }
    auto const decide = [&](AnyCommand command) {
        return engine.decide(
            {.device = {}, .captured_at = {}, .actor = actor, .command = std::move(command)});
    };
    ImportMasterData master = master_data_of(set);
    keep_what_no_file_tells(engine.read_at(engine.durable_seq()), master);
    Outcome const made = decide(std::move(master));
    if (made.refusal) return std::unexpected(*made.refusal);
    ImportMasterData importer{};
    importer.devices.push_back({.code = importer_code, .kind = DeviceKind::machine});
    if (auto const outcome = decide(importer); outcome.refusal)
        return std::unexpected(*outcome.refusal);
    Importer const by{device_by_code(engine.read_at(engine.durable_seq()), importer_code).value(),
                      actor};
    if (!set.stock.rows.empty()) {
        ImportStock stock = stock_of(set.stock.rows, "import");
        stock.content = folder.stock_content;
        Outcome const outcome = decide(std::move(stock));
        if (outcome.refusal) return std::unexpected(*outcome.refusal);
    }
    for (PlaceOrder const& order : orders_of(set.orders.rows)) {
        Outcome const outcome =
            engine.decide(envelope(by, order_event(order), order.placed_at, order));
        (outcome.refusal ? report.orders_refused : report.orders) += 1;
        report.order_lines += order.lines.size();
    }
    for (files::CancellationRow const& row : set.cancellations.rows) {
        ++report.cancellations;
        Read const read = engine.read_at(engine.durable_seq());
        auto const order = order_of_cancellation(read, row);
        if (!order) continue;
        auto lines = cancelled_lines(read, *order, row);
        if (lines.empty()) continue;
        std::string const id = "cancel/" + row.channel + "/" + row.external_id + "/" + row.sku;
        Outcome const outcome = engine.decide(
            envelope(by, event_key_of(id, row.at), row.at,
                     CancelOrder{*order, std::move(lines), row.channel, row.external_id}));
        if (!outcome.refusal) ++report.cancellations_done;
    }
    return report;
}

}  // namespace wms
