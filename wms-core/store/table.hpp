// SPDX-License-Identifier: Apache-2.0
// Typed tables over the byte tables: a key type, a value type, and the secondary indexes the table
// keeps up to date by itself. An index entry is (index key, primary key) → nothing; a row without
// an index key is not in that index (so "open tasks only" is an index, not a filter).
#pragma once

#include "store/key.hpp"
#include "store/lmdb.hpp"

#include <array>
#include <functional>
#include <optional>
#include <tuple>
#include <utility>

namespace wms::store {

template <class Key>
[[nodiscard]] KeyBuffer key_bytes(Key const& key) {
    KeyBuffer buffer;
    encode_key(buffer, key);
    return buffer;
}

template <class IndexKey, class KeyOf>
struct Index {
    using key_type = IndexKey;
    TableRef ref;
    KeyOf key_of;  // (Key const&, Value const&) -> std::optional<IndexKey>
};
template <class IndexKey, class KeyOf>
consteval Index<IndexKey, KeyOf> index_on(TableRef ref, KeyOf key_of) {
    return {ref, key_of};
}

// Entries of an index as a number and a sum that does not depend on their order.
struct IndexSum {
    std::uint64_t entries = 0;
    std::uint64_t sum = 0;
    void add(std::string_view entry) {
        entries += 1;
        sum += std::hash<std::string_view>{}(entry);
    }
    friend bool operator==(IndexSum const&, IndexSum const&) = default;
};

template <class Key, class Value, class... Indexes>
class Table {
public:
    using key_type = Key;
    using value_type = Value;

    consteval explicit Table(TableRef ref, Indexes... indexes) : ref_{ref}, indexes_{indexes...} {}

    [[nodiscard]] std::optional<Value> find(Read const& read, Key const& key) const {
        auto const bytes = read.find(ref_, key_bytes(key).view());
        if (!bytes) return std::nullopt;
        return from_bytes<Value>(*bytes);
    }
    [[nodiscard]] bool contains(Read const& read, Key const& key) const {
        return read.find(ref_, key_bytes(key).view()).has_value();
    }
    // The row must be there: its absence is our own mistake.
    [[nodiscard]] Value at(Read const& read, Key const& key) const {
        auto const bytes = read.find(ref_, key_bytes(key).view());
        ensure(bytes.has_value(), "a row that is referred to exists");
        return from_bytes<Value>(*bytes);
    }
    void put(Write& write, Key const& key, Value const& value) const {
        KeyBuffer const primary = key_bytes(key);
        std::optional<Value> old;
        if constexpr (sizeof...(Indexes) > 0) {
            auto const bytes = write.find(ref_, primary.view());
            if (bytes) old = from_bytes<Value>(*bytes);
        }
        put_over(write, key, primary, old ? &*old : nullptr, value);
    }
    // A row that is not there yet: nothing is looked for. Throws BrokenInvariant if it is.
    void insert(Write& write, Key const& key, Value const& value) const {
        KeyBuffer const primary = key_bytes(key);
        ensure(write.insert(ref_, primary.view(), to_bytes(value)), "a new row has a new key");
        update_indexes(write, key, primary, nullptr, &value);
    }
    // Over a row the caller has just read: `old` is what is stored.
    void replace(Write& write, Key const& key, Value const& old, Value const& value) const {
        put_over(write, key, key_bytes(key), &old, value);
    }
    void erase(Write& write, Key const& key) const {
        KeyBuffer const primary = key_bytes(key);
        if constexpr (sizeof...(Indexes) > 0) {
            auto const bytes = write.find(ref_, primary.view());
            if (!bytes) return;
            Value const old = from_bytes<Value>(*bytes);
            update_indexes(write, key, primary, &old, nullptr);
        }
        write.erase(ref_, primary.view());
    }
    // Changes a row that is there.
    template <class Change>
    void update(Write& write, Key const& key, Change&& change) const {
        KeyBuffer const primary = key_bytes(key);
        auto const bytes = write.find(ref_, primary.view());
        ensure(bytes.has_value(), "a row that is referred to exists");
        Value const old = from_bytes<Value>(*bytes);
        Value value = old;
        change(value);
        put_over(write, key, primary, &old, value);
    }

    // Rows whose key begins with `prefix` (a described struct, id or text that is the key's first
    // fields), in key order. `visit(Key, Value)` returns false to stop. Nothing may be written
    // meanwhile.
    template <class Prefix, class Visit>
    void scan(Read const& read, Prefix const& prefix, Visit&& visit) const {
        walk(read, ref_, key_bytes(prefix).view(), {},
             [&](std::string_view key, std::string_view value) {
                 return visit(decode_whole<Key>(key), from_bytes<Value>(value));
             });
    }
    // The same, beginning at the key `from` (which has the prefix too).
    template <class Prefix, class Visit>
    void scan_from(Read const& read, Prefix const& prefix, Key const& from, Visit&& visit) const {
        walk(read, ref_, key_bytes(prefix).view(), key_bytes(from).view(),
             [&](std::string_view key, std::string_view value) {
                 return visit(decode_whole<Key>(key), from_bytes<Value>(value));
             });
    }
    template <class Visit>
    void scan_all(Read const& read, Visit&& visit) const {
        walk(read, ref_, {}, {}, [&](std::string_view key, std::string_view value) {
            return visit(decode_whole<Key>(key), from_bytes<Value>(value));
        });
    }
    // Primary keys through index number `n` whose index key begins with `prefix`, in index order.
    template <std::size_t n, class Prefix, class Visit>
    void scan_index(Read const& read, Prefix const& prefix, Visit&& visit) const {
        auto const& index = std::get<n>(indexes_);
        walk(read, index.ref, key_bytes(prefix).view(), {}, index_visitor<n>(visit));
    }
    // The same over the whole index, beginning at index key `from`.
    template <std::size_t n, class From, class Visit>
    void scan_index_from(Read const& read, From const& from, Visit&& visit) const {
        auto const& index = std::get<n>(indexes_);
        walk(read, index.ref, {}, key_bytes(from).view(), index_visitor<n>(visit));
    }
    [[nodiscard]] std::uint64_t count(Read const& read) const { return read.count(ref_); }

    // For the audit: visit(index, wanted, stored) for each index; `wanted` is summed over the rows,
    // `stored` over the index itself. Equal sums: each row has its entry and each entry its row.
    template <class Visit>
    void sum_indexes(Read const& read, Visit&& visit) const {
        constexpr auto numbers = std::index_sequence_for<Indexes...>{};
        std::array<IndexSum, sizeof...(Indexes)> wanted{};
        scan_all(read, [&](Key const& key, Value const& value) {
            add_wanted(wanted, key, value, numbers);
            return true;
        });
        visit_sums(read, wanted, visit, numbers);
    }

private:
    template <std::size_t... n>
    void add_wanted(std::array<IndexSum, sizeof...(n)>& wanted, Key const& key, Value const& value,
                    std::index_sequence<n...>) const {
        (add_entry(wanted[n], std::get<n>(indexes_), key, value), ...);
    }
    template <class AnIndex>
    static void add_entry(IndexSum& sum, AnIndex const& index, Key const& key, Value const& value) {
        auto const index_key = index.key_of(key, value);
        if (!index_key) return;
        KeyBuffer entry = key_bytes(*index_key);
        encode_key(entry, key);
        sum.add(entry.view());
    }
    template <class Visit, std::size_t... n>
    void visit_sums(Read const& read, std::array<IndexSum, sizeof...(n)> const& wanted,
                    Visit& visit, std::index_sequence<n...>) const {
        auto const stored = [&](TableRef index) {
            IndexSum sum{};
            walk(read, index, {}, {}, [&](std::string_view entry, std::string_view) {
                sum.add(entry);
                return true;
            });
            return sum;
        };
        (visit(std::get<n>(indexes_).ref, wanted[n], stored(std::get<n>(indexes_).ref)), ...);
    }

    template <class T>
    static T decode_whole(std::string_view bytes) {
        T value{};
        KeyReader reader{bytes};
        decode_key(reader, value);
        return value;
    }
    template <std::size_t n, class Visit>
    static auto index_visitor(Visit& visit) {
        using IndexKey = typename std::tuple_element_t<n, std::tuple<Indexes...>>::key_type;
        return [&visit](std::string_view bytes, std::string_view) {
            KeyReader reader{bytes};
            IndexKey index_key{};
            decode_key(reader, index_key);
            Key key{};
            decode_key(reader, key);
            return visit(index_key, key);
        };
    }
    template <class Visit>
    static void walk(Read const& read, TableRef ref, std::string_view prefix, std::string_view from,
                     Visit&& visit) {
        Cursor cursor{read, ref};
        bool more = cursor.seek(from.empty() ? prefix : from);
        while (more && cursor.key().starts_with(prefix)) {
            if (!visit(cursor.key(), cursor.value())) return;
            more = cursor.next();
        }
    }
    void put_over(Write& write, Key const& key, KeyBuffer const& primary, Value const* old,
                  Value const& value) const {
        update_indexes(write, key, primary, old, &value);
        write.put(ref_, primary.view(), to_bytes(value));
    }
    void update_indexes(Write& write, Key const& key, KeyBuffer const& primary,
                        Value const* old_value, Value const* new_value) const {
        std::apply(
            [&](auto const&... index) {
                (update_index(write, index, key, primary, old_value, new_value), ...);
            },
            indexes_);
    }
    template <class AnIndex>
    static void update_index(Write& write, AnIndex const& index, Key const& key,
                             KeyBuffer const& primary, Value const* old_value,
                             Value const* new_value) {
        using IndexKey = std::optional<typename AnIndex::key_type>;
        IndexKey const before = old_value ? index.key_of(key, *old_value) : IndexKey{};
        IndexKey const after = new_value ? index.key_of(key, *new_value) : IndexKey{};
        auto const entry = [&](IndexKey const& index_key) {
            KeyBuffer buffer = key_bytes(*index_key);
            buffer.raw(primary.view());
            return buffer;
        };
        if (!before && !after) return;
        if (before && after && *before == *after) return;
        if (before) write.erase(index.ref, entry(before).view());
        if (after) write.put(index.ref, entry(after).view(), {});
    }

    TableRef ref_;
    std::tuple<Indexes...> indexes_;
};

template <class Key, class Value, class... Indexes>
consteval Table<Key, Value, Indexes...> table_of(TableRef ref, Indexes... indexes) {
    return Table<Key, Value, Indexes...>{ref, indexes...};
}

}  // namespace wms::store
