// SPDX-License-Identifier: Apache-2.0
#include "server/workers.hpp"

namespace wms::web {

Workers::Workers(std::size_t threads, std::size_t queue_max) : queue_max_{queue_max} {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Workers::~Workers() {
    {
        std::unique_lock lock{mutex_};
        all_arrived_.wait(lock, [this] { return expected_ == 0; });
        stopping_ = true;
    }
    filled_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

bool Workers::post(std::function<void()> work) {
    {
        std::lock_guard const lock{mutex_};
        if (stopping_ || queue_.size() >= queue_max_) return false;
        queue_.push_back(std::move(work));
    }
    filled_.notify_one();
    return true;
}

void Workers::expect() {
    std::lock_guard const lock{mutex_};
    ++expected_;
}

void Workers::arrived() {
    std::lock_guard const lock{mutex_};
    if (--expected_ == 0) all_arrived_.notify_all();
}

std::size_t Workers::queued() const {
    std::lock_guard const lock{mutex_};
    return queue_.size();
}

void Workers::run() {
    while (true) {
        std::function<void()> work;
        {
            std::unique_lock lock{mutex_};
            filled_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            work = std::move(queue_.front());
            queue_.pop_front();
        }
        work();
    }
}

}  // namespace wms::web
