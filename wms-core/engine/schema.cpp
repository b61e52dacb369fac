// SPDX-License-Identifier: Apache-2.0
#include "engine/schema.hpp"

#include "domain/tables.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>
#include <vector>

namespace wms {
namespace {

// `wms verify` compares bytes: a row that was written before its last field existed ends earlier.
template <auto const& table>
void write_anew(Write& write) {
    using Row = std::pair<typename std::decay_t<decltype(table)>::key_type,
                          typename std::decay_t<decltype(table)>::value_type>;
    std::vector<Row> rows;
    table.scan_all(write, [&](auto const& key, auto const& row) {
        rows.emplace_back(key, row);
        return true;
    });
    for (auto const& [key, row] : rows) table.put(write, key, row);
}

}  // namespace

std::span<Migration const> migrations() {
    static constexpr Migration steps[] = {
        {1, "PINs, web sessions and machine keys: tables that start empty", [](Write&) {}},
        {2, "printers: a table that starts empty", [](Write&) {}},
        {3, "the site's rules and adjustments: tables that start empty", [](Write&) {}},
        // `wms verify` compares bytes, and rows that were written before have fewer of them
        {4, "orders, parcels, print jobs and printers have more fields", nullptr},
        {5, "the site's rules have sizes by class", write_anew<tables::rules>},
        {6, "print jobs of designs of one's own: one more field", write_anew<tables::print_jobs>},
        {7,
         "sessions: who took a round over, when a scan was; problems: told in both languages; "
         "waves: "
         "why they are held",
         [](Write& write) {
             write_anew<tables::sessions>(write);
             write_anew<tables::problems>(write);
             write_anew<tables::waves>(write);
         }},
        {8,
         "parcels: the carton passed over, own package, how it was weighed; the site's rules: "
         "tolerance of weights, filling of cartons; problems: their order; sessions: totals of a "
         "picker's round; containers: the slot of a tote on a cart; the packers' pace: a table "
         "that "
         "starts empty",
         [](Write& write) {
             write_anew<tables::parcels>(write);
             write_anew<tables::rules>(write);
             write_anew<tables::problems>(write);
             write_anew<tables::sessions>(write);
             write_anew<tables::containers>(write);
         }},
    };
    return steps;
}

std::optional<std::uint32_t> schema_of(Read const& read) {
    auto const value = tables::meta.find(read, "schema");
    if (!value) return std::nullopt;
    std::uint32_t version = 0;
    std::from_chars(value->text.data(), value->text.data() + value->text.size(), version);
    return version;
}

void set_schema(Write& write, std::uint32_t version) {
    tables::meta.put(write, "schema", {fmt::format("{}", version)});
}

Migrated migrate(Write& write, std::span<Migration const> steps, std::uint32_t to) {
    std::optional<std::uint32_t> version = schema_of(write);
    if (!version) {
        set_schema(write, to);
        return Migrated::nothing_to_do;
    }
    if (*version > to) {
        throw StoreFailure{
            fmt::format("the store has schema {}, this program knows {}: use the newer program",
                        *version, to),
            0};
    }
    Migrated done = Migrated::nothing_to_do;
    while (*version < to) {
        Migration const* step = nullptr;
        for (Migration const& candidate : steps) {
            if (candidate.from == *version) step = &candidate;
        }
        if (step == nullptr || step->change == nullptr) return Migrated::rebuild;
        step->change(write);
        set_schema(write, ++*version);
        done = Migrated::in_place;
    }
    return done;
}

}  // namespace wms
