// SPDX-License-Identifier: Apache-2.0
#include "domain/process/waybill.hpp"

#include "support/pack_house.hpp"

#include <algorithm>

namespace {
using namespace wms;
using namespace wms::test;
using devices::Fault;
using Mishap = SandboxCarrier::Mishap;

// One parcel of which the carrier was asked for a number.
struct Asked {
    PackFloor floor;
    ParcelId id{1};

    Asked() {
        floor.sweep({{"O1", {{"X", 1_ea}}}, {"O2", {{"X", 1_ea}}}});
        floor.open("T-9");
        REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
        REQUIRE(parcel().waybill_state == WaybillState::requested);
        CHECK(floor.desk.screen(floor.house.pack1).step == Step::wait_waybill);
    }
    Parcel parcel() { return floor.parcel(id.value()); }
    Effect effect() { return tables::outbox.at(floor.desk.tables(), parcel().request); }
    Result<Done> answer(WaybillOutcome outcome, std::string const& number = {},
                        std::string const& code = {}) {
        return floor.desk.run(WaybillAnswered{
            .parcel = id, .key = effect().key, .outcome = outcome, .number = number, .code = code});
    }
    std::size_t problems() {
        std::size_t count = 0;
        tables::problems.scan_all(floor.desk.tables(), [&](ProblemId, Problem const& problem) {
            if (problem.kind == ProblemKind::waybill) ++count;
            return true;
        });
        return count;
    }
};

TEST_CASE("a number leads the waiting packer to the label") {
    Asked asked;
    REQUIRE(asked.answer(WaybillOutcome::issued, " W77 "));
    CHECK(asked.parcel().waybill == "W77");
    CHECK(asked.parcel().state == ParcelState::label_sent);
    CHECK(asked.effect().state == EffectState::done);
    CHECK(asked.floor.desk.screen(asked.floor.house.pack1).step == Step::scan_label);
    SUBCASE("the same answer again changes nothing") {
        REQUIRE(asked.answer(WaybillOutcome::issued, "W77"));
        CHECK(asked.parcel().copies == 1);
        CHECK(asked.problems() == 0);
    }
    SUBCASE("a second number for one request is a problem, not a label") {
        REQUIRE(asked.answer(WaybillOutcome::issued, "W78"));
        CHECK(asked.parcel().waybill == "W77");
        CHECK(asked.problems() == 1);
    }
}

TEST_CASE("a carrier that does not answer is asked under the same key") {
    Asked asked;
    std::string const key = asked.effect().key;
    SUBCASE("nothing was issued: asked again after the query") {
        asked.floor.outside.carrier.expect(Mishap::time_out_before);
        asked.floor.outside.work();
        CHECK(asked.parcel().waybill_state == WaybillState::unknown);
        asked.floor.outside.work();  // not due yet
        CHECK(asked.parcel().waybill_state == WaybillState::unknown);
        asked.floor.desk.wait(back_off_first);
        asked.floor.desk.post([](Change&) {});
        asked.floor.outside.work();
        CHECK(asked.parcel().waybill_state == WaybillState::requested);  // "none": asks again
        asked.floor.outside.work();
        CHECK(asked.parcel().waybill_state == WaybillState::issued);
    }
    SUBCASE("it was issued: the query finds it") {
        asked.floor.outside.carrier.expect(Mishap::time_out_after);
        asked.floor.outside.work();
        asked.floor.desk.wait(back_off_first);
        asked.floor.desk.post([](Change&) {});
        asked.floor.outside.work();
        CHECK(asked.parcel().waybill_state == WaybillState::issued);
    }
    CHECK(asked.effect().key == key);
    CHECK(asked.floor.outside.carrier.issued().size() == 1);
    CHECK(asked.floor.outside.carrier.issued().at(key) == asked.parcel().waybill);
}

TEST_CASE("a number that exists and is not told is queried once, then a person is asked") {
    Asked asked;
    REQUIRE(asked.answer(WaybillOutcome::already_exists));
    CHECK(asked.parcel().waybill_state == WaybillState::unknown);
    CHECK(asked.effect().state == EffectState::pending);
    SUBCASE("the query tells it") {
        REQUIRE(asked.answer(WaybillOutcome::already_exists, "W77"));
        CHECK(asked.parcel().waybill == "W77");
    }
    SUBCASE("it does not") {
        REQUIRE(asked.answer(WaybillOutcome::already_exists));
        CHECK(asked.parcel().waybill_state == WaybillState::failed);
        CHECK(asked.effect().state == EffectState::failed);
        CHECK(asked.problems() == 1);
    }
}

TEST_CASE("a refusal of the carrier") {
    Asked asked;
    SUBCASE("that may pass is tried again") {
        REQUIRE(asked.floor.desk.run(WaybillAnswered{.parcel = asked.id,
                                                     .key = asked.effect().key,
                                                     .outcome = WaybillOutcome::refused,
                                                     .code = "busy",
                                                     .retryable = true}));
        CHECK(asked.parcel().waybill_state == WaybillState::requested);
        CHECK(asked.effect().attempts == 1);
        CHECK(asked.effect().last_error == "busy");
    }
    SUBCASE("that is final leaves the parcel on the shelf") {
        REQUIRE(asked.answer(WaybillOutcome::refused, {}, "address"));
        CHECK(asked.parcel().state == ParcelState::waybill_wait);
        CHECK(asked.parcel().waybill_state == WaybillState::failed);
        CHECK(asked.problems() == 1);
        CHECK(why(asked.answer(WaybillOutcome::issued, "W77")) == Why::stale);
        std::string const key = asked.effect().key;
        REQUIRE(asked.floor.desk.run(RetryWaybill{asked.id}));
        CHECK(asked.effect().key != key);  // mended by a person: a new request
        REQUIRE(asked.answer(WaybillOutcome::issued, "W77"));
        CHECK(asked.parcel().waybill == "W77");
        CHECK(why(asked.floor.desk.run(RetryWaybill{asked.id})) == Why::stale);
    }
}

TEST_CASE("a number belongs to one parcel only (I9)") {
    Asked asked;
    REQUIRE(asked.answer(WaybillOutcome::issued, "W77"));
    REQUIRE(asked.floor.desk.scan(asked.floor.house.pack1, "W77"));
    REQUIRE(asked.floor.desk.scan(asked.floor.house.pack1, "X"));
    asked.id = ParcelId{2};
    REQUIRE(asked.answer(WaybillOutcome::issued, "W77"));
    CHECK(asked.parcel().waybill.empty());
    CHECK(asked.parcel().waybill_state == WaybillState::failed);
    CHECK(asked.problems() == 1);
    CHECK(tables::waybills.at(asked.floor.desk.tables(), "W77").parcel == ParcelId{1});
    CHECK(why(asked.floor.desk.run(LoadNumberPool{"POST", {"W77"}})) == Why::duplicate_code);
}

TEST_CASE("answers that are none are refused") {
    Asked asked;
    Desk& desk = asked.floor.desk;
    CHECK(why(desk.run(WaybillAnswered{.parcel = ParcelId{9}, .key = "9#1"})) ==
          Why::unknown_object);
    CHECK(why(desk.run(WaybillAnswered{.parcel = asked.id, .key = "1#7"})) == Why::stale);
    CHECK(why(asked.answer(WaybillOutcome::issued)) == Why::bad_field);
    CHECK(why(asked.answer(WaybillOutcome::issued, "W\x01")) == Why::bad_field);
    CHECK(why(asked.answer(WaybillOutcome::issued, std::string(61, '7'))) == Why::bad_field);
    CHECK(why(desk.run(LoadNumberPool{"NOBODY", {"W1"}})) == Why::unknown_object);
    CHECK(why(desk.run(LoadNumberPool{"POST", {"W1", "W1"}})) == Why::duplicate_code);
    CHECK(why(desk.run(LoadNumberPool{"POST", {""}})) == Why::bad_field);
}

TEST_CASE("waiting grows from five seconds to five minutes and then a lead is told") {
    CHECK(back_off(1) == 5_s);
    CHECK(back_off(2) == 10_s);
    CHECK(back_off(3) == 20_s);
    CHECK(back_off(7) == 5_min);
    CHECK(back_off(1000) == 5_min);
    Asked asked;
    Desk& desk = asked.floor.desk;
    EffectId const effect = asked.parcel().request;
    for (std::uint32_t attempt = 1; attempt <= attempts_before_problem + 1; ++attempt) {
        REQUIRE(desk.run(EffectFailed{effect, "no route to host"}));
        CHECK(asked.effect().not_before - desk.entries().back().at == back_off(attempt));
    }
    CHECK(asked.problems() == 1);
    REQUIRE(desk.run(EffectPerformed{effect}));
    REQUIRE(desk.run(EffectFailed{effect, "late"}));
    CHECK(asked.effect().state == EffectState::done);
    CHECK(why(desk.run(EffectFailed{EffectId{99}, "?"})) == Why::unknown_object);
}

TEST_CASE("the sandbox carrier keeps its word") {
    SandboxCarrier carrier{"W"};
    CHECK(waybill_check_digit("629104150021") == '3');  // GS1's own example
    carrier.expect(Mishap::time_out_before);
    CHECK(carrier.issue("1#1").outcome == SandboxCarrier::Outcome::no_answer);
    CHECK(carrier.query("1#1").outcome == SandboxCarrier::Outcome::none_found);
    carrier.expect(Mishap::time_out_after);
    CHECK(carrier.issue("1#1").outcome == SandboxCarrier::Outcome::no_answer);
    auto const found = carrier.query("1#1");
    CHECK(found.outcome == SandboxCarrier::Outcome::issued);
    CHECK(carrier.issue("1#1") == found);
    carrier.expect(Mishap::refuse, "address");
    CHECK(carrier.issue("2#1").code == "address");
    CHECK(carrier.issue("2#1").number != found.number);
    CHECK(carrier.issued().size() == 2);
}

TEST_CASE("the virtual printer prints a key once") {
    devices::VirtualPrinter printer;
    auto const states = [&] {
        std::vector<devices::JobState> list;
        for (auto const& report : printer.take_reports()) list.push_back(report.state);
        return list;
    };
    using enum devices::JobState;
    printer.send("A#1", "a");
    CHECK(states() == std::vector{spooled, printing, done});
    printer.send("A#1", "a");
    CHECK(states().empty());
    printer.set_fault(Fault::out_of_paper);
    printer.send("B#1", "b");
    CHECK(states() == std::vector{spooled, held});
    printer.set_fault(Fault::claims_success);
    printer.send("C#1", "c");
    CHECK(states() == std::vector{spooled, printing, done});
    printer.set_fault(Fault::refuses);
    printer.send("D#1", "d");
    CHECK(states() == std::vector{spooled, failed});
    CHECK(printer.printed().size() == 1);
    printer.set_fault(Fault::none);
    CHECK(states() == std::vector{printing, done});
    REQUIRE(printer.printed().size() == 2);
    CHECK(printer.printed().back().document == "b");
}

}  // namespace
