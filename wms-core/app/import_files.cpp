// SPDX-License-Identifier: Apache-2.0
#include "app/import_files.hpp"

#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "base/text.hpp"
#include "domain/field.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <unordered_map>

namespace wms::import_files {
namespace {

enum class Presence : std::uint8_t { required, optional };
enum class Shape : std::uint8_t {
    plain,
    code,          // this house's
    foreign_code,  // the shop's or the supplier's
    order_number,
    text,
    lines,
    check_digits,
    country
};

// What a column takes. `low` and `high` bound numbers, `high` the characters of texts (the bytes
// of an order number).
struct Rule {
    std::string_view column;
    Presence presence = Presence::optional;
    Shape shape = Shape::plain;
    std::int64_t low = 0;
    std::int64_t high = 0;
    bool rare = false;  // written only in a file that has a row with it
};

constexpr std::int64_t quantity_high = quantity_max.value();
constexpr std::int64_t weight_g_max = 100'000'000;  // a loaded lorry
constexpr std::int64_t length_mm_max = 10'000'000;  // a hall of ten kilometres
constexpr std::int64_t money_high = money_max.value();
constexpr std::int64_t number_max = 1'000'000'000;
constexpr std::int64_t shelf_life_days_max = 36'500;

constexpr Rule code(std::string_view column, Presence presence = Presence::required) {
    return {column, presence, Shape::code, 1, code_characters_max};
}
constexpr Rule foreign(std::string_view column, Presence presence = Presence::required) {
    return {column, presence, Shape::foreign_code, 1, code_characters_max};
}
constexpr Rule order_number(std::string_view column, Presence presence = Presence::required) {
    return {column, presence, Shape::order_number, 1, external_id_bytes_max};
}
constexpr Rule text(std::string_view column, Presence presence) {
    return {column, presence, Shape::text, 0, name_characters_max};
}
constexpr Rule number(std::string_view column, Presence presence, std::int64_t low,
                      std::int64_t high) {
    return {column, presence, Shape::plain, low, high};
}
constexpr Rule plain(std::string_view column, Presence presence) {
    return {column, presence};
}
constexpr Rule rare(Rule rule) {
    rule.rare = true;
    return rule;
}

constexpr auto required = Presence::required;
constexpr auto optional = Presence::optional;

// In the order of the struct's fields (checked by `rules_fit`).
template <class Row>
constexpr int rules = 0;
template <>
constexpr auto rules<SkuRow> = std::to_array<Rule>({
    code("code"),
    text("name_en", required),
    text("name_zh", optional),
    number("weight_g", optional, 0, weight_g_max),
    number("length_mm", optional, 0, length_mm_max),
    number("width_mm", optional, 0, length_mm_max),
    number("height_mm", optional, 0, length_mm_max),
    plain("lot_mode", optional),
    plain("expiry_mode", optional),
    plain("serial_mode", optional),
    number("shelf_life_days", optional, 0, shelf_life_days_max),
    number("unit_price_minor", optional, 0, money_high),
    code("owner", optional),
});
template <>
constexpr auto rules<BarcodeRow> = std::to_array<Rule>({
    foreign("code"),
    code("sku"),
    plain("level", optional),
    number("factor", optional, 1, number_max),
});
template <>
constexpr auto rules<LocationRow> = std::to_array<Rule>({
    code("code"),
    code("zone"),
    plain("type", required),
    number("pick_sequence", required, 0, number_max),
    number("x_mm", optional, 0, length_mm_max),
    number("y_mm", optional, 0, length_mm_max),
    {"check_digits", optional, Shape::check_digits},
    number("max_containers", optional, 0, number_max),
    number("max_weight_g", optional, 0, weight_g_max),
    plain("mixing", optional),
    plain("count_class", optional),
});
template <>
constexpr auto rules<ContainerRow> = std::to_array<Rule>({
    code("code"),
    plain("type", required),
    code("cart", optional),
});
template <>
constexpr auto rules<StockRow> = std::to_array<Rule>({
    code("location"),
    code("sku"),
    number("quantity", required, 1, quantity_high),
    foreign("lot", optional),
    plain("expiry", optional),
    foreign("serial", optional),
    plain("received_at", optional),
    code("owner", optional),
});
template <>
constexpr auto rules<OrderRow> = std::to_array<Rule>({
    foreign("channel"),
    order_number("external_id"),
    plain("placed_at", required),
    plain("paid_at", optional),
    number("priority", optional, 0, 9),
    code("carrier"),
    foreign("service", optional),
    plain("ship_by", optional),
    text("name", required),
    text("phone", optional),
    {"address", required, Shape::lines, 0, prose_characters_max},
    {"country", required, Shape::country},
    plain("short_policy", optional),
    rare(number("cod_minor", optional, 0, money_high)),
    rare({"sort_code", optional, Shape::text, 0, code_characters_max}),
    rare({"bag_place", optional, Shape::text, 0, code_characters_max}),
    rare({"remark", optional, Shape::text, 0, prose_characters_max}),
    code("sku"),
    number("quantity", required, 1, quantity_high),
    number("line_no", optional, 1, number_max),
});
template <>
constexpr auto rules<CancellationRow> = std::to_array<Rule>({
    foreign("channel"),
    order_number("external_id"),
    plain("at", required),
    order_number("order_external_id", optional),
    text("customer", optional),
    code("sku"),
    number("quantity", required, 1, quantity_high),
});
template <>
constexpr auto rules<ShelfRow> = std::to_array<Rule>({
    code("location"),
    code("sku"),
    number("on_shelf", required, 0, quantity_high),
});

template <class Row>
consteval bool rules_fit() {
    std::size_t index = 0;
    bool fit = true;
    boost::mp11::mp_for_each<boost::describe::describe_members<Row, boost::describe::mod_public>>(
        [&](auto field) {
            fit = fit && index < rules<Row>.size() && rules<Row>[index].column == field.name;
            ++index;
        });
    return fit && index == rules<Row>.size();
}

struct Complaint {
    Reason reason;
    std::string detail = {};
};
using Verdict = std::optional<Complaint>;

std::string range_of(Rule const& rule) {
    return fmt::format("{}–{}", rule.low, rule.high);
}

bool is_text(std::string_view cell, Rule const& rule) {
    std::string lines{cell};
    if (rule.shape == Shape::lines)
        std::ranges::replace_if(lines, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return check_prose(rule.column, lines, static_cast<std::size_t>(rule.high)).has_value();
}

bool all_between(std::string_view cell, char low, char high) {
    return std::ranges::all_of(cell, [&](char c) { return c >= low && c <= high; });
}

Verdict read_value(std::string_view cell, std::string& value, Rule const& rule) {
    switch (rule.shape) {
        case Shape::code:
            if (!check_code(rule.column, cell))
                return Complaint{Reason::bad_code, std::to_string(rule.high)};
            break;
        case Shape::foreign_code:
            if (!check_foreign_code(rule.column, cell))
                return Complaint{Reason::bad_code, std::to_string(rule.high)};
            break;
        case Shape::order_number:
            if (!check_external_id(rule.column, cell))
                return Complaint{Reason::bad_order_number, std::to_string(rule.high)};
            break;
        case Shape::check_digits:
            if (cell.size() != 2 || !all_between(cell, '0', '9')) {
                return Complaint{Reason::bad_check_digits};
            }
            break;
        case Shape::country:
            if (cell.size() != 2 || !all_between(cell, 'A', 'Z')) {
                return Complaint{Reason::bad_country};
            }
            break;
        case Shape::plain:
        case Shape::text:
        case Shape::lines:
            if (!is_text(cell, rule)) return Complaint{Reason::bad_text, std::to_string(rule.high)};
            break;
    }
    value = cell;
    return std::nullopt;
}

Verdict read_number(std::string_view cell, std::int64_t& value, Rule const& rule) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    if (error == std::errc::result_out_of_range) {
        return Complaint{Reason::out_of_range, range_of(rule)};
    }
    if (error != std::errc{} || end != cell.data() + cell.size()) {
        return Complaint{Reason::not_a_number, range_of(rule)};
    }
    if (number < rule.low || number > rule.high) {
        return Complaint{Reason::out_of_range, range_of(rule)};
    }
    value = number;
    return std::nullopt;
}

// The enumerator as it stands in a file: without the underscore that avoids a keyword.
std::string_view choice(char const* enumerator) {
    std::string_view name = enumerator;
    if (name.ends_with('_')) name.remove_suffix(1);
    return name;
}

template <class Enum>
Verdict read_choice(std::string_view cell, Enum& value) {
    bool found = false;
    std::string choices;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto each) {
        std::string_view const name = choice(each.name);
        if (cell == name) {
            value = each.value;
            found = true;
        }
        if (!found) choices += (choices.empty() ? "" : " ") + std::string{name};
    });
    if (found) return std::nullopt;
    return Complaint{Reason::not_a_choice, choices};
}

template <class T>
Verdict read_value(std::string_view cell, T& value, Rule const& rule) {
    if constexpr (std::is_enum_v<T>) {
        return read_choice(cell, value);
    } else if constexpr (std::is_same_v<T, Day>) {
        auto const day = parse_day(cell);
        if (!day) return Complaint{Reason::bad_day};
        value = *day;
        return std::nullopt;
    } else if constexpr (std::is_same_v<T, Instant>) {
        auto const at = parse_instant(cell);
        if (!at) return Complaint{Reason::bad_instant};
        value = *at;
        return std::nullopt;
    } else if constexpr (is_optional<T>) {
        return read_value(cell, value.emplace(), rule);
    } else {
        std::int64_t number = 0;
        Verdict verdict = read_number(cell, number, rule);
        if (verdict) return verdict;
        if constexpr (Wrapped<T>) {
            value = T{number};
        } else {
            value = static_cast<T>(number);
        }
        return std::nullopt;
    }
}

template <class Row>
struct Field {
    Rule const* rule;
    Verdict (*read)(std::string_view cell, Row& row, Rule const& rule);
};

// One reader per field, made from the struct's description.
template <class Row>
std::vector<Field<Row>> fields_of() {
    static_assert(rules_fit<Row>(), "one rule per field, in the fields' order, with its name");
    std::vector<Field<Row>> fields;
    for_each_field<Row>([&](auto field) {
        fields.push_back(
            {&rules<Row>[fields.size()], [](std::string_view cell, Row& row, Rule const& rule) {
                 return read_value(cell, row.*decltype(field)::pointer, rule);
             }});
    });
    return fields;
}

Reason reason_of(csv::Fault fault) {
    switch (fault) {
        case csv::Fault::unterminated_quote: return Reason::unterminated_quote;
        case csv::Fault::stray_quote: return Reason::stray_quote;
        case csv::Fault::nul_byte: return Reason::nul_byte;
        case csv::Fault::field_too_long: return Reason::field_too_long;
        case csv::Fault::record_too_long: return Reason::record_too_long;
        case csv::Fault::too_many_columns: return Reason::too_many_columns;
        case csv::Fault::wrong_column_count: return Reason::wrong_column_count;
        case csv::Fault::too_many_records: return Reason::too_many_records;
        case csv::Fault::too_many_faults: return Reason::too_many_faults;
        case csv::Fault::none: break;
    }
    ensure(false, "a record without a fault has no reason");
    return Reason::stray_quote;
}

std::string limit_of(csv::Fault fault) {
    if (fault == csv::Fault::field_too_long) return std::to_string(csv::field_bytes_max);
    if (fault == csv::Fault::record_too_long) return std::to_string(csv::record_bytes_max);
    if (fault == csv::Fault::too_many_columns) return std::to_string(csv::columns_max);
    if (fault == csv::Fault::too_many_records) return std::to_string(csv::records_max);
    return {};
}

// Reads one file of one kind; the checks over several rows come after it.
template <class Row>
class FileReader {
public:
    FileReader(std::string_view bytes, std::string_view name) : fields_{fields_of<Row>()} {
        file_.file = name;
        read(bytes);
    }
    ImportFile<Row>& file() { return file_; }

private:
    void read(std::string_view bytes) {
        auto reader = csv::Reader::open(bytes);
        if (!reader) {
            add(reader.error().line, "1", "", {Reason::bad_encoding});
            return;
        }
        csv::Record record;
        if (!reader->next(record)) {
            add(1, "1", "", {Reason::no_header});
            return;
        }
        if (record.fault != csv::Fault::none) {
            add_fault(record);
            return;
        }
        read_header(record);
        while (reader->next(record)) {
            if (record.fault == csv::Fault::none) {
                read_row(record);
            } else {
                add_fault(record);
            }
        }
    }

    void read_header(csv::Record const& header) {
        std::vector<bool> seen(fields_.size());
        for (std::string const& cell : header.fields()) {
            std::string_view const name = trim(cell);
            auto const found = std::ranges::find_if(
                fields_, [&](Field<Row> const& field) { return field.rule->column == name; });
            columns_.push_back(nullptr);
            if (found == fields_.end()) {
                add(header.line, visible(name), name, {Reason::unknown_column, known_columns()});
                continue;
            }
            auto const index = static_cast<std::size_t>(found - fields_.begin());
            if (seen[index]) {
                add(header.line, name, name, {Reason::repeated_column});
                continue;
            }
            seen[index] = true;
            columns_.back() = &*found;
        }
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            Rule const& rule = *fields_[i].rule;
            if (seen[i] || rule.presence == Presence::optional) continue;
            add(header.line, rule.column, "", {Reason::missing_column});
        }
    }

    void read_row(csv::Record const& record) {
        Row row{};
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (columns_[i] != nullptr) read_cell(record, i, row);
        }
        file_.rows.push_back(std::move(row));
        file_.lines.push_back(static_cast<std::uint32_t>(record.line));
    }

    void read_cell(csv::Record const& record, std::size_t column, Row& row) {
        Field<Row> const& field = *columns_[column];
        std::string_view const cell = trim(csv::without_guard(record.cells[column]));
        if (cell.empty() && field.rule->presence == Presence::optional) return;
        if (cell.empty()) {
            add(record.line, field.rule->column, "", {Reason::missing_value});
            return;
        }
        Verdict verdict = field.read(cell, row, *field.rule);
        if (verdict) add(record.line, field.rule->column, cell, std::move(*verdict));
    }

    void add_fault(csv::Record const& record) {
        std::size_t const column = std::max<std::size_t>(record.fault_column, 1);
        bool const named = column <= columns_.size() && columns_[column - 1] != nullptr &&
                           record.fault != csv::Fault::wrong_column_count;
        Complaint complaint{reason_of(record.fault), limit_of(record.fault)};
        std::string value;
        if (record.fault == csv::Fault::wrong_column_count) {
            value = std::to_string(record.count);
            complaint.detail = std::to_string(columns_.size());
        }
        add(record.line,
            named ? columns_[column - 1]->rule->column : std::string_view{std::to_string(column)},
            value, std::move(complaint));
    }

    void add(std::uint64_t line, std::string_view column, std::string_view value,
             Complaint complaint) {
        file_.problems.add({file_.file, line, std::string{column}, visible(value), complaint.reason,
                            std::move(complaint.detail)});
    }

    std::string known_columns() const {
        std::string all;
        for (auto const& field : fields_) {
            all += (all.empty() ? "" : " ") + std::string{field.rule->column};
        }
        return all;
    }

    std::vector<Field<Row>> fields_;
    std::vector<Field<Row> const*> columns_;  // what each column of the file is, null: unknown
    ImportFile<Row> file_;
};

// The first row that used a key. The parts are joined by a character no code may hold.
class FirstSeen {
public:
    explicit FirstSeen(std::size_t rows) { rows_.reserve(rows); }

    template <class... Parts>
    std::size_t first(std::size_t row, Parts const&... parts) {
        key_.clear();
        ((key_ += parts, key_ += '\x1F'), ...);
        return rows_.try_emplace(key_, row).first->second;
    }

private:
    std::string key_;
    std::unordered_map<std::string, std::size_t> rows_;
};

template <class Row>
void add_problem(ImportFile<Row>& file, std::size_t row, std::string_view column,
                 std::string_view value, Complaint complaint) {
    file.problems.add({file.file, file.lines[row], std::string{column}, visible(value),
                       complaint.reason, std::move(complaint.detail)});
}

// Two rows that do not go together; the later one is reported.
struct Pair {
    std::size_t row;
    std::size_t earlier;
};

template <class Row>
void add_earlier(ImportFile<Row>& file, Pair pair, std::string_view column, std::string_view value,
                 Reason reason) {
    add_problem(file, pair.row, column, value, {reason, std::to_string(file.lines[pair.earlier])});
}

void check_row(ImportFile<BarcodeRow>& file, std::size_t i) {
    BarcodeRow const& row = file.rows[i];
    if (row.level == PackLevel::each && row.factor != Quantity{1}) {
        add_problem(file, i, "factor", std::to_string(row.factor.value()), {Reason::each_is_one});
    }
}

void check_row(ImportFile<SkuRow>& file, std::size_t i) {
    SkuRow const& row = file.rows[i];
    if (row.expiry_mode != ExpiryMode::none && row.lot_mode == LotMode::none) {
        add_problem(file, i, "expiry_mode", "", {Reason::expiry_needs_lot});
    }
}

void check_row(ImportFile<StockRow>& file, std::size_t i) {
    StockRow const& row = file.rows[i];
    if (!row.serial.empty() && row.quantity.value() > 1) {
        add_problem(file, i, "quantity", std::to_string(row.quantity.value()),
                    {Reason::serial_is_one});
    }
    if (row.expiry && row.lot.empty()) {
        add_problem(file, i, "expiry", to_text(row.expiry), {Reason::expiry_needs_lot});
    }
}

// Every part of an order but its lines is the same on all its rows.
void check_same_order(ImportFile<OrderRow>& file, std::size_t i, std::size_t first) {
    for_each_field<OrderRow>([&](auto field) {
        std::string_view const name = field.name;
        if (name == "sku" || name == "quantity" || name == "line_no") return;
        if (file.rows[i].*field.pointer == file.rows[first].*field.pointer) return;
        add_earlier(file, {i, first}, name, file.rows[i].external_id, Reason::differs_from_row);
    });
}

template <class T>
std::string cell_of(T const& value) {
    if constexpr (std::is_same_v<T, std::string>) {
        return value;
    } else if constexpr (std::is_enum_v<T>) {
        return std::string{choice(boost::describe::enum_to_string(value, ""))};
    } else if constexpr (std::is_same_v<T, Day> || std::is_same_v<T, Instant>) {
        return to_text(value);
    } else if constexpr (is_optional<T>) {
        return value ? cell_of(*value) : std::string{};
    } else if constexpr (Wrapped<T>) {
        return std::to_string(value.value());
    } else {
        return std::to_string(value);
    }
}

template <class Row>
void check_code_once(ImportFile<Row>& file, FirstSeen& codes, std::size_t row) {
    std::string const& code = file.rows[row].code;
    std::size_t const earlier = codes.first(row, code);
    if (code.empty() || earlier == row) return;
    add_earlier(file, {row, earlier}, "code", code, Reason::repeated_row);
}

}  // namespace

ImportFile<SkuRow> read_skus(std::string_view bytes, std::string_view file) {
    FileReader<SkuRow> reader{bytes, file};
    auto& skus = reader.file();
    FirstSeen codes{skus.rows.size()};
    for (std::size_t i = 0; i < skus.rows.size(); ++i) {
        check_code_once(skus, codes, i);
        check_row(skus, i);
    }
    return std::move(skus);
}

// A level of a SKU has one factor, however many codes it has (A3).
ImportFile<BarcodeRow> read_barcodes(std::string_view bytes, std::string_view file) {
    FileReader<BarcodeRow> reader{bytes, file};
    auto& barcodes = reader.file();
    FirstSeen pairs{barcodes.rows.size()};
    FirstSeen levels{barcodes.rows.size()};
    for (std::size_t i = 0; i < barcodes.rows.size(); ++i) {
        BarcodeRow const& row = barcodes.rows[i];
        check_row(barcodes, i);
        if (row.code.empty() || row.sku.empty()) continue;
        std::size_t const earlier = pairs.first(i, row.code, row.sku);
        if (earlier != i)
            add_earlier(barcodes, {i, earlier}, "code", row.code, Reason::repeated_row);
        std::size_t const level = levels.first(i, row.sku, cell_of(row.level));
        if (barcodes.rows[level].factor == row.factor) continue;
        add_earlier(barcodes, {i, level}, "factor", std::to_string(row.factor.value()),
                    Reason::differs_from_row);
    }
    return std::move(barcodes);
}

ImportFile<LocationRow> read_locations(std::string_view bytes, std::string_view file) {
    FileReader<LocationRow> reader{bytes, file};
    auto& locations = reader.file();
    FirstSeen codes{locations.rows.size()};
    for (std::size_t i = 0; i < locations.rows.size(); ++i) check_code_once(locations, codes, i);
    return std::move(locations);
}

ImportFile<ContainerRow> read_containers(std::string_view bytes, std::string_view file) {
    FileReader<ContainerRow> reader{bytes, file};
    auto& containers = reader.file();
    FirstSeen codes{containers.rows.size()};
    for (std::size_t i = 0; i < containers.rows.size(); ++i) {
        ContainerRow const& row = containers.rows[i];
        if (row.code.empty()) continue;
        check_code_once(containers, codes, i);
        bool const is_bin = row.type == ContainerType::cart_bin;
        if (is_bin && row.cart.empty())
            add_problem(containers, i, "cart", "", {Reason::missing_value});
    }
    return std::move(containers);
}

// A quant's key once (§4.0.2), a serial number of a SKU once (A6), one expiry per lot of a SKU
// (A4).
ImportFile<StockRow> read_stock(std::string_view bytes, std::string_view file) {
    FileReader<StockRow> reader{bytes, file};
    auto& stock = reader.file();
    FirstSeen keys{stock.rows.size()};
    FirstSeen serials{0};  // most stock has none
    FirstSeen lots{0};
    for (std::size_t i = 0; i < stock.rows.size(); ++i) {
        StockRow const& row = stock.rows[i];
        check_row(stock, i);
        if (row.sku.empty() || row.location.empty()) continue;
        std::size_t const key =
            keys.first(i, row.location, row.sku, row.lot, row.serial, row.owner);
        if (key != i) add_earlier(stock, {i, key}, "sku", row.sku, Reason::repeated_row);
        std::size_t const serial = row.serial.empty() ? i : serials.first(i, row.sku, row.serial);
        if (serial != i && key == i) {
            add_earlier(stock, {i, serial}, "serial", row.serial, Reason::repeated_row);
        }
        std::size_t const lot = row.lot.empty() ? i : lots.first(i, row.sku, row.lot);
        if (stock.rows[lot].expiry == row.expiry) continue;
        add_earlier(stock, {i, lot}, "expiry", to_text(row.expiry), Reason::differs_from_row);
    }
    return std::move(stock);
}

ImportFile<OrderRow> read_orders(std::string_view bytes, std::string_view file) {
    FileReader<OrderRow> reader{bytes, file};
    auto& orders = reader.file();
    FirstSeen keys{orders.rows.size()};
    FirstSeen numbers{orders.rows.size()};
    std::unordered_map<std::size_t, std::int32_t> line_counts;
    for (std::size_t i = 0; i < orders.rows.size(); ++i) {
        OrderRow& row = orders.rows[i];
        if (row.channel.empty() || row.external_id.empty()) continue;
        std::size_t const first = keys.first(i, row.channel, row.external_id);
        if (first != i) check_same_order(orders, i, first);
        std::int32_t const position = ++line_counts[first];
        if (row.line_no == 0) row.line_no = position;
        std::string const number = std::to_string(row.line_no);
        std::size_t const line = numbers.first(i, row.channel, row.external_id, number);
        if (line != i) add_earlier(orders, {i, line}, "line_no", number, Reason::repeated_row);
    }
    return std::move(orders);
}

ImportFile<CancellationRow> read_cancellations(std::string_view bytes, std::string_view file) {
    FileReader<CancellationRow> reader{bytes, file};
    auto& cancellations = reader.file();
    FirstSeen keys{cancellations.rows.size()};
    for (std::size_t i = 0; i < cancellations.rows.size(); ++i) {
        CancellationRow const& row = cancellations.rows[i];
        if (row.channel.empty() || row.external_id.empty() || row.sku.empty()) continue;
        std::size_t const earlier = keys.first(i, row.channel, row.external_id, row.sku);
        if (earlier == i) continue;
        add_earlier(cancellations, {i, earlier}, "sku", row.sku, Reason::repeated_row);
    }
    return std::move(cancellations);
}

ImportFile<ShelfRow> read_shelf(std::string_view bytes, std::string_view file) {
    FileReader<ShelfRow> reader{bytes, file};
    auto& shelf = reader.file();
    FirstSeen keys{shelf.rows.size()};
    for (std::size_t i = 0; i < shelf.rows.size(); ++i) {
        ShelfRow const& row = shelf.rows[i];
        if (row.location.empty() || row.sku.empty()) continue;
        std::size_t const earlier = keys.first(i, row.location, row.sku);
        if (earlier != i) add_earlier(shelf, {i, earlier}, "sku", row.sku, Reason::repeated_row);
    }
    return std::move(shelf);
}

template <class Row>
std::string to_csv(std::vector<Row> const& rows, csv::Style style) {
    std::string out;
    csv::Writer writer{out, style};
    std::vector<bool> wanted;
    for_each_field<Row>([&](auto field) {
        bool const rare = rules<Row>[wanted.size()].rare;
        wanted.push_back(!rare || std::ranges::any_of(rows, [&](Row const& row) {
            return row.*field.pointer != Row{}.*field.pointer;
        }));
    });
    std::vector<std::string> cells;
    for (std::size_t column = 0; column < wanted.size(); ++column)
        if (wanted[column]) cells.emplace_back(rules<Row>[column].column);
    writer.row(cells);
    for (Row const& row : rows) {
        cells.clear();
        std::size_t column = 0;
        for_each_field<Row>([&](auto field) {
            if (wanted[column++]) cells.push_back(cell_of(row.*field.pointer));
        });
        writer.row(cells);
    }
    return out;
}

template std::string to_csv(std::vector<SkuRow> const& rows, csv::Style style);
template std::string to_csv(std::vector<BarcodeRow> const& rows, csv::Style style);
template std::string to_csv(std::vector<LocationRow> const& rows, csv::Style style);
template std::string to_csv(std::vector<ContainerRow> const& rows, csv::Style style);
template std::string to_csv(std::vector<StockRow> const& rows, csv::Style style);
template std::string to_csv(std::vector<OrderRow> const& rows, csv::Style style);
template std::string to_csv(std::vector<CancellationRow> const& rows, csv::Style style);
template std::string to_csv(std::vector<ShelfRow> const& rows, csv::Style style);

template <class Row>
std::vector<CellChange> changes_between(Row const& before, Row const& after) {
    std::vector<CellChange> changes;
    std::size_t column = 0;
    for_each_field<Row>([&](auto field) {
        std::string_view const name = rules<Row>[column++].column;
        if (before.*field.pointer == after.*field.pointer) return;
        changes.push_back(
            {std::string{name}, cell_of(before.*field.pointer), cell_of(after.*field.pointer)});
    });
    return changes;
}

template std::vector<CellChange> changes_between(SkuRow const& before, SkuRow const& after);
template std::vector<CellChange> changes_between(BarcodeRow const& before, BarcodeRow const& after);
template std::vector<CellChange> changes_between(LocationRow const& before,
                                                 LocationRow const& after);
template std::vector<CellChange> changes_between(ContainerRow const& before,
                                                 ContainerRow const& after);

}  // namespace wms::import_files
