// SPDX-License-Identifier: Apache-2.0
// A label printer without hardware, for tests and for trying the system out. It behaves as printers
// do: it runs out of paper, stops, and sometimes says "done" although nothing came out. Knows jobs
// by their key and documents as bytes; a key that was sent before prints nothing. No threads, no
// clock: what happens, happens inside the call.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace wms::devices {

enum class JobState : std::uint8_t { spooled, printing, held, done, failed };

struct JobReport {
    std::string key;
    JobState state = JobState::spooled;
    std::string reason = {};  // in the printer's own words: media-empty
    friend bool operator==(JobReport const&, JobReport const&) = default;
};

// What stands in the way of the next label.
enum class Fault : std::uint8_t {
    none,
    out_of_paper,    // held until there is paper again, then prints
    stalled,         // takes the job, says nothing more
    claims_success,  // says done, nothing came out
    refuses          // fails every job
};

class VirtualPrinter {
public:
    struct Label {
        std::string key;
        std::string document;
    };

    void set_fault(Fault fault);  // `none` also lets held and stalled jobs print
    void send(std::string const& key, std::string const& document);
    // What it said since the last time, oldest first.
    [[nodiscard]] std::vector<JobReport> take_reports();
    // The labels that really came out.
    [[nodiscard]] std::vector<Label> const& printed() const { return printed_; }

private:
    void work_on(std::string const& key);

    Fault fault_ = Fault::none;
    std::map<std::string, std::string> jobs_;  // every key ever sent, with its document
    std::vector<std::string> waiting_;         // held or stalled, oldest first
    std::vector<JobReport> reports_;
    std::vector<Label> printed_;
};

}  // namespace wms::devices
