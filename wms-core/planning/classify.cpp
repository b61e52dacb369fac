// SPDX-License-Identifier: Apache-2.0
// §4.6 Builder steps 1-4. Contents are compared by a hash table of sorted (SKU, pieces) lists, so
// the work grows with the number of lines, not with pairs of orders.
#include "planning/working_set.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace wms::planning {
namespace {

// Equal contents within one partition. Counted there because a wave never leaves its partition:
// equal orders of two carriers cannot be packed in one go (step 3 together with step 4).
class Baskets {
public:
    explicit Baskets(std::size_t orders) : numbers_{orders, Hash{&arena_}, Equal{&arena_}} {
        arena_.reserve(orders + orders / 4);
    }

    void number(Entry& entry) {
        Key const key = store(entry);
        auto const [place, is_new] =
            numbers_.try_emplace(key, static_cast<std::uint32_t>(counts_.size()));
        if (is_new)
            counts_.push_back(0);
        else
            arena_.resize(key.offset);
        entry.basket = place->second;
    }
    void count(Entry const& entry) { ++counts_[entry.basket]; }
    [[nodiscard]] std::int64_t count_of(Entry const& entry) const { return counts_[entry.basket]; }

private:
    struct Item {
        std::uint64_t sku;
        std::int64_t pieces;
        friend auto operator<=>(Item const&, Item const&) = default;
    };
    using Arena = std::vector<Item>;
    struct Key {
        std::uint32_t offset;
        std::uint32_t size;
        std::uint32_t partition;
    };
    static std::span<Item const> items(Arena const& arena, Key key) {
        return std::span{arena}.subspan(key.offset, key.size);
    }
    struct Hash {
        Arena const* arena;
        std::size_t operator()(Key key) const {
            std::uint64_t hash = key.partition;
            for (Item const& item : items(*arena, key)) {
                hash = (hash ^ item.sku) * 0x9E3779B97F4A7C15U;
                hash ^= hash >> 29;
                hash = (hash ^ static_cast<std::uint64_t>(item.pieces)) * 0xBF58476D1CE4E5B9U;
                hash ^= hash >> 32;
            }
            return hash;
        }
    };
    struct Equal {
        Arena const* arena;
        bool operator()(Key a, Key b) const {
            return a.partition == b.partition &&
                   std::ranges::equal(items(*arena, a), items(*arena, b));
        }
    };

    // One SKU picked at two locations is one item of the contents.
    Key store(Entry& entry) {
        std::size_t const offset = arena_.size();
        for (CandidateLine const& line : entry.candidate->lines)
            arena_.push_back({line.sku.value(), line.quantity.value()});
        auto const begin = arena_.begin() + static_cast<std::ptrdiff_t>(offset);
        std::sort(begin, arena_.end());
        auto last = begin;
        for (auto next = begin + 1; next != arena_.end(); ++next) {
            if (next->sku == last->sku)
                last->pieces += next->pieces;
            else
                *++last = *next;
        }
        arena_.erase(last + 1, arena_.end());
        entry.skus = static_cast<std::uint32_t>(arena_.size() - offset);
        return {static_cast<std::uint32_t>(offset), entry.skus, entry.partition};
    }

    Arena arena_;
    std::unordered_map<Key, std::uint32_t, Hash, Equal> numbers_;
    std::vector<std::int64_t> counts_;
};

std::optional<Reason> unfit(Candidate const& candidate) {
    if (candidate.pickup == Instant{}) return because(ReasonCode::no_pickup);
    if (candidate.lines.empty()) return because(ReasonCode::no_lines);
    for (CandidateLine const& line : candidate.lines) {
        if (line.quantity.is_zero()) return because(ReasonCode::no_quantity, line.sku.value());
        if (!line.location) return because(ReasonCode::no_location, line.sku.value());
    }
    return std::nullopt;
}

// Ids that occur more than once, sorted. Every copy is left out: to keep "the first" would make the
// plan depend on the caller's sequence.
std::vector<OrderId> repeated_orders(std::span<Candidate const> candidates) {
    std::vector<OrderId> ids;
    ids.reserve(candidates.size());
    for (Candidate const& candidate : candidates) ids.push_back(candidate.order);
    std::ranges::sort(ids);
    std::vector<OrderId> repeated;
    for (std::size_t i = 1; i < ids.size(); ++i)
        if (ids[i] == ids[i - 1]) repeated.push_back(ids[i]);
    return repeated;
}

Entry measured(Candidate const& candidate, WaveRules const& rules, Instant now,
               std::vector<Stop>& stops) {
    Entry entry{.candidate = &candidate};
    stops.clear();
    for (CandidateLine const& line : candidate.lines) {
        entry.pieces += line.quantity.value();
        stops.push_back({line.location, line.pick_sequence, {line.x_mm, line.y_mm}});
    }
    order_by_sequence(stops);
    entry.stops = std::ssize(stops);
    entry.walk_mm = walk_mm(rules.start, stops, rules.end, rules.layout);
    std::int64_t const process_ms =
        duration_ms(rules.speed, entry.walk_mm, entry.stops, entry.pieces);
    // Whole minutes: a few seconds of walking do not outrank the customer's priority.
    entry.slack_min = whole_minutes((candidate.pickup - now).value() - process_ms);
    return entry;
}

std::vector<Entry> in_sequence(std::vector<Entry> const& entries) {
    using Key = std::tuple<Instant, std::int64_t, std::int64_t, Instant, OrderId, std::size_t>;
    std::vector<Key> keys;
    keys.reserve(entries.size());
    for (Entry const& entry : entries) {
        Candidate const& order = *entry.candidate;
        keys.emplace_back(order.pickup, entry.slack_min, order.priority, order.paid_at, order.order,
                          keys.size());
    }
    std::ranges::sort(keys);
    std::vector<Entry> sorted;
    sorted.reserve(entries.size());
    for (Key const& key : keys) sorted.push_back(entries[std::get<5>(key)]);
    return sorted;
}

// §4.6 step 4.
class Partitions {
public:
    void number(Entry& entry) {
        Candidate const& order = *entry.candidate;
        Key const key{order.pickup, order.profile, order.carrier, order.service,
                      order.temperature_zone};
        auto const next = static_cast<std::uint32_t>(numbers_.size());
        entry.partition = numbers_.try_emplace(key, next).first->second;
    }

private:
    using Key = std::tuple<Instant, ProcessProfile, CarrierId, std::string_view, std::string_view>;
    std::map<Key, std::uint32_t> numbers_ = {};
};

// Numbers given in the caller's sequence become numbers by first appearance in ours.
void renumber(std::vector<Entry>& entries, std::uint32_t Entry::* number) {
    constexpr std::uint32_t unseen = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> appearance(entries.size(), unseen);
    std::uint32_t next = 0;
    for (Entry& entry : entries) {
        std::uint32_t& place = appearance[entry.*number];
        if (place == unseen) place = next++;
        entry.*number = place;
    }
}

bool matches(CustomRule const& rule, Candidate const& order) {
    bool const names_something = rule.carrier || !rule.service.empty() || !rule.shop.empty();
    return names_something && (!rule.carrier || rule.carrier == order.carrier) &&
           (rule.service.empty() || rule.service == order.service) &&
           (rule.shop.empty() || rule.shop == order.shop);
}

std::optional<std::uint32_t> custom_rule_of(Candidate const& order, WaveRules const& rules) {
    for (std::uint32_t i = 0; i < rules.custom_rules.size(); ++i)
        if (matches(rules.custom_rules[i], order)) return i;
    return std::nullopt;
}

bool is_bulk(Entry const& entry, WaveRules const& rules) {
    bool const many = !rules.bulk_quantity.is_zero() && entry.pieces >= rules.bulk_quantity.value();
    bool const heavy = !rules.bulk_weight.is_zero() && entry.candidate->weight >= rules.bulk_weight;
    return many || heavy;
}

// Different dangers or promises are different streams.
std::uint32_t flag_mask(Candidate const& order) {
    std::uint32_t mask = 0;
    for (OrderFlag const flag : order.flags) mask |= 1U << static_cast<unsigned>(flag);
    return mask;
}

// The classes that need only the order itself. `multi` means: look at the contents.
void class_by_itself(Entry& entry, WaveRules const& rules) {
    entry.sub = flag_mask(*entry.candidate);
    if (entry.sub != 0) {
        entry.cls = OrderClass::special;
    } else if (auto const rule = custom_rule_of(*entry.candidate, rules)) {
        entry.cls = OrderClass::custom;
        entry.sub = *rule;
    } else if (is_bulk(entry, rules)) {
        entry.cls = OrderClass::bulk;
    }
}

void class_by_contents(Entry& entry, WaveRules const& rules) {
    if (entry.cls != OrderClass::multi) return;
    if (rules.same_order_count > 0 && entry.equal_orders >= rules.same_order_count) {
        entry.cls = OrderClass::same;
        entry.sub = entry.basket;
    } else if (entry.skus == 1) {
        entry.cls = entry.pieces == 1 ? OrderClass::single_unit : OrderClass::single_sku;
    }
}

}  // namespace

WorkingSet classify(std::span<Candidate const> candidates, WaveRules const& rules, Instant now) {
    WorkingSet set{.rules = rules, .now = now};
    std::vector<OrderId> const repeated = repeated_orders(candidates);
    Partitions partitions;
    Baskets baskets{candidates.size()};
    std::vector<Entry> entries;
    entries.reserve(candidates.size());
    std::vector<Stop> stops;
    // One pass over the orders as they lie in memory; the sequence comes after it.
    for (Candidate const& candidate : candidates) {
        if (std::ranges::binary_search(repeated, candidate.order)) {
            set.left_out.push_back({candidate.order, because(ReasonCode::duplicate_order)});
            continue;
        }
        if (auto reason = unfit(candidate)) {
            set.left_out.push_back({candidate.order, *std::move(reason)});
            continue;
        }
        Entry& entry = entries.emplace_back(measured(candidate, rules, now, stops));
        class_by_itself(entry, rules);
        partitions.number(entry);
        baskets.number(entry);
        // First match: an order that is special, custom or bulk does not make others "same".
        if (entry.cls == OrderClass::multi) baskets.count(entry);
    }
    for (Entry& entry : entries) entry.equal_orders = baskets.count_of(entry);
    set.entries = in_sequence(entries);
    renumber(set.entries, &Entry::partition);
    renumber(set.entries, &Entry::basket);
    for (Entry& entry : set.entries) class_by_contents(entry, rules);
    return set;
}

}  // namespace wms::planning
