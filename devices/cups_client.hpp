// SPDX-License-Identifier: Apache-2.0
// CUPS, asked so that it can never stop us: each call has its own connection and its own thread,
// and whoever waits for it stops waiting after its patience. A scheduler that hangs, restarts or is
// not there is "no answer", never an exception and never a guess.
#pragma once

#include "devices/printer_port.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::devices {

// As IPP has them; gone: CUPS does not know the job (any more).
enum class CupsJobState : std::uint8_t {
    gone = 0,
    pending = 3,
    held = 4,
    processing = 5,
    stopped = 6,
    cancelled = 7,
    aborted = 8,
    completed = 9
};

struct CupsJob {
    int id = 0;
    std::string name = {};
    CupsJobState state = CupsJobState::gone;
    std::string message = {};  // of the printer, for the log
};

struct CupsQueue {
    std::string name = {};
    std::string device_uri = {};
    std::string make_and_model = {};
    std::vector<std::string> reasons = {};  // media-empty, paused …, without -error and -warning
    bool stopped = false;
    bool accepting = true;
};

struct CupsDevice {
    std::string uri = {};
    std::string info = {};
    std::string make_and_model = {};
    std::string device_id = {};
};

// Something happened to a job or to the queue itself; what, one sees by looking.
struct CupsEvent {
    int sequence = 0;
    std::string queue = {};
    int job = 0;
};

class CupsClient {
public:
    struct Options {
        std::string server = {};  // host:port or a socket's path; empty = as libcups is set up
        Patience connect{2000};
        Patience call{5000};
    };
    explicit CupsClient(Options options) : options_{std::move(options)} {}

    // Nothing: CUPS does not answer. A queue without a name: there is no such queue.
    [[nodiscard]] std::optional<CupsQueue> queue(std::string const& name) const;
    [[nodiscard]] std::optional<std::vector<CupsQueue>> queues() const;
    // What CUPS finds on wires and in the network (mDNS too); takes as long as that.
    [[nodiscard]] std::optional<std::vector<CupsDevice>> devices(Patience patience) const;

    struct Document {
        std::string queue;
        std::string name;    // our key: jobs are found by it, never by CUPS's number
        std::string format;  // application/vnd.cups-raw
        std::string bytes;
        std::string media = {};  // iso_a4_210x297mm: without it CUPS scales to what it believes
    };
    // One Print-Job request: all of it arrives, or no job. The number of the job, or why not;
    // "no answer" leaves open whether there is a job: ask for it by its name.
    [[nodiscard]] std::expected<int, std::string> print(Document document) const;
    // The newest job of that name.
    [[nodiscard]] std::optional<CupsJob> job(std::string const& queue,
                                             std::string const& name) const;
    bool cancel(std::string const& queue, int job) const;

    // To the events of jobs and queues (RFC 3995, pulled by RFC 3996); its number. Nothing: CUPS
    // does not answer or has no room for one more.
    [[nodiscard]] std::optional<int> subscribe(std::chrono::seconds lease) const;
    // From this sequence number on. Nothing: no answer, or CUPS does not know the subscription.
    [[nodiscard]] std::optional<std::vector<CupsEvent>> events(int subscription,
                                                               int from_sequence) const;
    void unsubscribe(int subscription) const;

    struct NewQueue {
        std::string name;
        std::string device_uri;
        std::string ppd;  // raw, everywhere
        std::string info;
    };
    // What went wrong; empty = done.
    [[nodiscard]] std::string add(NewQueue queue) const;

private:
    Options options_;
};

inline constexpr std::string_view cups_no_answer = "no answer";

}  // namespace wms::devices
