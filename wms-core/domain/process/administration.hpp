// SPDX-License-Identifier: Apache-2.0
// What leads and admins change from the office: one object at a time, by its number.
//
// People, places, SKUs, barcodes and stations are the admin's; a lead blocks a location, asks for a
// count of it, and closes what waited for a person once it is dealt with. The events are those of
// an import (setup.hpp), so nothing that reads the journal has to know where a row came from.
#pragma once

#include "domain/process/setup.hpp"

namespace wms {

// The system's own commands (no actor: set-up on the command line) may do everything.
[[nodiscard]] Result<> guard_role(Change const& change, Role needed);

// `id` none = a new one. The last admin who can sign in stays one.
struct DefineOperator {
    static constexpr std::uint16_t tag = 130;
    OperatorId id = {};
    Operator row;
};
BOOST_DESCRIBE_STRUCT(DefineOperator, (), (id, row))
[[nodiscard]] Result<Done> handle(Change& change, DefineOperator const& command);

// The code of a location, a SKU or a station stays: it is printed on labels.
struct DefineLocation {
    static constexpr std::uint16_t tag = 131;
    LocationId id = {};
    LocationRow row;
};
BOOST_DESCRIBE_STRUCT(DefineLocation, (), (id, row))
[[nodiscard]] Result<Done> handle(Change& change, DefineLocation const& command);

struct DefineSku {
    static constexpr std::uint16_t tag = 132;
    SkuId id = {};
    SkuRow row;
};
BOOST_DESCRIBE_STRUCT(DefineSku, (), (id, row))
[[nodiscard]] Result<Done> handle(Change& change, DefineSku const& command);

struct DefineBarcode {
    static constexpr std::uint16_t tag = 133;
    BarcodeRow row;
};
BOOST_DESCRIBE_STRUCT(DefineBarcode, (), (row))
[[nodiscard]] Result<Done> handle(Change& change, DefineBarcode const& command);

struct RemoveBarcode {
    static constexpr std::uint16_t tag = 134;
    SkuId sku;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(RemoveBarcode, (), (sku, code))
[[nodiscard]] Result<Done> handle(Change& change, RemoveBarcode const& command);

struct DefineStation {
    static constexpr std::uint16_t tag = 135;
    StationId id = {};
    StationRow row;
};
BOOST_DESCRIBE_STRUCT(DefineStation, (), (id, row))
[[nodiscard]] Result<Done> handle(Change& change, DefineStation const& command);

// Nothing is picked from it (and released from it) before `until`, with `in` nothing is put there;
// a time that is over opens it again. A way that is not named stays as it is.
struct BlockLocation {
    static constexpr std::uint16_t tag = 136;
    LocationId location;
    Instant until;
    std::string reason;
    bool out = true;
    bool in = false;
};
BOOST_DESCRIBE_STRUCT(BlockLocation, (), (location, until, reason, out, in))
[[nodiscard]] Result<Done> handle(Change& change, BlockLocation const& command);

// A control count of every SKU the books have there, or of one.
struct RequestCount {
    static constexpr std::uint16_t tag = 137;
    LocationId location;
    SkuId sku = {};
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RequestCount, (), (location, sku, reason))
[[nodiscard]] Result<Done> handle(Change& change, RequestCount const& command);

struct CloseProblem {
    static constexpr std::uint16_t tag = 138;
    ProblemId problem;
    std::string reason;  // what was done about it
};
BOOST_DESCRIBE_STRUCT(CloseProblem, (), (problem, reason))
[[nodiscard]] Result<Done> handle(Change& change, CloseProblem const& command);

// The code of a zone or carrier stays, as a location's does. A zone that holds sound stock cannot
// begin to forbid it (I8).
struct DefineZone {
    static constexpr std::uint16_t tag = 242;
    ZoneId id = {};
    ZoneRow row;
};
BOOST_DESCRIBE_STRUCT(DefineZone, (), (id, row))
[[nodiscard]] Result<Done> handle(Change& change, DefineZone const& command);

struct DefineCarrier {
    static constexpr std::uint16_t tag = 243;
    CarrierId id = {};
    Carrier row;
};
BOOST_DESCRIBE_STRUCT(DefineCarrier, (), (id, row))
[[nodiscard]] Result<Done> handle(Change& change, DefineCarrier const& command);

struct BarcodeRemoved {
    static constexpr std::uint16_t tag = 43;
    BarcodeKey key;
};
BOOST_DESCRIBE_STRUCT(BarcodeRemoved, (), (key))
void apply(Write& write, BarcodeRemoved const& event, EntryHeader const& header);

}  // namespace wms
