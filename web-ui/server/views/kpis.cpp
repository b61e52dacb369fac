// SPDX-License-Identifier: Apache-2.0
#include "server/views/kpis.hpp"

#include "server/views/tell.hpp"

#include <fmt/format.h>

#include <cmath>

namespace wms::web::views {
namespace {

// One interval, with the stock the house held when it began and ended and how long it was.
struct Span {
    HourFigures figures;
    std::int64_t stock_before = 0;
    std::int64_t stock_after = 0;
    std::int64_t hours = 1;
};
using Cell = boost::json::value (*)(HourFigures const&);
using SpanCell = boost::json::value (*)(Span const&);

struct Series {
    std::string_view key, unit, en, zh, definition_en, definition_zh;
    Cell cell = nullptr;
    SpanCell of_span = nullptr;
    Times HourFigures::* times = nullptr;  // then the value is their median
    [[nodiscard]] boost::json::value value(Span const& span) const {
        if (times != nullptr) return within(span, 50);
        return of_span != nullptr ? of_span(span) : cell(span.figures);
    }
    [[nodiscard]] boost::json::value within(Span const& span, std::size_t percent) const {
        auto const time = (span.figures.*times).within(percent);
        if (!time) return nullptr;
        double const ms = unit == "h" ? 3'600'000.0 : 60'000.0;
        return std::round(static_cast<double>(time->value()) * 10.0 / ms) / 10.0;
    }
};

// Honest: nothing to divide by is no figure.
boost::json::value ratio(std::int64_t part, std::int64_t whole, double scale) {
    if (whole <= 0) return nullptr;
    double const exact = static_cast<double>(part) * scale / static_cast<double>(whole);
    return std::round(exact * 10.0) / 10.0;
}
double share(std::int64_t part, std::int64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
}
// §4.0.7: the product of its rates. Damage only shows when goods come back.
boost::json::value perfect_order(HourFigures const& f) {
    if (f.orders_out <= 0 || f.parcels_out <= 0) return nullptr;
    double const exact = share(f.orders_complete, f.orders_out) *
                         share(f.orders_on_time, f.orders_out) *
                         share(f.labels_right, f.parcels_out);
    return std::round(exact * 1000.0) / 10.0;
}
// §4.0.7: average stock ÷ average daily outbound.
boost::json::value turnover(Span const& span) {
    std::int64_t const stock_twice = span.stock_before + span.stock_after;
    return ratio(stock_twice * span.hours, 2 * 24 * span.figures.pieces_shipped, 1.0);
}

constexpr Series all_series[] = {
    {"orders_in", "count", "Orders in", "进单", "Orders taken in", "接收的订单数",
     [](HourFigures const& f) -> boost::json::value { return f.orders_in; }},
    {"orders_out", "count", "Orders out", "出库订单", "Orders whose last parcel was handed over",
     "最后一个包裹已交接的订单数",
     [](HourFigures const& f) -> boost::json::value { return f.orders_out; }},
    {"on_time", "percent", "On time", "准时率",
     "Orders handed over at or before the carrier's pickup ÷ orders out",
     "不晚于承运商揽收时间交接的订单 ÷ 出库订单",
     [](HourFigures const& f) { return ratio(f.orders_on_time, f.orders_out, 100); }},
    {"lines", "count", "Lines picked", "拣货行数",
     "Pick lines confirmed (a line reported short is none)", "已确认的拣货行（报短的不计）",
     [](HourFigures const& f) -> boost::json::value { return f.lines; }},
    {"lines_per_h", "per_h", "Lines per hour", "每小时行数",
     "Pick lines confirmed ÷ hours that pickers were at picking, summed over them (a pause of ten "
     "minutes is no work)",
     "已确认的拣货行 ÷ 拣货人员的拣货作业小时合计（停顿十分钟以上不计）",
     [](HourFigures const& f) { return ratio(f.lines, f.picking_ms, 3'600'000.0); }},
    {"pick_accuracy", "percent", "Pick accuracy", "拣货准确率",
     "1 − pieces that were wrong, missing or too many at packing ÷ pieces packed",
     "1 − 打包发现的错件、少件、多件 ÷ 打包件数",
     [](HourFigures const& f) {
         std::int64_t const off = std::min(f.wrong_at_pack + f.missing_at_pack, f.pieces_packed);
         return ratio(f.pieces_packed - off, f.pieces_packed, 100);
     }},
    {"count_accuracy", "percent", "Location accuracy", "库位准确率",
     "Goods counted without variance ÷ goods counted (a round that is counted again is no result)",
     "无差异盘点 ÷ 全部盘点（需复盘的轮次不计）",
     [](HourFigures const& f) { return ratio(f.counts_right, f.counts, 100); }},
    {"scan_errors", "percent", "Wrong scans", "误扫率", "Scans refused ÷ scans and presses",
     "被拒扫描 ÷ 全部扫描与按键",
     [](HourFigures const& f) { return ratio(f.refusals, f.scans, 100); }},
    {"to_approve", "min", "Order to approval", "接单到审核", "Time from the order to its approval",
     "从接单到审核通过的时间", nullptr, nullptr, &HourFigures::approve},
    {"to_release", "min", "Approval to release", "审核到下发", "Time from approval to wave",
     "从审核通过到下发波次的时间", nullptr, nullptr, &HourFigures::release},
    {"to_pick", "min", "Release to picked", "下发到拣完",
     "Time from release to the last pick; orders picked for themselves only",
     "从下发到最后一拣的时间（仅按单拣货）", nullptr, nullptr, &HourFigures::pick},
    {"to_pack", "min", "Picked to packed", "拣完到打包",
     "Time from the last pick (or the release of a total pick) to the first closed parcel",
     "从最后一拣（总拣则从下发）到首个包裹封箱的时间", nullptr, nullptr, &HourFigures::pack},
    {"dock_to_stock", "h", "Dock to stock", "到货到上架",
     "Time from the receipt of a delivered line to its stock in the books; lines received more "
     "than a week before are opening stock",
     "到货行从收货到入账的时间；超过一周前收货的视为期初库存", nullptr, nullptr,
     &HourFigures::dock},
    {"perfect_order", "percent", "Perfect orders", "完美订单率",
     "Complete × on time × label right at the first print; damage is not known before goods come "
     "back",
     "足量率 × 准时率 × 面单一次正确率；退货前无法得知破损", perfect_order},
    {"turnover_days", "days", "Turnover", "周转天数",
     "Average stock (pieces at the beginning and end ÷ 2) ÷ pieces shipped per day",
     "平均库存（期初期末件数之和 ÷ 2）÷ 日均出库件数", nullptr, turnover},
    {"to_hand_over", "min", "Packed to handed over", "打包到交接",
     "Time from the first closed parcel to the hand-over", "从封箱到交接的时间", nullptr, nullptr,
     &HourFigures::hand_over},
};

struct Interval {
    std::int64_t hours = 1;
    std::int64_t shift_h = 0;  // where an interval begins
    std::int64_t back_h = 24;  // how far the table goes back
};
Interval interval_of(std::string_view by) {
    if (by == "shift") return {8, 6, 7 * 24};
    if (by == "day") return {24, 0, 30 * 24};
    if (by == "week") return {7 * 24, 4 * 24, 26 * 7 * 24};  // 1970-01-05 was a Monday
    return {1, 0, 36};
}

// Plain decimals: a spreadsheet does not know 1E2.
std::string number_cell(boost::json::value const& value) {
    if (value.is_double()) return fmt::format("{:.1f}", value.get_double());
    return value.is_null() ? std::string{} : boost::json::serialize(value);
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    std::int64_t const quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

}  // namespace

namespace {

// What the house holds of all goods now.
std::int64_t pieces_in_house(Read const& read) {
    std::int64_t sum = 0;
    tables::quants.scan_all(read, [&](QuantKey const& key, Quant const& quant) {
        if (holder::is_real(key.holder)) sum += quant.on_hand;
        return true;
    });
    return sum;
}

struct Sums {
    std::map<std::int64_t, Span> spans;  // by the hour they begin with
    Span total;
};

// From the newest hour back: the stock before an hour is the stock after it without its movements.
Sums sums_of(Activity const& activity, Interval const& interval, std::int64_t from_h,
             std::int64_t to_h, std::int64_t local, std::int64_t stock) {
    Sums sums{.spans = {},
              .total = {.figures = {}, .hours = std::max<std::int64_t>(to_h - from_h + 1, 1)}};
    bool any = false;
    activity.with([&](Activity const& a) {
        for (auto hour = a.hours().rbegin(); hour != a.hours().rend(); ++hour) {
            HourFigures const& figures = hour->second;
            std::int64_t const after = stock;
            stock -= figures.pieces_in - figures.pieces_out;
            if (hour->first > to_h || hour->first < from_h) continue;
            std::int64_t const n =
                floor_div(hour->first + local - interval.shift_h, interval.hours);
            auto const [place, fresh] =
                sums.spans.try_emplace(n * interval.hours + interval.shift_h - local);
            Span& span = place->second;
            if (fresh) span.stock_after = after;
            if (!any) sums.total.stock_after = after;
            any = true;
            span.hours = interval.hours;
            span.stock_before = sums.total.stock_before = stock;
            span.figures += figures;
            sums.total.figures += figures;
        }
    });
    return sums;
}

}  // namespace

namespace {

// What nine of ten did not exceed, where the value is a median.
boost::json::value p90_json(Series const& series, Sums const& sums) {
    if (series.times == nullptr) return nullptr;
    boost::json::array values;
    for (auto const& [hour, span] : sums.spans) values.push_back(series.within(span, 90));
    return boost::json::object{{"values", std::move(values)},
                               {"total", series.within(sums.total, 90)}};
}

boost::json::object definition_of(Series const& series) {
    if (series.times == nullptr) return text_json(series.definition_en, series.definition_zh);
    return text_json(
        fmt::format("{}. The median; 90 %: nine of ten took no longer", series.definition_en),
        fmt::format("{}。取中位数；90%：九成不超过此值", series.definition_zh));
}

}  // namespace

boost::json::object kpis(Read const& read, Activity const& activity, KpiQuery const& query,
                         Instant at) {
    constexpr std::int64_t hour_ms = 3'600'000;
    Interval const interval = interval_of(query.by);
    auto const warehouse = tables::warehouses.find(read, WarehouseId{1});
    std::int64_t const local = (warehouse ? warehouse->utc_offset_min : 0) / 60;
    std::int64_t const to_h =
        query.to == Instant{} ? at.value() / hour_ms : (query.to.value() - 1) / hour_ms;
    std::int64_t const from_h =
        query.from == Instant{} ? to_h - interval.back_h : query.from.value() / hour_ms;
    Sums const sums = sums_of(activity, interval, from_h, to_h, local, pieces_in_house(read));
    boost::json::array x;
    for (auto const& [hour, span] : sums.spans) x.emplace_back(hour * 3600);
    boost::json::array series;
    for (Series const& one : all_series) {
        boost::json::array values;
        for (auto const& [hour, span] : sums.spans) values.push_back(one.value(span));
        series.push_back({{"key", one.key},
                          {"label", text_json(one.en, one.zh)},
                          {"unit", one.unit},
                          {"definition", definition_of(one)},
                          {"values", std::move(values)},
                          {"total", one.value(sums.total)},
                          {"p90", p90_json(one, sums)}});
    }
    return {{"at", tell::time(at)},
            {"by", query.by},
            {"counted_from", tell::time(activity.counted_from())},
            {"x", std::move(x)},
            {"series", std::move(series)}};
}

std::string csv_cell(std::string_view text) {
    std::string cell{text};
    // A spreadsheet would run these (CSV injection).
    if (!cell.empty() && std::string_view{"=+-@\t\r"}.find(cell.front()) != std::string_view::npos)
        cell.insert(cell.begin(), '\'');
    bool const quote = cell.find_first_of("\",\r\n;") != std::string::npos;
    if (!quote) return cell;
    std::string quoted = "\"";
    for (char const c : cell) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string kpis_csv(boost::json::object const& kpis) {
    auto const& x = kpis.at("x").as_array();
    std::string csv = "from";
    std::vector<boost::json::array const*> columns;
    for (auto const& one : kpis.at("series").as_array()) {
        std::string const key{one.at("key").as_string()};
        csv += ',' + csv_cell(key);
        columns.push_back(&one.at("values").as_array());
        auto const* const p90 = one.at("p90").if_object();
        if (p90 == nullptr) continue;
        csv += ',' + csv_cell(key + "_p90");
        columns.push_back(&p90->at("values").as_array());
    }
    csv += "\r\n";
    for (std::size_t i = 0; i < x.size(); ++i) {
        csv += to_text(Instant{x[i].as_int64() * 1000});
        for (auto const* const values : columns) csv += ',' + number_cell((*values)[i]);
        csv += "\r\n";
    }
    return csv;
}

}  // namespace wms::web::views
