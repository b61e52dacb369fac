// SPDX-License-Identifier: Apache-2.0
// Virtual workers. Each looks at the screen, does with hands and feet what it asks, and scans or
// presses. They need no more knowledge than a new colleague: read the screen, read the label.
#pragma once

#include "app/day_floor.hpp"
#include "engine/engine.hpp"

#include <memory>

namespace wms {

struct Action {
    AnyCommand command;
    Elapsed after;       // time it took before the scan
    bool waits = false;  // nothing to do now; look again then
};

struct WorkerFigures {
    std::int64_t walked_mm = 0;
    std::uint64_t scans = 0, presses = 0, shorts = 0, refused = 0;
};

class Worker {
public:
    Worker(DayFloor& floor, DeviceId device, std::string badge)
        : floor_{floor}, device_{device}, badge_{std::move(badge)} {}
    virtual ~Worker() = default;
    Worker(Worker const&) = delete;
    Worker& operator=(Worker const&) = delete;

    // What to do about the screen shown now.
    [[nodiscard]] Action act(Screen const& screen);
    // The answer to the last action: moves the goods in the physical world if it was accepted.
    void learn(Outcome const& outcome);

    [[nodiscard]] DeviceId device() const { return device_; }
    [[nodiscard]] WorkerFigures const& figures() const { return figures_; }
    Instant next_at{};
    std::uint64_t device_seq = 0;
    Screen shown{};  // the screen the worker looks at
    bool idle = true;

protected:
    virtual Action work(Screen const& screen) = 0;
    virtual void done(Outcome const& outcome) = 0;

    Action scan(std::string const& code, Elapsed after);
    Action press(Button button, std::string const& argument, Elapsed after);
    Action wait();
    Action walk_and_scan(std::string const& location, std::string const& code);
    [[nodiscard]] static std::string line(Screen const& screen, Phrase label);
    [[nodiscard]] static std::string sku_on(Screen const& screen);

    DayFloor& floor_;
    std::string at_ = "PACK-01";  // where the worker stands
    Step asked_ = Step::choose;   // the question the last action answered
    std::string scanned_;         // by the last action, if it was a scan
    WorkerFigures figures_;

private:
    DeviceId device_;
    std::string badge_;
};

[[nodiscard]] std::unique_ptr<Worker> make_picker(DayFloor& floor, DeviceId device,
                                                  std::string badge,
                                                  std::vector<std::string> stations);
[[nodiscard]] std::unique_ptr<Worker> make_packer(DayFloor& floor, DeviceId device,
                                                  std::string badge, std::string station);
[[nodiscard]] std::unique_ptr<Worker> make_counter(DayFloor& floor, DeviceId device,
                                                   std::string badge);
[[nodiscard]] std::unique_ptr<Worker> make_dispatcher(DayFloor& floor, DeviceId device,
                                                      std::string badge);

}  // namespace wms
