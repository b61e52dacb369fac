// SPDX-License-Identifier: Apache-2.0
// The version of the tables. The journal is the truth, so the plain way from an old version to the
// new one is to apply the journal again; a step that can be done in place is listed and saves that
// time.
#pragma once

#include "domain/stock.hpp"

#include <cstdint>
#include <span>

namespace wms {

inline constexpr std::uint32_t schema_version = 9;

struct Migration {
    std::uint32_t from = 0;  // to from + 1
    char const* what = "";
    void (*change)(Write& write) = nullptr;  // idempotent; nothing means: rebuild from the journal
};

// The steps from version 1 on, in order.
[[nodiscard]] std::span<Migration const> migrations();

enum class Migrated : std::uint8_t { nothing_to_do, in_place, rebuild };

// Brings the tables from the version they carry to `to`, or says that they must be rebuilt.
// Throws StoreFailure when they are newer than this program.
[[nodiscard]] Migrated migrate(Write& write, std::span<Migration const> steps, std::uint32_t to);

void set_schema(Write& write, std::uint32_t version);
[[nodiscard]] std::optional<std::uint32_t> schema_of(Read const& read);

}  // namespace wms
