// SPDX-License-Identifier: Apache-2.0
// What the office's pages need from above: the planner, the import and the machine's own figures
// live in app and are handed in. A port that is missing answers 404.
#pragma once

#include "server/demo_port.hpp"
#include "server/http.hpp"
#include "server/import_quota.hpp"
#include "server/label_port.hpp"
#include "server/printer_port.hpp"

#include "domain/process/waves.hpp"
#include "domain/rules.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace wms::web {

// One wave the rules would build now, not applied.
struct PlannedNow {
    PlanWave command;
    bool release_now = true;
    std::int64_t lines = 0;
};
struct LeftOutNow {
    std::uint64_t orders = 0;
    std::string reason;  // a stored reason, as in PlanWave::explanation
};
struct PlanNow {
    std::vector<PlannedNow> waves;
    std::vector<LeftOutNow> left_out;
};

struct ImportedFile {
    std::string name;  // skus.csv …
    std::string text;
};
BOOST_DESCRIBE_STRUCT(ImportedFile, (), (name, text))
struct ImportFault {
    std::string file;
    std::uint64_t line = 0;
    std::string column;
    std::string code;
    std::string value;
    std::string en;
    std::string zh;
};
// What became, or in a dry run would become, of a file's rows; what was created and changed is
// listed row by row besides, up to a limit.
struct ImportedRows {
    std::string file;
    std::uint64_t rows = 0;
    std::uint64_t created = 0;
    std::uint64_t changed = 0;
    std::uint64_t kept = 0;
    std::uint64_t refused = 0;  // orders; they are counted by order
};
struct ImportChange {
    std::string column;
    std::string before;
    std::string after;
};
struct ImportEffect {
    std::string file;
    std::uint64_t line = 0;
    std::string code;
    std::string effect;  // create, change, add, cancel, unknown_sku, differs
    std::vector<ImportChange> changes;
};
struct ImportAnswer {
    std::vector<ImportedRows> rows;
    std::vector<ImportEffect> effects = {};
    std::uint64_t effect_count = 0;
    std::vector<ImportFault> faults;
    std::uint64_t fault_count = 0;
    std::optional<Refusal> refusal;  // of the warehouse, when the files themselves are clean
};
enum class ImportRun : std::uint8_t { dry, real };

struct BackupState {
    std::string folder;
    std::string at;  // RFC 3339; empty = none yet
    std::uint64_t bytes = 0;
};
struct SystemState {
    std::string version;
    std::string started_at;
    std::string chain_checked_at;  // RFC 3339; empty = not yet
    std::uint64_t chain_checked_seq = 0;
    std::uint64_t disk_free = 0;
    std::optional<BackupState> backup;
    bool backup_beside_data = false;  // on the same disk: both would be lost with it
    std::string commit;               // of the build; empty = not known
    std::string certificate_subject;  // "CN=wms.example"; empty = no TLS
    std::string certificate_until;    // RFC 3339; empty = no TLS
};

using ImportPort =
    std::function<ImportAnswer(std::vector<ImportedFile> const&, OperatorId, ImportRun)>;

// What a station's scale says now; nothing where the station has none.
struct ScaleNow {
    std::string state;  // a devices::WeightDoubt by name: none, silent, moving …
    std::optional<std::int64_t> grams = {};
};
using ScalePort = std::function<std::optional<ScaleNow>(std::string const& station)>;

struct OfficePorts {
    std::function<PlanNow(Read const&, Instant, Rules const&)> plan = {};
    ImportPort import = {};
    ImportLimits import_limits = {};
    ScalePort scale = {};
    std::function<SystemState()> system = {};
    std::function<Result<BackupState>()> back_up = {};
    // Where a handheld gets the local authority's certificate, as whoever asks reaches this server;
    // empty = there is no such authority.
    std::function<std::string(Request const&)> authority_page = {};
    DemoPort demo = {};
    PrinterPort printers = {};
    LabelPort labels = {};
};

}  // namespace wms::web
