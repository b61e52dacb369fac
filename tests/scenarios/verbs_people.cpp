// SPDX-License-Identifier: Apache-2.0
#include "scenarios/verbs.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

namespace wms::scenario {
namespace {

// anna signs in at H1: scans the badge there
void signs(World& world, std::string const& person, Words& words) {
    words.require("in");
    words.require("at");
    world.sign_in(person, words.take("a terminal"));
    world.send(world.terminal_of(person), ScanCode{.raw = World::badge_of(person)});
}

// anna scans SKU-100 x8 · … after 200ms · … on the old screen
void scans(World& world, std::string const& person, Words& words) {
    Terminal& terminal = world.terminal_of(person);
    std::string const raw = words.take("a code");
    std::int64_t times = 1;
    Elapsed after{};
    bool old_screen = false;
    while (!words.done()) {
        if (words.skip("after")) {
            after = words.span();
        } else if (words.skip("on")) {
            words.require("the");
            words.require("old");
            words.require("screen");
            old_screen = true;
        } else {
            times = Words{words.take("x…").substr(1)}.number("times");
        }
    }
    for (std::int64_t i = 0; i < times; ++i) {
        if (i > 0) world.pass(1_s);
        std::uint64_t const token = old_screen ? terminal.token_before : terminal.screen.step_token;
        Outcome const& outcome =
            world.send(terminal, ScanCode{.raw = raw, .step_token = token}, after);
        if (outcome.refusal) return;
    }
}

// anna types 37: on the keyboard, not with the scanner
void types(World& world, std::string const& person, Words& words) {
    Terminal& terminal = world.terminal_of(person);
    world.send(terminal, ScanCode{.raw = words.take("a code"),
                                  .step_token = terminal.screen.step_token,
                                  .typed = true});
}

// anna presses short bin_empty
void presses(World& world, std::string const& person, Words& words) {
    Terminal& terminal = world.terminal_of(person);
    PressButton press{.button = words.one_of<Button>("button"),
                      .argument = {},
                      .step_token = terminal.screen.step_token};
    if (!words.done()) press.argument = words.take("an argument");
    world.send(terminal, press);
}

// anna weighs 750: what the scale of her station says, without her doing
void weighs(World& world, std::string const& person, Words& words) {
    Terminal& terminal = world.terminal_of(person);
    world.send(
        terminal,
        PressButton{.button = Button::weight, .argument = words.take("grams"), .measured = true});
}

void must_be_equal(Outcome const& first, Outcome const& again) {
    if (!again.replayed) throw Mismatch{"the repeat was decided anew"};
    bool const same = first.seq == again.seq && first.refusal == again.refusal &&
                      first.tone == again.tone && first.object == again.object;
    if (!same) throw Mismatch{"the repeat got another answer than the first time"};
    if (first.screen.step_token != again.screen.step_token)
        throw Mismatch{"the repeat shows another screen"};
}

// anna resends the last scan. The reply was lost: the same event again, answered as the first time
// (§4.0.3). "with another body" is a fault of the device.
void resends(World& world, std::string const& person, Words& words) {
    for (char const* const word : {"the", "last", "scan"}) words.require(word);
    Terminal& terminal = world.terminal_of(person);
    std::uint64_t const before = world.last_seq();
    if (words.skip("with")) {
        words.require("another");
        words.require("body");
        world.send_again(terminal, ScanCode{.raw = "SOMETHING-ELSE"});
        return;
    }
    must_be_equal(terminal.answer, world.send_again(terminal, terminal.last.command));
    if (world.last_seq() != before) throw Mismatch{"the repeat is in the journal"};
    world.settle_refusal();
}

// anna skips a number: a command of her terminal got lost
void skips(World& world, std::string const& person, Words& words) {
    words.require("a");
    words.require("number");
    world.lose_a_number(world.terminal_of(person));
}

// lena sends O1 short: a lead does not wait for what is still to come
void sends(World& world, std::string const& person, Words& words) {
    OrderId const order = order_named(world, words.take("an order"));
    words.require("short");
    world.send(world.terminal_of(person), SendShort{order, "by the scenario"});
}

constexpr PersonVerb verbs[] = {
    {"signs", signs},     {"sends", sends},     {"scans", scans}, {"types", types},
    {"presses", presses}, {"resends", resends}, {"skips", skips}, {"weighs", weighs},
};

}  // namespace

std::span<PersonVerb const> person_verbs() {
    return verbs;
}

}  // namespace wms::scenario
