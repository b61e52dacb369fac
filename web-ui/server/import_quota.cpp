// SPDX-License-Identifier: Apache-2.0
#include "server/import_quota.hpp"

namespace wms::web {
namespace {

constexpr Elapsed until_the_other_is_done = 5_s;

}  // namespace

std::optional<Elapsed> ImportQuota::begin(OperatorId who, std::size_t bytes, Instant now) {
    std::lock_guard const lock{mutex_};
    Person& person = people_[who];
    if (person.busy) return until_the_other_is_done;
    auto& imports = person.imports;
    while (!imports.empty() && imports.front().at + limits_.window <= now) imports.pop_front();
    std::size_t sum = bytes;
    for (Import const& one : imports) sum += one.bytes;
    bool const full = imports.size() >= limits_.imports_max || sum > limits_.bytes_max;
    if (full && !imports.empty()) return imports.front().at + limits_.window - now;
    imports.push_back({now, bytes});
    person.busy = true;
    return std::nullopt;
}

void ImportQuota::end(OperatorId who) {
    std::lock_guard const lock{mutex_};
    people_[who].busy = false;
}

}  // namespace wms::web
