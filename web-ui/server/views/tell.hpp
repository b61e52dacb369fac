// SPDX-License-Identifier: Apache-2.0
// How the office's documents name things: texts in both languages, times, cards of objects.
#pragma once

#include "domain/process/counting.hpp"
#include "server/answers.hpp"

#include "domain/tables.hpp"

namespace wms::web::tell {

[[nodiscard]] boost::json::value time(Instant at);  // null for none
[[nodiscard]] boost::json::object card(std::string_view kind, std::uint64_t id, std::string code);
[[nodiscard]] boost::json::object of(Read const& read, Holder holder);
[[nodiscard]] boost::json::object sku(Read const& read, SkuId id);
[[nodiscard]] boost::json::object order(Read const& read, OrderId id);
[[nodiscard]] boost::json::object sku_text(Read const& read, SkuId id);
[[nodiscard]] boost::json::object sku_text(Sku const& sku);
[[nodiscard]] boost::json::value person(Read const& read, OperatorId id);  // name, null for none
[[nodiscard]] boost::json::value device(Read const& read, DeviceId id);    // code, null for none
[[nodiscard]] std::string carrier(Read const& read, CarrierId id);

[[nodiscard]] boost::json::object word(OrderState state);
[[nodiscard]] boost::json::object word(Hold hold);
[[nodiscard]] boost::json::object word(ParcelState state);
[[nodiscard]] boost::json::object word(WaybillState state);
[[nodiscard]] boost::json::object word(WaveState state);
[[nodiscard]] boost::json::object word(ManifestState state);
[[nodiscard]] boost::json::object word(StockStatus status);
[[nodiscard]] boost::json::object word(ProblemKind kind);
[[nodiscard]] boost::json::object word(Posting posting);
[[nodiscard]] boost::json::object word(PrintState state);
[[nodiscard]] boost::json::object word(OrderClass order_class);
[[nodiscard]] boost::json::object word(PickMethod method);
[[nodiscard]] boost::json::object word(LocationType type);
[[nodiscard]] boost::json::object word(SkuState state);
[[nodiscard]] boost::json::object word(ContainerState state);
[[nodiscard]] boost::json::object word(LotState state);
[[nodiscard]] boost::json::object word(Role role);
[[nodiscard]] boost::json::object word(Process process);
[[nodiscard]] boost::json::object word(DeviceKind kind);
// Reasons are stored as codes or as free prose.
[[nodiscard]] boost::json::object reason(std::string const& stored);
// "media-empty,cover-open" in plain words.
[[nodiscard]] boost::json::object printer_reason(std::string const& stored);
// A line of a wave's explanation.
[[nodiscard]] boost::json::object explained(std::string const& stored);

template <class Enum>
[[nodiscard]] std::string name(Enum value) {
    return boost::describe::enum_to_string(value, "?");
}

}  // namespace wms::web::tell
