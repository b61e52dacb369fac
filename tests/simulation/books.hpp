// SPDX-License-Identifier: Apache-2.0
// The simulation's own books: what an accepted scan means for goods and orders, told once more and
// in another way than the domain tells it. They learn from what people see: the screen a code was
// scanned on, the code, the answer. No table is read here and no function of the domain is called.
#pragma once

#include "engine/engine.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace wms::simulation {

// One decided command: what was asked, what was done, what came of it.
struct Deed {
    AnyCommand command;
    Screen before = {};
    Screen after = {};
    bool refused = false;
    Tone tone = Tone::ok;
    std::uint64_t object = 0;
};

using Pieces = std::map<std::string, std::int64_t>;  // by SKU

struct BookedOrder {
    std::uint64_t id = 0;
    std::vector<std::int64_t> ordered;    // per line
    std::vector<std::int64_t> cancelled;  // per line
    bool cancelled_whole = false;
};

class Books {
public:
    void learn(Deed const& deed);

    // Goods by place: "A-1", "T-3", "parcel 7", "SUPPLIER", "CUSTOMER", "ADJUSTMENT".
    [[nodiscard]] std::map<std::string, Pieces> const& places() const { return places_; }
    [[nodiscard]] std::int64_t at(std::string const& place, std::string const& sku) const;
    // What is wrong with the deeds themselves: more taken than there was, a number given twice.
    [[nodiscard]] std::string const& fault() const { return fault_; }

    [[nodiscard]] std::map<std::string, BookedOrder> const& orders() const { return orders_; }
    [[nodiscard]] std::set<std::uint64_t> const& shipped_parcels() const { return shipped_; }
    // What was in a parcel when it left.
    [[nodiscard]] Pieces const& contents_shipped(std::uint64_t parcel) const;
    [[nodiscard]] std::uint64_t reprints() const { return reprints_; }

    struct Totals {
        std::int64_t received = 0, picked = 0, packed = 0, shipped = 0, adjusted = 0;
    };
    [[nodiscard]] Totals const& totals() const { return totals_; }

private:
    struct Hand {                  // of one person
        std::int64_t taken = 0;    // for a cart bin, not yet put
        std::int64_t waiting = 0;  // scanned, lot or serial number still missing
        std::string sku;
        std::string container;  // packed from
        std::int64_t counted = 0;
    };
    struct Last {  // what a person moved last, for UNDO
        std::string from;
        std::string to;
        std::string sku;
        std::int64_t pieces = 0;
    };
    struct Counted {
        std::string place;
        std::string sku;
        std::int64_t pieces = 0;
    };
    void learn_office(Deed const& deed);
    void learn_order(Deed const& deed, PlaceOrder const& placed);
    void learn_cancel(CancelOrder const& cancel);
    void learn_terminal(Deed const& deed, std::string const& raw, PressButton const& press);
    void learn_pick(Deed const& deed, std::string const& raw, PressButton const& press);
    void learn_pack(Deed const& deed, std::string const& raw, PressButton const& press);
    void learn_ship(Deed const& deed, std::string const& raw, PressButton const& press);
    void learn_count(Deed const& deed, std::string const& raw, PressButton const& press);
    void take(Deed const& deed, Hand& hand, std::int64_t pieces);
    void pack(Deed const& deed, std::string const& from, std::string const& sku,
              std::int64_t pieces);
    void adjust(std::uint64_t count);
    void take_back(std::string const& actor, std::int64_t& total);
    void ship(std::uint64_t manifest);
    void move(std::string const& from, std::string const& to, std::string const& sku,
              std::int64_t pieces);
    void fail(std::string what);

    std::map<std::string, Pieces> places_;
    std::map<std::string, Hand> hands_;  // by the name of the person
    std::map<std::string, Last> last_;   // by the name of the person
    std::map<std::uint64_t, Counted> counts_;
    std::map<std::uint64_t, std::string> manifest_of_;  // parcel → "M-3"
    std::map<std::uint64_t, Pieces> contents_shipped_;
    std::set<std::uint64_t> shipped_;
    std::map<std::string, BookedOrder> orders_;
    std::set<std::uint64_t> order_ids_;
    std::uint64_t reprints_ = 0;
    Totals totals_;
    std::string fault_;
};

// What a screen shows behind a label, as a person reads it: the code in "Red jumper (RED)".
[[nodiscard]] std::string line_of(Screen const& screen, Phrase label);
[[nodiscard]] std::string code_in(std::string const& text);
[[nodiscard]] std::string parcel_place(std::uint64_t parcel);

}  // namespace wms::simulation
