// SPDX-License-Identifier: Apache-2.0
// What CUPS says by itself: one pull subscription for the events of all queues. Whoever follows a
// job waits here instead of only looking every so often. CUPS forgets subscriptions when it is
// started anew and keeps no promise to tell everything, so news only make somebody look sooner:
// what is true is what he then sees.
#pragma once

#include "devices/cups_client.hpp"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace wms::devices {

class CupsNews {
public:
    struct Times {
        std::chrono::milliseconds ask_every{200};     // while somebody waits
        std::chrono::milliseconds again_after{1000};  // without an answer
        std::chrono::seconds lease{600};
    };
    CupsNews(CupsClient client, Times times);
    CupsNews(CupsNews const&) = delete;
    CupsNews& operator=(CupsNews const&) = delete;
    ~CupsNews();

    // How much was heard of the queue: to be taken before one looks.
    [[nodiscard]] std::uint64_t heard(std::string const& queue) const;
    // Until more than that was heard, or the time is over. True: there is news.
    bool wait(std::string const& queue, std::uint64_t heard, std::chrono::milliseconds at_most);
    // Whoever waits is let go at once, from now on.
    void stop();
    [[nodiscard]] bool is_subscribed() const { return subscription_ != 0; }

private:
    [[nodiscard]] std::uint64_t count_of(std::string const& queue) const;  // under the lock
    void run();
    bool ask();
    void pause(std::chrono::milliseconds time);

    CupsClient const client_;
    Times const times_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, std::uint64_t> heard_;  // by queue
    std::uint64_t heard_all_ = 0;                 // subscribed anew: anything may have happened
    int waiting_ = 0;
    bool stopping_ = false;
    std::atomic<int> subscription_{0};
    int next_event_ = 1;
    std::chrono::steady_clock::time_point renew_at_{};
    std::thread thread_;
};

}  // namespace wms::devices
