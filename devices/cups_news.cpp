// SPDX-License-Identifier: Apache-2.0
#include "devices/cups_news.hpp"

#include <algorithm>

namespace wms::devices {

CupsNews::CupsNews(CupsClient client, Times times)
    : client_{std::move(client)}, times_{times}, thread_{[this] { run(); }} {}

CupsNews::~CupsNews() {
    stop();
    thread_.join();
    if (subscription_ != 0) client_.unsubscribe(subscription_);
}

void CupsNews::stop() {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
    changed_.notify_all();
}

std::uint64_t CupsNews::heard(std::string const& queue) const {
    std::lock_guard const lock{mutex_};
    return count_of(queue);
}

std::uint64_t CupsNews::count_of(std::string const& queue) const {
    auto const found = heard_.find(queue);
    return heard_all_ + (found == heard_.end() ? 0 : found->second);
}

bool CupsNews::wait(std::string const& queue, std::uint64_t heard,
                    std::chrono::milliseconds at_most) {
    std::unique_lock lock{mutex_};
    ++waiting_;
    changed_.notify_all();
    bool const news =
        changed_.wait_for(lock, at_most, [&] { return stopping_ || count_of(queue) != heard; });
    --waiting_;
    return news && !stopping_;
}

// Nobody waits: nothing is asked, and the subscription may run out.
void CupsNews::run() {
    while (true) {
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [this] { return stopping_ || waiting_ > 0; });
            if (stopping_) return;
        }
        pause(ask() ? times_.ask_every : times_.again_after);
    }
}

void CupsNews::pause(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, time, [this] { return stopping_; });
}

// False: there was no answer.
bool CupsNews::ask() {
    auto const now = std::chrono::steady_clock::now();
    if (subscription_ == 0 || now > renew_at_) {
        if (subscription_ != 0) client_.unsubscribe(subscription_);
        subscription_ = client_.subscribe(times_.lease).value_or(0);
        if (subscription_ == 0) return false;
        renew_at_ = now + times_.lease / 2;
        next_event_ = 1;
        std::lock_guard const lock{mutex_};
        ++heard_all_;
        changed_.notify_all();
        return true;
    }
    auto const events = client_.events(subscription_, next_event_);
    if (!events) {
        subscription_ = 0;
        return false;
    }
    if (events->empty()) return true;
    std::lock_guard const lock{mutex_};
    for (CupsEvent const& event : *events) {
        next_event_ = std::max(next_event_, event.sequence + 1);
        ++heard_[event.queue];
    }
    changed_.notify_all();
    return true;
}

}  // namespace wms::devices
