// SPDX-License-Identifier: Apache-2.0
#include "domain/process/sign_in.hpp"

#include "domain/process/access.hpp"
#include "domain/process/counting.hpp"
#include "domain/process/packing.hpp"
#include "domain/process/picking_round.hpp"
#include "domain/process/setup.hpp"
#include "domain/process/shipping.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace wms::sign_in {
namespace {

// A new person at the device: leaves it to whoever signs in last. Who has a PIN comes in with it.
Result<Done> enter(Change& change, OperatorId who) {
    Operator const row = tables::operators.at(change.tables(), who);
    if (row.blocked) return refuse(Why::operator_blocked, row.badge);
    if (tables::credentials.contains(change.tables(), who))
        return refuse(Why::pin_wanted, row.badge);
    enter_checked(change, who, change.device());
    return Done{Tone::step_complete, who.value()};
}

Result<Done> leave(Change& change) {
    change.post(SignedOut{change.actor(), change.device()});
    return Done{Tone::step_complete};
}

struct Work {
    Button button;
    Role role;
    Result<Done> (*start)(Change&, Session);
};
constexpr Work works[] = {
    {Button::pick, Role::picker, picking::start},
    {Button::pack, Role::packer, packing::start},
    {Button::ship, Role::dispatcher, shipping::start},
    {Button::count, Role::counter, counting::start},
};

// §4.0.8: a scan at home jumps straight into the work it belongs to.
Result<Done> jump(Change& change, Session session, Candidate const& found, Scanned const& scanned) {
    bool const to_pack = found.kind == Kind::container &&
                         packing::is_waiting(change.tables(), ContainerId{found.id});
    bool const parcel = found.kind == Kind::waybill;
    session.process = parcel ? Process::shipping : to_pack ? Process::packing : Process::picking;
    session.step = parcel ? Step::scan_parcel : Step::scan_container;
    Role const role = parcel ? Role::dispatcher : to_pack ? Role::packer : Role::picker;
    Operator const who = tables::operators.at(change.tables(), change.actor());
    if (!has_role(who, role))
        return refuse(Why::role_missing, who.name,
                      parcel    ? "dispatcher"
                      : to_pack ? "packer"
                                : "picker");
    if (parcel) return shipping::on_scan(change, session, scanned);
    return to_pack ? packing::on_scan(change, session, scanned)
                   : picking::on_scan(change, session, scanned);
}

}  // namespace

void enter_checked(Change& change, OperatorId who, DeviceId device_id) {
    Device const device = tables::devices.at(change.tables(), device_id);
    auto session = tables::sessions.find(change.tables(), who).value_or(Session{});
    session.started_at = change.now();
    session.device = device_id;
    if (device.station) session.station = device.station;
    session.approval.reset();
    session.step_no += 1;
    change.post(SignedIn{who, device_id});
    change.post(SessionChanged{who, std::move(session)});
}

Result<Done> lock(Change& change) {
    return leave(change);
}

Result<Done> change_language(Change& change, std::string const& wanted) {
    Operator who = tables::operators.at(change.tables(), change.actor());
    bool const known = wanted.empty() || wanted == "en" || wanted == "zh";
    if (!known) return refuse(Why::bad_field, "language", wanted);
    Language const other = who.language == Language::en ? Language::zh : Language::en;
    who.language = wanted.empty() ? other : wanted == "zh" ? Language::zh : Language::en;
    change.post(OperatorDefined{change.actor(), who});
    return Done{Tone::ok};
}

Result<Done> sign_in(Change& change, Scanned const& scanned) {
    auto const badge = choose(scanned, {Kind::badge}, 0);
    if (!badge)
        return refuse(scanned.candidates.empty() ? Why::unknown_actor : Why::badge_first,
                      shown(scanned));
    return enter(change, OperatorId{badge->id});
}

Result<Done> on_scan(Change& change, Session const& session, Scanned const& scanned) {
    Operator const who = tables::operators.at(change.tables(), change.actor());
    std::uint64_t const me = change.actor().value();
    auto const found =
        has_role(who, Role::picker)
            ? choose(scanned, {Kind::badge, Kind::container, Kind::waybill, Kind::order}, me)
            : choose(scanned, {Kind::badge, Kind::container, Kind::waybill}, me);
    if (!found) return std::unexpected(found.error());
    if (found->kind != Kind::badge) return jump(change, session, *found, scanned);
    OperatorId const badge{found->id};
    if (badge == change.actor()) return leave(change);
    return enter(change, badge);
}

Result<Done> on_press(Change& change, Session const& session, PressButton const& command) {
    if (command.button == Button::sign_out) return leave(change);
    Operator const who = tables::operators.at(change.tables(), change.actor());
    for (Work const& work : works) {
        if (work.button != command.button) continue;
        if (!has_role(who, work.role)) {
            return refuse(Why::role_missing, who.name,
                          boost::describe::enum_to_string(work.role, "?"));
        }
        return work.start(change, session);
    }
    return refuse(Why::wrong_key, boost::describe::enum_to_string(command.button, "?"), "");
}

void draw(Read const& read, Session const& session, Screen& screen) {
    screen.ask = Phrase::choose_work;
    if (session.taken_over) {
        screen.ask = Phrase::taken_over_choose_work;
        screen.ask_about = {operator_name(read, session.taken_over->by),
                            name_of(read, holder::at(session.taken_over->container))};
    }
    screen.accepts = {Kind::badge, Kind::container, Kind::waybill};
    Device const device = tables::devices.at(read, session.device);
    Operator const who = tables::operators.at(read, device.actor);
    if (has_role(who, Role::picker)) screen.accepts.push_back(Kind::order);
    for (Work const& work : works) {
        if (has_role(who, work.role)) screen.buttons.push_back(work.button);
    }
    screen.buttons.push_back(Button::sign_out);
    picking::draw_end_of_round(read, session, screen);
}

}  // namespace wms::sign_in

namespace wms {

void apply(Write& write, SignedIn const& event, EntryHeader const&) {
    auto const session = tables::sessions.find(write, event.who);
    if (session && session->device != event.device) {
        if (auto old = tables::devices.find(write, session->device);
            old && old->actor == event.who) {
            old->actor = {};
            tables::devices.put(write, session->device, *old);
        }
        access_rights::end_sessions_at(write, session->device);
    }
    access_rights::end_sessions_at(write, event.device);
    tables::devices.update(write, event.device, [&](Device& device) { device.actor = event.who; });
}

void apply(Write& write, SignedOut const& event, EntryHeader const&) {
    tables::devices.update(write, event.device, [&](Device& device) {
        if (device.actor == event.who) device.actor = {};
    });
    access_rights::end_sessions_at(write, event.device);
}

}  // namespace wms
