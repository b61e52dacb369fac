// SPDX-License-Identifier: Apache-2.0
// Labels on paper (§4.8.4).
//
// A label is sent to the printer of the station once. What the printer says afterwards is only a
// hint: "completed" means that data was sent, and blank labels happen. Only the label scanned on
// the parcel proves it. So nothing is ever sent a second time by itself: a reprint is a new copy,
// asked for by a person with a reason, and by a lead once the parcel was verified.
#pragma once

#include "domain/change.hpp"

namespace wms::printing {

inline constexpr Elapsed verify_time = 60_s;      // from DEVICE_DONE to UNCONFIRMED
inline constexpr std::size_t unverified_max = 2;  // parcels of one station without a proved label

// Job key = (document, copy): a printer that gets it twice prints once.
[[nodiscard]] std::string job_key(PrintJob const& job);

struct LabelRequest {
    ParcelId parcel;
    std::string reason = {};   // of a reprint
    std::string printer = {};  // empty = the one of the parcel's station
};
// The next copy of the parcel's label; an earlier copy that was not proved is given up.
void send_label(Change& change, LabelRequest const& request);
// The label was scanned on its parcel.
void prove_label(Change& change, PrintJobId job);

// Guards of a reprint, whoever asks for it.
[[nodiscard]] Result<> guard_reprint(Read const& read, ParcelId id, std::string const& reason);
[[nodiscard]] bool needs_approval(Parcel const& parcel);

// Parcels of the station whose label is on its way or printed, not proved. Oldest first.
[[nodiscard]] std::vector<ParcelId> unverified_at(Read const& read, StationId station);
// The packer may go on with the next parcel only while few labels are unproved.
[[nodiscard]] Result<> guard_unverified(Read const& read, StationId station);

// No report can come any more that means something.
[[nodiscard]] bool is_settled(PrintState state);
// 64 digits, small letters: the checksum of what is printed.
[[nodiscard]] bool is_sha256(std::string_view text);
// Leave to send was given for it, once and for ever: what became of it is not known until somebody
// says so.
[[nodiscard]] bool has_begun(PrintJob const& job);
// The bytes are there, nothing of them was sent.
[[nodiscard]] bool is_prepared(PrintJob const& job);

// DEVICE_DONE for too long → UNCONFIRMED: the station asks for the label.
void on_tick(Change& change);

}  // namespace wms::printing

namespace wms {

// The printer's worker tells how a job stands, mapped from the printer's own states.
struct PrintReported {
    static constexpr std::uint16_t tag = 45;
    PrintJobId job;
    PrintState state =
        PrintState::spooled;     // spooled … device_done, held_printer, failed, cancelled, unknown
    std::string printer_reason;  // media-empty, cover-open … ; empty = none
};
BOOST_DESCRIBE_STRUCT(PrintReported, (), (job, state, printer_reason))
[[nodiscard]] Result<Done> handle(Change& change, PrintReported const& command);

// The label was drawn for this printer, its codes were read back from the picture, and the bytes
// stand in a file under their SHA-256. Again after a restart: the bytes may have become others, as
// long as none was sent.
struct LabelPrepared {
    static constexpr std::uint16_t tag = 47;
    PrintJobId job;
    std::string printer;
    std::string sha256;  // 64 hex digits
    std::uint64_t bytes = 0;
    std::uint32_t codes_read = 0;
};
BOOST_DESCRIBE_STRUCT(LabelPrepared, (), (job, printer, sha256, bytes, codes_read))
[[nodiscard]] Result<Done> handle(Change& change, LabelPrepared const& command);

// May the first byte leave? Answered with yes once for each job; the answer is on the disk before
// it is given. Whoever asks names the printer and the bytes, so that a job that was moved or drawn
// anew meanwhile is not sent by the one who had it before.
struct BeginSending {
    static constexpr std::uint16_t tag = 48;
    PrintJobId job;
    std::string printer;
    std::string sha256;
};
BOOST_DESCRIBE_STRUCT(BeginSending, (), (job, printer, sha256))
[[nodiscard]] Result<Done> handle(Change& change, BeginSending const& command);

// The printer stands and the station has another one: as long as nothing was sent.
struct MovePrintJob {
    static constexpr std::uint16_t tag = 49;
    PrintJobId job;
    std::string printer;
};
BOOST_DESCRIBE_STRUCT(MovePrintJob, (), (job, printer))
[[nodiscard]] Result<Done> handle(Change& change, MovePrintJob const& command);

// From the office, for a label that cannot be scanned any more. Of a verified parcel: leads only.
struct ReprintLabel {
    static constexpr std::uint16_t tag = 46;
    ParcelId parcel;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReprintLabel, (), (parcel, reason))
[[nodiscard]] Result<Done> handle(Change& change, ReprintLabel const& command);

struct PrintJobCreated {
    static constexpr std::uint16_t tag = 80;
    PrintJobId id;
    PrintJob row;
};
struct PrintJobChanged {
    static constexpr std::uint16_t tag = 81;
    PrintJobId id;
    PrintJob row;
};
BOOST_DESCRIBE_STRUCT(PrintJobCreated, (), (id, row))
BOOST_DESCRIBE_STRUCT(PrintJobChanged, (), (id, row))
void apply(Write& write, PrintJobCreated const& event, EntryHeader const& header);
void apply(Write& write, PrintJobChanged const& event, EntryHeader const& header);

}  // namespace wms
