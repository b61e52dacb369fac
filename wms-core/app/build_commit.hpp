// SPDX-License-Identifier: Apache-2.0
// The commit this program was built of, as git tells it ("39dbaa87c1d2", with "-dirty" behind it
// when the sources had changes of their own); empty where it was built without git. The source is
// written by build_commit.cmake.
#pragma once

#include <string_view>

namespace wms::app {

[[nodiscard]] std::string_view build_commit();

}  // namespace wms::app
