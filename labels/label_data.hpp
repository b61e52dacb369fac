// SPDX-License-Identifier: Apache-2.0
// The values of one label. All are text: what a field means (a number, an amount) is said by the
// template that uses it. Nested names are joined by dots: recipient.name.
#pragma once

#include "labels/label_error.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace wms::labels {

inline constexpr std::size_t data_bytes_max = 1 << 20;
inline constexpr std::size_t value_bytes_max = 16'384;
inline constexpr std::size_t rows_max = 2'000;

using Fields = std::map<std::string, std::string, std::less<>>;

struct LabelData {
    Language language = Language::zh;
    Fields fields = {};
    std::map<std::string, std::vector<Fields>, std::less<>> lists = {};
    friend bool operator==(LabelData const&, LabelData const&) = default;
};

// {"waybill": "SF1", "recipient": {"name": "…"}, "lines": [{"sku": "A", "quantity": 2}]}; the
// language is not in it.
[[nodiscard]] Outcome<LabelData> read_data(std::string_view json);

}  // namespace wms::labels
