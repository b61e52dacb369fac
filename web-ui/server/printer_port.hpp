// SPDX-License-Identifier: Apache-2.0
// What the admin's page of printers needs from above: devices are not known here.
#pragma once

#include "domain/layout.hpp"

#include <functional>
#include <string>
#include <vector>

namespace wms::web {

struct PrinterFound {
    std::string uri;
    std::string called;   // what it calls itself
    std::string profile;  // proposed; empty: none fits
    std::string problem;  // keyword: why it cannot be taken over; empty: it can
};
struct PrinterModel {
    std::string id;
    std::string maker;
    std::vector<std::string> models;
};
struct PrinterNow {
    std::string state;                 // ready, busy, stands
    std::vector<std::string> reasons;  // media-empty …
};
struct PrinterTest {
    std::string code;     // stands on the label, to be scanned
    std::string problem;  // empty: it went out
};

struct PrinterPort {
    std::function<std::vector<PrinterModel>()> models = {};
    std::function<std::vector<PrinterFound>()> find = {};
    std::function<PrinterNow(Printer const&)> ask = {};
    std::function<PrinterTest(Printer const&)> test = {};
    // A CUPS queue with our backend; what is wrong, or nothing.
    std::function<std::string(std::string const& queue, Printer const&)> add_queue = {};
};

}  // namespace wms::web
