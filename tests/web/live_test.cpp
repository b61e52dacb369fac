// SPDX-License-Identifier: Apache-2.0
// The live socket without a network: snapshot first, then changes, one computation for all.
#include "domain/process/order_intake.hpp"
#include "domain/process/setup.hpp"
#include "domain/process/waves.hpp"
#include "web/house.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>

namespace wms::test {
namespace {

using namespace std::chrono_literals;

class FakeSocket : public web::Socket {
public:
    bool send(std::string text) override {
        std::lock_guard const lock{mutex_};
        texts_.push_back(std::move(text));
        changed_.notify_all();
        return true;
    }
    void close(std::uint16_t code, std::string) override {
        std::lock_guard const lock{mutex_};
        closed_ = code;
        changed_.notify_all();
    }
    // The next document of a topic, or nothing within two seconds.
    std::optional<boost::json::object> next(std::string const& topic) {
        std::unique_lock lock{mutex_};
        auto const until = std::chrono::steady_clock::now() + 2s;
        while (true) {
            for (; read_ < texts_.size(); ++read_) {
                auto message = boost::json::parse(texts_[read_]).as_object();
                if (message.at("topic").as_string() != std::string_view{topic}) continue;
                ++read_;
                return message;
            }
            if (changed_.wait_until(lock, until) == std::cv_status::timeout) return std::nullopt;
        }
    }
    std::uint16_t closed() {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, 2s, [&] { return closed_ != 0; });
        return closed_;
    }
    bool is_open() {
        std::lock_guard const lock{mutex_};
        return closed_ == 0;
    }
    std::size_t sent() {
        std::lock_guard const lock{mutex_};
        return texts_.size();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> texts_;
    std::size_t read_ = 0;
    std::uint16_t closed_ = 0;
};

struct Page {
    std::shared_ptr<FakeSocket> socket = std::make_shared<FakeSocket>();
    web::SocketAnswer answer;

    Page(WebHouse& house, Client const& client, std::vector<web::Header> headers = {}) {
        Request request{.method = Method::get, .path = "/api/v1/live"};
        request.headers = std::move(headers);
        request.headers.push_back({"Host", "wms.test"});
        request.headers.push_back({"Cookie", "wms_session=" + client.cookie});
        answer = house.api().socket_handler()(request, socket);
    }
    void say(boost::json::object const& wish) {
        answer.events.on_text(boost::json::serialize(wish));
    }
};

struct Board {
    WebHouse house;
    std::atomic<int> computed{0};
    Board() {
        house.api().add(web::Topic{"skus", web::Access::role(Role::lead), [this](Read const& read) {
                                       ++computed;
                                       return boost::json::value(tables::skus.count(read));
                                   }});
    }
    void add_sku(char const* code) {
        ImportMasterData import{};
        SkuRow row{.sku = {}};
        row.sku.code = code;
        import.skus = {row};
        Envelope envelope{.device = {}, .captured_at = {}, .command = import};
        REQUIRE(!house.engine().decide(std::move(envelope)).refusal);
    }
};

TEST_CASE("goods that move are told to pages whose documents are asked for by question") {
    Board board;
    Client const lead = board.house.signed_in("U-LEAD", "DESK", lead_pin);
    Page page{board.house, lead};
    page.say({{"subscribe", {"pulse"}}});
    auto const before = page.socket->next("pulse");
    REQUIRE(before);
    board.add_sku("G-2");  // a figure may come from it, but nothing has moved
    auto const defined = page.socket->next("pulse");
    REQUIRE(defined);
    CHECK(defined->at("data").at("stock") == before->at("data").at("stock"));
    CHECK(defined->at("data").at("figures") != before->at("data").at("figures"));
    ImportStock stock{};
    stock.rows = {{.location = "A-2", .sku = "G-1", .quantity = 5_ea}};
    REQUIRE(
        !board.house.engine().decide({.device = {}, .captured_at = {}, .command = stock}).refusal);
    auto const moved = page.socket->next("pulse");
    REQUIRE(moved);
    CHECK(moved->at("data").at("stock") != before->at("data").at("stock"));
}

TEST_CASE("a page gets the snapshot first, then what changed, and nothing in between") {
    Board board;
    Client const lead = board.house.signed_in("U-LEAD", "DESK", lead_pin);
    Page page{board.house, lead};
    REQUIRE(!page.answer.refused);
    page.say({{"subscribe", {"skus"}}});
    auto const snapshot = page.socket->next("skus");
    REQUIRE(snapshot);
    CHECK(snapshot->at("data") == 1);
    std::this_thread::sleep_for(300ms);
    CHECK(page.socket->sent() == 1);
    board.add_sku("G-2");
    auto const change = page.socket->next("skus");
    REQUIRE(change);
    CHECK(change->at("data") == 2);
    CHECK(change->at("seq").to_number<std::uint64_t>() >
          snapshot->at("seq").to_number<std::uint64_t>());
}

TEST_CASE("a hundred pages cost one computation") {
    Board board;
    Client const lead = board.house.signed_in("U-LEAD", "DESK", lead_pin);
    std::vector<Page> pages;
    for (int i = 0; i < 100; ++i) pages.emplace_back(board.house, lead);
    for (Page& page : pages) page.say({{"subscribe", {"skus"}}});
    for (Page& page : pages) REQUIRE(page.socket->next("skus"));
    int const before = board.computed;
    board.add_sku("G-2");
    for (Page& page : pages) REQUIRE(page.socket->next("skus"));
    CHECK(board.computed - before < 10);
}

TEST_CASE("a page resumes from the seq it has seen, or is told of a gap") {
    Board board;
    Client const lead = board.house.signed_in("U-LEAD", "DESK", lead_pin);
    Page page{board.house, lead};
    page.say({{"subscribe", {"skus"}}, {"since", 1}});
    CHECK(page.socket->next("skus"));
    Page late{board.house, lead};
    late.say({{"subscribe", {"skus"}}, {"since", 1'000'000}});
    CHECK(late.socket->next("gap"));
    CHECK(late.socket->next("skus"));
}

TEST_CASE("a socket needs a session and our own origin, and ends with the session") {
    Board board;
    Client const lead = board.house.signed_in("U-LEAD", "DESK", lead_pin);
    Page const nobody{board.house, {}};
    REQUIRE(nobody.answer.refused);
    CHECK(nobody.answer.refused->status == 401);
    Page const foreign{board.house, lead, {{"Origin", "http://evil.test"}}};
    REQUIRE(foreign.answer.refused);
    CHECK(foreign.answer.refused->status == 403);
    Page page{board.house, lead};
    page.say({{"subscribe", {"skus"}}});
    REQUIRE(page.socket->next("skus"));
    CHECK(board.house.ask(lead, Method::delete_, "/api/v1/session").status == 204);
    CHECK(page.socket->closed() == 1008);
}

TEST_CASE(
    "a socket is closed when its session locks, and opening one keeps nobody signed in (U24)") {
    Board board;
    Client const lead = board.house.signed_in("U-LEAD", "DESK", lead_pin);
    Page desk{board.house, lead};
    desk.say({{"subscribe", {"skus"}}});
    REQUIRE(desk.socket->next("skus"));
    board.house.wait(20_min);
    std::this_thread::sleep_for(200ms);
    Page const back{board.house, lead};  // the page came back by itself
    REQUIRE(!back.answer.refused);
    CHECK(desk.socket->is_open());
    board.house.wait(11_min);
    CHECK(desk.socket->closed() == 1008);
    CHECK(back.socket->closed() == 1008);
    std::size_t const sent = desk.socket->sent();
    board.add_sku("G-2");
    std::this_thread::sleep_for(200ms);
    CHECK(desk.socket->sent() == sent);
    Page const locked{board.house, lead};
    REQUIRE(locked.answer.refused);
    CHECK(code_of(*locked.answer.refused) == "locked");
    // the badge and the PIN again, and the board goes on
    Page again{board.house, board.house.signed_in("U-LEAD", "DESK", lead_pin)};
    again.say({{"subscribe", {"skus"}}});
    CHECK(again.socket->next("skus"));
}

TEST_CASE("a hall's screen watches by its key, until the key is revoked (L8)") {
    WebHouse house;
    Client const admin = house.signed_in("U-ADMIN", "DESK", lead_pin);
    auto const key_for = [&](char const* name, boost::json::array scopes) {
        return body_of(house.ask(admin, Method::post, "/api/v1/keys",
                                 boost::json::object{{"name", name}, {"scopes", scopes}}));
    };
    auto const hang_up = [&](std::string const& key) {
        return house.ask({}, Method::post, "/api/v1/kiosk", boost::json::object{{"key", key}});
    };
    CHECK(hang_up("wms_guessed").status == 401);
    auto const writes = key_for("TV-BAD", {"board:read", "waves:write"});
    CHECK(code_of(hang_up(writes.at("key").as_string().c_str())) == "key_writes");

    auto const made = key_for("TV-1", {"board:read"});
    Response const opened = hang_up(made.at("key").as_string().c_str());
    REQUIRE(opened.status == 200);
    CHECK(body_of(opened).at("name") == "TV-1");
    std::string const cookie = header_of(opened, "Set-Cookie");
    for (char const* part : {"wms_kiosk=wms_", "; HttpOnly", "; SameSite=Strict", "; Path=/"})
        CHECK(cookie.find(part) != std::string::npos);
    std::vector<web::Header> const kept{{"Cookie", cookie.substr(0, cookie.find(';'))}};
    auto const see = [&](char const* path) {
        return house.ask({}, Method::get, path, nullptr, kept).status;
    };
    CHECK(see("/api/v1/kiosk") == 200);
    CHECK(see("/api/v1/board/now") == 200);
    CHECK(see("/api/v1/operators") == 403);  // not in its scopes
    CHECK(see("/api/v1/session") == 403);    // nobody is signed in there
    // it changes nothing, whatever it asks for
    for (char const* path : {"/api/v1/waves", "/api/v1/scans", "/api/v1/demo", "/api/v1/keys"})
        CHECK(house.ask({}, Method::post, path, boost::json::object{}, kept).status == 401);

    Page page{house, {}, kept};
    REQUIRE(!page.answer.refused);
    page.say({{"subscribe", {"screen:H-1", "now"}}});
    CHECK(page.socket->next("now"));
    CHECK(page.socket->sent() == 1);  // no terminal's screen
    Page const foreign{house, {}, {kept.front(), {"Origin", "http://evil.test"}}};
    REQUIRE(foreign.answer.refused);
    CHECK(foreign.answer.refused->status == 403);

    auto const path = fmt::format("/api/v1/keys/{}", made.at("id").to_number<int>());
    CHECK(house.ask(admin, Method::delete_, path).status == 204);
    CHECK(page.socket->closed() == 1008);
    CHECK(see("/api/v1/board/now") == 401);
    Response const closed = house.ask({}, Method::delete_, "/api/v1/kiosk", nullptr, kept);
    CHECK(closed.status == 204);
    CHECK(header_of(closed, "Set-Cookie").find("Max-Age=0") != std::string::npos);
}

TEST_CASE("a worker sees the own screen, nobody else's, and no lead's topic") {
    Board board;
    Client const picker = board.house.signed_in("U-PICK", "H-1");
    Page page{board.house, picker};
    page.say({{"subscribe", {"skus", "screen:H-2", "screen:H-1"}}});
    auto const screen = page.socket->next("screen:H-1");
    REQUIRE(screen);
    CHECK(screen->at("data").at("screen").at("step") == "choose");
    CHECK(page.socket->sent() == 1);
    // Somebody else's doing shows on it.
    CHECK(board.house.scan(picker, "!LANG").status == 200);
    auto const changed = page.socket->next("screen:H-1");
    REQUIRE(changed);
    CHECK(changed->at("data").at("screen").at("language") == "zh");
}

// One piece of an order of two was picked a moment ago.
Client picker_with_undo(WebHouse& house) {
    auto const decide = [&](auto command) {
        auto const outcome =
            house.engine().decide({.device = {}, .captured_at = {}, .command = std::move(command)});
        REQUIRE(!outcome.refusal);
        (void)house.engine().read_at(outcome.seq);
        return outcome.object;
    };
    OrderId const order{decide(PlaceOrder{.key = {.external_id = "SO-1", .channel = "shop"},
                                          .placed_at = house.engine().now(),
                                          .paid_at = {},
                                          .carrier = "RM",
                                          .recipient = {"Ann", "1", "1 Street, Town", "GB"},
                                          .lines = {{.sku = "G-1", .quantity = 2_ea}}})};
    decide(ApproveOrder{order});
    decide(PlanWave{.method = PickMethod::discrete, .carrier = "RM", .orders = {order}});
    Client picker = house.signed_in("U-PICK", "H-1");
    for (char const* code : {"!PICK", "T-1", "L-A-1", "G-1"})
        REQUIRE(body_of(house.scan(picker, code)).at("refusal").is_null());
    (void)house.engine().read_at(house.engine().durable_seq());
    return picker;
}

TEST_CASE("the minute of UNDO runs down without a word to the terminal") {
    Board board;
    Client const picker = picker_with_undo(board.house);
    Page page{board.house, picker};
    page.say({{"subscribe", {"screen:H-1"}}});
    auto const screen = page.socket->next("screen:H-1");
    REQUIRE(screen);
    CHECK(screen->at("data").at("screen").at("undo_ms").as_int64() > 0);
    board.house.wait(5_s);
    board.add_sku("G-2");  // every screen is looked at again
    std::this_thread::sleep_for(500ms);
    CHECK(page.socket->sent() == 1);
}

TEST_CASE("what is no subscription closes the socket") {
    Board board;
    Client const lead = board.house.signed_in("U-LEAD", "DESK", lead_pin);
    Page page{board.house, lead};
    page.say({{"delete", "everything"}});
    CHECK(page.socket->closed() == 1008);
}

}  // namespace
}  // namespace wms::test
