// SPDX-License-Identifier: Apache-2.0
#include "print/print_house.hpp"

#include "domain/process/printing.hpp"

#include "store/outbox_work.hpp"

#include <fmt/format.h>

#include <future>
#include <thread>

namespace wms::test {
namespace {

OutboxWorkers::Performer carrier_that_answers() {
    return [](Read const&, EffectId, Effect const& effect) {
        return [effect] { return issued(effect); };
    };
}

PrinterLanguage language_of(devices::PrintLanguage language) {
    switch (language) {
        case devices::PrintLanguage::tspl: return PrinterLanguage::tspl;
        case devices::PrintLanguage::cpcl: return PrinterLanguage::cpcl;
        case devices::PrintLanguage::epl2: return PrinterLanguage::epl;
        case devices::PrintLanguage::escpos: return PrinterLanguage::escpos;
        case devices::PrintLanguage::zpl:
        case devices::PrintLanguage::pwg:
        case devices::PrintLanguage::pdf: return PrinterLanguage::zpl;
    }
    return PrinterLanguage::zpl;
}

// Pixels that contain every command of every language on purpose.
std::string pixels(std::size_t size) {
    std::string_view const nasty = "~HS^XZ\r\nPRINT 1,1\r\nP1\r\n\x1B!?\x1DV\x01";
    std::string bytes;
    while (bytes.size() < size) bytes += nasty;
    bytes.resize(size);
    return bytes;
}

}  // namespace

std::string plain_label(PrinterLanguage language, std::string const& key, std::size_t filling) {
    using namespace std::string_literals;
    switch (language) {
        case PrinterLanguage::zpl:
            return "^XA^FX" + key + "^FS^FO0,0^GFA,8,8,2,FFFF0000FFFF0000^FS" +
                   std::string(filling, ' ') + "^XZ";
        case PrinterLanguage::tspl:
            return "SIZE 100 mm,10 mm\r\nCLS\r\nBITMAP 0,0,40,10,0," + pixels(400) + "\r\nTEXT \"" +
                   key + "\"\r\nPRINT 1,1\r\n";
        case PrinterLanguage::escpos:
            return "\x1B@\x1Dv0\0\x28\0\x0A\0"s + pixels(400) + key + "\x1DV\x01";
        case PrinterLanguage::epl:
            return "N\r\nq320\r\n;" + key + "\r\nGW0,0,40,10," + pixels(400) + "\r\nP1\r\n";
        case PrinterLanguage::cpcl:
            return "! 0 200 200 10 1\r\nCG 40 10 0 0 " + pixels(400) + "\r\n;" + key +
                   "\r\nPRINT\r\n";
    }
    return {};
}

LabelMaker plain_labels(std::size_t filling) {
    return [filling](Read const&, PrintJob const& job, LabelTarget const& target) {
        return [filling, key = printing::job_key(job), language = target.profile.language] {
            return LabelResult{
                MadeLabel{plain_label(language_of(language), "[" + key + "]", filling), 1}};
        };
    };
}

std::vector<devices::PrinterProfile> plain_profiles() {
    using devices::PrintLanguage;
    using devices::StatusDialect;
    return {{.id = "zpl", .language = PrintLanguage::zpl, .status = StatusDialect::zpl_hs},
            {.id = "tspl", .language = PrintLanguage::tspl, .status = StatusDialect::tspl_byte},
            {.id = "office", .language = PrintLanguage::pdf, .status = StatusDialect::none}};
}

PrintHouse::PrintHouse(Options const& options)
    : engine{{.folder = options.folder}},
      desk{PrintDesk::make(engine,
                           {.files = options.folder + "/labels",
                            .profiles = plain_profiles(),
                            .maker = options.maker ? options.maker : plain_labels(options.filling),
                            .times = options.times,
                            .backup_after = options.backup_after,
                            .look_every = std::chrono::milliseconds{20},
                            .cups = options.cups,
                            .cups_poll = options.cups_poll,
                            .cups_silence = std::chrono::seconds{5},
                            .backend_silence = std::chrono::milliseconds{700},
                            .socket = options.socket})},
      workers{std::make_unique<OutboxWorkers>(
          engine, OutboxWorkers::Options{
                      .performers = {{EffectKind::request_waybill, carrier_that_answers()},
                                     {EffectKind::print, desk->performer()}}})} {}

PrintHouse::~PrintHouse() {
    auto const stopped =
        std::async(std::launch::async, [this] { return workers->stop(std::chrono::seconds{5}); });
    desk->stop();
}

Outcome PrintHouse::submit(AnyCommand command) {
    return engine.submit({.device = {}, .captured_at = engine.now(), .command = std::move(command)})
        .get();
}

void PrintHouse::define(Printer const& printer) {
    ensure(!submit(DefinePrinter{printer}).refusal, "the test's printer is taken");
}

void PrintHouse::ask_for(std::uint64_t parcel) {
    ensure(!ask_again(engine, parcel).refusal, "the test's label is wanted");
}

PrintJob PrintHouse::job_of(std::uint64_t parcel) {
    Read const read = engine.read_at(engine.durable_seq());
    return tables::print_jobs.find(read, tables::parcels.at(read, ParcelId{parcel}).print_job)
        .value_or(PrintJob{});
}

bool PrintHouse::reaches(std::uint64_t parcel, PrintState state,
                         std::chrono::milliseconds patience) {
    auto const until = std::chrono::steady_clock::now() + patience;
    while (job_of(parcel).state != state) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return true;
}

}  // namespace wms::test
