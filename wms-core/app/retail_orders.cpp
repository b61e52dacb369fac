// SPDX-License-Identifier: Apache-2.0
#include "app/retail_orders.hpp"

#include "app/retail_hall.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace wms::retail {
namespace {

using import_files::CancellationRow;
using import_files::OrderRow;
using import_files::ShortPolicy;

constexpr std::string_view channel = "retail";

enum class Reach : std::uint8_t { home, europe, world };

struct Country {
    std::string_view name;  // in the source
    std::string_view code;  // ISO 3166-1; ZZ: not told
    Reach reach;
};

constexpr auto countries = std::to_array<Country>({
    {"Australia", "AU", Reach::world},
    {"Austria", "AT", Reach::europe},
    {"Bahrain", "BH", Reach::world},
    {"Belgium", "BE", Reach::europe},
    {"Brazil", "BR", Reach::world},
    {"Canada", "CA", Reach::world},
    {"Channel Islands", "JE", Reach::home},
    {"Cyprus", "CY", Reach::europe},
    {"Czech Republic", "CZ", Reach::europe},
    {"Denmark", "DK", Reach::europe},
    {"EIRE", "IE", Reach::europe},
    {"European Community", "EU", Reach::europe},
    {"Finland", "FI", Reach::europe},
    {"France", "FR", Reach::europe},
    {"Germany", "DE", Reach::europe},
    {"Greece", "GR", Reach::europe},
    {"Hong Kong", "HK", Reach::world},
    {"Iceland", "IS", Reach::europe},
    {"Israel", "IL", Reach::world},
    {"Italy", "IT", Reach::europe},
    {"Japan", "JP", Reach::world},
    {"Lebanon", "LB", Reach::world},
    {"Lithuania", "LT", Reach::europe},
    {"Malta", "MT", Reach::europe},
    {"Netherlands", "NL", Reach::europe},
    {"Norway", "NO", Reach::europe},
    {"Poland", "PL", Reach::europe},
    {"Portugal", "PT", Reach::europe},
    {"Saudi Arabia", "SA", Reach::world},
    {"Singapore", "SG", Reach::world},
    {"Spain", "ES", Reach::europe},
    {"Sweden", "SE", Reach::europe},
    {"Switzerland", "CH", Reach::europe},
    {"USA", "US", Reach::world},
    {"United Arab Emirates", "AE", Reach::world},
    {"United Kingdom", "GB", Reach::home},
});

constexpr auto streets = std::to_array<std::string_view>({
    "Bramble Lane",
    "Canal Street",
    "Chapel Hill",
    "Harbour Road",
    "High Street",
    "Kiln Yard",
    "Lantern Row",
    "Market Square",
    "Mill Lane",
    "Orchard Close",
    "Potter Street",
    "Station Road",
});

Country country_of(std::string_view name) {
    auto const found = std::ranges::find(countries, name, &Country::name);
    return found == countries.end() ? Country{name, "ZZ", Reach::world} : *found;
}

std::string_view carrier_of(Reach reach, std::int64_t pieces) {
    if (pieces > freight_above_pieces) return "FREIGHT";
    switch (reach) {
        case Reach::home: return "PARCEL-UK";
        case Reach::europe: return "PARCEL-EU";
        case Reach::world: break;
    }
    return "PARCEL-WORLD";
}

// Pallets leave complete, parcels abroad wait (a second one costs more than a day), at home what is
// there goes.
ShortPolicy short_policy_of(std::string_view carrier) {
    if (carrier == "FREIGHT") return ShortPolicy::ship_complete;
    return carrier == "PARCEL-UK" ? ShortPolicy::ship_short : ShortPolicy::wait;
}

Instant ship_by_of(Instant placed_at) {
    Instant const cut_off = midnight(day_of(placed_at, 0)) + Elapsed{18 * 3'600'000};
    return placed_at < cut_off ? cut_off : cut_off + Elapsed{24 * 3'600'000};
}

OrderRow header_of(Invoice const& sale) {
    std::int64_t pieces = 0;
    for (InvoiceLine const& line : sale.lines) pieces += line.pieces;
    Country const country = country_of(sale.country);
    std::string_view const carrier = carrier_of(country.reach, pieces);
    bool const freight = carrier == "FREIGHT";
    // Guests are told apart by their invoice: nobody knows whether two are the same person.
    std::string const who = sale.customer.empty() ? "Guest " + sale.number : sale.customer;
    std::string_view const street = streets[draw("street", who, streets.size())];
    return {.channel = std::string{channel},
            .external_id = sale.number,
            .placed_at = sale.at,
            .paid_at = sale.at,
            .priority = freight ? 7 : 5,
            .carrier = std::string{carrier},
            .service = freight ? "pallet" : "standard",
            .ship_by = ship_by_of(sale.at),
            .name = sale.customer.empty() ? who : "Customer " + who,
            // 020 7946 0xxx is kept free for made-up numbers by the British regulator.
            .phone = fmt::format("+44 20 7946 0{:03}", draw("phone", who, 1000)),
            .address = fmt::format("{} {}, Sampleton, {}", 1 + draw("house", who, 200), street,
                                   country.name),
            .country = std::string{country.code},
            .short_policy = short_policy_of(carrier),
            .sku = {},
            .quantity = {}};
}

// What was ordered after its cancellation cannot be what it cancels.
Invoice const* order_of(Invoice const& credit, std::string_view sku,
                        std::span<Invoice const> sales) {
    if (credit.customer.empty()) return nullptr;
    Invoice const* latest = nullptr;
    for (Invoice const& sale : sales) {
        bool const fits = sale.customer == credit.customer && sale.at <= credit.at &&
                          std::ranges::find(sale.lines, sku, &InvoiceLine::sku) != sale.lines.end();
        if (fits) latest = &sale;
    }
    return latest;
}

}  // namespace

std::vector<OrderRow> orders_of(std::span<Invoice const> sales) {
    std::vector<OrderRow> rows;
    for (Invoice const& sale : sales) {
        OrderRow row = header_of(sale);
        for (InvoiceLine const& line : sale.lines) {
            row.sku = line.sku;
            row.quantity = Quantity{line.pieces};
            ++row.line_no;
            rows.push_back(row);
        }
    }
    return rows;
}

std::vector<CancellationRow> cancellations_of(std::span<Invoice const> credits,
                                              std::span<Invoice const> sales) {
    std::vector<CancellationRow> rows;
    for (Invoice const& credit : credits) {
        for (InvoiceLine const& line : credit.lines) {
            Invoice const* const order = order_of(credit, line.sku, sales);
            rows.push_back({.channel = std::string{channel},
                            .external_id = credit.number,
                            .at = credit.at,
                            .order_external_id = order == nullptr ? "" : order->number,
                            .customer = credit.customer,
                            .sku = line.sku,
                            .quantity = Quantity{line.pieces}});
        }
    }
    return rows;
}

}  // namespace wms::retail
