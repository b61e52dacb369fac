// SPDX-License-Identifier: Apache-2.0
#include "server/views/activity.hpp"

#include "engine/apply.hpp"

#include <algorithm>

namespace wms::web {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::size_t step_entries = 2000;
constexpr std::size_t path_max = 2000;
constexpr Elapsed break_min = 10_min;  // a longer silence is no work
constexpr Elapsed delivery_max{7 * 24 * hour_ms};
constexpr std::size_t pool_moves_max = 10'000;
constexpr std::size_t told_max = 10'000;  // of one thing

// A piece that the packer found missing; `quantity` of them.
constexpr auto missing_piece = static_cast<ProblemKind>(10);

bool is_terminal(std::uint16_t tag) {
    return tag == ScanCode::tag || tag == PressButton::tag;
}

}  // namespace

bool waits_for_a_person(PrintState state) {
    return state == PrintState::unconfirmed || state == PrintState::failed ||
           state == PrintState::held_printer || state == PrintState::unknown;
}

std::int64_t Recent::since(Instant from) const {
    auto const first = std::ranges::lower_bound(times_, from);
    return static_cast<std::int64_t>(times_.end() - first);
}

void Times::add(Instant from, Instant to) {
    if (from == Instant{} || to < from) return;
    seconds_.push_back(static_cast<std::int32_t>((to - from).value() / 1000));
}

Times& Times::operator+=(Times const& other) {
    seconds_.insert(seconds_.end(), other.seconds_.begin(), other.seconds_.end());
    return *this;
}

std::optional<Elapsed> Times::within(std::size_t percent) const {
    if (seconds_.empty()) return std::nullopt;
    auto sorted = seconds_;
    auto const rank = (sorted.size() * percent + 99) / 100;
    auto const at =
        sorted.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1)) - 1;
    std::ranges::nth_element(sorted, at);
    return Elapsed{std::int64_t{*at} * 1000};
}

HourFigures& HourFigures::operator+=(HourFigures const& other) {
    for (auto const field :
         {&HourFigures::orders_in, &HourFigures::orders_out, &HourFigures::orders_on_time,
          &HourFigures::lines, &HourFigures::picking_ms, &HourFigures::pieces_packed,
          &HourFigures::wrong_at_pack, &HourFigures::missing_at_pack, &HourFigures::counts,
          &HourFigures::counts_right, &HourFigures::parcels_out, &HourFigures::refusals,
          &HourFigures::scans, &HourFigures::orders_cancelled, &HourFigures::orders_complete,
          &HourFigures::labels_right, &HourFigures::pieces_in, &HourFigures::pieces_out,
          &HourFigures::pieces_shipped})
        this->*field += other.*field;
    for (auto const times : {&HourFigures::approve, &HourFigures::release, &HourFigures::pick,
                             &HourFigures::pack, &HourFigures::hand_over, &HourFigures::dock})
        this->*times += other.*times;
    return *this;
}

Activity::Activity(Engine& engine, int days) : engine_{engine} {
    Instant const from = engine.now() - Elapsed{days * 24 * hour_ms};
    counted_from_ = from;
    if (auto const row = tables::warehouses.find(engine.read(), WarehouseId{1}))
        offset_min_ = row->utc_offset_min;
    seq_ = std::max<std::uint64_t>(engine.journal().first_at_or_after(from), 1) - 1;
    durable_ = engine.durable_seq();
    subscription_ = engine.subscribe([this](std::uint64_t last) {
        std::lock_guard const lock{wake_mutex_};
        durable_ = last;
        woken_.notify_all();
    });
    thread_ = std::thread{[this] { run(); }};
}

Activity::~Activity() {
    engine_.unsubscribe(subscription_);
    {
        std::lock_guard const lock{wake_mutex_};
        stopping_ = true;
        woken_.notify_all();
    }
    thread_.join();
}

void Activity::run() {
    std::unique_lock lock{wake_mutex_};
    while (!stopping_) {
        if (durable_ <= seq_) {
            woken_.wait(lock);
            continue;
        }
        lock.unlock();
        bool const got_on = catch_up();
        lock.lock();
        woken_.notify_all();
        if (!got_on || durable_ - seq_ < step_entries)  // many scans share one look
            woken_.wait_for(lock, std::chrono::milliseconds{100}, [this] { return stopping_; });
    }
}

void Activity::wait_for(std::uint64_t seq) const {
    std::unique_lock lock{wake_mutex_};
    woken_.wait_for(lock, std::chrono::seconds{20}, [&] {
        std::lock_guard const inner{mutex_};
        return seq_ >= seq;
    });
}

// As far as the tables are committed by themselves: a commit forced for figures would make scans
// wait (architecture §4).
bool Activity::catch_up() {
    Read const read = engine_.read();
    std::uint64_t const last = applied_seq_of(read);
    auto const entries = engine_.entries_since(seq_, step_entries);
    std::lock_guard const lock{mutex_};
    std::uint64_t const before = seq_;
    for (store::SealedEntry const& sealed : entries) {
        if (sealed.entry.seq > last) break;
        take(sealed.entry, read);
        seq_ = sealed.entry.seq;
    }
    return seq_ != before;
}

HourFigures& Activity::hour(Instant at) {
    return hours_[at.value() / hour_ms];
}

// A new calendar day of the warehouse: people and heat begin at nothing.
void Activity::begin_day(Instant at) {
    Day const day = day_of(at, offset_min_);
    if (day == day_) return;
    day_ = day;
    people_.clear();
    for (auto& [id, place] : places_) place.picks = 0;
}

HourFigures Activity::today() const {
    HourFigures sum{};
    for (auto const& [hour, figures] : hours_) {
        if (day_of(Instant{hour * hour_ms}, offset_min_) == day_) sum += figures;
    }
    return sum;
}

std::int64_t Activity::lines_since(WaveId wave, Instant from) const {
    auto const found = waves_.find(wave);
    return found == waves_.end() ? 0 : found->second.recent.since(from);
}

Activity::Doing Activity::doing(OperatorId who) const {
    auto const found = doing_.find(who);
    return found == doing_.end() ? Doing{} : found->second;
}

LocationId Activity::place_of(OperatorId who, Read const& read) const {
    Doing const at = doing(who);
    if (at.location) return at.location;
    auto const task = tables::tasks.find(read, at.task);
    if (task && task->quant.holder.kind == HolderKind::location)
        return LocationId{task->quant.holder.id};
    auto const station = tables::stations.find(read, at.station);
    return station ? station->location : LocationId{};
}

// Judged by what the person was at when it was scanned.
void Activity::refused(store::Entry const& entry, PersonFigures& person, HourFigures& figures) {
    auto const why = static_cast<Why>(entry.refused);
    if (group_of(why) != Group::fix_scan) return;
    ++person.refusals;
    ++figures.refusals;
    // Not wrong_sku: that one is wanted too, only by the next order of the same tote.
    bool const wrong_piece = why == Why::not_needed_here || why == Why::over ||
                             why == Why::wrong_lot || why == Why::wrong_serial;
    if (wrong_piece && doing(entry.actor).process == Process::packing) ++figures.wrong_at_pack;
}

// The time since a person's last step belongs to what the person was at meanwhile.
void Activity::take_step(store::Entry const& entry) {
    PersonFigures& person = people_[entry.actor];
    if (person.since == Instant{}) person.since = entry.at;
    Elapsed const pause = person.last == Instant{} ? 0_ms : entry.at - person.last;
    HourFigures& figures = hour(entry.at);
    bool const picking = pause < break_min && doing(entry.actor).process == Process::picking;
    if (picking) figures.picking_ms += pause.value();
    person.last = entry.at;
    ++person.scans;
    ++figures.scans;
    if (entry.refused != 0) refused(entry, person, figures);
}

void Activity::take(store::Entry const& entry, Read const& read) {
    begin_day(entry.at);
    bool const step = is_terminal(entry.command_tag);
    if (!entry.events.empty() || step) figures_seq_ = entry.seq;
    if (step && entry.actor) take_step(entry);
    unknown_codes_.take(entry, place_of(entry.actor, read));
    messages_.take(entry, read);
    for (RawEvent const& event : raw_events_of(entry.events)) {
        take_event(entry, event.tag, event.bytes, read);
        views::each_happening(read, entry.at, event, [&](views::Happening const& happened) {
            for (tables::TraceObject const& thing : happened.things) note_told(entry, thing);
        });
    }
}

void Activity::note_told(store::Entry const& entry, tables::TraceObject const& thing) {
    auto& seqs = told_[{thing.kind, thing.id}];
    if (!seqs.empty() && seqs.back() == entry.seq) return;
    seqs.push_back(entry.seq);
    if (seqs.size() > told_max) seqs.pop_front();
}

std::vector<std::uint64_t> Activity::told_of(tables::TraceObject const& thing, std::uint64_t after,
                                             std::size_t limit, bool newest_first) const {
    auto const found = told_.find({thing.kind, thing.id});
    if (found == told_.end()) return {};
    auto const& seqs = found->second;
    std::vector<std::uint64_t> page;
    if (newest_first) {
        auto at = after == 0 ? seqs.end() : std::ranges::lower_bound(seqs, after);
        while (at != seqs.begin() && page.size() < limit) page.push_back(*--at);
        return page;
    }
    auto at = std::ranges::upper_bound(seqs, after);
    while (at != seqs.end() && page.size() < limit) page.push_back(*at++);
    return page;
}

void Activity::take_event(store::Entry const& entry, std::uint64_t tag, std::string_view bytes,
                          Read const& read) {
    if (take_waiting(entry, tag, bytes)) return;
    switch (tag) {
        case OrderPlaced::tag: {
            auto const event = from_bytes<OrderPlaced>(bytes);
            if (orders_.try_emplace(event.id, OrderTimes{entry.at, {}, {}, {}, {}}).second)
                ++hour(entry.at).orders_in;
            return;
        }
        case OrderReviewed::tag: return take_review(entry.at, from_bytes<OrderReviewed>(bytes));
        case BatchReleased::tag: return take_batch(entry, bytes);
        case TaskProgressed::tag: return take_progress(entry, bytes, read);
        case StockPosted::tag: return take_posting(entry, bytes);
        case ParcelChanged::tag: return take_parcel(entry, bytes, read);
        case LineReduced::tag: {
            auto const event = from_bytes<LineReduced>(bytes);
            auto const order = tables::orders.find(read, event.order);
            bool const gone = order && order->state == OrderState::cancelled;
            if (gone && orders_.erase(event.order) > 0) ++hour(entry.at).orders_cancelled;
            return;
        }
        case CountFinished::tag: return take_count(entry, bytes, read);
        case SessionChanged::tag: {
            auto const event = from_bytes<SessionChanged>(bytes);
            Session const& at = event.session;
            doing_[event.who] = {at.process, at.location, at.task, at.station};
            return;
        }
        case SignedOut::tag: doing_.erase(from_bytes<SignedOut>(bytes).who); return;
        case ProblemRaised::tag: {
            auto const event = from_bytes<ProblemRaised>(bytes);
            if (event.row.kind == missing_piece)
                hour(entry.at).missing_at_pack +=
                    std::max<std::int64_t>(event.row.quantity.value(), 1);
            return;
        }
        default: return;
    }
}

void Activity::take_count(store::Entry const& entry, std::string_view bytes, Read const& read) {
    auto const event = from_bytes<CountFinished>(bytes);
    bool const is_result = event.state != CountState::recount;  // goods are judged, not rounds
    if (is_result) ++hour(entry.at).counts;
    if (is_result && variance(event.result) == 0) ++hour(entry.at).counts_right;
    if (auto const count = tables::counts.find(read, event.id))
        places_[count->location].counted_at = entry.at;
    bool const waits = event.state == CountState::to_review;
    note_waiting(Waits::count, event.id.value(), waits ? 1 : 0, entry.at);
}

// What only begins or ends a wait; false for anything else.
bool Activity::take_waiting(store::Entry const& entry, std::uint64_t tag, std::string_view bytes) {
    auto const ended = [&](CountId id) { note_waiting(Waits::count, id.value(), 0, entry.at); };
    switch (tag) {
        case CountApproved::tag: ended(from_bytes<CountApproved>(bytes).id); return true;
        case CountRejected::tag: ended(from_bytes<CountRejected>(bytes).id); return true;
        case PrintJobCreated::tag: {
            auto const event = from_bytes<PrintJobCreated>(bytes);
            take_print(entry.at, event.id, event.row);
            return true;
        }
        case PrintJobChanged::tag: {
            auto const event = from_bytes<PrintJobChanged>(bytes);
            take_print(entry.at, event.id, event.row);
            return true;
        }
        case PoolNumberAdded::tag:
            move_pool(from_bytes<PoolNumberAdded>(bytes).key.carrier, entry.at, 1);
            return true;
        case PoolNumberUsed::tag:
            move_pool(from_bytes<PoolNumberUsed>(bytes).key.carrier, entry.at, -1);
            return true;
        case CarrierDefined::tag: {
            auto const event = from_bytes<CarrierDefined>(bytes);
            PoolFigures& pool = pools_[event.id];
            if (event.row.numbers_min > pool.numbers_min) pool.wanted_since = entry.at;
            pool.numbers_min = event.row.numbers_min;
            return true;
        }
        default: return false;
    }
}

// Held, failed and out of sight are one wait after the other: each has its own beginning.
void Activity::take_print(Instant at, PrintJobId id, PrintJob const& row) {
    unsigned const state = waits_for_a_person(row.state) ? static_cast<unsigned>(row.state) : 0;
    note_waiting(Waits::print_job, id.value(), state, at);
}

void Activity::note_waiting(Waits what, std::uint64_t id, unsigned state, Instant at) {
    if (state == 0) {
        waiting_.erase({what, id});
        return;
    }
    Waiting& waiting = waiting_[{what, id}];
    if (waiting.state != state) waiting = {state, at};
}

std::optional<Instant> Activity::waiting_since(Waits what, std::uint64_t id,
                                               std::uint64_t seen_seq) const {
    auto const found = waiting_.find({what, id});
    if (found != waiting_.end()) return found->second.since;
    return seq_ < seen_seq ? std::nullopt : std::optional{counted_from_};
}

void Activity::move_pool(CarrierId carrier, Instant at, std::int64_t numbers) {
    auto& moves = pools_[carrier].moves;
    if (moves.empty() || moves.back().at != at) moves.push_back({at, 0});
    moves.back().numbers += numbers;
    if (moves.size() > pool_moves_max) moves.pop_front();
}

// From what is left now back to the last moment when there were enough.
Instant Activity::pool_low_since(CarrierId carrier, std::int64_t left, std::int64_t wanted) const {
    auto const found = pools_.find(carrier);
    if (found == pools_.end()) return counted_from_;
    PoolFigures const& pool = found->second;
    Instant since = counted_from_;
    for (auto move = pool.moves.rbegin(); move != pool.moves.rend(); ++move) {
        left -= move->numbers;
        if (left < wanted) continue;
        since = move->at;
        break;
    }
    return std::max(since, pool.wanted_since);
}

void Activity::take_posting(store::Entry const& entry, std::string_view bytes) {
    auto const event = from_bytes<StockPosted>(bytes);
    stock_seq_ = entry.seq;
    HourFigures& figures = hour(entry.at);
    std::int64_t const pieces = event.quantity.value();
    if (event.posting == Posting::pick && event.from.holder.kind == HolderKind::location)
        picked_from(entry, LocationId{event.from.holder.id});
    if (event.posting == Posting::pack && event.to.holder.kind == HolderKind::parcel)
        figures.pieces_packed += pieces;
    bool const from_here = holder::is_real(event.from.holder);
    bool const to_here = holder::is_real(event.to.holder);
    if (!from_here && to_here) figures.pieces_in += pieces;
    if (from_here && !to_here) figures.pieces_out += pieces;
    if (event.posting == Posting::ship) figures.pieces_shipped += pieces;
    // What was received long before is opening stock, not a delivery.
    Elapsed const since = entry.at - event.received_at;
    bool const delivered = event.posting == Posting::receive && event.received_at != Instant{} &&
                           since >= 0_ms && since <= delivery_max;
    if (delivered) figures.dock.add(event.received_at, entry.at);
}

// The first approval counts: what is looked at again later was approved before.
void Activity::take_review(Instant at, OrderReviewed const& event) {
    if (event.state != OrderState::approved) return;
    auto const found = orders_.find(event.order);
    if (found == orders_.end() || found->second.approved != Instant{}) return;
    found->second.approved = at;
    hour(at).approve.add(found->second.placed, at);
}

void Activity::take_batch(store::Entry const& entry, std::string_view bytes) {
    for (OrderId const order : from_bytes<BatchReleased>(bytes).orders) {
        OrderTimes& times = orders_[order];
        if (times.released != Instant{}) continue;
        times.released = entry.at;
        hour(entry.at).release.add(times.approved, entry.at);
    }
}

// A confirmed pick line is a task that is done (§4.0.7); one that was reported short only brings
// its wave on.
void Activity::take_progress(store::Entry const& entry, std::string_view bytes, Read const& read) {
    auto const event = from_bytes<TaskProgressed>(bytes);
    bool const ended = event.state == TaskState::done || event.state == TaskState::short_;
    if (!ended) return;
    auto const task = tables::tasks.find(read, event.task);
    if (!task) return;
    house_.add(entry.at);
    waves_[task->wave].recent.add(entry.at);
    bool const confirmed = event.state == TaskState::done;
    if (confirmed) ++hour(entry.at).lines;
    if (confirmed && entry.actor) {
        ++people_[entry.actor].lines;
        people_[entry.actor].recent.add(entry.at);
    }
    if (task->order) orders_[task->order].picked = entry.at;
}

void Activity::picked_from(store::Entry const& entry, LocationId place) {
    PlaceFigures& figures = places_[place];
    ++figures.picks;
    figures.recent.add(entry.at);
    if (!entry.actor) return;
    auto& path = people_[entry.actor].path;
    if (!path.empty() && path.back().location == place) {
        path.back().at = entry.at;
        return;
    }
    path.push_back({place, entry.at});
    if (path.size() > path_max) path.pop_front();
}

void Activity::take_parcel(store::Entry const& entry, std::string_view bytes, Read const& read) {
    auto const changed = from_bytes<ParcelChanged>(bytes);
    Parcel const& row = changed.row;
    HourFigures& figures = hour(entry.at);
    bool const waits = row.state == ParcelState::waybill_wait;
    note_waiting(Waits::parcel, changed.id.value(),
                 waits ? static_cast<unsigned>(row.waybill_state) : 0, entry.at);
    if (row.state == ParcelState::closed) {
        OrderTimes& times = orders_[row.order];
        if (times.packed == Instant{}) {
            if (times.picked != Instant{}) {
                figures.pick.add(times.released, times.picked);
                figures.pack.add(times.picked, entry.at);
            } else {
                figures.pack.add(times.released, entry.at);
            }
            times.packed = entry.at;
        }
    }
    if (row.state != ParcelState::handed_over) return;
    ++figures.parcels_out;
    auto const label = tables::print_jobs.find(read, row.print_job);
    if (label && label->copy <= 1) ++figures.labels_right;
    auto const order = tables::orders.find(read, row.order);
    if (order && order->state >= OrderState::shipped && order->state != OrderState::cancelled)
        order_left(row.order, *order, entry.at);
}

// All its parcels are gone; the last one's time counts. Sent again for another parcel of the same
// hand-over it is not counted twice.
void Activity::order_left(OrderId id, Order const& order, Instant at) {
    auto const found = orders_.find(id);
    if (found == orders_.end()) return;
    HourFigures& figures = hour(at);
    ++figures.orders_out;
    bool const in_time = order.ship_by == Instant{} || at <= order.ship_by;
    if (in_time) ++figures.orders_on_time;
    if (order.short_.is_zero()) ++figures.orders_complete;
    figures.hand_over.add(found->second.packed, at);
    orders_.erase(found);
}

}  // namespace wms::web
