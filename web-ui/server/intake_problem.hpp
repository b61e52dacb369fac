// SPDX-License-Identifier: Apache-2.0
// An order that does not come in names the field it stumbles over and who can mend that: the shop
// that sent it, or somebody in this house.
#pragma once

#include "server/answers.hpp"

namespace wms::web {

// The refusal's problem with `field` (a JSON pointer into `body`) and `mend` {who, text}.
[[nodiscard]] Response intake_problem(Refusal const& refusal, std::string_view body);

}  // namespace wms::web
