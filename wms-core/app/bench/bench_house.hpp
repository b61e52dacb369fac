// SPDX-License-Identifier: Apache-2.0
// A warehouse to be measured: a store on disk, a threaded engine, pickers who stand at a location
// with a tote and a long list, and as many quants and orders as are asked for.
#pragma once

#include "app/bench/bench_figures.hpp"

#include "engine/engine.hpp"
#include "engine/verify.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace wms::bench {

// Where the picker's long task is; each next scan of the item is one pick confirmation.
struct Picker {
    DeviceId device;
    std::uint64_t last_seq = 0;
    std::string location;  // label
    std::string item;      // barcode
};

struct Scale {
    std::uint64_t skus = 20'000;
    std::uint64_t quants_per_sku = 5;
    std::uint64_t orders = 100'000;
    std::uint64_t entries = 0;  // of the journal at least: pick confirmations make them up
};

class House {
public:
    // The folder is made below `parent` and removed at the end.
    explicit House(std::string const& parent);
    House(House const&) = delete;
    House& operator=(House const&) = delete;
    ~House();

    // Warehouse, carrier, `count` pickers signed in, totes bound, at their locations.
    void set_up_pickers(std::size_t count);
    void set_up_goods(Scale const& scale);
    // Approved orders: 85 % one piece, 11 % several of one SKU, 4 % several SKUs.
    void place_orders(Scale const& scale, std::uint64_t first, std::uint64_t count);
    void reopen();
    // Closes the store, verifies it as `wms verify` does, opens it again.
    [[nodiscard]] VerifyReport prove();

    // The picker's next confirmation. Scans of one device are a second apart, as far as it says.
    [[nodiscard]] Envelope confirmation(Picker& picker);
    [[nodiscard]] std::vector<Picker>& pickers() { return pickers_; }
    [[nodiscard]] Engine& engine() { return *engine_; }
    [[nodiscard]] std::string const& folder() const { return folder_; }
    [[nodiscard]] std::uint64_t bytes_on_disk() const;

private:
    void open();
    Outcome must(AnyCommand command);
    void at_device(Picker& picker, AnyCommand command);
    [[nodiscard]] Envelope from(Picker& picker, AnyCommand command) const;
    void import_picking_place(std::size_t count);
    void release_long_orders(std::size_t count);
    void walk_to_the_goods(Picker& picker, std::size_t number);

    std::string folder_;
    std::unique_ptr<Engine> engine_;
    std::vector<Picker> pickers_;
};

[[nodiscard]] std::string gtin_of(std::uint64_t number);

// Scans at a fixed rate, whether or not the answers come: `times` run from the moment a scan was
// due.
struct OpenLoop {
    std::uint64_t per_second = 500;
    std::uint64_t scans_max = 0;  // 0 = until `stop`
    std::atomic<bool> const* stop = nullptr;
};
struct LoopResult {
    Times times;
    std::uint64_t refused = 0;
};
[[nodiscard]] LoopResult scan_at_rate(House& house, OpenLoop const& loop);

// `in_flight` pickers who scan again as soon as they are answered, `count` scans in all.
struct ClosedResult {
    Times times;
    double elapsed_s = 0;
    std::uint64_t refused = 0;
};
[[nodiscard]] ClosedResult scan_in_turn(House& house, std::size_t in_flight, std::uint64_t count);

}  // namespace wms::bench
