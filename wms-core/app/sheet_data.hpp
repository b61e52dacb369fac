// SPDX-License-Identifier: Apache-2.0
// What stands on everything the house prints, by the kind of its job: the tables as values of
// labels and sheets.
#pragma once

#include "app/label_data.hpp"

namespace wms {

// A waybill, a location's label or a sheet. The error is a sentence for people.
[[nodiscard]] std::expected<labels::LabelData, std::string> print_data(
    Read const& read, PrintJob const& job, WaybillSettings const& settings);

}  // namespace wms
