// SPDX-License-Identifier: Apache-2.0
#include "app/bench/label_bench.hpp"

#include "base/ensure.hpp"

#include "labels/renderer.hpp"
#include "labels/symbol.hpp"

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <utility>

namespace wms::bench {
namespace {

using labels::Compression;
using labels::PrinterFacts;
using labels::PrinterLanguage;

// What this thread's processor time buys; others on the machine do not count.
double processor_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

labels::LabelData values(labels::Template const& design, std::uint64_t number) {
    constexpr std::array<std::string_view, 5> names = {"王小明", "欧阳娜娜", "李建国", "张伟",
                                                       "陈静怡"};
    constexpr std::array<std::string_view, 4> places = {
        "浙江省杭州市西湖区文三路", "广东省深圳市南山区科技园南路", "北京市朝阳区建国门外大街",
        "四川省成都市武侯区天府大道中段"};
    labels::LabelData data = design.sample;
    data.fields["waybill"] = fmt::format("SF{:013}", 1'234'567'000'000 + number * 7'919);
    data.fields["sort_code"] =
        fmt::format("{}-W{}-{:03}", 500 + number % 400, number % 9, number % 1'000);
    data.fields["recipient.name"] = names[number % names.size()];
    data.fields["recipient.phone"] = fmt::format("13{:09}", number * 104'729 % 1'000'000'000);
    data.fields["recipient.address"] =
        fmt::format("{}{}号星河小区{}幢{}单元{}室", places[number % places.size()],
                    1 + number % 999, 1 + number % 30, 1 + number % 4, 101 + number % 2'000);
    data.fields["order"] = fmt::format("SO-20261124-{:06}", number);
    return data;
}

class Stages {
public:
    Stages(Figures& figures, std::uint64_t labels) : figures_{figures}, count_{labels} {}

    void run() {
        auto const design = labels::shipped_template("waybill.100x180");
        ensure(design.has_value(), "the waybill is shipped");
        auto const first = renderer_.render(*design, values(*design, 0), {});  // fonts are loaded
        ensure(first.has_value(), "a waybill is drawn");
        measure("rendered and verified", [&](std::uint64_t number) {
            auto label = renderer_.render(*design, values(*design, number), {});
            ensure(label.has_value() && label->codes.size() == 2, "a waybill is drawn and read");
            kept_ = std::move(*label);
        });
        measure("of it: codes read back", [&](std::uint64_t) {
            for (labels::ReadCode const& code : kept_.codes)
                ensure(labels::read_symbol(kept_.bitmap, code.area, code.symbology) == code.text,
                       "the code reads back");
        });
        for (auto const& [name, facts] : forms()) {
            measure(fmt::format("encoded as {}", name), [&](std::uint64_t) {
                ensure(encode(kept_, facts).has_value(), "the label is encoded");
            });
        }
        measure("all of it, as ZPL Z64", [&](std::uint64_t number) {
            auto const label = renderer_.render(*design, values(*design, number), {});
            ensure(label && encode(*label, {}).has_value(), "a waybill is made");
        });
    }

private:
    static std::vector<std::pair<std::string, PrinterFacts>> forms() {
        return {
            {"ZPL Z64", {}},
            {"ZPL ACS", {.compression = Compression::runs}},
            {"TSPL", {.language = PrinterLanguage::tspl}},
            {"CPCL", {.language = PrinterLanguage::cpcl}},
            {"EPL2", {.language = PrinterLanguage::epl2}},
            {"ESC/POS", {.language = PrinterLanguage::escpos}},
            {"PWG raster", {.language = PrinterLanguage::pwg}},
            {"PNG", {.language = PrinterLanguage::png}},
            {"PDF", {.language = PrinterLanguage::pdf}},
        };
    }

    template <class Work>
    void measure(std::string const& name, Work&& work) {
        double const began = processor_seconds();
        for (std::uint64_t number = 1; number <= count_; ++number) work(number);
        double const took = processor_seconds() - began;
        double const rate = static_cast<double>(count_) / took;
        fmt::print("  {:<24} {:>8.0f} labels/s of one core, {:.2f} ms each\n", name, rate,
                   1e3 / rate);
        figures_.set("labels_s " + name, rate);
    }

    Figures& figures_;
    std::uint64_t count_;
    labels::Renderer renderer_;
    labels::RenderedLabel kept_;
};

}  // namespace

void measure_labels(Figures& figures, std::uint64_t labels) {
    fmt::print("Waybills 100x180 mm at 8 dots/mm, {} of each:\n", labels);
    Stages{figures, labels}.run();
}

}  // namespace wms::bench
