// SPDX-License-Identifier: Apache-2.0
// What a bad network does to requests: doubled, reordered, cut off, hours late (T11 to T13 with
// their numbers). The effects are those of a quiet day.
#include "domain/process/order_intake.hpp"
#include "domain/process/setup.hpp"
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

std::string tote_of(std::size_t who) {
    return fmt::format("T-F{}", who);
}

template <class Command>
std::uint64_t decide(WebHouse& house, Command command) {
    auto const outcome =
        house.engine().decide({.device = {}, .captured_at = {}, .command = std::move(command)});
    REQUIRE(!outcome.refusal);
    (void)house.engine().read_at(outcome.seq);
    return outcome.object;
}

// All of them before the shelf, each with an order and a tote of his own.
std::vector<Client> pickers_of(WebHouse& house, std::size_t people, std::int64_t pieces) {
    auto clients = floor_of(house, people);
    ImportStock stock{};
    stock.rows = {{.location = "A-1",
                   .sku = "G-1",
                   .quantity = Quantity{pieces * static_cast<std::int64_t>(people)}}};
    decide(house, stock);
    ImportMasterData totes{};
    for (std::size_t who = 0; who < people; ++who)
        totes.containers.push_back({.code = tote_of(who)});
    decide(house, totes);
    for (std::size_t who = 0; who < people; ++who) {
        PlaceOrder order{.key = {.external_id = fmt::format("SO-F{}", who), .channel = "shop"},
                         .placed_at = house.engine().now(),
                         .paid_at = {},
                         .carrier = "RM",
                         .recipient = {"Ann", "1", "1 Street, Town", "GB"},
                         .lines = {{.sku = "G-1", .quantity = Quantity{pieces}}}};
        OrderId const id{decide(house, std::move(order))};
        decide(house, ApproveOrder{id});
        decide(house, PlanWave{.method = PickMethod::discrete, .carrier = "RM", .orders = {id}});
        for (std::string const& code : {std::string{"!PICK"}, tote_of(who), std::string{"L-A-1"}}) {
            auto const answer = body_of(house.scan(clients[who], code));
            REQUIRE_MESSAGE(answer.at("refusal").is_null(), answer);
        }
    }
    return clients;
}

constexpr std::array<char const*, 5> codes_scanned{"G-1", "!LANG", "L-A-1", "!HELP",
                                                   "NO-SUCH-CODE"};

// Scans of which some pick a piece or change the language of the person, some are refused.
std::vector<Event> events_of(WebHouse& house, std::vector<Client> const& people,
                             std::size_t count) {
    std::vector<std::uint64_t> next;
    for (Client const& one : people) next.push_back(house.next_seq(one.device));
    std::vector<Event> events;
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t const who = i % people.size();
        char const* const code = codes_scanned[(i / people.size()) % codes_scanned.size()];
        events.push_back({who, scan_body(people[who].device, next[who]++, code)});
        events.back().body["event_id"] = event_id(7'000'000 + i);
    }
    return events;
}

// What is decided once and told again: all but the two that say how it stands now (§4.0.3: the
// screen is drawn again) and whether it is told again.
std::string core_of(std::string_view body) {
    auto answer = boost::json::parse(body).as_object();
    for (char const* now : {"replayed", "next_seq", "screen"}) answer.erase(now);
    return boost::json::serialize(answer);
}

// The same in another house, where the entries between have other numbers.
std::string core_elsewhere(std::string_view body) {
    auto answer = boost::json::parse(core_of(body)).as_object();
    answer.erase("seq");
    return boost::json::serialize(answer);
}

std::int64_t pieces_in(Read const& read, Holder place) {
    std::int64_t sum = 0;
    tables::quants.scan_index<0>(read, place, [&](Holder const&, QuantKey const& key) {
        sum += tables::quants.at(read, key).on_hand;
        return true;
    });
    return sum;
}

// The languages and the numbers of all, their goods and the shelf's: what the scans above change.
std::string state_of(WebHouse& house, std::vector<Client> const& people) {
    Read const read = house.engine().read_at(house.engine().durable_seq());
    std::string text =
        fmt::format("A-1 {}\n", pieces_in(read, holder::at(*location_by_code(read, "A-1"))));
    for (std::size_t i = 0; i < people.size(); ++i) {
        Device const device = tables::devices.at(read, *device_by_code(read, people[i].device));
        Operator const who = tables::operators.at(read, device.actor);
        auto const tote = container_by_code(read, tote_of(i));
        text += fmt::format("{} {} {} {}\n", people[i].device, device.last_seq,
                            who.language == Language::zh,
                            tote ? pieces_in(read, holder::at(*tote)) : 0);
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
    std::int64_t const pieces = static_cast<std::int64_t>(requests_min);  // more than is scanned
    Served served;
    auto const floor = pickers_of(served.house, people, pieces);
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
    auto const others = pickers_of(quiet, people, pieces);
    auto serial = events_of(quiet, others, events.size());
    std::size_t picked = 0;
    for (std::size_t i = 0; i < serial.size(); ++i) {
        auto const answer = decided(quiet, others[serial[i].who], serial[i].body);
        REQUIRE(core_elsewhere(answer.body) == core_elsewhere(events[i].answer));
        bool const pick = (i / people) % codes_scanned.size() == 0;
        picked += pick && body_of(answer).at("refusal").is_null();
    }
    CHECK(picked >= events.size() / codes_scanned.size());
    CHECK(state_of(quiet, others) == state_of(served.house, floor));
    // and of the shelf's goods one piece for each scan that was answered well, however often
    Read const read = served.house.engine().read_at(served.house.engine().durable_seq());
    std::int64_t taken = 0;
    for (std::size_t who = 0; who < people; ++who)
        taken += pieces_in(read, holder::at(*container_by_code(read, tote_of(who))));
    CHECK(taken == static_cast<std::int64_t>(picked));
    // told again when all is quiet, two answers to one id are the same to the byte, whoever is
    // asked
    std::size_t const step = std::max<std::size_t>(1, events.size() / 2000);
    for (std::size_t i = 0; i < events.size(); i += step) {
        auto const again = decided(served.house, floor[events[i].who], events[i].body);
        auto const once_more = decided(served.house, floor[events[i].who], events[i].body);
        REQUIRE(again.body == once_more.body);
        REQUIRE(core_of(again.body) == events[i].answer);
        auto there = body_of(decided(quiet, others[serial[i].who], serial[i].body));
        auto here = body_of(again);
        there.erase("seq");
        here.erase("seq");
        REQUIRE(there == here);
    }
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
