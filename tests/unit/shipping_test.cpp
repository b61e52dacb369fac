// SPDX-License-Identifier: Apache-2.0
#include "domain/process/shipping.hpp"

#include "domain/process/housekeeping.hpp"
#include "domain/process/waybill.hpp"
#include "support/pack_house.hpp"

namespace {
using namespace wms;
using namespace wms::test;

// Three closed parcels of POST, number 4 of FAST, number 5 of POST without a proved label.
struct Dock {
    PackFloor floor;
    DeviceId desk = floor.house.desk;
    std::vector<OrderId> orders;

    Dock() {
        floor.pool(4);
        orders = floor.sweep({{"O1", {{"X", 1_ea}}}, {"O2", {{"X", 1_ea}}}, {"O3", {{"X", 2_ea}}}});
        floor.open("T-9");
        floor.pack_single("X", 1);
        floor.pack_single("X", 2);
        REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
        floor.pack_single("X", 3);
        one_more({"O4", {{"Y", 1_ea}}, {}, "FAST"});
        floor.outside.work();
        REQUIRE(floor.desk.scan(floor.house.pack1, label(4)));
        one_more({"O5", {{"Z", 1_ea}}});
        REQUIRE(floor.desk.press(desk, Button::ship));
    }
    void one_more(Ordered const& ordered) {
        orders.push_back(floor.discrete(ordered));
        REQUIRE(floor.desk.scan(floor.house.pack1, "T-9"));
        REQUIRE(floor.desk.scan(floor.house.pack1, ordered.lines.front().sku));
        REQUIRE(floor.desk.press(floor.house.pack1, Button::done));
    }
    std::string label(std::uint64_t id) { return floor.parcel(id).waybill; }
    Result<Done> scan(std::uint64_t id) { return floor.desk.scan(desk, label(id)); }
    void stop(std::uint64_t id) {
        floor.desk.post([&](Change& change) {
            change_parcel(change, ParcelId{id}, [](Parcel& row) { row.stop = "refund"; });
        });
    }
    std::vector<Effect> told() {
        std::vector<Effect> effects;
        tables::outbox.scan_all(floor.desk.tables(), [&](EffectId, Effect const& effect) {
            if (effect.kind == EffectKind::notify_channel) effects.push_back(effect);
            return true;
        });
        return effects;
    }
};

TEST_CASE("each parcel that may not go is refused with its reason (§4.9.6)") {
    Dock dock;
    Desk& desk = dock.floor.desk;
    SUBCASE("not finished") {
        CHECK(why(dock.scan(5)) == Why::parcel_not_closed);
        CHECK(dock.scan(5).error().subject.back() == "label_sent");
    }
    SUBCASE("wrong carrier") {
        REQUIRE(dock.scan(1));
        auto const refused = dock.scan(4);
        CHECK(why(refused) == Why::wrong_carrier);
        CHECK(refused.error().subject ==
              std::vector<std::string>{parcel_name(ParcelId{4}), "FAST", "POST"});
    }
    SUBCASE("scanned twice") {
        REQUIRE(dock.scan(1));
        auto const again = dock.scan(1);
        REQUIRE(again);
        CHECK(again->tone == Tone::tick);
        CHECK(desk.screen(dock.desk).done == 1);
    }
    SUBCASE("stopped") {
        dock.stop(1);
        dock.floor.check_stop(dock.desk, dock.label(1), Why::parcel_stopped);
        CHECK(dock.floor.parcel(1).state == ParcelState::closed);
    }
    SUBCASE("void label") {  // of a number that was replaced
        desk.post([&](Change& change) {
            Waybill row = tables::waybills.at(change.tables(), dock.label(1));
            row.valid = false;
            change.post(WaybillBound{"W-OLD", row});
        });
        dock.floor.check_stop(dock.desk, "W-OLD", Why::label_void);
        REQUIRE(dock.scan(1));
    }
    SUBCASE("unknown") {
        CHECK(why(desk.scan(dock.desk, "FOREIGN-1")) == Why::unknown_barcode);
    }
    SUBCASE("no parcel at all") {
        CHECK(why(desk.scan(dock.desk, "T-9")) == Why::wrong_kind);
        CHECK(why(desk.press(dock.desk, Button::close)) == Why::nothing_to_do);
        CHECK(why(desk.press(dock.desk, Button::hand_over, "Carl")) == Why::wrong_key);
    }
}

TEST_CASE("goods leave the stock when the courier has signed, once") {
    Dock dock;
    Desk& desk = dock.floor.desk;
    for (std::uint64_t const id : {1U, 2U}) REQUIRE(dock.scan(id));
    CHECK(dock.floor.state_of(dock.floor.parcel(1).order) == OrderState::manifested);
    auto const closed = desk.press(dock.desk, Button::close);
    REQUIRE(closed);
    CHECK(closed->tone == Tone::attention);  // one packed parcel is not on it
    CHECK(desk.screen(dock.desk).step == Step::sign);
    CHECK(desk.screen(dock.desk).left == 1);
    CHECK(why(dock.scan(3)) == Why::manifest_closed);
    CHECK(why(desk.press(dock.desk, Button::hand_over, " ")) == Why::missing_field);
    CHECK(dock.floor.at("X", holder::customer) == 0);
    CHECK(dock.told().empty());

    REQUIRE(desk.press(dock.desk, Button::hand_over, "Carl"));
    CHECK(dock.floor.at("X", holder::customer) == 2);
    CHECK(dock.floor.parcel(1).state == ParcelState::handed_over);
    CHECK(dock.floor.parcel(1).waybill_state == WaybillState::collected);
    CHECK(dock.floor.state_of(dock.floor.parcel(1).order) == OrderState::shipped);
    CHECK(dock.floor.state_of(dock.floor.parcel(3).order) == OrderState::packed);
    auto const manifest = tables::manifests.at(desk.tables(), ManifestId{1});
    CHECK(manifest.courier == "Carl");
    CHECK(manifest.state == ManifestState::handed_over);
    auto const told = dock.told();
    REQUIRE(told.size() == 2);
    CHECK(told[0].lane == "channel/shop");
    CHECK(told[0].key != told[1].key);

    CHECK(why(desk.press(dock.desk, Button::hand_over, "Carl")) == Why::wrong_key);
    CHECK(why(dock.scan(1)) == Why::already_done);
    REQUIRE(dock.scan(3));  // the next pickup
    CHECK(dock.floor.parcel(3).manifest == ManifestId{2});
}

TEST_CASE("a parcel that is stopped after it got on is taken off before the courier goes") {
    Dock dock;
    Desk& desk = dock.floor.desk;
    for (std::uint64_t const id : {1U, 2U}) REQUIRE(dock.scan(id));
    REQUIRE(desk.press(dock.desk, Button::close));
    dock.stop(2);
    CHECK(why(desk.press(dock.desk, Button::hand_over, "Carl")) == Why::parcel_stopped);
    dock.floor.acknowledge(dock.desk);
    CHECK(dock.floor.at("X", holder::customer) == 0);
    CHECK(why(dock.scan(1)) == Why::manifest_closed);
    REQUIRE(dock.scan(2));
    CHECK(dock.floor.parcel(2).state == ParcelState::closed);
    REQUIRE(desk.press(dock.desk, Button::hand_over, "Carl"));
    CHECK(dock.floor.at("X", holder::customer) == 1);
    CHECK(dock.told().size() == 1);
}

TEST_CASE("a lead can open a closed manifest again, a dispatcher cannot") {
    Dock dock;
    Desk& desk = dock.floor.desk;
    REQUIRE(dock.scan(1));
    REQUIRE(desk.press(dock.desk, Button::close));
    CHECK(why(desk.press(dock.desk, Button::undo)) == Why::need_approval);
    CHECK(why(desk.scan(dock.desk, "U-3")) == Why::role_missing);
    REQUIRE(desk.scan(dock.desk, "U-5"));
    REQUIRE(desk.press(dock.desk, Button::undo));
    REQUIRE(dock.scan(2));
    CHECK(desk.screen(dock.desk).done == 2);
}

TEST_CASE("a lead who has a PIN approves with badge and PIN, never with the badge alone (3.1)") {
    Dock dock;
    Desk& desk = dock.floor.desk;
    auto const lead = operator_by_badge(desk.tables(), "U-5").value();
    REQUIRE(desk.run(SetPin{lead, Secret{{"slow hash"}}}));
    REQUIRE(dock.scan(1));
    REQUIRE(desk.press(dock.desk, Button::close));
    // not asked for: a proved PIN alone opens nothing
    CHECK(why(desk.run(GrantApproval{lead}, dock.desk)) == Why::stale);
    CHECK(why(desk.press(dock.desk, Button::undo)) == Why::need_approval);
    CHECK(desk.screen(dock.desk).ask == Phrase::lead_badge);
    CHECK(why(desk.run(GrantApproval{lead}, dock.desk)) == Why::stale);
    CHECK(why(desk.scan(dock.desk, "U-5")) == Why::pin_wanted);
    CHECK(desk.screen(dock.desk).ask == Phrase::lead_pin);
    CHECK(desk.screen(dock.desk).ask_about == std::vector<std::string>{"Lin"});
    CHECK(why(desk.press(dock.desk, Button::undo)) == Why::need_approval);  // it begins anew
    CHECK(why(desk.run(GrantApproval{lead}, dock.desk)) == Why::stale);
    CHECK(why(desk.scan(dock.desk, "U-5")) == Why::pin_wanted);

    SUBCASE("the PIN of whose badge was scanned, in time, once") {
        auto const packer = operator_by_badge(desk.tables(), "U-3").value();
        CHECK(why(desk.run(GrantApproval{packer}, dock.desk)) == Why::stale);
        CHECK(why(desk.run(GrantApproval{lead}, dock.floor.house.pack1)) == Why::stale);
        REQUIRE(desk.run(GrantApproval{lead}, dock.desk));
        CHECK(why(desk.run(GrantApproval{lead}, dock.desk)) == Why::stale);
        REQUIRE(desk.press(dock.desk, Button::undo));
        REQUIRE(dock.scan(2));
    }
    SUBCASE("too late") {
        desk.wait(10_min);
        CHECK(why(desk.run(GrantApproval{lead}, dock.desk)) == Why::stale);
    }
}

TEST_CASE("a parcel changes manifests only after it was scanned again") {
    Dock dock;
    Desk& desk = dock.floor.desk;
    REQUIRE(dock.scan(1));
    REQUIRE(desk.press(dock.desk, Button::close));
    REQUIRE(desk.press(dock.desk, Button::home));
    // A second desk opens another manifest for the same carrier; then the first is opened again.
    REQUIRE(desk.scan(dock.floor.house.picker, "U-5"));
    DeviceId const other = dock.floor.house.picker;
    REQUIRE(desk.press(other, Button::ship));
    CHECK(why(desk.scan(other, dock.label(1))) == Why::manifest_closed);
    REQUIRE(desk.scan(other, dock.label(2)));
    REQUIRE(desk.press(dock.desk, Button::ship));
    CHECK(why(desk.press(dock.desk, Button::undo)) == Why::need_approval);
    REQUIRE(desk.scan(dock.desk, "U-5"));
    REQUIRE(desk.press(dock.desk, Button::undo));

    auto const asked = desk.scan(other, dock.label(1));
    REQUIRE(asked);
    CHECK(asked->tone == Tone::attention);
    CHECK(desk.screen(other).ask == Phrase::confirm_move);
    CHECK(dock.floor.parcel(1).manifest == ManifestId{1});
    REQUIRE(desk.scan(other, dock.label(1)));
    CHECK(dock.floor.parcel(1).manifest == ManifestId{2});
    CHECK(tables::manifests.at(desk.tables(), ManifestId{1}).parcels == 0);
    CHECK(tables::manifests.at(desk.tables(), ManifestId{2}).parcels == 2);
}

}  // namespace
