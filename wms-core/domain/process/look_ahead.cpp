// SPDX-License-Identifier: Apache-2.0
#include "domain/process/look_ahead.hpp"

#include "domain/process/picking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace wms::look_ahead {
namespace {

// How a scanner may send a barcode that is kept as the 14 digits of a GTIN.
std::vector<std::string> forms_of(std::string const& code) {
    std::vector<std::string> forms{code};
    bool const gtin = code.size() == 14 && code.find_first_not_of("0123456789") == code.npos;
    if (!gtin) return forms;
    for (std::size_t const zeros : {1U, 2U, 6U}) {
        if (code.find_first_not_of('0') >= zeros) forms.push_back(code.substr(zeros));
    }
    return forms;
}

class Walk {
public:
    Walk(Write& trial, DeviceId device, Instant now, ItemCodes const& codes, Branch const& branch)
        : trial_{trial}, device_{device}, now_{now}, codes_{codes}, branch_{branch} {}

    std::vector<Ahead> go() {
        while (screens_.size() < screens_max) {
            screens_.push_back({draw(trial_, device_)});
            // several ways lead to a screen, so nobody knows what was done last
            if (screens_.size() > 1) screens_.back().screen.undo = {};
            screens_.back().screen.undo_until.reset();
            if (!look() || !play(trial_, next_)) break;
        }
        // What would lead behind the last screen leads nowhere.
        for (Ahead& ahead : screens_) {
            std::erase_if(ahead.forward,
                          [&](Forward const& one) { return one.to >= screens_.size(); });
        }
        return std::move(screens_);
    }

private:
    using Command = std::variant<ScanCode, PressButton>;

    [[nodiscard]] std::uint32_t here() const {
        return static_cast<std::uint32_t>(screens_.size() - 1);
    }
    Forward& on(std::vector<std::string> codes) {
        auto& forward = screens_.back().forward;
        forward.push_back({.to = here() + 1, .codes = std::move(codes)});
        return forward.back();
    }

    // What is right here; false where the way ends.
    bool look() {
        Screen const& screen = screens_.back().screen;
        auto const device = tables::devices.find(trial_, device_);
        auto const session = device ? tables::sessions.find(trial_, device->actor) : std::nullopt;
        bool const picks = session && screen.process == Process::picking &&
                           !screen.must_acknowledge && session->batch && session->container;
        if (!picks) return false;
        if (session->step == Step::scan_destination) return station();
        auto const task = tables::tasks.find(trial_, session->task);
        if (!task) return false;
        switch (session->step) {
            case Step::scan_location: return location(*task);
            case Step::scan_item: return item(*session, *task);
            case Step::scan_lot: return code(tables::lots.at(trial_, task->quant.lot).code);
            case Step::scan_serial:
                return code(tables::serials.at(trial_, task->quant.serial).code);
            case Step::scan_target: return bin(*session, *task);
            case Step::confirm_empty: return empty(*task);
            default: return false;
        }
    }

    bool code(std::string const& text) {
        on({text});
        next_ = ScanCode{.raw = text};
        return true;
    }
    [[nodiscard]] std::vector<std::string> labels_of(Task const& task) const {
        std::string const place =
            tables::locations.at(trial_, LocationId{task.quant.holder.id}).code;
        return {"L-" + place, place};
    }
    bool location(Task const& task) {
        std::vector<std::string> codes = labels_of(task);
        next_ = ScanCode{.raw = codes.front()};
        std::string const digits =
            tables::locations.at(trial_, LocationId{task.quant.holder.id}).check_digits;
        Forward& there = on(std::move(codes));
        if (!digits.empty()) there.typed = {digits};
        return true;
    }
    bool empty(Task const& task) {
        on(labels_of(task)).button = Button::done;
        next_ = PressButton{.button = Button::done, .argument = {}};
        return true;
    }
    bool bin(Session const& session, Task const& task) {
        auto const found = picking::bin_for(trial_, session.container, task.order);
        return found && code(tables::containers.at(trial_, *found).code);
    }
    bool station() {
        std::vector<std::string> codes;
        tables::stations.scan_all(trial_, [&](StationId, Station const& station) {
            codes.push_back(station.code);
            return codes.size() < stations_max;
        });
        if (codes.empty()) return false;
        next_ = ScanCode{.raw = codes.front()};
        on(std::move(codes));
        return true;
    }

    bool item(Session const& session, Task const& task) {
        auto const known = codes_.find(task.quant.sku);
        if (known == codes_.end() || known->second.empty()) return false;
        std::int64_t const open = (task.need - task.done - session.in_hand).value();
        bool const whole = !task.quant.serial && !needs_lot(task);
        for (ItemCode const& one : known->second) {
            bool const fits = one.factor <= open && (one.factor == 1 || whole);
            if (fits) item_code(task, one);
        }
        if (screens_.back().forward.empty()) return false;
        if (whole) quantity(open);
        return true;
    }
    [[nodiscard]] bool needs_lot(Task const& task) const {
        return task.quant.lot &&
               tables::skus.at(trial_, task.quant.sku).lot_mode == LotMode::required;
    }
    void item_code(Task const& task, ItemCode const& one) {
        if (screens_.back().forward.empty()) next_ = ScanCode{.raw = one.code};
        Forward& plain = on(forms_of(one.code));
        plain.to = here() + static_cast<std::uint32_t>(one.factor);
        if (one.code.size() != 14 || task.quant.serial) return;
        plain.begins = needs_lot(task) ? std::string{} : "01" + one.code;
        if (!needs_lot(task)) return;
        Forward& with_lot = on({});  // item and lot in one code: past the question for the lot
        with_lot.begins = "01" + one.code;
        with_lot.ends = "10" + tables::lots.at(trial_, task.quant.lot).code;
        with_lot.to = here() + 2;
    }
    // Whether a number may be keyed in here is tried out, not known.
    void quantity(std::int64_t open) {
        Write aside = branch_(trial_);
        PressButton const press{.button = Button::quantity, .argument = fmt::format("{}", open)};
        if (!play(aside, press)) return;
        Forward& rest = on({});
        rest.button = Button::quantity;
        rest.counts = open;
        rest.to = here() + static_cast<std::uint32_t>(open);
    }

    bool play(Write& write, Command const& command) {
        auto const device = tables::devices.at(write, device_);
        EntryHeader const header{
            .seq = 1, .at = now_, .captured_at = {}, .actor = device.actor, .device = device_};
        std::string events;
        Change change{write, header, events};
        return std::visit([&](auto const& one) { return handle(change, one).has_value(); },
                          command);
    }

    static constexpr std::size_t stations_max = 50;
    Write& trial_;
    DeviceId device_;
    Instant now_;
    ItemCodes const& codes_;
    Branch const& branch_;
    std::vector<Ahead> screens_;
    Command next_;
};

}  // namespace

ItemCodes item_codes_of_round(Read const& read, DeviceId device_id) {
    ItemCodes codes;
    auto const device = tables::devices.find(read, device_id);
    auto const session = device ? tables::sessions.find(read, device->actor) : std::nullopt;
    if (!session || !session->batch) return codes;
    tables::tasks.scan_index<tables::tasks_on_path>(
        read, session->batch, [&](TaskPathKey const&, TaskId id) {
            codes.try_emplace(tables::tasks.at(read, id).quant.sku);
            return true;
        });
    if (auto const task = tables::tasks.find(read, session->task))
        codes.try_emplace(task->quant.sku);
    tables::barcodes.scan_all(read, [&](BarcodeKey const& key, Barcode const& barcode) {
        auto const wanted = codes.find(key.sku);
        if (wanted != codes.end()) wanted->second.push_back({key.code, barcode.factor});
        return true;
    });
    for (auto& [sku, list] : codes) {
        list.push_back({tables::skus.at(read, sku).code, 1});
        std::ranges::stable_sort(list, {}, &ItemCode::factor);
    }
    return codes;
}

std::vector<Ahead> round_ahead(Write& trial, DeviceId device, Instant now, ItemCodes const& codes,
                               Branch const& branch) {
    return Walk{trial, device, now, codes, branch}.go();
}

}  // namespace wms::look_ahead
