// SPDX-License-Identifier: Apache-2.0
// The one list of all commands and events. To add a process: write its pair of files, add its
// commands and events here, and its terminal to domain/terminal.cpp. A command without `handle`, an
// event without `apply` or two with the same tag do not compile.
#pragma once

#include "domain/container.hpp"
#include "domain/outbox.hpp"
#include "domain/parcels.hpp"
#include "domain/problem.hpp"
#include "domain/process/access.hpp"
#include "domain/process/adjusting.hpp"
#include "domain/process/administration.hpp"
#include "domain/process/counting.hpp"
#include "domain/process/directing.hpp"
#include "domain/process/housekeeping.hpp"
#include "domain/process/order_intake.hpp"
#include "domain/process/pack_pace.hpp"
#include "domain/process/pack_short.hpp"
#include "domain/process/picking.hpp"
#include "domain/process/printers.hpp"
#include "domain/process/printing.hpp"
#include "domain/process/setup.hpp"
#include "domain/process/sheets.hpp"
#include "domain/process/shipping.hpp"
#include "domain/process/sign_in.hpp"
#include "domain/process/site_rules.hpp"
#include "domain/process/wave_changes.hpp"
#include "domain/process/waves.hpp"
#include "domain/process/waybill.hpp"
#include "domain/terminal.hpp"

#include <boost/mp11/list.hpp>

#include <variant>

namespace wms {

// clang-format off
using Commands = boost::mp11::mp_list<
    ImportMasterData, ImportStock,
    ScanCode, PressButton, GrantApproval,
    PlaceOrder, ApproveOrder, ChangeHold, CancelOrder,
    PlanWave, ReleaseWave, HoldWave, CancelWave,
    ApproveCount,
    WaybillAnswered, LoadNumberPool, RetryWaybill,
    PrintReported, ReprintLabel, LabelPrepared, BeginSending, MovePrintJob,
    DefinePrinter, RemovePrinter,
    EffectPerformed, EffectFailed,
    DefineDevice, SetPin, OpenWebSession, CloseWebSession, AddMachineKey, RevokeMachineKey,
    DefineOperator, DefineLocation, DefineSku, DefineBarcode, RemoveBarcode, DefineStation,
    BlockLocation, RequestCount, CloseProblem, ReportUntaken,
    ChangeRules, TakePoolNumber, DefineZone, DefineCarrier, AdjustStock, DecideAdjustment,
    PrioritiseWave, DropFromWave, SplitWave,
    SendMessage, ConfirmMessage, ReassignRound, DismissCode,
    PrintSheet, PrintLocations, StopPrintRun, PrintAgain, PrintCustom,
    SendShort,
    Tick>;
using Events = boost::mp11::mp_list<
    StockPosted, AllocationMade, AllocationMoved, AllocationReleased,
    SessionChanged, DuplicateSuppressed, SignedIn, SignedOut,
    WarehouseDefined, OwnerDefined, ZoneDefined, LocationDefined, SkuDefined, BarcodeDefined,
    ContainerDefined, StationDefined, DeviceDefined, OperatorDefined, CarrierDefined, LotDefined,
    SerialDefined, ContainerChanged,
    OrderPlaced, OrderHoldsChanged, OrderReviewed, LineReduced, OrderUnreleased,
    WavePlanned, WaveStateChanged, WaveOrderRemoved, BatchReleased, TaskMade,
    TaskProgressed, TaskReduced, TaskUnpicked, BatchRegrouped,
    BatchChanged, LocationLocked,
    CountOpened, CountClaimed, CountReleased, CountStarted, CountSerialScanned, CountDiscarded,
    CountFinished, CountApproved, CountRejected,
    ParcelOpened, ParcelChanged, SerialRecorded, ParcelFinished,
    WaybillBound, PoolNumberAdded, PoolNumberUsed, PrintJobCreated, PrintJobChanged,
    PrinterDefined, PrinterRemoved,
    ManifestOpened, ManifestChanged, ManifestParcelAdded, ManifestParcelRemoved,
    EffectAdded, EffectDone, EffectRetried, EffectAbandoned,
    ProblemRaised, ProblemClosed,
    OperatorPinSet, WebSessionOpened, WebSessionClosed, MachineKeyAdded, MachineKeyRevoked,
    BarcodeRemoved,
    RulesChanged, StockImported, AdjustmentAsked, AdjustmentDecided, WaveRanked,
    RequestsPruned>;
// clang-format on
using AnyCommand = boost::mp11::mp_rename<Commands, std::variant>;

[[nodiscard]] std::uint16_t tag_of(AnyCommand const& command);
[[nodiscard]] std::string bytes_of(AnyCommand const& command);
// Throws DecodeError for a tag or bytes that are no command.
[[nodiscard]] AnyCommand command_from_bytes(std::uint16_t tag, std::string_view bytes);
// "ConfirmPick"
[[nodiscard]] std::string_view command_name(std::uint16_t tag);

// A terminal's step that was done while it could not reach the server.
[[nodiscard]] bool is_captured_offline(AnyCommand const& command);

[[nodiscard]] Result<Done> handle_any(Change& change, AnyCommand const& command);
// Applies the events of an entry in order. Throws DecodeError for an unknown tag.
void apply_events(Write& write, std::string_view events, EntryHeader const& header);

// One event of an entry, as bytes. Readers of the journal take the tags they know and skip the
// rest.
struct RawEvent {
    std::uint64_t tag = 0;
    std::string_view bytes;
};
[[nodiscard]] std::vector<RawEvent> raw_events_of(std::string_view events);

// For dumps: the events of an entry as (name, JSON).
struct NamedEvent {
    std::string name;
    std::string json;
};
[[nodiscard]] std::vector<NamedEvent> events_of(std::string_view events);
[[nodiscard]] std::string command_json(std::uint16_t tag, std::string_view bytes);

}  // namespace wms
