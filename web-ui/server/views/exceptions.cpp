// SPDX-License-Identifier: Apache-2.0
#include "server/views/exceptions.hpp"

#include "domain/change.hpp"
#include "domain/problem.hpp"
#include "domain/process/pack_short.hpp"
#include "domain/process/waybill.hpp"
#include "domain/scan.hpp"
#include "engine/apply.hpp"
#include "server/views/tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace wms::web::views {
namespace {

struct Step {
    std::string_view code;
    boost::json::object text;
    std::string path = {};
    boost::json::value body = nullptr;
    boost::json::value open = nullptr;
    std::string page = {};
    bool wants_reason = false;  // the person says why
};

struct Row {
    ExceptionRef ref;
    std::string kind;
    boost::json::object kind_text;
    Instant since;
    std::string subject;
    boost::json::object text;
    boost::json::value owner = nullptr;
    boost::json::array about = {};
    Step step;
    std::vector<Step> other_steps = {};
};

// What every row is made from.
struct Looked {
    Read const& read;
    Activity const& activity;
    Instant at;
    std::uint64_t seq;  // of `read`
};

Instant waits_since(Looked const& looked, Waits what, std::uint64_t id) {
    return looked.activity.with([&](Activity const& a) {
        return a.waiting_since(what, id, looked.seq).value_or(looked.at);
    });
}

boost::json::value json_of(Step const& step) {
    return boost::json::object{
        {"code", step.code},
        {"text", step.text},
        {"method", step.path.empty() ? "GET" : "POST"},
        {"path", step.path.empty() ? boost::json::value(nullptr) : boost::json::value(step.path)},
        {"body", step.body},
        {"open", step.open},
        {"page", step.page.empty() ? boost::json::value(nullptr) : boost::json::value(step.page)},
        {"reason", step.wants_reason}};
}

boost::json::object json_of(Row const& row) {
    boost::json::array others;
    for (Step const& step : row.other_steps) others.push_back(json_of(step));
    return {{"id", exception_id(row.ref)},
            {"kind", row.kind},
            {"kind_text", row.kind_text},
            {"since", tell::time(row.since)},
            {"open", true},
            {"subject", row.subject},
            {"text", row.text},
            {"owner", row.owner},
            {"next_step", json_of(row.step)},
            {"other_steps", std::move(others)},
            {"about", row.about}};
}

// For an address: only what may stand there as it is.
std::string percent_encoded(std::string_view text) {
    std::string encoded;
    for (char const c : text) {
        bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                           (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
        if (plain) {
            encoded += c;
        } else {
            encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return encoded;
}

std::string close_path(ExceptionRef ref) {
    return fmt::format("/api/v1/exceptions/{}/close", exception_id(ref));
}

Step close_step(ExceptionRef ref) {
    return {.code = "close",
            .text = text_json("Dealt with: close", "已处理：关闭"),
            .path = close_path(ref),
            .body = boost::json::object{},
            .wants_reason = true};
}

Step reject_step(std::string path, boost::json::object text) {
    return {.code = "reject",
            .text = std::move(text),
            .path = std::move(path),
            .body = boost::json::object{},
            .wants_reason = true};
}

// The parcel a problem names first, by its number.
ParcelId parcel_in(Problem const& problem) {
    constexpr std::string_view prefix = "PC-";
    if (problem.about.empty() || !problem.about.front().starts_with(prefix)) return {};
    std::string_view const digits = std::string_view{problem.about.front()}.substr(prefix.size());
    std::uint64_t id = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), id);
    return ParcelId{id};
}

// It is found, opened and weighed again at its station: the card says where that is.
void look_at_parcel(Read const& read, ParcelId id, Row& row) {
    auto const parcel = tables::parcels.find(read, id);
    if (!parcel) return;
    row.about = {tell::card("parcel", id.value(), parcel_name(id)),
                 tell::order(read, parcel->order)};
    row.owner = tell::person(read, parcel->packer);
    row.other_steps = {row.step};
    row.step = {.code = "look",
                .text = text_json("Look at the parcel", "查看包裹"),
                .open = tell::card("parcel", id.value(), parcel_name(id))};
}

// Goods that were set apart are counted alone; where some were found, all that lies there is.
Step count_step(Read const& read, Problem const& problem, std::string_view reason) {
    boost::json::object body{{"reason", reason}};
    if (problem.kind == ProblemKind::pack_short)
        body["sku"] = tables::skus.at(read, problem.sku).code;
    return {.code = "count_now",
            .text = text_json("Have it counted", "安排盘点"),
            .path = fmt::format("/api/v1/locations/{}/count-now", problem.location.value()),
            .body = std::move(body)};
}

// Somebody decides not to wait for what is still to come.
Step send_short_step(OrderId order) {
    return {.code = "send_short",
            .text = text_json("Send the order without it", "不再等待，缺件发货"),
            .path = fmt::format("/api/v1/orders/{}/send-short", order.value()),
            .body = boost::json::object{},
            .wants_reason = true};
}

// The parcel waits for goods that nobody can fetch: the one thing that makes it go on comes first.
// Else what is left is to settle the pieces that were set apart at the station.
void add_pack_short(Read const& read, Problem const& problem, Row& row) {
    row.about.push_back(tell::order(read, problem.order));
    Step const settle = problem.location ? count_step(read, problem, "pack_short") : row.step;
    auto const parked = packing::parked_of(read, problem.order);
    if (!parked || !packing::waits_for_goods(read, *parked)) {
        if (problem.location) row.other_steps = {row.step};
        row.step = settle;
        return;
    }
    row.other_steps = {row.step};
    if (problem.location) row.other_steps.insert(row.other_steps.begin(), settle);
    row.step = send_short_step(problem.order);
}

// Goods that lie where the books have none: a count there settles it.
Row of_problem(Read const& read, ProblemId id, Problem const& problem) {
    ExceptionRef const ref{ExceptionOf::problem, id.value()};
    auto const told = [&](Language language) { return problem_text(problem, language); };
    Row row{.ref = ref,
            .kind = tell::name(problem.kind),
            .kind_text = tell::word(problem.kind),
            .since = problem.since,
            .subject = problem.subject,
            .text = text_json(told(Language::en), told(Language::zh)),
            .step = close_step(ref)};
    if (problem.location) row.about.push_back(tell::of(read, holder::at(problem.location)));
    if (problem.sku) row.about.push_back(tell::sku(read, problem.sku));
    if (problem.kind == ProblemKind::found_stock && problem.location) {
        row.other_steps = {row.step};
        row.step = count_step(read, problem, "found_stock");
    }
    if (problem.kind == ProblemKind::weight_off) look_at_parcel(read, parcel_in(problem), row);
    if (problem.kind == ProblemKind::pack_short && problem.order)
        add_pack_short(read, problem, row);
    return row;
}

Row of_count(Looked const& looked, CountId id, Count const& count) {
    Read const& read = looked.read;
    ExceptionRef const ref{ExceptionOf::count, id.value()};
    std::int64_t const off = count.results.empty() ? 0 : variance(count.results.back());
    std::string const place = name_of(read, holder::at(count.location));
    Row row{.ref = ref,
            .kind = "count_review",
            .kind_text = text_json("Count to decide", "盘点待审核"),
            .since = waits_since(looked, Waits::count, id.value()),
            .subject = fmt::format("{} {}", place, sku_name(read, count.sku)),
            .text = text_json(fmt::format("{} pieces off at {}", off, place),
                              fmt::format("{} 差异 {} 件", place, off)),
            .step = {.code = "approve",
                     .text = text_json("Approve the difference", "确认差异"),
                     .path = fmt::format("/api/v1/counts/{}/approve", id.value()),
                     .body = boost::json::object{{"reason", count.reason}}},
            .other_steps = {reject_step(fmt::format("/api/v1/counts/{}/reject", id.value()),
                                        text_json("Reject: count again", "驳回，重新盘点"))}};
    if (!count.results.empty()) row.owner = tell::person(read, count.results.back().counter);
    row.about = {tell::of(read, holder::at(count.location)), tell::sku(read, count.sku)};
    return row;
}

Row of_adjustment(Read const& read, AdjustmentId id, Adjustment const& one) {
    std::string const place = name_of(read, one.quant.holder);
    Row row{
        .ref = {ExceptionOf::adjustment, id.value()},
        .kind = "adjustment",
        .kind_text = text_json("Adjustment for another lead", "库存调整待他人批准"),
        .since = one.asked_at,
        .subject = fmt::format("{} {}", place, sku_name(read, one.quant.sku)),
        .text = text_json(fmt::format("{:+} pieces at {}: {}", one.difference, place, one.reason),
                          fmt::format("{} 调整 {:+} 件：{}", place, one.difference, one.reason)),
        .owner = tell::person(read, one.asked_by),
        .step = {.code = "approve",
                 .text = text_json("Approve the adjustment", "批准调整"),
                 .path = fmt::format("/api/v1/stock/adjustments/{}/approve", id.value()),
                 .body = boost::json::object{{"reason", ""}}},
        .other_steps = {reject_step(fmt::format("/api/v1/stock/adjustments/{}/reject", id.value()),
                                    text_json("Reject the adjustment", "驳回调整"))}};
    row.about = {tell::of(read, one.quant.holder), tell::sku(read, one.quant.sku)};
    return row;
}

struct PoolQueue {
    std::int64_t parcels = 0;
    std::optional<Instant> since = {};  // of the first that waits
};
// The parcels of each carrier that heard that its pool is empty.
std::map<CarrierId, PoolQueue> waiting_for_pool(Looked const& looked) {
    std::map<CarrierId, PoolQueue> queues;
    tables::parcels.scan_index_from<tables::parcels_open>(
        looked.read, tables::OpenParcelKey{}, [&](tables::OpenParcelKey const& key, ParcelId id) {
            if (key.state != ParcelState::waybill_wait) return true;
            Parcel const parcel = tables::parcels.at(looked.read, id);
            if (!waybill::waits_for_pool(looked.read, parcel)) return true;
            PoolQueue& queue = queues[parcel.carrier];
            Instant const began = waits_since(looked, Waits::parcel, id.value());
            queue.since = std::min(queue.since.value_or(began), began);
            ++queue.parcels;
            return true;
        });
    return queues;
}

// Fewer numbers in the pool than the carrier's minimum (§4.8.3), or none and parcels that wait for
// one: then it is told without a minimum as well.
std::optional<Row> of_pool(Looked const& looked, CarrierId id, Carrier const& carrier,
                           PoolQueue const& queue) {
    std::int64_t const waiting = queue.parcels;
    std::int64_t const wanted = std::max<std::int64_t>(carrier.numbers_min, waiting > 0 ? 1 : 0);
    if (wanted == 0) return std::nullopt;
    std::int64_t left = 0;
    tables::pool.scan(looked.read, id,
                      [&](PoolKey const&, PoolNumber const&) { return ++left < wanted; });
    if (left >= wanted) return std::nullopt;
    Instant const low_since =
        looked.activity.with([&](Activity const& a) { return a.pool_low_since(id, left, wanted); });
    return Row{
        .ref = {ExceptionOf::pool, id.value()},
        .kind = "pool_low",
        .kind_text = text_json("Waybill numbers run out", "面单号不足"),
        .since = carrier.numbers_min > 0 ? low_since : queue.since.value_or(looked.at),
        .subject = carrier.code,
        .text = text_json(fmt::format("{}: {} numbers left, {} wanted, {} parcels wait for one",
                                      carrier.code, left, wanted, waiting),
                          fmt::format("{}：剩余 {} 个，应不少于 {}，{} 个包裹在等号", carrier.code,
                                      left, wanted, waiting)),
        .step = {.code = "look",
                 .text = text_json("Load numbers (admin)", "补充面单号（管理员）"),
                 .open = tell::card("carrier", id.value(), carrier.code)}};
}

Row of_parcel(Looked const& looked, ParcelId id, Parcel const& parcel) {
    Read const& read = looked.read;
    bool const failed = parcel.waybill_state == WaybillState::failed;
    std::string const carrier = tell::carrier(read, parcel.carrier);
    Row row{.ref = {ExceptionOf::parcel, id.value()},
            .kind = failed ? "waybill_refused" : "waybill_unknown",
            .kind_text = failed ? text_json("Waybill refused", "面单被拒")
                                : text_json("Waybill without answer", "面单无回应"),
            .since = waits_since(looked, Waits::parcel, id.value()),
            .subject = parcel_name(id),
            .text = failed
                        ? text_json(fmt::format("{} refused parcel {}", carrier, parcel_name(id)),
                                    fmt::format("{} 拒绝了包裹 {}", carrier, parcel_name(id)))
                        : text_json(fmt::format("{} has not answered for parcel {}", carrier,
                                                parcel_name(id)),
                                    fmt::format("{} 未答复包裹 {}", carrier, parcel_name(id))),
            .owner = tell::person(read, parcel.packer),
            .step = {.code = "retry",
                     .text = text_json("Ask the carrier again", "重新取号"),
                     .path = fmt::format("/api/v1/parcels/{}/retry", id.value()),
                     .body = boost::json::object{}}};
    if (!failed)  // asked by itself until the carrier answers; asking twice might print two labels
        row.step = {.code = "look",
                    .text = text_json("Look at the parcel", "查看包裹"),
                    .open = tell::card("parcel", id.value(), parcel_name(id))};
    row.about = {tell::card("parcel", id.value(), parcel_name(id)),
                 tell::order(read, parcel.order)};
    return row;
}

std::string text_in(boost::json::object const& text, std::string_view language) {
    return text.at(language).as_string().c_str();
}

// The printer's reason, else how the job stands.
boost::json::object why_of(PrintJob const& job) {
    return job.printer_reason.empty() ? tell::word(job.state)
                                      : tell::printer_reason(job.printer_reason);
}

Row of_print(Looked const& looked, PrintJobId id, PrintJob const& job) {
    Read const& read = looked.read;
    std::string const parcel = parcel_name(job.parcel);
    auto const why = why_of(job);
    Row row{
        .ref = {ExceptionOf::print_job, id.value()},
        .kind = "label_" + tell::name(job.state),
        .kind_text = text_json("Label not proved", "标签未确认"),
        .since = waits_since(looked, Waits::print_job, id.value()),
        .subject = fmt::format("{} {}", parcel, job.printer),
        .text = text_json(
            fmt::format("Label {} on {}: {}", job.document, job.printer, text_in(why, "en")),
            fmt::format("标签 {}，打印机 {}：{}", job.document, job.printer, text_in(why, "zh"))),
        .owner = tell::person(read, tables::parcels.at(read, job.parcel).packer),
        .step = {.code = "reprint",
                 .text = text_json("Print it again", "重新打印"),
                 .path = fmt::format("/api/v1/parcels/{}/reprint", job.parcel.value()),
                 .body = boost::json::object{{"reason", "not_printed"}}}};
    row.about = {tell::card("parcel", job.parcel.value(), parcel)};
    return row;
}

// Office paper and locations' labels: what did not come out is printed as a further copy.
Row of_sheet(Looked const& looked, PrintJobId id, PrintJob const& job) {
    Read const& read = looked.read;
    auto const why = why_of(job);
    bool const location = job.kind == PrintKind::location;
    Row row{.ref = {ExceptionOf::print_job, id.value()},
            .kind = "label_" + tell::name(job.state),
            .kind_text = text_json("Not printed", "未打印"),
            .since = waits_since(looked, Waits::print_job, id.value()),
            .subject = fmt::format("{} {}", job.document, job.printer),
            .text = text_json(
                fmt::format("{} on {}: {}", job.document, job.printer, text_in(why, "en")),
                fmt::format("{}，打印机 {}：{}", job.document, job.printer, text_in(why, "zh"))),
            .step = {.code = "reprint",
                     .text = text_json("Print it again", "重新打印"),
                     .path = fmt::format("/api/v1/prints/{}/again", id.value()),
                     .body = boost::json::object{}}};
    if (location)
        row.about = {tell::card("location", job.object,
                                tables::locations.at(read, LocationId{job.object}).code)};
    return row;
}

// Attached to a SKU it is known; else the label it came from is thrown away.
Row of_unknown_code(Looked const& looked, UnknownCode const& code) {
    Read const& read = looked.read;
    ExceptionRef const ref{ExceptionOf::unknown_code, code.first_seq};
    auto const scanned = resolve(read, code.raw, day_of(looked.at, 0));
    std::string const barcode = scanned ? barcode_text(scanned->parsed) : code.raw;
    auto const device = tables::devices.find(read, code.last_device);
    std::string where = device ? device->code : "?";
    if (code.last_place) where += " " + name_of(read, holder::at(code.last_place));
    Row row{.ref = ref,
            .kind = "unknown_code",
            .kind_text = text_json("Code nobody knows", "无法识别的条码"),
            .since = code.first_at,
            .subject = code.shown,
            .text = text_json(
                fmt::format("{}: scanned {} times, last at {}", code.shown, code.times, where),
                fmt::format("{}：扫描 {} 次，最近在 {}", code.shown, code.times, where)),
            .owner = tell::person(read, code.last_by),
            .step = {.code = "attach",
                     .text = text_json("Attach it to a SKU", "绑定到商品"),
                     .page = "admin/skus?barcode=" + percent_encoded(barcode)},
            .other_steps = {
                reject_step(close_path(ref), text_json("Leave it: no goods of ours", "忽略"))}};
    if (code.last_place) row.about.push_back(tell::of(read, holder::at(code.last_place)));
    return row;
}

void add_unknown_codes(Looked const& looked, std::vector<Row>& rows) {
    auto const codes = looked.activity.with([&](Activity const& a) {
        return a.unknown_codes().list(looked.read, day_of(looked.at, 0));
    });
    for (UnknownCode const& code : codes) rows.push_back(of_unknown_code(looked, code));
}

void add_problems(Read const& read, std::vector<Row>& rows) {
    for (auto const& [id, problem] : open_problems(read))
        rows.push_back(of_problem(read, id, problem));
}

void add_others(Looked const& looked, std::vector<Row>& rows) {
    Read const& read = looked.read;
    tables::counts.scan_index<tables::counts_open>(
        read, CountState::to_review, [&](CountState, CountId id) {
            rows.push_back(of_count(looked, id, tables::counts.at(read, id)));
            return rows.size() < 2 * exceptions_max;
        });
    tables::adjustments.scan_index_from<0>(read, WarehouseId{}, [&](WarehouseId, AdjustmentId id) {
        rows.push_back(of_adjustment(read, id, tables::adjustments.at(read, id)));
        return rows.size() < 2 * exceptions_max;
    });
    auto queues = waiting_for_pool(looked);
    tables::carriers.scan_all(read, [&](CarrierId id, Carrier const& carrier) {
        if (auto row = of_pool(looked, id, carrier, queues[id])) rows.push_back(*std::move(row));
        return true;
    });
    tables::parcels.scan_index_from<tables::parcels_open>(
        read, tables::OpenParcelKey{}, [&](tables::OpenParcelKey const& key, ParcelId id) {
            if (key.state != ParcelState::waybill_wait) return true;
            Parcel const parcel = tables::parcels.at(read, id);
            bool const stuck = parcel.waybill_state == WaybillState::unknown ||
                               parcel.waybill_state == WaybillState::failed;
            if (stuck) rows.push_back(of_parcel(looked, id, parcel));
            return rows.size() < 2 * exceptions_max;
        });
    tables::print_jobs.scan_index_from<0>(read, StationId{}, [&](StationId, PrintJobId id) {
        PrintJob const job = tables::print_jobs.at(read, id);
        if (!waits_for_a_person(job.state)) return rows.size() < 2 * exceptions_max;
        bool const label = job.kind == PrintKind::waybill;
        rows.push_back(label ? of_print(looked, id, job) : of_sheet(looked, id, job));
        return rows.size() < 2 * exceptions_max;
    });
}

std::vector<Row> all_rows(Read const& read, Activity const& activity, Instant at) {
    std::vector<Row> rows;
    add_problems(read, rows);
    Looked const looked{read, activity, at, applied_seq_of(read)};
    add_others(looked, rows);
    add_unknown_codes(looked, rows);
    std::ranges::stable_sort(rows, {}, &Row::since);
    return rows;
}

std::string_view bucket(Elapsed age) {
    if (age < 5_min) return "under_5_min";
    if (age < 15_min) return "under_15_min";
    if (age < 60_min) return "under_1_h";
    return "older";
}

constexpr std::size_t problems_looked_at = 20'000;

}  // namespace

std::vector<std::pair<ProblemId, Problem>> open_problems(Read const& read) {
    std::vector<std::pair<ProblemId, Problem>> found;
    auto const counter = tables::counters.find(read, tables::Counter::problem);
    std::uint64_t id = counter ? counter->last : 0;
    for (std::size_t seen = 0; id > 0 && seen < problems_looked_at; --id, ++seen) {
        auto const row = tables::problems.find(read, ProblemId{id});
        if (row && row->open) found.emplace_back(ProblemId{id}, *row);
        if (found.size() == exceptions_max) break;
    }
    return found;
}

boost::json::object exceptions(Read const& read, Activity const& activity, Instant at) {
    boost::json::array items;
    auto const rows = all_rows(read, activity, at);
    for (Row const& row : rows) {
        if (items.size() == exceptions_max) break;
        items.push_back(json_of(row));
    }
    return {{"at", tell::time(at)}, {"open", rows.size()}, {"items", std::move(items)}};
}

boost::json::object exception_counts(Read const& read, Activity const& activity, Instant at) {
    struct Kind {
        boost::json::object text;
        std::int64_t open = 0;
        Instant oldest;
    };
    std::map<std::string, Kind> kinds;
    std::map<std::string_view, std::int64_t> ages;
    auto const rows = all_rows(read, activity, at);
    for (Row const& row : rows) {
        Kind& kind = kinds.try_emplace(row.kind, Kind{row.kind_text, 0, row.since}).first->second;
        ++kind.open;
        ++ages[bucket(at - row.since)];
    }
    boost::json::array by_kind;
    for (auto const& [name, kind] : kinds)
        by_kind.push_back({{"kind", name},
                           {"text", kind.text},
                           {"open", kind.open},
                           {"oldest_since", tell::time(kind.oldest)}});
    boost::json::array by_age;
    for (std::string_view const age : {"under_5_min", "under_15_min", "under_1_h", "older"})
        by_age.push_back({{"bucket", age}, {"open", ages[age]}});
    return {{"open", rows.size()},
            {"oldest_since", rows.empty() ? nullptr : tell::time(rows.front().since)},
            {"by_kind", std::move(by_kind)},
            {"by_age", std::move(by_age)}};
}

}  // namespace wms::web::views
