// SPDX-License-Identifier: Apache-2.0
// Cards in the language of whoever looks: what is not the data's own is a word, in both languages.
#include "web/house.hpp"

#include "domain/process/order_intake.hpp"
#include "domain/process/setup.hpp"
#include "domain/process/waves.hpp"
#include "domain/process/waybill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wms::test {
namespace {

// A day on which everything that has a card has come about: one parcel on a closed manifest, one
// order in mid-pick.
struct CardHouse {
    WebHouse house;
    Client lead = house.signed_in("U-LEAD", "DESK", lead_pin);
    Client worker{};

    CardHouse() {
        ImportMasterData import = one_bench("安娜", "LP-1");
        import.containers = {{.code = "T-2"}};
        SkuRow lots{.sku = {}};
        lots.sku.code = "G-7";
        lots.sku.name_en = "Milk";
        lots.sku.name_zh = "牛奶";
        lots.sku.lot_mode = LotMode::required;
        lots.sku.expiry_mode = ExpiryMode::use_by;
        SkuRow serials{.sku = {}};
        serials.sku.code = "G-8";
        serials.sku.name_zh = "手机";
        serials.sku.serial_mode = SerialMode::both;
        import.skus = {lots, serials};
        decide(import);
        ImportStock stock{};
        stock.rows = {{.location = "A-2",
                       .sku = "G-7",
                       .quantity = 5_ea,
                       .lot = "LOT-7",
                       .expiry = *parse_day("2012-06-01")},
                      {.location = "A-2", .sku = "G-8", .quantity = 1_ea, .serial = "SN-8"}};
        decide(stock);
        decide(LoadNumberPool{"RM", {"RM1"}});
        order("SO-1");
        worker = house.signed_in("U-ALL", "PC-1");
        press("pick");
        scan({"T-1", "L-A-1", "G-1", "S-PACK1"});
        press("pack");
        scan({"T-1", "G-1", "RM1"});
        press("home");
        press("ship");
        scan({"RM1"});
        press("close");
        order("SO-2");
        press("home");
        press("pick");
        scan({"T-2", "L-A-1"});
        house.ask(lead, Method::post, "/api/v1/locations/1/block",
                  boost::json::object{{"out", true}, {"reason", "wet"}});
        (void)house.engine().read_at(house.engine().durable_seq());
    }
    template <class Command>
    void decide(Command command) {
        auto const outcome =
            house.engine().decide({.device = {}, .captured_at = {}, .command = std::move(command)});
        REQUIRE_MESSAGE(!outcome.refusal, name_of(outcome.refusal->why));
        (void)house.engine().read_at(outcome.seq);
    }
    void order(char const* number) {
        boost::json::object const body{
            {"channel", "shop"},
            {"external_id", number},
            {"carrier", "RM"},
            {"ship_by", "2010-11-17T18:30:00Z"},
            {"recipient",
             {{"name", "Ann"}, {"phone", "1"}, {"address", "1 High St"}, {"country", "GB"}}},
            {"lines", boost::json::array{{{"sku", "G-1"}, {"quantity", 1}}}}};
        auto const placed = house.ask(lead, Method::post, "/api/v1/orders", body);
        REQUIRE_MESSAGE(placed.status == 201, placed.body);
        OrderId const id{body_of(placed).at("id").to_number<std::uint64_t>()};
        decide(ApproveOrder{id});
        decide(PlanWave{.method = PickMethod::total_pick, .carrier = "RM", .orders = {id}});
    }
    void scan(std::initializer_list<char const*> codes) {
        for (char const* code : codes) {
            auto const done = house.scan(worker, code);
            REQUIRE_MESSAGE(done.status == 200, done.body);
            REQUIRE_MESSAGE(body_of(done).at("refusal").is_null(), done.body);
        }
    }
    void press(char const* button) {
        house.wait(1_s);
        auto body = scan_body(worker.device, house.next_seq(worker.device), "");
        body.erase("raw");
        body["button"] = button;
        auto const done = house.ask(worker, Method::post, "/api/v1/presses", body);
        REQUIRE_MESSAGE(body_of(done).at("refusal").is_null(), done.body);
    }
};

// What the house itself is called by: codes, and names that were typed in.
constexpr std::string_view data_of_the_house[] = {
    "S-PACK1", "PICK",  "W1-",   "LOT-7",    "SN-8", "U-ALL", "Cup", "Milk", "Mail",
    "SO-1",    "SO-2",  "RM1",   "LP-1",     "PC-1", "PC-2",  "A-1", "A-2",  "P-1",
    "T-1",     "T-2",   "H-1",   "H-2",      "G-1",  "G-7",   "G-8", "DESK", "PACK",
    "LEAD",    "ADMIN", "COUNT", "DISPATCH", "PIN",  "RM"};

std::string without_data(std::string text, std::vector<std::string> const& more) {
    auto const erase = [&](std::string_view known) {
        for (std::size_t at = text.find(known); at != text.npos; at = text.find(known))
            text.erase(at, known.size());
    };
    for (std::string const& known : more) erase(known);
    for (std::string_view const known : data_of_the_house) erase(known);
    return text;
}

bool has_letters(std::string const& text) {
    return std::ranges::any_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

// As the pages show a fact to a person who reads Chinese.
std::string shown(boost::json::object const& fact) {
    auto const* const text = fact.at("text").if_object();
    return text == nullptr ? fact.at("value").as_string().c_str()
                           : text->at("zh").as_string().c_str();
}

TEST_CASE("no word of a Chinese card is English but the data's own") {
    CardHouse day;
    std::vector<std::string> codes;  // of waves, manifests …: made by the server
    Read const read = day.house.engine().read_at(day.house.engine().durable_seq());
    tables::waves.scan_all(read, [&](WaveId, Wave const& wave) {
        codes.push_back(wave.code);
        return true;
    });
    tables::manifests.scan_all(read, [&](ManifestId id, Manifest const&) {
        codes.push_back(manifest_name(id));
        return true;
    });
    for (char const* kind : {"location", "sku", "order", "parcel", "container", "lot", "serial",
                             "wave", "operator", "station", "manifest", "carrier", "device"}) {
        CAPTURE(std::string{kind});
        int cards = 0;
        for (int id = 1; id <= 12; ++id) {
            auto const path = fmt::format("/api/v1/cards/{}/{}", kind, id);
            auto const answer = day.house.ask(day.lead, Method::get, path);
            if (answer.status == 404) continue;
            ++cards;
            auto const card = body_of(answer);
            for (auto const& fact : card.at("facts").as_array()) {
                CAPTURE(boost::json::serialize(fact));
                CHECK_FALSE(has_letters(fact.at("label").at("zh").as_string().c_str()));
                CHECK_FALSE(has_letters(without_data(shown(fact.as_object()), codes)));
            }
        }
        CHECK(cards > 0);
    }
}

TEST_CASE("a terminal gets the words of a card too") {
    CardHouse day;
    auto const parcel = day.house.ask(day.worker, Method::get, "/api/v1/cards?code=RM1");
    CHECK(parcel.body.find(R"("value":"manifested")") != std::string::npos);
    CHECK(parcel.body.find(R"({"en":"On the manifest","zh":"已入交接单"})") != std::string::npos);
    auto const shelf = day.house.ask(day.worker, Method::get, "/api/v1/cards?code=L-A-2");
    CHECK(shelf.body.find("5 × 牛奶（G-7），可用") != std::string::npos);
    CHECK(shelf.body.find("5 × Milk (G-7), Available") != std::string::npos);
}

}  // namespace
}  // namespace wms::test
