// SPDX-License-Identifier: Apache-2.0
// Waybill numbers (§4.8.3).
//
// NONE → REQUESTED → ISSUED → ACTIVE (label proved) → MANIFESTED → COLLECTED.
//
// A number comes from the pool, in the same transaction as the parcel's content, or from the
// carrier: the request is an effect under the key parcel#attempt_group, the same for every retry. A
// request without an answer is UNKNOWN: the worker first asks the carrier what became of the key,
// and asks for a number again only when the carrier says "none". The answer never blocks the
// packer: the parcel waits on the label-wait shelf, its label prints when the number is there.
#pragma once

#include "domain/change.hpp"

namespace wms {

enum class WaybillOutcome : std::uint8_t {
    issued = 0,         // asked or queried: here is the number
    unknown = 1,        // no answer
    refused = 2,        // the carrier says no
    none_found = 3,     // queried: the carrier never heard of the key
    already_exists = 4  // the carrier says there is one, without telling it
};
BOOST_DESCRIBE_ENUM(WaybillOutcome, issued, unknown, refused, none_found, already_exists)

// What the carrier's worker got.
struct WaybillAnswered {
    static constexpr std::uint16_t tag = 40;
    ParcelId parcel;
    std::string key;  // as in the effect
    WaybillOutcome outcome = WaybillOutcome::unknown;
    std::string number = {};
    std::string code = {};   // the carrier's own, of a refusal
    bool retryable = false;  // of a refusal
    std::string sort_code = {};
    std::string bag_place = {};
};
BOOST_DESCRIBE_STRUCT(WaybillAnswered, (),
                      (parcel, key, outcome, number, code, retryable, sort_code, bag_place))
[[nodiscard]] Result<Done> handle(Change& change, WaybillAnswered const& command);

// Numbers fetched in advance; used in the order of the list. Numbers that are known are refused.
struct LoadNumberPool {
    static constexpr std::uint16_t tag = 41;
    std::string carrier;  // code
    std::vector<std::string> numbers;
};
BOOST_DESCRIBE_STRUCT(LoadNumberPool, (), (carrier, numbers))
[[nodiscard]] Result<Done> handle(Change& change, LoadNumberPool const& command);

// The worker of a carrier that is not asked over the network: its numbers come from the pool alone.
// An empty pool is tried again; loading numbers ends the wait at once.
struct TakePoolNumber {
    static constexpr std::uint16_t tag = 241;
    ParcelId parcel;
    std::string key;  // as in the effect
};
BOOST_DESCRIBE_STRUCT(TakePoolNumber, (), (parcel, key))
[[nodiscard]] Result<Done> handle(Change& change, TakePoolNumber const& command);

// After a refusal was mended (address, account): a new attempt group, thus a new key.
struct RetryWaybill {
    static constexpr std::uint16_t tag = 42;
    ParcelId parcel;
};
BOOST_DESCRIBE_STRUCT(RetryWaybill, (), (parcel))
[[nodiscard]] Result<Done> handle(Change& change, RetryWaybill const& command);

// I9: the number belongs to this parcel and to no other.
struct WaybillBound {
    static constexpr std::uint16_t tag = 65;
    std::string number;
    Waybill row;
};
struct PoolNumberAdded {
    static constexpr std::uint16_t tag = 66;
    PoolKey key;
    std::string number;
};
struct PoolNumberUsed {
    static constexpr std::uint16_t tag = 67;
    PoolKey key;
};
BOOST_DESCRIBE_STRUCT(WaybillBound, (), (number, row))
BOOST_DESCRIBE_STRUCT(PoolNumberAdded, (), (key, number))
BOOST_DESCRIBE_STRUCT(PoolNumberUsed, (), (key))
void apply(Write& write, WaybillBound const& event, EntryHeader const& header);
void apply(Write& write, PoolNumberAdded const& event, EntryHeader const& header);
void apply(Write& write, PoolNumberUsed const& event, EntryHeader const& header);

namespace waybill {

// The same for every retry of one attempt group.
[[nodiscard]] std::string request_key(ParcelId id, Parcel const& parcel);
// Content is complete: binds a number of the pool and sends the label, or asks the carrier.
void obtain(Change& change, ParcelId parcel);
// The pool of its carrier was empty when this parcel's number was looked for.
[[nodiscard]] bool waits_for_pool(Read const& read, Parcel const& parcel);

}  // namespace waybill
}  // namespace wms
