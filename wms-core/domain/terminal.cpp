// SPDX-License-Identifier: Apache-2.0
#include "domain/terminal.hpp"

#include "domain/field.hpp"
#include "domain/process/counting.hpp"
#include "domain/process/packing.hpp"
#include "domain/process/picking.hpp"
#include "domain/process/shipping.hpp"
#include "domain/process/sign_in.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_from_string.hpp>

#include <charconv>

namespace wms {
namespace {

// The terminals: what each process does with a scan and a button, and how its screen looks. A
// process that lacks one of the three does not compile.
struct Terminal {
    Process process;
    Result<Done> (*on_scan)(Change&, Session const&, Scanned const&);
    Result<Done> (*on_press)(Change&, Session const&, PressButton const&);
    void (*draw)(Read const&, Session const&, Screen&);
};
constexpr Terminal terminals[] = {
    {Process::home, sign_in::on_scan, sign_in::on_press, sign_in::draw},
    {Process::picking, picking::on_scan, picking::on_press, picking::draw},
    {Process::packing, packing::on_scan, packing::on_press, packing::draw},
    {Process::shipping, shipping::on_scan, shipping::on_press, shipping::draw},
    {Process::counting, counting::on_scan, counting::on_press, counting::draw},
};

Terminal const& terminal_of(Process process) {
    for (Terminal const& terminal : terminals) {
        if (terminal.process == process) return terminal;
    }
    throw BrokenInvariant{"a session is in a process that has no terminal"};
}

// "!SHORT", "!SHORT-DAMAGED", "!QTY12": the command barcode of a button (U16).
Result<PressButton> button_from_code(std::string const& code, std::uint64_t step_token) {
    std::string name = code.substr(1);
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (name == "ack") name = "acknowledge";
    if (name == "short") name = "short_";
    if (name == "lang") name = "language";
    PressButton press{.button = Button::help, .argument = {}, .step_token = step_token};
    if (name.starts_with("qty")) {
        press.button = Button::quantity;
        press.argument = name.substr(3);
        return press;
    }
    if (name.starts_with("weight") && name.size() > 6 && is_digit(name[6])) {  // "!WEIGHT750"
        press.button = Button::weight;
        press.argument = name.substr(6);
        return press;
    }
    struct WithReason {  // "!SHORT-DAMAGED"
        std::string_view start;
        Button button;
    };
    constexpr WithReason with_reason[] = {
        {"short-", Button::short_}, {"weight-", Button::weight}, {"weight_ok-", Button::weight_ok}};
    for (auto const& [start, button] : with_reason) {
        if (!name.starts_with(start)) continue;
        press.button = button;
        press.argument = name.substr(start.size());
        return press;
    }
    if (!boost::describe::enum_from_string(name.c_str(), press.button))
        return refuse(Why::unknown_button, code);
    return press;
}

bool is_double_trigger(Device const& device, EntryHeader const& header) {
    if (header.captured_at == Instant{}) return false;  // a sender without times
    Elapsed const since = header.captured_at - device.last_captured_at;
    return device.last_body == header.body_hash && since >= 0_ms && since < debounce;
}

bool is_acknowledgement(Scanned const& scanned) {
    if (scanned.parsed.kind != ScanKind::command) return false;
    auto const button = button_from_code(scanned.parsed.data, 0);
    return button && button->button == Button::acknowledge;
}

// Nobody saw a stop that only the server knows of: work done without network goes on past it, and
// what is refused is an exception of the lead's.
std::optional<Session> session_of(Change const& change, Device const& device, bool offline) {
    auto session = tables::sessions.find(change.tables(), device.actor);
    if (session && offline) session->must_acknowledge = false;
    return session;
}

Result<> guard_step(Session const& session, std::uint64_t step_token) {
    if (step_token == 0 || step_token == session.step_no) return {};
    return refuse(Why::stale, "the question on the screen");
}

// A lead's badge while an approval is asked for: one use, bound to action, object and device
// (§4.0.8).
Result<> guard_approver(Change const& change, OperatorId approver) {
    Operator const who = tables::operators.at(change.tables(), approver);
    if (who.blocked) return refuse(Why::operator_blocked, who.badge);
    if (approver == change.actor()) return refuse(Why::own_work, who.name);
    if (!has_role(who, Role::lead)) return refuse(Why::role_missing, who.name, "lead");
    return {};
}

Result<Done> grant(Change& change, Session session, OperatorId approver) {
    session.approval->approver = approver;
    session.approval->until = change.now() + approval_lease;
    stay(change, session);
    return Done{Tone::ok};
}

// A badge can be copied: who has a PIN gives it too. Refusing is what asks for it
// (record_outcome); the server checks it and comes back with GrantApproval.
Result<Done> grant_by_badge(Change& change, Session const& session, OperatorId approver) {
    if (auto const guard = guard_approver(change, approver); !guard)
        return std::unexpected(guard.error());
    if (tables::credentials.contains(change.tables(), approver))
        return refuse(Why::pin_wanted, tables::operators.at(change.tables(), approver).badge);
    return grant(change, session, approver);
}

bool waits_for_approval(Session const& session, Instant now) {
    return session.approval && !session.approval->approver && now <= session.approval->until;
}

Candidate const* badge_in(Scanned const& scanned) {
    for (Candidate const& candidate : scanned.candidates) {
        if (candidate.kind == Kind::badge) return &candidate;
    }
    return nullptr;
}

// Of the person, not of the work: allowed at every step, a STOP is read in one's own language.
std::optional<Result<Done>> press_anywhere(Change& change, PressButton const& command) {
    if (command.button == Button::language)
        return sign_in::change_language(change, command.argument);
    if (command.button == Button::lock) return sign_in::lock(change);
    if (command.button == Button::help) return Done{Tone::ok};
    return std::nullopt;
}

Result<Done> press(Change& change, Session const& session, PressButton const& command) {
    if (auto const done = press_anywhere(change, command)) return *done;
    if (command.button == Button::acknowledge) {
        if (!session.must_acknowledge) return Done{Tone::tick};
        Session cleared = session;
        cleared.must_acknowledge = false;
        stay(change, cleared);
        return Done{Tone::ok};
    }
    if (session.must_acknowledge) return refuse(Why::ack_required);
    if (auto const guard = guard_step(session, command.step_token); !guard)
        return std::unexpected(guard.error());
    if (auto const guard = check_prose("argument", command.argument, reason_characters_max); !guard)
        return std::unexpected(guard.error());
    return terminal_of(session.process).on_press(change, session, command);
}

Result<Done> scan_in_session(Change& change, Session const& session, Scanned const& scanned) {
    Candidate const* const badge = badge_in(scanned);
    if (badge != nullptr && waits_for_approval(session, change.now()))
        return grant_by_badge(change, session, OperatorId{badge->id});
    if (badge != nullptr) return sign_in::on_scan(change, session, scanned);
    return terminal_of(session.process).on_scan(change, session, scanned);
}

}  // namespace

Result<Done> handle(Change& change, ScanCode const& command) {
    auto const device = tables::devices.find(change.tables(), change.device());
    if (!device) return refuse(Why::unknown_device, fmt::format("{}", change.device().value()));
    if (is_double_trigger(*device, change.header())) {
        change.post(DuplicateSuppressed{change.device()});
        return Done{Tone::tick};
    }
    auto const session = session_of(change, *device, command.offline);
    // One server may hold several warehouses; dates in codes only need the day within a day's
    // tolerance.
    auto scanned = resolve(change.tables(), command.raw, day_of(change.now(), 0));
    bool const stopped = session && session->must_acknowledge;
    if (stopped && !(scanned && is_acknowledgement(*scanned))) return refuse(Why::ack_required);
    if (!scanned) return std::unexpected(scanned.error());
    scanned->typed = command.typed;
    if (!session) return sign_in::sign_in(change, *scanned);
    if (scanned->parsed.kind == ScanKind::command) {
        auto const button = button_from_code(scanned->parsed.data, command.step_token);
        if (!button) return std::unexpected(button.error());
        return press(change, *session, *button);
    }
    if (auto const guard = guard_step(*session, command.step_token); !guard)
        return std::unexpected(guard.error());
    return scan_in_session(change, *session, *scanned);
}

Result<Done> handle(Change& change, GrantApproval const& command) {
    auto const device = tables::devices.find(change.tables(), change.device());
    if (!device) return refuse(Why::unknown_device, fmt::format("{}", change.device().value()));
    auto const session = tables::sessions.find(change.tables(), device->actor);
    bool const asked = session && waits_for_approval(*session, change.now()) &&
                       session->approval->asked == command.approver && command.approver;
    if (!asked) return refuse(Why::stale, "the approval");
    if (auto const guard = guard_approver(change, command.approver); !guard)
        return std::unexpected(guard.error());
    return grant(change, *session, command.approver);
}

Result<Done> handle(Change& change, PressButton const& command) {
    auto const device = tables::devices.find(change.tables(), change.device());
    if (!device) return refuse(Why::unknown_device, fmt::format("{}", change.device().value()));
    auto const session = session_of(change, *device, command.offline);
    // Who sits at a desk has no work of the floor, but a language as everybody.
    bool const at_a_desk = !session && device->kind == DeviceKind::office && change.actor();
    if (at_a_desk && command.button == Button::language)
        return sign_in::change_language(change, command.argument);
    if (!session) return refuse(Why::badge_first);
    return press(change, *session, command);
}

void apply(Write& write, SessionChanged const& event, EntryHeader const&) {
    tables::sessions.put(write, event.who, event.session);
}
void apply(Write&, DuplicateSuppressed const&, EntryHeader const&) {}

namespace {

// Read at home, gone with the next work.
void forget_what_was_told(Session& session) {
    session.taken_over.reset();
    auto const& round = session.round;
    if (round && (round->called_off || round->ended != Instant{})) session.round.reset();
}

}  // namespace

void go_to(Change& change, Session session, Step step) {
    session.step = step;
    session.step_no += 1;
    session.approval.reset();
    if (step != Step::choose) forget_what_was_told(session);
    change.post(SessionChanged{change.actor(), std::move(session)});
}

void stay(Change& change, Session const& session) {
    change.post(SessionChanged{change.actor(), session});
}

Result<OperatorId> approval_for(Change const& change, Session const& session,
                                std::string const& action, std::uint64_t object) {
    auto const& approval = session.approval;
    bool const granted = approval && approval->approver && approval->action == action &&
                         approval->object == object && change.now() <= approval->until;
    if (granted) return approval->approver;
    return refuse(Why::need_approval, action, fmt::format("{}", object));
}

bool confirms(Change const& change, Session const& session, std::string const& code) {
    auto const device = tables::devices.find(change.tables(), change.device());
    EntryHeader const& now = change.header();
    if (session.confirm != code || !device || device->last_body != now.body_hash) return false;
    bool const timed = now.captured_at != Instant{};
    Elapsed const since =
        timed ? now.captured_at - device->last_captured_at : now.at - device->last_at;
    return since >= 0_ms && since <= confirm_within;
}

void record_outcome(Write& write, store::Entry const& entry) {
    if (entry.request != store::EventKey{})
        tables::requests.put(write, {entry.request, entry.device},
                             {entry.body_hash, entry.seq, entry.at});
    auto device = tables::devices.find(write, entry.device);
    if (!device) return;
    if (entry.device_seq != 0) device->last_seq = entry.device_seq;
    device->last_at = entry.at;
    if (entry.command_tag == ScanCode::tag && entry.tone != Tone::tick) {
        device->last_body = entry.body_hash;
        device->last_captured_at = entry.captured_at;
    }
    tables::devices.put(write, entry.device, *device);
    if (entry.refused == 0 || !device->actor) return;
    auto const why = static_cast<Why>(entry.refused);
    bool const terminal =
        entry.command_tag == ScanCode::tag || entry.command_tag == PressButton::tag;
    bool const claimed = why == Why::claimed_by_other || why == Why::round_of_other;
    bool const take_over = claimed && entry.subject.size() >= 2;
    bool const elsewhere =
        (why == Why::pick_here_instead || why == Why::carton_too_small) && !entry.subject.empty();
    bool const parcel = why == Why::parcel_elsewhere && entry.subject.size() >= 3;
    bool const wants_pin = why == Why::pin_wanted && !entry.subject.empty();
    bool const asks_again =
        take_over || elsewhere || parcel || wants_pin || why == Why::need_approval;
    if (!terminal || (entry.tone != Tone::stop && !asks_again)) return;
    auto session = tables::sessions.find(write, device->actor);
    if (!session) return;
    if (entry.tone == Tone::stop) session->must_acknowledge = true;
    // The same scan again takes it over, picks there, takes that carton, or goes on with the
    // parcel here.
    if (parcel) session->confirm = entry.subject[2];
    if (take_over) session->confirm = entry.subject[1];
    if (elsewhere) session->confirm = entry.subject[0];
    if (wants_pin && session->approval && !session->approval->approver) {
        auto const lead = operator_by_badge(write, entry.subject[0]);
        session->approval->asked = lead.value_or(OperatorId{});
        session->approval->until = entry.at + approval_lease;
    }
    if (why == Why::need_approval && entry.subject.size() >= 2) {
        std::uint64_t object = 0;
        std::string const& digits = entry.subject[1];
        std::from_chars(digits.data(), digits.data() + digits.size(), object);
        session->approval = PendingApproval{.why = why,
                                            .action = entry.subject[0],
                                            .object = object,
                                            .until = entry.at + approval_lease};
    }
    tables::sessions.put(write, device->actor, *session);
}

Screen draw(Read const& read, DeviceId device_id) {
    Screen screen{};
    auto const device = tables::devices.find(read, device_id);
    auto const session =
        device && device->actor ? tables::sessions.find(read, device->actor) : std::nullopt;
    if (!session) {
        screen.accepts = {Kind::badge};
        return screen;
    }
    Operator const who = tables::operators.at(read, device->actor);
    screen.actor = who.name;
    screen.language = who.language;
    screen.process = session->process;
    screen.step = session->step;
    screen.step_token = session->step_no;
    terminal_of(session->process).draw(read, *session, screen);
    screen.must_acknowledge = session->must_acknowledge;
    if (session->must_acknowledge) {
        screen.ask = Phrase::acknowledge_stop;
        screen.buttons = {Button::acknowledge};
    } else if (session->approval && !session->approval->approver) {
        auto const lead = tables::operators.find(read, session->approval->asked);
        screen.ask = lead ? Phrase::lead_pin : Phrase::lead_badge;
        if (lead) screen.ask_about = {lead->name};
    }
    return screen;
}

}  // namespace wms
