// SPDX-License-Identifier: Apache-2.0
// The manifest desk (§4.9.6).
//
// Every parcel of a carrier's cage is scanned onto the carrier's open manifest. What is not closed,
// stopped, void or of another carrier does not get on. !CLOSE closes the manifest and shows how
// many packed parcels of this carrier are not on it. The courier's name and !HAND_OVER ship it:
// only now the goods leave the stock (SHIP), once per parcel, and the channel is told. Before that
// a lead can open it again (!UNDO), and a parcel that was stopped meanwhile is taken off by
// scanning it.
#pragma once

#include "domain/terminal.hpp"

namespace wms::shipping {

[[nodiscard]] Result<Done> start(Change& change, Session session);
[[nodiscard]] Result<Done> on_scan(Change& change, Session const& session, Scanned const& scanned);
[[nodiscard]] Result<Done> on_press(Change& change, Session const& session,
                                    PressButton const& command);
void draw(Read const& read, Session const& session, Screen& screen);

// Closed parcels of the carrier that are on no manifest.
[[nodiscard]] std::int64_t not_on_manifest(Read const& read, CarrierId carrier);

}  // namespace wms::shipping

namespace wms {

[[nodiscard]] std::string manifest_name(ManifestId manifest);  // M-7

struct ManifestOpened {
    static constexpr std::uint16_t tag = 90;
    ManifestId id;
    Manifest row;
};
struct ManifestChanged {  // closed, opened again, handed over
    static constexpr std::uint16_t tag = 91;
    ManifestId id;
    Manifest row;
};
struct ManifestParcelAdded {
    static constexpr std::uint16_t tag = 92;
    ManifestParcelKey key;
};
struct ManifestParcelRemoved {
    static constexpr std::uint16_t tag = 93;
    ManifestParcelKey key;
};
BOOST_DESCRIBE_STRUCT(ManifestOpened, (), (id, row))
BOOST_DESCRIBE_STRUCT(ManifestChanged, (), (id, row))
BOOST_DESCRIBE_STRUCT(ManifestParcelAdded, (), (key))
BOOST_DESCRIBE_STRUCT(ManifestParcelRemoved, (), (key))
void apply(Write& write, ManifestOpened const& event, EntryHeader const& header);
void apply(Write& write, ManifestChanged const& event, EntryHeader const& header);
void apply(Write& write, ManifestParcelAdded const& event, EntryHeader const& header);
void apply(Write& write, ManifestParcelRemoved const& event, EntryHeader const& header);

}  // namespace wms
