// SPDX-License-Identifier: Apache-2.0
#include "domain/audit.hpp"

#include "domain/audit_checks.hpp"
#include "domain/change.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace wms {
namespace auditing {

void Findings::add(std::string_view check, std::string what) {
    auto const name = std::ranges::find(names, check);
    ensure(name != names.end(), "every check has a name");
    std::size_t& count = counts_[static_cast<std::size_t>(name - names.begin())];
    if (++count <= kept_max) kept_.push_back({std::string{check}, std::move(what)});
}

std::vector<Finding> Findings::take() {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (counts_[i] > kept_max)
            kept_.push_back(
                {std::string{names[i]}, fmt::format("and {} more", counts_[i] - kept_max)});
    }
    return std::move(kept_);
}

std::string describe(Read const& read, QuantKey const& key) {
    std::string text =
        fmt::format("{} {} at {}", sku_name(read, key.sku),
                    boost::describe::enum_to_string(key.status, "?"), name_of(read, key.holder));
    if (key.lot) text += fmt::format(", lot #{}", key.lot.value());
    if (key.serial) text += fmt::format(", serial #{}", key.serial.value());
    return text;
}

namespace {

template <class Table>
void check_indexes_of(Read const& read, Table const& table, Findings& findings) {
    table.sum_indexes(read, [&](store::TableRef index, store::IndexSum const& wanted,
                                store::IndexSum const& stored) {
        if (wanted == stored) return;
        findings.add("indexes",
                     fmt::format("{} has {} entries, its rows want {}{}",
                                 tables::names[index.number], stored.entries, wanted.entries,
                                 stored.entries == wanted.entries ? " others" : ""));
    });
}

}  // namespace

void check_indexes(Read const& read, Findings& findings) {
    auto const check = [&](auto const&... table) {
        (check_indexes_of(read, table, findings), ...);
    };
    check(tables::owners, tables::skus, tables::lots, tables::serials, tables::warehouses,
          tables::zones, tables::locations, tables::containers, tables::stations, tables::carriers,
          tables::quants, tables::allocations, tables::orders, tables::waves, tables::batches,
          tables::tasks, tables::parcels, tables::print_jobs, tables::manifests, tables::counts,
          tables::operators, tables::devices, tables::outbox, tables::web_sessions,
          tables::machine_keys);
}

}  // namespace auditing

std::vector<Finding> audit(Read const& read) {
    auditing::Findings findings;
    auditing::Facts facts;
    auditing::check_allocations(read, findings, facts);
    auditing::check_orders(read, findings, facts);
    auditing::check_stock(read, findings, facts);
    auditing::check_waybills(read, findings);
    auditing::check_tasks(read, findings, facts);
    auditing::check_manifests(read, findings);
    auditing::check_references(read, findings);
    auditing::check_indexes(read, findings);
    return findings.take();
}

std::vector<std::string_view> audit_names() {
    return {auditing::names.begin(), auditing::names.end()};
}

void LedgerSums::add(StockPosted const& posted) {
    auto const bytes = [&](Place const& place) {
        return std::string{store::key_bytes(quant_key(posted, place)).view()};
    };
    sums_[bytes(posted.from)] -= posted.quantity.value();
    sums_[bytes(posted.to)] += posted.quantity.value();
}

void LedgerSums::add_events(std::string_view events) {
    ByteReader reader{events};
    while (!reader.at_end()) {
        std::uint64_t const tag = reader.unsigned_number();
        std::string_view const bytes = reader.raw(reader.unsigned_number());
        if (tag == StockPosted::tag) add(from_bytes<StockPosted>(bytes));
    }
}

std::vector<Finding> LedgerSums::compare(Read const& read) const {
    auditing::Findings findings;
    std::size_t matched = 0;
    tables::quants.scan_all(read, [&](QuantKey const& key, Quant const& quant) {
        auto const sum = sums_.find(std::string{store::key_bytes(key).view()});
        if (sum != sums_.end()) ++matched;
        std::int64_t const ledger = sum == sums_.end() ? 0 : sum->second;
        if (ledger != quant.on_hand)
            findings.add("I1", fmt::format("{}: on hand {}, the ledger sums to {}",
                                           auditing::describe(read, key), quant.on_hand, ledger));
        return true;
    });
    if (matched == sums_.size()) return findings.take();
    for (auto const& [bytes, sum] : sums_) {
        store::KeyReader reader{bytes};
        QuantKey key{};
        store::decode_key(reader, key);
        if (sum != 0 && !tables::quants.contains(read, key))
            findings.add("I1", fmt::format("{}: no row, the ledger sums to {}",
                                           auditing::describe(read, key), sum));
    }
    return findings.take();
}

}  // namespace wms
