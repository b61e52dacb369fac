// SPDX-License-Identifier: Apache-2.0
// What stands on a parcel's waybill: from the tables to the values of a label. Here the recipient
// is whole; the template masks him (labels/privacy.hpp), so that nothing but paper ever is.
#pragma once

#include "domain/tables.hpp"

#include "labels/label_data.hpp"

#include <expected>
#include <functional>
#include <string>

namespace wms {

struct WaybillSettings {
    Language language = Language::zh;
    // Who sends; an empty name is the goods' owner, or the warehouse.
    std::string sender_name = {};
    std::string sender_phone = {};
    std::string sender_address = {};
    std::function<Instant()> now = {};  // for "printed at"; nothing is printed without
};

// "2026-11-24 18:30" on the warehouse's clock
[[nodiscard]] std::string local_time(Instant at, Warehouse const& warehouse);
// In the language, or in the other one, or its code.
[[nodiscard]] std::string goods_name(Sku const& sku, Language language);
void add_sender(labels::Fields& fields, Read const& read, Order const& order,
                WaybillSettings const& settings);

// The error is a sentence for people.
[[nodiscard]] std::expected<labels::LabelData, std::string> waybill_data(
    Read const& read, PrintJob const& job, WaybillSettings const& settings);

}  // namespace wms
