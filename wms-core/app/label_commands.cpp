// SPDX-License-Identifier: Apache-2.0
#include "app/label_commands.hpp"

#include "app/label_print_commands.hpp"
#include "app/location_labels.hpp"
#include "engine/engine.hpp"

#include "labels/renderer.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>

namespace wms::app {
namespace {

using labels::Outcome;
using labels::PrinterFacts;
using labels::PrinterLanguage;

struct Given {
    std::string design;  // an id or a file
    std::vector<std::string> designs;
    std::string values;  // a JSON file, "-" = standard input; empty = the design's sample
    std::string out = "-";
    Language language = Language::zh;
    PrinterFacts printer = {.language = PrinterLanguage::png};
    LocationRange range;
    PrintTo to;
    TrialOn trial;
};

std::map<std::string, PrinterLanguage> const& formats() {
    static std::map<std::string, PrinterLanguage> const all{
        {"png", PrinterLanguage::png},       {"pdf", PrinterLanguage::pdf},
        {"zpl", PrinterLanguage::zpl},       {"tspl", PrinterLanguage::tspl},
        {"cpcl", PrinterLanguage::cpcl},     {"epl2", PrinterLanguage::epl2},
        {"escpos", PrinterLanguage::escpos}, {"pwg", PrinterLanguage::pwg}};
    return all;
}

std::string text_of(std::istream& in) {
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::optional<std::string> text_of_file(std::string const& path) {
    if (path == "-") return text_of(std::cin);
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    return text_of(file);
}

int complain(labels::LabelError const& error) {
    fmt::print(stderr, "wms: {}\nwms: {}\n", sentence(error, Language::en),
               sentence(error, Language::zh));
    return 1;
}

// A file, if there is one of this name; else a shipped design.
Outcome<labels::Template> design_of(std::string const& name) {
    if (std::filesystem::exists(name)) {
        if (auto const text = text_of_file(name)) return labels::read_template(*text, name);
    }
    return labels::shipped_template(name);
}

// The design's own text: the journal keeps what was wanted.
std::string json_of(std::string const& name) {
    if (std::filesystem::exists(name)) return text_of_file(name).value_or("");
    for (labels::ShippedTemplate const& shipped : labels::shipped_templates())
        if (shipped.id == name) return std::string{shipped.json};
    return {};
}

int write_out(std::string const& path, std::string const& bytes) {
    if (path == "-") {
        if (isatty(STDOUT_FILENO) != 0) {
            fmt::print(stderr, "wms: say where with --out FILE; this is no text\n");
            return 2;
        }
        std::cout << bytes << std::flush;
        return std::cout ? 0 : 2;
    }
    std::ofstream file{path, std::ios::binary};
    file << bytes;
    file.close();
    if (file) return 0;
    fmt::print(stderr, "wms: cannot write {}\n", path);
    return 2;
}

std::string measure(labels::Template const& design) {
    std::string text;
    for (labels::Variant const& variant : design.variants)
        text += fmt::format("{}{}x{}", text.empty() ? "" : ", ", variant.media.width_mm,
                            variant.media.height_mm);
    return text;
}

int list_designs() {
    for (labels::ShippedTemplate const& shipped : labels::shipped_templates()) {
        auto const design = labels::shipped_template(shipped.id);
        if (!design) return complain(design.error());
        fmt::print("{:<26} {:<16} {} · {}\n", design->id, measure(*design), design->title.zh,
                   design->title.en);
    }
    return 0;
}

bool is_paper(labels::Template const& design) {
    return design.variants.front().media.kind == labels::MediaKind::page;
}

// Both languages, both usual heads: what fits in one may not fit in the other.
Outcome<> try_out(labels::Renderer& renderer, labels::Template const& design) {
    for (Language const language : {Language::zh, Language::en}) {
        labels::LabelData data = design.sample;
        data.language = language;
        for (double const scale : {8.0, 12.0}) {
            auto const fault = [&]() -> std::optional<labels::LabelError> {
                if (is_paper(design)) {
                    auto const paper = renderer.render_document(design, data, scale);
                    if (paper) return std::nullopt;
                    return paper.error();
                }
                auto const label =
                    renderer.render(design, data, {.dots_per_mm = scale, .width_dots = 16'000});
                if (label) return std::nullopt;
                return label.error();
            }();
            if (fault) return std::unexpected(*fault);
        }
    }
    return {};
}

int check_designs(std::vector<std::string> names) {
    if (names.empty()) {
        for (labels::ShippedTemplate const& shipped : labels::shipped_templates())
            names.emplace_back(shipped.id);
    }
    labels::Renderer renderer;
    int result = 0;
    for (std::string const& name : names) {
        auto const design = design_of(name);
        auto const tried =
            design ? try_out(renderer, *design) : Outcome<>{std::unexpected(design.error())};
        if (tried) {
            fmt::print("{}: sound, its sample fits at 8 and 12 dots/mm in both languages\n", name);
        } else {
            fmt::print("{}: {}\n", name, sentence(tried.error(), Language::en));
            result = 1;
        }
    }
    return result;
}

// Pages in one PDF, or the only page as the language has it.
Outcome<std::string> paper_bytes(labels::Renderer& renderer, labels::Template const& design,
                                 labels::LabelData const& data, PrinterFacts const& printer) {
    auto document = renderer.render_document(design, data, printer.dots_per_mm);
    if (!document) return std::unexpected(document.error());
    if (printer.language == PrinterLanguage::pdf) return std::move(document->pdf);
    PrinterFacts facts = printer;
    facts.width_dots = document->pages.front().bitmap.width();
    std::string bytes;
    for (labels::RenderedLabel const& page : document->pages) {
        auto one = encode(page, facts);
        if (!one) return one;
        bytes += *one;
        if (printer.language == PrinterLanguage::png) break;  // one picture a file
    }
    return bytes;
}

// What was given, or the design's sample.
std::expected<labels::LabelData, int> values_for(labels::Template const& design,
                                                 Given const& given) {
    labels::LabelData data = design.sample;
    if (!given.values.empty()) {
        auto const text = text_of_file(given.values);
        if (!text) {
            fmt::print(stderr, "wms: cannot read {}\n", given.values);
            return std::unexpected{2};
        }
        auto read = labels::read_data(*text);
        if (!read) return std::unexpected{complain(read.error())};
        data = std::move(*read);
    }
    data.language = given.language;
    return data;
}

int print_one(Given const& given, std::string const& store) {
    auto const design = design_of(given.design);
    if (!design) return complain(design.error());
    CustomLabel label{
        .name = given.design, .design = json_of(given.design), .language = given.language};
    if (!given.values.empty()) {
        auto const text = text_of_file(given.values);
        if (!text) {
            fmt::print(stderr, "wms: cannot read {}\n", given.values);
            return 2;
        }
        if (auto const read = labels::read_data(*text); !read) return complain(read.error());
        label.values = *text;
    }
    PrintTo to = given.to;
    to.data = store;
    return print_by_journal(to, {{design->id, std::move(label)}});
}

int try_on_printer(Given const& given) {
    auto const design = design_of(given.design);
    if (!design) return complain(design.error());
    auto const data = values_for(*design, given);
    if (!data) return data.error();
    return print_trial(given.trial, *design, *data);
}

int render(Given const& given) {
    auto const design = design_of(given.design);
    if (!design) return complain(design.error());
    auto const values = values_for(*design, given);
    if (!values) return values.error();
    labels::LabelData const& data = *values;
    labels::Renderer renderer;
    if (is_paper(*design)) {
        auto const bytes = paper_bytes(renderer, *design, data, given.printer);
        if (!bytes) return complain(bytes.error());
        return write_out(given.out, *bytes);
    }
    auto const label = renderer.render(*design, data, given.printer);
    if (!label) return complain(label.error());
    auto const bytes = encode(*label, given.printer);
    if (!bytes) return complain(bytes.error());
    for (labels::ReadCode const& code : label->codes)
        fmt::print(stderr, "read back: {} {} ({} dots a module)\n", name_of(code.symbology),
                   code.text, code.module);
    return write_out(given.out, *bytes);
}

// One file a label where a file can hold no more, else all in one stream.
class Pile {
public:
    Pile(std::string out, PrinterLanguage language) : out_{std::move(out)} {
        for (auto const& [name, each] : formats()) {
            bool const single = each == PrinterLanguage::png || each == PrinterLanguage::pdf;
            if (each == language && single) extension_ = "." + name;
        }
    }
    // A folder is wanted and there is none to be had.
    [[nodiscard]] bool has_no_place() const {
        if (extension_.empty()) return false;
        std::error_code error;
        if (out_ != "-") std::filesystem::create_directories(out_, error);
        return out_ == "-" || !std::filesystem::is_directory(out_);
    }
    int add(std::string code, std::string const& label) {
        bytes_ += label.size();
        if (extension_.empty()) {
            stream_ += label;
            return 0;
        }
        std::ranges::replace(code, '/', '_');
        return write_out(out_ + "/" + code + extension_, label);
    }
    int finish() { return extension_.empty() ? write_out(out_, stream_) : 0; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    std::string out_;
    std::string extension_;  // empty = a stream
    std::string stream_;
    std::size_t bytes_ = 0;
};

int draw_all(std::vector<labels::Fields> const& places, labels::Template const& design,
             Given const& given) {
    Pile pile{given.out, given.printer.language};
    if (pile.has_no_place()) {
        fmt::print(stderr, "wms: one picture a label: say a folder with --out\n");
        return 2;
    }
    labels::Renderer renderer;
    bool const people = isatty(STDERR_FILENO) != 0;
    for (std::size_t at = 0; at < places.size(); ++at) {
        std::string const& code = places[at].at("code");
        labels::LabelData const values{.language = given.language, .fields = places[at]};
        auto const label = renderer.render(design, values, given.printer);
        auto const one = label ? encode(*label, given.printer)
                               : Outcome<std::string>{std::unexpected(label.error())};
        if (!one) {
            fmt::print(stderr, "\nwms: {} of {} made; mend {} and go on with --first {}\n", at,
                       places.size(), code, code);
            (void)pile.finish();
            return complain(one.error());
        }
        if (int const result = pile.add(code, *one); result != 0) return result;
        if (people) fmt::print(stderr, "\r  {}/{} {}   ", at + 1, places.size(), code);
    }
    fmt::print(stderr, "{}{} labels, {} bytes\n", people ? "\n" : "", places.size(), pile.bytes());
    return pile.finish();
}

// A running server prints its locations from its page, where the run can be watched and stopped.
int complain_of(StoreFailure const& failure) {
    if (failure.code() != EWOULDBLOCK) throw failure;
    fmt::print(stderr,
               "wms: {}: print from its page of locations, or stop it first · "
               "数据正被使用：请在货位页面打印，或先停止服务\n",
               failure.what());
    return 3;
}

int print_places(std::vector<labels::Fields> const& places, std::string const& data,
                 Given const& given) {
    std::string const design = json_of(given.design);
    std::vector<NamedLabel> all;
    for (labels::Fields const& each : places) {
        boost::json::object values;
        for (auto const& [name, value] : each) values[name] = value;
        all.push_back({each.at("code"),
                       {.name = given.design,
                        .design = design,
                        .values = boost::json::serialize(values),
                        .language = given.language}});
    }
    PrintTo to = given.to;
    to.data = data;
    return print_by_journal(to, all);
}

int locations(std::string const& data, Given const& given) {
    if (!std::filesystem::exists(data + "/journal")) {
        fmt::print(stderr, "wms: there is no store in {}\n", data);
        return 2;
    }
    auto const design = design_of(given.design);
    if (!design) return complain(design.error());
    std::vector<labels::Fields> places;
    try {
        Engine engine{{.folder = data, .mode = Engine::Mode::manual, .log = {}}};
        places = location_values(engine.read(), given.range);
    } catch (StoreFailure const& failure) {
        return complain_of(failure);
    }
    if (places.empty()) {
        fmt::print(stderr, "wms: no location in this range\n");
        return 1;
    }
    if (!given.to.wanted()) return draw_all(places, *design, given);
    return print_places(places, data, given);
}

void add_language_option(CLI::App& command, std::shared_ptr<Given> const& given) {
    command.add_option("--language", given->language, "Of the label's own words")
        ->transform(CLI::CheckedTransformer(
            std::map<std::string, Language>{{"zh", Language::zh}, {"en", Language::en}}));
}

void add_printer_options(CLI::App& command, std::shared_ptr<Given> const& given) {
    command.add_option("--format", given->printer.language, "What to make")
        ->transform(CLI::CheckedTransformer(formats()));
    command.add_option("--dots", given->printer.dots_per_mm, "Dots per millimetre of the head")
        ->check(CLI::Range(4.0, 50.0))
        ->capture_default_str();
    command.add_option("--width", given->printer.width_dots, "Dots of the head")
        ->check(CLI::Range(64U, 16'000U))
        ->capture_default_str();
    add_language_option(command, given);
    command
        .add_option("--out", given->out,
                    "File, or a folder for many pictures; - is the standard output")
        ->capture_default_str();
}

}  // namespace

void add_label_commands(CLI::App& app, std::string const& data,
                        std::function<void(std::function<int()>)> const& choose) {
    auto const given = std::make_shared<Given>();
    CLI::App* const command = app.add_subcommand("labels", "Labels and office paper");
    command->require_subcommand(1);
    command->add_subcommand("list", "The designs in the program")->callback([choose] {
        choose([] { return list_designs(); });
    });
    CLI::App* const check = command->add_subcommand(
        "check", "Say what is wrong with a design, with line and column; draw its sample");
    check->add_option("designs", given->designs, "Ids or files; none = all in the program");
    check->callback([given, choose] { choose([given] { return check_designs(given->designs); }); });

    CLI::App* const draw =
        command->add_subcommand("render", "Make one label: measured, drawn, its codes read back");
    draw->add_option("design", given->design, "Id or file")->required();
    draw->add_option("--values", given->values, "JSON file, - is the input; none = the sample");
    add_printer_options(*draw, given);
    draw->callback([given, choose] { choose([given] { return render(*given); }); });

    CLI::App* const print =
        command->add_subcommand("print",
                                "Print one label or sheet of your own: a job of the print journal, "
                                "sent once");
    print->add_option("design", given->design, "Id or file")->required();
    print->add_option("--values", given->values, "JSON file, - is the input; none = the sample");
    add_language_option(*print, given);
    add_print_options(*print, given->to, PrinterName::required);
    print->callback(
        [given, &data, choose] { choose([given, &data] { return print_one(*given, data); }); });

    CLI::App* const trial = command->add_subcommand(
        "trial",
        "Send one label to any printer by its address, for a trial: past the store and its print "
        "journal, so nothing keeps it from being printed twice");
    trial->add_option("design", given->design, "Id or file")->required();
    add_trial_options(*trial, given->trial);
    trial->add_option("--values", given->values, "JSON file, - is the input; none = the sample");
    add_language_option(*trial, given);
    trial->callback([given, choose] { choose([given] { return try_on_printer(*given); }); });

    CLI::App* const places = command->add_subcommand(
        "locations",
        "Labels of all locations from one code to another, as they stand: into files, or to a "
        "printer");
    places->add_option("--design", given->design, "Id or file")->default_val("location");
    places->add_option("--first", given->range.first, "First location's code; none = the first");
    places->add_option("--last", given->range.last, "Last location's code; none = the last");
    places->add_option("--warehouse", given->range.warehouse, "Code; none = all");
    add_printer_options(*places, given);
    add_print_options(*places, given->to, PrinterName::optional);
    places->callback(
        [given, &data, choose] { choose([given, &data] { return locations(data, *given); }); });
}

}  // namespace wms::app
