// SPDX-License-Identifier: Apache-2.0
// What one file cannot see by itself: references into other files, and the problem as a sentence.
#include "app/import_files.hpp"
#include "base/ensure.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace wms::import_files {
namespace {

struct Text {
    Reason reason;
    std::string_view en;
    std::string_view zh;
};

// {0} is what stands in the cell, {1} what is wanted or where the other one is.
constexpr auto texts = std::to_array<Text>({
    {Reason::bad_encoding, "neither UTF-8 nor GB18030", "既不是 UTF-8 也不是 GB18030 编码"},
    {Reason::unterminated_quote, "a quote opens here and never closes", "引号没有结束"},
    {Reason::stray_quote, "a quote inside a cell (double it and quote the cell)",
     "单元格内有多余的引号（请写成两个引号，并给单元格加引号）"},
    {Reason::nul_byte, "a NUL byte; save the file as CSV UTF-8",
     "含有 NUL 字节；请另存为 CSV UTF-8"},
    {Reason::field_too_long, "a cell is longer than {1} bytes", "单元格超过 {1} 字节"},
    {Reason::record_too_long, "a row is longer than {1} bytes", "一行超过 {1} 字节"},
    {Reason::too_many_columns, "more than {1} columns", "超过 {1} 列"},
    {Reason::wrong_column_count, "{0} columns, the header has {1}", "有 {0} 列，表头有 {1} 列"},
    {Reason::too_many_records, "more than {1} rows; split the file", "超过 {1} 行；请拆分文件"},
    {Reason::too_many_faults, "too many broken rows, the rest was not read",
     "损坏的行太多，其余未读取"},
    {Reason::no_header, "the file is empty, its first row must name the columns",
     "文件为空，首行必须是列名"},
    {Reason::missing_column, "this column is missing", "缺少此列"},
    {Reason::unknown_column, "not a column of this file; known: {1}",
     "此文件没有这一列；可用的列：{1}"},
    {Reason::repeated_column, "this column stands twice in the header", "表头中此列重复"},
    {Reason::missing_value, "must not be empty", "不能为空"},
    {Reason::not_a_number, "\"{0}\" is not a whole number in {1}", "“{0}”不是 {1} 范围内的整数"},
    {Reason::out_of_range, "{0} is out of range, wanted is {1}", "{0} 超出范围，应为 {1}"},
    {Reason::not_a_choice, "\"{0}\" is not one of: {1}", "“{0}”不在可选值中：{1}"},
    {Reason::bad_code,
     "\"{0}\" is not a code: 1 to {1} visible characters, in own codes no ^ and ~",
     "“{0}”不是有效编码：1 到 {1} 个可见字符，自有编码不得含 ^ 和 ~"},
    {Reason::bad_order_number, "\"{0}\" is not an order number: 1 to {1} bytes of visible text",
     "“{0}”不是有效订单号：1 到 {1} 字节的可见文本"},
    {Reason::bad_text, "the text is longer than {1} characters or has control characters",
     "文本超过 {1} 个字符或含有控制字符"},
    {Reason::bad_day, "\"{0}\" is not a day like 2010-12-09", "“{0}”不是日期，格式如 2010-12-09"},
    {Reason::bad_instant, "\"{0}\" is not a time like 2010-12-09T08:34:00Z",
     "“{0}”不是时间，格式如 2010-12-09T08:34:00Z"},
    {Reason::bad_check_digits, "\"{0}\" is not two digits", "“{0}”不是两位数字"},
    {Reason::bad_country, "\"{0}\" is not a two-letter country code like GB",
     "“{0}”不是两位国家代码（如 GB）"},
    {Reason::each_is_one, "the factor of level each is 1, not {0}",
     "each 的换算数必须是 1，不是 {0}"},
    {Reason::serial_is_one, "a serial number stands for one piece, not {0}",
     "一个序列号对应一件，不是 {0} 件"},
    {Reason::expiry_needs_lot, "expiry needs a lot", "有效期必须有批次"},
    {Reason::repeated_row, "\"{0}\" stands already on line {1}", "“{0}”已在第 {1} 行出现"},
    {Reason::differs_from_row, "\"{0}\" differs from line {1}", "“{0}”与第 {1} 行不一致"},
    {Reason::unknown_sku, "there is no SKU \"{0}\"", "没有商品“{0}”"},
    {Reason::unknown_location, "there is no location \"{0}\"", "没有货位“{0}”"},
    {Reason::unknown_cart, "there is no cart \"{0}\"", "没有拣货车“{0}”"},
    {Reason::lot_missing, "{1} needs a lot", "{1} 必须填批次"},
    {Reason::lot_unwanted, "{1} has no lots", "{1} 不管理批次"},
    {Reason::serial_missing, "{1} needs a serial number", "{1} 必须填序列号"},
    {Reason::serial_unwanted, "{1} has no serial numbers in stock", "{1} 库存不管理序列号"},
    {Reason::expiry_missing, "{1} needs an expiry day", "{1} 必须填有效期"},
    {Reason::expiry_unwanted, "{1} has no expiry days", "{1} 不管理有效期"},
});

class Checker {
public:
    Checker(ImportSet const& set, IsKnown const& is_known) : set_{set}, is_known_{is_known} {
        for (SkuRow const& sku : set.skus.rows) skus_.emplace(sku.code, &sku);
        for (LocationRow const& location : set.locations.rows) locations_.insert(location.code);
        for (ContainerRow const& container : set.containers.rows)
            (container.type == ContainerType::cart ? carts_ : others_).insert(container.code);
    }

    Problems run() {
        for (std::size_t i = 0; i < set_.barcodes.rows.size(); ++i) {
            sku_exists(set_.barcodes, i);
        }
        for (std::size_t i = 0; i < set_.stock.rows.size(); ++i) {
            sku_exists(set_.stock, i);
            location_exists(set_.stock, i);
            suits_modes(i);
        }
        for (std::size_t i = 0; i < set_.containers.rows.size(); ++i) cart_exists(i);
        return std::move(problems_);
    }

private:
    template <class Row>
    void add(ImportFile<Row> const& file, std::size_t row, Problem problem) {
        problem.file = file.file;
        problem.line = file.lines[row];
        problem.value = visible(problem.value);
        problems_.add(std::move(problem));
    }

    // An empty code was reported when the file was read.
    template <class Row>
    void sku_exists(ImportFile<Row> const& file, std::size_t row) {
        std::string const& code = file.rows[row].sku;
        if (code.empty() || skus_.contains(code) || is_known_(CodeKind::sku, code)) return;
        add(file, row, {.file = {}, .column = "sku", .value = code, .reason = Reason::unknown_sku});
    }
    template <class Row>
    void location_exists(ImportFile<Row> const& file, std::size_t row) {
        std::string const& code = file.rows[row].location;
        if (code.empty() || locations_.contains(code)) return;
        if (is_known_(CodeKind::location, code)) return;
        add(file, row,
            {.file = {}, .column = "location", .value = code, .reason = Reason::unknown_location});
    }

    void cart_exists(std::size_t row) {
        std::string const& code = set_.containers.rows[row].cart;
        if (code.empty() || carts_.contains(code)) return;
        if (!others_.contains(code) && is_known_(CodeKind::cart, code)) return;
        add(set_.containers, row,
            {.file = {}, .column = "cart", .value = code, .reason = Reason::unknown_cart});
    }

    // A4 to A6. The modes of SKUs that are in the warehouse already are the domain's to check.
    void suits_modes(std::size_t row) {
        StockRow const& stock = set_.stock.rows[row];
        auto const found = skus_.find(stock.sku);
        if (found == skus_.end()) return;
        SkuRow const& sku = *found->second;
        auto const refuse_cell = [&](char const* column, std::string const& value, Reason reason) {
            add(set_.stock, row,
                {.file = {},
                 .column = column,
                 .value = value,
                 .reason = reason,
                 .detail = sku.code});
        };
        bool const serial_in =
            sku.serial_mode == SerialMode::in || sku.serial_mode == SerialMode::both;
        bool const lot = !stock.lot.empty();
        bool const serial = !stock.serial.empty();
        bool const expiry{stock.expiry};
        bool const expires = sku.expiry_mode != ExpiryMode::none;
        if (!lot && sku.lot_mode == LotMode::required) refuse_cell("lot", "", Reason::lot_missing);
        if (lot && sku.lot_mode == LotMode::none) {
            refuse_cell("lot", stock.lot, Reason::lot_unwanted);
        }
        if (!serial && serial_in) refuse_cell("serial", "", Reason::serial_missing);
        if (serial && !serial_in) refuse_cell("serial", stock.serial, Reason::serial_unwanted);
        if (lot && !expiry && expires) refuse_cell("expiry", "", Reason::expiry_missing);
        if (expiry && !expires)
            refuse_cell("expiry", to_text(stock.expiry), Reason::expiry_unwanted);
    }

    ImportSet const& set_;
    IsKnown const& is_known_;
    std::unordered_map<std::string_view, SkuRow const*> skus_;
    std::unordered_set<std::string_view> locations_;
    std::unordered_set<std::string_view> carts_;
    std::unordered_set<std::string_view> others_;  // containers that nothing hangs on
    Problems problems_;
};

}  // namespace

std::string sentence(Problem const& problem, Language language) {
    auto const text = std::ranges::find(texts, problem.reason, &Text::reason);
    ensure(text != texts.end(), "every reason has its sentence");
    bool const chinese = language == Language::zh;
    std::string const place = chinese ? "{0}，第 {1} 行，{2} 列：" : "{0}, line {1}, column {2}: ";
    std::string_view const what = chinese ? text->zh : text->en;
    return fill_in(place, {problem.file, std::to_string(problem.line), problem.column}) +
           fill_in(what, {problem.value, problem.detail});
}

Problems check_references(ImportSet const& set, IsKnown const& is_known) {
    return Checker{set, is_known}.run();
}

}  // namespace wms::import_files
