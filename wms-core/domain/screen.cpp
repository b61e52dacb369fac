// SPDX-License-Identifier: Apache-2.0
#include "domain/screen.hpp"

#include "base/ensure.hpp"

namespace wms {

std::string_view kind_word(Kind kind, Language language) {
    struct Row {
        Kind kind;
        std::string_view en;
        std::string_view zh;
    };
    static constexpr Row rows[] = {
        {Kind::command, "command", "指令码"}, {Kind::badge, "badge", "工牌"},
        {Kind::location, "location", "货位"}, {Kind::container, "tote or cart", "周转箱或拣货车"},
        {Kind::station, "station", "工位"},   {Kind::sku, "item", "商品"},
        {Kind::lot, "lot", "批次"},           {Kind::serial, "serial number", "序列号"},
        {Kind::order, "order", "订单"},       {Kind::waybill, "waybill", "面单"},
        {Kind::carton, "carton", "纸箱"},     {Kind::manifest, "manifest", "交接单"},
        {Kind::carrier, "carrier", "承运商"}, {Kind::printer, "printer", "打印机"},
    };
    for (Row const& row : rows) {
        if (row.kind == kind) return language == Language::zh ? row.zh : row.en;
    }
    throw BrokenInvariant{"a kind has no word"};
}

}  // namespace wms
