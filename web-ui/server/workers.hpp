// SPDX-License-Identifier: Apache-2.0
// A few threads for what must not run on an I/O thread or on the engine's: slow reads, hashing a
// PIN, rendering. The queue is bounded; who finds it full says so to the client.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace wms::web {

class Workers {
public:
    explicit Workers(std::size_t threads, std::size_t queue_max = 10'000);
    Workers(Workers const&) = delete;
    Workers& operator=(Workers const&) = delete;
    ~Workers();  // finishes what is queued and expected

    // False when the queue is full or the workers stop: the work is not done then.
    [[nodiscard]] bool post(std::function<void()> work);
    [[nodiscard]] std::size_t queued() const;
    // Something will be posted when an answer from elsewhere comes: the end waits for it.
    void expect();
    void arrived();

private:
    void run();

    std::size_t queue_max_;
    mutable std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<std::function<void()>> queue_;
    bool stopping_ = false;
    std::size_t expected_ = 0;
    std::condition_variable all_arrived_;
    std::vector<std::thread> threads_;
};

}  // namespace wms::web
