// SPDX-License-Identifier: Apache-2.0
// What a lead says to the floor (L2, L4, L5): codes that nobody knows, a few words to a terminal, a
// round that goes to somebody else.
#include "domain/process/directing.hpp"
#include "web/shift.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::test {
namespace {

using Items = boost::json::array;

// --- codes nobody knows

Items unknown_codes(Shift& shift) {
    shift.house.settle();
    Items found;
    for (auto const& row : shift.items("/exceptions"))
        if (row.at("kind") == "unknown_code") found.push_back(row);
    return found;
}
void scan_unknown(Shift& shift, std::string const& code, std::string const& device = "H-1") {
    auto const outcome = shift.run(ScanCode{.raw = code}, device);
    REQUIRE((outcome.refusal && outcome.refusal->why == Why::unknown_barcode));
}

// A picker who stands at A-1.
struct AtTheRack : Shift {
    AtTheRack() {
        release(order("SO-1", 2));
        press("H-1", Button::pick);
        scan("H-1", "T-1");
        scan("H-1", "L-A-1");
    }
};

TEST_CASE("a code that nobody knows is one exception, until it means something") {
    AtTheRack shift;
    scan_unknown(shift, "]C0NEW-1");
    shift.wait(5_min);
    scan_unknown(shift, "]C0NEW-1");
    scan_unknown(shift, "NEW 2");
    shift.wait(10_min);
    auto const rows = unknown_codes(shift);
    REQUIRE(rows.size() == 2);
    auto const& row = rows[0];
    CHECK(row.at("text").at("en") == "NEW-1: scanned 2 times, last at H-1 A-1");
    CHECK(row.at("text").at("zh") == "NEW-1：扫描 2 次，最近在 H-1 A-1");
    CHECK(row.at("owner") == "PICK");
    CHECK(row.at("next_step").at("page") == "admin/skus?barcode=NEW-1");
    CHECK(rows[1].at("next_step").at("page") == "admin/skus?barcode=NEW%202");

    shift.house.restart();  // the journal tells it again
    CHECK(unknown_codes(shift).size() == 2);

    // the lead attaches it, and may not change what is known already
    auto const put = [&](Client const& who, std::string const& code) {
        return shift.house
            .ask(who, Method::put, "/api/v1/skus/1/barcodes/" + code,
                 boost::json::object{{"level", "each"}, {"factor", 1}})
            .status;
    };
    CHECK(put(shift.lead, "NEW-1") == 200);
    CHECK(unknown_codes(shift).size() == 1);
    CHECK(put(shift.lead, "NEW-1") == 403);
    CHECK(put(shift.admin, "NEW-1") == 200);
    shift.scan("H-1", "]C0NEW-1");  // and picking goes on with it
}

TEST_CASE("a code nobody knows is left alone by a word of the lead, until it is scanned again") {
    AtTheRack shift;
    scan_unknown(shift, "JUNK");
    shift.wait(2_min);
    std::string const path =
        unknown_codes(shift).at(0).at("other_steps").at(0).at("path").as_string().c_str();
    auto const left = shift.house.ask(shift.lead, Method::post, path,
                                      boost::json::object{{"reason", "a parcel of the canteen"}});
    REQUIRE_MESSAGE(left.status == 200, left.body);
    CHECK(unknown_codes(shift).empty());
    CHECK(shift.house.ask(shift.lead, Method::post, path, boost::json::object{}).status == 404);
    shift.house.restart();
    CHECK(unknown_codes(shift).empty());
    auto const told = shift.items("/journal?command=DismissCode");
    REQUIRE(told.size() == 1);
    CHECK(told[0].at("subject") == "JUNK");
    scan_unknown(shift, "JUNK");
    CHECK(unknown_codes(shift).size() == 1);
}

TEST_CASE("a bad read that the right scan follows at once is no exception") {
    AtTheRack shift;
    scan_unknown(shift, "G-");
    shift.scan("H-1", "G-1");
    CHECK(unknown_codes(shift).empty());
    scan_unknown(shift, "G-");
    shift.wait(2_min);
    shift.scan("H-1", "G-1");  // too late to belong together
    CHECK(unknown_codes(shift).size() == 1);
}

TEST_CASE("of very many unknown codes those scanned last are listed") {
    AtTheRack shift;
    for (std::size_t n = 0; n < web::UnknownCodes::codes_max + 3; ++n)
        scan_unknown(shift, fmt::format("NEW-{}", n));
    auto const rows = unknown_codes(shift);
    CHECK(rows.size() == web::UnknownCodes::codes_max);
    CHECK(rows[0].at("subject") == "NEW-3");
}

// --- messages

Items messages_at(Shift& shift, std::string const& device) {
    shift.house.settle();
    Read const read = shift.read();
    DeviceId const id = device_by_code(read, device).value();
    Instant const now = shift.house.engine().now();
    auto const waiting = shift.house.activity().with(
        [&](web::Activity const& a) { return a.messages().at(read, id, now); });
    auto const told = web::views::messages(read, waiting);
    return told.is_null() ? Items{} : told.at("items").as_array();
}
std::string text_of_first(Items const& messages, char const* language = "en") {
    REQUIRE(!messages.empty());
    return messages[0].at("text").at(language).as_string().c_str();
}
std::uint64_t number_of(Shift& shift, std::string const& badge) {
    return operator_by_badge(shift.read(), badge).value().value();
}

TEST_CASE("a message goes to a person wherever signed in, until it is confirmed there") {
    Shift shift;
    auto const picker = number_of(shift, "U-PICK");
    auto const sent =
        shift.post(shift.lead, "/messages", {{"operator_id", picker}, {"text", "Come to dock 2"}});
    REQUIRE_MESSAGE(sent.status == 200, sent.body);
    CHECK(text_of_first(messages_at(shift, "H-1")) == "Come to dock 2");
    CHECK(messages_at(shift, "H-1")[0].at("from") == "LEAD");
    CHECK(messages_at(shift, "H-2").empty());
    shift.scan("H-2", "U-PICK");  // takes it along
    CHECK(messages_at(shift, "H-1").empty());
    shift.house.restart();
    CHECK(text_of_first(messages_at(shift, "H-2")) == "Come to dock 2");

    auto const id = messages_at(shift, "H-2")[0].at("id").to_number<std::uint64_t>();
    std::string const confirm = fmt::format("/messages/{}/confirm", id);
    Client other{.device = "H-1"};
    REQUIRE(shift.house.sign_in(other, "U-COUNT") == "");
    CHECK(shift.post(other, confirm).status == 404);  // another person's
    Client own{.device = "H-2"};
    REQUIRE(shift.house.sign_in(own, "U-PICK") == "");
    CHECK(shift.post(own, confirm).status == 200);
    CHECK(messages_at(shift, "H-2").empty());
    CHECK(shift.items("/journal?command=SendMessage")[0].at("subject") == "U-PICK: Come to dock 2");
    CHECK(shift.items("/journal?command=ConfirmMessage")[0].at("actor") == "U-PICK");
}

TEST_CASE("a message goes to whoever is at a terminal, is short, and is over after half a day") {
    Shift shift;
    auto const send = [&](boost::json::object body) {
        return shift.post(shift.lead, "/messages", std::move(body)).status;
    };
    CHECK(send({{"device", "PC-1"}, {"text", "Stop packing RM"}}) == 200);
    CHECK(text_of_first(messages_at(shift, "PC-1"), "zh") == "Stop packing RM");
    CHECK(send({{"device", "PC-1"}, {"text", ""}}) == 400);
    CHECK(send({{"device", "PC-1"}, {"text", std::string(121, 'x')}}) == 400);
    CHECK(send({{"device", "PC-1"}, {"text", "a\nb"}}) == 400);
    CHECK(send({{"text", "to nobody"}}) == 400);
    CHECK(send({{"device", "PC-1"}, {"operator_id", 1}, {"text", "to both"}}) == 400);
    CHECK(send({{"device", "NONE"}, {"text", "where"}}) >= 400);
    CHECK(messages_at(shift, "PC-1").size() == 1);
    shift.wait(780_min);
    CHECK(messages_at(shift, "PC-1").empty());
}

// --- rounds

boost::json::object round_of(Shift& shift) {
    return body_of(shift.get("/waves/1")).at("rounds").at(0).as_object();
}

TEST_CASE("a round with goods in its tote is taken from who has it and goes on by its tote") {
    AtTheRack shift;
    shift.scan("H-1", "G-1");
    ImportMasterData import{};
    import.operators = {{.badge = "U-BO", .name = "BO", .roles = {Role::picker}}};
    shift.done(import);
    shift.scan("H-2", "U-BO");
    auto const bo = number_of(shift, "U-BO");
    auto const give = shift.post(shift.lead, "/rounds/1/reassign", {{"to", bo}});
    REQUIRE_MESSAGE(give.status == 200, give.body);
    CHECK(round_of(shift).at("operator") == "BO");
    CHECK(text_of_first(messages_at(shift, "H-2")) == "A round is yours now. Scan T-1 and go on");
    // not by pressing Pick: the goods are in the tote
    CHECK(shift.run(PressButton{.button = Button::pick, .argument = {}}, "H-2").refusal);
    CHECK(shift.run(ScanCode{.raw = "G-1"}, "H-1").tone == Tone::attention);  // is led home
    CHECK(shift.session("H-1").process == Process::home);
    shift.scan("H-2", "T-1");  // asks nothing: it was given
    shift.scan("H-2", "L-A-1");
    shift.scan("H-2", "G-1");
    shift.scan("H-2", "S-PACK1");
    CHECK(tables::orders.at(shift.read(), OrderId{1}).state == OrderState::picked);
    CHECK(shift.post(shift.lead, "/rounds/1/reassign", {}).status == 409);  // it is done
}

TEST_CASE("a round that was not begun is free again, or comes first for whom it is given to") {
    Shift shift;
    shift.release(shift.order("SO-1", 1));
    shift.release(shift.order("SO-2", 1));
    ImportMasterData import{};
    import.operators = {{.badge = "U-BO", .name = "BO", .roles = {Role::picker}}};
    shift.done(import);
    shift.scan("H-2", "U-BO");
    shift.press("H-1", Button::pick);
    CHECK(shift.session("H-1").batch == BatchId{1});
    CHECK(shift.post(shift.lead, "/rounds/1/reassign", {}).status == 200);
    CHECK(round_of(shift).at("operator").is_null());
    CHECK(shift.post(shift.lead, "/rounds/1/reassign", {}).status == 409);  // nobody has it
    // the later one, before the other that waits
    auto const bo = number_of(shift, "U-BO");
    CHECK(shift.post(shift.lead, "/rounds/2/reassign", {{"to", bo}}).status == 200);
    CHECK(shift.session("H-1").process == Process::home);
    CHECK(text_of_first(messages_at(shift, "H-1")) ==
          "Your round was given to somebody else. Choose other work");
    shift.press("H-1", Button::pick);
    CHECK(shift.session("H-1").batch == BatchId{1});  // the given one is not offered to others
    shift.press("H-2", Button::pick);
    CHECK(shift.session("H-2").batch == BatchId{2});

    auto const packer = number_of(shift, "U-PACK");
    CHECK(shift.post(shift.lead, "/rounds/2/reassign", {{"to", packer}}).status == 403);
    CHECK(shift.post(shift.lead, "/rounds/9/reassign", {}).status >= 400);
    CHECK(tables::batches.at(shift.read(), BatchId{2}).claim.actor == OperatorId{bo});
}

}  // namespace
}  // namespace wms::test
