// SPDX-License-Identifier: Apache-2.0
#include "app/printer_office.hpp"

#include "domain/words.hpp"

namespace wms {
web::PrinterPort printer_port(Engine& engine, std::shared_ptr<PrinterRoom> room) {
    web::PrinterPort port;
    port.models = [room] {
        std::vector<web::PrinterModel> models;
        for (devices::PrinterProfile const& each : room->profiles().list)
            models.push_back({each.id, each.maker, each.models});
        return models;
    };
    port.find = [room] {
        std::vector<web::PrinterFound> found;
        for (FoundPrinter const& each : room->find())
            found.push_back({each.uri, each.called, each.profile, each.problem});
        return found;
    };
    port.ask = [room](Printer const& printer) {
        PrinterAnswer const answer = room->ask(printer);
        return web::PrinterNow{answer.state, printer_keywords(answer.reasons)};
    };
    port.test = [room, &engine](Printer const& printer) {
        auto const number = static_cast<std::uint64_t>(engine.now().value() / 1000);
        TestLabel const label = room->print_test(printer, number);
        return web::PrinterTest{label.code, label.problem};
    };
    port.add_queue = [room](std::string const& queue, Printer const& printer) {
        return room->add_queue(queue, printer.uri, printer.profile);
    };
    return port;
}

}  // namespace wms
