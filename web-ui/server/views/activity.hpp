// SPDX-License-Identifier: Apache-2.0
// What the journal tells about today: who did how many lines, where was picked, when each order
// passed which stage. The tables hold only how things are; rates, paths and times between stages
// come from here. It follows the journal on a thread of its own and keeps nothing that a restart
// could not read again.
#pragma once

#include "domain/process/order_intake.hpp"
#include "engine/engine.hpp"
#include "server/views/happenings.hpp"
#include "server/views/messages.hpp"
#include "server/views/unknown_codes.hpp"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace wms::web {

inline constexpr Elapsed rate_window = 30_min;

// Times of the last hour, oldest first.
class Recent {
public:
    void add(Instant at) {
        times_.push_back(at);
        while (!times_.empty() && at - times_.front() > 60_min) times_.pop_front();
    }
    [[nodiscard]] std::int64_t since(Instant from) const;

private:
    std::deque<Instant> times_;
};

struct PersonFigures {
    Instant since = {};
    Instant last = {};
    std::int64_t lines = 0;
    std::int64_t scans = 0;
    std::int64_t refusals = 0;
    Recent recent = {};
    struct Seen {
        LocationId location;
        Instant at;
    };
    std::deque<Seen> path = {};  // where goods were taken, today
};
struct PlaceFigures {
    std::int64_t picks = 0;  // in this shift
    Recent recent = {};
    Instant counted_at = {};
};
struct WaveFigures {
    Recent recent = {};
};

// What may wait for a person without saying since when in its row.
enum class Waits : std::uint8_t { count, parcel, print_job };
[[nodiscard]] bool waits_for_a_person(PrintState state);
// The numbers of one carrier as they came and went.
struct PoolFigures {
    struct Move {
        Instant at;
        std::int64_t numbers = 0;  // more, or fewer
    };
    std::deque<Move> moves = {};
    std::int64_t numbers_min = 0;
    Instant wanted_since = {};  // so many
};

// How long each of some things took.
class Times {
public:
    // Without a beginning it is not known.
    void add(Instant from, Instant to);
    Times& operator+=(Times const& other);
    // So many of a hundred took no longer (50: the median); nothing where none is known.
    [[nodiscard]] std::optional<Elapsed> within(std::size_t percent) const;
    [[nodiscard]] std::size_t size() const { return seconds_.size(); }

private:
    std::vector<std::int32_t> seconds_;
};

// Of one hour.
struct HourFigures {
    std::int64_t orders_in = 0, orders_out = 0, orders_on_time = 0, pieces_packed = 0, counts = 0,
                 counts_right = 0, parcels_out = 0, refusals = 0, scans = 0, orders_cancelled = 0;
    // pick lines confirmed, and how long their pickers were in the picking process
    std::int64_t lines = 0, picking_ms = 0;
    // pieces: of another item, lot or serial, or too many; and those that were not there
    std::int64_t wrong_at_pack = 0, missing_at_pack = 0;
    // of orders out: all pieces sent; of parcels out: the first copy of the label was the proved
    // one
    std::int64_t orders_complete = 0, labels_right = 0;
    Times approve, release, pick, pack, hand_over;  // orders
    Times dock;                                     // stock rows, from their receipt to the books
    // pieces from and to outside the house, and those of them that customers got
    std::int64_t pieces_in = 0, pieces_out = 0, pieces_shipped = 0;
    HourFigures& operator+=(HourFigures const& other);
};

class Activity {
public:
    // Reads the last `days` of the journal first.
    Activity(Engine& engine, int days);
    Activity(Activity const&) = delete;
    Activity& operator=(Activity const&) = delete;
    ~Activity();

    // Everything a view asks for, under one lock.
    template <class Use>
    auto with(Use&& use) const {
        std::lock_guard const lock{mutex_};
        return use(*this);
    }
    // Only inside with():
    [[nodiscard]] std::unordered_map<OperatorId, PersonFigures> const& people() const {
        return people_;
    }
    [[nodiscard]] std::unordered_map<LocationId, PlaceFigures> const& places() const {
        return places_;
    }
    [[nodiscard]] std::int64_t lines_since(WaveId wave, Instant from) const;
    [[nodiscard]] std::int64_t lines_since(Instant from) const { return house_.since(from); }
    [[nodiscard]] std::map<std::int64_t, HourFigures> const& hours() const { return hours_; }
    [[nodiscard]] HourFigures today() const;
    // Since when it is as it is; what was so before the journal is counted is told so. Nothing: it
    // has not been read yet.
    [[nodiscard]] std::optional<Instant> waiting_since(Waits what, std::uint64_t id,
                                                       std::uint64_t seen_seq) const;
    // Since when a pool that holds `left` numbers has held fewer than `wanted`.
    [[nodiscard]] Instant pool_low_since(CarrierId carrier, std::int64_t left,
                                         std::int64_t wanted) const;
    // Entries after (before, if `newest_first`) this one that tell of a thing and move no goods of
    // it: the index of the journal has the others.
    [[nodiscard]] std::vector<std::uint64_t> told_of(tables::TraceObject const& thing,
                                                     std::uint64_t after, std::size_t limit,
                                                     bool newest_first) const;
    [[nodiscard]] UnknownCodes const& unknown_codes() const { return unknown_codes_; }
    [[nodiscard]] Messages const& messages() const { return messages_; }
    // The journal is counted from here on.
    [[nodiscard]] Instant counted_from() const { return counted_from_; }
    [[nodiscard]] std::uint64_t seq() const { return seq_; }
    // The last entry that moved goods, and the last one a figure could come from.
    [[nodiscard]] std::uint64_t stock_seq() const { return stock_seq_; }
    [[nodiscard]] std::uint64_t figures_seq() const { return figures_seq_; }

    // For tests: returns once everything up to `seq` is counted.
    void wait_for(std::uint64_t seq) const;

private:
    // What a person is at, at the entry that is read.
    struct Doing {
        Process process = Process::home;
        LocationId location = {};
        TaskId task = {};
        StationId station = {};
    };
    struct OrderTimes {
        Instant placed, approved, released, picked, packed;
    };
    void run();
    bool catch_up();  // false: nothing new is committed yet
    void take(store::Entry const& entry, Read const& read);
    void take_event(store::Entry const& entry, std::uint64_t tag, std::string_view bytes,
                    Read const& read);
    void take_progress(store::Entry const& entry, std::string_view bytes, Read const& read);
    void take_parcel(store::Entry const& entry, std::string_view bytes, Read const& read);
    void take_review(Instant at, OrderReviewed const& event);
    void take_batch(store::Entry const& entry, std::string_view bytes);
    void take_posting(store::Entry const& entry, std::string_view bytes);
    void take_count(store::Entry const& entry, std::string_view bytes, Read const& read);
    void take_print(Instant at, PrintJobId id, PrintJob const& row);
    bool take_waiting(store::Entry const& entry, std::uint64_t tag, std::string_view bytes);
    void move_pool(CarrierId carrier, Instant at, std::int64_t numbers);
    // `state` tells one wait from the next; 0 = it waits for nobody.
    void note_waiting(Waits what, std::uint64_t id, unsigned state, Instant at);
    void picked_from(store::Entry const& entry, LocationId place);
    void take_step(store::Entry const& entry);
    void refused(store::Entry const& entry, PersonFigures& person, HourFigures& figures);
    [[nodiscard]] Doing doing(OperatorId who) const;
    [[nodiscard]] LocationId place_of(OperatorId who, Read const& read) const;
    void order_left(OrderId id, Order const& order, Instant at);
    [[nodiscard]] HourFigures& hour(Instant at);
    void begin_day(Instant at);
    void note_told(store::Entry const& entry, tables::TraceObject const& thing);

    Engine& engine_;
    mutable std::mutex mutex_;
    std::unordered_map<OperatorId, PersonFigures> people_;
    std::unordered_map<OperatorId, Doing> doing_;
    std::unordered_map<LocationId, PlaceFigures> places_;
    std::unordered_map<WaveId, WaveFigures> waves_;
    std::unordered_map<OrderId, OrderTimes> orders_;
    struct Waiting {
        unsigned state = 0;
        Instant since;
    };
    std::map<std::pair<Waits, std::uint64_t>, Waiting> waiting_;
    std::unordered_map<CarrierId, PoolFigures> pools_;
    std::map<std::int64_t, HourFigures> hours_;
    std::map<std::pair<tables::Trace, std::uint64_t>, std::deque<std::uint64_t>> told_;
    UnknownCodes unknown_codes_;
    Messages messages_;
    Recent house_;
    Instant counted_from_;
    Day day_ = {};
    std::int32_t offset_min_ = 0;
    std::uint64_t seq_ = 0;
    std::uint64_t stock_seq_ = 0;
    std::uint64_t figures_seq_ = 0;

    mutable std::mutex wake_mutex_;
    mutable std::condition_variable woken_;
    std::uint64_t durable_ = 0;
    bool stopping_ = false;
    std::uint64_t subscription_ = 0;
    std::thread thread_;
};

}  // namespace wms::web
