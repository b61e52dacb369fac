// SPDX-License-Identifier: Apache-2.0
// Who performs the request for a waybill number, carrier by carrier, as configured: its pool of
// numbers that were fetched in advance, or the sandbox.
#pragma once

#include "app/sandbox_world.hpp"

#include <boost/describe/enum.hpp>

#include <map>
#include <string>

namespace wms {

enum class NumberSource : std::uint8_t { pool, sandbox };
BOOST_DESCRIBE_ENUM(NumberSource, pool, sandbox)

struct CarrierDesk {
    std::map<std::string, NumberSource> sources = {};  // by the carrier's code
    NumberSource others = NumberSource::pool;
    std::shared_ptr<SandboxWorld> sandbox = {};  // wanted where something is of the sandbox
};
[[nodiscard]] OutboxWorkers::Performer carrier_performer(CarrierDesk desk);

}  // namespace wms
