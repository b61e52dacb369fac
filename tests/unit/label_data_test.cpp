// SPDX-License-Identifier: Apache-2.0
#include "app/label_data.hpp"
#include "app/sandbox_carrier.hpp"

#include "labels/renderer.hpp"
#include "support/pack_house.hpp"

namespace {
using namespace wms;
using namespace wms::test;

struct Packed {
    PackFloor floor;
    Packed() {
        auto const orders = floor.sweep({{"O1", {{"X", 1_ea}}, Instant{1'750'000'000'000}}});
        REQUIRE(orders.size() == 1);
        floor.pool(1);
        floor.open("T-9");
        REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
        REQUIRE(floor.parcel(1).state == ParcelState::label_sent);
    }
    [[nodiscard]] PrintJob job() {
        return tables::print_jobs.at(floor.desk.tables(), floor.parcel(1).print_job);
    }
};

TEST_CASE("the waybill of a packed parcel has its number, its recipient and its content") {
    Packed packed;
    WaybillSettings const settings{.language = Language::en, .sender_name = "House", .now = [] {
                                       return Instant{1'750'000'000'000};
                                   }};
    auto const data = waybill_data(packed.floor.desk.tables(), packed.job(), settings);
    REQUIRE(data);
    auto const& fields = data->fields;
    CHECK(fields.at("waybill") == packed.floor.parcel(1).waybill);
    CHECK(fields.at("carrier") == "Post");
    CHECK(fields.at("recipient.name") == "Ann Example");
    CHECK(fields.at("sender.name") == "House");
    CHECK(fields.at("order") == "O1");
    CHECK(fields.at("plain") == "1");  // to GB: the Chinese rule masks what goes to China
    CHECK(fields.at("copy") == "1");
    CHECK(fields.at("parcel_number") == "1");
    CHECK(fields.at("parcel_count") == "1");
    CHECK(fields.at("content").find("×1") != std::string::npos);
    CHECK(fields.at("printed_at").starts_with("2025-06-15 "));
}

TEST_CASE("what a parcel prints fits every shipped waybill and reads back as its number") {
    Packed packed;
    auto const data = waybill_data(packed.floor.desk.tables(), packed.job(), {});
    REQUIRE(data);
    labels::Renderer renderer;
    for (char const* const id : {"waybill.100x180", "waybill.100x150", "waybill.76x130"}) {
        CAPTURE(std::string{id});
        auto const design = labels::shipped_template(id);
        REQUIRE(design);
        auto const label = renderer.render(*design, *data, {});
        REQUIRE(label);
        REQUIRE_FALSE(label->codes.empty());
        for (labels::ReadCode const& code : label->codes)
            CHECK(code.text == packed.floor.parcel(1).waybill);
    }
}

// What is black where the waybill of this size has an item, in millimetres.
std::uint64_t ink_in(labels::RenderedLabel const& label, labels::Area const& mm) {
    std::uint64_t dots = 0;
    for (int y = mm.y * 8; y < (mm.y + mm.height) * 8; ++y)
        for (int x = mm.x * 8; x < (mm.x + mm.width) * 8; ++x)
            dots += label.bitmap.black(x, y) ? 1U : 0U;
    return dots;
}

struct Shipped {
    PackFloor floor;
    explicit Shipped(Ordered const& ordered) {
        floor.sweep({ordered});
        floor.open("T-9");
        REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
        floor.outside.work();
        REQUIRE(floor.parcel(1).state == ParcelState::label_sent);
    }
    labels::LabelData data() {
        auto const made =
            waybill_data(floor.desk.tables(),
                         tables::print_jobs.at(floor.desk.tables(), floor.parcel(1).print_job), {});
        REQUIRE(made);
        return *made;
    }
    labels::RenderedLabel label() {
        labels::Renderer renderer;
        auto const drawn =
            renderer.render(labels::shipped_template("waybill.100x180").value(), data(), {});
        REQUIRE(drawn);
        return *drawn;
    }
};

TEST_CASE("sort code, cash on delivery and remark are on the waybill, and nowhere when not given") {
    Shipped full{{.number = "O1",
                  .lines = {{"X", 1_ea}},
                  .remark = "送货上门 Ring twice",
                  .cod = Money{12'850},
                  .sort_code = "CHANNEL-1"}};
    auto const fields = full.data().fields;
    CHECK(fields.at("cod") == "128.50");
    CHECK(fields.at("remark") == "送货上门 Ring twice");
    // the carrier's own answer goes before what the channel knew
    CHECK(fields.at("sort_code") == sandbox_sort_code("1 Sample Street, Town"));
    CHECK(full.floor.parcel(1).sort_code == fields.at("sort_code"));
    Shipped bare{{.number = "O1", .lines = {{"X", 1_ea}}}};
    CHECK_FALSE(bare.data().fields.contains("cod"));
    labels::RenderedLabel const with = full.label();
    labels::RenderedLabel const without = bare.label();
    // the boxes of waybill.100x180
    constexpr labels::Area cod{.x = 4, .y = 100, .width = 60, .height = 7};
    constexpr labels::Area remark{.x = 4, .y = 163, .width = 60, .height = 13};
    constexpr labels::Area sort_code{.x = 4, .y = 14, .width = 92, .height = 14};
    CHECK(ink_in(with, cod) > 500);
    CHECK(ink_in(without, cod) == 0);
    CHECK(ink_in(with, remark) > 500);
    CHECK(ink_in(without, remark) == 0);
    CHECK(ink_in(with, sort_code) > 2000);
    CHECK(ink_in(with, sort_code) == ink_in(without, sort_code));  // the same address
}

TEST_CASE("without an answer of the carrier's the channel's sort code is printed") {
    PackFloor floor;
    floor.pool(1);
    floor.sweep({{.number = "O1", .lines = {{"X", 1_ea}}, .sort_code = "571-W3-018"}});
    floor.open("T-9");
    REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
    auto const data = waybill_data(floor.desk.tables(), floor.job_of(1), {});
    REQUIRE(data);
    CHECK(data->fields.at("sort_code") == "571-W3-018");
}

TEST_CASE("cash is collected once: on the first of an order's parcels") {
    PackFloor floor;
    floor.pool(2);
    floor.discrete({.number = "O1", .lines = {{"X", 2_ea}}, .cod = Money{500}});
    floor.open("T-9");
    for (std::uint64_t const parcel : {1U, 2U}) {
        REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
        if (parcel == 1) REQUIRE(floor.desk.press(floor.house.pack1, Button::full));
        REQUIRE(floor.desk.press(floor.house.pack1, Button::done));
        REQUIRE(floor.desk.scan(floor.house.pack1, floor.parcel(parcel).waybill));
    }
    auto const first = waybill_data(floor.desk.tables(), floor.job_of(1), {});
    auto const second = waybill_data(floor.desk.tables(), floor.job_of(2), {});
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->fields.at("cod") == "5.00");
    CHECK(second->fields.at("parcel_number") == "2");
    CHECK_FALSE(second->fields.contains("cod"));
}

TEST_CASE("a sort code that cannot be printed does not lose the number") {
    PackFloor floor;
    floor.sweep({{.number = "O1", .lines = {{"X", 1_ea}}}});
    floor.open("T-9");
    REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
    Effect const effect = tables::outbox.at(floor.desk.tables(), floor.parcel(1).request);
    REQUIRE(floor.desk.run(WaybillAnswered{.parcel = ParcelId{1},
                                           .key = effect.key,
                                           .outcome = WaybillOutcome::issued,
                                           .number = "W1",
                                           .sort_code = "^XA\x1B~JA",
                                           .bag_place = std::string(500, 'x')}));
    CHECK(floor.parcel(1).waybill == "W1");
    CHECK(floor.parcel(1).sort_code == "");
    CHECK(floor.parcel(1).bag_place == "");
}

TEST_CASE("a print job whose recipient is no longer kept says so") {
    Packed packed;
    PrintJob job = packed.job();
    job.parcel = ParcelId{99};
    CHECK_FALSE(waybill_data(packed.floor.desk.tables(), job, {}));
}

}  // namespace
