// SPDX-License-Identifier: Apache-2.0
#include "server/lockout.hpp"

#include <algorithm>

namespace wms::web {
namespace {

constexpr std::size_t remembered_max = 10'000;

// Drops maps that nobody adds to any more.
void drop_empty(std::map<std::string, std::deque<Instant>>& counts, Instant before) {
    std::erase_if(counts, [&](auto const& entry) {
        return entry.second.empty() || entry.second.back() < before;
    });
}

void take_back(std::map<std::string, std::deque<Instant>>& counts, std::string const& key) {
    auto const found = counts.find(key);
    if (found != counts.end() && !found->second.empty()) found->second.pop_back();
}

}  // namespace

std::optional<Elapsed> Lockout::wait_for(Times& times, std::size_t max, Instant now) const {
    while (!times.empty() && times.front() + limits_.window <= now) times.pop_front();
    if (times.size() < max) return std::nullopt;
    return times.front() + limits_.window - now;
}

std::optional<Elapsed> Lockout::begin(Who const& who, Instant now) {
    std::lock_guard const lock{mutex_};
    forget_old(now);
    Pair& pair = pairs_[{who.badge, who.device}];
    if (pair.locked_until > now) return pair.locked_until - now;
    if (pair.last + limits_.window <= now || pair.failures >= limits_.pair_failures) pair = {};
    for (auto const& [times, max] :
         {std::pair{&devices_[who.device], limits_.device_failures},
          std::pair{&badges_[who.badge], limits_.badge_failures},
          std::pair{&addresses_[who.address], limits_.address_failures}}) {
        if (auto const wait = wait_for(*times, max, now)) return wait;
    }
    devices_[who.device].push_back(now);
    badges_[who.badge].push_back(now);
    addresses_[who.address].push_back(now);
    pair.failures += 1;
    pair.last = now;
    if (pair.failures >= limits_.pair_failures) pair.locked_until = now + limits_.pair_locked;
    return std::nullopt;
}

void Lockout::succeeded(Who const& who) {
    std::lock_guard const lock{mutex_};
    pairs_.erase({who.badge, who.device});
    take_back(devices_, who.device);
    take_back(badges_, who.badge);
    take_back(addresses_, who.address);
}

// Attempts with ever new badges and devices must not fill the memory.
void Lockout::forget_old(Instant now) {
    if (pairs_.size() + devices_.size() + badges_.size() < remembered_max) return;
    Instant const before = now - limits_.window;
    std::erase_if(pairs_, [&](auto const& entry) {
        return entry.second.last < before && entry.second.locked_until <= now;
    });
    drop_empty(devices_, before);
    drop_empty(badges_, before);
    drop_empty(addresses_, before);
}

}  // namespace wms::web
