// SPDX-License-Identifier: Apache-2.0
#include "app/label_data.hpp"

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

TEST_CASE("a print job whose recipient is no longer kept says so") {
    Packed packed;
    PrintJob job = packed.job();
    job.parcel = ParcelId{99};
    CHECK_FALSE(waybill_data(packed.floor.desk.tables(), job, {}));
}

}  // namespace
