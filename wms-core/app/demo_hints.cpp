// SPDX-License-Identifier: Apache-2.0
#include "app/demo_hints.hpp"

#include "domain/registry.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace wms {
namespace {

using Hints = std::vector<web::DemoHint>;

class Colleague {
public:
    Colleague(Read const& read, DeviceId device, Screen const& screen, LabelsAt const& labels)
        : read_{read}, device_{tables::devices.at(read, device)}, screen_{screen}, labels_{labels} {
        auto const session = tables::sessions.find(read, device_.actor);
        if (session) session_ = *session;
    }

    Hints look() {
        if (screen_.must_acknowledge) {
            press(Button::acknowledge, {}, "acknowledge", "确认");
            return hints_;
        }
        switch (screen_.process) {
            case Process::signed_out: break;
            case Process::home: at_home(); break;
            case Process::picking: picking(); break;
            case Process::packing: packing(); break;
            case Process::shipping: shipping(); break;
            case Process::counting: counting(); break;
        }
        if (screen_.process != Process::signed_out)
            scan(false, "9999999999994", "a code nobody knows", "无人认识的条码");
        return hints_;
    }

private:
    void scan(bool right, std::string code, std::string en, std::string zh) {
        hints_.push_back({right, std::move(code), {}, {}, std::move(en), std::move(zh)});
    }
    void press(Button button, std::string argument, std::string en, std::string zh,
               bool right = true) {
        hints_.push_back({right,
                          {},
                          boost::describe::enum_to_string(button, "?"),
                          std::move(argument),
                          std::move(en),
                          std::move(zh)});
    }
    [[nodiscard]] std::string line(Phrase label) const {
        for (ScreenLine const& one : screen_.lines) {
            if (one.label == label && !one.values.empty()) return one.values.front();
        }
        return {};
    }

    void at_home() {
        for (Button const button : screen_.buttons) {
            if (button == Button::sign_out) continue;
            press(button, {},
                  fmt::format("start: {}", boost::describe::enum_to_string(button, "?")),
                  "开始工作");
        }
    }

    // --- codes as they stand on the labels

    [[nodiscard]] std::string barcode_of(SkuId sku) const {
        std::string found;
        tables::barcodes.scan_all(read_, [&](BarcodeKey const& key, Barcode const& barcode) {
            if (key.sku == sku && barcode.factor == 1) found = key.code;
            return found.empty();
        });
        return found.empty() ? tables::skus.at(read_, sku).code : found;
    }
    void item(SkuId sku) {
        scan(true, barcode_of(sku), "item " + sku_name(read_, sku), "商品 " + sku_name(read_, sku));
        tables::skus.scan_all(read_, [&](SkuId other, Sku const&) {
            if (other == sku) return true;
            scan(false, barcode_of(other), "another item", "另一件商品");
            return false;
        });
    }
    void location(std::string const& code) {
        scan(true, "L-" + code, "location " + code, "货位 " + code);
        tables::locations.scan_all(read_, [&](LocationId, Location const& other) {
            if (other.type != LocationType::pick || other.code == code) return true;
            scan(false, "L-" + other.code, "another location", "另一个货位");
            return false;
        });
    }
    // Virtual people take the first ones, so a guest takes the last.
    void empty_container(ContainerType type) {
        std::string found;
        tables::containers.scan_all(read_, [&](ContainerId, Container const& container) {
            bool const free = container.type == type && container.state == ContainerState::empty;
            if (free) found = container.code;
            return true;
        });
        if (!found.empty()) scan(true, found, "empty " + found, "空的 " + found);
    }

    // --- the processes

    void picking() {
        bool const over = screen_.ask == Phrase::round_taken_over ||
                          screen_.ask == Phrase::order_called_off ||
                          screen_.ask == Phrase::wave_called_off;
        if (over) return press(Button::done, {}, "I have read it", "知道了");
        auto const task = tables::tasks.find(read_, session_.task);
        switch (screen_.step) {
            case Step::scan_container:
                empty_container(screen_.ask == Phrase::scan_cart ? ContainerType::cart
                                                                 : ContainerType::tote);
                break;
            case Step::fill_slots: empty_container(ContainerType::tote); break;
            case Step::scan_location: location(line(Phrase::location)); break;
            case Step::scan_item: pick_item(task); break;
            case Step::scan_lot:
                if (!line(Phrase::lot).empty()) scan(true, line(Phrase::lot), "the lot", "批次");
                break;
            case Step::scan_target:
                scan(true, line(Phrase::bin), "cart bin " + line(Phrase::bin),
                     "车格 " + line(Phrase::bin));
                break;
            case Step::confirm_empty: press(Button::done, {}, "it is empty", "已空"); break;
            case Step::choose_reason: reason(); break;
            case Step::scan_destination: station(); break;
            default: break;
        }
    }
    void reason() {
        bool const how_many =
            screen_.ask == Phrase::how_many_found || screen_.ask == Phrase::how_many_damaged;
        if (how_many && !screen_.choices.empty())
            return press(Button::quantity, screen_.choices.front(), "so many", "数量");
        press(Button::short_, "bin_empty", "nothing there", "货位已空");
    }
    void pick_item(std::optional<Task> const& task) {
        if (!task) return;
        // the item itself is scanned once, then a larger number is keyed in
        if (screen_.need - screen_.done > 1 && screen_.done > 0)
            press(Button::quantity, fmt::format("{}", screen_.need - screen_.done),
                  "key in the rest", "输入剩余数量");
        item(task->quant.sku);
        press(Button::short_, "bin_empty", "the shelf is empty", "货位已空", false);
    }
    // The guest's own station, else any.
    void station() {
        std::string code;
        tables::stations.scan_all(read_, [&](StationId id, Station const& station) {
            code = station.code;
            return id != device_.station;
        });
        if (!code.empty()) scan(true, code, "station " + code, "工作台 " + code);
    }

    void packing() {
        switch (screen_.step) {
            case Step::scan_station: station(); break;
            case Step::scan_container: container_to_pack(); break;
            case Step::scan_item: item_to_pack(); break;
            case Step::scan_carton: press(Button::done, {}, "own box", "自带包装"); break;
            case Step::wait_waybill:
                press(Button::done, {}, "the parcel waits on the shelf", "包裹放到待面单货架");
                break;
            case Step::scan_label: label(); break;
            case Step::weight_reason:
                press(Button::weight, "no_scale", "there is no scale", "没有秤");
                break;
            case Step::weight_verdict:
                press(Button::weight_ok, "content_counted", "the content is right", "内容无误");
                break;
            case Step::choose_reason:
                press(Button::short_, "missing", "a piece is missing", "缺一件");
                break;
            case Step::choose_item:
            case Step::enter_quantity: answer_report(); break;
            case Step::scan_other_item:
                press(Button::done, {}, "it has no barcode", "没有条码");
                break;
            default: break;
        }
    }
    void answer_report() {
        if (screen_.choices.empty()) return;
        Button const button = screen_.step == Step::choose_item ? Button::short_ : Button::quantity;
        press(button, screen_.choices.front(), "this answer", "选这个");
    }
    void container_to_pack() {
        tables::containers.scan_all(read_, [&](ContainerId id, Container const& container) {
            bool const packable = container.state == ContainerState::at_station &&
                                  container.type != ContainerType::cart &&
                                  holds_goods(read_, holder::at(id));
            if (!packable) return true;
            scan(true, container.code, "tote " + container.code, "周转箱 " + container.code);
            return false;
        });
    }
    void item_to_pack() {
        std::optional<SkuId> first;
        tables::quants.scan_index<0>(read_, holder::at(session_.container),
                                     [&](Holder, QuantKey const& key) {
                                         if (tables::quants.at(read_, key).on_hand > 0)
                                             first = key.sku;
                                         return !first;
                                     });
        if (first) item(*first);
        bool const seen =
            std::ranges::find(screen_.buttons, Button::quantity) != screen_.buttons.end();
        auto const line = std::ranges::find(screen_.lines, Phrase::item, &ScreenLine::label);
        if (seen && line != screen_.lines.end() && line->values.size() > 1)
            press(Button::quantity, line->values[1], "key in the rest of it", "输入剩余数量");
        if (session_.order) press(Button::short_, {}, "a piece is missing", "缺一件", false);
    }
    void label() {
        auto const station = tables::stations.find(read_, session_.station);
        if (!station) return;
        std::string const own = line(Phrase::waybill);
        auto const came_out = labels_(station->printer);
        bool const is_there = std::ranges::find(came_out, own) != came_out.end();
        if (is_there) scan(true, own, "the label printed now", "刚打印的面单");
        if (!is_there && !own.empty())
            press(Button::reprint, "label did not come out", "print it again", "重新打印");
        for (std::string const& other : came_out) {
            if (other == own) continue;
            scan(false, other, "another parcel's label", "别的包裹的面单");
            break;
        }
    }

    void shipping() {
        if (screen_.step == Step::sign) {
            press(Button::hand_over, "Li Wei", "the courier signs", "快递员签收");
            return;
        }
        tables::parcels.scan_all(read_, [&](ParcelId, Parcel const& parcel) {
            bool const ready = parcel.state == ParcelState::closed && parcel.stop.empty() &&
                               (!session_.carrier || session_.carrier == parcel.carrier);
            if (!ready) return true;
            scan(true, parcel.waybill, "a labelled parcel", "已贴面单的包裹");
            return false;
        });
        if (screen_.done > 0) press(Button::close, {}, "close the manifest", "关闭交接单");
    }

    void counting() {
        auto const count = tables::counts.find(read_, session_.count);
        if (!count) return;
        bool const place =
            screen_.step == Step::scan_location || screen_.step == Step::confirm_empty;
        if (place) return location(tables::locations.at(read_, count->location).code);
        if (screen_.step == Step::count_items) {
            item(count->sku);
            press(Button::done, {}, "counted", "已点完");
        }
        if (screen_.step == Step::review) press(Button::approve, {}, "approve", "批准");
    }

    Read const& read_;
    Device device_;
    Session session_;
    Screen const& screen_;
    LabelsAt const& labels_;
    Hints hints_;
};

}  // namespace

std::vector<web::DemoHint> demo_hints(Read const& read, DeviceId device, Screen const& screen,
                                      LabelsAt const& labels) {
    return Colleague{read, device, screen, labels}.look();
}

}  // namespace wms
