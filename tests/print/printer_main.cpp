// SPDX-License-Identifier: Apache-2.0
// misbehaving_printer PORT LANGUAGE FOLDER: a label printer on this machine for trying things out.
// Each label that comes out is a file in the folder; what it does is read from FOLDER/mode: a word
// of the table below, and for resets and loses_power a number of bytes.
#include "print/misbehaving_printer.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace {
using namespace wms::test;

struct TroubleWord {
    std::string_view word;
    Trouble trouble;
};
constexpr TroubleWord troubles[] = {
    {"none", Trouble::none},
    {"off", Trouble::off},
    {"paper_out", Trouble::paper_out},
    {"cover_open", Trouble::cover_open},
    {"paused", Trouble::paused},
    {"stalls", Trouble::stalls},
    {"slow", Trouble::slow},
    {"resets", Trouble::resets},
    {"loses_power", Trouble::loses_power},
    {"lies", Trouble::lies},
    {"prints_blank", Trouble::prints_blank},
    {"doubles_status", Trouble::doubles_status},
    {"silent", Trouble::silent},
    {"silent_after", Trouble::silent_after},
    {"babbles", Trouble::babbles},
};
struct LanguageWord {
    std::string_view word;
    PrinterLanguage language;
};
constexpr LanguageWord languages[] = {{"zpl", PrinterLanguage::zpl},
                                      {"tspl", PrinterLanguage::tspl},
                                      {"escpos", PrinterLanguage::escpos},
                                      {"epl", PrinterLanguage::epl},
                                      {"cpcl", PrinterLanguage::cpcl}};

std::string read_mode(std::string const& folder) {
    std::ifstream file{folder + "/mode"};
    std::string line;
    std::getline(file, line);
    return line;
}

void behave(MisbehavingPrinter& printer, std::string const& mode) {
    std::string const word = mode.substr(0, mode.find(' '));
    std::size_t const bytes =
        word.size() < mode.size() ? std::strtoul(mode.c_str() + word.size(), nullptr, 10) : 0;
    for (TroubleWord const& each : troubles)
        if (each.word == word) printer.behave(each.trouble, bytes);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    std::string const folder = argv[3];
    std::filesystem::create_directories(folder);
    MisbehavingPrinter::Options options{
        .port = static_cast<std::uint16_t>(std::strtoul(argv[1], nullptr, 10)),
        .print_time = std::chrono::milliseconds{300}};
    for (LanguageWord const& each : languages)
        if (each.word == argv[2]) options.language = each.language;
    MisbehavingPrinter printer{options};
    std::printf("listening on 127.0.0.1:%u\n", printer.port());
    std::fflush(stdout);
    std::string mode;
    for (std::size_t written = 0;;) {
        if (std::string now = read_mode(folder); now != mode)
            behave(printer, mode = std::move(now));
        auto const labels = printer.labels();
        for (; written < labels.size(); ++written)
            std::ofstream{folder + "/label" + std::to_string(written + 1), std::ios::binary}
                << (labels[written].blank ? std::string{} : labels[written].bytes);
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
}
