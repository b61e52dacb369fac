// SPDX-License-Identifier: Apache-2.0
#include "domain/allocation.hpp"
#include "scenarios/verbs.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace wms::scenario {
namespace {

template <class Enum>
std::string word(Enum value) {
    std::string text = boost::describe::enum_to_string(value, "?");
    if (text.ends_with('_')) text.pop_back();
    return text;
}

template <class T>
void must_be(std::string_view what, T const& wanted, T const& got) {
    if (wanted != got) throw Mismatch{fmt::format("{}: expected {}, got {}", what, wanted, got)};
}

// --- the last answer

// refused wrong_location A-02 A-01
void refused(World& world, Words& words) {
    std::string const wanted = words.take("a refusal");
    auto const& refusal = world.answer().refusal;
    must_be("the answer", wanted, std::string{refusal ? name_of(refusal->why) : "accepted"});
    world.settle_refusal();
    while (!words.done()) {
        std::string const about = words.take("its subject");
        bool const named = std::ranges::any_of(refusal->subject, [&](std::string const& s) {
            return s.find(about) != std::string::npos;
        });
        if (!named)
            throw Mismatch{fmt::format("the refusal does not name {}: {}", about,
                                       sentence(*refusal, Language::en))};
    }
}

// tone stop
void tone(World& world, Words& words) {
    must_be("the tone", words.take("a tone"), word(world.answer().tone));
}

// --- screens

bool shows(Screen const& screen, std::string const& text) {
    auto const has = [&](std::string const& value) {
        return value.find(text) != std::string::npos;
    };
    return std::ranges::any_of(screen.ask_about, has) || std::ranges::any_of(screen.choices, has) ||
           std::ranges::any_of(screen.lines, [&](ScreenLine const& line) {
               return std::ranges::any_of(line.values, has);
           });
}

bool offers(Screen const& screen, Button button) {
    return std::ranges::find(screen.buttons, button) != screen.buttons.end();
}

void screen_count(Screen const& screen, Words& words) {
    must_be("pieces done", words.number("pieces done"), screen.done);
    if (words.skip("of")) must_be("pieces needed", words.number("pieces"), screen.need);
}

// … line parcels_per_hour 12
void shows_line(Screen const& screen, Words& words) {
    std::string const label = words.take("a phrase");
    std::string const value = words.take("a value");
    for (ScreenLine const& line : screen.lines) {
        if (word(line.label) == label) return must_be(label, value, line.values.front());
    }
    throw Mismatch{"the screen has no line " + label};
}

std::string on_line(Screen const& screen, Phrase label) {
    auto const line = std::ranges::find(screen.lines, label, &ScreenLine::label);
    return line == screen.lines.end() ? "none" : line->values.front();
}

// What a round came to: 3 lines 4 pieces 60 an_hour, or none
void screen_totals(Screen const& screen, Words& words) {
    std::string const lines = words.take("lines or none");
    must_be("lines of the round", lines, on_line(screen, Phrase::round_lines));
    if (lines == "none") return;
    words.require("lines");
    must_be("pieces of the round", words.take("pieces"), on_line(screen, Phrase::round_pieces));
    words.require("pieces");
    std::string const rate = words.done() ? "none" : words.take("a rate");
    must_be("lines per hour", rate, on_line(screen, Phrase::lines_per_hour));
    words.skip("an_hour");
}

// screen anna scan_location about A-02-01 · … done 3 of 12 · … left 2 ·
// … offers full · … lacks full · … undoes "1 × X into T-1" · … totals 3 lines 4 pieces 60 an_hour
void screen(World& world, Words& words) {
    Terminal const& terminal = world.terminal_of(words.take("who"));
    Screen const now = draw(world.read(), terminal.device);
    must_be("the step", words.take("a step"), word(now.step));
    while (!words.done()) {
        if (words.skip("done")) {
            screen_count(now, words);
        } else if (words.skip("totals")) {
            screen_totals(now, words);
        } else if (words.skip("left")) {
            must_be("tasks left", words.number("tasks left"), now.left);
        } else if (words.skip("in")) {
            must_be("the process", words.take("a process"), word(now.process));
        } else if (words.skip("asks")) {
            must_be("the question", words.take("a phrase"), word(now.ask));
        } else if (words.skip("offers")) {
            auto const button = words.one_of<Button>("button");
            must_be(word(button) + " offered", true, offers(now, button));
        } else if (words.skip("lacks")) {
            auto const button = words.one_of<Button>("button");
            must_be(word(button) + " offered", false, offers(now, button));
        } else if (words.skip("line")) {
            shows_line(now, words);
        } else if (words.skip("undoes")) {
            must_be("what undo takes back", words.take("a text"),
                    text_of(now.undo.label, Language::en, now.undo.values));
        } else {
            words.skip("about");
            std::string const text = words.take("a text");
            if (!shows(now, text)) throw Mismatch{"the screen does not show " + text};
        }
    }
}

// --- stock

std::int64_t on_hand(World& world, Holder place, SkuId sku, StockStatus status,
                     std::string const& lot) {
    Read const read = world.read();
    std::int64_t sum = 0;
    tables::quants.scan_all(read, [&](QuantKey const& key, Quant const& quant) {
        bool const counted = key.holder == place && key.sku == sku && key.status == status;
        bool const of_lot = lot.empty() || (key.lot && tables::lots.at(read, key.lot).code == lot);
        if (counted && of_lot) sum += quant.on_hand;
        return true;
    });
    return sum;
}

// stock_is A-01-03 SKU-100 available 5 suspect 0 · stock_is A-01 TEA lot L1 available 2
void stock_is(World& world, Words& words) {
    Holder const place = holder_named(world, words.take("a place"));
    SkuId const sku = sku_named(world, words.take("a SKU"));
    std::string const lot = words.skip("lot") ? words.take("a lot") : "";
    while (!words.done()) {
        auto const status = words.one_of<StockStatus>("stock status");
        must_be(word(status), words.number("pieces"), on_hand(world, place, sku, status, lot));
    }
}

// promise SKU-100 3: what can still be sold of it
void promise(World& world, Words& words) {
    SkuId const sku = sku_named(world, words.take("a SKU"));
    must_be("available to promise", words.number("pieces"),
            available_to_promise(world.read(), {WarehouseId{1}, OwnerId{1}, sku}));
}

template <class Visit>
void each_allocation(World& world, OrderId order, Visit visit) {
    Read const read = world.read();
    tables::allocations.scan_index<tables::allocations_by_order>(
        read, order, [&](OrderLineKey const&, AllocationId id) {
            visit(read, tables::allocations.at(read, id));
            return true;
        });
}

// allocated SO-1 A-02-01 4 · allocated SO-1 nothing · allocated SO-1 A-01 4 by first_expired
void allocated(World& world, Words& words) {
    OrderId const order = order_named(world, words.take("an order"));
    std::int64_t total = 0;
    each_allocation(world, order,
                    [&](Read const&, Allocation const& a) { total += a.quantity.value(); });
    if (words.skip("nothing")) return must_be("promised", std::int64_t{0}, total);
    std::string const name = words.take("a place");
    Holder const place = holder_named(world, name);
    std::int64_t here = 0;
    std::string rule;
    each_allocation(world, order, [&](Read const&, Allocation const& allocation) {
        if (allocation.quant.holder != place) return;
        here += allocation.quantity.value();
        rule = word(allocation.rule);
    });
    must_be("promised at " + name, words.number("pieces"), here);
    if (words.skip("by")) must_be("the rule", words.take("a rule"), rule);
}

// passed_over SO-1 A-03 locked: why a place was not chosen
void passed_over(World& world, Words& words) {
    OrderId const order = order_named(world, words.take("an order"));
    std::string const place = words.take("a place");
    std::string const wanted = place + " " + words.take("a reason");
    bool found = false;
    std::string all;
    each_allocation(world, order, [&](Read const& read, Allocation const& allocation) {
        for (RejectedQuant const& rejected : allocation.rejected) {
            std::string const one =
                fmt::format("{} {}", wms::name_of(read, rejected.holder), word(rejected.reason));
            found = found || one == wanted;
            all += one + "; ";
        }
    });
    if (!found) throw Mismatch{fmt::format("expected {}, got {}", wanted, all)};
}

// --- orders, waves, tasks

// order_is SO-1 picking · order_is SO-1 picked short 2 cancelled 1 picked 9 packed 0
void order_is(World& world, Words& words) {
    std::string const name = words.take("an order");
    Order const order = tables::orders.at(world.read(), order_named(world, name));
    must_be(name, words.take("a state"), word(order.state));
    while (!words.done()) {
        std::string const what = words.take("a counter");
        Quantity const got = what == "short"       ? order.short_
                             : what == "cancelled" ? order.cancelled
                             : what == "picked"    ? order.picked
                             : what == "packed"    ? order.packed
                                                   : order.allocated;
        must_be(what, words.number("pieces"), got.value());
    }
}

// wave_is W-1 picking · wave_is W-1 released orders 3 · wave_is W-1 released without SO-2 no_stock
void wave_is(World& world, Words& words) {
    std::string const code = words.take("a wave");
    WaveId const id = wave_named(world, code);
    Wave const wave = tables::waves.at(world.read(), id);
    must_be(code, words.take("a state"), word(wave.state));
    if (words.skip("orders"))
        must_be("orders", words.take("a number"), fmt::format("{}", wave.orders));
    if (!words.skip("without")) return;
    std::string const name = words.take("an order");
    auto const member = tables::wave_orders.find(world.read(), {id, order_named(world, name)});
    if (!member || member->membership != Membership::removed)
        throw Mismatch{name + " was not removed"};
    must_be("the reason", words.take("a reason"), member->reason);
}

std::vector<std::string> open_tasks(World& world, bool counts) {
    Read const read = world.read();
    std::vector<std::string> found;
    auto const add = [&](std::string_view kind, Holder place, SkuId sku, std::int64_t pieces) {
        found.push_back(fmt::format("{} {} {} {}", kind, wms::name_of(read, place),
                                    tables::skus.at(read, sku).code, pieces));
    };
    tables::tasks.scan_all(read, [&](TaskId, Task const& task) {
        bool const open = !counts && task.state < TaskState::done;
        if (open) add("pick", task.quant.holder, task.quant.sku, (task.need - task.done).value());
        return true;
    });
    tables::counts.scan_all(read, [&](CountId, Count const& count) {
        bool const open = counts && count.state < CountState::accepted;
        if (open) add("count", holder::at(count.location), count.sku, 0);
        return true;
    });
    return found;
}

// The open tasks that begin with the words of the line.
std::size_t matching_tasks(World& world, Words& words, std::string& all) {
    std::string const kind = words.take("pick or count");
    std::string wanted = kind;
    while (!words.done()) wanted += " " + words.take("of the task");
    wanted += " ";
    std::size_t found = 0;
    for (std::string const& task : open_tasks(world, kind == "count")) {
        if ((task + " ").starts_with(wanted)) ++found;
        all += task + "; ";
    }
    return found;
}

// task count A-01-03 SKU-100 · task pick A-02-01 SKU-100 4
void task(World& world, Words& words) {
    std::string all;
    std::size_t const found = matching_tasks(world, words, all);
    if (found != 1) throw Mismatch{fmt::format("{} such tasks among: {}", found, all)};
}

void no_problem(World& world) {
    tables::problems.scan_all(world.read(), [&](ProblemId, Problem const& problem) {
        if (problem.open) throw Mismatch{"a problem is open: " + problem.subject};
        return true;
    });
}

// no task pick A-01 · no problem
void no(World& world, Words& words) {
    if (words.skip("problem")) return no_problem(world);
    words.require("task");
    std::string all;
    std::size_t const found = matching_tasks(world, words, all);
    if (found != 0) throw Mismatch{fmt::format("{} such tasks among: {}", found, all)};
}

// problem short_pick A-01
void problem(World& world, Words& words) {
    std::string const kind = words.take("a kind");
    std::string const about = words.done() ? "" : words.take("a subject");
    bool found = false;
    tables::problems.scan_all(world.read(), [&](ProblemId, Problem const& row) {
        bool const named = row.subject.find(about) != std::string::npos;
        found = found || (row.open && word(row.kind) == kind && named);
        return true;
    });
    if (!found) throw Mismatch{"no such problem is open"};
}

// --- containers, parcels, labels, manifests

// container_is T-1 at_station · container_is T-1 bound order SO-1
void container_is(World& world, Words& words) {
    std::string const code = words.take("a container");
    auto const id = container_by_code(world.read(), code);
    if (!id) throw Mismatch{"there is no container " + code};
    Container const row = tables::containers.at(world.read(), *id);
    must_be(code, words.take("a state"), word(row.state));
    if (words.skip("at"))
        must_be("place", words.take("a place"), name_of(world.read(), row.parent));
    if (words.skip("order"))
        must_be("order", words.take("an order"), order_name(world.read(), row.order));
}

std::string code_or_none(World& world, SkuId sku) {
    auto const row = tables::skus.find(world.read(), sku);
    return row ? row->code : "none";
}

// How it was packed and weighed; false where the line says nothing of it.
bool is_packed(World& world, Parcel const& row, Words& words) {
    if (words.skip("carton")) {
        must_be("carton", words.take("a SKU"), code_or_none(world, row.carton));
    } else if (words.skip("proposed")) {
        must_be("proposed", words.take("a SKU"), code_or_none(world, row.proposed));
    } else if (words.skip("own_package")) {
        must_be("lead", words.take("a person"), operator_name(world.read(), row.own_package_by));
    } else if (words.skip("weight")) {
        must_be("weight", words.number("grams"), row.weight.value());
    } else if (words.skip("weight_manual")) {
        must_be("weight_manual", words.take("a reason"), row.weight_manual);
    } else if (words.skip("weight_approved")) {
        must_be("weight_approved", words.take("a reason"), row.weight_approved);
    } else {
        return false;
    }
    return true;
}

// parcel_is PC-1 closed · parcel_is PC-1 waybill_wait waybill unknown · … of SO-1 · … number W1 ·
// … carton BOX · … proposed BOX · … weight 750 · … weight_manual no_scale
void parcel_is(World& world, Words& words) {
    std::string const name = words.take("a parcel");
    auto const row = tables::parcels.find(world.read(), parcel_named(name));
    if (!row) throw Mismatch{"there is no parcel " + name};
    must_be(name, words.take("a state"), word(row->state));
    while (!words.done()) {
        if (words.skip("of")) {
            must_be("order", words.take("an order"), order_name(world.read(), row->order));
        } else if (words.skip("number")) {
            must_be("number", words.take("a number"), row->waybill);
        } else if (!is_packed(world, *row, words)) {
            words.require("waybill");
            must_be("waybill", words.take("a state"), word(row->waybill_state));
        }
    }
}

// label_is PC-1 verified copy 2
void label_is(World& world, Words& words) {
    std::string const name = words.take("a parcel");
    auto const parcel = tables::parcels.find(world.read(), parcel_named(name));
    auto const job =
        parcel ? tables::print_jobs.find(world.read(), parcel->print_job) : std::nullopt;
    if (!job) throw Mismatch{name + " has no label"};
    must_be("the label", words.take("a state"), word(job->state));
    if (words.skip("copy")) must_be("copy", words.number("a copy"), std::int64_t{job->copy});
}

// effects print 2: how many wait for the outside world
void effects(World& world, Words& words) {
    auto const kind = words.one_of<EffectKind>("kind of effect");
    std::int64_t pending = 0;
    tables::outbox.scan_all(world.read(), [&](EffectId, Effect const& effect) {
        if (effect.kind == kind && effect.state == EffectState::pending) ++pending;
        return true;
    });
    must_be(word(kind), words.number("how many"), pending);
}

// manifest_is M-1 handed_over parcels 3
void manifest_is(World& world, Words& words) {
    std::string const name = words.take("a manifest");  // M-1
    ManifestId const id{
        static_cast<std::uint64_t>(Words{name.substr(2)}.number("manifest number"))};
    auto const row = tables::manifests.find(world.read(), id);
    if (!row) throw Mismatch{"there is no manifest " + name};
    must_be(name, words.take("a state"), word(row->state));
    if (words.skip("parcels"))
        must_be("parcels", words.number("parcels"), std::int64_t{row->parcels});
}

// ledger pick 3: rows of the ledger by kind of posting
void ledger(World& world, Words& words) {
    std::string const kind = words.take("a posting");
    std::string const posting = fmt::format("\"posting\":\"{}\"", kind);
    std::int64_t rows = 0;
    for (store::SealedEntry const& sealed : world.engine().entries_since(0, world.last_seq())) {
        for (NamedEvent const& event : events_of(sealed.entry.events)) {
            bool const counted =
                event.name == "StockPosted" && event.json.find(posting) != std::string::npos;
            if (counted) ++rows;
        }
    }
    must_be(kind + " rows", words.number("rows"), rows);
}

constexpr Verb verbs[] = {
    {"refused", refused},
    {"tone", tone},
    {"screen", screen},
    {"stock_is", stock_is},
    {"promise", promise},
    {"allocated", allocated},
    {"passed_over", passed_over},
    {"order_is", order_is},
    {"wave_is", wave_is},
    {"task", task},
    {"no", no},
    {"problem", problem},
    {"container_is", container_is},
    {"parcel_is", parcel_is},
    {"label_is", label_is},
    {"effects", effects},
    {"manifest_is", manifest_is},
    {"ledger", ledger},
};

}  // namespace

std::span<Verb const> check_verbs() {
    return verbs;
}

}  // namespace wms::scenario
