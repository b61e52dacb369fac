// SPDX-License-Identifier: Apache-2.0
// What the office's pages ask of the program around the server: the wave planner, the import,
// backups and the machine's own figures. Every function may be called from any thread.
#pragma once

#include "engine/engine.hpp"
#include "server/office_ports.hpp"

#include <string>

namespace wms {

struct OfficeFacts {
    std::string data;  // the store's folder
    // Where backups are put, one folder each; empty = none are made from the pages.
    std::string backups = {};
    std::string version = {};
    std::string commit = {};               // of the build
    std::string certificate_subject = {};  // of the certificate in use; empty without TLS
    std::string certificate_until = {};    // RFC 3339
};

// The waves these rules would build of the orders of a snapshot.
[[nodiscard]] web::PlanNow plan_now(Read const& read, Instant at, Rules const& rules);
// Reads, checks and, unless it is a dry run, imports these files, all or nothing but orders.
[[nodiscard]] web::ImportAnswer import_now(Engine& engine,
                                           std::vector<web::ImportedFile> const& sent,
                                           OperatorId actor, web::ImportRun run);
// The engine outlives the ports. Starts proving the journal's chain from its beginning.
[[nodiscard]] web::OfficePorts office_ports(Engine& engine, OfficeFacts facts,
                                            web::DemoPort demo = {});

}  // namespace wms
