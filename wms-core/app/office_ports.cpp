// SPDX-License-Identifier: Apache-2.0
#include "app/office_ports.hpp"

#include "app/import_effects.hpp"
#include "app/import_store.hpp"
#include "app/label_port.hpp"
#include "app/planner.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "store/lmdb.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>

namespace wms {
namespace {

constexpr WarehouseId only_warehouse{1};

// --- import

web::ImportFault fault_of(import_files::Problem const& problem) {
    return {.file = problem.file,
            .line = problem.line,
            .column = problem.column,
            .code = boost::describe::enum_to_string(problem.reason, "?"),
            .value = problem.value,
            .en = sentence(problem, Language::en),
            .zh = sentence(problem, Language::zh)};
}

constexpr std::size_t shown_max = 1000;  // faults and effects that a page is shown

template <class Row>
void add_rows(web::ImportAnswer& answer, import_files::ImportFile<Row> const& file) {
    if (!file.file.empty()) answer.rows.push_back({file.file, file.rows.size()});
}

void add_all_rows(web::ImportAnswer& answer, import_files::ImportSet const& set) {
    add_rows(answer, set.skus);
    add_rows(answer, set.barcodes);
    add_rows(answer, set.locations);
    add_rows(answer, set.containers);
    add_rows(answer, set.stock);
    add_rows(answer, set.orders);
    add_rows(answer, set.cancellations);
}

// Said before anything is written, so that a dry run and the import itself tell the same.
void add_effects(web::ImportAnswer& answer, Read const& read, import_files::ImportSet const& set) {
    auto const effects = import_files::effects_of(read, set, shown_max);
    answer.rows.clear();
    for (import_files::FileEffects const& one : effects.files)
        answer.rows.push_back(
            {one.file, one.rows, one.created, one.changed, one.kept, one.refused});
    answer.effect_count = effects.count;
    for (import_files::RowEffect const& one : effects.list) {
        web::ImportEffect effect{.file = one.file,
                                 .line = one.line,
                                 .code = visible(one.code),
                                 .effect = boost::describe::enum_to_string(one.effect, "?"),
                                 .changes = {}};
        for (import_files::CellChange const& change : one.changes)
            effect.changes.push_back({change.column, change.before, change.after});
        answer.effects.push_back(std::move(effect));
    }
}

// --- the machine

// Proves the chain once, beside the work; its end is known by then.
class ChainProof {
public:
    explicit ChainProof(Engine& engine) : thread_{[this, &engine] { run(engine); }} {}
    ChainProof(ChainProof const&) = delete;
    ChainProof& operator=(ChainProof const&) = delete;
    ~ChainProof() {
        stopping_ = true;
        thread_.join();
    }
    struct Proved {
        std::string at;
        std::uint64_t seq = 0;
    };
    [[nodiscard]] Proved proved() const {
        std::lock_guard const lock{mutex_};
        return proved_;
    }

private:
    void run(Engine& engine) {
        std::uint64_t last = 0;
        try {
            engine.journal().replay_checked(1, [&](store::SealedEntry const& sealed) {
                last = sealed.entry.seq;
                return !stopping_;
            });
        } catch (std::exception const&) {
            return;  // the page says that it is not proved; `wms verify` says why
        }
        if (stopping_) return;
        std::lock_guard const lock{mutex_};
        proved_ = {to_text(engine.now()), last};
    }
    mutable std::mutex mutex_;
    Proved proved_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

std::uint64_t bytes_below(std::filesystem::path const& folder) {
    std::uint64_t bytes = 0;
    std::error_code error;
    for (auto const& file : std::filesystem::recursive_directory_iterator{folder, error})
        if (file.is_regular_file(error)) bytes += file.file_size(error);
    return bytes;
}

constexpr std::string_view backup_prefix = "backup-";

// "backup-2010-12-09T08-34-00Z": its name is its time, so that names sort.
std::string backup_name(Instant at) {
    std::string text = to_text(at).substr(0, 19) + "Z";
    std::ranges::replace(text, ':', '-');
    return std::string{backup_prefix} + text;
}

std::string time_in_name(std::string const& name) {
    std::string text = name.substr(backup_prefix.size());
    for (std::size_t const colon : {13U, 16U})
        if (text.size() > colon) text[colon] = ':';
    return text;
}

std::optional<web::BackupState> last_backup(std::string const& folder) {
    if (folder.empty()) return std::nullopt;
    std::string newest;
    std::error_code error;
    for (auto const& entry : std::filesystem::directory_iterator{folder, error}) {
        std::string const name = entry.path().filename().string();
        if (name.starts_with(backup_prefix) && name > newest) newest = name;
    }
    if (newest.empty()) return web::BackupState{.folder = folder, .at = {}, .bytes = 0};
    return web::BackupState{.folder = folder,
                            .at = time_in_name(newest),
                            .bytes = bytes_below(std::filesystem::path{folder} / newest)};
}

Result<web::BackupState> back_up(Engine& engine, std::string const& folder) {
    try {
        std::filesystem::create_directories(folder);
        engine.backup(folder + "/" + backup_name(engine.now()));
    } catch (std::exception const&) {
        return refuse(Why::overloaded);  // no room, or a second one at once
    }
    return last_backup(folder).value_or(web::BackupState{});
}

// Of the folder, or of where it will be made.
std::optional<dev_t> disk_of(std::filesystem::path folder) {
    struct stat there{};
    while (::stat(folder.c_str(), &there) != 0) {
        if (!folder.has_relative_path()) return std::nullopt;
        folder = folder.parent_path();
    }
    return there.st_dev;
}

web::SystemState system_now(OfficeFacts const& facts, std::string const& started_at,
                            ChainProof const& proof) {
    std::error_code error;
    auto const space = std::filesystem::space(facts.data, error);
    auto const proved = proof.proved();
    return {.version = facts.version,
            .started_at = started_at,
            .chain_checked_at = proved.at,
            .chain_checked_seq = proved.seq,
            .disk_free = error ? 0 : space.available,
            .backup = last_backup(facts.backups),
            .backup_beside_data = disk_of(facts.data) == disk_of(facts.backups),
            .commit = facts.commit,
            .certificate_subject = facts.certificate_subject,
            .certificate_until = facts.certificate_until};
}

}  // namespace

web::ImportAnswer import_now(Engine& engine, std::vector<web::ImportedFile> const& sent,
                             OperatorId actor, web::ImportRun run) {
    std::map<std::string, std::string> texts;
    for (web::ImportedFile const& file : sent) texts.insert_or_assign(file.name, file.text);
    ImportFolder const found = read_import_texts(texts, engine);
    web::ImportAnswer answer;
    for (auto const& [name, text] : texts) {
        if (std::ranges::find(found.files, name) == found.files.end()) {
            answer.refusal = Refusal{Why::bad_field, {name, "no import file has this name"}};
            return answer;
        }
    }
    if (found.files.empty()) answer.refusal = Refusal{Why::missing_field, {"files"}};
    add_all_rows(answer, found.set);
    answer.fault_count = found.problems.count;
    for (import_files::Problem const& problem : found.problems.list) {
        if (answer.faults.size() == shown_max) break;
        answer.faults.push_back(fault_of(problem));
    }
    if (!answer.refusal && !found.set.stock.rows.empty()) {
        Read const read = engine.read_at(engine.durable_seq());
        auto const guard = guard_not_imported(read, found.stock_content);
        if (!guard) answer.refusal = guard.error();
    }
    if (answer.fault_count == 0 && !answer.refusal)
        add_effects(answer, engine.read_at(engine.durable_seq()), found.set);
    if (run == web::ImportRun::dry || answer.fault_count != 0 || answer.refusal) return answer;
    auto const report = import_into(engine, found, actor);
    if (!report) answer.refusal = report.error();
    return answer;
}

web::PlanNow plan_now(Read const& read, Instant at, Rules const& rules) {
    WavePreview preview =
        preview_waves(read, only_warehouse, at, wave_rules(read, only_warehouse, rules));
    web::PlanNow plan;
    for (WavePreview::Row& row : preview.waves)
        plan.waves.push_back({std::move(row.command), row.release_now, row.lines});
    std::map<planning::ReasonCode, web::LeftOutNow> reasons;
    for (planning::LeftOut const& order : preview.left_out) {
        web::LeftOutNow& left_out = reasons[order.reason.code];
        if (left_out.orders++ == 0) left_out.reason = boost::json::serialize(to_json(order.reason));
    }
    for (auto& [code, left_out] : reasons) plan.left_out.push_back(std::move(left_out));
    return plan;
}

web::OfficePorts office_ports(Engine& engine, OfficeFacts facts, web::DemoPort demo) {
    auto const proof = std::make_shared<ChainProof>(engine);
    std::string const started_at = to_text(engine.now());
    web::OfficePorts ports{.plan = plan_now, .demo = std::move(demo)};
    ports.import = [&engine](std::vector<web::ImportedFile> const& files, OperatorId actor,
                             web::ImportRun run) { return import_now(engine, files, actor, run); };
    ports.labels = label_port();
    ports.system = [facts, started_at, proof] { return system_now(facts, started_at, *proof); };
    if (!facts.backups.empty())
        ports.back_up = [&engine, folder = facts.backups] { return back_up(engine, folder); };
    return ports;
}

}  // namespace wms
