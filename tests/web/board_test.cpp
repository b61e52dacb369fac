// SPDX-License-Identifier: Apache-2.0
// The lead's board: how old exceptions are and what may be done about them, the whole life of a
// thing, where goods came from and went to, the audit in words.
#include "web/shift.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace wms::test {
namespace {

std::string text_in(boost::json::value const& text, char const* language = "en") {
    return std::string{text.at(language).as_string()};
}

std::int64_t minutes_between(boost::json::value const& since, boost::json::value const& at) {
    auto const from = parse_instant(since.as_string().c_str());
    auto const to = parse_instant(at.as_string().c_str());
    REQUIRE((from && to));
    return (*to - *from).value() / 60'000;
}

// Whole minutes since the exception began.
std::int64_t age_of(Shift& shift, std::string const& kind) {
    auto const row = shift.exception(kind);
    return minutes_between(row.at("since"), body_of(shift.get("/exceptions")).at("at"));
}

std::vector<std::string> texts_of(boost::json::array const& rows) {
    std::vector<std::string> texts;
    for (auto const& row : rows) texts.push_back(text_in(row.at("text")));
    return texts;
}

std::string joined(std::vector<std::string> const& texts) {
    return fmt::format("{}", fmt::join(texts, ", "));
}

bool has(std::vector<std::string> const& texts, std::string const& wanted) {
    return std::ranges::find(texts, wanted) != texts.end();
}

TEST_CASE("an exception is as old as its matter: count, waybill, label, pool") {
    Shift shift;
    ImportStock stock{};  // what is being counted is not picked
    stock.rows = {{.location = "A-2", .sku = "G-1", .quantity = 5_ea}};
    shift.done(stock);
    REQUIRE(shift.post(shift.lead, "/locations/1/count-now").status == 200);
    shift.count("90");
    shift.count("90");  // two agree: a lead decides
    shift.wait(20_min);
    CHECK(age_of(shift, "count_review") == 20);

    shift.release(shift.order("SO-1", 1));
    shift.pick();
    shift.pack();
    shift.answer(ParcelId{1}, WaybillOutcome::unknown);
    shift.wait(10_min);
    CHECK(age_of(shift, "waybill_unknown") == 10);
    shift.answer(ParcelId{1}, WaybillOutcome::unknown);  // still none
    CHECK(age_of(shift, "waybill_unknown") == 10);
    shift.answer(ParcelId{1}, WaybillOutcome::refused);
    shift.wait(70_min);
    CHECK(age_of(shift, "waybill_refused") == 70);
    REQUIRE(shift.post(shift.lead, "/parcels/1/retry").status == 200);
    shift.answer(ParcelId{1}, WaybillOutcome::issued, "W-1");
    shift.printed(ParcelId{1}, PrintState::held_printer, "media-empty");
    shift.wait(6_min);
    shift.printed(ParcelId{1}, PrintState::held_printer, "media-empty,cover-open");
    CHECK(age_of(shift, "label_held_printer") == 6);
    auto const held = shift.exception("label_held_printer");
    CHECK(text_in(held.at("text")).find("out of labels, the cover is open") != std::string::npos);
    CHECK(text_in(held.at("text"), "zh").find("没有标签纸，盖子没关") != std::string::npos);

    auto const ages = body_of(shift.get("/board/now")).at("exceptions").at("by_age").as_array();
    CHECK(ages.at(0).at("open") == 0);  // under 5 min: nothing is

    // what the journal told is told again after a restart
    shift.house.restart();
    CHECK(age_of(shift, "label_held_printer") == 6);
    CHECK(age_of(shift, "count_review") > 100);
}

TEST_CASE("a pool has been low since the number was taken that was one too many") {
    Shift shift;
    auto const carrier = shift.get("/carriers/1");
    REQUIRE(shift.house
                .ask(shift.admin, Method::put, "/api/v1/carriers/1",
                     boost::json::object{{"numbers_min", 2}},
                     {{"If-Match", header_of(carrier, "ETag")}})
                .status == 200);
    shift.wait(15_min);
    CHECK(age_of(shift, "pool_low") == 15);  // since the minimum was set
    shift.done(LoadNumberPool{"RM", {"N-1", "N-2", "N-3"}});
    shift.wait(30_min);
    shift.release(shift.order("SO-1", 1));
    shift.pick();
    shift.pack();  // takes N-1: two are left, enough
    CHECK(shift.items("/exceptions").empty());
    shift.scan("PC-1", "N-1");
    shift.press("PC-1", Button::home);
    shift.release(shift.order("SO-2", 1));
    shift.pick("T-2");
    shift.pack("T-2");
    shift.wait(40_min);
    CHECK(age_of(shift, "pool_low") == 40);
}

TEST_CASE("what may be done about an exception is on its row, and the server does it") {
    Shift shift;
    REQUIRE(shift.post(shift.lead, "/locations/1/count-now").status == 200);
    shift.count("90");
    shift.count("90");
    auto const count = shift.exception("count_review");
    CHECK(count.at("next_step").at("code") == "approve");
    auto const others = count.at("other_steps").as_array();
    REQUIRE(others.size() == 1);
    CHECK(others[0].at("code") == "reject");
    CHECK(others[0].at("reason") == true);
    std::string const path = others[0].at("path").as_string().c_str();
    auto const rejected =
        shift.house.ask(shift.lead, Method::post, path, boost::json::object{{"reason", "again"}});
    REQUIRE_MESSAGE(rejected.status == 200, rejected.body);
    CHECK(shift.items("/exceptions").empty());
    CHECK(tables::counts.at(shift.read(), CountId{1}).state == CountState::recount);
}

TEST_CASE("closed is what is closed by hand: nothing offers what the server would refuse") {
    Shift shift;
    shift.release(shift.order("SO-1", 2));
    shift.press("H-1", Button::pick);
    shift.scan("H-1", "T-1");
    shift.scan("H-1", "L-A-1");
    shift.press("H-1", Button::short_, "bin_empty");
    auto const problem = shift.exception("short_pick");
    CHECK(problem.at("next_step").at("code") == "close");
    CHECK(text_in(problem.at("text")) == "Cup (G-1) at A-1: Nothing there");
    CHECK(text_in(problem.at("text"), "zh") == "A-1 的 Cup (G-1)：货位是空的");
    for (auto const& row : shift.items("/exceptions")) {
        for (auto const& step : row.at("other_steps").as_array()) CHECK(step.at("code") != "close");
    }
    auto const closed = shift.house.ask(shift.lead, Method::post,
                                        problem.at("next_step").at("path").as_string().c_str(),
                                        boost::json::object{{"reason", "looked"}});
    CHECK(closed.status == 200);
}

TEST_CASE("what is short at pack is settled by a count where it was set apart") {
    Shift shift;
    shift.release(shift.order("SO-1", 2));
    shift.pick();
    shift.scan("PC-1", "T-1");
    shift.press("PC-1", Button::short_, "missing");
    shift.press("PC-1", Button::quantity, "2");
    auto const row = shift.exception("pack_short");
    CHECK(text_in(row.at("kind_text")) == "Short at pack");
    CHECK(text_in(row.at("text")) == "2 × Cup (G-1) of order SO-1 at S-PACK1: Missing");
    CHECK(text_in(row.at("text"), "zh") == "S-PACK1，订单 SO-1 的 2 × Cup (G-1)：缺少");
    CHECK(row.at("next_step").at("code") == "count_now");
    CHECK(row.at("other_steps").at(0).at("code") == "close");
    bool of_order = false;
    for (auto const& about : row.at("about").as_array())
        of_order = of_order || about.at("kind") == "order";
    CHECK(of_order);
    auto const counted = shift.house.ask(shift.lead, Method::post,
                                         row.at("next_step").at("path").as_string().c_str(),
                                         row.at("next_step").at("body").as_object());
    REQUIRE_MESSAGE(counted.status == 200, counted.body);
    Count const count = tables::counts.at(shift.read(), CountId{1});
    CHECK(name_of(shift.read(), holder::at(count.location)) == "P-1");
    CHECK(sku_name(shift.read(), count.sku) == "Cup (G-1)");
    auto const settled = shift.post(shift.lead, "/stock/adjustments",
                                    {{"location", "P-1"},
                                     {"sku", "G-1"},
                                     {"status", "suspect"},
                                     {"difference", -2},
                                     {"reason", "lost"}});
    REQUIRE_MESSAGE(settled.status == 200, settled.body);
    for (auto const& stock : shift.items("/stock?sku=G-1")) CHECK(stock.at("status") != "suspect");
}

TEST_CASE("a parcel that waits for goods nobody has is sent without them by a lead") {
    Shift shift;
    ImportMasterData import{};
    SkuRow sku{.sku = {}};
    sku.sku.code = "G-9";
    import.skus = {sku};
    shift.done(import);
    shift.done(ImportStock{.rows = {{.location = "A-1", .sku = "G-9", .quantity = 1_ea}},
                           .reason = "opening"});
    Outcome const placed = shift.run(
        PlaceOrder{.key = {.external_id = "SO-1", .channel = "shop"},
                   .carrier = "RM",
                   .short_policy = ShortPolicy::wait,
                   .recipient = {"Ann Example", "0123456", "1 Sample Street", "GB"},
                   .lines = {{.sku = "G-1", .quantity = 1_ea}, {.sku = "G-9", .quantity = 1_ea}}});
    REQUIRE(!placed.refusal);
    shift.release(OrderId{placed.object});
    shift.pick();
    shift.scan("PC-1", "T-1");
    shift.scan("PC-1", "G-1");
    shift.press("PC-1", Button::short_, "missing");
    CHECK(shift.session("PC-1").step == Step::scan_container);
    auto const row = shift.exception("pack_short");
    auto const step = row.at("next_step");
    CHECK(step.at("code") == "send_short");
    CHECK(step.at("reason") == true);
    std::string const path = step.at("path").as_string().c_str();
    auto const bare = shift.house.ask(shift.lead, Method::post, path, boost::json::object{});
    CHECK(bare.status == 400);
    auto const sent = shift.house.ask(shift.lead, Method::post, path,
                                      boost::json::object{{"reason", "nobody has it"}});
    REQUIRE_MESSAGE(sent.status == 200, sent.body);
    CHECK(shift.exception("pack_short").at("next_step").at("code") == "count_now");
    shift.scan("PC-1", "O-SO-1");
    CHECK(shift.session("PC-1").step == Step::scan_carton);
}

TEST_CASE("an adjustment is rejected from the board") {
    Shift shift;
    SkuRow row{.sku = {}};
    row.sku.code = "G-9";
    row.sku.unit_price = Money{5'000'00};
    ImportMasterData import{};
    import.skus = {row};
    shift.done(import);
    REQUIRE(shift
                .post(shift.lead, "/stock/adjustments",
                      {{"location", "A-1"}, {"sku", "G-9"}, {"difference", 1}, {"reason", "found"}})
                .status == 201);
    auto const step = shift.exception("adjustment").at("other_steps").at(0);
    CHECK(step.at("code") == "reject");
    auto const rejected =
        shift.house.ask(shift.admin, Method::post, step.at("path").as_string().c_str(),
                        boost::json::object{{"reason", "counted: nothing there"}});
    REQUIRE_MESSAGE(rejected.status == 200, rejected.body);
    CHECK(shift.items("/exceptions").empty());
    CHECK(shift.items("/stock?sku=G-9").empty());
}

TEST_CASE("the history of an order is its whole life, forward and backward") {
    Shift shift;
    OrderId const other = shift.ship("SO-0", 1);
    OrderId const order = shift.order("SO-1", 2);
    shift.done(ChangeHold{order, {Hold::manual}, "look"});
    shift.done(ChangeHold{order, {}, "looked"});
    shift.release(order);
    shift.pick();
    shift.pack();
    shift.answer(ParcelId{2}, WaybillOutcome::issued, "W-SO-1");
    shift.printed(ParcelId{2}, PrintState::device_done);
    shift.scan("PC-1", "W-SO-1");
    shift.press("PC-1", Button::home);
    shift.hand_over("W-SO-1");
    std::string const path = fmt::format("/history?kind=order&id={}&limit=3", order.value());
    auto const forward = shift.all_items(path + "&direction=forward");
    auto const texts = texts_of(forward);
    for (char const* const wanted :
         {"Order taken in, 1 lines", "On hold: By hand", "Holds lifted", "Approved",
          "Put into a wave", "Released for picking", "Allocated", "Picked", "Packed",
          "Waybill asked for", "Waybill number: W-SO-1", "Label ZD-1: Printed",
          "Label ZD-1: Proved by a scan", "Parcel closed", "Scanned onto the manifest",
          "Handed over"}) {
        CAPTURE(wanted);
        CHECK_MESSAGE(has(texts, wanted), fmt::format("{}", fmt::join(texts, "\n")));
    }
    CHECK(texts.front() == "Order taken in, 1 lines");
    auto backward = shift.all_items(path + "&direction=backward");
    std::ranges::reverse(backward);
    CHECK(boost::json::serialize(backward) == boost::json::serialize(forward));
    // nothing of its neighbour, and in Chinese as well
    for (auto const& row : forward) {
        CHECK(boost::json::serialize(row).find("SO-0") == std::string::npos);
        CHECK(!text_in(row.at("text"), "zh").empty());
    }
    CHECK(shift.items(fmt::format("/history?kind=order&id={}", other.value())).size() > 5);
    // its parcel has the part that is about the parcel
    auto const parcel = texts_of(shift.all_items("/history?kind=parcel&id=2&direction=forward"));
    CHECK(has(parcel, "Waybill number: W-SO-1"));
    CHECK(has(parcel, "Handed over"));
    CHECK(!has(parcel, "Approved"));
}

SkuRow measured(std::string const& code, std::int64_t edge_mm, std::int64_t grams) {
    SkuRow row{.sku = {}};
    row.sku.code = code;
    row.sku.length = row.sku.width = row.sku.height = Length{edge_mm};
    row.sku.weight = Weight{grams};
    return row;
}

TEST_CASE("what was done about a parcel's carton and weight is in its history; the lead looks") {
    Shift shift;
    ImportMasterData import{};
    import.skus = {measured("G-1", 100, 400), measured("SMALL", 300, 0), measured("LARGE", 500, 0)};
    shift.done(import);
    std::vector<StockRow> const packaging{{.location = "P-1", .sku = "SMALL", .quantity = 3_ea},
                                          {.location = "P-1", .sku = "LARGE", .quantity = 3_ea}};
    shift.done(ImportStock{.rows = packaging, .reason = "opening"});
    shift.release(shift.order("SO-1", 2));
    shift.pick();
    shift.press("PC-1", Button::pack);
    for (char const* const code : {"T-1", "G-1", "G-1", "B-LARGE"}) shift.scan("PC-1", code);
    shift.press("PC-1", Button::weight, "10");
    shift.press("PC-1", Button::weight, "no_scale");
    shift.answer(ParcelId{1}, WaybillOutcome::issued, "W-1");
    shift.press("PC-1", Button::skip);
    auto const told = shift.exception("weight_off");
    CHECK(told.at("next_step").at("code") == "look");
    CHECK(told.at("next_step").at("open").at("id") == 1);
    auto const card = boost::json::serialize(body_of(shift.get("/cards/parcel/1")).at("facts"));
    for (char const* const wanted : {"LARGE", "SMALL", "10 克", "此处没有秤"})
        CHECK_MESSAGE(card.find(wanted) != std::string::npos, card);
    CHECK(text_in(told.at("text"), "zh") == "PC-1 已放下：10 克，应为 ≥ 750 克");
    shift.scan("PC-1", "W-1");
    shift.done(PressButton{.button = Button::weight, .argument = "900", .measured = true}, "PC-1");
    auto const rows = shift.all_items("/history?kind=parcel&id=1&direction=forward");
    auto const texts = texts_of(rows);
    for (char const* const wanted : {"Proposed carton passed over: SMALL",
                                     "Weight typed: 10 g: No scale here", "Weighed: 900 g"}) {
        CHECK_MESSAGE(has(texts, wanted), fmt::format("{}", fmt::join(texts, "\n")));
    }
    CHECK(boost::json::serialize(rows).find("手输重量：10 g：此处没有秤") != std::string::npos);
    CHECK(shift.items("/exceptions").empty());
}

TEST_CASE("a cancelled order tells who cancelled it and why; a short pick is told") {
    Shift shift;
    OrderId const order = shift.order("SO-1", 2);
    shift.done(CancelOrder{order, {}, "shop", "changed mind"});
    auto const texts =
        texts_of(shift.all_items(fmt::format("/history?kind=order&id={}", order.value())));
    CHECK(has(texts, "Cancelled: changed mind"));
}

// Two deliveries of one lot each and a serial number, one parcel.
struct Traced : Shift {
    Traced() {
        SkuRow lotted{.sku = {}};
        lotted.sku.code = "L-1";
        lotted.sku.lot_mode = LotMode::required;
        SkuRow numbered{.sku = {}};
        numbered.sku.code = "N-1";
        numbered.sku.serial_mode = SerialMode::both;
        ImportMasterData import{};
        import.skus = {lotted, numbered};
        done(import);
        ImportStock stock{};
        stock.rows = {{.location = "A-1", .sku = "L-1", .quantity = 5_ea, .lot = "LOT7"},
                      {.location = "A-2", .sku = "N-1", .quantity = 1_ea, .serial = "SN1"}};
        done(stock);
    }
    std::vector<std::string> trace(std::string const& what, std::string const& direction) {
        auto const body = body_of(get("/trace?" + what + "&direction=" + direction));
        CHECK(body.at("complete") == true);
        std::vector<std::string> lines;
        for (auto const& row : body.at("items").as_array())
            lines.push_back(fmt::format("{} {} {} {}", row.at("depth").to_number<int>(),
                                        text_in(row.at("text")),
                                        row.at("card").at("code").as_string().c_str(),
                                        row.at("quantity").to_number<int>()));
        return lines;
    }
};

TEST_CASE("a lot, a serial, a container: history and trace, forward and backward") {
    Traced shift;
    (void)shift.ship("SO-1", 2, "L-1");
    (void)shift.ship("SO-2", 1, "N-1");
    shift.house.settle();
    // the lot was picked and packed piece by piece
    CHECK(joined(texts_of(shift.all_items("/history?kind=lot&id=1&direction=forward"))) ==
          "Lot: In order, Received, Allocated, Picked, Picked, Packed, Packed, Handed over");
    CHECK(joined(texts_of(shift.all_items("/history?kind=serial&id=1&direction=backward"))) ==
          "Handed over, Packed, Picked, Allocated, Received");
    // the tote carried both, one after the other
    CHECK(joined(texts_of(shift.all_items("/history?kind=container&id=1&direction=forward"))) ==
          "In use, W-1, Picked, Picked, At the station, W-1, At the station, W-1, being packed, "
          "Packed, Packed, Empty, In use, W-2, Picked, At the station, W-2, At the station, W-2, "
          "being packed, Packed, Empty");

    CHECK(joined(shift.trace("kind=lot&id=1", "forward")) ==
          "0 Received A-1 5, 0 Picked SO-1 1, 1 Packed SO-1 1, 2 Handed over SO-1 2, "
          "0 Picked SO-1 1, 1 Packed SO-1 1");
    // back from the order to where its goods lay; nothing of what else the tote carried
    CHECK(joined(shift.trace("kind=order&id=1", "backward")) ==
          "0 Handed over PC-1 2, 1 Packed T-1 1, 2 Picked A-1 1, 1 Packed T-1 1, 2 Picked A-1 1");
    // ahead from the tote: what went out of it, not what came in
    auto const out = shift.trace("kind=container&id=1", "forward");
    REQUIRE(out.size() >= 2);
    CHECK(out.front().find("Packed") != std::string::npos);
}

TEST_CASE("a trace with more than it shows says so") {
    Shift shift;
    ImportStock stock{};
    stock.rows = {{.location = "A-1", .sku = "G-1", .quantity = 1_ea}};
    for (int n = 0; n < 310; ++n) shift.done(stock);
    auto const traced = body_of(shift.get("/trace?kind=sku&id=1&direction=forward"));
    CHECK(traced.at("complete") == false);
    CHECK(traced.at("items").as_array().size() == 200);
}

TEST_CASE("the audit tells what each command was about, in both languages") {
    Shift shift;
    OrderId const order = shift.order("SO-1", 1);
    shift.done(ApproveOrder{order});
    shift.scan("H-1", "!LANG");
    (void)shift.run(PressButton{.button = Button::pick, .argument = {}}, "H-1");  // no work
    struct Wanted {
        std::string command, en, zh, subject, via;
    };
    auto const rows = shift.items("/journal?limit=200");
    for (Wanted const& wanted :
         {Wanted{"PlaceOrder", "Take an order in", "接收订单", "SO-1", "system"},
          {"ApproveOrder", "Approve the order", "审核订单", "SO-1", "system"},
          {"ScanCode", "Scan", "扫码", "!LANG", "scanned"},
          {"PressButton", "Button: Pick", "按键：拣货", "", "button"},
          {"SetPin", "Set the PIN", "设置 PIN", "U-LEAD", "system"}}) {
        CAPTURE(wanted.command);
        CHECK(std::ranges::any_of(rows, [&](boost::json::value const& row) {
            return row.at("command") == wanted.command.c_str() &&
                   text_in(row.at("command_text")) == wanted.en &&
                   text_in(row.at("command_text"), "zh") == wanted.zh &&
                   row.at("subject") == wanted.subject.c_str() &&
                   row.at("via") == wanted.via.c_str();
        }));
    }
    for (auto const& row : rows) {
        CHECK(!text_in(row.at("command_text")).empty());
        CHECK(boost::json::serialize(row).find("Ann Example") == std::string::npos);
    }
    CHECK(shift.items("/journal?command=ApproveOrder").size() == 1);
    CHECK(shift.items("/journal?command=approve%20the").size() == 0);  // as it is typed
    CHECK(shift.items("/journal?command=approve the order").size() == 1);
    CHECK(shift.items("/journal?command=审核订单").size() == 1);
}

TEST_CASE("the audit tells a gun's scan from the camera's, keys, the clipboard and a tapped hint") {
    Shift shift;
    Client const picker = shift.house.signed_in("U-PICK", "H-1");
    std::pair<char const*, char const*> const ways[] = {{"wedge", "scanned"},
                                                        {"camera", "camera"},
                                                        {"typed", "typed"},
                                                        {"paste", "pasted"},
                                                        {"hint", "hint"}};
    for (auto const& [via, told] : ways) {
        CAPTURE(via);
        shift.house.wait(1_s);
        auto body = scan_body("H-1", shift.house.next_seq("H-1"), fmt::format("?{}", via));
        body["via"] = via;
        CHECK(shift.house.ask(picker, Method::post, "/api/v1/scans", body).status == 200);
        auto const rows = shift.items("/journal?limit=5&command=ScanCode");
        REQUIRE(!rows.empty());
        bool const found = std::ranges::any_of(rows, [&](boost::json::value const& row) {
            return row.at("subject") == ("?" + std::string{via}).c_str() && row.at("via") == told;
        });
        CHECK(found);
    }
}

TEST_CASE("the figures tell the times between an order's stages, and goods counted (§4.0.7)") {
    Shift shift;
    auto const figure = [&](char const* key) -> boost::json::value {
        shift.house.settle();
        auto const series = body_of(shift.get("/board/kpis?by=day")).at("series").as_array();
        for (auto const& one : series)
            if (one.at("key") == key) return one.at("total");
        return "none";
    };
    CHECK(figure("to_approve").is_null());
    OrderId const order = shift.order("SO-1", 2);
    shift.wait(10_min);
    shift.done(ApproveOrder{order});
    shift.wait(20_min);
    shift.done(PlanWave{.method = PickMethod::discrete, .carrier = "RM", .orders = {order}});
    CHECK(figure("orders_in") == 1);
    CHECK(figure("to_approve") == 10.0);  // and a second, which the tenths of a minute do not show
    CHECK(figure("to_release") == 20.0);

    REQUIRE(shift.post(shift.lead, "/locations/1/count-now").status == 200);
    shift.count("90");
    CHECK(figure("count_accuracy").is_null());  // it is counted again
    shift.count("100");
    CHECK(figure("count_accuracy") == 100.0);
    CHECK(shift.items("/counts?state=accepted").size() == 1);
    CHECK(shift.items("/counts?state=recount").empty());
    CHECK(shift.get("/counts?state=nonsense").status == 400);
}

TEST_CASE("a place is filled by volume where the sizes of all goods are known, else by pieces") {
    Shift shift;
    CHECK(body_of(shift.get("/board/map")).at("fill_by") == "pieces");  // G-1 has none
    SkuRow sized{.sku = {}};
    sized.sku.code = "G-1";
    sized.sku.name_en = "Cup";
    sized.sku.length = Length{100};
    sized.sku.width = Length{80};
    sized.sku.height = Length{50};
    ImportMasterData import{};
    import.skus = {sized};
    shift.done(import);
    auto const map = body_of(shift.get("/board/map"));
    CHECK(map.at("fill_by") == "volume");
    auto const& cell = map.at("cells").at(0).as_array();
    CHECK(cell.at(2) == 100);
    CHECK(cell.at(5) == 40'000);  // a hundred of 0.4 l
}

TEST_CASE("a history tells what else happened to a thing, in the order it happened") {
    Shift shift;
    ImportMasterData import{};
    import.barcodes = {{.code = "4006381333931", .sku = "G-1", .barcode = {}}};
    shift.done(import);
    OrderId const order = shift.order("SO-1", 2);
    shift.release(order);
    REQUIRE(shift.post(shift.lead, "/locations/1/block", {{"reason", "wet floor"}}).status == 200);
    REQUIRE(shift.post(shift.lead, "/locations/1/unblock").status == 200);
    shift.pick();
    REQUIRE(shift.post(shift.lead, "/locations/1/count-now").status == 200);
    shift.count("98");
    shift.house.settle();
    auto const told = [&](std::string const& what) {
        return texts_of(shift.all_items("/history?limit=2&direction=forward&" + what));
    };
    auto const sku = told("kind=sku&id=1");
    CHECK(joined(sku) ==
          "Master data saved, Received, Barcode 04006381333931, Allocated, Picked, Picked, "
          "Count asked for: Asked for by a lead, Counted, as in the books");
    auto const place = told("kind=location&id=1");
    CHECK(joined(place) ==
          "Received, Allocated, Blocked: wet floor, Opened, Picked, Picked, "
          "Count asked for: Asked for by a lead, Counted, as in the books");
    auto const tote = told("kind=container&id=1");
    CHECK(has(tote, "Picked"));
    CHECK(tote.size() > 2);
    auto backward = shift.all_items("/history?limit=2&direction=backward&kind=sku&id=1");
    std::ranges::reverse(backward);
    CHECK(joined(texts_of(backward)) == joined(sku));
    shift.house.restart();  // the journal tells it again
    shift.house.settle();
    CHECK(joined(told("kind=sku&id=1")) == joined(sku));
}

TEST_CASE("cards say how a thing stands in both languages") {
    Shift shift;
    auto const facts = body_of(shift.get("/cards/location/1")).at("facts").as_array();
    auto const fact = [&](char const* label) -> boost::json::value {
        for (auto const& one : facts) {
            if (text_in(one.at("label")) == label) return one;
        }
        return nullptr;
    };
    CHECK(text_in(fact("Type").at("text"), "zh") == "拣货位");
    CHECK(text_in(fact("Holds").at("text"), "zh") == "100 × Cup（G-1），可用");
}

}  // namespace
}  // namespace wms::test
