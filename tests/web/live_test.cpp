// SPDX-License-Identifier: Apache-2.0
// The live socket without a network: snapshot first, then changes, one computation for all.
#include "web/house.hpp"

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

TEST_CASE("what is no subscription closes the socket") {
    Board board;
    Client const lead = board.house.signed_in("U-LEAD", "DESK", lead_pin);
    Page page{board.house, lead};
    page.say({{"delete", "everything"}});
    CHECK(page.socket->closed() == 1008);
}

}  // namespace
}  // namespace wms::test
