// SPDX-License-Identifier: Apache-2.0
#include "app/day_workers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wms {
namespace {

constexpr std::int64_t walking_mm_per_s = 1200;
constexpr std::int64_t scan_each_up_to = 6;  // larger numbers are keyed in

// --- a picker, on foot with a tote or a cart

class Picker final : public Worker {
public:
    Picker(DayFloor& floor, DeviceId device, std::string badge, std::vector<std::string> stations)
        : Worker{floor, device, std::move(badge)}, stations_{std::move(stations)} {}

private:
    Action work(Screen const& screen) override {
        taken_ = 0;
        if (screen.process == Process::home) return press(Button::pick, {}, 5_s);
        bool const over = screen.ask == Phrase::round_taken_over ||
                          screen.ask == Phrase::order_called_off ||
                          screen.ask == Phrase::wave_called_off;
        if (over) return press(Button::done, {}, 5_s);
        switch (screen.step) {
            case Step::scan_container: return bind(screen);
            case Step::scan_location: return go_to(line(screen, Phrase::location));
            case Step::scan_item: return take(screen);
            case Step::scan_lot: return scan(line(screen, Phrase::lot), 2_s);
            case Step::scan_target: return put(screen);
            case Step::confirm_empty: return press(Button::done, {}, 2_s);
            case Step::choose_reason: return press(Button::short_, "bin_empty", 3_s);
            case Step::scan_destination: return bring_away();
            default: return wait();
        }
    }
    Action bind(Screen const& screen) {
        is_cart_ = screen.ask == Phrase::scan_cart;
        auto& stack = is_cart_ ? floor_.free_carts : floor_.free_totes;
        if (stack.empty()) return wait();
        container_ = stack.front();
        stack.pop_front();
        return scan(container_, 10_s);
    }
    Action go_to(std::string const& place) { return walk_and_scan(place, "L-" + place); }
    Action take(Screen const& screen) {
        place_ = line(screen, Phrase::location);
        sku_ = sku_on(screen);
        lot_ = line(screen, Phrase::lot);
        std::int64_t const there = floor_.shelf(place_)[sku_] - in_hand_;
        if (there <= 0 && in_hand_ > 0) return press(Button::done, {}, 1_s);  // put what was found
        if (there <= 0) {
            ++figures_.shorts;
            return press(Button::short_, "bin_empty", 6_s);
        }
        taken_ = std::min(there, screen.need - screen.done);
        bool const seen = screen.done > 0;  // the item itself is scanned once, then it is counted
        if (taken_ > scan_each_up_to && seen) {
            Elapsed const counting{3000 + 400 * taken_};
            return press(Button::quantity, fmt::format("{}", taken_), counting);
        }
        taken_ = 1;
        return scan(floor_.barcode(sku_), 2_s);
    }
    Action put(Screen const& screen) {
        bin_ = line(screen, Phrase::bin);
        return scan(bin_, 3_s);
    }
    Action bring_away() {
        station_ = stations_[next_station_ % stations_.size()];
        return walk_and_scan("PACK-01", station_);
    }
    void done(Outcome const& outcome) override {
        if (outcome.refusal) {
            if (asked_ == Step::scan_container) give_back();
            return;
        }
        if (asked_ == Step::scan_destination) return arrive(outcome);
        if (asked_ == Step::scan_target) return put_into(bin_, in_hand_);
        if (taken_ == 0 || outcome.tone == Tone::attention || outcome.tone == Tone::tick) return;
        if (is_cart_) {
            in_hand_ += taken_;
        } else {
            put_into(container_, taken_);
        }
    }
    void give_back() { (is_cart_ ? floor_.free_carts : floor_.free_totes).push_front(container_); }
    void put_into(std::string const& container, std::int64_t pieces) {
        floor_.shelf(place_)[sku_] -= pieces;
        floor_.container(container)[sku_] += pieces;
        if (!lot_.empty())
            floor_.lots(container, sku_)
                .insert(floor_.lots(container, sku_).end(), static_cast<std::size_t>(pieces), lot_);
        if (is_cart_ && std::ranges::find(bins_, bin_) == bins_.end()) bins_.push_back(bin_);
        if (is_cart_) in_hand_ = 0;
    }
    void arrive(Outcome const& outcome) {
        if (outcome.screen.process != Process::home) return;
        auto& queue = floor_.at_station[station_];
        ++next_station_;
        if (is_cart_ && !bins_.empty()) {
            queue.insert(queue.end(), bins_.begin(), bins_.end());
            floor_.bins_to_pack[container_] = static_cast<int>(bins_.size());
        } else if (!is_cart_ && !floor_.container(container_).empty()) {
            queue.push_back(container_);
        } else {
            give_back();
        }
        bins_.clear();
    }

    std::vector<std::string> stations_;
    std::size_t next_station_ = 0;
    std::string container_, place_, sku_, lot_, bin_, station_;
    std::vector<std::string> bins_;
    std::int64_t taken_ = 0;    // by the last action
    std::int64_t in_hand_ = 0;  // taken for a cart bin, not yet put
    bool is_cart_ = false;
};

// --- a packer at a station

class Packer final : public Worker {
public:
    Packer(DayFloor& floor, DeviceId device, std::string badge, std::string station)
        : Worker{floor, device, std::move(badge)}, station_{std::move(station)} {}

private:
    Action work(Screen const& screen) override {
        if (screen.step != Step::scan_lot) packed_.clear();
        pieces_ = 1;
        if (screen.process == Process::home) return press(Button::pack, {}, 5_s);
        bool const between = screen.step == Step::scan_container || screen.step == Step::scan_item;
        if (between && !owed_.empty()) return find_label();
        switch (screen.step) {
            case Step::scan_station: return scan(station_, 5_s);
            case Step::scan_container: return next_container(screen);
            case Step::scan_item: return next_item(screen);
            case Step::scan_lot: return scan_lot();
            case Step::scan_carton: return press(Button::done, {}, 4_s);
            case Step::wait_waybill: return press(Button::done, {}, 5_s);
            case Step::scan_label: return stick_label(screen);
            default: return wait();
        }
    }
    Action next_container(Screen const& screen) {
        // A label that came out late belongs to a parcel on the shelf: prove it first.
        if (!floor_.labels[station_].empty()) return scan(floor_.labels[station_].front(), 4_s);
        finish_containers();
        auto& queue = floor_.at_station[station_];
        if (queue.empty()) {
            // Time to look after the shelf: the screen says what stands there without its label.
            owed_ = line(screen, Phrase::label_wait);
            return owed_.empty() ? wait() : find_label();
        }
        container_ = queue.front();
        return scan(container_, 5_s);
    }
    // Parcels on the shelf wait for their labels: one that lies there, or a new one from the lead.
    Action find_label() {
        auto const& labels = floor_.labels[station_];
        if (labels.empty()) {
            bool const long_enough = ++waited_for_label_ % 6 == 0;
            if (long_enough) floor_.missing_labels.push_back(std::exchange(owed_, {}));
            return wait();
        }
        owed_.clear();
        return scan(labels.front(), 5_s);
    }
    Action next_item(Screen const& screen) {
        // The screen may lead on to the next bin of the same cart.
        if (!screen.ask_about.empty()) container_ = screen.ask_about.front();
        if (std::int64_t const more = more_to_key(screen); more > scan_each_up_to) {
            packed_ = sku_on(screen);
            pieces_ = more;
            return press(Button::quantity, fmt::format("{}", more), Elapsed{3000 + 400 * more});
        }
        for (auto const& [sku, pieces] : floor_.container(container_)) {
            if (pieces <= 0) continue;
            packed_ = sku;
            return scan(floor_.barcode(sku), 2_s);
        }
        return press(Button::home, {}, 10_s);
    }
    // Of what was scanned last, as far as the order wants it and as it lies here, of one lot.
    std::int64_t more_to_key(Screen const& screen) {
        std::string const sku = sku_on(screen);
        bool const offered =
            std::ranges::find(screen.buttons, Button::quantity) != screen.buttons.end();
        if (!offered) return 0;
        std::int64_t more = std::min(floor_.container(container_)[sku], left_on(screen));
        auto const& lots = floor_.lots(container_, sku);
        auto const other =
            std::ranges::find_if(lots, [&](auto const& lot) { return lot != lots.front(); });
        if (!lots.empty()) more = std::min<std::int64_t>(more, other - lots.begin());
        return lots.empty() || lots.front() == last_lot_ ? more : 0;
    }
    // The number beside the first item of the list.
    static std::int64_t left_on(Screen const& screen) {
        auto const item = std::ranges::find(screen.lines, Phrase::item, &ScreenLine::label);
        bool const numbered = item != screen.lines.end() && item->values.size() > 1;
        return numbered ? std::stoll(item->values[1]) : 0;
    }
    Action scan_lot() {
        auto const& lots = floor_.lots(container_, packed_);
        return lots.empty() ? press(Button::undo, {}, 3_s) : scan(lots.front(), 2_s);
    }
    Action stick_label(Screen const& screen) {
        auto& labels = floor_.labels[station_];
        std::string const wanted = line(screen, Phrase::waybill);
        if (std::ranges::find(labels, wanted) != labels.end()) return scan(wanted, 5_s);
        // Takes the one that lies there for his own, but not twice.
        if (!labels.empty() && mistaken_ != wanted) {
            mistaken_ = wanted;
            return scan(labels.front(), 5_s);
        }
        // The printer says done but nothing came out: print again, with the reason.
        bool const may_ask = ++waited_for_label_ % 12 == 0;
        return may_ask ? press(Button::reprint, "label did not come out", 8_s) : wait();
    }
    void done(Outcome const& outcome) override {
        if (outcome.refusal) {
            if (asked_ == Step::scan_container && outcome.refusal->why != Why::waybill_pending)
                put_last();
            if (outcome.refusal->why == Why::label_unverified)
                owed_ = outcome.refusal->subject.front();
            doubt_label();
            return;
        }
        bool const item = asked_ == Step::scan_item || asked_ == Step::scan_lot;
        // Asked for the lot first: the piece is still in the hand.
        bool const packed = item && !packed_.empty() && outcome.screen.step != Step::scan_lot;
        if (packed && outcome.tone != Tone::tick) take_out();
        auto const& labels = floor_.labels[station_];
        bool const proved =
            !scanned_.empty() && std::ranges::find(labels, scanned_) != labels.end();
        if (proved) {
            std::erase(floor_.labels[station_], scanned_);
            floor_.outbound.push_back(scanned_);
            waited_for_label_ = 0;
        }
    }
    // A label nobody wants (its order was cancelled, say) is thrown away in the end.
    void doubt_label() {
        auto& labels = floor_.labels[station_];
        bool const is_label = !labels.empty() && labels.front() == scanned_;
        bool const own = asked_ == Step::scan_label;
        if (!is_label || own || ++doubts_[scanned_] < 3) return;
        doubts_.erase(scanned_);
        labels.pop_front();
    }
    void take_out() {
        floor_.container(container_)[packed_] -= pieces_;
        auto& lots = floor_.lots(container_, packed_);
        last_lot_ = lots.empty() ? std::string{} : lots.front();
        for (std::int64_t n = 0; n < pieces_ && !lots.empty(); ++n) lots.pop_front();
    }
    void put_last() {
        auto& queue = floor_.at_station[station_];
        if (queue.empty() || queue.front() != container_) return;
        queue.pop_front();
        queue.push_back(container_);
    }
    // Empty totes go back to the stack; a cart when its last bin is empty.
    void finish_containers() {
        auto& queue = floor_.at_station[station_];
        for (std::string const& container : std::vector(queue.begin(), queue.end())) {
            bool const empty = std::ranges::all_of(
                floor_.container(container), [](auto const& entry) { return entry.second <= 0; });
            if (empty) finish(container);
        }
    }
    void finish(std::string const& container) {
        std::erase(floor_.at_station[station_], container);
        floor_.clear_container(container);
        std::string const cart = container.substr(0, container.rfind('-'));
        auto const bins = floor_.bins_to_pack.find(cart);
        if (bins == floor_.bins_to_pack.end()) {
            floor_.free_totes.push_back(container);
        } else if (--bins->second == 0) {
            floor_.bins_to_pack.erase(bins);
            floor_.free_carts.push_back(cart);
        }
    }

    std::string station_, container_, packed_;
    std::string last_lot_;               // of the piece packed last
    std::int64_t pieces_ = 1;            // in the last action
    std::string owed_;                   // the parcel whose label has to be scanned first
    std::string mistaken_;               // the label he looked for when he took another one
    std::map<std::string, int> doubts_;  // labels that were refused, how often
    int waited_for_label_ = 0;
};

// --- a counter

class Counter final : public Worker {
public:
    using Worker::Worker;

private:
    Action work(Screen const& screen) override {
        if (screen.process == Process::home) return press(Button::count, {}, 30_s);
        std::string const place = line(screen, Phrase::location);
        if (!place.empty()) place_ = place;
        switch (screen.step) {
            case Step::scan_location:
            case Step::confirm_empty: counted_ = false; return walk_and_scan(place_, "L-" + place_);
            case Step::count_items: return count(screen);
            case Step::review: return press(Button::home, {}, 2_s);
            default: return wait();
        }
    }
    Action count(Screen const& screen) {
        std::int64_t const there = floor_.shelf(place_)[sku_on(screen)];
        if (counted_ || there <= 0) return press(Button::done, {}, 3_s);
        if (screen.done == 0) return scan(floor_.barcode(sku_on(screen)), 2_s);
        counted_ = true;
        return press(Button::quantity, fmt::format("{}", there), Elapsed{3000 + 400 * there});
    }
    void done(Outcome const& outcome) override {
        if (outcome.refusal) counted_ = false;
    }
    std::string place_;
    bool counted_ = false;
};

// --- the manifest desk

class Dispatcher final : public Worker {
public:
    using Worker::Worker;

private:
    Action work(Screen const& screen) override {
        bool const nothing = floor_.outbound.empty();
        if (screen.process == Process::home)
            return nothing ? wait() : press(Button::ship, {}, 10_s);
        if (screen.step == Step::sign) return press(Button::hand_over, "Li Wei", 20_s);
        if (nothing)
            return on_manifest_ > 0 ? press(Button::close, {}, 10_s) : press(Button::home, {}, 2_s);
        if (tried_ >= floor_.outbound.size() && on_manifest_ > 0)
            return press(Button::close, {}, 10_s);
        return scan(floor_.outbound.front(), 3_s);
    }
    void done(Outcome const& outcome) override {
        bool const scanned = asked_ == Step::scan_parcel && !scanned_.empty();
        if (!scanned) {
            tried_ = 0;
            if (!outcome.refusal) on_manifest_ = 0;
            return;
        }
        std::string const label = floor_.outbound.front();
        floor_.outbound.pop_front();
        if (!outcome.refusal) {
            ++on_manifest_;
            return;
        }
        floor_.outbound.push_back(label);  // another carrier's cage
        ++tried_;
    }
    std::size_t on_manifest_ = 0;
    std::size_t tried_ = 0;
};

}  // namespace

Action Worker::act(Screen const& screen) {
    asked_ = screen.step;
    scanned_.clear();
    idle = false;
    if (screen.must_acknowledge) return press(Button::acknowledge, {}, 3_s);
    if (screen.process == Process::signed_out || screen.actor.empty()) return scan(badge_, 5_s);
    return work(screen);
}

void Worker::learn(Outcome const& outcome) {
    if (outcome.refusal) ++figures_.refused;
    bool const signing_in = scanned_ == badge_;
    if (!signing_in) done(outcome);
    bool const no_work = outcome.refusal && outcome.refusal->why == Why::nothing_to_do;
    idle = no_work;
    if (no_work) next_at = next_at + 3_min;
    shown = outcome.screen;
}

Action Worker::scan(std::string const& code, Elapsed after) {
    ++figures_.scans;
    scanned_ = code;
    return {ScanCode{.raw = code}, after};
}

Action Worker::press(Button button, std::string const& argument, Elapsed after) {
    ++figures_.presses;
    return {PressButton{.button = button, .argument = argument}, after};
}

Action Worker::wait() {
    idle = true;
    return {.command = {}, .after = 30_s, .waits = true};
}

Action Worker::walk_and_scan(std::string const& location, std::string const& code) {
    std::int64_t const mm = floor_.walk_mm(at_, location);
    figures_.walked_mm += mm;
    at_ = location;
    return scan(code, Elapsed{mm * 1000 / walking_mm_per_s + 3000});
}

std::string Worker::line(Screen const& screen, Phrase label) {
    for (ScreenLine const& one : screen.lines) {
        if (one.label == label && !one.values.empty()) return one.values.front();
    }
    return {};
}

// "CREAM CUPID HEARTS COAT HANGER (84406B)" → the code a person reads on the shelf label.
std::string Worker::sku_on(Screen const& screen) {
    std::string const name = line(screen, Phrase::item);
    std::size_t const open = name.rfind('(');
    if (open == std::string::npos || !name.ends_with(')')) return name;
    return name.substr(open + 1, name.size() - open - 2);
}

std::unique_ptr<Worker> make_picker(DayFloor& floor, DeviceId device, std::string badge,
                                    std::vector<std::string> stations) {
    return std::make_unique<Picker>(floor, device, std::move(badge), std::move(stations));
}
std::unique_ptr<Worker> make_packer(DayFloor& floor, DeviceId device, std::string badge,
                                    std::string station) {
    return std::make_unique<Packer>(floor, device, std::move(badge), std::move(station));
}
std::unique_ptr<Worker> make_counter(DayFloor& floor, DeviceId device, std::string badge) {
    return std::make_unique<Counter>(floor, device, std::move(badge));
}
std::unique_ptr<Worker> make_dispatcher(DayFloor& floor, DeviceId device, std::string badge) {
    return std::make_unique<Dispatcher>(floor, device, std::move(badge));
}

}  // namespace wms
