// SPDX-License-Identifier: Apache-2.0
// What the pages of a demo may ask of it. The demo itself lives in app and is handed in; a server
// that runs a real warehouse has none, and its routes answer 404.
#pragma once

#include "base/refusal.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace wms::web {

struct DemoStatus {
    bool workers_on = false;
    std::uint32_t speed = 1;  // virtual minutes per minute, 1 to 120
    std::string demo_time;    // RFC 3339, the virtual people's day
    std::uint64_t orders_come = 0;
    std::uint64_t orders_to_come = 0;
    std::uint64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(DemoStatus, (),
                      (workers_on, speed, demo_time, orders_come, orders_to_come, people))

// One thing to try on the screen shown: the code as a scanner would send it, or a button.
struct DemoHint {
    bool right = true;     // the next right step, or a typical wrong one
    std::string code;      // to scan; empty for a button
    std::string button;    // a Button's name; empty for a scan
    std::string argument;  // of the button
    std::string en, zh;    // what it is: "the tote T-0007"
};
BOOST_DESCRIBE_STRUCT(DemoHint, (), (right, code, button, argument, en, zh))

// A person a newcomer may be: what to scan at sign-in.
struct DemoPerson {
    std::string badge;
    std::string pin;  // demo accounts only; empty where none is wanted
    std::string name;
    std::string role;
};
BOOST_DESCRIBE_STRUCT(DemoPerson, (), (badge, pin, name, role))

// All functions may be called from any thread and answer within a snapshot read; `hints`
// waits for one that has the last scan in it.
struct DemoPort {
    std::function<DemoStatus()> status;
    std::function<Result<DemoStatus>(bool workers_on, std::uint32_t speed)> set;
    std::function<std::vector<DemoHint>(std::string const& device)> hints;
    std::function<std::vector<DemoPerson>()> people;
};

}  // namespace wms::web
