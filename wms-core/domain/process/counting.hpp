// SPDX-License-Identifier: Apache-2.0
// Control counts (§4.11): one SKU at one location.
//
// A short pick or a lead opens the count. The counter is sent to the location, scans it, scans each
// piece of the SKU (or types the number) and presses done; where nothing was counted, the location
// is scanned again to say that it is empty. The count is blind: no screen of a counter shows the
// book stock. When goods moved meanwhile, the result is thrown away and the count begins again
// (T4). No variance: the suspect goods are sound again. A variance is counted again, by another
// person when it is worth much, until two counts agree or three differ; then a lead decides. Only
// an approved variance becomes an ADJUST posting. Nobody decides on own counts.
//
// Counts are in pieces of the SKU, whoever owns them and whatever their lot. Goods with serial
// numbers are counted number by number, and their variance is posted number by number. Goods the
// books do not have at the location are put on the lead's list with place, SKU and pieces.
#pragma once

#include "domain/terminal.hpp"

namespace wms {

enum class CountVerdict : std::uint8_t { approve = 0, reject = 1 };
BOOST_DESCRIBE_ENUM(CountVerdict, approve, reject)

// By a lead, about a count in review. A rejected one is counted again from the beginning.
struct ApproveCount {
    static constexpr std::uint16_t tag = 60;
    CountId count;
    CountVerdict verdict = CountVerdict::approve;
    std::string reason = {};  // of the variance; empty = the reason the count was opened for
};
BOOST_DESCRIBE_STRUCT(ApproveCount, (), (count, verdict, reason))
[[nodiscard]] Result<Done> handle(Change& change, ApproveCount const& command);

struct CountOpened {
    static constexpr std::uint16_t tag = 120;
    CountId id;
    WarehouseId warehouse;
    OwnerId owner;
    LocationId location;
    SkuId sku;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CountOpened, (), (id, warehouse, owner, location, sku, reason))
void apply(Write& write, CountOpened const& event, EntryHeader const& header);

struct CountClaimed {
    static constexpr std::uint16_t tag = 121;
    CountId id;
    OperatorId who;
};
BOOST_DESCRIBE_STRUCT(CountClaimed, (), (id, who))
void apply(Write& write, CountClaimed const& event, EntryHeader const& header);

struct CountReleased {  // left unfinished: what was counted so far does not count
    static constexpr std::uint16_t tag = 122;
    CountId id;
};
BOOST_DESCRIBE_STRUCT(CountReleased, (), (id))
void apply(Write& write, CountReleased const& event, EntryHeader const& header);

struct CountStarted {  // the location was scanned: this entry is t0
    static constexpr std::uint16_t tag = 123;
    CountId id;
    std::int64_t expected = 0;
};
BOOST_DESCRIBE_STRUCT(CountStarted, (), (id, expected))
void apply(Write& write, CountStarted const& event, EntryHeader const& header);

struct CountSerialScanned {
    static constexpr std::uint16_t tag = 128;
    CountId id;
    std::string serial;
};
BOOST_DESCRIBE_STRUCT(CountSerialScanned, (), (id, serial))
void apply(Write& write, CountSerialScanned const& event, EntryHeader const& header);

struct CountDiscarded {  // goods moved since t0 (T4): for the record, the count starts again
    static constexpr std::uint16_t tag = 124;
    CountId id;
    std::int64_t counted = 0;
};
BOOST_DESCRIBE_STRUCT(CountDiscarded, (), (id, counted))
void apply(Write& write, CountDiscarded const& event, EntryHeader const& header);

struct CountFinished {  // this entry is t1
    static constexpr std::uint16_t tag = 125;
    CountId id;
    CountResult result;
    CountState state = CountState::accepted;  // accepted, recount or to_review
};
BOOST_DESCRIBE_STRUCT(CountFinished, (), (id, result, state))
void apply(Write& write, CountFinished const& event, EntryHeader const& header);

struct CountApproved {
    static constexpr std::uint16_t tag = 126;
    CountId id;
    OperatorId approver;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CountApproved, (), (id, approver, reason))
void apply(Write& write, CountApproved const& event, EntryHeader const& header);

struct CountRejected {
    static constexpr std::uint16_t tag = 127;
    CountId id;
    OperatorId by;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CountRejected, (), (id, by, reason))
void apply(Write& write, CountRejected const& event, EntryHeader const& header);

}  // namespace wms

namespace wms::counting {

inline constexpr std::int64_t auto_tolerance = 0;  // pieces that are posted without a lead
inline constexpr Money value_limit{100'00};        // above it, another person counts again
inline constexpr Quantity bulk_max{9'999};         // in one typed number

// Opens a control count of one SKU at one location unless one is open for it (§4.6 short pick step
// 3). A quant that is not on a location has none.
void open_control_count(Change& change, QuantKey const& quant, std::string const& reason);

// Somebody counts here: other work at this location can wait behind (§4.11, soft lock).
[[nodiscard]] bool is_being_counted(Read const& read, LocationId location, Instant now);

[[nodiscard]] Result<Done> start(Change& change, Session session);
[[nodiscard]] Result<Done> on_scan(Change& change, Session const& session, Scanned const& scanned);
[[nodiscard]] Result<Done> on_press(Change& change, Session const& session,
                                    PressButton const& command);
void draw(Read const& read, Session const& session, Screen& screen);

}  // namespace wms::counting
