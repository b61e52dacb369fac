// SPDX-License-Identifier: Apache-2.0
#include "scenarios/world.hpp"

#include "base/json.hpp"
#include "domain/audit.hpp"
#include "domain/process/look_ahead.hpp"
#include "engine/apply.hpp"

#include <fmt/format.h>
#include <stdlib.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <filesystem>

namespace wms::scenario {
namespace {

constexpr std::uint64_t map_bytes = std::uint64_t{1} << 26;
constexpr int totes = 9;
constexpr int cart_bins = 8;

// A RAM disk when there is one: every line is a durable commit.
std::string new_folder() {
    std::filesystem::path const ram{"/dev/shm"};
    std::error_code unknown;
    bool const has_ram = std::filesystem::is_directory(ram, unknown);
    std::filesystem::path const base = has_ram ? ram : std::filesystem::temp_directory_path();
    std::string name = (base / "wms-scenario-XXXXXX").string();
    ensure(::mkdtemp(name.data()) != nullptr, "a scenario has a folder");
    return name;
}

ZoneRow zone(std::string const& code) {
    ZoneRow row{.zone = {}};
    row.zone.code = code;
    return row;
}

LocationRow place(std::string const& code, LocationType type) {
    LocationRow row{.location = {}, .zone = "A"};
    row.location.code = code;
    row.location.type = type;
    return row;
}

// I1–I10 over all tables (§4.0.5), and the ledger against them.
std::vector<std::string> audit_of(Read const& read, store::Journal& journal) {
    LedgerSums sums;
    journal.replay(1, [&](store::SealedEntry const& sealed) {
        sums.add_events(sealed.entry.events);
        return true;
    });
    std::vector<std::string> found;
    for (std::vector<Finding> const& findings : {audit(read), sums.compare(read)}) {
        for (Finding const& finding : findings)
            found.push_back(fmt::format("{}: {}", finding.check, finding.what));
    }
    return found;
}

std::vector<std::string> rows_of(Read const& read, store::TableRef table) {
    std::vector<std::string> rows;
    store::Cursor cursor{read, table};
    for (bool more = cursor.seek({}); more; more = cursor.next())
        rows.push_back(std::string{cursor.key()} + "=" + std::string{cursor.value()});
    return rows;
}

bool is_house_keeping(std::string_view table) {
    return table == "meta";  // where the store stands, not what is in it
}

}  // namespace

World::World() : folder_{new_folder()}, now_{parse_instant("2026-11-20 09:00:00").value()} {
    open();
    furnish();
}

World::~World() {
    engine_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void World::open() {
    engine_ = std::make_unique<Engine>(Engine::Options{
        .folder = folder_,
        .mode = Engine::Mode::manual,
        .clock = [this](Envelope const&, Instant floor) { return std::max(floor, now_); },
        .map_bytes = map_bytes,
        .log = [this](std::string const& line) { log_.push_back(line); }});
}

void World::reopen() {
    engine_.reset();
    open();
}

void World::furnish() {
    ImportMasterData import{};
    import.warehouses = {{.code = "W1", .name = "Small warehouse"}};
    import.owners = {{.code = "SHOP", .name = "Shop"}};
    import.zones = {zone("A"), zone("B"), zone("QUARANTINE")};
    import.zones.back().zone.forbids_available = true;
    import.locations = {place("P-01", LocationType::packing)};
    import.carriers = {{.code = "SF", .name = "SF Express"}, {.code = "POST", .name = "Post"}};
    import.stations = {{.code = "S-PACK1", .location = "P-01", .printer = "LP-1"}};
    for (int i = 1; i <= totes; ++i) import.containers.push_back({.code = fmt::format("T-{}", i)});
    import.containers.push_back({.code = "C-1", .type = ContainerType::cart});
    for (int i = 1; i <= cart_bins; ++i)
        import.containers.push_back(
            {.code = fmt::format("C-1-{}", i), .type = ContainerType::cart_bin, .parent = "C-1"});
    for (char const* const code : {"H1", "H2", "H3", "H4"})
        import.devices.push_back({.code = code});
    import.devices.push_back({.code = "PC1", .kind = DeviceKind::station, .station = "S-PACK1"});
    office(import);
    ensure(!answer_.refusal, "the small warehouse is accepted");
}

// --- commands

Envelope World::envelope(AnyCommand const& command) {
    return {.device = {}, .captured_at = now_, .command = command};
}

Outcome const& World::note(Outcome outcome) {
    answer_ = std::move(outcome);
    open_refusal_ = answer_.refusal.has_value();
    push_screens();
    return answer_;
}

// The server tells every terminal what has changed on it, whoever changed it.
void World::push_screens() {
    Read const now = read();
    for (auto& [code, terminal] : terminals_) {
        Screen screen = draw(now, terminal.device);
        if (screen.step_token != terminal.screen.step_token)
            terminal.token_before = terminal.screen.step_token;
        terminal.screen = std::move(screen);
    }
}

Outcome const& World::office(AnyCommand const& command) {
    return note(engine_->decide(envelope(command)));
}

Outcome const& World::send(Terminal& from, AnyCommand const& command, Elapsed after_last) {
    Envelope sent = envelope(command);
    sent.device = from.device;
    for (std::size_t i = 0; i < sizeof requests_; ++i)
        sent.request[15 - i] = static_cast<std::uint8_t>((requests_ + 1) >> (8 * i));
    ++requests_;
    sent.device_seq = from.sent + 1;
    if (after_last.value() != 0) sent.captured_at = from.last.captured_at + after_last;
    auto const expected = foreseen(from, command);
    note(engine_->decide(sent));
    if (expected && answer_.seq != 0 && answer_.tone != Tone::tick) compare_with(*expected);
    from.last = sent;
    from.answer = answer_;
    bool const gap = answer_.refusal && answer_.refusal->why == Why::seq_gap;
    if (gap) from.sent = std::stoull(answer_.refusal->subject.at(1)) - 1;  // goes on from there
    if (answer_.seq != 0) from.sent = sent.device_seq;
    return answer_;
}

// What a terminal without network would show next.
std::optional<Screen> World::foreseen(Terminal const& from, AnyCommand const& command) {
    auto const* const scan = std::get_if<ScanCode>(&command);
    auto const* const press = std::get_if<PressButton>(&command);
    if (scan == nullptr && press == nullptr) return std::nullopt;
    std::uint64_t const token = scan != nullptr ? scan->step_token : press->step_token;
    std::vector<look_ahead::Ahead> round;
    auto const codes = look_ahead::item_codes_of_round(read(), from.device);
    bool const played = engine_->rehearse([&](Write& trial, Engine::Branch const& branch) {
        round = look_ahead::round_ahead(trial, from.device, now_, codes, branch);
    });
    ensure(played && !round.empty(), "a round can be walked at any time");
    if (token != 0 && token != round[0].screen.step_token) return std::nullopt;
    for (look_ahead::Forward const& one : round[0].forward) {
        auto const holds = [&](std::vector<std::string> const& list) {
            return std::ranges::find(list, scan->raw) != list.end();
        };
        bool const scanned =
            scan != nullptr && (holds(one.codes) || (scan->typed && holds(one.typed)));
        bool const pressed = press != nullptr && one.button == press->button;
        if (!scanned && !pressed) continue;
        if (one.counts == 0) return round.at(one.to).screen;
        for (std::int64_t number = 1; number <= one.counts; ++number) {
            if (press->argument == fmt::format("{}", number))
                return round.at(static_cast<std::size_t>(number)).screen;
        }
    }
    return std::nullopt;
}

void World::compare_with(Screen const& expected) {
    ++foreseen_;
    auto const as_text = [](Screen screen) {
        screen.undo = {};  // a round ahead does not know it
        return boost::json::serialize(to_json(screen));
    };
    bool const same = !answer_.refusal && as_text(answer_.screen) == as_text(expected);
    if (same) return;
    surprise_ = fmt::format("the round ahead said {}, it became {} {}", as_text(expected),
                            answer_.refusal ? sentence(*answer_.refusal, Language::en) : "",
                            as_text(answer_.screen));
}

Outcome const& World::send_again(Terminal& from, AnyCommand const& command) {
    Envelope again = from.last;
    again.command = command;
    return note(engine_->decide(again));
}

// --- people and terminals

std::string World::badge_of(std::string const& name) {
    std::string badge = "U-";
    for (char const c : name) badge += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return badge;
}

void World::add_person(std::string const& name) {
    people_.try_emplace(name);
}

void World::sign_in(std::string const& name, std::string const& device) {
    people_.at(name) = device;
}

Terminal& World::terminal_of(std::string const& name) {
    auto const person = people_.find(name);
    std::string const code = person == people_.end() ? name : person->second;
    if (code.empty()) throw Mismatch{name + " is at no terminal yet"};
    auto const [place, fresh] = terminals_.try_emplace(code);
    constexpr DeviceId nobody_knows{999};
    if (fresh) place->second.device = device_by_code(read(), code).value_or(nobody_knows);
    return place->second;
}

// --- state

Read World::read() {
    return engine_->read_at(engine_->durable_seq());
}

std::string World::fault() {
    if (!surprise_.empty()) return surprise_;
    bool const broken = answer_.refusal && answer_.refusal->why == Why::internal;
    if (broken || engine_->figures().rebuilds != 0)
        return fmt::format("the command failed inside: {}", fmt::join(log_, "; "));
    return fmt::format("{}", fmt::join(audit_of(read(), engine_->journal()), "; "));
}

std::string World::difference_after_replay() {
    std::string const other = new_folder();
    std::string difference;
    {
        store::Environment environment{
            {.path = other, .tables = tables::names, .map_bytes = map_bytes}};
        Write replayed = environment.begin_write();
        store::Hash previous{};
        engine_->journal().replay_raw(1, [&](std::uint64_t seq, std::string_view record) {
            if (!store::is_sealed_after(record, previous))
                difference = fmt::format("entry {} is not sealed after the one before", seq);
            store::SealedEntry const sealed = store::unseal(record);
            previous = sealed.hash;
            apply_entry(replayed, sealed.entry);
            return difference.empty();
        });
        Read const now = read();
        for (std::uint16_t i = 0; i < tables::names.size() && difference.empty(); ++i) {
            if (is_house_keeping(tables::names[i])) continue;
            if (rows_of(now, {i}) != rows_of(replayed, {i}))
                difference = fmt::format("table {} differs after a replay", tables::names[i]);
        }
    }
    std::error_code ignored;
    std::filesystem::remove_all(other, ignored);
    return difference;
}

}  // namespace wms::scenario
