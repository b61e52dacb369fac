// SPDX-License-Identifier: Apache-2.0
#include "domain/work.hpp"

#include <algorithm>

namespace wms {

bool has_role(Operator const& who, Role role) {
    auto const holds = [&](Role wanted) {
        return std::ranges::find(who.roles, wanted) != who.roles.end();
    };
    if (holds(role)) return true;
    bool const floor_work = role < Role::lead;
    return (floor_work && holds(Role::lead)) || (role != Role::system && holds(Role::admin));
}

}  // namespace wms
