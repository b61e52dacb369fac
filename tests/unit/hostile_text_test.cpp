// SPDX-License-Identifier: Apache-2.0
// Whatever text comes in: it is refused with its field's name, or it is harmless. A code that is
// too long for a table's key must never end as "something went wrong in the server".
#include "base/text.hpp"
#include "domain/field.hpp"
#include "support/pack_house.hpp"
#include "support/random.hpp"

#include <doctest/doctest.h>

#include <functional>

namespace {
using namespace wms;
using test::PackFloor;

struct Hostile {
    std::string name;
    std::string text;
};

std::vector<Hostile> hostile_codes() {
    return {{"empty", ""},
            {"600 bytes", std::string(600, '7')},
            {"4 KB", std::string(4096, 'x')},
            {"41 characters", std::string(41, 'x')},
            {"a zero byte", std::string{"A\0B", 3}},
            {"a control character",
             "A\x07"
             "B"},
            {"a line end", "A\nB"},
            {"no UTF-8", "A\xFF\xFE"},
            {"half a character", "A\xE7\x81"},
            {"an overlong slash", "A\xC0\xAF"},
            {"a surrogate", "A\xED\xA0\x80"},
            {"turned around", "A\u202EB"},
            {"a zero-width space", "A\u200BB"},
            {"a printer's command", "^XA^FDx^XZ"},
            {"another printer's command", "~JA"}};
}

// A row of each kind with the text where the code belongs.
struct Field {
    std::string name;
    std::function<AnyCommand(std::string const&)> command;
    bool is_own = true;  // this house gives the code
    bool may_be_empty = false;
};

template <class Fill>
std::function<AnyCommand(std::string const&)> import_of(Fill fill) {
    return [fill](std::string const& text) -> AnyCommand {
        ImportMasterData import{};
        fill(import, text);
        return import;
    };
}

template <class Fill>
std::function<AnyCommand(std::string const&)> stock_of(Fill fill) {
    return [fill](std::string const& text) -> AnyCommand {
        StockRow row{.location = "A-01", .sku = "LOTTED", .quantity = 1_ea, .lot = "L1"};
        fill(row, text);
        return ImportStock{.rows = {row}, .reason = "opening"};
    };
}

PlaceOrder plain_order() {
    return {.key = {.external_id = "O-1", .channel = "shop"},
            .carrier = "POST",
            .recipient = {.name = "Ann Example",
                          .phone = "0",
                          .address = "1 Sample Street, Town",
                          .country = "GB"},
            .lines = {{.sku = "X", .quantity = 1_ea}}};
}

template <class Fill>
std::function<AnyCommand(std::string const&)> order_of(Fill fill) {
    return [fill](std::string const& text) -> AnyCommand {
        PlaceOrder order = plain_order();
        fill(order, text);
        return order;
    };
}

std::vector<Field> master_fields() {
    using Text = std::string const&;
    using Import = ImportMasterData&;
    return {
        {"warehouse",
         import_of([](Import i, Text t) { i.warehouses = {{.code = t, .name = "n"}}; })},
        {"owner", import_of([](Import i, Text t) { i.owners = {{.code = t, .name = "n"}}; })},
        {"zone", import_of([](Import i, Text t) {
             i.zones = {{.zone = {}}};
             i.zones[0].zone.code = t;
         })},
        {"location",
         import_of([](Import i, Text t) { i.locations = {test::location_row(t, "PICK")}; })},
        {"check digits", import_of([](Import i, Text t) {
             i.locations = {test::location_row("Z-1", "PICK")};
             i.locations[0].location.check_digits = t;
         }),
         true, true},
        {"SKU", import_of([](Import i, Text t) { i.skus = {test::sku_row(t, Money{1})}; })},
        {"barcode",
         import_of([](Import i, Text t) { i.barcodes = {{.code = t, .sku = "X", .barcode = {}}}; }),
         false},
        {"container", import_of([](Import i, Text t) { i.containers = {{.code = t}}; })},
        {"station", import_of([](Import i, Text t) { i.stations = {{.code = t}}; })},
        {"printer",
         import_of([](Import i, Text t) { i.stations = {{.code = "S-1", .printer = t}}; }), true,
         true},
        {"backup printer",
         import_of([](Import i, Text t) { i.stations = {{.code = "S-1", .backup_printer = t}}; }),
         true, true},
        {"device", import_of([](Import i, Text t) { i.devices = {{.code = t}}; })},
        {"badge", import_of([](Import i, Text t) {
             i.operators = {{.badge = t, .name = "n", .roles = {}}};
         })},
        {"carrier", import_of([](Import i, Text t) { i.carriers = {{.code = t, .name = "n"}}; })},
    };
}

std::vector<Field> stock_and_order_fields() {
    using Text = std::string const&;
    return {
        {"lot", stock_of([](StockRow& r, Text t) { r.lot = t; }), false},
        {"serial", stock_of([](StockRow& r, Text t) {
             r.sku = "IN-OUT";
             r.lot = "";
             r.serial = t;
         }),
         false},
        {"stock location", stock_of([](StockRow& r, Text t) { r.location = t; })},
        {"stock SKU", stock_of([](StockRow& r, Text t) { r.sku = t; })},
        {"stock owner", stock_of([](StockRow& r, Text t) { r.owner = t; }), true, true},
        {"channel", order_of([](PlaceOrder& o, Text t) { o.key.channel = t; }), false},
        {"order SKU", order_of([](PlaceOrder& o, Text t) { o.lines[0].sku = t; })},
        {"order lot", order_of([](PlaceOrder& o, Text t) { o.lines[0].lot = t; }), true, true},
        {"order carrier", order_of([](PlaceOrder& o, Text t) { o.carrier = t; })},
        {"order owner", order_of([](PlaceOrder& o, Text t) { o.owner = t; }), true, true},
        {"order warehouse", order_of([](PlaceOrder& o, Text t) { o.warehouse = t; }), true, true},
        {"wave carrier",
         [](Text t) -> AnyCommand { return PlanWave{.carrier = t, .orders = {OrderId{1}}}; }},
        {"pool carrier", [](Text t) -> AnyCommand { return LoadNumberPool{t, {"W-1"}}; }},
        {"waybill number", [](Text t) -> AnyCommand { return LoadNumberPool{"POST", {t}}; }, false},
    };
}

// Own codes take no printer's command; what others print may hold one.
bool must_be_refused(Field const& field, Hostile const& hostile) {
    if (hostile.text.empty()) return !field.may_be_empty;
    bool const command = hostile.text.find_first_of("^~") != std::string::npos;
    if (command) return field.is_own;
    bool const number = field.name == "waybill number";  // up to 60 bytes, anything visible
    return !number || hostile.text.size() > 60 || !is_utf8(hostile.text) ||
           has_control(hostile.text);
}

void check_refused(PackFloor& floor, AnyCommand const& command) {
    auto const before = floor.desk.contents();
    std::uint64_t const seq = floor.desk.last_seq();
    auto const done = floor.desk.run(command);
    REQUIRE_FALSE(done);
    CHECK(done.error().why != Why::internal);
    CHECK(floor.desk.last_seq() == seq + 1);  // refused, and on record
    CHECK(floor.desk.entries().back().refused == static_cast<std::uint16_t>(done.error().why));
    CHECK(floor.desk.entries().back().events.empty());
    CHECK(floor.desk.contents() == before);
    for (Language const language : {Language::en, Language::zh}) {
        std::string const said = sentence(done.error(), language);
        CHECK(said.size() < 500);
        CHECK(is_utf8(said));
        CHECK_FALSE(has_control(said));
    }
}

void check_fields(std::vector<Field> const& fields) {
    PackFloor floor;
    for (Field const& field : fields) {
        for (Hostile const& hostile : hostile_codes()) {
            if (!must_be_refused(field, hostile)) continue;
            CAPTURE(field.name);
            CAPTURE(hostile.name);
            check_refused(floor, field.command(hostile.text));
        }
    }
}

TEST_CASE("a hostile code is refused by every field of the master data, nothing changes") {
    check_fields(master_fields());
}

TEST_CASE("a hostile code is refused in stock, orders and waves, nothing changes") {
    check_fields(stock_and_order_fields());
}

TEST_CASE("a text that disturbs is refused in every name and reason") {
    using Text = std::string const&;
    using Import = ImportMasterData&;
    std::vector<Field> const fields{
        {"warehouse name",
         import_of([](Import i, Text t) { i.warehouses = {{.code = "W2", .name = t}}; })},
        {"owner name", import_of([](Import i, Text t) { i.owners = {{.code = "O2", .name = t}}; })},
        {"name_en", import_of([](Import i, Text t) {
             i.skus = {test::sku_row("N", Money{1})};
             i.skus[0].sku.name_en = t;
         })},
        {"name_zh", import_of([](Import i, Text t) {
             i.skus = {test::sku_row("N", Money{1})};
             i.skus[0].sku.name_zh = t;
         })},
        {"operator name", import_of([](Import i, Text t) {
             i.operators = {{.badge = "U-9", .name = t, .roles = {}}};
         })},
        {"carrier name",
         import_of([](Import i, Text t) { i.carriers = {{.code = "C9", .name = t}}; })},
        {"reason", [](Text t) -> AnyCommand { return ImportStock{.rows = {}, .reason = t}; }},
        {"name", order_of([](PlaceOrder& o, Text t) { o.recipient.name = t; })},
        {"phone", order_of([](PlaceOrder& o, Text t) { o.recipient.phone = t; })},
        {"address", order_of([](PlaceOrder& o, Text t) { o.recipient.address = t; })},
        {"country", order_of([](PlaceOrder& o, Text t) { o.recipient.country = t; })},
        {"service", order_of([](PlaceOrder& o, Text t) { o.service = t; })},
        {"external_id", order_of([](PlaceOrder& o, Text t) { o.key.external_id = t; })},
    };
    std::vector<std::string> const texts{std::string(4096, 'x'), std::string(501, 'x'),
                                         "A\x07"
                                         "B",
                                         "A\xFF", "A\u202EB"};
    PackFloor floor;
    for (Field const& field : fields) {
        for (std::string const& text : texts) {
            CAPTURE(field.name);
            CAPTURE(visible(text));
            check_refused(floor, field.command(text));
            auto const said = floor.desk.run(field.command(text));
            CHECK(said.error().subject.front() == field.name);
        }
    }
}

TEST_CASE("the longest order key that is taken fits into every table") {
    PackFloor floor;
    std::string channel;
    for (std::size_t i = 0; i < code_characters_max; ++i) channel += "\U0001F4E6";
    PlaceOrder order = plain_order();
    order.key = {.external_id = std::string(external_id_bytes_max, '9'), .channel = channel};
    auto const placed = floor.desk.run(order);
    REQUIRE(placed);
    CHECK(order_by_key(floor.desk.tables(), order.key) == OrderId{placed->object});
    order.key.external_id += '9';
    auto const refused = floor.desk.run(order);
    REQUIRE_FALSE(refused);
    CHECK(group_of(refused.error().why) == Group::malformed);
    CHECK(refused.error().subject.front() == "external_id");
}

TEST_CASE("an Arabic name and a Chinese code are no hostile text") {
    PackFloor floor;
    ImportMasterData import{};
    import.skus = {test::sku_row("灯笼-红", Money{1})};
    import.skus[0].sku.name_en = "فانوس أحمر";
    CHECK(floor.desk.run(import));
}

TEST_CASE("hostile scans are refused at every question and move nothing") {
    PackFloor floor;
    order_in(floor.desk, {"O-1", {{.sku = "X", .quantity = 2_ea}}});
    REQUIRE(floor.desk.run(PlanWave{.method = PickMethod::discrete,
                                    .carrier = "POST",
                                    .orders = {OrderId{1}},
                                    .release = true}));
    std::vector<Hostile> scans = hostile_codes();
    scans.push_back({"a GS1 code that says 8200 grams of nothing", "]C1310X000"});
    scans.push_back({"brackets", "(01)"});
    scans.push_back({"a command with a blank", "! U1 setvar \"x\" \"y\""});
    auto const try_all = [&] {
        auto const before = floor.desk.contents();
        for (Hostile const& hostile : scans) {
            CAPTURE(hostile.name);
            auto const done = floor.desk.scan(floor.house.picker, hostile.text);
            REQUIRE_FALSE(done);
            CHECK(done.error().why != Why::internal);
            CHECK(floor.desk.contents() == before);
        }
    };
    try_all();
    REQUIRE(floor.desk.press(floor.house.picker, Button::pick));
    for (std::string const next : {"T-9", "L-A-01", "X"}) {
        try_all();
        REQUIRE(floor.desk.scan(floor.house.picker, next));
    }
    for (Hostile const& hostile : hostile_codes()) {
        CAPTURE(hostile.name);
        if (hostile.text.empty()) continue;
        auto const pressed = floor.desk.press(floor.house.picker, Button::quantity, hostile.text);
        REQUIRE_FALSE(pressed);
        CHECK(pressed.error().why != Why::internal);
    }
}

// What a barcode on a stranger's parcel may say: pieces of our own codes around something that no
// code of ours has.
std::string bad_barcode(test::Random& random) {
    using namespace std::string_view_literals;
    static constexpr std::string_view odd[] = {
        "\x1b"sv,     "\x01"sv,     "\x7f"sv,         "\x1d\x1d"sv,    "\0"sv,
        "\xC0\xAF"sv, "\u202E"sv,   "<script>"sv,     "' OR 1=1 --"sv, "^XA~JR^XZ"sv,
        "%0d%0a"sv,   "../../.."sv, "=HYPERLINK()"sv, "\u200B"sv,      "{{7*7}}"sv};
    static constexpr std::string_view ours[] = {"L-A-01"sv,  "T-9"sv,  "U-5"sv,      "!DONE"sv,
                                                "!SHORT"sv,  "]C1"sv,  "01"sv,       "X"sv,
                                                "S-PACK1"sv, "(01)"sv, "!APPROVE"sv, "7"sv};
    std::string text;
    for (std::uint64_t n = random.below(3); n > 0; --n) text += ours[random.below(std::size(ours))];
    text += odd[random.below(std::size(odd))];
    for (std::uint64_t n = random.below(3); n > 0; --n) text += ours[random.below(std::size(ours))];
    if (random.below(50) == 0) text.append(4096, 'x');
    return text;
}

void check_bad_barcodes(PackFloor& floor, DeviceId device, test::Random& random) {
    auto const before = floor.desk.contents();
    for (int n = 0; n < 2'000; ++n) {
        std::string const code = bad_barcode(random);
        CAPTURE(visible(code));
        auto const done = floor.desk.scan(device, code);
        REQUIRE_FALSE(done);
        REQUIRE(done.error().why != Why::internal);
    }
    CHECK(floor.desk.contents() == before);
}

TEST_CASE("two thousand bad barcodes at each screen: refused, and nothing changes (3.6)") {
    PackFloor floor;
    test::Random random{20'261'129};
    floor.pool(2);
    OrderId const order = order_in(floor.desk, {"O-1", {{.sku = "X", .quantity = 2_ea}}});
    REQUIRE(floor.desk.run(PlanWave{
        .method = PickMethod::discrete, .carrier = "POST", .orders = {order}, .release = true}));
    check_bad_barcodes(floor, floor.house.picker, random);
    REQUIRE(floor.desk.press(floor.house.picker, Button::pick));
    for (std::string const next : {"T-9", "L-A-01", "X", "X", "S-PACK1"}) {
        CAPTURE(next);
        check_bad_barcodes(floor, floor.house.picker, random);
        REQUIRE(floor.desk.scan(floor.house.picker, next));
    }
    REQUIRE(floor.desk.press(floor.house.pack1, Button::pack));
    for (std::string const next : {"T-9", "X", "X"}) {
        CAPTURE(next);
        check_bad_barcodes(floor, floor.house.pack1, random);
        REQUIRE(floor.desk.scan(floor.house.pack1, next));
    }
    check_bad_barcodes(floor, floor.house.pack1, random);  // the carton
    REQUIRE(floor.desk.press(floor.house.pack1, Button::done));
    floor.outside.work();
    check_bad_barcodes(floor, floor.house.pack1, random);  // the label
    REQUIRE(floor.desk.press(floor.house.desk, Button::ship));
    check_bad_barcodes(floor, floor.house.desk, random);
}

TEST_CASE("none of 100,000 guessed badges signs in (3.6)") {
    PackFloor floor;
    REQUIRE(floor.desk.press(floor.house.picker, Button::sign_out));
    test::Random random{7};
    constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    auto const before = floor.desk.contents();
    for (int n = 0; n < 100'000; ++n) {
        std::string badge = "U-";
        while (badge.size() < 28) badge += digits[random.below(digits.size())];
        REQUIRE_FALSE(floor.desk.scan(floor.house.picker, badge));
    }
    CHECK(floor.desk.contents() == before);
}

}  // namespace
