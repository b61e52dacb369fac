// SPDX-License-Identifier: Apache-2.0
// What a bad network does to requests: doubled, reordered, cut off, hours late (T11 to T13 with
// their numbers). The effects are those of a quiet day.
#include "support/random.hpp"
#include "web/served.hpp"

#include <algorithm>
#include <cstdlib>

namespace wms::test {
namespace {

using std::chrono::seconds;

std::size_t count_or(char const* name, std::size_t wanted) {
    char const* const text = std::getenv(name);
    return text == nullptr ? wanted : std::strtoul(text, nullptr, 10);
}

Response decided(WebHouse& house, Client const& client, boost::json::object body) {
    return house.ask(client, Method::post, "/api/v1/scans", std::move(body));
}

// Terminals of their own, each with a person.
std::vector<Client> floor_of(WebHouse& house, std::size_t people) {
    ImportMasterData import{};
    for (std::size_t i = 0; i < people; ++i) {
        import.devices.push_back({.code = fmt::format("F-{}", i)});
        import.operators.push_back({.badge = fmt::format("U-F{}", i),
                                    .name = fmt::format("F{}", i),
                                    .roles = {Role::picker}});
    }
    REQUIRE(!house.engine().decide({.device = {}, .captured_at = {}, .command = import}).refusal);
    (void)house.engine().read_at(house.engine().durable_seq());
    std::vector<Client> clients;
    for (std::size_t i = 0; i < people; ++i)
        clients.push_back(house.signed_in(fmt::format("U-F{}", i), fmt::format("F-{}", i)));
    return clients;
}

struct Event {
    std::size_t who = 0;
    boost::json::object body;
    std::string answer = {};
};

// Scans of which some change something (the language of the person), some are refused.
std::vector<Event> events_of(WebHouse& house, std::vector<Client> const& people,
                             std::size_t count) {
    std::vector<std::uint64_t> next;
    for (Client const& one : people) next.push_back(house.next_seq(one.device));
    constexpr std::array<char const*, 5> codes{"L-A-1", "!LANG", "G-1", "!HELP", "NO-SUCH-CODE"};
    std::vector<Event> events;
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t const who = i % people.size();
        events.push_back(
            {who, scan_body(people[who].device, next[who]++, codes[(i / people.size()) % 5])});
        events.back().body["event_id"] = event_id(7'000'000 + i);
    }
    return events;
}

// What is left of an answer when how often it was asked for is taken away.
std::string core_of(std::string_view body) {
    auto answer = boost::json::parse(body).as_object();
    for (char const* often : {"replayed", "next_seq", "seq", "screen"}) answer.erase(often);
    return boost::json::serialize(answer);
}

// The languages and the numbers of all: what the scans above change.
std::string state_of(WebHouse& house, std::vector<Client> const& people) {
    Read const read = house.engine().read_at(house.engine().durable_seq());
    std::string text;
    for (Client const& one : people) {
        Device const device = tables::devices.at(read, *device_by_code(read, one.device));
        Operator const who = tables::operators.at(read, device.actor);
        text +=
            fmt::format("{} {} {}\n", one.device, device.last_seq, who.language == Language::zh);
    }
    return text;
}

// One connection for each terminal, opened anew when it was cut.
class Lines {
public:
    explicit Lines(std::uint16_t port, std::size_t count) : port_{port}, lines_(count) {}
    web_test::RawClient& at(std::size_t who) {
        if (!lines_[who]) lines_[who] = std::make_unique<web_test::RawClient>(port_);
        return *lines_[who];
    }
    void cut(std::size_t who) { lines_[who].reset(); }

private:
    std::uint16_t port_;
    std::vector<std::unique_ptr<web_test::RawClient>> lines_;
};

// One request on its way: cut in mid-body, or answered. False where the terminal has to try again.
bool send_once(Lines& lines, Event& event, std::string const& bytes, bool cut) {
    web_test::RawClient& line = lines.at(event.who);
    if (cut) {
        std::string_view const part{bytes.data(), bytes.size() - 40};
        line.send(part);
        lines.cut(event.who);
        return false;
    }
    line.send(bytes);
    std::string const answer = line.read_answer(seconds{10});
    int const status = web_test::status_of(answer);
    REQUIRE((status == 200 || status == 409));
    if (status == 409) {
        REQUIRE(answer.find("seq_gap") != answer.npos);  // its turn has not come
        return false;
    }
    std::string const core = core_of(web_test::body_of(answer));
    if (!event.answer.empty()) REQUIRE(event.answer == core);
    event.answer = core;
    return true;
}

TEST_CASE("20,000 requests doubled, reordered and cut have the effects of a serial run (T11)") {
    constexpr std::size_t people = 20;
    std::size_t const requests_min = count_or("WMS_EVENTS", 20'000);
    Served served;
    auto const floor = floor_of(served.house, people);
    auto events = events_of(served.house, floor, requests_min / 3);
    Random random{11};
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < events.size(); ++i)
        order.insert(order.end(), 1 + random.below(5), i);
    for (std::size_t i = 0; i < order.size(); ++i)
        std::swap(order[i], order[i + random.below(std::min<std::size_t>(50, order.size() - i))]);
    std::uint64_t const before = served.house.engine().durable_seq();
    Lines lines{served.port(), people};
    std::size_t sent = 0;
    std::size_t cut = 0;
    auto const send = [&](std::size_t i) {
        Event& event = events[i];
        bool const cuts = random.below(20) == 0;
        ++sent;
        cut += cuts;
        return send_once(
            lines, event,
            Served::post(floor[event.who], "/api/v1/scans", boost::json::serialize(event.body)),
            cuts);
    };
    for (std::size_t const i : order) send(i);
    // what was cut or too early is sent until it is answered, as a terminal does
    for (std::size_t i = 0; i < events.size(); ++i) {
        while (events[i].answer.empty()) send(i);
    }
    MESSAGE(sent << " requests, " << cut << " of them cut, for " << events.size() << " events");
    CHECK(sent >= requests_min);
    CHECK(served.house.engine().durable_seq() == before + events.size());

    WebHouse quiet;
    auto const others = floor_of(quiet, people);
    auto serial = events_of(quiet, others, events.size());
    for (std::size_t i = 0; i < serial.size(); ++i) {
        auto const answer = decided(quiet, others[serial[i].who], serial[i].body);
        REQUIRE(core_of(answer.body) == events[i].answer);
    }
    CHECK(state_of(quiet, others) == state_of(served.house, floor));
}

TEST_CASE("the same id with other content is refused 10,000 times of 10,000 (T12)") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    auto body = scan_body("H-1", house.next_seq("H-1"), "!LANG");
    auto const first = body_of(decided(house, picker, body));
    std::string const before = state_of(house, {picker});
    std::size_t refused = 0;
    for (int i = 0; i < 10'000; ++i) {
        auto other = body;
        other["raw"] = web::base64(fmt::format("!LANG{}", i));
        auto const answer = decided(house, picker, std::move(other));
        refused += answer.status == 409 && code_of(answer) == "event_reused";
    }
    CHECK(refused == 10'000);
    CHECK(state_of(house, {picker}) == before);
    auto const again = body_of(decided(house, picker, body));
    CHECK(again.at("replayed") == true);
    CHECK(again.at("seq") == first.at("seq"));
}

// --- T13: eight hours in a cellar

struct Cellar {
    WebHouse house;
    Client lead = house.signed_in("U-LEAD", "DESK", lead_pin);
    Client below = house.signed_in("U-PICK", "H-1");
    Client above = house.signed_in("U-PIN", "H-2", picker_pin);

    void order(std::string const& number, int pieces) {
        boost::json::object const body{
            {"channel", "shop"},
            {"external_id", number},
            {"carrier", "RM"},
            {"placed_at", "2010-11-17T08:00:00Z"},
            {"recipient",
             {{"name", "Ann"}, {"phone", "1"}, {"address", "1 Street, Town"}, {"country", "GB"}}},
            {"lines", boost::json::array{{{"sku", "G-1"}, {"quantity", pieces}}}}};
        auto const placed = house.ask(lead, Method::post, "/api/v1/orders", body);
        REQUIRE(placed.status == 201);
        auto const id = body_of(placed).at("id").to_number<std::uint64_t>();
        REQUIRE(house
                    .ask(lead, Method::post, fmt::format("/api/v1/orders/{}/approve", id),
                         boost::json::object{})
                    .status == 200);
        PlanWave const wave{
            .method = PickMethod::discrete, .carrier = "RM", .orders = {OrderId{id}}};
        REQUIRE(!house.engine().decide({.device = {}, .captured_at = {}, .command = wave}).refusal);
    }
    void stock(int pieces) {
        ImportStock more{};
        more.rows = {{.location = "A-1", .sku = "G-1", .quantity = Quantity{pieces}}};
        REQUIRE(!house.engine().decide({.device = {}, .captured_at = {}, .command = more}).refusal);
    }
    void begin(Client const& who, std::string const& tote) {
        for (std::string const& code : {std::string{"!PICK"}, tote, std::string{"L-A-1"}}) {
            auto const answer = body_of(house.scan(who, code));
            REQUIRE_MESSAGE(answer.at("refusal").is_null(), answer);
        }
    }
    std::int64_t pieces_at(std::string const& holder) {
        Read const read = house.engine().read_at(house.engine().durable_seq());
        auto const place = location_by_code(read, holder);
        Holder const at = place ? holder::at(*place) : holder::at(*container_by_code(read, holder));
        std::int64_t sum = 0;
        tables::quants.scan_index<0>(read, at, [&](Holder const&, QuantKey const& key) {
            sum += tables::quants.at(read, key).on_hand;
            return true;
        });
        return sum;
    }
    std::size_t open_problems() {
        Read const read = house.engine().read_at(house.engine().durable_seq());
        std::size_t count = 0;
        tables::problems.scan_all(read, [&](ProblemId, Problem const& problem) {
            count += problem.open && problem.kind == ProblemKind::offline_refused;
            return true;
        });
        return count;
    }
};

TEST_CASE("5,000 scans of a cellar are replayed while others pick of the same stock (T13)") {
    constexpr int queued = 5000;
    constexpr int found_after = 3000;
    constexpr int pieces_above = 1000;
    Cellar cellar;
    cellar.stock(20'000);
    ImportMasterData totes{};
    totes.containers = {{.code = "T-2"}};
    REQUIRE(
        !cellar.house.engine().decide({.device = {}, .captured_at = {}, .command = totes}).refusal);
    std::int64_t const before = cellar.pieces_at("A-1");
    cellar.order("SO-CELLAR", queued);
    cellar.begin(cellar.below, "T-1");
    cellar.order("SO-ABOVE", pieces_above);
    cellar.begin(cellar.above, "T-2");
    auto const first = cellar.house.next_seq("H-1");
    auto const began = std::chrono::steady_clock::now();
    int answered = 0;
    int accepted = 0;
    for (int i = 0; i < queued; ++i) {
        auto body = scan_body("H-1", first + static_cast<std::uint64_t>(i), "G-1");
        body["offline"] = true;
        body["captured_at"] = to_text(Instant{1'289'990'000'000 + i * 2000LL});
        auto const answer = body_of(decided(cellar.house, cellar.below, std::move(body)));
        answered += answer.at("seq").to_number<std::uint64_t>() > 0;
        accepted += answer.at("refusal").is_null();
        if (i < pieces_above)
            CHECK(body_of(cellar.house.scan(cellar.above, "G-1")).at("refusal").is_null());
        if (i + 1 == found_after) {
            // somebody finds the tote and goes on with it
            Client const finder = floor_of(cellar.house, 1).front();
            (void)cellar.house.scan(finder, "!PICK");
            (void)cellar.house.scan(finder, "T-1");
            REQUIRE(body_of(cellar.house.scan(finder, "T-1")).at("refusal").is_null());
        }
    }
    auto const took = std::chrono::steady_clock::now() - began;
    MESSAGE(answered << " answered, " << accepted << " accepted, " << cellar.open_problems()
                     << " for the lead, in "
                     << std::chrono::duration_cast<std::chrono::milliseconds>(took).count()
                     << " ms");
    CHECK(took < seconds{60});
    CHECK(answered == queued);
    // the first scan after that is told that the round is another's now (catch_up)
    CHECK(accepted >= found_after);
    CHECK(accepted <= found_after + 1);
    CHECK(cellar.open_problems() == static_cast<std::size_t>(queued - accepted));
    CHECK(cellar.pieces_at("T-1") == found_after);
    CHECK(cellar.pieces_at("T-2") == pieces_above);
    CHECK(cellar.pieces_at("A-1") == before - found_after - pieces_above);
}

}  // namespace
}  // namespace wms::test
