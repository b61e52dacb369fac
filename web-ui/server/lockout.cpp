// SPDX-License-Identifier: Apache-2.0
#include "server/lockout.hpp"

#include <algorithm>

namespace wms::web {
namespace {

constexpr std::size_t remembered_max = 10'000;

// Drops maps that nobody adds to any more.
template <class Key>
void drop_empty(std::map<Key, std::deque<Instant>>& counts, Instant before) {
    std::erase_if(counts, [&](auto const& entry) {
        return entry.second.empty() || entry.second.back() < before;
    });
}

template <class Key>
void take_back(std::map<Key, std::deque<Instant>>& counts, Key const& key) {
    auto const found = counts.find(key);
    if (found != counts.end() && !found->second.empty()) found->second.pop_back();
}

}  // namespace

std::optional<Elapsed> Lockout::wait_for(Times& times, std::size_t max, Instant now) const {
    while (!times.empty() && times.front() + limits_.window <= now) times.pop_front();
    if (times.size() < max) return std::nullopt;
    return times.front() + limits_.window - now;
}

// What is kept for known places takes nothing from the strangers' part, nor from the address, which
// a whole warehouse may share.
std::optional<Elapsed> Lockout::wait_for(Who const& who, bool kept, Instant now) {
    Times& of_device = devices_[{who.device, who.address}];
    if (auto const wait = wait_for(of_device, limits_.device_failures, now)) return wait;
    if (auto const wait = wait_for(badges_[who.badge], limits_.badge_failures, now)) return wait;
    if (kept) return std::nullopt;
    if (auto const wait = wait_for(strangers_[who.badge], strangers_max(), now)) return wait;
    return wait_for(addresses_[who.address], limits_.address_failures, now);
}

std::size_t Lockout::strangers_max() const {
    return limits_.badge_failures - limits_.known_places * limits_.known_place_failures;
}

std::optional<Elapsed> Lockout::begin(Who const& who, Instant now) {
    std::lock_guard const lock{mutex_};
    forget_old(now);
    Pair& pair = pairs_[{who.badge, {who.device, who.address}}];
    if (pair.locked_until > now) return pair.locked_until - now;
    if (pair.last + limits_.window <= now || pair.failures >= limits_.pair_failures) pair = {};
    KnownPlace* const known = known_place(who);
    bool const kept =
        known != nullptr && !wait_for(known->failures, limits_.known_place_failures, now);
    if (auto const wait = wait_for(who, kept, now)) return wait;
    devices_[{who.device, who.address}].push_back(now);
    badges_[who.badge].push_back(now);
    if (kept) {
        known->failures.push_back(now);
    } else {
        strangers_[who.badge].push_back(now);
        addresses_[who.address].push_back(now);
    }
    pair.failures += 1;
    pair.last = now;
    pair.kept = kept;
    if (pair.failures >= limits_.pair_failures) pair.locked_until = now + limits_.pair_locked;
    return std::nullopt;
}

void Lockout::succeeded(Who const& who) {
    std::lock_guard const lock{mutex_};
    auto const pair = pairs_.find({who.badge, {who.device, who.address}});
    bool const kept = pair != pairs_.end() && pair->second.kept;
    if (pair != pairs_.end()) pairs_.erase(pair);
    take_back(devices_, {who.device, who.address});
    take_back(badges_, who.badge);
    KnownPlace* const known = known_place(who);
    if (kept && known != nullptr && !known->failures.empty()) {
        known->failures.pop_back();
    } else {
        take_back(strangers_, who.badge);
        take_back(addresses_, who.address);
    }
    remember_place(who);
}

Lockout::KnownPlace* Lockout::known_place(Who const& who) {
    auto const places = known_.find(who.badge);
    if (places == known_.end()) return nullptr;
    auto const found =
        std::ranges::find(places->second, Place{who.device, who.address}, &KnownPlace::place);
    return found == places->second.end() ? nullptr : &*found;
}

void Lockout::remember_place(Who const& who) {
    KnownPlace one{.place = {who.device, who.address}};
    auto& places = known_[who.badge];
    auto const found = std::ranges::find(places, one.place, &KnownPlace::place);
    if (found != places.end()) {
        one = std::move(*found);
        places.erase(found);
    }
    places.push_front(std::move(one));
    if (places.size() > limits_.known_places) places.pop_back();
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
    drop_empty(strangers_, before);
    drop_empty(addresses_, before);
}

}  // namespace wms::web
